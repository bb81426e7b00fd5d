// What two models take to be the right word of one gap, side by side: a softmax over all words, and yes or no for each.

import { digits, element } from "./element.js";
import { tr } from "./text.js";

/** `recording` is that of ch04-negative-sampling. */
export function bestAnswers(recording) {
  const [target] = recording.questions[0];
  const heading = element("h2");
  const note = element("p", { class: "soft" });
  const sides = ["softmax", "sampling"].map((name) => {
    const title = element("h3");
    const answer = element("p", { class: "number", id: `right-${name}` });
    const lines = recording.moments[0][`${name}_best`].map(() => {
      const bar = element("i", { "aria-hidden": "true" });
      return { word: element("th", { scope: "row" }), number: element("td", { class: "number" }), bar };
    });
    const table = element("table", { class: "list answers-list", id: `best-${name}` }, element("tbody", {},
      ...lines.map((line) => element("tr", {}, line.word, line.number, element("td", { class: "share" }, line.bar)))));
    return { name, title, answer, lines, element: element("div", {}, title, answer, element("div", { class: "scroll" }, table)) };
  });

  function update(moment) {
    const now = recording.moments[moment];
    heading.textContent = tr("The gap seen by both models");
    sides[0].title.textContent = tr("softmax over all {all} words", { all: recording.vocabulary });
    sides[1].title.textContent = tr("negative sampling: a yes or no for each word");
    for (const { name, answer, lines } of sides) {
      answer.textContent = `${name === "softmax" ? `P(${target})` : `σ(h · W_out[${target}])`} = ${digits(now[name])}`;
      now[`${name}_best`].forEach(([word, probability], place) => {
        const line = lines[place];
        line.word.textContent = word;
        line.word.classList.toggle("lit", word === target);
        line.number.textContent = digits(probability);
        line.bar.style.width = `${100 * probability}%`;
        line.bar.className = word === target ? "yes" : "no";
      });
    }
    note.textContent = tr("The five words that get most, of all. The probabilities of the softmax add up to 1, those of the sigmoids to whatever they like: there, only words that are asked about learn to be a no.");
  }
  return { element: element("section", { class: "card" }, heading, element("div", { class: "two" }, ...sides.map((side) => side.element)), note), update };
}
