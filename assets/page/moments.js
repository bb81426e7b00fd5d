// The slider over the recorded moments, with play and pause.

import { element } from "./element.js";
import { tr } from "./text.js";

/**
 * `changed(moment)` is called whenever another moment is chosen; `label(moment)` says which it is. `show` renews the texts,
 * `move` goes on by so many moments, `toggle` plays or pauses: a moment lasts `pace` milliseconds. It begins at `first`.
 */
export function moments(count, label, changed, pace = 80, first = 0) {
  const play = element("button", { id: "play" });
  const slider = element("input", { id: "moment", type: "range", min: 0, max: count - 1, value: first });
  const now = element("output", { id: "now", class: "number", for: "moment" });
  let timer = null;

  function show() {
    const at = Number(slider.value);
    play.textContent = timer ? `⏸ ${tr("pause")}` : `▶ ${tr("play")}`;
    slider.setAttribute("aria-label", tr("moment of the training"));
    slider.setAttribute("aria-valuetext", label(at));
    now.textContent = label(at);
  }
  function go(at) {
    slider.value = at;
    changed(Number(slider.value));
    show();
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    show();
  }
  // Whoever wants no motion sees ten moments, a second each.
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  function toggle() {
    if (timer) return stop();
    if (Number(slider.value) === count - 1) go(0);
    const step = still.matches ? Math.ceil(count / 10) : 1;
    timer = setInterval(() => {
      go(Math.min(count - 1, Number(slider.value) + step));
      if (Number(slider.value) === count - 1) stop();
    }, still.matches ? Math.max(1000, pace) : pace);
    show();
  }
  play.addEventListener("click", toggle);
  slider.addEventListener("input", () => go(Number(slider.value)));
  return { element: element("div", { class: "moments" }, play, slider, now), show, toggle, move: (by) => go(Number(slider.value) + by) };
}
