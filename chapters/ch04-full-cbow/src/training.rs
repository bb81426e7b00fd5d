//! 4.3.2 The training: batches of ids, negatives, one step, again.

use std::ops::ControlFlow;
use std::thread::available_parallelism;
use std::time::Instant;

use anyhow::{Result, ensure};
use ch04_full_cbow::{Batch, SplitModel};
use common::optimizer::Optimizer;
use common::random::{generator, small_normal};
use common::sampler::UnigramSampler;
use common::trainer::{LossCurve, Trainer};
use corpus::{Corpus, Examples};
use ndarray::Array2;
use notebook::{LinePlot, Notebook, Progress, Table, stop};
use rand::Rng;
use vectors::Scoring;

use crate::findings::solved;
use crate::settings::{Flags, Settings};

/// One point of the loss curve for so many iterations, as in the book.
const AVERAGE_OVER: usize = 20;

/// What one epoch brought.
struct Epoch {
    mean_loss: f64,
    solved: Option<f64>,
}

/// Trains, shows the curve, and returns the word vectors W_in (V, H).
pub fn train(
    notebook: &mut Notebook,
    corpus: &Corpus,
    settings: &Settings,
    flags: &Flags,
) -> Result<Array2<f32>> {
    notebook.cell("Training (4.3.2)");
    stop::on_ctrl_c();
    let threads = flags.threads.or_else(|| available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let begin = Instant::now();
    let examples = corpus.examples(settings.window)?;
    let trainer = Trainer { epochs: settings.epochs, batch_size: settings.batch, average_over: AVERAGE_OVER };
    let seen = settings.epochs * trainer.iterations_per_epoch(examples.len()) * settings.batch;
    let bar = notebook.progress(seen, "training");
    let (curve, epochs, w_in) = descend(&bar, corpus, &examples, &trainer, settings, threads)?;
    drop(bar);
    show(notebook, settings, &curve, &epochs)?;
    let words = (curve.iteration.last().copied().unwrap_or(0) * settings.batch) as f64;
    notebook.timing("words_per_second", words / begin.elapsed().as_secs_f64());
    if let Some(bytes) = notebook::peak_memory_bytes() {
        notebook.timing("peak_memory_bytes", bytes);
    }
    Ok(w_in)
}

fn descend(
    bar: &Progress,
    corpus: &Corpus,
    examples: &Examples,
    trainer: &Trainer,
    settings: &Settings,
    threads: usize,
) -> Result<(LossCurve, Vec<Epoch>, Array2<f32>)> {
    let (vocabulary_size, context_count) = (corpus.vocabulary.len(), 2 * settings.window);
    let mut random = generator(settings.seed);
    let w_in = small_normal(vocabulary_size, settings.hidden, &mut random); // (V, H)
    let w_out = small_normal(vocabulary_size, settings.hidden, &mut random); // (V, H)
    let optimizer =
        || Optimizer::named(&settings.optimizer, settings.lr).expect("the flag allows known names only");
    let mut model = SplitModel::new(settings.kind(), &w_in, &w_out, context_count, optimizer, threads);
    drop((w_in, w_out)); // the model has its own copies

    let sampler = UnigramSampler::new(&corpus.counts, 0.75, settings.negative);
    let mut draws = generator(random.next_u64()); // apart from the shuffling, which draws from `random`
    let per_epoch = trainer.iterations_per_epoch(examples.len());
    let (begin, mut loss_of_epoch, mut epochs, mut diverged) = (Instant::now(), 0.0, Vec::new(), None);

    let model_in_turns = std::cell::RefCell::new(&mut model); // train and watch take turns with it
    let curve = trainer.fit(
        examples.len(),
        &mut random,
        |numbers| {
            let batch = the_batch(numbers, examples, settings, &sampler, &mut draws);
            model_in_turns.borrow_mut().train(batch)
        },
        |now| {
            bar.advance(settings.batch);
            loss_of_epoch += now.loss;
            if now.iteration % AVERAGE_OVER == 0 {
                let speed = (now.iteration * settings.batch) as f64 / begin.elapsed().as_secs_f64();
                bar.show(format!("epoch {}  loss {:.3}  {speed:.0} words/s", now.epoch + 1, now.loss));
            }
            if now.iteration % per_epoch == 0 {
                let w_in = (!corpus.questions.is_empty()).then(|| model_in_turns.borrow_mut().word_vectors());
                let solved = w_in
                    .map(|w_in| solved(corpus, w_in.view()).overall.share(Scoring::Cosine).unwrap_or(0.0));
                epochs.push(Epoch { mean_loss: loss_of_epoch / per_epoch as f64, solved });
                loss_of_epoch = 0.0;
            }
            if !now.loss.is_finite() {
                diverged = Some(now.iteration);
            }
            let goes_on = diverged.is_none() && !stop::is_wanted();
            if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    if let Some(iteration) = diverged {
        anyhow::bail!(
            "the loss is no longer a number after {iteration} iterations: try a smaller --lr than {}",
            settings.lr
        );
    }
    let w_in = model.into_word_vectors();
    ensure!(
        w_in.iter().all(|entry| entry.is_finite()),
        "the vectors are no longer numbers: try a smaller --lr than {}",
        settings.lr
    );
    Ok((curve, epochs, w_in))
}

/// The contexts, targets and negatives of the examples with these numbers.
fn the_batch(
    numbers: &[u32],
    examples: &Examples,
    settings: &Settings,
    sampler: &UnigramSampler,
    draws: &mut impl Rng,
) -> Batch {
    let context_count = 2 * settings.window;
    let mut contexts = Vec::with_capacity(numbers.len() * context_count);
    let mut target = Vec::with_capacity(numbers.len());
    for &number in numbers {
        let position = examples.position(number as usize);
        let (left, right) = examples.contexts(position);
        contexts.extend_from_slice(left);
        contexts.extend_from_slice(right);
        target.push(examples.target(position));
    }
    let contexts = Array2::from_shape_vec((numbers.len(), context_count), contexts).expect("C words each"); // (B, C)
    let negatives = match settings.model.as_str() {
        "cbow" => vec![sampler.sample(&target, draws)], // once (B, K)
        _ => contexts.columns().into_iter().map(|words| sampler.sample(&words.to_vec(), draws)).collect(), // C times
    };
    Batch { contexts, target, negatives }
}

/// The epochs as a table, and the curves.
fn show(notebook: &mut Notebook, settings: &Settings, curve: &LossCurve, epochs: &[Epoch]) -> Result<()> {
    let asked = epochs.iter().any(|epoch| epoch.solved.is_some());
    let mut table = Table::new(if asked {
        vec!["epoch", "mean loss", "analogies solved"]
    } else {
        vec!["epoch", "mean loss"]
    });
    for (number, epoch) in epochs.iter().enumerate() {
        let cells = [(number + 1).to_string(), format!("{:.4}", epoch.mean_loss)];
        let solved = epoch.solved.map(|share| format!("{:.1} %", 100.0 * share));
        table.row(cells.into_iter().chain(solved));
    }
    notebook.table(&table);
    if stop::is_wanted() {
        notebook.say(format!(
            "Stopped by Ctrl-C after {} iterations, in epoch {}; what follows is what was learned until then.",
            curve.iteration.last().copied().unwrap_or(0),
            epochs.len() + 1
        ));
        // Also where it is seen if Ctrl-C has ended the reader of standard output too, as in `… | tee log`.
        let path = notebook.path("vectors.txt")?;
        notebook.remark(format!("the vectors learned so far go to {}", path.display()));
    }
    notebook.loss_curve(&settings.model, &curve.iteration, &curve.value);
    let numbers: Vec<usize> = (1..=epochs.len()).collect();
    let mean_losses: Vec<f64> = epochs.iter().map(|epoch| epoch.mean_loss).collect();
    notebook.loss_curve("epoch", &numbers, &mean_losses);

    let questions = settings.kind().guesses(2 * settings.window) * (1 + settings.negative);
    let start = questions as f64 * 2f64.ln();
    let name = if settings.model == "cbow" { "CBOW" } else { "skip-gram" };
    let plot =
        LinePlot::new(&format!("{name} with negative sampling"), "iteration", "loss (nats per example)")
            .smoothed_line(name, &curve.iteration, &curve.value, (curve.value.len() / 50).clamp(1, 50))
            .reference(start, &format!("{questions} ln 2 = {start:.4}"));
    notebook.picture("loss.png", &plot)?;
    if asked && epochs.len() > 1 {
        let shares: Vec<f64> = epochs.iter().map(|epoch| 100.0 * epoch.solved.unwrap_or(0.0)).collect();
        let plot = LinePlot::new("Analogies of the toy world, solved by 3CosAdd", "epoch", "solved (%)")
            .line("solved", &numbers, &shares)
            .reference(100.0, "all");
        notebook.picture("analogies.png", &plot)?;
    }
    Ok(())
}
