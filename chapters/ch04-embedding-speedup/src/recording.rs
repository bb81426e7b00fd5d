//! What the page shows: the layer at work, one position of idx at a time, and what its steps cost.

use ch04_embedding_speedup::ladder::{self, Ladder};
use common::text::one_hot;
use ndarray::{Array2, aview1};
use notebook::{Notebook, RecordedCurve};
use serde::Serialize;

use crate::Flags;
use crate::embedding_layer::{IDX, dout, readable_weight, whole};
use crate::input_layer::Measurement;

/// What is written into the page, besides the names that all pages share (`crates/notebook/src/page.rs`).
#[derive(Serialize)]
struct Recorded {
    w: Vec<Vec<i32>>,    // (V, H)
    idx: [u32; 4],       // (B)
    dout: Vec<Vec<i32>>, // (B, H)
    /// Before the first position, and after each.
    moments: Vec<RecordedMoment>,
    /// The losses of both trainings, with MatMul and with Embedding, and ln V.
    curves: [RecordedCurve; 2],
    uniform_loss: f64,
    ladder: RecordedLadder,
}

#[derive(Serialize)]
struct RecordedMoment {
    one_hot: Vec<Vec<i32>>, // (B, V), with the rows so far
    /// The terms that the product adds up for the row of this position: each a number of its one-hot row times a row of w.
    terms: Vec<Vec<i32>>, // (V, H)
    out: Vec<Vec<i32>>,     // (B, H)
    /// How many numbers the product has multiplied so far, and how many the pick has copied.
    multiplied: usize,
    copied: usize,
    overwritten: Vec<Vec<i32>>, // (V, H)
    added: Vec<Vec<i32>>,       // (V, H)
}

/// The cost of a step at each V. The seconds are measured, and differ from run to run.
#[derive(Serialize)]
struct RecordedLadder {
    hidden: usize,
    batch: usize,
    sizes: Vec<usize>,
    /// Of MatMul and of Embedding.
    bytes: [Vec<u64>; 2],
    slopes: [f64; 2],
    /// Nothing where it was not measured.
    microseconds: [Vec<Option<f64>>; 2],
}

/// Writes the page.
///
/// # Errors
/// If it cannot be written.
pub fn write(
    notebook: &mut Notebook,
    flags: &Flags,
    curves: [RecordedCurve; 2],
    ladders: [&Ladder; 2],
) -> notebook::Result<()> {
    let measurement = Measurement::from(flags);
    let sizes = ladder::sizes(flags.max_vocab);
    let rounded = |x: f64| (x * 10.0).round() / 10.0;
    let microseconds = |ladder: &Ladder| -> Vec<Option<f64>> {
        let measured = |size: &usize| ladder.sizes.iter().position(|other| other == size);
        sizes.iter().map(|size| measured(size).map(|rung| rounded(1e6 * ladder.seconds[rung]))).collect()
    };
    let recorded = Recorded {
        w: rows(&readable_weight()),
        idx: IDX,
        dout: rows(&dout()),
        moments: (0..=IDX.len()).map(moment).collect(),
        curves,
        uniform_loss: 7f64.ln(),
        ladder: RecordedLadder {
            hidden: flags.hidden,
            batch: flags.batch,
            bytes: [
                sizes.iter().map(|&size| measurement.mat_mul_bytes(size)).collect(),
                sizes.iter().map(|_| measurement.embedding_bytes()).collect(),
            ],
            slopes: ladders.map(|ladder| (100.0 * ladder.slope()).round() / 100.0),
            microseconds: ladders.map(microseconds),
            sizes,
        },
    };
    notebook.page("embedding-speedup.js", &recorded)
}

/// After so many positions of idx.
fn moment(done: usize) -> RecordedMoment {
    let (w, dout) = (readable_weight(), dout());
    let (v, h) = w.dim();
    let all = one_hot(aview1(&IDX), v); // (B, V)
    let mut so_far = Array2::zeros((IDX.len(), v)); // (B, V)
    let mut out = Array2::zeros((IDX.len(), h)); // (B, H)
    let [mut overwritten, mut added] = [(); 2].map(|()| Array2::<f32>::zeros((v, h)));
    for (position, &id) in IDX.iter().enumerate().take(done) {
        so_far.row_mut(position).assign(&all.row(position));
        out.row_mut(position).assign(&all.row(position).dot(&w));
        overwritten.row_mut(id as usize).assign(&dout.row(position));
        let mut sum = added.row_mut(id as usize);
        sum += &dout.row(position);
    }
    let terms = match done.checked_sub(1) {
        Some(position) => {
            Array2::from_shape_fn((v, h), |(row, column)| all[[position, row]] * w[[row, column]])
        }
        None => Array2::zeros((v, h)),
    };
    RecordedMoment {
        one_hot: rows(&so_far),
        terms: rows(&terms),
        out: rows(&out),
        multiplied: done * v * h,
        copied: done * h,
        overwritten: rows(&overwritten),
        added: rows(&added),
    }
}

fn rows(values: &Array2<f32>) -> Vec<Vec<i32>> {
    whole(values).rows().into_iter().map(|row| row.to_vec()).collect()
}
