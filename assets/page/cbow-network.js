// CBOW from its real cells: forward (rows, their mean, scores, softmax, loss) and backward (the gradients, in the same
// cells).

import { digits, drawn, element } from "./element.js";
import { farthest, matrix } from "./matrix.js";
import { tr } from "./text.js";

export function cbowNetwork(recording) {
  const { words, moments } = recording;
  const hidden = moments[0].w_in[0].map((_, i) => String(i));
  const rows = matrix(words, hidden, true, false);
  const mean = matrix(hidden, [""], false, false);
  const out = matrix(hidden, words, false, true);
  rows.element.id = "w_in";
  mean.element.id = "h";
  out.element.id = "w_out";
  const scores = matrix([""], words, false, false);
  const bars = words.map(() => element("i"));
  const numbers = words.map(() => element("span"));
  const columns = words.map((word, id) => element("td", {}, element("div", { class: "bar" }, bars[id]), numbers[id], element("br"), word));
  const barName = element("caption");
  const lines = drawn("svg", { "aria-hidden": "true" });
  const heading = element("h2");
  const formula = element("p");
  const key = element("p", { class: "soft" });
  const [rowsFormula, meanFormula, outFormula] = [0, 1, 2].map(() => element("p", { class: "soft" }));
  const right = element("div", { class: "scroll answers" }, out.element, outFormula, scores.element,
    element("table", { class: "matrix bars" }, barName, element("tbody", {}, element("tr", {}, ...columns))));
  const network = element("div", { class: "network" }, lines, element("div", { class: "scroll" }, rows.element, rowsFormula), element("div", { class: "mean" }, mean.element, meanFormula), right);
  // One scale for all moments, so that the colours tell of the training.
  const weights = farthest(moments.flatMap((moment) => [moment.w_in, moment.w_out]));
  const gradients = farthest(moments.map((moment) => moment.steps.map((step) => [step.dh, step.dw_out])));
  const scoreLimit = farthest(moments.map((moment) => moment.steps.map((step) => step.score)));

  const buttons = ["forward", "backward"].map((id) => element("button", { id }));
  let backward = false;
  let last = null;
  buttons.forEach((button, i) => button.addEventListener("click", () => {
    backward = i === 1;
    update(...last);
  }));

  /** From each row that is used to the hidden layer; backward the arrows turn round. */
  function connect(used) {
    const box = network.getBoundingClientRect();
    const end = mean.element.querySelector("tbody").getBoundingClientRect();
    lines.replaceChildren(drawn("defs", {}, drawn("marker", { id: "tip", viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 4, markerHeight: 4, orient: "auto-start-reverse" },
      drawn("path", { d: "M0,0L8,4L0,8z", style: "fill:var(--lit);stroke:none;opacity:1" }))));
    for (const word of new Set(used)) {
      const start = rows.sides[word].parentElement.getBoundingClientRect();
      const [x1, y1] = [start.right - box.left + 3, start.top + start.height / 2 - box.top];
      const [x2, y2] = [end.left - box.left - 3, end.top + end.height / 2 - box.top];
      const middle = (x1 + x2) / 2;
      lines.append(drawn("path", { d: `M${x1},${y1}C${middle},${y1} ${middle},${y2} ${x2},${y2}`, [backward ? "marker-start" : "marker-end"]: "url(#tip)" }));
    }
  }

  function update(moment, example) {
    last = [moment, example];
    const now = moments[moment];
    const step = now.steps[example];
    const context = recording.contexts[example];
    const target = recording.target[example];
    const lit = new Set(context);
    const count = context.length;
    // A word that stands twice among the neighbours gets its share twice.
    const share = words.map((_, word) => step.dh_share.map((d) => d * context.filter((id) => id === word).length));
    const d = backward ? "d" : "";

    key.textContent = tr("Blue is above zero, orange below, the stronger the farther from it. Point at a cell for its number, or go there by Tab and the arrow keys.");
    heading.textContent = tr("The network at this moment");
    buttons[0].textContent = tr("forward");
    buttons[1].textContent = tr("backward");
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(backward === (i === 1))));
    rows.update({ values: backward ? share : now.w_in, title: `${d}W_in (V, H)`, name: (r, c) => `${d}W_in[${words[r]}, ${c}]`, limit: backward ? gradients : weights, rows: lit });
    mean.update({ values: (backward ? step.dh : step.h).map((x) => [x]), title: `${d}h (H)`, name: (r) => `${d}h[${r}]`, limit: backward ? gradients : weights });
    out.update({ values: backward ? step.dw_out : now.w_out, title: `${d}W_out (H, V)`, name: (r, c) => `${d}W_out[${r}, ${words[c]}]`, limit: backward ? gradients : weights, columns: new Set([target]) });
    scores.update({ values: [backward ? step.dscore : step.score], title: backward ? "y − t" : tr("scores"), name: (_, c) => `${backward ? "(y − t)" : "score"}[${words[c]}]`, limit: backward ? 1 : scoreLimit, columns: new Set([target]) });
    barName.textContent = backward ? "y − t" : "y = softmax(score)";
    (backward ? step.dscore : step.y).forEach((value, id) => {
      const height = Math.abs(value) * (backward ? 50 : 100);
      const zero = backward ? 50 : 0;
      Object.assign(bars[id].style, { height: `max(1px, ${height}%)`, bottom: `${value < 0 ? zero - height : zero}%` });
      bars[id].className = backward ? (value < 0 ? "minus" : "plus") : "";
      numbers[id].textContent = digits(value);
      columns[id].classList.toggle("target", id === target);
    });
    rowsFormula.textContent = backward ? `dW_in = dh / ${count}` : tr("a row for each neighbour");
    meanFormula.textContent = backward ? "dh = (y − t) · W_outᵀ" : tr("their mean");
    outFormula.textContent = backward ? "dW_out = hᵀ · (y − t)" : "score = h · W_out";
    const names = { contexts: [...lit].map((id) => words[id]).join(", "), target: words[target] };
    formula.textContent = backward
      ? tr("Backward: y − t asks for more of “{target}” alone. dh flows back to the rows of {contexts}, 1/{count} to each; all other rows of W_in get nothing.", { ...names, count })
      : tr("Forward: the rows of {contexts} are picked, h is their mean, and “{target}” gets the probability {p}: loss = −log {p} = {loss}.", { ...names, p: digits(step.y[target]), loss: digits(step.loss) });
    requestAnimationFrame(() => connect(context));
  }
  new ResizeObserver(() => last && connect(recording.contexts[last[1]])).observe(network);

  const head = element("div", { class: "row" }, heading, element("span", {}, ...buttons));
  return { element: element("section", { class: "card" }, head, formula, element("div", { class: "scroll" }, network), key), update };
}
