// P(A), P(B), P(A, B) and P(A | B), counted: point at a word B and a word A after it.

import { digits, element } from "./element.js";
import { tr } from "./text.js";

/** `recording` is that of ch03-probabilistic-loss. */
export function pairs(recording) {
  const { words, pair_count: all } = recording;
  let chosen = [0, 1];
  const heading = element("h2");
  const lead = element("p");
  const corner = element("td", { style: "border:0", class: "soft" });
  const cells = words.map((b, row) => words.map((a, column) => {
    const count = recording.pairs[row][column].counts[2];
    const cell = element("td", { class: `number written${count === 0 ? " zero" : ""}`, tabindex: "-1", "aria-label": `A = ${a}, B = ${b}: ${count}` }, String(count));
    for (const event of ["click", "focus", "pointerover"]) cell.addEventListener(event, () => choose(row, column));
    return cell;
  }));
  cells[chosen[0]][chosen[1]].tabIndex = 0;
  const heads = words.map((word) => element("th", { scope: "col" }, word));
  const sides = words.map((word) => element("th", { scope: "row" }, word));
  const table = element("table", { class: "matrix", id: "pairs" },
    element("thead", {}, element("tr", {}, corner, ...heads)),
    element("tbody", {}, ...cells.map((row, b) => element("tr", {}, sides[b], ...row))));
  table.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const next = step && cells[chosen[0] + step[0]]?.[chosen[1] + step[1]];
    if (!step) return;
    next?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  const lines = ["P(A)", "P(B)", "P(A, B)", "P(A | B)", "P(A | B) · P(B)"].map((name) => ({
    fraction: element("td", { class: "number" }),
    number: element("td", { class: "number" }),
    meaning: element("td", { class: "soft" }),
    name,
  }));
  const found = element("table", { class: "list answers-list", id: "probabilities", "aria-live": "polite" }, element("tbody", {},
    ...lines.map((line) => element("tr", {}, element("th", { scope: "row" }, line.name), line.fraction, line.number, line.meaning))));

  function choose(row, column) {
    cells[chosen[0]][chosen[1]].tabIndex = -1;
    chosen = [row, column];
    cells[row][column].tabIndex = 0;
    update();
  }

  function update() {
    const [row, column] = chosen;
    const { counts: [ofB, ofA, both], probabilities } = recording.pairs[row][column];
    const names = { a: words[column], b: words[row] };
    heading.textContent = tr("Probabilities by counting");
    lead.textContent = tr("How often a word A comes after a word B, in {all} pairs. Point at a number.", { all });
    corner.textContent = tr("B ↓   A →");
    sides.forEach((side, b) => side.classList.toggle("lit", b === row));
    heads.forEach((head, a) => head.classList.toggle("lit", a === column));
    cells.forEach((line, b) => line.forEach((cell, a) => cell.classList.toggle("lit", b === row && a === column)));
    const product = probabilities[3] === null ? null : probabilities[3] * probabilities[1];
    const fractions = [`${ofA}/${all}`, `${ofB}/${all}`, `${both}/${all}`, `${both}/${ofB}`, ""];
    const meanings = [
      tr("the next word is “{a}”", names),
      tr("the word is “{b}”", names),
      tr("both at once"),
      ofB > 0 ? tr("the next word is “{a}”, given that the word is “{b}”", names) : tr("nothing comes after “{b}”", names),
      product === null ? "" : tr("the joint probability again"),
    ];
    lines.forEach(({ fraction, number, meaning }, line) => {
      const probability = line === 4 ? product : probabilities[line];
      fraction.textContent = fractions[line];
      number.textContent = probability === null ? "–" : digits(probability);
      meaning.textContent = meanings[line];
    });
  }
  return { element: element("section", { class: "card" }, heading, lead, element("div", { class: "two" }, element("div", { class: "scroll" }, table), element("div", { class: "scroll" }, found))), update };
}
