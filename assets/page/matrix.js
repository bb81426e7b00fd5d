// A matrix as a table of coloured cells: blue above zero, orange below, stronger the farther from it. A number appears
// where the pointer or the keyboard is: the arrow keys go from cell to cell.

import { digits, element } from "./element.js";

/** Where the number of a cell is shown. */
export const readout = element("p", { class: "readout soft", "aria-live": "polite" });

function say(event) {
  const cell = event.target.closest?.("td[aria-label]");
  if (cell) readout.textContent = cell.getAttribute("aria-label");
}
document.addEventListener("focusin", say);
document.addEventListener("pointerover", say);

/** How strong a colour is: the square root lets small numbers be seen beside large ones. */
function colour(value, limit) {
  const share = limit > 0 ? Math.min(1, Math.sqrt(Math.abs(value) / limit)) : 0;
  return `color-mix(in srgb, var(${value < 0 ? "--minus" : "--plus"}) ${Math.round(100 * share)}%, var(--paper))`;
}

/**
 * A matrix with names for its rows, its columns or both. `update` shows other numbers: `values` (rows of numbers),
 * `caption`, `name` (of a cell, before its place), `limit` (the number of the strongest colour), `rows` and `columns`
 * (sets of places to be marked).
 */
export function matrix(rowNames, columnNames, hasRowNames, hasColumnNames) {
  const caption = element("caption");
  const heads = columnNames.map((name) => element("th", { scope: "col" }, name));
  const sides = rowNames.map((name) => element("th", { scope: "row" }, name));
  const cells = rowNames.map(() => columnNames.map(() => element("td", { tabindex: "-1" })));
  const head = hasColumnNames ? [element("thead", {}, element("tr", {}, ...(hasRowNames ? [element("td", { style: "border:0" })] : []), ...heads))] : [];
  const rows = cells.map((row, r) => element("tr", {}, ...(hasRowNames ? [sides[r]] : []), ...row));
  const table = element("table", { class: "matrix" }, caption, ...head, element("tbody", {}, ...rows));
  if (cells[0]?.[0]) cells[0][0].tabIndex = 0;

  table.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    const r = cells.findIndex((row) => row.includes(event.target));
    if (!step || r < 0) return;
    const c = cells[r].indexOf(event.target);
    const next = cells[r + step[0]]?.[c + step[1]];
    if (next) {
      event.target.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  });

  function update({ values, title, name, limit, rows = new Set(), columns = new Set() }) {
    caption.textContent = title;
    sides.forEach((side, r) => side.classList.toggle("lit", rows.has(r)));
    heads.forEach((head, c) => head.classList.toggle("lit", columns.has(c)));
    cells.forEach((row, r) => row.forEach((cell, c) => {
      cell.style.background = colour(values[r][c], limit);
      cell.classList.toggle("lit", rows.has(r) || columns.has(c));
      cell.setAttribute("aria-label", `${name(r, c)} = ${digits(values[r][c])}`);
    }));
    if (cells.some((row) => row.includes(document.activeElement))) {
      readout.textContent = document.activeElement.getAttribute("aria-label");
    }
  }
  return { element: table, sides, update };
}

/** The number farthest from zero. */
export const farthest = (values) => values.flat(Infinity).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
