// The step that led to a moment: what each example of its batch gave to the rows of its neighbours, where two are added,
// and how far the optimizer then moved each row of W_in.

import { digits, element } from "./element.js";
import { farthest, matrix } from "./matrix.js";
import { tr } from "./text.js";

const EXAMPLES = 12;

export function lastStep(recording) {
  const { words, moments } = recording;
  const hidden = moments[0].w_in[0].map((_, i) => String(i));
  const heading = element("h2");
  const lead = element("p", { class: "soft" });
  const batch = element("ul", { class: "batch" });
  const note = element("p");
  const gradient = matrix(words, hidden, true, false);
  const change = matrix(words, hidden, true, false);
  gradient.element.id = "gradient";
  change.element.id = "change";
  const memory = element("p", { class: "soft" });
  const both = element("div", { class: "beside" }, ...[gradient, change].map((rows) => element("div", { class: "scroll" }, rows.element)));
  const limits = { gradient: farthest(moments.map((moment) => moment.gradient)), change: farthest(moments.map((moment) => moment.change)) };

  function update(at) {
    const moment = moments[at];
    // The shares of a row, one for each time that its word is a neighbour.
    const shares = words.map((_, word) => moment.batch.flatMap((example, place) =>
      (recording.contexts[example] ?? []).filter((id) => id === word).map(() => moment.shares[place])));
    const twice = words.filter((_, word) => shares[word].length > 1);
    const lit = new Set([...words.keys()].filter((word) => shares[word].length > 0));
    const sum = (r, c) => (shares[r].length > 1 ? ` = ${shares[r].map((share) => digits(share[c])).join(" + ")}` : "");

    heading.textContent = tr("The step that led here");
    lead.textContent = at === 0
      ? tr("No step yet: the weights are random.")
      : tr("A batch of {n}: each example gives dh / (C · B) to the rows of its neighbours.", { n: moment.batch.length });
    note.textContent = at === 0 ? "" : tr("Gradients of several examples are added in the rows of: {words}.", { words: twice.join(", ") || "–" });
    const resting = moment.change.filter((row, word) => !lit.has(word) && row.some((by) => by !== 0));
    memory.textContent = at > 0 && resting.length ? tr("Rows without a gradient move too: {optimizer} remembers earlier gradients.", { optimizer: recording.optimizer }) : "";
    batch.replaceChildren(...moment.batch.slice(0, EXAMPLES).map((example) => element("li", {}, recording.examples[example] ?? String(example))));
    if (moment.batch.length > EXAMPLES) batch.append(element("li", {}, "…"));
    gradient.update({ values: moment.gradient, title: "dW_in (V, H)", name: (r, c) => `dW_in[${words[r]}, ${c}]${sum(r, c)}`, limit: limits.gradient, rows: lit });
    change.update({ values: moment.change, title: tr("what {optimizer} made of it: ΔW_in (V, H)", { optimizer: recording.optimizer }), name: (r, c) => `ΔW_in[${words[r]}, ${c}]`, limit: limits.change, rows: lit });
  }
  return { element: element("section", { class: "card" }, heading, lead, batch, note, both, memory), update };
}
