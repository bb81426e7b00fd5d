// The words nearest to one, by the cosines that the program computed.

import { digits, element } from "./element.js";
import { farthest, matrix } from "./matrix.js";
import { tr } from "./text.js";

export function nearestWords(words) {
  const heading = element("h2");
  const choice = element("select", { id: "word" }, ...words.map((word, id) => element("option", { value: id }, word)));
  const list = element("table", { class: "list", id: "nearest" });
  const cosines = matrix(words, words, true, true);
  const label = element("label", {});
  let shown = null;

  function update(values) {
    shown = values ?? shown;
    heading.textContent = tr("Nearest words, by W_in");
    label.textContent = tr("The words nearest to");
    label.append(" ", choice);
    const word = Number(choice.value);
    const others = words.map((_, other) => other).filter((other) => other !== word);
    others.sort((a, b) => shown[word][b] - shown[word][a]);
    list.replaceChildren(...others.slice(0, 6).map((other) =>
      element("tr", {}, element("td", {}, words[other]), element("td", {}, digits(shown[word][other])))));
    cosines.update({
      values: shown,
      title: tr("Cosines of all words"),
      name: (r, c) => `cos(${words[r]}, ${words[c]})`,
      limit: Math.min(1, farthest(shown)),
      rows: new Set([word]),
    });
  }
  choice.addEventListener("change", () => update());
  const all = element("div", { class: "scroll" }, cosines.element);
  return { element: element("section", { class: "card" }, heading, label, list, all), update };
}
