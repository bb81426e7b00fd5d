// Backward: the gradients of the picked rows, overwritten as a first try would have it, and added as it must be.

import { element } from "./element.js";
import { tr } from "./text.js";
import { wholeNumbers } from "./whole-numbers.js";

/** `recording` is that of ch04-embedding-speedup. */
export function addedRows(recording) {
  const { dout, idx, moments } = recording;
  const [v, h] = [recording.w.length, dout[0].length];
  const heading = element("h2");
  const said = element("p", { "aria-live": "polite", id: "lost" });
  const gradient = wholeNumbers("dout", idx.length, h);
  const trap = wholeNumbers("overwritten", v, h);
  const right = wholeNumbers("added", v, h);

  function update(moment) {
    const now = moments[moment];
    const position = moment - 1;
    const word = new Set(moment > 0 ? [idx[position]] : []);
    const differing = new Set(now.added.keys().filter((row) => now.added[row].some((number, column) => number !== now.overwritten[row][column])));
    heading.textContent = tr("Backward: idx = [{idx}]", { idx: idx.join(", ") });
    gradient.update({ title: "dout (B, H)", values: dout, lit: new Set(moment > 0 ? [position] : []) });
    trap.update({ title: tr("the trap: dw[idx] = dout"), values: now.overwritten, lit: word, wrong: differing });
    right.update({ title: tr("added: dw[idx] += dout"), values: now.added, lit: word });
    const earlier = idx.slice(0, Math.max(0, position)).lastIndexOf(idx[position]);
    said.textContent = moment === 0
      ? tr("Each position has a gradient for the row that it picked.")
      : earlier < 0
        ? tr("Position {position}: its gradient goes to row {id}.", { position, id: idx[position] })
        : tr("Position {position} picked row {id} too. Overwriting loses {lost}; adding keeps both.", { position, id: idx[position], lost: dout[earlier].join(" ") });
  }
  return { element: element("section", { class: "card" }, heading, said, element("div", { class: "two scroll" }, gradient.element, trap.element, right.element)), update };
}
