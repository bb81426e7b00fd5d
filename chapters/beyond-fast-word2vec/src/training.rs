//! The trainings: in plain loops, and with the fast trainer.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use beyond_fast_word2vec::PlainWord2Vec;
use ch04_full_cbow::recording::Recording;
use checkpoint::Checkpoints;
use corpus::Corpus;
use notebook::{LinePlot, Notebook, Table};
use process::stop;
use serde::{Deserialize, Serialize};
use tr::tr;
use word2vec::{LONGEST, Start, Text, TimeSpent, Trained, Word2Vec};

use crate::{checkpoints, recording};

/// How many points of a loss curve one line is smoothed over.
pub const SMOOTH: usize = 5;

/// What a training has brought, and how long it took.
pub struct TrainingRun {
    pub trained: Trained,
    pub took: Duration,
    pub curve: Curve,
    /// How many words had been read before, by a training that was interrupted.
    pub words_before: usize,
    /// How many words have been read, in all epochs.
    pub words_read: usize,
    /// Whether Ctrl-C ended it.
    pub is_stopped: bool,
}

/// A loss curve: words read, and the mean loss of a prediction in the round before.
#[derive(Default, Serialize, Deserialize)]
pub struct Curve {
    pub words: Vec<usize>,
    pub losses: Vec<f64>,
}

/// Trains in plain loops.
pub fn in_plain_loops(notebook: &Notebook, corpus: &Corpus, settings: &Word2Vec) -> Result<TrainingRun> {
    let bar = notebook.progress(settings.epochs, tr!("plain loops"));
    let begin = Instant::now();
    let mut plain = PlainWord2Vec::new(corpus, settings);
    let (mut mean_losses, mut words) = (Vec::new(), Vec::new());
    let words_to_read = settings.epochs * corpus.ids.len();
    let diverges = |plain: &PlainWord2Vec| {
        !plain.vectors().rows().into_iter().all(|vector| vector.dot(&vector) < LONGEST * LONGEST)
    };
    while plain.words_read() < words_to_read && !stop::is_wanted() {
        mean_losses.push(plain.epoch(|plain| match diverges(plain) {
            true => ControlFlow::Break(()),
            false => stop::or_go_on(),
        }));
        if diverges(&plain) {
            bail!(
                "the vectors of the plain loops grow without end and no longer mean anything: try a smaller --lr than {}",
                settings.learning_rate
            );
        }
        words.push(plain.words_read());
        bar.inc(1);
    }
    let (vectors, took, words_read) = (plain.vectors(), begin.elapsed(), plain.words_read());
    let losses = mean_losses.clone();
    let (trained, curve) = (
        Trained { vectors, w_out: None, mean_losses, time_spent: TimeSpent::default() },
        Curve { words, losses },
    );
    let is_stopped = words_read < words_to_read;
    Ok(TrainingRun { trained, took, curve, words_before: 0, words_read, is_stopped })
}

/// Trains with the fast trainer, from a start with earlier vectors or from none; keeps checkpoints and records it for the
/// page, if there is a place for them.
pub fn fast(
    notebook: &Notebook,
    text: &Text,
    settings: &Word2Vec,
    start: Option<Start>,
    mut kept: Option<&mut Checkpoints>,
    mut recording: Option<&mut Recording>,
) -> Result<TrainingRun> {
    stop::keep();
    let resumed = kept.as_deref_mut().map_or(Ok(None), checkpoints::resume)?;
    let (start, mut curve) = match resumed {
        Some((start, curve)) => (Some(start), curve),
        None => (start, Curve::default()),
    };
    let words_before = start.as_ref().map_or(0, |start| start.progress.words());
    let bar = notebook.progress(text.len() as usize * settings.epochs, tr!("training"));
    let begin = Instant::now();
    // A text of billions of words has more rounds than a curve needs.
    let step = text.len() * settings.epochs as u64 / 2000;
    let (mut words_read, mut is_stopped) = (words_before, false);
    if let Some(recording) = &mut recording {
        recording.record(words_before as usize, 0, None, |words| {
            recording::rows_before(settings, text, &start, words)
        });
    }
    let trained = settings.train_from(start, text, |now, pause| {
        if now.words >= curve.words.last().map_or(0, |&last| last as u64 + step) {
            curve.words.push(now.words as usize);
            curve.losses.push(now.loss);
            bar.set_position(now.words);
            let speed = (now.words - words_before) as f64 / begin.elapsed().as_secs_f64();
            bar.set_message(tr!(
                "epoch {epoch}  loss {loss}  {speed} words/s",
                epoch = now.epoch + 1,
                loss = format!("{:.3}", now.loss),
                speed = format!("{speed:.0}")
            ));
        }
        if let Some(recording) = recording.as_deref_mut().filter(|_| now.words.is_multiple_of(text.len())) {
            let epoch = (now.words / text.len()) as usize; // it ends here
            recording.record(now.words as usize, epoch, None, |words| {
                recording::rows(&pause.weights()[0], pause.rows(), settings.hidden, words)
            });
        }
        let decision = stop::or_go_on();
        (words_read, is_stopped) = (now.words, decision.is_break() && now.words < now.of_words);
        if let Some(kept) = kept.as_deref_mut().filter(|kept| kept.are_due(decision.is_break())) {
            checkpoints::write(kept, pause, &curve);
        }
        decision
    })?;
    let (words_before, words_read) = (words_before as usize, words_read as usize);
    Ok(TrainingRun { trained, took: begin.elapsed(), curve, words_before, words_read, is_stopped })
}

/// The mean loss of each epoch, as a table.
pub fn show_epochs(notebook: &mut Notebook, mean_losses: &[f64]) {
    let mut table = Table::new([tr!("epoch"), tr!("mean loss")]);
    for (number, loss) in mean_losses.iter().enumerate() {
        table.row([(number + 1).to_string(), shown(*loss)]);
    }
    notebook.table(&table);
}

/// A mean loss, or a dash where subsampling left no prediction.
pub fn shown(loss: f64) -> String {
    if loss.is_finite() { format!("{loss:.4}") } else { "–".to_string() }
}

/// Loss over words read; what a prediction without knowledge costs is a dashed line.
pub fn loss_plot(settings: &Word2Vec, run: &TrainingRun) -> LinePlot {
    let questions = 1 + settings.negative;
    let start = questions as f64 * 2f64.ln();
    LinePlot::new(tr!("Loss over words read"), tr!("million words read"), tr!("loss (nats per guess)"))
        .smoothed_line(tr!("the fast trainer"), &in_millions(&run.curve.words), &run.curve.losses, SMOOTH)
        .reference(start, format!("{questions} ln 2 = {start:.4}"))
}

pub fn in_millions(words: &[usize]) -> Vec<f64> {
    words.iter().map(|&words| words as f64 / 1e6).collect()
}
