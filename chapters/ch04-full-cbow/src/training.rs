//! 4.3.2 The training: batches of ids, negatives, one step, again.

use std::thread::{self, available_parallelism};
use std::time::Instant;

use anyhow::Result;
use ch04_full_cbow::recording::{Recording, Training, rows};
use ch04_full_cbow::vectors_shown::say_stopped;
use ch04_full_cbow::{Batch, SplitModel};
use checkpoint::Checkpoints;
use common::batches::Batches;
use common::loss_curve::LossCurve;
use common::model_kind::ModelKind;
use common::optimizer::Optimizer;
use common::random::{generator, small_normal};
use common::sampler::UnigramSampler;
use corpus::Corpus;
use ndarray::{Array2, ArrayView1};
use notebook::{LinePlot, Notebook, RecordedCurve, Table};
use process::stop;
use rand::Rng;
use serde::{Deserialize, Serialize};
use tr::tr;
use vectors::evaluation::Analogies;
use vectors::{Scoring, WordVectors};

use crate::checkpoints;
use crate::findings::{questions, solved};
use crate::network;
use crate::settings::{Flags, Settings};

/// One point of the loss curve for so many iterations, as in the book.
const AVERAGE_OVER: usize = 20;

/// What the training has brought so far, beside the weights.
#[derive(Serialize, Deserialize)]
pub struct Progress {
    pub curve: LossCurve,
    epochs: Vec<Epoch>,
    /// The losses of the epoch under way, added up.
    loss_of_epoch: f64,
}

/// What one epoch brought.
#[derive(Serialize, Deserialize)]
struct Epoch {
    mean_loss: f64,
    solved: Option<f64>,
}

/// Trains, shows the curve, and returns the word vectors W_in (V, H), and which of the corpus's own analogies they solve if
/// that is known by now.
pub fn train(
    notebook: &mut Notebook,
    corpus: &Corpus,
    settings: &Settings,
    flags: &Flags,
    kept: &mut Checkpoints,
) -> Result<(Array2<f32>, Option<Analogies>)> {
    notebook.cell(tr!("Training (4.3.2)"));
    stop::keep();
    let examples = corpus.examples(settings.window)?;
    let mut random = generator(settings.seed);
    let mut model = new_model(corpus, settings, flags, &mut random);
    let sampler = UnigramSampler::new(&corpus.counts, 0.75, settings.negative);
    let mut draws = generator(random.next_u64()); // apart from the shuffling, which draws from `random`
    let batches = Batches::new(examples.len(), settings.batch, settings.epochs, &mut random);
    let per_epoch = batches.per_epoch();
    let curve = LossCurve::new(settings.model.name(), AVERAGE_OVER, settings.lr);
    let mut progress = Progress { curve, epochs: Vec::new(), loss_of_epoch: 0.0 };
    checkpoints::resume(kept, &mut model, &mut draws, &mut progress)?;
    let mut recording = Recording::new(questions(corpus), settings.hidden, settings.epochs);
    let (iterations, epochs) = (progress.curve.iterations(), progress.epochs.len());
    recording.record(iterations, epochs, None, |words| rows(&mut model, words));
    let all = batches.len();
    let bar = notebook.progress(all * settings.batch, tr!("training"));
    let (begin, done_before) = (Instant::now(), progress.curve.iterations());
    bar.set_position((done_before * settings.batch) as u64);
    let words = |iterations: usize| ((iterations - done_before) * settings.batch) as f64;
    let mut solved = None; // after the last epoch
    for batch in batches.skip(done_before) {
        let batch = Batch::new(settings.model, examples.batch(&batch), &sampler, &mut draws);
        let loss = model.forward(batch);
        model.backward();
        model.update(); // each slice of the model has an optimizer of its own
        progress.curve.record(loss)?;

        progress.loss_of_epoch += loss;
        let iterations = progress.curve.iterations();
        if iterations.is_multiple_of(per_epoch) {
            let mean_loss = progress.loss_of_epoch / per_epoch as f64;
            solved = solved_now(corpus, &mut model);
            let share = |solved: &Analogies| solved.overall.share(Scoring::Cosine).unwrap_or(0.0);
            progress.epochs.push(Epoch { mean_loss, solved: solved.as_ref().map(share) });
            progress.loss_of_epoch = 0.0;
            // For the page.
            recording
                .record(iterations, progress.epochs.len(), solved.clone(), |words| rows(&mut model, words));
        }
        bar.inc(settings.batch as u64);
        if iterations.is_multiple_of(AVERAGE_OVER) {
            let speed = words(iterations) / begin.elapsed().as_secs_f64();
            bar.set_message(tr!(
                "epoch {epoch}  loss {loss}  {speed} words/s",
                epoch = progress.epochs.len() + 1,
                loss = format!("{loss:.3}"),
                speed = format!("{speed:.0}")
            ));
        }
        let stop = stop::is_wanted();
        if kept.are_due(stop) {
            checkpoints::write(kept, &mut model, &draws, &progress);
        }
        if stop {
            break;
        }
    }
    drop(bar);
    if settings.model == ModelKind::Cbow {
        let mut random = generator(settings.seed); // of its own: the training draws on if it is resumed
        let one = examples.batch(&[examples.len() as u32 / 2]); // the example named above
        let one = Batch::new(settings.model, one, &sampler, &mut random);
        network::draw(notebook, &corpus.vocabulary, &mut model, &one)?;
    }
    let Progress { curve, epochs, .. } = progress;
    let is_stopped = curve.iterations() < all;
    let solved = solved.filter(|_| !is_stopped);
    let both = (!is_stopped && !corpus.questions.is_empty()).then(|| model.weights()); // (V, H) each
    let w_in = model.into_word_vectors(); // (V, H)
    curve.check(longest(&w_in))?; // no loss has seen the last step
    show(notebook, settings, &curve, &epochs, is_stopped)?;
    if let Some(matrices) = both {
        compare(notebook, corpus, matrices, solved.as_ref())?;
    }
    let training = Training {
        model: settings.model.name(),
        unit: "iterations",
        loss: RecordedCurve::new(&curve.iteration, &curve.value, smooth(&curve)),
        uniform_loss: loss_without_knowledge(settings),
        epoch_losses: epochs.iter().map(|epoch| epoch.mean_loss).collect(),
        iterations: curve.iterations(),
        is_stopped,
    };
    recording.write(notebook, training, w_in.view())?;
    notebook.timing("words_per_second", words(curve.iterations()) / begin.elapsed().as_secs_f64());
    if let Some(bytes) = process::peak_memory_bytes() {
        notebook.timing("peak_memory_bytes", bytes);
    }
    Ok((w_in, solved))
}

/// The model before training, with W_in and W_out (V, H) from 0.01 · N(0, 1).
fn new_model(corpus: &Corpus, settings: &Settings, flags: &Flags, random: &mut impl Rng) -> SplitModel {
    let threads = flags.threads.or_else(|| available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let w_in = small_normal(corpus.vocabulary.len(), settings.hidden, random); // (V, H)
    let w_out = small_normal(corpus.vocabulary.len(), settings.hidden, random); // (V, H)
    let optimizer = || Optimizer::of(settings.optimizer, settings.lr);
    SplitModel::new(settings.model, &w_in, &w_out, 2 * settings.window, optimizer, threads)
}

/// The length of the longest vector of W_in (V, H); no number if one is none. A mean would not do: what grows without end
/// to both sides has the mean 0.
fn longest(w_in: &Array2<f32>) -> f64 {
    let length = |row: ArrayView1<f32>| row.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt().abs();
    w_in.rows().into_iter().map(length).max_by(f64::total_cmp).expect("there are words") // NaN without a sign is above all
}

/// Which of the corpus's own analogies the vectors solve as they are now; `None` if it has none.
fn solved_now(corpus: &Corpus, model: &mut SplitModel) -> Option<Analogies> {
    let w_in = (!corpus.questions.is_empty()).then(|| model.word_vectors())?; // (V, H)
    Some(solved(corpus, w_in.view()))
}

/// The yes/no questions about an example.
fn questions_per_example(settings: &Settings) -> usize {
    settings.model.predictions(2 * settings.window) * (1 + settings.negative)
}

/// ln 2 for each of them.
fn loss_without_knowledge(settings: &Settings) -> f64 {
    questions_per_example(settings) as f64 * 2f64.ln()
}

/// How many points of the loss curve one line is smoothed over.
fn smooth(curve: &LossCurve) -> usize {
    (curve.value.len() / 50).clamp(1, 50)
}

/// What the rows of W_in, those of W_out (V, H), and their sums know as word vectors. Which analogies W_in solves may be
/// known already.
fn compare(
    notebook: &mut Notebook,
    corpus: &Corpus,
    [w_in, w_out]: [Array2<f32>; 2],
    solved_by_w_in: Option<&Analogies>,
) -> Result<()> {
    let known = |word: &&str| corpus.vocabulary.id(word).is_some();
    let Some(asked) = corpus.questions.iter().map(|question| question.a.as_str()).find(known) else {
        return Ok(());
    };
    let nearest_to = tr!("nearest to {word} by cosine", word = asked);
    let mut table = Table::new([tr!("vectors"), tr!("analogies solved"), nearest_to]);
    let sum = &w_in + &w_out;
    let solved = thread::scope(|scope| {
        let of_w_out = thread::Builder::new().spawn_scoped(scope, || solved(corpus, w_out.view()));
        let of_w_in = solved_by_w_in.cloned().unwrap_or_else(|| solved(corpus, w_in.view()));
        let of_sum = solved(corpus, sum.view());
        let of_w_out = match of_w_out {
            Ok(thread) => thread.join().expect("an evaluation does not panic"),
            Err(_) => solved(corpus, w_out.view()), // the system has no thread left
        };
        [of_w_in, of_w_out, of_sum]
    });
    let matrices = [("W_in", w_in), ("W_out", w_out), ("W_in + W_out", sum)];
    for ((name, matrix), solved) in matrices.into_iter().zip(solved) {
        let share = solved.overall.share(Scoring::Cosine).unwrap_or(0.0);
        let vectors = WordVectors::new(corpus.vocabulary.clone(), matrix)?;
        let nearest = vectors.nearest(asked, 3)?;
        let nearest: Vec<_> = nearest.iter().map(|(word, cosine)| format!("{word} {cosine:.3}")).collect();
        table.row([name.to_string(), format!("{:.1} %", 100.0 * share), nearest.join("  ")]);
    }
    notebook.table(&table);
    Ok(())
}

/// The epochs as a table, and the curves.
fn show(
    notebook: &mut Notebook,
    settings: &Settings,
    curve: &LossCurve,
    epochs: &[Epoch],
    is_stopped: bool,
) -> Result<()> {
    let asked = epochs.iter().any(|epoch| epoch.solved.is_some());
    let mut table = Table::new(if asked {
        vec![tr!("epoch"), tr!("mean loss"), tr!("analogies solved")]
    } else {
        vec![tr!("epoch"), tr!("mean loss")]
    });
    for (number, epoch) in epochs.iter().enumerate() {
        let cells = [(number + 1).to_string(), format!("{:.4}", epoch.mean_loss)];
        let solved = epoch.solved.map(|share| format!("{:.1} %", 100.0 * share));
        table.row(cells.into_iter().chain(solved));
    }
    notebook.table(&table);
    if is_stopped {
        let after = tr!("{n} iterations, in epoch {epoch}", n = curve.iterations(), epoch = epochs.len() + 1);
        say_stopped(notebook, &after)?;
    }
    notebook.loss_curve(&settings.model.name().to_lowercase(), &curve.iteration, &curve.value);
    let numbers: Vec<usize> = (1..=epochs.len()).collect();
    let mean_losses: Vec<f64> = epochs.iter().map(|epoch| epoch.mean_loss).collect();
    notebook.loss_curve("epoch", &numbers, &mean_losses);

    let start = loss_without_knowledge(settings);
    let questions = questions_per_example(settings);
    let name = settings.model.name();
    let plot = LinePlot::new(
        tr!("{name} with negative sampling", name),
        tr!("iteration"),
        tr!("loss (nats per example)"),
    )
    .smoothed_line(name, &curve.iteration, &curve.value, smooth(curve))
    .reference(start, format!("{questions} ln 2 = {start:.4}"));
    notebook.picture("loss.png", &plot)?;
    if asked && epochs.len() > 1 {
        let shares: Vec<f64> = epochs.iter().map(|epoch| 100.0 * epoch.solved.unwrap_or(0.0)).collect();
        let title = tr!("Analogies of the toy world, solved by 3CosAdd");
        let plot = LinePlot::new(title, tr!("epoch"), tr!("solved (%)"))
            .line(tr!("solved"), &numbers, &shares)
            .reference(100.0, tr!("of a picture" => "all"));
        notebook.picture("analogies.png", &plot)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn vectors_without_end_are_noticed_even_if_their_mean_is_nothing() {
        let mut curve = LossCurve::new("CBOW", 1, 0.1);
        curve.record(4.0).unwrap();
        let is_fine = |w_in| curve.check(longest(&w_in)).is_ok();
        assert!(is_fine(array![[3.0, -4.0], [0.0, 0.1]]));
        assert!(!is_fine(array![[1e9, -1e9], [0.0, 0.0]]));
        assert!(!is_fine(array![[1e30, -1e30], [0.0, 0.0]]));
        assert!(!is_fine(array![[0.0, f32::NAN], [0.0, 0.0]]));
        assert!(!is_fine(array![[0.0, -f32::NAN], [0.0, 0.0]]));
        assert!(!is_fine(array![[0.0, -f32::INFINITY], [0.0, f32::INFINITY]]));
    }
}
