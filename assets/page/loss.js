// The loss curve, with a marker at the moment that is shown.

import { digits, drawn, element } from "./element.js";
import { tr } from "./text.js";

const [LEFT, RIGHT, TOP, BOTTOM] = [40, 450, 14, 200];

/**
 * `curve` is what the program drew: points (iteration, loss), and smoothed points; `reference` a loss to compare with;
 * `title` says what loss it is. Of a page that does not count in iterations and batches `end` is the name of the last
 * iteration and `note` what is drawn; `least`, if there is one, is what the loss cannot come below.
 */
export function lossCurve(curve, reference, title = () => tr("Loss (nats per word)"), {
  end = (last) => tr("iteration {last}", { last }),
  note: drawing = (values) => (values.n === 1
    ? tr("Dashed: a uniform guess, {loss}.", values)
    : tr("Faint: each batch. Strong: the mean of the last {n}. Dashed: a uniform guess, {loss}.", values)),
  least = null,
} = {}) {
  const last = curve.raw.at(-1)[0];
  const top = 1.08 * Math.max(reference, ...curve.smooth.map((point) => point[1]));
  const x = (iteration) => LEFT + (iteration / last) * (RIGHT - LEFT);
  const y = (loss) => BOTTOM - (Math.min(loss, top) / top) * (BOTTOM - TOP);
  const line = (points) => "M" + points.map(([i, loss]) => `${x(i).toFixed(1)},${y(loss).toFixed(1)}`).join("L");

  const chart = drawn("svg", { class: "chart", viewBox: "0 0 460 230", role: "img" });
  for (let loss = 0; loss <= top; loss += top > 8 ? Math.ceil(top / 5) : top > 3 ? 1 : 0.5) {
    chart.append(
      drawn("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: y(loss), y2: y(loss) }),
      drawn("text", { class: "soft", x: LEFT - 6, y: y(loss) + 4, "text-anchor": "end" }, String(loss)),
    );
  }
  const name = drawn("text", { class: "soft", x: RIGHT, y: BOTTOM + 26, "text-anchor": "end" });
  const marker = drawn("line", { class: "now", y1: TOP, y2: BOTTOM });
  const dot = drawn("circle", { class: "lit", r: 5 });
  chart.append(
    drawn("text", { class: "soft", x: LEFT, y: BOTTOM + 26 }, "0"),
    name,
    drawn("path", { class: "raw", d: line(curve.raw) }),
    drawn("line", { class: "reference", x1: LEFT, x2: RIGHT, y1: y(reference), y2: y(reference) }),
    ...(least === null ? [] : [drawn("line", { class: "reference", x1: LEFT, x2: RIGHT, y1: y(least), y2: y(least) })]),
    drawn("path", { class: "smooth", d: line(curve.smooth) }),
    marker,
    dot,
  );
  const heading = element("h2");
  const note = element("p", { class: "soft" });
  function update(iteration) {
    const at = Math.max(0, curve.smooth.findLastIndex(([i]) => i <= iteration));
    heading.textContent = title();
    name.textContent = end(last);
    note.textContent = drawing({ n: curve.window, loss: digits(reference) });
    if (least !== null) note.textContent += ` ${tr("It cannot come below {least}, dashed too.", { least: digits(least) })}`;
    chart.setAttribute("aria-label", tr("The smoothed loss at iteration {iteration} is {loss}.", {
      iteration,
      loss: digits(curve.smooth[at][1]),
    }));
    for (const end of ["x1", "x2"]) marker.setAttribute(end, x(iteration));
    dot.setAttribute("cx", x(iteration));
    dot.setAttribute("cy", y(curve.smooth[at][1]));
  }
  return { element: element("section", { class: "card" }, heading, chart, note), update };
}
