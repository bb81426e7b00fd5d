// The page of ch04-negative-sampling: one gap, its 1 + K questions through the training, and the sampler of the negatives.

import { element } from "./element.js";
import { tr } from "./text.js";
import { frame } from "./frame.js";
import { moments } from "./moments.js";
import { lossCurve } from "./loss.js";
import { questions } from "./questions.js";
import { bestAnswers } from "./best-answers.js";
import { sampler } from "./sampler.js";

const recording = JSON.parse(document.getElementById("recording").textContent);
let moment = 0;

const asked = questions(recording);
const best = bestAnswers(recording);
const drawn = sampler(recording, 0.75);
const [bySoftmax, byQuestions] = recording.curves;
const curves = [
  lossCurve(byQuestions, recording.starts[1], () => tr("Loss of 1 + K questions (nats per example)")),
  lossCurve(bySoftmax, recording.starts[0], () => tr("Loss of the softmax (nats per example)")),
];
const slider = moments(
  recording.moments.length,
  (at) => tr("iteration {iteration}", { iteration: recording.moments[at].iteration }),
  (at) => {
    moment = at;
    show();
  },
);
const compared = element("p", { class: "soft" });

function show() {
  asked.update(moment);
  best.update(moment);
  drawn.update();
  curves.forEach((curve) => curve.update(recording.moments[moment].iteration));
  compared.textContent = tr("The two losses answer different questions; their heights must not be compared.");
  slider.show();
}

frame(
  {
    title: () => tr("Negative sampling, learning"),
    lead: () => tr("Instead of one question with {all} answers, a few yes or no questions: follow them through the training.", { all: recording.vocabulary }),
    show,
    slider,
  },
  slider.element,
  element("div", { class: "stage" },
    element("div", { class: "side" }, asked.element, drawn.element),
    element("div", { class: "side" }, curves[0].element, curves[1].element, compared, best.element)),
);
