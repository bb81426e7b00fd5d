// CBOW and skip-gram beside each other: the word from its neighbours, the neighbours from the word.

import { digits, element } from "./element.js";
import { tr } from "./text.js";
import { probabilityBars } from "./bars.js";

/** `recording` is that of ch03-probabilistic-loss. */
export function twoQuestions(recording) {
  const { words, contexts, target } = recording;
  const heading = element("h2");
  const cbow = probabilityBars("cbow", words);
  const skipGram = probabilityBars("skip-gram", words);
  const costs = [element("p", { class: "number", id: "cbow-cost" }), element("p", { class: "number", id: "skip-gram-cost" })];
  const notes = [element("p", { class: "soft" }), element("p", { class: "soft" })];

  function update(moment, example) {
    const now = recording.moments[moment];
    const [left, right] = contexts[example];
    const names = { left: words[left], word: words[target[example]], right: words[right] };
    heading.textContent = tr("Two questions about one place");
    cbow.update({ title: tr("CBOW: {left} ___ {right}", names), probabilities: now.cbow[example], right: new Set([target[example]]) });
    skipGram.update({ title: tr("skip-gram: ___ {word} ___", names), probabilities: now.skip_gram[example], right: new Set([left, right]) });
    const cost = digits(now.cbow_costs[example]);
    const [ofLeft, ofRight] = now.skip_gram_costs[example];
    costs[0].textContent = `−log P(${names.word}) = ${cost}`;
    costs[1].textContent = `−log P(${names.left}) − log P(${names.right}) = ${digits(ofLeft)} + ${digits(ofRight)} = ${digits(ofLeft + ofRight)}`;
    notes[0].textContent = tr("All examples: L = {loss}. Two examples have the same neighbours in another order, and so the same h with two right answers: not below {least}.", { loss: digits(now.losses[0]), least: digits(recording.least[0]) });
    notes[1].textContent = tr("All examples: L = {loss} per guessed word. One distribution must hold the left and the right neighbour: not below {least}.", { loss: digits(now.losses[1]), least: digits(recording.least[1]) });
  }
  const side = (bars, of) => element("div", {}, bars.element, costs[of], notes[of]);
  return { element: element("section", { class: "card" }, heading, element("div", { class: "beside even" }, side(cbow, 0), side(skipGram, 1))), update };
}
