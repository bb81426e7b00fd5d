// The page of trained word vectors (ch04-full-cbow and beyond-fast-word2vec): ask them for neighbours and analogies at any
// recorded moment. The address may name where to begin: #word=king&question=king,queen,man&moment=0.

import { analogyQuestion } from "./analogy.js";
import { digits, element } from "./element.js";
import { frame } from "./frame.js";
import { lossCurve } from "./loss.js";
import { moments } from "./moments.js";
import { neighbours, neighboursThroughTime } from "./neighbours.js";
import { printedAnswers, solvedAnalogies } from "./solved.js";
import { tr } from "./text.js";
import { vectorMap } from "./vector-map.js";
import { wordVectors } from "./vectors.js";
import { wordBox } from "./word-box.js";

const NEAR = 5; // words with a name on the map
const PACE = 1200; // milliseconds for each moment while it plays

const recording = JSON.parse(document.getElementById("recording").textContent);
const { words, counts } = recording;
const vectors = wordVectors(recording);
const last = recording.moments.length - 1;
const address = new URLSearchParams(location.hash.slice(1));
const id = (word) => words.indexOf(word);
const known = (list) => (list.every((word) => id(word) >= 0) ? list.map(id) : null);

let word = Math.max(id(address.get("word") ?? recording.chosen), 0);
const named = (address.get("question") ?? "").split(",");
const question = (named.length === 3 && known(named)) || known(recording.answers.words[0] ?? []) || [];
const wanted = Number(address.get("moment") ?? last);
let moment = wanted >= 0 && wanted <= last ? Math.floor(wanted) : last;
let scoring = "cosine";

/** The short name of a moment, and all about it. */
function head(at) {
  const { epoch, iteration } = recording.moments[at];
  if (epoch) return tr("epoch {epoch}", { epoch });
  return iteration === 0 ? tr("before training") : at === 0 ? tr("at the start") : tr("at the end");
}
function label(at) {
  const { iteration, loss } = recording.moments[at];
  const place = recording.unit === "words" ? tr("{n} words read", { n: iteration }) : tr("iteration {n}", { n: iteration });
  const mean = loss === null ? [] : [tr("mean loss {loss}", { loss: digits(loss) })];
  const share = solved ? [tr("{share} of the analogies solved", { share: solved.share(at) })] : [];
  return [head(at), place, ...mean, ...share].join(" · ");
}

function choose(other) {
  word = other;
  box.take(other);
  show();
}
const leftOut = element("p", { class: "soft", id: "left-out" });
const scorings = ["cosine", "raw dot"].map((name) => {
  const button = element("button", { id: name === "cosine" ? "score-cosine" : "score-raw-dot" });
  button.addEventListener("click", () => {
    scoring = name;
    show();
  });
  return { name, button };
});
const scoringGroup = element("div", { class: "scorings", role: "group" }, ...scorings.map(({ button }) => button));
const wordHeading = element("h2");
const box = wordBox("word", words, counts, word, () => tr("Search a word"), choose);
const near = neighbours(words, counts, vectors, choose);
const map = vectorMap(words, recording.moments.map((now) => now.map), choose);
const throughTime = neighboursThroughTime(words, recording.moments, vectors, head);
const analogy = analogyQuestion(words, counts, vectors, question.length ? question : [word, word, word], () => show());
const solved = recording.relations.length ? solvedAnalogies(recording.relations, recording.moments, head) : null;
const answers = recording.answers.words.length ? printedAnswers(recording.answers) : null;
const curve = lossCurve(recording.loss, recording.uniform_loss, () => tr("Loss (nats)"), {
  end: (end) => (recording.unit === "words" ? tr("{n} words read", { n: end }) : tr("iteration {last}", { last: end })),
  note: (values) => tr("Strong: the mean of {n} points of the faint line. Dashed: a guess without knowledge, {loss}.", values),
});
const slider = moments(
  recording.moments.length,
  label,
  (at) => {
    moment = at;
    show();
  },
  PACE,
  moment,
);

function show() {
  leftOut.textContent = recording.left_out
    ? tr("So that the page stays small, it knows the {shown} most frequent words; {n} are left out, also as neighbours and answers.", { shown: words.length, n: recording.left_out })
    : tr("All {shown} words of the text are here.", { shown: words.length });
  scoringGroup.setAttribute("aria-label", tr("What the tables and the map go by"));
  for (const { name, button } of scorings) {
    button.textContent = name === "cosine" ? tr("by cosine") : tr("by raw dot product");
    button.setAttribute("aria-pressed", String(name === scoring));
  }
  wordHeading.textContent = tr("A word and its neighbours");
  box.update();
  near.update(moment, word);
  map.update(moment, {
    chosen: word,
    near: vectors.nearest(moment, word, scoring, NEAR).map(([other]) => other),
    question: analogy.asked(moment, scoring),
  });
  throughTime.update(moment, word, scoring);
  analogy.update(moment);
  solved?.update(moment, scoring);
  answers?.update(scoring);
  curve.update(recording.moments[moment].iteration);
  slider.show();
}

const cards = (...parts) => parts.filter(Boolean).map((part) => part.element);
frame(
  {
    title: () => recording.unit === "words"
      ? tr("The word vectors of the fast trainer, to explore ({model})", { model: recording.model })
      : tr("The word vectors of {model}, to explore", { model: recording.model }),
    lead: () => tr("Search words, ask analogies, and go back in time: the vectors are those that the program recorded while it trained."),
    show,
    slider,
  },
  leftOut,
  element("div", { class: "time" }, slider.element, scoringGroup),
  element("div", { class: "side" },
    element("div", { class: "stage" },
      ...cards(map),
      element("div", { class: "side" }, element("section", { class: "card" }, wordHeading, box.element, near.element), ...cards(analogy))),
    element("div", { class: "stage" }, ...cards(throughTime, curve)),
    ...cards(solved, answers)),
);
