//! # CBOW and skip-gram as probabilities (post 2, CBOW 모델과 확률; book 3.5)
//!
//! ```text
//! cargo run -p ch03-probabilistic-loss
//! ```
//!
//! The loss that the last chapter trained with is a probability in disguise: the negative logarithm of the
//! probability that the model gives to the right word. Turned around, the same idea is skip-gram.
//!
//! Prints every step, and writes to `out/ch03-probabilistic-loss/` both loss curves in one picture and what
//! a probability costs. Before this: `ch03-simple-cbow`. After it: `ch04-embedding-speedup`.
//!
//! Letters: V vocabulary size, H hidden size, B batch size, C context words per target, N examples.

mod counting;
mod network;
mod recording;
mod training;

use std::process::ExitCode;

use anyhow::Result;
use ch03_probabilistic_loss::SimpleSkipGram;
use ch03_simple_cbow::{Examples, SimpleCbow, TOY_SENTENCE};
use clap::Parser;
use common::functions::{negative_log, softmax};
use common::layers::SoftmaxWithLoss;
use common::random::generator;
use common::text::{one_hot, one_hot_contexts};
use ndarray::aview1;
use notebook::{LinePlot, Notebook, SharedFlags, Table};
use tr::tr;

/// What the loss of CBOW means as a probability, and skip-gram, which turns the question around
#[derive(Parser, serde::Serialize)]
struct Flags {
    /// H, the length of a word vector
    #[arg(long, default_value = "5", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<10_000>)]
    hidden: usize,
    /// B, how many examples to look at before each step
    #[arg(long, default_value = "3", allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    batch: usize,
    /// How often to see each example
    #[arg(long, default_value = "1000", allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    epochs: usize,
    /// The learning rate of Adam
    #[arg(long, default_value = "0.001", allow_hyphen_values = true, value_parser = notebook::positive_number)]
    lr: f32,
    #[command(flatten)]
    #[serde(skip)]
    shared: SharedFlags,
}

fn main() -> ExitCode {
    notebook::exit_code(run(Flags::parse()))
}

fn run(flags: Flags) -> Result<()> {
    tr::set_translator!(flags.shared.texts(include_str!("../ko.po")));
    let examples = Examples::from_text(TOY_SENTENCE, 1)?;
    examples.check_batch(flags.batch)?;
    let mut notebook = Notebook::open(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &flags.shared)?;
    notebook.settings(&flags);

    counting::probabilities_by_counting(&mut notebook, &examples);
    let mut cbow = cbow_as_a_probability(&mut notebook, &examples, &flags);
    a_uniform_guess(&mut notebook, &examples)?;
    let mut skip_gram = skip_gram_as_a_probability(&mut notebook, &examples, &flags);
    training::training_both(&mut notebook, &examples, &mut cbow, &mut skip_gram, &flags)?;
    network::draw(&mut notebook, &examples, &mut skip_gram)?;
    after_training(&mut notebook, &examples, &mut cbow, &mut skip_gram);
    counting::counting_and_inference(&mut notebook, &examples, &cbow, &skip_gram);
    Ok(notebook.close()?)
}

/// 3.5.1 The loss of CBOW is a negative log likelihood.
fn cbow_as_a_probability(notebook: &mut Notebook, examples: &Examples, flags: &Flags) -> SimpleCbow {
    notebook.cell(tr!("CBOW models P(w_t | w_{t−1}, w_{t+1}) (3.5.1)"));
    let vocabulary_size = examples.vocabulary.len();
    let mut model = SimpleCbow::new(vocabulary_size, flags.hidden, 2, &mut generator(flags.shared.seed));
    let contexts = one_hot_contexts(examples.contexts.view(), vocabulary_size); // (N, C, V)
    let score = model.score(&contexts); // (N, V)
    let y = softmax(&score); // (N, V)
    notebook.say(tr!("One example costs −log P(w_t | w_{t−1}, w_{t+1}), before training:"));
    let mut table = Table::new([tr!("contexts"), tr!("target"), "P".to_string(), "−log P".to_string()]);
    let mut sum = 0.0;
    for (number, &target) in examples.target.iter().enumerate() {
        let probability = y[[number, target as usize]];
        let cost = negative_log(probability);
        sum += cost;
        table.row([
            examples.with_gap(number),
            examples.vocabulary.word(target).to_string(),
            format!("{probability:.6}"),
            format!("{cost:.6}"),
        ]);
    }
    notebook.table(&table);
    let by_hand = sum / examples.len() as f64;
    let by_layer = SoftmaxWithLoss::default().forward(&score, &examples.target);
    assert_eq!(by_hand, by_layer, "to the last digit");
    notebook.say(tr!("The corpus costs the mean, L = −(1/N) Σ log P(w_t | w_{t−1}, w_{t+1}), over the N words with two neighbours:"));
    notebook.say(tr!("L by hand             = {loss}", loss = format!("{by_hand:.12}")));
    notebook.say(tr!("L by SoftmaxWithLoss  = {loss}", loss = format!("{by_layer:.12}")));
    notebook.say(tr!(
        "They are equal to the last digit: the cross-entropy with a one-hot answer keeps a single term,\n\
         the negative logarithm of the probability of the right word."
    ));
    model
}

/// What a probability costs; ln V; and exp(L).
fn a_uniform_guess(notebook: &mut Notebook, examples: &Examples) -> Result<()> {
    notebook.cell(tr!("A uniform guess costs ln V; exp(L) is the perplexity"));
    let vocabulary_size = examples.vocabulary.len() as f64;
    let [right, among] = [tr!("P(right word)"), tr!("as if choosing among")];
    let mut table = Table::new([&right, "L = −ln P", "exp(L)", &among]);
    for (probability, among) in [
        (1.0, tr!("1 word: certain and right")),
        (0.5, tr!("2 words")),
        (1.0 / vocabulary_size, tr!("{v} words: a uniform guess, ln {v}", v = vocabulary_size)),
        (0.01, tr!("100 words: sure of something else")),
    ] {
        let loss = -f64::ln(probability) + 0.0; // + 0.0 makes the −0 of ln 1 a plain 0
        table.row([format!("{probability:.4}"), format!("{loss:.4}"), format!("{:.4}", loss.exp()), among]);
    }
    notebook.table(&table);
    let probabilities: Vec<f64> = (1..=200).map(|step| f64::from(step) / 200.0).collect();
    let losses: Vec<f64> = probabilities.iter().map(|probability| -probability.ln()).collect();
    let title = tr!("What it costs to give the right word this probability");
    let plot = LinePlot::new(title, tr!("P(right word)"), tr!("loss (nats)"))
        .line("−ln P", &probabilities, &losses)
        .reference(vocabulary_size.ln(), format!("ln {vocabulary_size} = {:.4}", vocabulary_size.ln()));
    notebook.picture("cost.png", &plot)?;
    Ok(())
}

/// 3.5.2 Skip-gram.
fn skip_gram_as_a_probability(notebook: &mut Notebook, examples: &Examples, flags: &Flags) -> SimpleSkipGram {
    notebook.cell(tr!("Skip-gram models P(w_{t−1}, w_{t+1} | w_t) (3.5.2)"));
    notebook.say(tr!(
        "From the middle word, guess both neighbours. If they do not depend on each other once the middle is\n\
         known (conditional independence), the probability is a product, and its negative log a sum:\n\
         −log P(w_{t−1}, w_{t+1} | w_t) = −log P(w_{t−1} | w_t) − log P(w_{t+1} | w_t)"
    ));
    let vocabulary_size = examples.vocabulary.len();
    let mut model = SimpleSkipGram::new(vocabulary_size, flags.hidden, 2, &mut generator(flags.shared.seed));
    let target = one_hot(aview1(&examples.target), vocabulary_size); // (N, V)
    let y = softmax(&model.score(&target)); // (N, V)
    let names =
        [tr!("target"), tr!("left"), tr!("−log P(left)"), tr!("right"), tr!("−log P(right)"), tr!("sum")];
    let mut table = Table::new(names);
    let mut sum = 0.0;
    for (number, contexts) in examples.contexts.outer_iter().enumerate() {
        let [left, right] = [0, 1].map(|side| negative_log(y[[number, contexts[side] as usize]]));
        sum += left + right;
        let word = |id: u32| examples.vocabulary.word(id).to_string();
        table.row([
            word(examples.target[number]),
            word(contexts[0]),
            format!("{left:.4}"),
            word(contexts[1]),
            format!("{right:.4}"),
            format!("{:.4}", left + right),
        ]);
    }
    notebook.table(&table);
    let by_hand = sum / examples.len() as f64;
    let by_layers = model.forward(examples.contexts.view(), &target);
    assert!((by_hand - by_layers).abs() < 1e-12);
    let numbers = [by_hand, 2.0 * (vocabulary_size as f64).ln(), by_hand / 2.0];
    let [loss, uniform, of_word] = numbers.map(|number| format!("{number:.4}"));
    notebook.say(tr!(
        "L = {loss}, by hand and by the model. That is 2 · ln 7 = {uniform} before training, because two words\n\
         are guessed; per guessed word it is {of_word}.",
        loss, uniform, of_word
    ));
    model
}

/// The losses over all examples, as probabilities again.
fn after_training(
    notebook: &mut Notebook,
    examples: &Examples,
    cbow: &mut SimpleCbow,
    skip_gram: &mut SimpleSkipGram,
) {
    notebook.cell(tr!("After training"));
    let vocabulary_size = examples.vocabulary.len();
    let contexts = one_hot_contexts(examples.contexts.view(), vocabulary_size); // (N, C, V)
    let target = one_hot(aview1(&examples.target), vocabulary_size); // (N, V)
    let cbow_loss = cbow.forward(&contexts, &examples.target);
    let skip_gram_loss = skip_gram.forward(examples.contexts.view(), &target) / 2.0;
    let mut table = Table::new([tr!("model"), tr!("L per guessed word"), tr!("exp(L), the perplexity")]);
    for (name, loss) in [
        (tr!("uniform guess"), (vocabulary_size as f64).ln()),
        ("SimpleCBOW".to_string(), cbow_loss),
        ("SimpleSkipGram".to_string(), skip_gram_loss),
    ] {
        table.row([name, format!("{loss:.4}"), format!("{:.4}", loss.exp())]);
    }
    notebook.table(&table);
    notebook.metric("cbow_final_loss", cbow_loss);
    notebook.metric("skip_gram_final_loss_per_word", skip_gram_loss);
}
