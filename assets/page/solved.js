// How many analogies of each relation were solved at each moment, and the answers before and after the training.

import { element } from "./element.js";
import { relationName } from "./relations.js";
import { tr } from "./text.js";

/** `relations` have a `name`, and how many are `asked`; each moment has the share that is `solved` of each, and of all. */
export function solvedAnalogies(relations, moments, head) {
  const asked = [...relations.map((relation) => relation.asked), relations.reduce((sum, relation) => sum + relation.asked, 0)];
  const heading = element("h2");
  const note = element("p", { class: "soft" });
  const [corner, questions] = [element("th", { scope: "col" }), element("th", { scope: "col" })];
  const heads = moments.map(() => element("th", { scope: "col" }));
  const rows = asked.map((count) => ({
    name: element("th", { scope: "row" }),
    count: element("td", {}, String(count)),
    cells: moments.map(() => element("td")),
  }));
  const table = element("table", { class: "through-time", id: "solved" },
    element("thead", {}, element("tr", {}, corner, questions, ...heads)),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, row.name, row.count, ...row.cells))));
  const scroll = element("div", { class: "scroll", tabindex: "0", role: "region" }, table);

  function update(moment, scoring) {
    heading.textContent = tr("Analogies solved, by relation");
    scroll.setAttribute("aria-label", heading.textContent);
    note.textContent = scoring === "cosine" ? tr("By cosine: the right word came first.") : tr("By raw dot product: the right word came first.");
    corner.textContent = tr("relation");
    questions.textContent = tr("questions");
    heads.forEach((cell, at) => {
      cell.textContent = head(at);
      cell.classList.toggle("lit", at === moment);
    });
    rows.forEach((row, number) => {
      row.name.textContent = number < relations.length ? relationName(relations[number].name) : tr("all");
      row.cells.forEach((cell, at) => {
        const share = moments[at].solved[number][scoring === "cosine" ? 0 : 1];
        cell.textContent = share;
        cell.style.background = `color-mix(in srgb, var(--plus) ${Math.round(0.35 * parseFloat(share))}%, transparent)`;
        cell.classList.toggle("lit", at === moment);
      });
    });
  }
  /** The share of all that were solved at a moment, as the program prints it. */
  const share = (moment) => moments[moment].solved.at(-1)[0];
  return { element: element("section", { class: "card" }, heading, note, scroll), share, update };
}

/** What the program prints: `words` a, b, c; for each the three best answers of the `first` and of the `last` moment. */
export function printedAnswers({ words, first, last }) {
  const heading = element("h2");
  const heads = Array.from({ length: 5 }, () => element("th", { scope: "col" }));
  const rows = words.map((question) => ({ question, cells: [element("td"), element("td")] }));
  const table = element("table", { class: "through-time", id: "answers" },
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...rows.map(({ question, cells }) =>
      element("tr", {}, ...question.map((word) => element("td", {}, word)), ...cells))));
  const scroll = element("div", { class: "scroll", tabindex: "0", role: "region" }, table);

  function update(scoring) {
    heading.textContent = scoring === "cosine"
      ? tr("Answers before and after, by cosine, as the program prints them")
      : tr("Answers before and after, by raw dot product, as the program prints them");
    scroll.setAttribute("aria-label", heading.textContent);
    const names = ["a", "b", "c", tr("at the start"), tr("at the end")];
    heads.forEach((head, place) => (head.textContent = names[place]));
    rows.forEach(({ cells }, number) => {
      [first, last].forEach((answers, place) => (cells[place].textContent = answers[number][scoring === "cosine" ? 0 : 1]));
    });
  }
  return { element: element("section", { class: "card" }, heading, scroll), update };
}
