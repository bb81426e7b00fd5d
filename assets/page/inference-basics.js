// The page of ch03-inference-basics: a first network learns one example; the counts of the same sentence beside it.

import { digits, element } from "./element.js";
import { tr } from "./text.js";
import { frame } from "./frame.js";
import { moments } from "./moments.js";
import { lossCurve } from "./loss.js";
import { firstNetwork } from "./first-network.js";
import { countsAndPpmi } from "./ppmi.js";

const recording = JSON.parse(document.getElementById("recording").textContent);
const [first, second, target] = recording.example;
let moment = 0;

const network = firstNetwork(recording);
const counted = countsAndPpmi(recording);
const curve = lossCurve(recording.loss, recording.uniform_loss, () => tr("Loss of the one example (nats)"));
const probability = (at) => recording.moments[at].guesses[Math.min(first, second)][Math.abs(first - second)].y[target];
const slider = moments(
  recording.moments.length,
  (at) => tr("step {iteration} · P({word}) = {probability}", { iteration: recording.moments[at].iteration, word: recording.words[target], probability: digits(probability(at)) }),
  (at) => {
    moment = at;
    show();
  },
);
const rule = element("p", { class: "soft" });

function show() {
  network.update(moment);
  counted.update();
  curve.update(recording.moments[moment].iteration);
  rule.textContent = tr("Gradient descent on one example, step by step: W ← W − η g.");
  slider.show();
}

frame(
  {
    title: () => tr("A first network, and counting beside it"),
    lead: () => tr("Choose two words, see which rows they pick and what the network guesses, and let it learn one example."),
    show,
    slider,
  },
  slider.element,
  element("div", { class: "stage" },
    element("div", { class: "side" }, network.element, counted.element),
    element("div", { class: "side" }, curve.element, rule)),
);
