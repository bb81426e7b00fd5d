// The smallest network: two words enter as one-hot rows, pick their rows of W_in, and W_out makes a guess of their mean.

import { element } from "./element.js";
import { tr } from "./text.js";
import { farthest, matrix, readout } from "./matrix.js";
import { probabilityBars } from "./bars.js";
import { wholeNumbers } from "./whole-numbers.js";

/** `recording` is that of ch03-inference-basics. */
export function firstNetwork(recording) {
  const { words, moments, example: [first, second, target] } = recording;
  let last = 0;
  const size = moments[0].w_out.length;
  const numbers = Array.from({ length: size }, (_, column) => String(column));
  const limit = farthest(moments.map((now) => [now.w_in, now.w_out]));
  const scoreLimit = farthest(moments.map((now) => now.guesses.map((row) => row.map((guess) => guess.score))));

  const heading = element("h2");
  const choices = [first, second].map((word, number) => {
    const choice = element("select", { id: `word-${number}` }, ...words.map((name, id) => element("option", { value: id }, name)));
    choice.value = word;
    choice.addEventListener("change", () => update(last));
    return choice;
  });
  const label = element("span");
  const oneHot = wholeNumbers("one-hot", 2, words.length);
  const [wIn, h, wOut, scores] = [
    matrix(words, numbers, true, false), matrix(["h"], numbers, true, false),
    matrix(numbers, words, true, true), matrix(["score"], words, true, true),
  ];
  [["w_in", wIn], ["h", h], ["w_out", wOut], ["score", scores]].forEach(([id, part]) => { part.element.id = id; });
  const bars = probabilityBars("y", words);
  const formulas = Array.from({ length: 3 }, () => element("p", { class: "soft" }));

  function update(moment) {
    last = moment;
    const now = moments[moment];
    const chosen = choices.map((choice) => Number(choice.value));
    const [low, high] = [Math.min(...chosen), Math.max(...chosen)];
    const guess = now.guesses[low][high - low];
    const isExample = low === Math.min(first, second) && high === Math.max(first, second);
    const lit = new Set(chosen);
    heading.textContent = tr("A guess from two words");
    label.textContent = tr("the neighbours");
    choices.forEach((choice, number) => choice.setAttribute("aria-label", number === 0 ? tr("the word before the gap") : tr("the word after the gap")));
    oneHot.update({ title: "one-hot (C, V)", values: chosen.map((word) => words.map((_, id) => Number(id === word))) });
    wIn.update({ values: now.w_in, title: "W_in (V, H)", name: (r, c) => `W_in[${words[r]}, ${c}]`, limit, rows: lit });
    h.update({ values: [guess.h], title: "h (1, H)", name: (_, c) => `h[${c}]`, limit });
    wOut.update({ values: now.w_out, title: "W_out (H, V)", name: (r, c) => `W_out[${r}, ${words[c]}]`, limit, columns: isExample ? new Set([target]) : new Set() });
    scores.update({ values: [guess.score], title: "score (1, V)", name: (_, c) => `score[${words[c]}]`, limit: scoreLimit });
    bars.update({ title: "y = softmax(score)", probabilities: guess.y, right: new Set(isExample ? [target] : []) });
    formulas[0].textContent = tr("A one-hot row times W_in is a row of W_in: {words}.", { words: chosen.map((word) => words[word]).join(", ") });
    formulas[1].textContent = tr("h is the mean of the two rows, score = h · W_out.");
    formulas[2].textContent = isExample
      ? tr("This is the example that is learned: the answer is “{target}”.", { target: words[target] })
      : tr("Nobody has taught the network this gap; the guess moves all the same, because the weights are shared.");
  }
  return {
    element: element("section", { class: "card" }, heading, element("p", {}, label, " ", choices[0], " ___ ", choices[1]), readout,
      element("div", { class: "beside even" },
        element("div", { class: "scroll" }, oneHot.element, formulas[0], wIn.element, h.element),
        element("div", { class: "scroll" }, formulas[1], wOut.element, scores.element, bars.element, formulas[2]))),
    update,
  };
}
