//! # The full CBOW on real text (post 4, CBOW 모델 구현; book 4.3 – 4.4)
//!
//! ```text
//! cargo run -p ch04-full-cbow
//! cargo run -p ch04-full-cbow -- --corpus rust-docs
//! cargo run -p ch04-full-cbow -- --corpus ptb --download
//! cargo run -p ch04-full-cbow -- ask king man queen
//! ```
//!
//! Embedding, the mean of the contexts and negative sampling make word2vec fast enough for a real
//! vocabulary. This program trains CBOW (or skip-gram), asks the word vectors for neighbours and analogies,
//! draws them on a map and saves them.
//!
//! Prints what it finds, and writes to `out/ch04-full-cbow/` the loss curve, the map and the vectors in three
//! formats. Before this: `ch04-negative-sampling`.
//!
//! Letters: V vocabulary size, H hidden size, B batch size, C context words per target, K negative samples
//! per target, T tokens in the corpus.

mod asking;
mod checkpoints;
mod findings;
mod network;
mod relations;
mod settings;
mod trace;
mod training;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use common::model_kind::ModelKind;
use corpus::Corpus;
use ndarray::Array2;
use notebook::{Notebook, Table};
use process::stop;
use tr::tr;
use vectors::WordVectors;

use settings::{Command, Flags, Settings};

fn main() -> ExitCode {
    let flags = Flags::parse();
    ch04_full_cbow::set_translator(&flags.shared);
    match &flags.command {
        Some(Command::Ask(question)) => notebook::exit_code(asking::ask(question)),
        None => match flags.corpus.source() {
            // A flag that does not go with the others is as wrong as one that does not exist.
            Err(error) if error.is_wrong_flag() => settings::refuse(&error),
            _ => notebook::exit_code(run(&flags)),
        },
    }
}

fn run(flags: &Flags) -> Result<ExitCode> {
    stop::on_ctrl_c();
    let mut notebook = Notebook::open(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &flags.shared)?;
    let corpus = the_corpus(&mut notebook, flags)?;
    let settings = Settings::new(flags, &corpus)?;
    notebook.settings(&settings);

    the_examples(&mut notebook, &corpus, &settings)?;
    if flags.trace {
        trace::one_example(&mut notebook, &corpus, &settings)?;
    }
    what_an_untouched_row_does(&mut notebook);
    let mut checkpoints = checkpoints::open(&notebook, &corpus, &settings, flags);
    let (w_in, solved) = training::train(&mut notebook, &corpus, &settings, flags, &mut checkpoints)?;
    let word_vectors = WordVectors::new(corpus.vocabulary.clone(), w_in)?;
    // Whoever stops it waits for the files alone.
    if !stop::is_wanted() {
        findings::nearest_words(&mut notebook, &corpus, &word_vectors)?;
    }
    if !stop::is_wanted() {
        findings::analogies(&mut notebook, &corpus, &word_vectors, solved.as_ref())?;
    }
    if !stop::is_wanted() {
        findings::map(&mut notebook, &corpus, &word_vectors)?;
    }
    if stop::is_wanted() && !notebook.is_stopped() {
        notebook.stopped(tr!("Stopped by Ctrl-C after the training; what follows is what was learned."));
    }
    findings::save(&mut notebook, &word_vectors)?;
    let is_stopped = notebook.is_stopped();
    notebook.close()?;
    checkpoints.close(is_stopped);
    Ok(if is_stopped { ExitCode::from(notebook::STOPPED) } else { ExitCode::SUCCESS })
}

/// The text as ids.
fn the_corpus(notebook: &mut Notebook, flags: &Flags) -> Result<Corpus> {
    notebook.cell(tr!("The corpus"));
    let bar = notebook.progress(1000, tr!("reading"));
    let corpus = flags.corpus.load(flags.shared.seed, |progress| {
        bar.set_position(1000 * progress.done / progress.total.max(1));
    })?;
    drop(bar);
    if let Some(left_out) = &corpus.left_out {
        notebook.remark(tr!("left out: {left_out}", left_out));
    }
    let names = [tr!("corpus"), tr!("tokens T"), tr!("vocabulary V"), tr!("sentences"), tr!("SHA-256")];
    let mut table = Table::new(names);
    let sizes = [corpus.ids.len(), corpus.vocabulary.len(), corpus.sentence_ends.len()];
    let [tokens, vocabulary, sentences] = sizes.map(|size| size.to_string());
    table.row([corpus.name.clone(), tokens, vocabulary, sentences, format!("{}…", &corpus.sha256[..12])]);
    notebook.table(&table);
    let first: Vec<&str> = corpus.ids.iter().take(12).map(|&id| corpus.vocabulary.word(id)).collect();
    notebook.say(tr!("It begins: {words} …", words = first.join(" ")));
    if flags.corpus.source()?.is_toy_world() {
        notebook.say(tr!(
            "These sentences are synthetic: a small grammar and the seed make them, so that the answers to its\n\
             analogies are known."
        ));
    }
    notebook.corpus(&corpus.name, corpus.ids.len(), corpus.vocabulary.len(), &corpus.sha256);
    Ok(corpus)
}

/// 4.3.1 What the model is asked.
fn the_examples(notebook: &mut Notebook, corpus: &Corpus, settings: &Settings) -> Result<()> {
    notebook.cell(tr!("The model and its examples (4.3.1)"));
    let examples = corpus.examples(settings.window)?;
    let (c, k) = (2 * settings.window, settings.negative);
    notebook.say(match settings.model {
        ModelKind::Cbow => tr!(
            "CBOW: the rows of {c} context words in W_in (V, H), their mean h, and 1 + {k} yes/no questions about\n\
             rows of W_out (V, H): the target, and {k} words drawn with P(w)^0.75.",
            c,
            k
        ),
        ModelKind::SkipGram => tr!(
            "Skip-gram: the row of the word in W_in (V, H), and for each of its {c} neighbours 1 + {k} yes/no\n\
             questions about rows of W_out (V, H): the neighbour, and {k} words drawn with P(w)^0.75.",
            c,
            k
        ),
    });
    let position = examples.position(examples.len() / 2);
    let (left, right) = examples.contexts(position);
    let words = |ids: &[u32]| ids.iter().map(|&id| corpus.vocabulary.word(id)).collect::<Vec<_>>().join(" ");
    let target = corpus.vocabulary.word(examples.target(position));
    let (n, left, right) = (examples.len(), words(left), words(right));
    notebook.say(tr!("One of {n} examples: {left} ___ {right}  →  {target}", n, left, right, target));
    notebook.say(tr!(
        "Windows are read off the ids when they are needed; an array of all contexts would take {mb} MB.",
        mb = format!("{:.1}", (4 * examples.len() * c) as f64 / 1e6)
    ));
    let questions = settings.model.predictions(c) * (1 + k);
    notebook.say(tr!(
        "A guess without knowledge costs ln 2 for each question: {questions} · ln 2 = {loss} for an example.",
        questions,
        loss = format!("{:.4}", questions as f64 * 2f64.ln())
    ));
    Ok(())
}

/// Dense Adam against lazy Adam, in numbers small enough to follow.
fn what_an_untouched_row_does(notebook: &mut Notebook) {
    use common::optimizer::{Optimizer, OptimizerKind};
    use common::param::Param;

    notebook.cell(tr!("What a row does in batches without it: adam and lazy-adam"));
    notebook.say(tr!(
        "The book's Adam moves all V rows in every batch: the momentum of a row goes on without a gradient.\n\
         Here a batch touches few rows; `adam` brings a row up to date when it is next needed, in closed form,\n\
         `lazy-adam` leaves it where it was. A weight of 0 gets the gradient −1 in step 1 and none afterwards:"
    ));
    let positions = |kind: OptimizerKind, is_dense: bool| -> Vec<f32> {
        let start = Array2::zeros((1, 1));
        let mut weight = if is_dense { Param::dense(start) } else { Param::sparse(start) };
        let mut optimizer = Optimizer::of(kind, 0.001);
        weight.grad.add_to_row(0, -1.0, &[1.0]);
        (1..=50)
            .map(|_| {
                optimizer.update(&mut [&mut weight]);
                let mut looked_at = weight.clone();
                optimizer.catch_up_all(&mut looked_at);
                looked_at.value[[0, 0]]
            })
            .collect()
    };
    let (dense, sparse) = (positions(OptimizerKind::Adam, true), positions(OptimizerKind::Adam, false));
    let lazy = positions(OptimizerKind::LazyAdam, false);
    let names =
        [tr!("after step"), tr!("dense Adam (book)"), tr!("adam, brought up to date"), tr!("lazy-adam")];
    let mut table = Table::new(names);
    for step in [1, 2, 5, 10, 20, 50] {
        let cells = [&dense, &sparse, &lazy].map(|weights| format!("{:.6}", weights[step - 1]));
        table.row([&[step.to_string()], &cells[..]].concat());
    }
    notebook.table(&table);
}
