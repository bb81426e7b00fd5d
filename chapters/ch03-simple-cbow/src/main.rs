//! # The simple word2vec (post 1, 단순한 word2vec; book 3.2.2 – 3.4)
//!
//! ```text
//! cargo run -p ch03-simple-cbow
//! cargo run -p ch03-simple-cbow -- --text "나는 밥을 먹고 너는 빵을 먹고 우리는 물을 마신다." --trace
//! ```
//!
//! A sentence becomes ids, contexts and targets, and one-hot rows; a network learns to guess a word from its
//! two neighbours; the rows of its first weight are word vectors.
//!
//! Prints every step, and writes to `out/ch03-simple-cbow/` the loss curve, the prediction before and after,
//! the similarities, a map of the words, and a page for the browser that shows the training. Before this: `ch03-inference-basics`. After it:
//! `ch03-probabilistic-loss`.
//!
//! Letters: V vocabulary size, H hidden size, B batch size, C context words per target, N examples.

mod findings;
mod network;
mod recording;
mod trace;

use std::process::ExitCode;

use anyhow::Result;
use ch03_simple_cbow::{Examples, SimpleCbow, TOY_SENTENCE};
use clap::Parser;
use common::batches::Batches;
use common::checksum::sha256;
use common::functions::softmax;
use common::least_loss::least_possible_loss;
use common::loss_curve::LossCurve;
use common::optimizer::{Optimizer, OptimizerKind};
use common::random::generator;
use common::text::one_hot_contexts;
use ndarray::{Array2, s};
use notebook::{LinePlot, Notebook, RecordedCurve, SharedFlags, Table};
use rand::Rng;
use tr::tr;

use crate::recording::Recording;

/// The simple word2vec: a network that guesses a word from its neighbours, and the word vectors it finds
#[derive(Parser, serde::Serialize)]
struct Flags {
    /// The text to learn from, in any language; words are separated by spaces
    #[arg(long, default_value = TOY_SENTENCE, allow_hyphen_values = true)]
    text: String,
    /// Neighbours on each side of the word to guess
    #[arg(long, default_value = "1", allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    window: usize,
    /// H, the length of a word vector
    #[arg(long, default_value = "5", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<10_000>)]
    hidden: usize,
    /// B, how many examples to look at before each step
    #[arg(long, default_value = "3", allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    batch: usize,
    /// How often to see each example
    #[arg(long, default_value = "1000", allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    epochs: usize,
    /// The learning rate
    #[arg(long, default_value = "0.001", allow_hyphen_values = true, value_parser = notebook::positive_number)]
    lr: f32,
    /// How to follow the gradient
    #[arg(long, default_value = "adam")]
    optimizer: OptimizerKind,
    /// Also show one training step with every number in it
    #[arg(long)]
    #[serde(skip)]
    trace: bool,
    #[command(flatten)]
    #[serde(skip)]
    shared: SharedFlags,
}

fn main() -> ExitCode {
    notebook::exit_code(run(Flags::parse()))
}

fn run(flags: Flags) -> Result<()> {
    tr::set_translator!(flags.shared.texts(include_str!("../ko.po")));
    let examples = Examples::from_text(&flags.text, flags.window)?;
    examples.check_batch(flags.batch)?;
    examples.check_hidden(flags.hidden)?;
    let mut notebook = Notebook::open(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &flags.shared)?;
    notebook.settings(&flags);

    contexts_and_targets(&mut notebook, &examples, &flags);
    one_hot_rows(&mut notebook, &examples);
    let mut random = generator(flags.shared.seed);
    let mut model = the_model(&mut notebook, &examples, &flags, &mut random);
    let before = predictions(&mut model, &examples);
    if flags.trace {
        trace::one_step(&mut notebook, &model, &examples, &flags);
    }
    training(&mut notebook, &mut model, &examples, &flags, &mut random)?;
    network::draw(&mut notebook, &mut model, &examples)?;
    findings::what_it_learned(&mut notebook, &mut model, &examples, &before)?;
    findings::word_vectors(&mut notebook, &model, &examples);
    findings::nearest_words(&mut notebook, &model, &examples)?;
    notebook.close()?;
    Ok(())
}

/// 3.3.1 Contexts and targets.
fn contexts_and_targets(notebook: &mut Notebook, examples: &Examples, flags: &Flags) {
    notebook.cell(tr!("Contexts and targets (3.3.1)"));
    notebook.say(tr!("The text: {text}", text = flags.text.trim()));
    notebook.say(tr!("Each word gets an id by its first appearance, and the text becomes a row of ids."));
    let mut ids = Table::new([tr!("id"), tr!("word")]);
    for (id, word) in examples.vocabulary.words().iter().enumerate().take(20) {
        ids.row([id.to_string(), word.clone()]);
    }
    notebook.table(&ids);
    notebook.array("corpus", "(T)", &ndarray::aview1(&examples.corpus));
    notebook.say(tr!("Every word with enough neighbours is a target, its neighbours are its contexts:"));
    let mut table = Table::new([tr!("example"), tr!("contexts"), tr!("target")]);
    for number in 0..examples.len().min(20) {
        let target = examples.vocabulary.word(examples.target[number]);
        table.row([number.to_string(), examples.with_gap(number), target.to_string()]);
    }
    notebook.table(&table);
    notebook.array("contexts", "(N, C)", &examples.contexts);
    notebook.array("target", "(N)", &ndarray::aview1(&examples.target));

    let name = if flags.text == TOY_SENTENCE { "toy" } else { "text" };
    let fingerprint = sha256(&flags.text);
    notebook.corpus(name, examples.corpus.len(), examples.vocabulary.len(), &fingerprint);
}

/// 3.3.2 One-hot rows.
fn one_hot_rows(notebook: &mut Notebook, examples: &Examples) {
    notebook.cell(tr!("One-hot rows (3.3.2)"));
    notebook.say(tr!("A network takes rows of fixed length: a 1 in the column of the id, 0 elsewhere."));
    let one_hot = one_hot_contexts(examples.contexts.view(), examples.vocabulary.len()); // (N, C, V)
    let first = one_hot.slice(s![0, .., ..]).mapv(|entry| entry as u32);
    let neighbours: Vec<&str> =
        examples.contexts.row(0).iter().map(|&id| examples.vocabulary.word(id)).collect();
    notebook.labelled_array(tr!("the contexts of example 0"), "(C, V)", &neighbours, &first);
    notebook.say(tr!("All examples together: (N, C, V) = {shape}", shape = format!("{:?}", one_hot.dim())));
}

/// 3.4 The model.
fn the_model(
    notebook: &mut Notebook,
    examples: &Examples,
    flags: &Flags,
    random: &mut impl Rng,
) -> SimpleCbow {
    notebook.cell(tr!("The model (3.4)"));
    let (vocabulary_size, context_count) = (examples.vocabulary.len(), examples.contexts.ncols());
    let mut model = SimpleCbow::new(vocabulary_size, flags.hidden, context_count, random);
    notebook.say(tr!(
        "Each context word picks its row of W_in, h is their mean, h · W_out is a score for each word,\n\
         and softmax makes probabilities of the scores. Both weights start from 0.01 · N(0, 1)."
    ));
    notebook.array("w_in", "(V, H)", &model.w_in.value);
    notebook.array("w_out", "(H, V)", &model.w_out.value);
    let loss = loss_of_all(&mut model, examples);
    notebook.say(tr!(
        "Loss before training: {loss}. A uniform guess among {v} words costs ln {v} = {uniform}.",
        loss = format!("{loss:.4}"),
        v = vocabulary_size,
        uniform = format!("{:.4}", (vocabulary_size as f64).ln())
    ));
    notebook.metric("initial_loss", loss);
    model
}

/// 3.4.1 Training: shuffle, take a batch, forward, backward, update, again.
fn training(
    notebook: &mut Notebook,
    model: &mut SimpleCbow,
    examples: &Examples,
    flags: &Flags,
    random: &mut impl Rng,
) -> Result<()> {
    notebook.cell(tr!("Training (3.4.1)"));
    let mut optimizer = Optimizer::of(flags.optimizer, flags.lr);
    notebook.say(format!("{}: {}", flags.optimizer.name(), optimizer.formula()));
    let batches = Batches::new(examples.len(), flags.batch, flags.epochs, random);
    let mut curve = LossCurve::new("SimpleCBOW", 1, flags.lr);
    let progress = notebook.progress(batches.len(), tr!("training"));
    let mut recording = Recording::new(model, examples, batches.len());
    for batch in batches {
        let (contexts, target) = examples.batch(&batch); // (B, C), (B)
        let one_hot = one_hot_contexts(contexts.view(), examples.vocabulary.len()); // (B, C, V)
        let loss = model.forward(&one_hot, &target);
        model.backward();
        optimizer.update(&mut [&mut model.w_in, &mut model.w_out]);
        curve.record(loss)?;
        recording.record(model, examples, &batch);
        progress.inc(1);
    }
    drop(progress);
    let loss = loss_of_all(model, examples);
    curve.check(loss)?;
    notebook.table(&milestones(&curve));
    let (n, final_loss) = (examples.len(), format!("{loss:.4}"));
    notebook.say(tr!("Loss over all {n} examples after training: {final_loss}", n, final_loss));
    notebook.metric("final_loss", loss);
    let least = least_possible_loss(examples.guesses());
    let least_loss = format!("{least:.4}");
    notebook.say(tr!(
        "The least possible for a model that forgets the order of the neighbours: {least_loss}",
        least_loss
    ));
    notebook.metric("least_possible_loss", least);
    notebook.loss_curve("SimpleCBOW", &curve.iteration, &curve.value);
    let vocabulary_size = examples.vocabulary.len();
    let uniform = (vocabulary_size as f64).ln();
    let title = tr!("SimpleCBOW learns to guess a word from its neighbours");
    let plot = LinePlot::new(title, tr!("iteration"), tr!("loss (nats per word)"))
        .smoothed_line("SimpleCBOW", &curve.iteration, &curve.value, 50)
        .reference(uniform, format!("ln {vocabulary_size} = {uniform:.4}"))
        .reference(least, tr!("least possible = {least_loss}", least_loss));
    notebook.picture("loss.png", &plot)?;
    notebook.picture("learning.png", &recording.moving_map(examples, &curve))?;
    let shown = RecordedCurve::new(&curve.iteration, &curve.value, 50);
    recording.write(notebook, examples, shown, flags.optimizer.name())?;
    Ok(())
}

/// Ten points of the curve, as a table.
fn milestones(curve: &LossCurve) -> Table {
    let mut table = Table::new([tr!("iteration"), tr!("loss of the batch")]);
    let last = curve.value.len() - 1;
    for tenth in 0..=10 {
        let point = last * tenth / 10;
        table.row([curve.iteration[point].to_string(), format!("{:.4}", curve.value[point])]);
    }
    table
}

/// The mean loss over all examples.
fn loss_of_all(model: &mut SimpleCbow, examples: &Examples) -> f64 {
    let one_hot = one_hot_contexts(examples.contexts.view(), examples.vocabulary.len()); // (N, C, V)
    model.forward(&one_hot, &examples.target)
}

/// The probability of each word in the gap of each example: (N, V).
fn predictions(model: &mut SimpleCbow, examples: &Examples) -> Array2<f32> {
    let one_hot = one_hot_contexts(examples.contexts.view(), examples.vocabulary.len()); // (N, C, V)
    softmax(&model.score(&one_hot))
}
