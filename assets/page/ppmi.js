// Counts of neighbours, and PPMI: a cell explains itself.

import { digits, element } from "./element.js";
import { tr } from "./text.js";

/** `recording` is that of ch03-inference-basics. */
export function countsAndPpmi(recording) {
  const { words, counts, ppmi, of_word: ofWord, total } = recording;
  let chosen = [0, 1];
  let isPpmi = true;
  const most = Math.max(...ppmi.flat());
  const heading = element("h2");
  const lead = element("p");
  const buttons = ["show-counts", "show-ppmi"].map((id, number) => {
    const button = element("button", { id });
    button.addEventListener("click", () => {
      isPpmi = number === 1;
      update();
    });
    return button;
  });
  const heads = words.map((word) => element("th", { scope: "col" }, word));
  const sides = words.map((word) => element("th", { scope: "row" }, word));
  const cells = words.map((_, row) => words.map((_, column) => {
    const cell = element("td", { class: "number written wide", tabindex: "-1" });
    for (const event of ["click", "focus", "pointerover"]) cell.addEventListener(event, () => {
      cells[chosen[0]][chosen[1]].tabIndex = -1;
      chosen = [row, column];
      cell.tabIndex = 0;
      update();
    });
    return cell;
  }));
  cells[0][1].tabIndex = 0;
  const table = element("table", { class: "matrix", id: "ppmi" },
    element("thead", {}, element("tr", {}, element("td", { style: "border:0" }), ...heads)),
    element("tbody", {}, ...cells.map((row, r) => element("tr", {}, sides[r], ...row))));
  table.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    cells[chosen[0] + step[0]]?.[chosen[1] + step[1]]?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  const explained = element("p", { id: "explained", class: "number", "aria-live": "polite" });
  const said = element("p", { class: "soft" });

  function update() {
    const [row, column] = chosen;
    heading.textContent = tr("The count-based way beside it");
    lead.textContent = tr("How often two words stand side by side, and how much more often than by chance. Point at a cell.");
    [tr("counts"), "PPMI"].forEach((text, number) => {
      buttons[number].textContent = text;
      buttons[number].setAttribute("aria-pressed", String(isPpmi === (number === 1)));
    });
    cells.forEach((line, r) => line.forEach((cell, c) => {
      const value = isPpmi ? ppmi[r][c] : counts[r][c];
      cell.textContent = isPpmi ? digits(value) : String(value);
      cell.style.background = `color-mix(in srgb, var(--plus) ${Math.round((isPpmi ? value / most : Number(value > 0) * 0.5) * 60)}%, var(--paper))`;
      cell.classList.toggle("zero", value === 0);
      cell.classList.toggle("lit", r === row && c === column);
      cell.setAttribute("aria-label", `${words[r]}, ${words[c]}: ${cell.textContent}`);
    }));
    sides.forEach((side, r) => side.classList.toggle("lit", r === row));
    heads.forEach((head, c) => head.classList.toggle("lit", c === column));
    const names = { x: words[row], y: words[column], count: counts[row][column], x_count: ofWord[row], y_count: ofWord[column], total };
    explained.textContent = counts[row][column] > 0
      ? `PPMI = max(0, log₂ (${names.count} · ${total} / (${names.x_count} · ${names.y_count}))) = ${digits(ppmi[row][column])}`
      : "PPMI = 0";
    said.textContent = counts[row][column] > 0
      ? tr("“{x}” and “{y}” stand side by side {count} times; “{x}” is a neighbour {x_count} times, “{y}” {y_count} times, all words together {total} times.", names)
      : tr("“{x}” and “{y}” never stand side by side.", names);
  }
  return { element: element("section", { class: "card" }, element("div", { class: "row" }, heading, element("span", {}, ...buttons)), lead, element("div", { class: "scroll" }, table), explained, said), update };
}
