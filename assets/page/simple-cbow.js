// The page of ch03-simple-cbow: choose a gap in the sentence, move through the training, follow the numbers.

import { digits, element } from "./element.js";
import { tr } from "./text.js";
import { frame } from "./frame.js";
import { moments } from "./moments.js";
import { lossCurve } from "./loss.js";
import { wordMap } from "./map.js";
import { nearestWords } from "./nearest.js";
import { cbowNetwork } from "./cbow-network.js";
import { lastStep } from "./step.js";

const recording = JSON.parse(document.getElementById("recording").textContent);
const half = recording.contexts[0].length / 2;
let [moment, example] = [0, 0];

const leftOut = element("p", { class: "soft", id: "left-out" });
const sentence = element("div", { class: "words", role: "group" });
const network = cbowNetwork(recording);
const curve = lossCurve(recording.loss, recording.uniform_loss, undefined, { least: recording.least_loss });
const map = wordMap(recording.words, recording.moments.map((now) => now.map));
const nearest = nearestWords(recording.words);
const step = lastStep(recording);
const slider = moments(
  recording.moments.length,
  (at) => tr("iteration {iteration} · loss over all examples {loss}", { iteration: recording.moments[at].iteration, loss: digits(recording.moments[at].loss) }),
  (at) => {
    moment = at;
    show();
  },
);

// Every word with enough neighbours is a gap to choose.
const chips = recording.corpus.map((id, place) => {
  const chip = element("button", {}, recording.words[id]);
  chip.disabled = place < half || place - half >= recording.contexts.length;
  chip.addEventListener("click", () => {
    example = place - half;
    show();
  });
  return chip;
});
sentence.append(...chips);

function show() {
  const now = recording.moments[moment];
  const [hidden, shown] = [recording.hidden, now.w_in[0].length];
  leftOut.textContent = [
    recording.left_out ? tr("So that the page stays small, it shows the beginning of the text: {shown} of {all} words.", { shown: recording.corpus.length, all: recording.corpus.length + recording.left_out }) : "",
    hidden > shown ? tr("The first {shown} of {hidden} numbers of each vector are shown; scores and gradients take all.", { shown, hidden }) : "",
  ].join(" ");
  sentence.setAttribute("aria-label", tr("The sentence; each word with enough neighbours can be the gap"));
  chips.forEach((chip, place) => {
    const distance = Math.abs(place - half - example);
    chip.className = distance === 0 ? "gap" : distance <= half ? "context" : "";
    chip.setAttribute("aria-pressed", String(distance === 0));
  });
  network.update(moment, example);
  curve.update(now.iteration);
  map.update(moment, new Set(recording.contexts[example]));
  nearest.update(now.cosines);
  step.update(moment);
  slider.show();
}

frame(
  {
    title: () => tr("SimpleCBOW, learning"),
    lead: () => tr("Choose a gap in the sentence, move through the training, and follow the numbers that the program computed."),
    show,
    slider,
  },
  leftOut,
  sentence,
  slider.element,
  element("div", { class: "stage" },
    element("div", { class: "side" }, network.element, step.element),
    element("div", { class: "side" }, curve.element, map.element, nearest.element)),
);
