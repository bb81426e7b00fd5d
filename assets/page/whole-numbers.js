// A small matrix of whole numbers that are written in its cells; rows and cells can be marked.

import { element } from "./element.js";

/** `id` is that of the table, so that it can be found; a row has its number before it. */
export function wholeNumbers(id, rowCount, columnCount) {
  const caption = element("p", { class: "name", id: `${id}-name` });
  const sides = Array.from({ length: rowCount }, (_, row) => element("th", { scope: "row" }, String(row)));
  const cells = sides.map(() => Array.from({ length: columnCount }, () => element("td", { class: "number written" })));
  const rows = cells.map((row, r) => element("tr", {}, sides[r], ...row));
  const table = element("table", { class: "matrix", id, "aria-labelledby": `${id}-name` }, element("tbody", {}, ...rows));

  /** `lit` and `wrong` are sets of rows: where something happens now, and where something is lost. */
  function update({ title, values, lit = new Set(), wrong = new Set() }) {
    caption.textContent = title;
    cells.forEach((row, r) => {
      sides[r].classList.toggle("lit", lit.has(r));
      row.forEach((cell, c) => {
        cell.textContent = String(values[r][c]);
        cell.classList.toggle("zero", values[r][c] === 0);
        cell.classList.toggle("lit", lit.has(r));
        cell.classList.toggle("wrong", wrong.has(r));
      });
    });
  }
  return { element: element("div", {}, caption, table), update };
}
