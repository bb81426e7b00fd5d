// What a step of the input layer costs as the vocabulary grows: its bytes, and its time as it was measured.

import { element } from "./element.js";
import { tr } from "./text.js";

const NAMES = ["MatMul", "Embedding"];

/** Bytes as the programs print them. */
function bytes(count) {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

/** `ladder` is that of ch04-embedding-speedup. */
export function costLadder(ladder) {
  const heading = element("h2");
  const lead = element("p");
  const heads = Array.from({ length: 5 }, () => element("th", { scope: "col" }));
  const longest = Math.max(...ladder.microseconds.flat().filter((time) => time !== null));
  const rows = ladder.sizes.map((size, rung) => {
    const cell = (text) => element("td", { class: "number" }, text);
    // On a logarithmic scale, from a tenth of a microsecond on.
    const bars = NAMES.map((_, of) => {
      const time = ladder.microseconds[of][rung];
      const bar = element("i", { class: of === 1 ? "yes" : "", "aria-hidden": "true" });
      bar.style.width = time === null ? "0" : `${Math.max(1, (100 * Math.log10(10 * time + 1)) / Math.log10(10 * longest + 1))}%`;
      return bar;
    });
    const time = (of) => (ladder.microseconds[of][rung] === null ? "–" : ladder.microseconds[of][rung].toFixed(1));
    return element("tr", {}, element("th", { scope: "row" }, size.toLocaleString("en")),
      ...NAMES.flatMap((_, of) => [cell(bytes(ladder.bytes[of][rung])), cell(time(of))]),
      element("td", { class: "share" }, ...bars));
  });
  const table = element("table", { class: "list answers-list", id: "ladder" }, element("thead", {}, element("tr", {}, ...heads, element("td"))), element("tbody", {}, ...rows));
  const note = element("p", { class: "soft" });

  function update() {
    heading.textContent = tr("The cost ladder");
    lead.textContent = tr("One step of the input layer, {batch} words, H = {hidden}: bytes that it fills, and microseconds as they were measured in this run.", { batch: ladder.batch, hidden: ladder.hidden });
    heads[0].textContent = "V";
    NAMES.forEach((name, of) => {
      heads[1 + 2 * of].textContent = tr("{name}, bytes", { name });
      heads[2 + 2 * of].textContent = tr("{name}, µs", { name });
    });
    note.textContent = tr("Slopes on axes with powers of ten: MatMul {matmul}, Embedding {embedding}. A slope of 1 means ten times the words, ten times the time. The bars are logarithms of the times, MatMul above Embedding.", { matmul: ladder.slopes[0].toFixed(2), embedding: ladder.slopes[1].toFixed(2) });
  }
  return { element: element("section", { class: "card" }, heading, lead, element("div", { class: "scroll" }, table), note), update };
}
