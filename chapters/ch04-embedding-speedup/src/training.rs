//! The two trainings on the toy sentence, side by side, and their picture.

use anyhow::Result;
use ch03_simple_cbow::{Examples, SimpleCbow};
use ch04_embedding_speedup::EmbeddingCbow;
use common::batches::Batches;
use common::loss_curve::LossCurve;
use common::optimizer::{Adam, Optimizer};
use common::param::Param;
use common::random::{generator, small_normal};
use common::text::one_hot_contexts;
use notebook::{LinePlot, Notebook, RecordedCurve, Table};
use tr::tr;

use crate::{Flags, TOY_HIDDEN};

/// B of the two toy models, as in `ch03-simple-cbow`.
const BATCH: usize = 3;

/// How many points of a loss curve its line is smoothed over.
const SMOOTH: usize = 50;

/// The toy sentence learned twice, from the same weights and with the same batches.
///
/// Returns both curves, as the page shows them.
pub fn the_same_training(
    notebook: &mut Notebook,
    examples: &Examples,
    flags: &Flags,
) -> Result<[RecordedCurve; 2]> {
    notebook.cell(tr!("The same training: SimpleCBOW with MatMul and with Embedding"));
    let mut random = generator(flags.shared.seed);
    let w_in = small_normal(7, TOY_HIDDEN, &mut random); // (V, H)
    let w_out = small_normal(TOY_HIDDEN, 7, &mut random); // (H, V)
    let mut simple = SimpleCbow::with_weights(Param::dense(w_in.clone()), Param::dense(w_out.clone()), 2);
    let mut model = EmbeddingCbow::with_weights(Param::dense(w_in), Param::dense(w_out), 2);
    let [mut simple_optimizer, mut optimizer] = [(); 2].map(|()| Optimizer::new(Adam::new(flags.lr)));
    let [mut one_by_one, mut picked] =
        ["one-hot × MatMul", "Embedding"].map(|name| LossCurve::new(name, 1, flags.lr));
    let mut random = generator(flags.shared.seed);
    let batches = Batches::new(examples.len(), BATCH, flags.epochs, &mut random);
    let progress = notebook.progress(batches.len(), tr!("training"));
    for batch in batches {
        let (contexts, target) = examples.batch(&batch); // (B, C), (B)

        let loss = simple.forward(&one_hot_contexts(contexts.view(), 7), &target); // (B, C, V)
        simple.backward();
        simple_optimizer.update(&mut [&mut simple.w_in, &mut simple.w_out]);
        one_by_one.record(loss)?;

        let loss = model.forward(contexts.view(), &target);
        model.backward();
        optimizer.update(&mut [&mut model.w_in, &mut model.w_out]);
        picked.record(loss)?;
        progress.inc(1);
    }
    drop(progress);
    notebook.loss_curve("one-hot × MatMul", &one_by_one.iteration, &one_by_one.value);
    notebook.loss_curve("Embedding", &picked.iteration, &picked.value);

    let mut table = Table::new([&tr!("iteration"), &tr!("one-hot × MatMul"), "Embedding"]);
    for point in (0..=10).map(|tenth| (one_by_one.value.len() - 1) * tenth / 10) {
        let losses = [&one_by_one, &picked].map(|curve| format!("{:.6}", curve.value[point]));
        table.row([one_by_one.iteration[point].to_string(), losses[0].clone(), losses[1].clone()]);
    }
    notebook.table(&table);
    let differences = one_by_one.value.iter().zip(&picked.value).map(|(a, b)| (a - b).abs());
    let largest = differences.fold(0.0, f64::max);
    notebook.say(tr!(
        "Two models, {n} losses each. Largest difference of two losses: {largest}. Only the input layer was\n\
         replaced, and it computes the same.",
        n = picked.value.len(),
        largest = format!("{largest:.6}")
    ));
    notebook.metric("largest_difference_of_losses", largest);
    notebook.picture("loss.png", &both_curves(&one_by_one, &picked))?;
    Ok([&one_by_one, &picked].map(|curve| RecordedCurve::new(&curve.iteration, &curve.value, SMOOTH)))
}

/// One curve as a line and the other as dots on it, since they cannot be told apart otherwise.
fn both_curves(one_by_one: &LossCurve, picked: &LossCurve) -> LinePlot {
    let every = (picked.value.len() / 20).max(1);
    let mut dots = vec![f64::NAN; picked.value.len()]; // a number between two NaN is drawn as a dot
    for end in (SMOOTH.min(picked.value.len())..=picked.value.len()).step_by(every) {
        let last = &picked.value[end.saturating_sub(SMOOTH)..end];
        dots[end - 1] = last.iter().sum::<f64>() / last.len() as f64;
    }
    let uniform = 7f64.ln();
    let title = tr!("The same training with MatMul and with Embedding");
    LinePlot::new(title, tr!("iteration"), tr!("loss (nats per word)"))
        .smoothed_line(tr!("line: MatMul"), &one_by_one.iteration, &one_by_one.value, SMOOTH)
        .line(tr!("dots: Embedding"), &picked.iteration, &dots)
        .reference(uniform, format!("ln 7 = {uniform:.4}"))
}
