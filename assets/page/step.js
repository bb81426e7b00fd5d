// The step that led to a moment: the examples of its batch, and how far it moved each row of W_in.

import { element } from "./element.js";
import { farthest, matrix } from "./matrix.js";
import { tr } from "./text.js";

export function lastStep(recording) {
  const { words, moments } = recording;
  const heading = element("h2");
  const note = element("p", { class: "soft" });
  const batch = element("ul");
  const rows = matrix(words, moments[0].w_in[0].map((_, i) => String(i)), true, false);
  const card = element("section", { class: "card" }, heading, batch, note, element("div", { class: "scroll" }, rows.element));
  const limit = farthest(moments.map((moment) => moment.change));

  function update(at) {
    const moment = moments[at];
    heading.textContent = tr("The step that led here ({optimizer})", { optimizer: recording.optimizer });
    const met = words.map((_, word) => moment.batch.filter((example) => recording.contexts[example]?.includes(word)).length);
    const twice = words.filter((_, word) => met[word] > 1);
    note.textContent = at === 0
      ? tr("No step yet: the weights are random.")
      : tr("Gradients of several examples are added in the rows of: {words}.", { words: twice.join(", ") || "–" });
    batch.replaceChildren(...moment.batch.map((example) => element("li", {}, recording.examples[example])));
    rows.update({ values: moment.change, title: tr("change of W_in (V, H)"), name: (r, c) => `ΔW_in[${words[r]}, ${c}]`, limit, rows: new Set([...words.keys()].filter((word) => met[word] > 0)) });
  }
  return { element: card, update };
}
