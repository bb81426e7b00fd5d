//! # Negative sampling: 1 + K questions instead of V (post 3, word2vec 개선 2; book 4.2)
//!
//! ```text
//! cargo run -p ch04-negative-sampling
//! cargo run -p ch04-negative-sampling -- --negatives 10 --power 1 --max-vocab 100000
//! ```
//!
//! After the hidden layer the product with W_out and the softmax still look at all V words. Instead, ask of
//! the right word and of K random words: is it this one, yes or no?
//!
//! Prints every step, and writes to `out/ch04-negative-sampling/` the sigmoid and its losses (`sigmoid.png`),
//! why negatives are needed (`yes.png`), what the sampler draws (`sampler.png`), both losses on one text
//! (`loss.png`) and, measured on this computer, the time of a step (`cost.png`; the seconds themselves go to
//! standard error). Needs 0.5 GB of memory. Before this: `ch04-embedding-speedup`. After it: `ch04-full-cbow`.
//!
//! Letters: V vocabulary size, H hidden size, B batch size, C context words, K negatives, N examples.

mod network;
mod one_example;
mod output_layer;
mod questions;
mod recording;
mod sampling;
mod training;
mod why_negatives;

use std::process::ExitCode;

use anyhow::Result;
use ch03_simple_cbow::{Examples, TOY_SENTENCE};
use ch04_embedding_speedup::ladder;
use clap::Parser;
use common::random::generator;
use corpus::{Options, Source};
use notebook::{Notebook, SharedFlags, Table, bytes_text, grouped};
use one_example::Example;
use recording::Recording;
use tr::tr;
use training::Weights;

/// Negative sampling: yes/no questions about a few words instead of a softmax over all
#[derive(Parser, serde::Serialize)]
struct Flags {
    /// K, the negatives drawn for each example
    #[arg(long, default_value = "5", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<20>)]
    negatives: usize,
    /// The power that evens out how often words are drawn: 1 leaves them as frequent as in the text
    #[arg(long, default_value = "0.75", allow_hyphen_values = true, value_parser = power)]
    power: f64,
    /// Neighbours on each side of the word to guess, in the training on the toy world
    #[arg(long, default_value = "2", allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    window: usize,
    /// H of the two models trained
    #[arg(long, default_value = "50", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<1_000>)]
    hidden: usize,
    /// B, how many examples to look at before each step of training
    #[arg(long, default_value = "100", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<1_000>)]
    batch: usize,
    /// How many steps to train each of the two models
    #[arg(long, default_value = "600", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<100_000>)]
    iterations: usize,
    /// The learning rate of Adam
    #[arg(long, default_value = "0.005", allow_hyphen_values = true, value_parser = notebook::positive_number)]
    lr: f32,
    /// The largest V of the cost ladder, from 1000 to 1000000
    #[arg(long, default_value = "1000000", allow_hyphen_values = true, value_parser = ladder::largest_vocabulary)]
    max_vocab: usize,
    /// How often to time each step of the cost ladder; the median counts
    #[arg(long, default_value = "5", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<1_000>)]
    repeats: usize,
    #[command(flatten)]
    #[serde(skip)]
    shared: SharedFlags,
}

/// Above 1 a few words would take nearly all draws, and K different ones would be hard to find.
fn power(text: &str) -> Result<f64, String> {
    notebook::positive_number(text)?;
    match text.trim().parse() {
        Ok(power) if power <= 1.0 => Ok(power),
        _ => Err(format!("must be at most 1, but is `{text}`")),
    }
}

fn main() -> ExitCode {
    notebook::exit_code(run(Flags::parse()))
}

fn run(flags: Flags) -> Result<()> {
    tr::set_translator!(flags.shared.texts(include_str!("../ko.po")));
    ch04_embedding_speedup::set_translator(&flags.shared); // of the cost ladder
    let toy = Examples::from_text(TOY_SENTENCE, 1)?;
    let corpus = Source::ToyWorld.load(&Options { seed: flags.shared.seed, ..Default::default() }, |_| {})?;
    let examples = corpus.examples(flags.window).map_err(|error| error.naming_window("--window"))?;
    let mut notebook = Notebook::open(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &flags.shared)?;
    notebook.settings(&flags);
    let mut random = generator(flags.shared.seed);

    what_remains(&mut notebook, &flags);
    questions::one_yes_or_no_question(&mut notebook, &toy, &mut random);
    questions::sigmoid_and_its_loss(&mut notebook)?;
    why_negatives::why_negatives_are_needed(&mut notebook, &corpus, &examples, &flags)?;
    sampling::which_words_are_drawn(&mut notebook, &flags);
    let (sampler, draws) = sampling::the_sampler_on_a_text(&mut notebook, &corpus, &flags, &mut random)?;
    let mut weights = Weights::new(&corpus, &flags, &mut random);
    let example = Example::first(&examples);
    let before =
        one_example::every_number(&mut notebook, &corpus, &mut weights, &sampler, &example, &mut random)?;
    the_cost_ladder(&mut notebook, &flags)?;
    let mut recording = Recording::new(&example, flags.iterations);
    training::both_losses(&mut notebook, &corpus, &examples, &mut weights, &sampler, &flags, &mut recording)?;
    let after =
        one_example::after_training(&mut notebook, &corpus, &mut weights, &sampler, &example, &mut random);
    recording.write(&mut notebook, &corpus, [before, after], &draws, &flags)?;
    notebook.close()?;
    Ok(())
}

/// 4.2.1 The second bottleneck.
fn what_remains(notebook: &mut Notebook, flags: &Flags) {
    notebook.cell(tr!("What remains: h · W_out and the softmax over V (4.2.1)"));
    let (hidden, questions) = (output_layer::HIDDEN as u64, 1 + flags.negatives as u64);
    notebook.say(tr!(
        "Embedding made the input cheap. The output still looks at every word. For one example, H = {h}:",
        h = hidden
    ));
    let mut table =
        Table::new(["V", "W_out", &tr!("multiplications"), "exp", &tr!("with 1 + K questions"), "exp"]);
    for vocabulary_size in [7, 1_000, 10_000, 100_000, 1_000_000] {
        table.row([
            grouped(vocabulary_size),
            bytes_text(4 * vocabulary_size * hidden),
            grouped(vocabulary_size * hidden),
            grouped(vocabulary_size),
            grouped(questions * hidden),
            grouped(questions),
        ]);
    }
    notebook.table(&table);
    notebook.metric("multiplications_of_the_softmax_at_a_million", 1_000_000 * hidden);
    notebook.metric("multiplications_of_negative_sampling", questions * hidden);
}

/// The time of a step, measured.
fn the_cost_ladder(notebook: &mut Notebook, flags: &Flags) -> Result<()> {
    notebook.cell(tr!("The cost ladder: the time of a step as V grows"));
    let sizes = ladder::sizes(flags.max_vocab);
    notebook.say(tr!(
        "One step goes from h to the loss and back, B = {b}, H = {h}; V goes up to {v}. Drawing the K = {k} negatives\n\
         counts. Each time is the median of {n} measurement(s) on this computer. Seconds differ from run to run:\n\
         they are told on standard error and drawn in cost.png. The softmax is measured up to V = {largest}.",
        b = output_layer::BATCH,
        h = output_layer::HIDDEN,
        v = grouped(flags.max_vocab as u64),
        k = flags.negatives,
        n = flags.repeats,
        largest = grouped(output_layer::LARGEST_SOFTMAX.min(flags.max_vocab) as u64)
    ));
    let mut random = generator(flags.shared.seed);
    let softmax = output_layer::softmax(&sizes, flags.repeats, &mut random);
    let sampled = output_layer::negative_sampling(&sizes, flags, &mut random);
    let ladders = [(tr!("softmax"), &softmax), (tr!("sampling"), &sampled)];
    notebook.remark(ladder::table(&sizes, &ladders));
    let title = tr!("From the hidden layer to the loss and back (K = {k})", k = flags.negatives);
    notebook.picture("cost.png", &ladder::plot(title, &ladders))?;
    notebook.timing("softmax_slope", softmax.slope());
    notebook.timing("negative_sampling_slope", sampled.slope());
    if let Some(bytes) = process::peak_memory_bytes() {
        notebook.timing("peak_memory_bytes", bytes);
    }
    notebook.say(tr!(
        "The slope on these log-log axes is near 1 for the softmax (ten times the words, ten times the time)\n\
         and far below for negative sampling: 1 + K rows are read, whatever V is. What is left of its slope\n\
         is mostly cache misses: the processor's cache holds a small W_out whole, and of a large one only a\n\
         part."
    ));
    Ok(())
}
