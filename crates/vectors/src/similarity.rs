//! Stands in for `common::similarity` until it is here; then `pub use common::similarity::Scoring` in
//! `lib.rs`, `use common::similarity` in `word_vectors.rs` and `evaluation.rs`, and this file goes.

use ndarray::{Array2, ArrayView1, ArrayView2};

/// How an analogy a : b = c : x scores a candidate x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scoring {
    /// The cosine of x and b̂ − â + ĉ, where a, b and c are brought to length 1 first: 3CosAdd, what the
    /// field uses (Mikolov et al. 2013, "Linguistic Regularities in Continuous Space Word Representations").
    Cosine,
    /// The dot product of x as it is with b − a + c brought to length 1: the book's, which favours long
    /// vectors (4.3.3, `common/util.py`).
    RawDot,
}

/// The cosine of the angle between two vectors (H); 0 if one of them is zero.
pub(crate) fn cosine(x: ArrayView1<f32>, y: ArrayView1<f32>) -> f32 {
    x.dot(&y) / length(x) / length(y)
}

/// The rows of `w` (V, H), each divided by its length; one of zeros stays as it is.
pub(crate) fn unit_rows(w: ArrayView2<f32>) -> Array2<f32> {
    let mut unit = w.to_owned();
    for mut row in unit.outer_iter_mut() {
        let length = length(row.view());
        row /= length;
    }
    unit
}

/// The `top` rows of `w` (V, H) with the largest cosine to row `id`, which is left out: (id, cosine).
pub(crate) fn most_similar(w: ArrayView2<f32>, id: u32, top: usize) -> Vec<(u32, f32)> {
    let query = w.row(id as usize);
    largest(w.outer_iter().map(|row| cosine(row, query)), &[id], top)
}

/// The `top` best answers x to a : b = c : x, where a, b and c are left out: (id, score).
pub(crate) fn analogy(
    w: ArrayView2<f32>,
    a: u32,
    b: u32,
    c: u32,
    top: usize,
    scoring: Scoring,
) -> Vec<(u32, f32)> {
    let row = |id: u32| match scoring {
        Scoring::Cosine => &w.row(id as usize) / length(w.row(id as usize)),
        Scoring::RawDot => w.row(id as usize).to_owned(),
    };
    let query = row(b) - row(a) + row(c); // (H)
    let query = &query / length(query.view());
    let scores = w.outer_iter().map(|row| match scoring {
        Scoring::Cosine => cosine(row, query.view()),
        Scoring::RawDot => row.dot(&query),
    });
    largest(scores, &[a, b, c], top)
}

/// The length of a vector, or for one of zeros something to divide by.
fn length(row: ArrayView1<f32>) -> f32 {
    row.dot(&row).sqrt().max(f32::MIN_POSITIVE)
}

/// The `top` largest scores, the lower id first among equals.
fn largest(scores: impl Iterator<Item = f32>, left_out: &[u32], top: usize) -> Vec<(u32, f32)> {
    let mut ranked: Vec<(u32, f32)> = (0..).zip(scores).filter(|(id, _)| !left_out.contains(id)).collect();
    ranked.sort_by(|(_, x), (_, y)| y.total_cmp(x)); // stable: equals stay in the order of their ids
    ranked.truncate(top);
    ranked
}
