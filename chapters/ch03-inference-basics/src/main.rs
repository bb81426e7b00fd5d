//! # Inference-based methods and neural networks (post 1, 추론 기반 기법과 신경망; book 3.1 – 3.2.1, and 2.3)
//!
//! ```text
//! cargo run -p ch03-inference-basics
//! ```
//!
//! Two ways to give a word a vector: count its neighbours, or learn to guess it from them. The second needs a
//! network; this program builds the smallest one by hand, makes its first guess, and lets it learn from one
//! example.
//!
//! Prints every step, and writes to `out/ch03-inference-basics/` the counts, the guess before and after, and
//! the first loss curve. After this: `ch03-simple-cbow`.
//!
//! Letters: V vocabulary size, H hidden size, C context words per target, T tokens in the corpus.

mod counting;
mod recording;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use common::checksum::sha256;
use common::functions::softmax;
use common::layers::{MatMul, SoftmaxWithLoss};
use common::loss_curve::LossCurve;
use common::optimizer::{Optimizer, Sgd};
use common::param::Param;
use common::random::generator;
use common::text::{Vocabulary, one_hot, preprocess};
use ndarray::{Array2, aview1};
use notebook::{BarPlot, LinePlot, Notebook, RecordedCurve, SharedFlags, Table};
use recording::Recording;
use tr::tr;

const TOY_SENTENCE: &str = "You say goodbye and I say hello.";

/// Two ways to give a word a vector, and the first guess of a network
#[derive(Parser, serde::Serialize)]
struct Flags {
    /// H, the length of a word vector
    #[arg(long, default_value = "3", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<10_000>)]
    hidden: usize,
    /// How many steps down the gradient
    #[arg(long, default_value = "300", allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    steps: usize,
    /// The learning rate
    #[arg(long, default_value = "0.1", allow_hyphen_values = true, value_parser = notebook::positive_number)]
    lr: f32,
    #[command(flatten)]
    #[serde(skip)]
    shared: SharedFlags,
}

/// The smallest network of this book: two weights.
struct Weights {
    w_in: Param,  // (V, H)
    w_out: Param, // (H, V)
}

fn main() -> ExitCode {
    notebook::exit_code(run(Flags::parse()))
}

fn run(flags: Flags) -> Result<()> {
    tr::set_translator!(flags.shared.texts(include_str!("../ko.po")));
    let mut notebook = Notebook::open(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &flags.shared)?;
    notebook.settings(&flags);

    let (corpus, vocabulary) = the_corpus(&mut notebook);
    counting::counts_as_vectors(&mut notebook, &corpus, &vocabulary)?;
    counting::what_counting_costs(&mut notebook);
    guessing(&mut notebook, &vocabulary);
    let mut weights = first_weights(&flags, &vocabulary);
    one_hot_picks_a_row(&mut notebook, &vocabulary, &weights);
    let before = a_guess_from_two_words(&mut notebook, &vocabulary, &weights);
    let mut recording = Recording::new(flags.steps);
    let loss = learning_from_one_example(&mut notebook, &vocabulary, &mut weights, &flags, &mut recording)?;
    the_guess_afterwards(&mut notebook, &vocabulary, &weights, &before)?;
    let example = ["you", "goodbye", "say"].map(|word| vocabulary.id(word).expect("the sentence has it"));
    recording.write(&mut notebook, &corpus, &vocabulary, example, loss)?;
    notebook.close()?;
    Ok(())
}

/// 2.3.1 The text as ids.
fn the_corpus(notebook: &mut Notebook) -> (Vec<u32>, Vocabulary) {
    notebook.cell(tr!("The corpus (2.3.1)"));
    let (corpus, vocabulary) = preprocess(TOY_SENTENCE);
    let (t, v) = (corpus.len(), vocabulary.len());
    notebook.say(tr!("{sentence}  →  {t} words, {v} different", sentence = TOY_SENTENCE, t, v));
    notebook.array("corpus", "(T)", &aview1(&corpus));
    notebook.say(format!("id_to_word: {}", vocabulary.words().join("  ")));
    notebook.corpus("toy", t, v, &sha256(TOY_SENTENCE));
    (corpus, vocabulary)
}

/// 3.1.2 The inference-based way: a guess.
fn guessing(notebook: &mut Notebook, vocabulary: &Vocabulary) {
    notebook.cell(tr!("The inference-based way: guess the missing word (3.1.2)"));
    notebook.say("you ___ goodbye and i say hello .");
    notebook.say(tr!(
        "A model looks at the neighbours and gives each of the {v} words a probability. It learns from\n\
         a few examples at a time (a mini-batch), so it never needs all the data at once; and it can go\n\
         on learning when new text comes. It rests on the same hypothesis: to guess well from the\n\
         neighbours, words with alike neighbours must get alike vectors.",
        v = vocabulary.len()
    ));
}

fn first_weights(flags: &Flags, vocabulary: &Vocabulary) -> Weights {
    let mut random = generator(flags.shared.seed);
    Weights {
        w_in: Param::small_normal(vocabulary.len(), flags.hidden, &mut random),
        w_out: Param::small_normal(flags.hidden, vocabulary.len(), &mut random),
    }
}

/// 3.1.3 A word enters the network.
fn one_hot_picks_a_row(notebook: &mut Notebook, vocabulary: &Vocabulary, weights: &Weights) {
    notebook.cell(tr!("One-hot × W_in is a row of W_in (3.1.3)"));
    let goodbye = vocabulary.id("goodbye").expect("the sentence has it");
    let one_hot = one_hot(aview1(&[goodbye]), vocabulary.len()); // (1, V)
    notebook.array(tr!("one-hot of \"goodbye\""), "(1, V)", &one_hot.mapv(|entry| entry as u32));
    notebook.labelled_array("w_in", "(V, H)", vocabulary.words(), &weights.w_in.value);

    notebook
        .say(tr!("A layer without bias is a matrix product, and a product with a one-hot row picks a row:"));
    let product = one_hot.dot(&weights.w_in.value); // (1, H)
    notebook.array(tr!("one-hot · w_in"), "(1, H)", &product);
    notebook.array(format!("w_in[{goodbye}]"), "(H)", &aview1(weights.w_in.row(goodbye)));
    let by_layer = MatMul::default().forward(&one_hot, &weights.w_in); // (1, H)
    assert_eq!(product.row(0).to_vec(), weights.w_in.row(goodbye));
    assert_eq!(product, by_layer);
    notebook.say(tr!("They are equal, and the layer `MatMul` computes the same."));
}

/// 3.2.1 The guess of CBOW: returns the seven probabilities.
fn a_guess_from_two_words(notebook: &mut Notebook, vocabulary: &Vocabulary, weights: &Weights) -> Vec<f32> {
    notebook.cell(tr!("CBOW guesses from two context words (3.2.1)"));
    let (w_in, w_out) = (&weights.w_in.value, &weights.w_out.value);
    let [c0, c1] = contexts(vocabulary);
    let (h0, h1) = (c0.dot(w_in), c1.dot(w_in)); // (1, H) each
    notebook.array("h0 = \"you\" · w_in", "(1, H)", &h0);
    notebook.array("h1 = \"goodbye\" · w_in", "(1, H)", &h1);
    let h = (h0 + h1) / 2.0; // (1, H)
    notebook.array("h = (h0 + h1) / 2", "(1, H)", &h);
    let score = h.dot(w_out); // (1, V)
    notebook.array("score = h · w_out", "(1, V)", &score);
    let y = softmax(&score); // (1, V)
    notebook.say(tr!("softmax: exp(score) / Σ exp(score), seven probabilities that add up to 1:"));
    notebook.labelled_array("y", "(V, 1)", vocabulary.words(), &y.t());
    assert!((y.sum() - 1.0).abs() < 1e-6);

    let mut layers = Layers::default();
    let by_layers = layers.score(vocabulary, weights); // (1, V)
    assert!(score.iter().zip(&by_layers).all(|(a, b)| (a - b).abs() < 1e-7));
    notebook.say(tr!(
        "Two layers on the same W_in and one on W_out give the same scores. The network knows nothing\n\
         yet, so every word is about equally likely."
    ));
    y.row(0).to_vec()
}

/// "you" and "goodbye" as one-hot rows: (1, V) each.
fn contexts(vocabulary: &Vocabulary) -> [Array2<f32>; 2] {
    ["you", "goodbye"].map(|word| {
        let id = vocabulary.id(word).expect("the sentence has it");
        one_hot(aview1(&[id]), vocabulary.len())
    })
}

/// The layers of the guess: two on W_in, one on W_out, and the loss.
#[derive(Default)]
struct Layers {
    in_layers: [MatMul; 2],
    out_layer: MatMul,
    loss_layer: SoftmaxWithLoss,
}

impl Layers {
    fn score(&mut self, vocabulary: &Vocabulary, weights: &Weights) -> Array2<f32> {
        let [c0, c1] = contexts(vocabulary); // (1, V) each
        let [layer0, layer1] = &mut self.in_layers;
        let h = (layer0.forward(&c0, &weights.w_in) + layer1.forward(&c1, &weights.w_in)) / 2.0; // (1, H)
        self.out_layer.forward(&h, &weights.w_out)
    }

    fn forward(&mut self, vocabulary: &Vocabulary, weights: &Weights, target: u32) -> f64 {
        let score = self.score(vocabulary, weights); // (1, V)
        self.loss_layer.forward(&score, &[target])
    }

    fn backward(&mut self, weights: &mut Weights) {
        let dscore = self.loss_layer.backward(); // (1, V)
        let dh = self.out_layer.backward(&dscore, &mut weights.w_out); // (1, H)
        let dh_share = dh / 2.0; // each of the two made half of h
        for layer in &mut self.in_layers {
            layer.backward(&dh_share, &mut weights.w_in); // both add to the one gradient of W_in
        }
    }
}

/// 3.2.2, in advance: down the gradient of a single example.
fn learning_from_one_example(
    notebook: &mut Notebook,
    vocabulary: &Vocabulary,
    weights: &mut Weights,
    flags: &Flags,
    recording: &mut Recording,
) -> Result<RecordedCurve> {
    notebook.cell(tr!("The first loss curve: learning from one example"));
    let say = vocabulary.id("say").expect("the sentence has it");
    let mut layers = Layers::default();
    let mut optimizer = Optimizer::new(Sgd::new(flags.lr));
    let rule = format!("{}, η = {}", optimizer.formula(), flags.lr);
    notebook.say(tr!("The answer is \"say\". Step by step down the gradient: {rule}", rule));
    let mut curve = LossCurve::new("one example", 1, flags.lr);
    for _ in 0..flags.steps {
        recording.record(weights, false);
        let loss = layers.forward(vocabulary, weights, say);
        layers.backward(weights);
        optimizer.update(&mut [&mut weights.w_in, &mut weights.w_out]);
        curve.record(loss)?;
    }
    curve.record(layers.forward(vocabulary, weights, say))?; // what the last step has led to
    recording.record(weights, true);

    let losses = curve.value; // after 0, 1, 2 … steps
    let mut table = Table::new([tr!("step"), tr!("loss"), "P(say)".to_string()]);
    for step in (0..=10).map(|tenth| flags.steps * tenth / 10) {
        let (loss, probability) = (losses[step], (-losses[step]).exp());
        table.row([step.to_string(), format!("{loss:.4}"), format!("{probability:.4}")]);
    }
    notebook.table(&table);
    notebook.metric("initial_loss", losses[0]);
    notebook.metric("final_loss", losses[flags.steps]);
    let steps: Vec<usize> = (0..=flags.steps).collect();
    notebook.loss_curve("one example", &steps, &losses);
    let uniform = (vocabulary.len() as f64).ln();
    let title = tr!("Gradient descent on one example: you ___ goodbye");
    let plot = LinePlot::new(title, tr!("step"), tr!("loss (nats)"))
        .line(tr!("loss"), &steps, &losses)
        .reference(uniform, format!("ln {} = {uniform:.4}", vocabulary.len()));
    notebook.picture("loss.png", &plot)?;
    Ok(RecordedCurve::new(&steps, &losses, 1))
}

/// The seven probabilities again.
fn the_guess_afterwards(
    notebook: &mut Notebook,
    vocabulary: &Vocabulary,
    weights: &Weights,
    before: &[f32],
) -> Result<()> {
    notebook.cell(tr!("The guess before and after"));
    let after = softmax(&Layers::default().score(vocabulary, weights)); // (1, V)
    let mut table = Table::new([tr!("word"), tr!("before"), tr!("after")]);
    for (id, word) in vocabulary.words().iter().enumerate() {
        table.row([word.clone(), format!("{:.4}", before[id]), format!("{:.4}", after[[0, id]])]);
    }
    notebook.table(&table);
    notebook
        .say(tr!("One example is learned by heart. Learning them all is the next step: ch03-simple-cbow."));
    let title = tr!("you ___ goodbye: what stands in the gap?");
    let plot = BarPlot::new(title, tr!("word"), tr!("probability"), vocabulary.words())
        .group(tr!("before"), before)
        .group(tr!("after"), &after.row(0).to_vec());
    notebook.picture("guess.png", &plot)?;
    Ok(())
}
