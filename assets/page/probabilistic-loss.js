// The page of ch03-probabilistic-loss: probabilities by counting, and those that CBOW and skip-gram learn.

import { digits, element } from "./element.js";
import { tr } from "./text.js";
import { frame } from "./frame.js";
import { moments } from "./moments.js";
import { lossCurve } from "./loss.js";
import { pairs } from "./pairs.js";
import { twoQuestions } from "./two-questions.js";

const recording = JSON.parse(document.getElementById("recording").textContent);
let [moment, example] = [0, 0];

const counted = pairs(recording);
const questions = twoQuestions(recording);
const curves = [
  lossCurve(recording.curves[0], recording.uniform_loss, () => tr("Loss of CBOW (nats per guessed word)"), { least: recording.least[0] }),
  lossCurve(recording.curves[1], recording.uniform_loss, () => tr("Loss of skip-gram (nats per guessed word)"), { least: recording.least[1] }),
];
const slider = moments(
  recording.moments.length,
  (at) => tr("iteration {iteration} · CBOW {cbow} · skip-gram {skip}", { iteration: recording.moments[at].iteration, cbow: digits(recording.moments[at].losses[0]), skip: digits(recording.moments[at].losses[1]) }),
  (at) => {
    moment = at;
    show();
  },
);

// Every word with two neighbours is a place to choose.
const sentence = element("div", { class: "words", role: "group" });
const chips = recording.corpus.map((id, place) => {
  const chip = element("button", {}, recording.words[id]);
  chip.disabled = place < 1 || place > recording.contexts.length;
  chip.addEventListener("click", () => {
    example = place - 1;
    show();
  });
  return chip;
});
sentence.append(...chips);

function show() {
  sentence.setAttribute("aria-label", tr("The sentence; each word with enough neighbours can be the gap"));
  chips.forEach((chip, place) => {
    const distance = Math.abs(place - 1 - example);
    chip.className = distance === 0 ? "gap" : distance === 1 ? "context" : "";
    chip.setAttribute("aria-pressed", String(distance === 0));
  });
  counted.update();
  questions.update(moment, example);
  curves.forEach((curve) => curve.update(recording.moments[moment].iteration));
  slider.show();
}

frame(
  {
    title: () => tr("A loss is a probability: CBOW and skip-gram"),
    lead: () => tr("Count probabilities in the sentence, then follow those that the two models learn, side by side at the same moment."),
    show,
    slider,
  },
  sentence,
  slider.element,
  element("div", { class: "stage" },
    element("div", { class: "side" }, questions.element, counted.element),
    element("div", { class: "side" }, curves[0].element, curves[1].element)),
);
