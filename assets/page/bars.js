// A probability for each word as a bar with its number; right answers are marked.

import { digits, element } from "./element.js";

/** `id` is that of the table, so that it can be found. */
export function probabilityBars(id, words) {
  const caption = element("p", { class: "name", id: `${id}-name` });
  const lines = words.map((word) => {
    const bar = element("i", { "aria-hidden": "true" });
    const [head, number] = [element("th", { scope: "row" }, word), element("td", { class: "number" })];
    return { head, number, bar, row: element("tr", {}, head, number, element("td", { class: "share" }, bar)) };
  });
  const table = element("table", { class: "list answers-list", id, "aria-labelledby": `${id}-name` }, element("tbody", {}, ...lines.map((line) => line.row)));

  /** `right` is a set of ids. */
  function update({ title, probabilities, right }) {
    caption.textContent = title;
    lines.forEach(({ head, number, bar }, word) => {
      head.classList.toggle("lit", right.has(word));
      number.textContent = digits(probabilities[word]);
      bar.className = right.has(word) ? "yes" : "";
      bar.style.width = `${Math.max(0.5, 100 * probabilities[word])}%`;
    });
  }
  return { element: element("div", {}, caption, table), update };
}
