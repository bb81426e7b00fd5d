// A field for one word, with completion: the arrow keys go through the list, Enter takes a word, Escape leaves all as it was.

import { element } from "./element.js";
import { tr } from "./text.js";

const SHOWN = 8;

/** Of words that fit, the frequent come first, by their `counts`. `name` gives the label, `changed(word)` is called when a word was taken. `take` sets another one. */
export function wordBox(id, words, counts, first, name, changed) {
  const input = element("input", {
    id, type: "text", role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
  });
  const list = element("ul", { id: `${id}-list`, role: "listbox", class: "completions" });
  const caption = element("span");
  const status = element("span", { class: "unknown", role: "status" });
  const label = element("label", { class: "word-box" }, caption, input, list, status);
  const small = words.map((word) => word.toLowerCase());
  let [chosen, found, at] = [first, [], -1];

  const typed = () => input.value.normalize("NFC").trim().toLowerCase();

  /** Words that begin so, then words that have it within; a word as it stands comes first. */
  function completions() {
    const text = typed();
    const rank = (word) => (word === text ? 0 : word.startsWith(text) ? 1 : word.includes(text) ? 2 : 3);
    const ranked = small.map((word, id) => [rank(word), id]).filter(([r]) => r < 3);
    return ranked.sort((x, y) => x[0] - y[0] || counts[y[1]] - counts[x[1]]).slice(0, SHOWN).map(([, id]) => id);
  }
  function open() {
    found = completions();
    list.replaceChildren(...found.map((word, place) => {
      const option = element("li", { role: "option", id: `${id}-${place}`, "aria-selected": String(place === at) }, words[word]);
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault(); // the field keeps the focus
        take(word);
        changed(word);
      });
      return option;
    }));
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (at >= 0) input.setAttribute("aria-activedescendant", `${id}-${at}`);
    else input.removeAttribute("aria-activedescendant");
    status.textContent = found.length ? "" : tr("no such word on this page");
  }
  function close() {
    [found, at] = [[], -1];
    list.replaceChildren();
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function take(word) {
    chosen = word;
    input.value = words[word];
    close();
  }
  input.addEventListener("input", () => {
    at = -1;
    open();
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => take(chosen));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!found.length) found = completions();
      const places = found.length + 1; // the last is the field itself
      at = ((at + 1 + (event.key === "ArrowDown" ? 1 : -1) + places) % places) - 1;
      open();
    } else if (event.key === "Enter" && (found.length || typed())) {
      const word = found[Math.max(at, 0)] ?? completions()[0];
      if (word === undefined) return open();
      take(word);
      changed(word);
      input.select();
    } else if (event.key === "Escape") {
      take(chosen);
      input.select();
    } else return;
    event.preventDefault();
  });
  take(first);
  function update() {
    caption.textContent = name();
  }
  return { element: label, take, update };
}
