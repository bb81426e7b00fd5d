//! # Embedding: a row instead of a product (post 3, word2vec 개선 1; book 4.1)
//!
//! ```text
//! cargo run -p ch04-embedding-speedup
//! cargo run -p ch04-embedding-speedup -- --max-vocab 100000     # with less memory
//! ```
//!
//! A one-hot row times W_in is a row of W_in, so picking the row is enough. The numbers stay the same, and
//! the cost no longer grows with the vocabulary.
//!
//! Prints every step, and writes to `out/ch04-embedding-speedup/` the gradients of the trap (`trap.png`), both
//! loss curves (`loss.png`), the bytes of a step (`memory.png`) and, measured on this computer, its time
//! (`cost.png`; the seconds themselves go to standard error). Needs 0.5 GB of memory. Before this:
//! `ch03-probabilistic-loss`. After it: `ch04-negative-sampling`.
//!
//! Letters: V vocabulary size, H hidden size, B batch size, C context words per target, N examples.

mod embedding_layer;
mod input_layer;
mod network;
mod recording;
mod training;

use std::process::ExitCode;

use anyhow::Result;
use ch03_simple_cbow::{Examples, TOY_SENTENCE};
use ch04_embedding_speedup::ladder::{self, Ladder};
use clap::Parser;
use common::layers::{Embedding, MatMul};
use common::param::Param;
use common::random::{generator, small_normal};
use common::text::one_hot;
use input_layer::{LARGEST_MAT_MUL, Measurement};
use ndarray::{Array2, aview1};
use notebook::{LinePlot, Notebook, SharedFlags, Table, bytes_text, grouped};
use tr::tr;

/// Embedding: the input layer that picks rows instead of multiplying, and what that saves
#[derive(Parser, serde::Serialize)]
struct Flags {
    /// H of the cost ladder, the length of a word vector
    #[arg(long, default_value = "100", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<200>)]
    hidden: usize,
    /// B of the cost ladder, the words of one step
    #[arg(long, default_value = "10", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<100>)]
    batch: usize,
    /// The largest V of the cost ladder, from 1000 to 1000000
    #[arg(long, default_value = "1000000", allow_hyphen_values = true, value_parser = ladder::largest_vocabulary)]
    max_vocab: usize,
    /// How often to time each step; the median counts
    #[arg(long, default_value = "5", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<1_000>)]
    repeats: usize,
    /// How often the two toy models see each example
    #[arg(long, default_value = "1000", allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    epochs: usize,
    /// The learning rate of Adam for the two toy models
    #[arg(long, default_value = "0.001", allow_hyphen_values = true, value_parser = notebook::positive_number)]
    lr: f32,
    #[command(flatten)]
    #[serde(skip)]
    shared: SharedFlags,
}

/// H of the two toy models, as in `ch03-simple-cbow`.
const TOY_HIDDEN: usize = 5;

fn main() -> ExitCode {
    notebook::exit_code(run(Flags::parse()))
}

fn run(flags: Flags) -> Result<()> {
    ch04_embedding_speedup::set_translator(&flags.shared);
    let examples = Examples::from_text(TOY_SENTENCE, 1)?;
    let mut notebook = Notebook::open(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &flags.shared)?;
    notebook.settings(&flags);

    the_bottleneck(&mut notebook, &flags);
    embedding_layer::forward_picks_rows(&mut notebook);
    embedding_layer::backward_adds_into_rows(&mut notebook)?;
    network::draw(&mut notebook)?;
    the_same_output_and_gradient(&mut notebook, &examples, &flags);
    let curves = training::the_same_training(&mut notebook, &examples, &flags)?;
    a_gradient_of_few_rows(&mut notebook, &flags)?;
    let [mat_mul, embedding] = the_cost_ladder(&mut notebook, &flags)?;
    recording::write(&mut notebook, &flags, curves, [&mat_mul, &embedding])?;
    notebook.close()?;
    Ok(())
}

/// 4.1 What a one-hot row and its product cost.
fn the_bottleneck(notebook: &mut Notebook, flags: &Flags) {
    notebook.cell(tr!("The bottleneck: one-hot rows and their product with W_in (4.1)"));
    let hidden = flags.hidden as u64;
    notebook.say(tr!("One word enters the network, H = {h}:", h = hidden));
    let products = tr!("multiplications");
    let mut table = Table::new(["V", &tr!("one one-hot row"), "W_in", &products, &tr!("of these with a 1")]);
    for vocabulary_size in [7, 1_000, 10_000, 100_000, 1_000_000] {
        table.row([
            grouped(vocabulary_size),
            bytes_text(4 * vocabulary_size),
            bytes_text(4 * vocabulary_size * hidden),
            grouped(vocabulary_size * hidden),
            grouped(hidden),
        ]);
    }
    notebook.table(&table);
    notebook.say(tr!(
        "With V = 1,000,000 the row takes {row} to say one number, the id; and of {products} multiplications\n\
         all but {hidden} are by 0. The product copies one row of W_in.",
        row = bytes_text(4_000_000),
        products = grouped(1_000_000 * hidden),
        hidden
    ));
    notebook.metric("one_hot_row_bytes_at_a_million", 4_000_000_u64);
    notebook.metric("multiplications_at_a_million", 1_000_000 * hidden);
}

/// The same network with both input layers: the same output, the same gradient.
fn the_same_output_and_gradient(notebook: &mut Notebook, examples: &Examples, flags: &Flags) {
    notebook.cell(tr!("The same output and the same gradient, with random numbers"));
    let mut random = generator(flags.shared.seed);
    let w = small_normal(7, TOY_HIDDEN, &mut random); // (V, H)
    let dout = small_normal(6, TOY_HIDDEN, &mut random); // (N, H)
    let idx = examples.contexts.column(0).to_vec(); // (N), the left neighbours of the toy sentence
    notebook.array(tr!("idx, the left neighbours in the toy sentence"), "(N)", &aview1(&idx));

    let (mut dense, mut mat_mul) = (Param::dense(w.clone()), MatMul::default());
    let (mut sparse, mut embedding) = (Param::sparse(w), Embedding::default());
    let product = mat_mul.forward(&one_hot(aview1(&idx), 7), &dense); // (N, H)
    let picked = embedding.forward(&idx, &sparse); // (N, H)
    mat_mul.backward(&dout, &mut dense);
    embedding.backward(&dout, &mut sparse);
    let (of_product, of_picked) = (dense.grad.to_dense(), sparse.grad.to_dense()); // (V, H)
    notebook.array(tr!("MatMul: one-hot of idx · w"), "(N, H)", &product);
    notebook.array("Embedding: w[idx]", "(N, H)", &picked);
    notebook.labelled_array("MatMul: dw", "(V, H)", examples.vocabulary.words(), &of_product);
    notebook.labelled_array("Embedding: dw", "(V, H)", examples.vocabulary.words(), &of_picked);
    let output = largest_difference(&product, &picked);
    let gradient = largest_difference(&of_product, &of_picked);
    assert!(output < 1e-6 && gradient < 1e-6);
    notebook.metric("largest_difference_of_outputs", output);
    notebook.metric("largest_difference_of_gradients", gradient);
    let [y, dw] = [output, gradient].map(|difference| format!("{difference:.7}"));
    notebook.say(tr!("Largest difference: {y} in the output, {dw} in the gradient.", y, dw));
}

fn largest_difference(one: &Array2<f32>, other: &Array2<f32>) -> f32 {
    one.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// What a step stores: a gradient for all rows, or for the touched ones.
fn a_gradient_of_few_rows(notebook: &mut Notebook, flags: &Flags) -> Result<()> {
    notebook.cell(tr!("A gradient of few rows: bytes"));
    let (h, b) = (flags.hidden as u64, flags.batch as u64);
    notebook.say(tr!("The gradient of W_in after a batch of B = {b} words, H = {h}:", b, h));
    let mut table =
        Table::new(["V", &tr!("all rows (MatMul)"), &tr!("at most B rows"), &tr!("and where they are")]);
    for vocabulary_size in [1_000, 10_000, 100_000, 1_000_000] {
        table.row([
            grouped(vocabulary_size),
            bytes_text(4 * vocabulary_size * h),
            bytes_text(4 * b * (h + 1)),
            bytes_text(4 * vocabulary_size),
        ]);
    }
    notebook.table(&table);
    notebook.say(tr!(
        "`Param::sparse` keeps the touched rows, and for each of the V rows one number that tells where its sum\n\
         is: made once, not in each step. The book fills a whole (V, H) with zeros in each step (4.1.2)."
    ));
    let measurement = Measurement::from(flags);
    let sizes = ladder::sizes(1_000_000);
    notebook.say(tr!("With its input, its output and its gradient, one step of the input layer fills:"));
    let mut table = Table::new(["V", &tr!("one-hot × MatMul"), "Embedding"]);
    for &size in &sizes {
        let bytes = [measurement.mat_mul_bytes(size), measurement.embedding_bytes()].map(bytes_text);
        table.row([&[grouped(size as u64)][..], &bytes].concat());
    }
    notebook.table(&table);
    let of_mat_mul: Vec<u64> = sizes.iter().map(|&size| measurement.mat_mul_bytes(size)).collect();
    let of_embedding: Vec<u64> = sizes.iter().map(|_| measurement.embedding_bytes()).collect();
    let title = tr!("Memory that one step of the input layer fills (H = {h}, B = {b})", h, b);
    let plot = LinePlot::new(title, tr!("V, words in the vocabulary"), tr!("bytes per step"))
        .line(tr!("one-hot × MatMul"), &sizes, &of_mat_mul)
        .line("Embedding", &sizes, &of_embedding)
        .log_x()
        .log_y();
    notebook.picture("memory.png", &plot)?;
    notebook.metric("mat_mul_bytes_per_step_at_a_million", measurement.mat_mul_bytes(1_000_000));
    notebook.metric("embedding_bytes_per_step", measurement.embedding_bytes());
    Ok(())
}

impl From<&Flags> for Measurement {
    fn from(flags: &Flags) -> Self {
        Self { hidden: flags.hidden, batch: flags.batch, repeats: flags.repeats }
    }
}

/// 4.1 The time of a step, measured.
fn the_cost_ladder(notebook: &mut Notebook, flags: &Flags) -> Result<[Ladder; 2]> {
    notebook.cell(tr!("The cost ladder: the time of a step as V grows"));
    let measurement = Measurement::from(flags);
    let sizes = ladder::sizes(flags.max_vocab);
    notebook.say(tr!(
        "One step is forward and backward of the input layer for B = {b} words, H = {h}; V goes up to {v}.\n\
         The words are as unevenly common as in a text (Zipf's law). Each time is the median of {n} measurement(s)\n\
         on this computer. Seconds differ from run to run: they are told on standard error and drawn in cost.png.",
        b = flags.batch,
        h = flags.hidden,
        v = grouped(flags.max_vocab as u64),
        n = flags.repeats
    ));
    notebook.say(tr!(
        "MatMul is measured up to V = {v}. With V = 1,000,000 each of its steps would fill {bytes} of memory.",
        v = grouped(LARGEST_MAT_MUL.min(flags.max_vocab) as u64),
        bytes = bytes_text(measurement.mat_mul_bytes(1_000_000))
    ));
    let mut random = generator(flags.shared.seed);
    let mat_mul = measurement.mat_mul(&sizes, &mut random);
    let [embedding, in_cache] = measurement.embedding(&sizes, &mut random);
    let same_words = tr!("same words");
    let ladders = [("MatMul", &mat_mul), ("Embedding", &embedding), (&*same_words, &in_cache)];
    notebook.remark(ladder::table(&sizes, &ladders));
    let title = tr!("One step of the input layer (H = {h}, B = {b})", h = flags.hidden, b = flags.batch);
    notebook.picture("cost.png", &ladder::plot(title, &ladders))?;
    notebook.timing("mat_mul_slope", mat_mul.slope());
    notebook.timing("embedding_slope", embedding.slope());
    notebook.timing("embedding_in_cache_slope", in_cache.slope());
    if let Some(bytes) = process::peak_memory_bytes() {
        notebook.timing("peak_memory_bytes", bytes);
    }
    notebook.say(tr!(
        "A straight line on these axes is a power of V, and its slope is the power. MatMul comes near 1: ten\n\
         times the words, ten times the time. Embedding stays far below: it reads B rows, whatever V is. What is\n\
         left of its slope is the processor's cache. Among more words fewer rows come again before they have left\n\
         it; with the same words each time all lie ready there, and the line is flat up to the largest V."
    ));
    Ok([mat_mul, embedding])
}
