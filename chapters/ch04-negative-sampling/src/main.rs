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

mod one_example;
mod output_layer;
mod sampling;
mod training;

use std::process::ExitCode;

use anyhow::Result;
use ch03_simple_cbow::{Examples, TOY_SENTENCE};
use ch04_embedding_speedup::ladder;
use clap::Parser;
use common::layers::{EmbeddingDot, SigmoidWithLoss};
use common::param::Param;
use common::random::{generator, small_normal};
use common::sampler::UnigramSampler;
use corpus::{Corpus, Source};
use ndarray::{ArrayView1, array};
use notebook::{BarPlot, LinePlot, Notebook, SharedFlags, Table, bytes_text, grouped};
use rand::Rng;
use sampling::Draws;

/// Negative sampling: yes/no questions about a few words instead of a softmax over all
#[derive(Parser, serde::Serialize)]
struct Flags {
    /// K, the negatives drawn for each example
    #[arg(long, default_value = "5", allow_negative_numbers = true, value_parser = notebook::positive_integer_up_to::<20>)]
    negatives: usize,
    /// The power that evens out how often words are drawn: 1 leaves them as frequent as in the text
    #[arg(long, default_value = "0.75", allow_negative_numbers = true, value_parser = power)]
    power: f64,
    /// Neighbours on each side of the word to guess, in the training on the toy world
    #[arg(long, default_value = "2", allow_negative_numbers = true, value_parser = notebook::positive_integer)]
    window: usize,
    /// H of the two models trained
    #[arg(long, default_value = "50", allow_negative_numbers = true, value_parser = notebook::positive_integer_up_to::<1_000>)]
    hidden: usize,
    /// B, how many examples to look at before each step of training
    #[arg(long, default_value = "100", allow_negative_numbers = true, value_parser = notebook::positive_integer_up_to::<1_000>)]
    batch: usize,
    /// How many steps to train each of the two models
    #[arg(long, default_value = "600", allow_negative_numbers = true, value_parser = notebook::positive_integer_up_to::<100_000>)]
    iterations: usize,
    /// The learning rate of Adam
    #[arg(long, default_value = "0.005", allow_negative_numbers = true, value_parser = notebook::positive_number)]
    lr: f32,
    /// The largest V of the cost ladder, from 1000 to 1000000
    #[arg(long, default_value = "1000000", allow_negative_numbers = true, value_parser = ladder::largest_vocabulary)]
    max_vocab: usize,
    /// How often to time each step of the cost ladder; the median counts
    #[arg(long, default_value = "5", allow_negative_numbers = true, value_parser = notebook::positive_integer_up_to::<1_000>)]
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
    let toy = Examples::from_text(TOY_SENTENCE, 1)?;
    let corpus =
        Source::ToyWorld.load(&corpus::Options { seed: flags.shared.seed, ..Default::default() }, |_| {})?;
    let examples = corpus.examples(flags.window)?;
    let mut notebook = Notebook::open(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &flags.shared)?;
    notebook.settings(&flags);
    let mut random = generator(flags.shared.seed);

    what_remains(&mut notebook, &flags);
    one_yes_or_no_question(&mut notebook, &toy, &mut random);
    sigmoid_and_its_loss(&mut notebook)?;
    why_negatives_are_needed(&mut notebook, &corpus, &examples, &flags)?;
    which_words_are_drawn(&mut notebook, &flags);
    let sampler = the_sampler_on_a_text(&mut notebook, &corpus, &flags, &mut random)?;
    let mut model = training::new_model(&corpus, &flags, &mut random);
    let example = training::first_example(&examples);
    one_example::every_number(&mut notebook, &corpus, &mut model, &sampler, &example, &mut random);
    the_cost_ladder(&mut notebook, &flags)?;
    training::both_losses(&mut notebook, &corpus, &examples, &mut model, &sampler, &flags)?;
    one_example::after_training(&mut notebook, &corpus, &mut model, &sampler, &example, &mut random);
    notebook.close()?;
    Ok(())
}

/// 4.2.1 The second bottleneck.
fn what_remains(notebook: &mut Notebook, flags: &Flags) {
    notebook.cell("What remains: h · W_out and the softmax over V (4.2.1)");
    let (hidden, questions) = (output_layer::HIDDEN as u64, 1 + flags.negatives as u64);
    notebook.say(format!(
        "Embedding made the input cheap. The output still looks at every word. For one example, H = {hidden}:"
    ));
    let mut table = Table::new(["V", "W_out", "multiplications", "exp", "with 1 + K questions", "exp"]);
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

/// 4.2.2 and 4.2.4 From one question with V answers to a question with two.
fn one_yes_or_no_question(notebook: &mut Notebook, toy: &Examples, random: &mut impl Rng) {
    notebook.cell("From one question with V answers to a yes or no: EmbeddingDot (4.2.2, 4.2.4)");
    notebook.say(
        "you ___ goodbye. \"Which of all words is it?\" takes V scores. \"Is it say?\" takes one:\n\
         the hidden layer times the row of \"say\" in W_out.",
    );
    let (words, say) = (&toy.vocabulary, toy.target[0]);
    let h = 100.0 * small_normal(1, 3, random); // (1, H)
    let mut w_out = Param::sparse(100.0 * small_normal(words.len(), 3, random)); // (V, H)
    notebook.array("h", "(1, H)", &h);
    notebook.labelled_array("w_out", "(V, H)", words.words(), &w_out.value);
    let all = h.dot(&w_out.value.t()); // (1, V)
    let products: Vec<f32> = h.iter().zip(w_out.row(say)).map(|(h, w)| h * w).collect(); // (H)
    let score: f32 = products.iter().sum();
    notebook.labelled_array("all V scores: h · w_outᵀ", "(V, 1)", words.words(), &all.t());
    let terms: Vec<String> = products.iter().map(|product| format!("({product:.4})")).collect();
    notebook.say(format!("only \"say\", by hand: {} = {score:.4}", terms.join(" + ")));

    let mut layer = EmbeddingDot::default();
    let by_layer = layer.forward(&h, &array![[say]], &w_out); // (1, 1)
    let dscore = array![[0.5_f32]]; // (1, 1), as if the loss asked for half a point less
    let dh = layer.backward(&dscore, &mut w_out); // (1, H)
    let dw = w_out.grad.to_dense().row(say as usize).to_owned(); // (H)
    assert!((score - all[[0, say as usize]]).abs() < 1e-6 && (score - by_layer[[0, 0]]).abs() < 1e-6);
    assert_eq!(dh.row(0), 0.5 * &ArrayView1::from(w_out.row(say)));
    assert_eq!(dw, 0.5 * &h.row(0));
    notebook.say(
        "`EmbeddingDot` gives the same. Backward, a score is a product of two rows, so each gets the other,\n\
         times dscore: dh = dscore · w_out[say], dw_out[say] += dscore · h. Checked for dscore = 0.5:",
    );
    notebook.array("dh", "(1, H)", &dh);
    notebook.array("dw_out[say], and no other row", "(H)", &dw);
}

/// 4.2.3 The probability of a yes, and what an answer costs.
fn sigmoid_and_its_loss(notebook: &mut Notebook) -> Result<()> {
    notebook.cell("Sigmoid, binary cross-entropy, and the gradient y − t (4.2.3)");
    notebook.say(
        "y = 1 / (1 + exp(−x)) is the probability of a yes; t = 1 if yes is right, 0 if no is.\n\
         L = −t ln y − (1 − t) ln(1 − y)\n\
         dL/dx = dL/dy · dy/dx = (y − t) / (y (1 − y)) · y (1 − y) = y − t",
    );
    let y = |x: f64| 1.0 / (1.0 + (-x).exp());
    let loss = |x: f64, t: f64| -t * y(x).ln() - (1.0 - t) * (1.0 - y(x)).ln();
    let slope = |x: f64, t: f64| (loss(x + 1e-4, t) - loss(x - 1e-4, t)) / 2e-4;
    let mut table =
        Table::new(["x", "y", "L, t = 1", "y − 1", "numerically", "L, t = 0", "y − 0", "numerically"]);
    for x in [-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0] {
        let mut cells = vec![format!("{x}"), format!("{:.4}", y(x))];
        for t in [1.0, 0.0] {
            let mut layer = SigmoidWithLoss::default();
            let by_layer = layer.forward(&array![[x as f32]], &array![[t as f32]]);
            let dx = f64::from(layer.backward()[[0, 0]]);
            assert!((by_layer - loss(x, t)).abs() < 1e-4 && (dx - slope(x, t)).abs() < 1e-5);
            cells.extend([loss(x, t), y(x) - t, slope(x, t)].map(|number| format!("{number:.4}")));
        }
        table.row(cells);
    }
    notebook.table(&table);
    notebook.say(
        "Numerically is (L(x + ε) − L(x − ε)) / 2ε, which knows nothing of the derivation. The layer\n\
         `SigmoidWithLoss` finds the same losses and gradients. A wrong and sure answer costs the most.",
    );
    let x: Vec<f64> = (-40..=40).map(|tenth| f64::from(tenth) / 10.0).collect();
    let of = |height: &dyn Fn(f64) -> f64| x.iter().map(|&x| height(x)).collect::<Vec<f64>>();
    let plot = LinePlot::new(
        "A score becomes a probability, and costs",
        "x, the score of a word",
        "y or loss (nats)",
    )
    .line("y = sigmoid(x)", &x, &of(&y))
    .line("loss if yes is right", &x, &of(&|x| loss(x, 1.0)))
    .line("loss if no is right", &x, &of(&|x| loss(x, 0.0)))
    .reference(2f64.ln(), "ln 2 = 0.6931");
    notebook.picture("sigmoid.png", &plot)?;
    Ok(())
}

/// 4.2.5 With positives only, yes is always right.
fn why_negatives_are_needed(
    notebook: &mut Notebook,
    corpus: &Corpus,
    examples: &corpus::Examples,
    flags: &Flags,
) -> Result<()> {
    notebook.cell("Why negatives are needed (4.2.5)");
    let (words, vocabulary_size) = (&corpus.vocabulary, corpus.vocabulary.len());
    notebook.say(format!(
        "The toy world is a synthetic text, made from a small grammar: T = {} words, V = {vocabulary_size}. Two models\n\
         start alike and take 500 steps. One is asked only about the right word of each gap; the other also\n\
         about K = {} random wrong ones.",
        grouped(corpus.ids.len() as u64),
        flags.negatives
    ));
    notebook.corpus(&corpus.name, corpus.ids.len(), vocabulary_size, &corpus.sha256);
    let only_yes = training::yes_or_no(corpus, examples, flags, 0);
    let both = training::yes_or_no(corpus, examples, flags, flags.negatives);

    let example = training::first_example(examples);
    let (gap, target) = (example.with_gap(words), example.target[0]);
    notebook.say(format!("P(yes) in the gap of: {gap}"));
    let asked = training::ever_asked(corpus, examples); // the most frequent first
    let others = (0..).map(|step| (1usize << step) - 1).take_while(|&rank| rank < asked.len());
    let others = others.map(|rank| asked[rank]).filter(|&id| id != target);
    let shown: Vec<u32> = [target].into_iter().chain(others).collect(); // at ranks 1, 2, 4, 8, 16 …
    let shown_words: Vec<&str> = shown.iter().map(|&id| words.word(id)).collect();
    let answers = [&only_yes, &both].map(|model| model.in_the_first_gap(&shown));
    let mut table = Table::new(["is it …?", "right answer", "positives only", "with negatives"]);
    for (number, word) in shown_words.iter().enumerate() {
        let right = if number == 0 { "yes" } else { "no" };
        let cells = [word.to_string(), right.to_string()];
        table.row([&cells[..], &[0, 1].map(|model| format!("{:.2}", answers[model][number]))].concat());
    }
    notebook.table(&table);
    let [share_of_yes, share] = [&only_yes, &both].map(|model| model.share_of_yes(&asked));
    notebook.say(format!(
        "Positives only: a loss of {:.3}, and in 200 gaps {:.1} % of the {} words that are ever asked about get\n\
         a yes. Large scores for everything are enough, and nothing has been learned. With negatives: a loss\n\
         of {:.2}, and {:.1} % get a yes.",
        only_yes.loss,
        100.0 * share_of_yes,
        asked.len(),
        both.loss,
        100.0 * share
    ));
    notebook.metric("loss_with_positives_only", only_yes.loss);
    notebook.metric("share_of_yes_with_positives_only", share_of_yes);
    notebook.metric("share_of_yes_with_negatives", share);
    let x_name = format!("word (\"{}\" is right, the others are wrong)", shown_words[0]);
    let plot = BarPlot::new(&format!("Is it this word? The gap: {gap}"), &x_name, "P(yes)", &shown_words)
        .group("trained with positives only", &answers[0])
        .group(&format!("trained with {} negatives each", flags.negatives), &answers[1]);
    notebook.picture("yes.png", &plot)?;
    Ok(())
}

/// 4.2.6 Words are drawn by P(w) to a power, 0.75 if no other is asked for.
fn which_words_are_drawn(notebook: &mut Notebook, flags: &Flags) {
    let power = flags.power;
    notebook.cell(&format!("Which words are drawn: P(w)^{power}, renormalised (4.2.6)"));
    let p: [f64; 3] = [0.7, 0.29, 0.01];
    let powered = p.map(|p| p.powf(power));
    let sum: f64 = powered.iter().sum();
    let renormalised = powered.map(|p| p / sum);
    let mut table = Table::new(["P(w)", &format!("P(w)^{power}"), "divided by their sum", "times P(w)"]);
    for ((p, powered), renormalised) in p.iter().zip(powered).zip(renormalised) {
        let cells = [format!("{p}"), format!("{powered:.4}"), format!("{renormalised:.4}")];
        table.row([&cells[..], &[format!("{:.2}", renormalised / p)]].concat());
    }
    notebook.table(&table);
    let effect = if power < 1.0 {
        "Frequent words are drawn less often than they occur, rare ones more often, so\n\
         that they are asked about at all."
    } else {
        "The power 1 changes nothing: every word is drawn as often as it occurs."
    };
    notebook.say(format!("The sum is {sum:.4}. {effect}"));
    let sampler = UnigramSampler::new(&[70, 29, 1], power, 1);
    assert!(sampler.probabilities().iter().zip(renormalised).all(|(a, b)| (a - b).abs() < 1e-12));
    notebook
        .say("`UnigramSampler` has the same probabilities. What it draws for a target has two more rules:");
    notebook.say("never the target itself, and no word twice for one example.");
    notebook.metric("rare_word_renormalised", renormalised[2]);
}

/// 4.2.6 Theory and practice on a text whose words are unevenly common.
fn the_sampler_on_a_text(
    notebook: &mut Notebook,
    corpus: &Corpus,
    flags: &Flags,
    random: &mut impl Rng,
) -> Result<UnigramSampler> {
    notebook.cell("Theory and draws on a text: the toy world (4.2.6)");
    let sampler = UnigramSampler::new(&corpus.counts, flags.power, flags.negatives);
    let ranked = sampling::by_frequency(corpus); // (V), the most frequent first
    let target = ranked[0];
    let draws = Draws::new(&sampler, target, 200_000, random);
    assert_eq!((draws.counted[target as usize], draws.repeats), (0, 0));
    notebook.say(format!(
        "{} times K = {} negatives for the target \"{}\", the most frequent word. It was drawn 0 times, and no\n\
         example has a word twice. The first negative of each example, which no other one has restricted:",
        grouped(draws.number as u64),
        flags.negatives,
        corpus.vocabulary.word(target)
    ));
    let mut table = Table::new(["rank", "word", "times in the text", "expected draws", "drawn"]);
    for rank in [1, 2, 3, 10, 50, 100, 300, ranked.len()] {
        let word = ranked[rank - 1] as usize;
        let cells = [rank.to_string(), corpus.vocabulary.word(word as u32).to_string()];
        let (expected, drawn) = (draws.expected[word], draws.counted[word]);
        let numbers = [corpus.counts[word].to_string(), format!("{expected:.1}"), drawn.to_string()];
        table.row([cells.as_slice(), &numbers].concat());
    }
    notebook.table(&table);

    let (chi_square, freedom) = draws.chi_square();
    notebook.say(format!(
        "χ² = Σ (drawn − expected)² / expected = {chi_square:.1}, with {freedom} degrees of freedom. A fair\n\
         sampler gives {freedom} ± {:.1} (mean and standard deviation, √(2 · {freedom})).",
        (2.0 * freedom as f64).sqrt()
    ));
    notebook.metric("chi_square", chi_square);
    notebook.metric("degrees_of_freedom", freedom);
    notebook.picture("sampler.png", &draws.picture(corpus))?;
    Ok(sampler)
}

/// The time of a step, measured.
fn the_cost_ladder(notebook: &mut Notebook, flags: &Flags) -> Result<()> {
    notebook.cell("The cost ladder: the time of a step as V grows");
    let sizes = ladder::sizes(flags.max_vocab);
    notebook.say(format!(
        "One step goes from h to the loss and back, B = {}, H = {}; V goes up to {}. Drawing the K = {} negatives\n\
         counts. Each time is the median of {} measurement(s) on this computer. Seconds differ from run to run:\n\
         they are told on standard error and drawn in cost.png. The softmax is measured up to V = {}.",
        output_layer::BATCH,
        output_layer::HIDDEN,
        grouped(flags.max_vocab as u64),
        flags.negatives,
        flags.repeats,
        grouped(output_layer::LARGEST_SOFTMAX.min(flags.max_vocab) as u64)
    ));
    let mut random = generator(flags.shared.seed);
    let softmax = output_layer::softmax(&sizes, flags.repeats, &mut random);
    let sampled =
        output_layer::negative_sampling(&sizes, flags.negatives, flags.power, flags.repeats, &mut random);
    let ladders = [("softmax", &softmax), ("sampling", &sampled)];
    notebook.remark(ladder::table(&sizes, &ladders));
    let title = format!("From the hidden layer to the loss and back (K = {})", flags.negatives);
    notebook.picture("cost.png", &ladder::plot(&title, &ladders))?;
    notebook.timing("softmax_slope", softmax.slope());
    notebook.timing("negative_sampling_slope", sampled.slope());
    if let Some(bytes) = notebook::peak_memory_bytes() {
        notebook.timing("peak_memory_bytes", bytes);
    }
    notebook.say(
        "The slope on these log-log axes is near 1 for the softmax (ten times the words, ten times the time)\n\
         and far below for negative sampling: 1 + K rows are read, whatever V is. What is left of its slope\n\
         is mostly cache misses: the processor's cache holds a small W_out whole, and of a large one only a\n\
         part.",
    );
    Ok(())
}
