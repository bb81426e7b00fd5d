// The recorded vectors, and what a reader asks them: cosines and dot products, with the formulas of
// crates/common/src/similarity.rs.

/** The bytes of a text in base64. */
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;

/** The numbers of crates/notebook/src/packed.rs: row after row. */
function numbers(packed, hidden) {
  if (packed.floats) return new Float32Array(bytes(packed.floats));
  const scales = new Float32Array(bytes(packed.scales));
  return Float32Array.from(new Int16Array(bytes(packed.steps)), (step, i) => step * scales[Math.floor(i / hidden)]);
}

const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);
const length = (x) => Math.sqrt(dot(x, x)) + 1e-8;
const scaled = (x, factor) => Float64Array.from(x, (value) => value * factor);

/** The `top` best [word, score], without some words; equal scores, as f32, in the order of the words. */
function largest(scores, without, top) {
  const ranked = scores.map((score, word) => [word, Math.fround(score)]).filter(([word]) => !without.includes(word));
  return ranked.sort((x, y) => y[1] - x[1]).slice(0, top);
}

/** `scoring` is `cosine` or `raw dot`. A moment is unpacked when something is asked of it. */
export function wordVectors(recording) {
  const { hidden, words, moments } = recording;
  const unpacked = [];
  function at(moment) {
    if (!unpacked[moment]) {
      const all = numbers(moments[moment].vectors, hidden);
      const rows = words.map((_, word) => all.subarray(word * hidden, (word + 1) * hidden));
      unpacked[moment] = { rows, lengths: rows.map(length) };
    }
    return unpacked[moment];
  }
  function nearest(moment, word, scoring, top) {
    const { rows, lengths } = at(moment);
    const scores = rows.map((row, other) =>
      scoring === "cosine" ? dot(row, rows[word]) / lengths[other] / lengths[word] : dot(row, rows[word]));
    return largest(scores, [word], top);
  }
  /** a is to b as c is to what? The three words are no answers. */
  function analogy(moment, question, scoring, top) {
    const { rows, lengths } = at(moment);
    const [a, b, c] = question.map((word) => scaled(rows[word], scoring === "cosine" ? 1 / lengths[word] : 1));
    const sum = b.map((value, i) => value - a[i] + c[i]);
    const query = scaled(sum, 1 / length(sum));
    const scores = rows.map((row, word) => (scoring === "cosine" ? dot(row, query) / lengths[word] / length(query) : dot(row, query)));
    return largest(scores, question, top);
  }
  return { nearest, analogy };
}
