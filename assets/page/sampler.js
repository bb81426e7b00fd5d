// The sampler of negatives with several powers: what share of the draws a word gets, how often it should come, how often it
// came.

import { element } from "./element.js";
import { tr } from "./text.js";

/** `recording` is that of ch04-negative-sampling; `power` is the one that is shown first. */
export function sampler(recording, power) {
  const { powers, ranks } = recording;
  let chosen = Math.max(0, powers.findIndex((one) => one.power === power));
  const heading = element("h2");
  const lead = element("p");
  const group = element("div", { class: "words", role: "group" });
  const buttons = powers.map((one, number) => {
    const button = element("button", {}, `P(w)^${one.power}`);
    button.addEventListener("click", () => {
      chosen = number;
      update();
    });
    return button;
  });
  group.append(...buttons);
  const heads = Array.from({ length: 6 }, () => element("th", { scope: "col" }));
  const lines = ranks.map(([rank, word, count]) => {
    const cells = Array.from({ length: 3 }, () => element("td", { class: "number" }));
    const bar = element("i", { class: "yes", "aria-hidden": "true" });
    const row = element("tr", {}, element("td", { class: "number" }, String(rank)), element("th", { scope: "row" }, word), element("td", { class: "number" }, String(count)), ...cells, element("td", { class: "share" }, bar));
    return { cells, bar, row };
  });
  const table = element("table", { class: "list answers-list", id: "sampler" }, element("thead", {}, element("tr", {}, ...heads, element("td"))), element("tbody", {}, ...lines.map((line) => line.row)));
  const note = element("p", { class: "soft" });
  const most = Math.max(...powers.flatMap((one) => one.expected));

  function update() {
    const now = powers[chosen];
    heading.textContent = tr("Which words are drawn as negatives");
    lead.textContent = tr("{draws} draws for the target “{target}”, which is never its own negative.", { draws: recording.draws.toLocaleString("en"), target: recording.target });
    group.setAttribute("aria-label", tr("the power of P(w)"));
    buttons.forEach((button, number) => button.setAttribute("aria-pressed", String(number === chosen)));
    [tr("rank"), tr("word"), tr("times in the text"), tr("share of the draws"), tr("expected draws"), tr("drawn")].forEach((text, column) => { heads[column].textContent = text; });
    lines.forEach(({ cells, bar }, place) => {
      [`${(100 * now.share[place]).toFixed(3)} %`, now.expected[place].toFixed(1), String(now.drawn[place])].forEach((text, column) => { cells[column].textContent = text; });
      bar.style.width = `${Math.max(0.5, 100 * Math.sqrt(now.expected[place] / most))}%`;
    });
    note.textContent = [
      now.power === 0 ? tr("Power 0: all words alike, however rare. Most questions are about words that hardly occur.") : "",
      now.power > 0 && now.power < 1 ? tr("A power between 0 and 1: frequent words are drawn less often than they occur, rare ones more often.") : "",
      now.power === 1 ? tr("Power 1: as often as they occur. Rare words are hardly ever asked about.") : "",
      tr("The bars are square roots, so that rare words can be seen."),
    ].join(" ");
  }
  return { element: element("section", { class: "card" }, heading, lead, group, element("div", { class: "scroll" }, table), note), update };
}
