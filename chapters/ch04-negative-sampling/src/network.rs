//! The 1 + K questions of one example as a picture: forward above, backward below.

use anyhow::Result;
use common::text::Vocabulary;
use ndarray::{Array2, Axis};
use notebook::{NetworkPlot, Notebook, Rows};
use tr::tr;

use crate::one_example::Example;
use crate::training::Weights;

/// What a forward and a backward of one example have found.
pub struct Step<'a> {
    pub ids: &'a [u32],          // (1 + K), the target first
    pub h: &'a Array2<f32>,      // (1, H)
    pub y: &'a Array2<f32>,      // (1, 1 + K)
    pub dh: &'a Array2<f32>,     // (1, H)
    pub dw_out: &'a Array2<f32>, // (V, H)
}

/// Draws the rows of W_out that are asked, their answers, and where the gradients go.
pub fn draw(
    notebook: &mut Notebook,
    words: &Vocabulary,
    weights: &Weights,
    example: &Example,
    step: &Step,
) -> Result<()> {
    let rows: Vec<usize> = step.ids.iter().map(|&id| id as usize).collect();
    let [w_out, dw_out] = [&weights.w_out.value, step.dw_out].map(|all| all.select(Axis(0), &rows)); // (1 + K, H)
    let mut dscore = step.y.clone(); // (1, 1 + K)
    dscore[[0, 0]] -= 1.0;
    let asked: Vec<&str> = step.ids.iter().map(|&id| words.word(id)).collect();
    let (gap, word) = (example.with_gap(words), asked[0]);
    let all = || (0..asked.len()).map(|question| (0, question));
    let each = || (0..asked.len()).map(|question| (question, question));
    let plot =
        NetworkPlot::new(tr!("{n} questions before training: {gap}  →  {word}", n = asked.len(), gap, word))
            .band([
                Rows::new("h", "(1, H)", NO_LABELS, step.h),
                Rows::new("s = h · W_out[id]", "(V, H)", &asked, &w_out)
                    .of(words.len())
                    .framed(0..asked.len())
                    .forward(all()),
                Rows::new("y = σ(s)", "1 + K", NO_LABELS, &step.y.t()).bars().framed([0]).forward(each()),
            ])
            .band([
                Rows::new("dh = Σ (y − t) · W_out[id]", "(1, H)", NO_LABELS, step.dh),
                Rows::new("dW_out[id] = (y − t) · h", "(V, H)", &asked, &dw_out)
                    .of(words.len())
                    .framed(0..asked.len())
                    .back(all()),
                Rows::new("y − t", "1 + K", NO_LABELS, &dscore.t()).framed([0]).back(each()),
            ]);
    Ok(notebook.picture("network.png", &plot)?)
}

const NO_LABELS: &[&str] = &[];
