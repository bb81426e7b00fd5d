// The words nearest to a chosen one: now by both scorings, and from moment to moment.

import { digits, element } from "./element.js";
import { tr } from "./text.js";

const SHOWN = 8;

/** Two lists of the moment, as `ask` prints them. A click goes on to a word: `choose(word)`. */
export function neighbours(words, counts, vectors, choose) {
  const facts = element("p", { class: "soft", id: "facts" });
  const lists = ["cosine", "raw dot"].map((scoring) => {
    const caption = element("caption");
    const rows = Array.from({ length: Math.min(SHOWN, words.length - 1) }, () => {
      const row = { word: 0, button: element("button", { class: "plain" }), score: element("td") };
      row.button.addEventListener("click", () => choose(row.word));
      row.element = element("tr", {}, element("td", {}, row.button), row.score);
      return row;
    });
    const id = scoring === "cosine" ? "by-cosine" : "by-raw-dot";
    return { scoring, caption, rows, element: element("table", { class: "list", id }, caption, ...rows.map((row) => row.element)) };
  });

  function update(moment, word) {
    facts.textContent = tr("“{word}” stands {n} times in the text.", { word: words[word], n: counts[word] });
    for (const { scoring, caption, rows } of lists) {
      caption.textContent = scoring === "cosine" ? tr("nearest by cosine") : tr("largest raw dot product");
      vectors.nearest(moment, word, scoring, SHOWN).forEach(([other, score], place) => {
        rows[place].word = other;
        rows[place].button.textContent = words[other];
        rows[place].score.textContent = digits(score);
      });
    }
  }
  return { element: element("div", {}, facts, element("div", { class: "lists" }, ...lists.map((list) => list.element))), update };
}

/** How the neighbours changed: a column for each moment. `head(moment)` is its short name. */
export function neighboursThroughTime(words, moments, vectors, head) {
  const heading = element("h2");
  const note = element("p", { class: "soft" });
  const heads = moments.map(() => element("th", { scope: "col" }));
  const rows = Array.from({ length: Math.min(SHOWN, words.length - 1) }, () => moments.map(() => element("td")));
  const table = element("table", { class: "through-time", id: "through-time" },
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row))));
  const scroll = element("div", { class: "scroll", tabindex: "0", role: "region" }, table);

  function update(moment, word, scoring) {
    heading.textContent = tr("How the neighbours of “{word}” changed", { word: words[word] });
    scroll.setAttribute("aria-label", heading.textContent);
    note.textContent = scoring === "cosine"
      ? tr("By cosine, the nearest on top. Bold: among the nearest at the end.")
      : tr("By raw dot product, the largest on top. Bold: among the largest at the end.");
    const columns = moments.map((_, at) => vectors.nearest(at, word, scoring, SHOWN));
    const last = new Set(columns.at(-1).map(([other]) => other));
    columns.forEach((column, at) => {
      heads[at].textContent = head(at);
      heads[at].classList.toggle("lit", at === moment);
      column.forEach(([other, score], place) => {
        const cell = rows[place][at];
        cell.replaceChildren(words[other], " ", element("span", { class: "soft" }, score.toFixed(3)));
        cell.className = `${last.has(other) ? "kept" : ""} ${at === moment ? "lit" : ""}`;
      });
    });
  }
  return { element: element("section", { class: "card" }, heading, note, scroll), update };
}
