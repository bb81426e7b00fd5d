// Forward: the product with one-hot rows beside the pick, one position of idx at a time.

import { element } from "./element.js";
import { tr } from "./text.js";
import { wholeNumbers } from "./whole-numbers.js";

/** `recording` is that of ch04-embedding-speedup. */
export function pickedRows(recording) {
  const { w, idx, moments } = recording;
  const [v, h] = [w.length, w[0].length];
  const heading = element("h2");
  const said = element("p", { "aria-live": "polite" });
  const names = [element("h3"), element("h3")];
  const oneHot = wholeNumbers("one-hot", idx.length, v);
  const terms = wholeNumbers("terms", v, h);
  const product = wholeNumbers("product", idx.length, h);
  const weight = wholeNumbers("weight", v, h);
  const picked = wholeNumbers("picked", idx.length, h);
  const costs = [element("p", { class: "number", id: "multiplied" }), element("p", { class: "number", id: "copied" })];

  function update(moment) {
    const now = moments[moment];
    const position = moment - 1;
    const row = new Set(moment > 0 ? [position] : []);
    const word = new Set(moment > 0 ? [idx[position]] : []);
    heading.textContent = tr("Forward: idx = [{idx}]", { idx: idx.join(", ") });
    names[0].textContent = tr("the product with one-hot rows");
    names[1].textContent = tr("the pick");
    oneHot.update({ title: "one-hot (B, V)", values: now.one_hot, lit: row });
    terms.update({ title: moment > 0 ? tr("terms of row {position}", { position }) : tr("terms"), values: now.terms, lit: word });
    product.update({ title: "one-hot · w (B, H)", values: now.out, lit: row });
    weight.update({ title: "w (V, H)", values: w, lit: word });
    picked.update({ title: "w[idx] (B, H)", values: now.out, lit: row });
    costs[0].textContent = tr("{count} multiplications so far, most of them by 0", { count: now.multiplied });
    costs[1].textContent = tr("0 multiplications, {count} numbers copied", { count: now.copied });
    said.textContent = moment > 0
      ? tr("Position {position}: the 1 stands at {id}, so the sum is row {id} of w. Whoever knows {id} can pick it.", { position, id: idx[position] })
      : tr("Four words are looked up, one after the other: move the slider.");
  }
  const side = (name, cost, ...parts) => element("div", { class: "scroll" }, name, cost, element("div", { class: "two" }, ...parts));
  return {
    element: element("section", { class: "card" }, heading, said, element("div", { class: "beside" },
      side(names[0], costs[0], oneHot.element, terms.element, product.element),
      side(names[1], costs[1], weight.element, picked.element))),
    update,
  };
}
