// a is to b as c is to what? Three words to choose, and the answers by both scorings.

import { digits, element } from "./element.js";
import { tr } from "./text.js";
import { wordBox } from "./word-box.js";

const SHOWN = 5;

/** Begins with the words of `first`; `changed` is called for another question. */
export function analogyQuestion(words, counts, vectors, first, changed) {
  const question = [...first];
  const boxes = ["a", "b", "c"].map((name, place) =>
    wordBox(name, words, counts, question[place], () => name, (word) => {
      question[place] = word;
      changed();
    }));
  const signs = [":", "=", ": ?"].map((sign) => element("span", { class: "sign" }, sign));
  const heading = element("h2");
  const note = element("p", { class: "soft" });
  const lists = ["cosine", "raw dot"].map((scoring) => {
    const caption = element("caption");
    const rows = Array.from({ length: SHOWN }, () => [element("td"), element("td")]);
    const id = scoring === "cosine" ? "answers-by-cosine" : "answers-by-raw-dot";
    const table = element("table", { class: "list", id }, caption, ...rows.map((row) => element("tr", {}, ...row)));
    return { scoring, caption, rows, element: table };
  });

  function update(moment) {
    heading.textContent = tr("a is to b as c is to what?");
    note.textContent = tr("Cosine: all vectors brought to length 1 first. Raw dot product: as they are, as in the book. The words of a question are no answers to it.");
    boxes.forEach((box) => box.update());
    for (const { scoring, caption, rows } of lists) {
      caption.textContent = scoring === "cosine" ? tr("by cosine") : tr("by raw dot product");
      const found = vectors.analogy(moment, question, scoring, SHOWN);
      rows.forEach(([word, score], place) => {
        word.textContent = found[place] ? words[found[place][0]] : "";
        score.textContent = found[place] ? digits(found[place][1]) : "";
      });
    }
  }
  /** The question with its best answer, if there is one. */
  const asked = (moment, scoring) => [...question, ...vectors.analogy(moment, question, scoring, 1).map(([word]) => word)];
  const fields = element("div", { class: "question" }, ...boxes.flatMap((box, place) => [box.element, signs[place]]));
  const answers = element("div", { class: "lists", "aria-live": "polite" }, ...lists.map((list) => list.element));
  return { element: element("section", { class: "card" }, heading, fields, answers, note), asked, update };
}
