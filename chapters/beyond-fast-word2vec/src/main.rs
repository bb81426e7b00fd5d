//! # Beyond the book: word2vec at full speed
//!
//! ```text
//! cargo run -p beyond-fast-word2vec
//! cargo run --release -p beyond-fast-word2vec -- --text my-text.txt
//! cargo run --release -p beyond-fast-word2vec -- --text my-folder --model skip-gram --questions questions-words.txt
//! ```
//!
//! From the book's mini-batches and Adam to what the field's tools do: one example at a time, and then the same in a
//! form that a processor likes. On the toy world it measures each step; with `--text` it trains on any text.
//!
//! Prints what it finds, and writes to `out/beyond-fast-word2vec/` the ladder of speeds, loss and quality beside
//! `ch04-full-cbow`, and the vectors in three formats. Before this: `ch04-full-cbow`.
//!
//! Letters: V vocabulary size, H hidden size, K negative samples per guess, N negatives that four positions share,
//! T words of the text.

mod book;
mod ladder;
mod quality;
mod settings;
mod training;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use corpus::{Corpus, Options, Source};
use notebook::{Notebook, Table, stop};
use vectors::WordVectors;
use word2vec::{Reading, Text, Word2Vec};

use quality::Published;
use settings::Flags;
use training::Run;

fn main() -> ExitCode {
    notebook::exit_code(run(&Flags::parse()))
}

fn run(flags: &Flags) -> Result<()> {
    let mut notebook = Notebook::open(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &flags.shared)?;
    notebook.settings(&flags.shown());
    let settings = flags.settings();
    let published = Published::read(flags)?; // what is wrong with them is better said before hours of training
    let (run, text) = if flags.text.is_empty() {
        let (corpus, text) = the_toy_world(&mut notebook, flags)?;
        book::check(&corpus, &settings)?;
        what_changes(&mut notebook, &settings);
        let plain = one_example_at_a_time(&mut notebook, &corpus, &settings)?;
        let run = the_fast_trainer(&mut notebook, &text, &settings)?;
        analogies(&mut notebook, &corpus, &text, &run);
        let material = (&corpus, &text);
        if let Some(learned) = ladder::climb(&mut notebook, material, &settings, &plain)? {
            ladder::compare(&mut notebook, material, &settings, &run, &learned)?;
        }
        (run, text)
    } else {
        let text = any_text(&mut notebook, flags)?;
        what_changes(&mut notebook, &settings);
        let run = the_fast_trainer(&mut notebook, &text, &settings)?;
        notebook.picture("loss.png", &training::loss_plot(&settings, &run))?;
        (run, text)
    };
    let vectors = WordVectors::new(text.vocabulary(), run.trained.vectors)?;
    quality::nearest_words(&mut notebook, &vectors, flags.text.is_empty());
    published.ask(&mut notebook, &vectors);
    quality::save(&mut notebook, &vectors)?;
    if let Some(bytes) = notebook::peak_memory_bytes() {
        notebook.timing("peak_memory_bytes", bytes);
    }
    notebook.close()?;
    Ok(())
}

/// The text of the default run: sentences with analogies whose answers are known.
fn the_toy_world(notebook: &mut Notebook, flags: &Flags) -> Result<(Corpus, Text)> {
    notebook.cell("The text");
    let min_count = flags.min_count();
    let options = Options { seed: flags.shared.seed, min_count: Some(min_count), ..Options::default() };
    let corpus = Source::ToyWorld.load(&options, |_| {})?;
    let starts = std::iter::once(&0).chain(&corpus.sentence_ends);
    let sentences = starts
        .zip(&corpus.sentence_ends)
        .map(|(&start, &end)| corpus.ids[start..end].iter().map(|&id| corpus.vocabulary.word(id)));
    let text = Text::from_sentences(sentences, &Reading { min_count: 1, ..Reading::default() })?;
    show_text(notebook, &corpus.name, &text);
    notebook.corpus(&corpus.name, corpus.ids.len(), corpus.vocabulary.len(), &corpus.sha256);
    Ok((corpus, text))
}

/// The reader's own text.
fn any_text(notebook: &mut Notebook, flags: &Flags) -> Result<Text> {
    notebook.cell("The text");
    let reading = Reading { min_count: flags.min_count(), lower_case: flags.lower_case };
    let bar = notebook.progress(1000, "reading");
    let text = Text::read(&flags.text, &reading, |read, of| match of {
        Some(of) => bar.set((1000 * read / of.max(1)) as usize),
        None => bar.show(format!("{} MB", read / 1_000_000)),
    })?;
    drop(bar);
    let names = flags.text.iter().map(|path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy());
    show_text(notebook, &names.collect::<Vec<_>>().join(", "), &text);
    Ok(text)
}

fn show_text(notebook: &mut Notebook, name: &str, text: &Text) {
    let mut table = Table::new(["text", "words T", "vocabulary V", "most frequent"]);
    let frequent: Vec<&str> = text.words().take(5).collect();
    let [words, vocabulary] = [text.len().to_string(), text.words().len().to_string()];
    table.row([name, &words, &vocabulary, &frequent.join(" ")]);
    notebook.table(&table);
    notebook.metric("words", text.len() as f64);
    notebook.metric("vocabulary", text.words().len() as f64);
}

/// The steps of the ladder in words.
fn what_changes(notebook: &mut Notebook, settings: &Word2Vec) {
    notebook.cell("What changes");
    let Word2Vec { window, negative, shared_negatives, learning_rate, sample, shards, .. } = settings;
    let mut table = Table::new(["", "the book", "here"]);
    let rows = [
        [
            "a step",
            "after 100 examples, by Adam",
            &format!("after each example, rate {learning_rate} falling to 0"),
        ],
        ["neighbours", &format!("{window} on each side"), &format!("1 to {window} on each side, drawn")],
        ["frequent words", "all are read", &format!("thinned out above a share of {sample}")],
        [
            "negatives",
            &format!("{negative} for each guess"),
            &format!("{shared_negatives} for 4 positions, weighted"),
        ],
        ["threads", "divide the columns", &format!("divide the text: {shards} parts, merged in order")],
    ];
    rows.into_iter().for_each(|row| {
        table.row(row);
    });
    notebook.table(&table);
}

/// The first three changes, in loops that can be read.
fn one_example_at_a_time(notebook: &mut Notebook, corpus: &Corpus, settings: &Word2Vec) -> Result<Run> {
    notebook.cell("One example at a time, in plain loops");
    let run = training::in_plain_loops(notebook, corpus, settings)?;
    training::show_epochs(notebook, &run.trained.mean_losses);
    Ok(run)
}

/// All changes, by the crate `word2vec`.
fn the_fast_trainer(notebook: &mut Notebook, text: &Text, settings: &Word2Vec) -> Result<Run> {
    notebook.cell("The fast trainer");
    stop::on_ctrl_c();
    let run = training::fast(notebook, text, settings)?;
    let Run { trained, words, losses, took } = &run;
    training::show_epochs(notebook, &trained.mean_losses);
    let read = words.last().copied().unwrap_or(0);
    if stop::is_wanted() {
        notebook.say(format!(
            "Stopped by Ctrl-C after about {read} words; what follows is what was learned until then."
        ));
        // Also where it is seen if Ctrl-C has ended the reader of standard output too, as in `… | tee log`.
        let path = notebook.path("vectors.txt")?;
        notebook.remark(format!("the vectors learned so far go to {}", path.display()));
    }
    notebook.loss_curve("words", words, losses);
    let epochs: Vec<usize> = (1..=trained.mean_losses.len()).collect();
    notebook.loss_curve("epoch", &epochs, &trained.mean_losses);
    notebook.timing("words_per_second", read as f64 / took.as_secs_f64());
    Ok(run)
}

/// The corpus's own questions.
fn analogies(notebook: &mut Notebook, corpus: &Corpus, text: &Text, run: &Run) {
    let solved = quality::solved(corpus, &text.vocabulary(), run.trained.vectors.view());
    notebook.say(format!("Analogies solved: {}", quality::percent(solved)));
    notebook.metric("analogy_accuracy", solved);
}
