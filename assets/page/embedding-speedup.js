// The page of ch04-embedding-speedup: the layer Embedding beside the product that it replaces, and what both cost.

import { element } from "./element.js";
import { tr } from "./text.js";
import { frame } from "./frame.js";
import { moments } from "./moments.js";
import { lossCurve } from "./loss.js";
import { pickedRows } from "./picked-rows.js";
import { addedRows } from "./added-rows.js";
import { costLadder } from "./cost-ladder.js";

const recording = JSON.parse(document.getElementById("recording").textContent);
let moment = 0;

const forward = pickedRows(recording);
const backward = addedRows(recording);
const ladder = costLadder(recording.ladder);
const curves = recording.curves.map((curve, of) => lossCurve(curve, recording.uniform_loss, () => (of === 0 ? tr("Loss with one-hot × MatMul (nats per word)") : tr("Loss with Embedding (nats per word)"))));
const last = recording.curves[0].raw.at(-1)[0];
const same = element("p", { class: "soft" });
const slider = moments(
  recording.moments.length,
  (at) => (at === 0 ? tr("before the first position") : tr("position {position} of idx: word {id}", { position: at - 1, id: recording.idx[at - 1] })),
  (at) => {
    moment = at;
    show();
  },
  900,
);

function show() {
  forward.update(moment);
  backward.update(moment);
  ladder.update();
  curves.forEach((curve) => curve.update(last));
  same.textContent = tr("Both trainings begin alike and see the same batches. Only the input layer differs, and the losses are the same: it computes the same, without the multiplications.");
  slider.show();
}

frame(
  {
    title: () => tr("Embedding: a row instead of a product"),
    lead: () => tr("A one-hot row times w is a row of w. Go through idx, one position at a time, forward and backward."),
    show,
    slider,
  },
  slider.element,
  element("div", { class: "stage" },
    element("div", { class: "side" }, forward.element, backward.element, ladder.element),
    element("div", { class: "side" }, curves[0].element, curves[1].element, same)),
);
