//! # Beyond the book: word2vec at full speed
//!
//! ```text
//! cargo run -p beyond-fast-word2vec
//! cargo run --release -p beyond-fast-word2vec -- --corpus my-text.txt
//! cargo run --release -p beyond-fast-word2vec -- --corpus my-folder --model skip-gram --questions questions-words.txt
//! cargo run --release -p beyond-fast-word2vec -- --corpus rust-docs
//! ```
//!
//! From the book's mini-batches and Adam to what the field's tools do: one example at a time, and then the same in a
//! form that a processor likes. On the toy world it measures each step; with `--corpus` it trains on any text.
//!
//! Prints what it finds, and writes to `out/beyond-fast-word2vec/` the ladder of speeds, loss and quality beside
//! `ch04-full-cbow`, and the vectors in three formats. Before this: `ch04-full-cbow`.
//!
//! Letters: V vocabulary size, H hidden size, K negative samples per prediction, M negatives that four positions share,
//! T words of the text.

mod book;
mod checkpoints;
mod earlier;
mod ladder;
mod quality;
mod reading;
mod recording;
mod settings;
mod training;

use std::process::ExitCode;

use anyhow::Result;
use ch04_full_cbow::vectors_shown::say_stopped;
use clap::Parser;
use corpus::{Corpus, Options, Source};
use notebook::{Notebook, Table};
use process::stop;
use tr::tr;
use vectors::WordVectors;
use word2vec::{ReadOptions, Text, Word2Vec};

use quality::Published;
use settings::Flags;
use training::{Curve, TrainingRun};

fn main() -> ExitCode {
    let flags = Flags::parse();
    let source = flags.source().unwrap_or_else(|error| error.exit());
    notebook::exit_code(run(&flags, &source))
}

fn run(flags: &Flags, source: &Source) -> Result<ExitCode> {
    tr::set_translator!(flags.shared.texts(include_str!("../ko.po")));
    ch04_full_cbow::set_translator(&flags.shared);
    stop::on_ctrl_c();
    let mut notebook = Notebook::open(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &flags.shared)?;
    notebook.settings(&flags.settings(source));
    let settings = flags.trainer(source);
    let published = Published::read(flags, source)?; // what is wrong with them is better said before hours of training
    let options = flags.reading.options(flags.min_count(source))?;
    let is_toy_world = source.is_toy_world();
    let (run, text, probes, kept) = if is_toy_world {
        let (corpus, text) = named_corpus(&mut notebook, flags, source, &options)?;
        book::check(&corpus, &settings, flags.min_count(source))?;
        what_changes(&mut notebook, &settings);
        // It takes a moment; if it fails, or is all there is time for, that is better known before the slow loops.
        let run = recording::train(&mut notebook, &text, &settings, None, None, Some(&corpus))?;
        let plain = match run.is_stopped {
            true => None,
            false => one_example_at_a_time(&mut notebook, &corpus, &settings)?,
        };
        notebook.cell(tr!("The fast trainer"));
        show_fast(&mut notebook, &run)?;
        analogies(&mut notebook, &corpus, &text, &run);
        let material = (&corpus, &text);
        let climb = |plain| ladder::climb(&mut notebook, material, &settings, &plain);
        if let Some(learned) = plain.map_or(Ok(None), climb)? {
            ladder::compare(&mut notebook, material, &settings, &run, &learned)?;
        }
        (run, text, corpus.probes, None)
    } else {
        let text = match source {
            Source::Files(paths) => {
                notebook.cell(tr!("The text"));
                let text = flags.reading.read(&mut notebook, paths, &options)?;
                show_text(&mut notebook, &reading::names(paths), &text);
                text
            }
            _ => named_corpus(&mut notebook, flags, source, &options)?.1,
        };
        what_changes(&mut notebook, &settings);
        let start = flags.earlier.start(&settings, &text)?;
        let mut kept = checkpoints::open(&notebook, &text, flags, source)?;
        notebook.cell(tr!("The fast trainer")); // before a training that may take hours
        let run = recording::train(&mut notebook, &text, &settings, start, Some(&mut kept), None)?;
        show_fast(&mut notebook, &run)?;
        notebook.picture("loss.png", &training::loss_plot(&settings, &run))?;
        (run, text, Vec::new(), Some(kept))
    };
    let (vectors, w_out) = (run.trained.vectors, run.trained.w_out);
    let vectors = WordVectors::new(text.vocabulary(), vectors)?;
    if !stop::is_wanted() {
        quality::nearest_words(&mut notebook, &vectors, &probes);
        published.ask(&mut notebook, &vectors);
    }
    if stop::is_wanted() && !notebook.is_stopped() {
        notebook.stopped(tr!("Stopped by Ctrl-C after the training; what follows is what was learned."));
    }
    quality::save(&mut notebook, &vectors)?;
    flags.earlier.save(&mut notebook, &text, &vectors, w_out)?;
    if let Some(bytes) = process::peak_memory_bytes() {
        notebook.timing("peak_memory_bytes", bytes);
    }
    let is_stopped = notebook.is_stopped();
    notebook.close()?;
    if let Some(kept) = kept {
        kept.close(is_stopped);
    }
    Ok(if is_stopped { ExitCode::from(notebook::STOPPED) } else { ExitCode::SUCCESS })
}

/// A corpus with a name, as `ch04-full-cbow` reads it. By default it is the toy world: sentences with analogies whose
/// answers are known.
fn named_corpus(
    notebook: &mut Notebook,
    flags: &Flags,
    source: &Source,
    read_options: &ReadOptions,
) -> Result<(Corpus, Text)> {
    notebook.cell(tr!("The text"));
    let options =
        Options { min_count: Some(flags.min_count(source)), ..flags.corpus.options(flags.shared.seed) };
    let bar = notebook.progress(1000, tr!("reading"));
    let corpus = source.load(&options, |progress| {
        bar.set_position(1000 * progress.done / progress.total.max(1));
    })?;
    drop(bar);
    let text =
        Text::from_sentences(corpus.sentences(), &ReadOptions { min_count: 1, ..read_options.clone() })?;
    show_text(notebook, &corpus.name, &text);
    notebook.corpus(&corpus.name, corpus.ids.len(), corpus.vocabulary.len(), &corpus.sha256);
    Ok((corpus, text))
}

fn show_text(notebook: &mut Notebook, name: &str, text: &Text) {
    let mut table = Table::new([tr!("text"), tr!("words T"), tr!("vocabulary V"), tr!("most frequent")]);
    let frequent: Vec<&str> = text.words().take(5).collect();
    let [words, vocabulary] = [text.len().to_string(), text.words().len().to_string()];
    table.row([name, &words, &vocabulary, &frequent.join(" ")]);
    notebook.table(&table);
    notebook.metric("words", text.len() as f64);
    notebook.metric("vocabulary", text.words().len() as f64);
}

/// The steps of the ladder in words.
fn what_changes(notebook: &mut Notebook, settings: &Word2Vec) {
    notebook.cell(tr!("What changes"));
    let &Word2Vec {
        window: w,
        negative: k,
        shared_negatives: m,
        learning_rate: rate,
        final_learning_rate: last,
        sample,
        shards: n,
        ..
    } = settings;
    let mut table = Table::new([String::new(), tr!("the book"), tr!("here")]);
    let rows = [
        [
            tr!("a step"),
            tr!("after 100 examples, by Adam"),
            tr!("after 1 to 4 examples, rate {rate} falling to {last}", rate, last),
        ],
        [tr!("neighbours"), tr!("{w} on each side", w), tr!("1 to {w} on each side, drawn", w)],
        [tr!("frequent words"), tr!("all are read"), tr!("subsampled above a share of {sample}", sample)],
        [tr!("negatives"), tr!("{k} for each guess", k), tr!("{m} for 4 positions, weighted", m)],
        [tr!("threads"), tr!("divide the columns"), tr!("divide the text: {n} parts, merged in order", n)],
    ];
    rows.into_iter().for_each(|row| {
        table.row(row);
    });
    notebook.table(&table);
}

/// The first three changes, in loops that can be read; nothing if Ctrl-C was pressed.
fn one_example_at_a_time(
    notebook: &mut Notebook,
    corpus: &Corpus,
    settings: &Word2Vec,
) -> Result<Option<TrainingRun>> {
    notebook.cell(tr!("One example at a time, in plain loops"));
    let run = training::in_plain_loops(notebook, corpus, settings)?;
    training::show_epochs(notebook, &run.trained.mean_losses);
    if run.is_stopped {
        notebook.stopped(tr!(
            "Stopped by Ctrl-C after about {words} words; the fast trainer was done before, the ladder is left out.",
            words = run.words_read
        ));
    }
    Ok((!run.is_stopped).then_some(run))
}

/// What all changes, by the crate `word2vec`, have brought.
fn show_fast(notebook: &mut Notebook, run: &TrainingRun) -> Result<()> {
    let TrainingRun { trained, curve: Curve { words, losses }, took, words_before, words_read, is_stopped } =
        run;
    training::show_epochs(notebook, &trained.mean_losses);
    if *is_stopped {
        say_stopped(notebook, &tr!("about {words} words", words = words_read))?;
    }
    notebook.loss_curve("words", words, losses);
    let (epochs, mean_losses): (Vec<usize>, Vec<f64>) =
        (1..).zip(&trained.mean_losses).filter(|(_, loss)| loss.is_finite()).unzip();
    notebook.loss_curve("epoch", &epochs, &mean_losses);
    notebook.timing("words_per_second", (words_read - words_before) as f64 / took.as_secs_f64());
    Ok(())
}

/// The corpus's own questions.
fn analogies(notebook: &mut Notebook, corpus: &Corpus, text: &Text, run: &TrainingRun) {
    let solved = quality::solved(corpus, &text.vocabulary(), run.trained.vectors.view());
    notebook.say(tr!("Analogies solved: {share}", share = quality::percent(solved)));
    notebook.metric("analogy_accuracy", solved);
}
