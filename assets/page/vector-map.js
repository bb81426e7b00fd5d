// Many words on a plane, gliding from moment to moment. Only those that are asked about have a name; the pointer finds the others.

import { drawn, element } from "./element.js";
import { tr } from "./text.js";

const [EDGE, LINE] = [24, 17];
/** How many half lines a name may be moved away from its dot, the nearest first. */
const STEPS = Array.from({ length: 40 }, (_, i) => (i % 2 ? 1 : -1) * Math.ceil(i / 2));
const GLIDE = 900; // milliseconds
const NEAR = 14;

/** `maps` has for each moment the place of each word; `choose(word)` is called when a word is clicked. */
export function vectorMap(words, maps, choose) {
  const all = maps.flat();
  const range = (axis) => all.reduce(([low, high], p) => [Math.min(low, p[axis]), Math.max(high, p[axis])], [Infinity, -Infinity]);
  const scale = ([low, high], from, to) => (v) => from + ((v - low) / (high - low || 1)) * (to - from);
  const ranges = [range(0), range(1)];
  const narrow = matchMedia("(max-width: 760px)");
  const chart = drawn("svg", { class: "chart vector-map", role: "img" });
  let [width, height, places] = [0, 0, []];
  function spread() {
    [width, height] = narrow.matches ? [380, 380] : [760, 520]; // names stay readable on a telephone
    const x = scale(ranges[0], EDGE, width - 80);
    const y = scale(ranges[1], height - EDGE, EDGE);
    places = maps.map((map) => map.map(([right, up]) => [x(right), y(up)]));
    chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
  spread();
  const dots = words.map(() => drawn("circle", { r: 3 }));
  const arrows = drawn("g");
  const names = drawn("g");
  chart.append(...dots, arrows, names);
  const heading = element("h2");
  const note = element("p", { class: "soft" });
  let now = places[0];
  let [from, moment, begin, frame] = [now, null, 0, null];
  let lit = { chosen: 0, near: [], question: [] };
  let pointed = null;

  function draw() {
    dots.forEach((dot, word) => {
      dot.setAttribute("cx", now[word][0].toFixed(1));
      dot.setAttribute("cy", now[word][1].toFixed(1));
    });
    const [a, b, c, answer] = lit.question;
    const line = (one, other) => drawn("line", { x1: now[one][0], y1: now[one][1], x2: now[other][0], y2: now[other][1] });
    arrows.replaceChildren(...(answer === undefined ? [] : [line(a, b), line(c, answer)]));
    const named = [...new Set([lit.chosen, ...lit.near, ...lit.question, ...(pointed === null ? [] : [pointed])])];
    const labels = named.map((word) => ({ word, left: now[word][0], top: now[word][1], at: now[word][1] }));
    labels.sort((one, other) => one.top - other.top);
    labels.forEach((label, i) => {
      const isFree = (at) => at > LINE && at < height - 8
        && labels.slice(0, i).every((other) => Math.abs(other.left - label.left) > 90 || Math.abs(other.at - at) >= LINE);
      const line = STEPS.find((step) => isFree(label.top + step * LINE / 2)) ?? 0;
      label.at = label.top + line * LINE / 2;
    });
    names.replaceChildren(...labels.flatMap(({ word, left, top, at }) => [
      drawn("line", { class: "leader", x1: left, y1: top, x2: left + 12, y2: at }),
      drawn("text", { x: left + 14, y: at + 4, class: word === lit.chosen ? "chosen" : "" }, words[word]),
    ]));
  }
  function step(time) {
    const share = Math.min(1, (time - begin) / GLIDE);
    const eased = share * share * (3 - 2 * share);
    const to = places[moment];
    now = share === 1 ? to : from.map((p, word) => [0, 1].map((axis) => p[axis] + eased * (to[word][axis] - p[axis])));
    draw();
    frame = share === 1 ? null : requestAnimationFrame(step);
  }
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  /** `wanted` has the `chosen` word, those `near` it, and the `question` a, b, c with its answer. */
  function update(at, wanted) {
    heading.textContent = tr("All words of this page on a plane");
    note.textContent = tr("All vectors brought to length 1, and seen along the two directions in which they differ most at the end. Dashed: a to b, and c to the answer. Click a dot to choose its word.");
    chart.setAttribute("aria-label", tr("The places of the words: “{word}” and its nearest have their names", { word: words[wanted.chosen] }));
    lit = wanted;
    dots.forEach((dot, word) =>
      dot.setAttribute("class", word === lit.chosen ? "lit" : lit.near.includes(word) ? "near" : lit.question.includes(word) ? "asked" : "other"));
    for (const word of [...lit.question, ...lit.near, lit.chosen]) chart.insertBefore(dots[word], arrows);
    if (at !== moment) {
      const isFirst = moment === null;
      [from, moment, begin] = [now, at, performance.now()];
      if (isFirst || still.matches) now = places[at];
      else if (frame === null) frame = requestAnimationFrame(step);
    }
    draw();
  }
  narrow.addEventListener("change", () => {
    spread();
    now = places[moment];
    draw();
  });
  function wordAt(event) {
    const box = chart.getBoundingClientRect();
    const [left, top] = [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
    const distance = (word) => Math.hypot(now[word][0] - left, now[word][1] - top);
    const nearest = now.reduce((best, _, word) => (distance(word) < distance(best) ? word : best), 0);
    return distance(nearest) < NEAR ? nearest : null;
  }
  chart.addEventListener("pointermove", (event) => {
    const word = wordAt(event);
    if (word === pointed) return;
    pointed = word;
    draw();
  });
  chart.addEventListener("pointerleave", () => {
    pointed = null;
    draw();
  });
  chart.addEventListener("click", (event) => {
    const word = wordAt(event);
    if (word !== null) choose(word);
  });
  return { element: element("section", { class: "card" }, heading, chart, note), update };
}
