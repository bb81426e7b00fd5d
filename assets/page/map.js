// The words on a plane, moving. Names that would lie on each other are moved apart and tied to their words.

import { drawn, element } from "./element.js";
import { tr } from "./text.js";

const [WIDTH, HEIGHT, EDGE] = [460, 320, 34];
const TRAIL = 12;
const LINE = 16;

/** `maps` has for each moment the place of each word. */
export function wordMap(words, maps) {
  const all = maps.flat();
  const range = (axis) => [Math.min(...all.map((p) => p[axis])), Math.max(...all.map((p) => p[axis]))];
  const scale = ([low, high], from, to) => (v) => from + ((v - low) / (high - low || 1)) * (to - from);
  const x = scale(range(0), EDGE, WIDTH - 110);
  const y = scale(range(1), HEIGHT - EDGE, EDGE);

  const parts = words.map((word) => ({
    trail: drawn("path", { class: "trail" }),
    leader: drawn("line", { class: "leader" }),
    dot: drawn("circle", { r: 5 }),
    name: drawn("text", {}, word),
  }));
  const chart = drawn("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
  for (const layer of ["trail", "leader", "dot", "name"]) chart.append(...parts.map((part) => part[layer]));
  const heading = element("h2");
  const note = element("p", { class: "soft" });

  function update(moment, lit) {
    heading.textContent = tr("The word vectors, flattened to a plane");
    note.textContent = tr("Seen along the two directions in which the trained vectors differ most.");
    chart.setAttribute("aria-label", tr("The places of the words at this moment"));
    const names = [];
    parts.forEach((part, word) => {
      const places = maps.slice(Math.max(0, moment - TRAIL), moment + 1).map((map) => map[word]);
      const [left, top] = [x(places.at(-1)[0]), y(places.at(-1)[1])];
      part.trail.setAttribute("d", "M" + places.map((p) => `${x(p[0]).toFixed(1)},${y(p[1]).toFixed(1)}`).join("L"));
      part.dot.setAttribute("class", lit.has(word) ? "lit" : "dot");
      part.dot.setAttribute("cx", left);
      part.dot.setAttribute("cy", top);
      names.push({ part, left, top, at: top });
    });
    // From top to bottom, each name below those that it would touch.
    names.sort((a, b) => a.top - b.top);
    names.forEach((name, i) => {
      const near = names.slice(0, i).filter((other) => Math.abs(other.left - name.left) < 70);
      name.at = Math.max(name.top, ...near.map((other) => other.at + LINE));
    });
    const overflow = Math.max(0, ...names.map((name) => name.at - (HEIGHT - 8)));
    for (const { part, left, top, at } of names) {
      const line = at - overflow;
      part.name.setAttribute("x", left + 22);
      part.name.setAttribute("y", line + 4);
      for (const [key, value] of Object.entries({ x1: left, y1: top, x2: left + 19, y2: line })) part.leader.setAttribute(key, value);
    }
  }
  return { element: element("section", { class: "card" }, heading, chart, note), update };
}
