//! The two trainings on the toy sentence, and their picture.

use std::ops::ControlFlow;

use anyhow::{Result, ensure};
use ch03_simple_cbow::Examples;
use common::optimizer::{Adam, Optimizer};
use common::random::generator;
use common::trainer::{LossCurve, Trainer};
use notebook::{LinePlot, Notebook};

use crate::Flags;

/// B of the two toy models, as in `ch03-simple-cbow`.
const BATCH: usize = 3;

/// The loop of both: shuffle, take a batch, `step`, again; in the same order for both models.
pub fn train(
    notebook: &mut Notebook,
    name: &str,
    examples: &Examples,
    flags: &Flags,
    mut step: impl FnMut(&[u32], &mut Optimizer) -> f64,
) -> Result<LossCurve> {
    let mut optimizer = Optimizer::new(Adam::new(flags.lr));
    let trainer = Trainer { epochs: flags.epochs, batch_size: BATCH, average_over: 1 };
    let progress = notebook.progress(flags.epochs * trainer.iterations_per_epoch(examples.len()), name);
    let curve = trainer.fit(
        examples.len(),
        &mut generator(flags.shared.seed), // the same order
        |batch| step(batch, &mut optimizer),
        |now| {
            progress.advance(1);
            if now.loss.is_finite() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    let is_finite = curve.value.iter().all(|loss| loss.is_finite());
    ensure!(is_finite, "the loss with {name} is no longer a number: try a smaller --lr than {}", flags.lr);
    notebook.loss_curve(name, &curve.iteration, &curve.value);
    Ok(curve)
}

/// One curve as a line and the other as dots on it, since they cannot be told apart otherwise.
pub fn both_curves(one_by_one: &LossCurve, picked: &LossCurve) -> LinePlot {
    const WINDOW: usize = 50;
    let every = (picked.value.len() / 20).max(1);
    let mut dots = vec![f64::NAN; picked.value.len()]; // a number between two NaN is drawn as a dot
    for end in (WINDOW.min(picked.value.len())..=picked.value.len()).step_by(every) {
        let last = &picked.value[end.saturating_sub(WINDOW)..end];
        dots[end - 1] = last.iter().sum::<f64>() / last.len() as f64;
    }
    let uniform = 7f64.ln();
    LinePlot::new("The same training with MatMul and with Embedding", "iteration", "loss (nats per word)")
        .smoothed_line("line: MatMul", &one_by_one.iteration, &one_by_one.value, WINDOW)
        .line("dots: Embedding", &picked.iteration, &dots)
        .reference(uniform, &format!("ln 7 = {uniform:.4}"))
}
