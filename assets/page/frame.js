// The frame of a page: its title, the switch of language, and the keys that move through time wherever one stands.

import { element } from "./element.js";
import { readout } from "./matrix.js";
import { languageButton } from "./text.js";

/**
 * Fills the page. `title` and `lead` give their texts in the language of the reader; `show` shows all that follows, and is
 * called now and after each switch of language; `slider` is what moments.js made, for pages with a training.
 */
export function frame({ title, lead, show, slider }, ...parts) {
  const heading = element("h1");
  const below = element("p", { class: "soft" });
  function showAll() {
    document.title = title();
    heading.textContent = title();
    below.textContent = lead();
    show();
  }
  const header = element("header", {}, element("div", {}, heading, below), languageButton(showAll));
  document.querySelector("main").append(header, ...parts, readout);
  // Space plays and pauses, the arrow keys move, unless the keyboard is needed where one stands.
  document.addEventListener("keydown", (event) => {
    if (!slider || event.target.closest("button, input, select, td") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === " ") slider.toggle();
    else if (event.key === "ArrowRight") slider.move(1);
    else if (event.key === "ArrowLeft") slider.move(-1);
    else return;
    event.preventDefault();
  });
  showAll();
}
