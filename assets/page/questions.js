// The 1 + K questions about one gap: the rows of W_out that are asked, their scores, answers and losses; backward, which rows
// get which gradient.

import { digits, element } from "./element.js";
import { tr } from "./text.js";
import { farthest, matrix, readout } from "./matrix.js";

/** `recording` is that of ch04-negative-sampling. */
export function questions(recording) {
  let backward = false;
  let drawn = 0;
  let last = 0;
  const { moments } = recording;
  const [hidden, shown] = recording.hidden;
  const columns = Array.from({ length: shown }, (_, column) => String(column));
  const limit = farthest(moments.map((now) => now.answers.map((answers) => answers.rows)));

  const heading = element("h2");
  const buttons = ["forward", "backward"].map((id) => element("button", { id }));
  buttons.forEach((button, number) => button.addEventListener("click", () => {
    backward = number === 1;
    update(last);
  }));
  const sets = element("select", { id: "negatives" });
  const label = element("label", { for: "negatives" });
  sets.append(...recording.questions.map((_, number) => element("option", { value: number })));
  sets.addEventListener("change", () => {
    drawn = Number(sets.value);
    update(last);
  });
  const formula = element("p");
  const mean = matrix(["h"], columns, true, false);
  mean.element.id = "h";
  // A matrix for each set: its rows have their names for good.
  const rows = recording.questions.map((words) => matrix(words, columns, true, false));
  rows.forEach((row, number) => { row.element.id = `rows-${number}`; });
  const place = element("div", { class: "scroll" });

  const heads = Array.from({ length: 5 }, () => element("th", { scope: "col" }));
  const lines = recording.questions[0].map(() => ({
    word: element("th", { scope: "row" }),
    cells: ["t", "score", "y", "loss"].map((name) => element("td", { class: `number ${name}` })),
    bar: element("i"),
  }));
  lines.forEach((line) => line.bar.setAttribute("aria-hidden", "true"));
  const table = element("table", { class: "list answers-list", id: "questions" },
    element("thead", {}, element("tr", {}, ...heads, element("td"))),
    element("tbody", {}, ...lines.map((line) => element("tr", {}, line.word, ...line.cells, element("td", { class: "share" }, line.bar)))));
  const sum = element("p", { id: "sum", class: "number" });
  const note = element("p", { class: "soft" });

  function update(moment) {
    last = moment;
    const now = moments[moment];
    const answers = now.answers[drawn];
    const words = recording.questions[drawn];
    heading.textContent = tr("One example, {count} questions: {gap}", { count: words.length, gap: recording.gap });
    buttons[0].textContent = tr("forward");
    buttons[1].textContent = tr("backward");
    buttons.forEach((button, number) => button.setAttribute("aria-pressed", String(backward === (number === 1))));
    label.textContent = tr("the negatives");
    [...sets.options].forEach((option, number) => { option.textContent = recording.questions[number].slice(1).join(", "); });
    const d = backward ? "d" : "";
    mean.update({ values: [backward ? answers.dh : now.h], title: `${d}h (H)`, name: (_, column) => `${d}h[${column}]`, limit: backward ? farthest([answers.dh]) : farthest([now.h]), rows: new Set() });
    rows[drawn].update({
      values: backward ? answers.gradient : answers.rows,
      title: `${d}W_out (1 + K, H)`,
      name: (row, column) => `${d}W_out[${words[row]}, ${column}]`,
      limit: backward ? farthest(answers.gradient) : limit,
      rows: new Set(words.keys()),
    });
    place.replaceChildren(mean.element, rows[drawn].element);
    [tr("is it …?"), "t", "h · W_out[w]", "y = σ", backward ? "y − t" : tr("loss")].forEach((text, column) => { heads[column].textContent = text; });
    lines.forEach((line, row) => {
      line.word.textContent = words[row];
      line.word.classList.toggle("lit", row === 0);
      const value = backward ? answers.dscore[row] : answers.loss[row];
      [row === 0 ? "1" : "0", digits(answers.score[row]), digits(answers.y[row]), digits(value)].forEach((text, column) => { line.cells[column].textContent = text; });
      line.bar.style.width = `${100 * answers.y[row]}%`;
      line.bar.className = row === 0 ? "yes" : "no";
    });
    sum.textContent = backward ? "dh = Σ (y − t) · W_out[w]" : tr("loss = the sum of these {count} = {total}", { count: words.length, total: digits(answers.total) });
    formula.textContent = backward
      ? tr("Backward: each of these {count} rows gets (y − t) · h, and no other of the {all} rows of W_out moves.", { count: words.length, all: recording.vocabulary })
      : tr("Forward: h is the mean of the rows of the neighbours. One score for each question, and its sigmoid is the probability of a yes.");
    note.textContent = hidden > shown ? tr("The first {shown} of {hidden} numbers of each vector are shown; scores and gradients take all.", { shown, hidden }) : "";
  }

  const head = element("div", { class: "row" }, heading, element("span", {}, ...buttons));
  const choice = element("p", {}, label, " ", sets);
  return { element: element("section", { class: "card" }, head, formula, choice, readout, place, element("div", { class: "scroll" }, table), sum, note), update };
}
