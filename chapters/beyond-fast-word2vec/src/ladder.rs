//! The ladder: words a second after each step, from the book's way to all threads; and what it does to the result.

use std::time::Duration;

use anyhow::Result;
use common::text::Vocabulary;
use corpus::Corpus;
use notebook::{BarPlot, LinePlot, Notebook, Table};
use process::stop;
use tr::tr;
use word2vec::{Text, Word2Vec};

use crate::book::{self, Learned};
use crate::quality::{self, percent};
use crate::training::{self, SMOOTH, TrainingRun, in_millions, loss_plot};

/// Each rung of the fast trainer is measured so often; the fastest time counts.
const REPEATED: usize = 3;

struct Rung {
    step: String,
    name: &'static str,
    words_per_second: f64,
    loss: f64,
    solved: f64,
}

/// Measures all rungs. Returns what the book's way has learned, or nothing if Ctrl-C was pressed.
pub fn climb(
    notebook: &mut Notebook,
    (corpus, text): (&Corpus, &Text),
    settings: &Word2Vec,
    plain: &TrainingRun,
) -> Result<Option<Learned>> {
    notebook.cell(tr!("The ladder: what each step does"));
    let words_of_epoch = corpus.ids.len() as f64;
    let words = words_of_epoch * settings.epochs as f64;
    let bar = notebook.progress(settings.epochs, tr!("the book's way"));
    let learned = book::train(corpus, settings, &bar)?;
    drop(bar);
    let Some(&(loss, solved)) = learned.epochs.last().filter(|_| !stop::is_wanted()) else {
        say_stopped(notebook);
        return Ok(None);
    };
    let words_per_second = words_of_epoch / learned.fastest_epoch.as_secs_f64();
    let mut rungs =
        vec![Rung { step: tr!("Adam, in batches"), name: "book", words_per_second, loss, solved }];

    let of_run = |step, name, vocabulary: &Vocabulary, run: &TrainingRun, took: Duration| Rung {
        step,
        name,
        words_per_second: words / took.as_secs_f64(),
        loss: run.trained.mean_losses.last().copied().unwrap_or(f64::NAN),
        solved: quality::solved(corpus, vocabulary, run.trained.vectors.view()),
    };
    rungs.push(of_run(tr!("example by example"), "plain", &corpus.vocabulary, plain, plain.took));
    for (step, name, portable, threads) in [
        (tr!("shared negatives"), "portable", true, 1),
        (tr!("SIMD instructions"), "simd_instructions", false, 1),
        (tr!("all threads"), "all_threads", false, settings.threads),
    ] {
        let settings = Word2Vec { portable, threads, ..settings.clone() };
        let mut run = training::fast(notebook, text, &settings, None, None, None)?;
        for _ in 1..REPEATED {
            run.took = run.took.min(training::fast(notebook, text, &settings, None, None, None)?.took);
        }
        if stop::is_wanted() {
            say_stopped(notebook);
            return Ok(None);
        }
        rungs.push(of_run(step, name, &text.vocabulary(), &run, run.took));
    }
    show(notebook, &rungs)?;
    Ok(Some(learned))
}

/// Says and records that Ctrl-C has ended the comparison. The vectors that will be saved are complete.
fn say_stopped(notebook: &mut Notebook) {
    notebook.stopped(tr!(
        "Stopped by Ctrl-C: this comparison is left out; the vectors of the fast trainer are complete."
    ));
}

/// The result of each step as a table; its speed, which is another on each run, as a picture.
fn show(notebook: &mut Notebook, rungs: &[Rung]) -> Result<()> {
    let mut table = Table::new([tr!("step"), tr!("loss of the last epoch"), tr!("analogies solved")]);
    for rung in rungs {
        table.row([rung.step.clone(), training::shown(rung.loss), percent(rung.solved)]);
        notebook.timing(&format!("words_per_second_{}", rung.name), rung.words_per_second);
    }
    notebook.table(&table);
    let steps: Vec<&str> = rungs.iter().map(|rung| rung.step.as_str()).collect();
    let speeds: Vec<f64> = rungs.iter().map(|rung| rung.words_per_second / 1e3).collect();
    let plot = BarPlot::new(
        tr!("The ladder on this computer"),
        tr!("step"),
        tr!("thousand words of the text a second"),
        &steps,
    )
    .group(tr!("speed"), &speeds)
    .values_with_decimals(0);
    notebook.picture("ladder.png", &plot)?;
    notebook.say(tr!(
        "ladder.png shows how many words of the text each of them reads in a second on this computer."
    ));
    Ok(())
}

/// Loss and quality over the words read, beside the book's way.
pub fn compare(
    notebook: &mut Notebook,
    (corpus, text): (&Corpus, &Text),
    settings: &Word2Vec,
    run: &TrainingRun,
    learned: &Learned,
) -> Result<()> {
    notebook.cell(tr!("The same number of words: loss and quality beside the book's way"));
    let (mut table, mut words, mut book, mut fast) = (
        Table::new([tr!("words read"), tr!("book"), tr!("the fast trainer")]),
        Vec::new(),
        Vec::new(),
        Vec::new(),
    );
    for epochs in (1..=settings.epochs).step_by(settings.epochs.div_ceil(10)) {
        // The learning rate falls to the end, so each point is a whole training of this length.
        let shorter = Word2Vec { epochs, ..settings.clone() };
        let vectors = training::fast(notebook, text, &shorter, None, None, None)?.trained.vectors;
        let solved =
            [learned.epochs[epochs - 1].1, quality::solved(corpus, &text.vocabulary(), vectors.view())];
        words.push(epochs * corpus.ids.len());
        table.row([words[words.len() - 1].to_string(), percent(solved[0]), percent(solved[1])]);
        book.push(100.0 * solved[0]);
        fast.push(100.0 * solved[1]);
        if stop::is_wanted() {
            say_stopped(notebook);
            return Ok(());
        }
    }
    notebook.say(tr!("Analogies solved by whole trainings of so many words:"));
    notebook.table(&table);

    let iterations = learned.losses.len();
    let of_text = |iteration: usize| iteration * corpus.ids.len() * settings.epochs / iterations;
    let points = learned.losses.chunks_exact(10); // one of 10 batches looks as long as a round of the fast trainer
    let values: Vec<f64> = points.map(|losses| losses.iter().sum::<f64>() / 10.0).collect();
    let places: Vec<usize> = (1..=values.len()).map(|point| of_text(10 * point)).collect();
    let plot =
        loss_plot(settings, run).smoothed_line(tr!("the book's way"), &in_millions(&places), &values, SMOOTH);
    notebook.picture("loss.png", &plot)?;
    if words.len() > 1 {
        let words = in_millions(&words);
        let plot =
            LinePlot::new(tr!("Analogies of the toy world"), tr!("million words read"), tr!("solved (%)"))
                .line(tr!("the fast trainer"), &words, &fast)
                .line(tr!("the book's way"), &words, &book)
                .reference(100.0, tr!("of a picture" => "all"));
        notebook.picture("quality.png", &plot)?;
    }
    Ok(())
}
