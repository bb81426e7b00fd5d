// Texts in two languages. English stands where it is said; Korean is found by it, as in the programs.

import { element } from "./element.js";

const korean = JSON.parse(document.getElementById("korean").textContent);
let language = (navigator.languages?.[0] ?? navigator.language).startsWith("ko") ? "ko" : "en";

/** The text in the language of the reader, with values in the places of `{names}`. */
export function tr(english, values = {}) {
  const text = language === "ko" ? (korean[english] ?? english) : english;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A button that changes the language and then calls `changed`. It is labelled in the other language. */
export function languageButton(changed) {
  const button = element("button", { id: "language" });
  const show = () => {
    document.documentElement.lang = language;
    button.textContent = language === "ko" ? "English" : "한국어";
    button.lang = language === "ko" ? "en" : "ko";
  };
  button.addEventListener("click", () => {
    language = language === "ko" ? "en" : "ko";
    show();
    changed();
  });
  show();
  return button;
}
