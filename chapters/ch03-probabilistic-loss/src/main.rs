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

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use ch03_probabilistic_loss::SimpleSkipGram;
use ch03_simple_cbow::{Examples, SimpleCbow, TOY_SENTENCE};
use clap::Parser;
use common::counting::co_occurrence_matrix;
use common::functions::{negative_log, softmax};
use common::layers::SoftmaxWithLoss;
use common::optimizer::{Adam, Optimizer};
use common::random::generator;
use common::similarity::most_similar;
use common::text::{one_hot, one_hot_contexts};
use common::trainer::{LossCurve, Trainer};
use ndarray::aview1;
use notebook::{LinePlot, Notebook, SharedFlags, Table};

/// What the loss of CBOW means as a probability, and skip-gram, which turns the question around
#[derive(Parser, serde::Serialize)]
struct Flags {
    /// H, the length of a word vector
    #[arg(long, default_value = "5", allow_negative_numbers = true, value_parser = notebook::positive_integer_up_to::<10_000>)]
    hidden: usize,
    /// B, how many examples to look at before each step
    #[arg(long, default_value = "3", allow_negative_numbers = true, value_parser = notebook::positive_integer)]
    batch: usize,
    /// How often to see each example
    #[arg(long, default_value = "1000", allow_negative_numbers = true, value_parser = notebook::positive_integer)]
    epochs: usize,
    /// The learning rate of Adam
    #[arg(long, default_value = "0.001", allow_negative_numbers = true, value_parser = notebook::positive_number)]
    lr: f32,
    #[command(flatten)]
    #[serde(skip)]
    shared: SharedFlags,
}

fn main() -> ExitCode {
    notebook::exit_code(run(Flags::parse()))
}

fn run(flags: Flags) -> Result<()> {
    let examples = Examples::from_text(TOY_SENTENCE, 1)?;
    examples.check_batch(flags.batch)?;
    let mut notebook = Notebook::open(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &flags.shared)?;
    notebook.settings(&flags);

    probabilities_by_counting(&mut notebook, &examples);
    let mut cbow = cbow_as_a_probability(&mut notebook, &examples, &flags);
    a_uniform_guess(&mut notebook, &examples)?;
    let mut skip_gram = skip_gram_as_a_probability(&mut notebook, &examples, &flags);
    training_both(&mut notebook, &examples, &mut cbow, &mut skip_gram, &flags)?;
    after_training(&mut notebook, &examples, &mut cbow, &mut skip_gram);
    counting_and_inference(&mut notebook, &examples, &cbow, &skip_gram);
    notebook.close()?;
    Ok(())
}

/// 3.5.1 P(A), P(A, B) and P(A | B), counted.
fn probabilities_by_counting(notebook: &mut Notebook, examples: &Examples) {
    notebook.cell("Probabilities by counting (3.5.1)");
    let (corpus, vocabulary) = (&examples.corpus, &examples.vocabulary);
    notebook.say(format!("{TOY_SENTENCE}  →  {} pairs of a word and the word after it", corpus.len() - 1));
    notebook.say(
        "P(A)      the next word is A\n\
         P(B)      the word is B\n\
         P(A, B)   both at once: the joint probability\n\
         P(A | B)  the next word is A, given that the word is B: the posterior probability",
    );
    let pairs = corpus.len() - 1;
    let mut table = Table::new(["A", "B", "P(A)", "P(B)", "P(A, B)", "P(A | B)", "P(A | B) · P(B)"]);
    for (a, b) in [("say", "you"), ("goodbye", "say"), ("hello", "say"), ("hello", "you")] {
        let [a_id, b_id] = [a, b].map(|word| vocabulary.id(word).expect("the sentence has it"));
        let count =
            |is_counted: &dyn Fn(&[u32]) -> bool| corpus.windows(2).filter(|pair| is_counted(pair)).count();
        let of_a = count(&|pair| pair[1] == a_id);
        let of_b = count(&|pair| pair[0] == b_id);
        let of_both = count(&|pair| pair == [b_id, a_id]);
        let share = |part: usize, whole: usize| part as f64 / whole as f64;
        let (joint, posterior, given) = (share(of_both, pairs), share(of_both, of_b), share(of_b, pairs));
        assert!((joint - posterior * given).abs() < 1e-12);
        let cells = [
            a.to_string(),
            b.to_string(),
            format!("{of_a}/{pairs}"),
            format!("{of_b}/{pairs}"),
            format!("{of_both}/{pairs}"),
            format!("{of_both}/{of_b}"),
            format!("{:.4} = {joint:.4}", posterior * given),
        ];
        table.row(cells);
    }
    notebook.table(&table);
    notebook.say("P(A, B) = P(A | B) · P(B): the product rule holds in every row.");
}

/// 3.5.1 The loss of CBOW is a negative log likelihood.
fn cbow_as_a_probability(notebook: &mut Notebook, examples: &Examples, flags: &Flags) -> SimpleCbow {
    notebook.cell("CBOW models P(w_t | w_{t−1}, w_{t+1}) (3.5.1)");
    let vocabulary_size = examples.vocabulary.len();
    let mut model = SimpleCbow::new(vocabulary_size, flags.hidden, 2, &mut generator(flags.shared.seed));
    let contexts = one_hot_contexts(examples.contexts.view(), vocabulary_size); // (N, C, V)
    let score = model.score(&contexts); // (N, V)
    let y = softmax(&score); // (N, V)
    notebook.say("One example costs −log P(w_t | w_{t−1}, w_{t+1}), before training:");
    let mut table = Table::new(["contexts", "target", "P", "−log P"]);
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
    notebook.say("The corpus costs the mean, L = −(1/N) Σ log P(w_t | w_{t−1}, w_{t+1}), over the N words with two neighbours:");
    notebook.say(format!("L by hand             = {by_hand:.12}\nL by SoftmaxWithLoss  = {by_layer:.12}"));
    notebook.say(
        "They are equal to the last digit: the cross-entropy with a one-hot answer keeps a single term,\n\
         the negative logarithm of the probability of the right word.",
    );
    model
}

/// What a probability costs; ln V; and exp(L).
fn a_uniform_guess(notebook: &mut Notebook, examples: &Examples) -> Result<()> {
    notebook.cell("A uniform guess costs ln V; exp(L) is the perplexity");
    let vocabulary_size = examples.vocabulary.len() as f64;
    let mut table = Table::new(["P(right word)", "L = −ln P", "exp(L)", "as if choosing among"]);
    for (probability, among) in [
        (1.0, "1 word: certain and right".to_string()),
        (0.5, "2 words".to_string()),
        (1.0 / vocabulary_size, format!("{vocabulary_size} words: a uniform guess, ln {vocabulary_size}")),
        (0.01, "100 words: sure of something else".to_string()),
    ] {
        let loss = -f64::ln(probability) + 0.0; // + 0.0 makes the −0 of ln 1 a plain 0
        table.row([format!("{probability:.4}"), format!("{loss:.4}"), format!("{:.4}", loss.exp()), among]);
    }
    notebook.table(&table);
    let probabilities: Vec<f64> = (1..=200).map(|step| f64::from(step) / 200.0).collect();
    let losses: Vec<f64> = probabilities.iter().map(|probability| -probability.ln()).collect();
    let uniform = vocabulary_size.ln();
    let plot = LinePlot::new(
        "What it costs to give the right word this probability",
        "P(right word)",
        "loss (nats)",
    )
    .line("−ln P", &probabilities, &losses)
    .reference(uniform, &format!("ln {vocabulary_size} = {uniform:.4}"));
    notebook.picture("cost.png", &plot)?;
    Ok(())
}

/// 3.5.2 Skip-gram.
fn skip_gram_as_a_probability(notebook: &mut Notebook, examples: &Examples, flags: &Flags) -> SimpleSkipGram {
    notebook.cell("Skip-gram models P(w_{t−1}, w_{t+1} | w_t) (3.5.2)");
    notebook.say(
        "From the middle word, guess both neighbours. If they do not depend on each other once the middle is\n\
         known (conditional independence), the probability is a product, and its negative log a sum:\n\
         −log P(w_{t−1}, w_{t+1} | w_t) = −log P(w_{t−1} | w_t) − log P(w_{t+1} | w_t)",
    );
    let vocabulary_size = examples.vocabulary.len();
    let mut model = SimpleSkipGram::new(vocabulary_size, flags.hidden, 2, &mut generator(flags.shared.seed));
    let target = one_hot(aview1(&examples.target), vocabulary_size); // (N, V)
    let y = softmax(&model.score(&target)); // (N, V)
    let mut table = Table::new(["target", "left", "−log P(left)", "right", "−log P(right)", "sum"]);
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
    notebook.say(format!(
        "L = {by_hand:.4}, by hand and by the model. That is 2 · ln 7 = {:.4} before training, because two words\n\
         are guessed; per guessed word it is {:.4}.",
        2.0 * (vocabulary_size as f64).ln(),
        by_hand / 2.0
    ));
    model
}

/// Both models on the same examples, in the same order.
fn training_both(
    notebook: &mut Notebook,
    examples: &Examples,
    cbow: &mut SimpleCbow,
    skip_gram: &mut SimpleSkipGram,
    flags: &Flags,
) -> Result<()> {
    notebook.cell("Training both");
    let vocabulary_size = examples.vocabulary.len();
    let cbow_curve = train(notebook, "CBOW", examples, flags, |batch, optimizer| {
        let (contexts, target) = examples.batch(batch); // (B, C), (B)
        let loss = cbow.forward(&one_hot_contexts(contexts.view(), vocabulary_size), &target);
        cbow.backward();
        optimizer.update(&mut [&mut cbow.w_in, &mut cbow.w_out]);
        loss
    })?;
    let skip_gram_curve = train(notebook, "skip-gram", examples, flags, |batch, optimizer| {
        let (contexts, target) = examples.batch(batch); // (B, C), (B)
        let loss = skip_gram.forward(contexts.view(), &one_hot(aview1(&target), vocabulary_size));
        skip_gram.backward();
        optimizer.update(&mut [&mut skip_gram.w_in, &mut skip_gram.w_out]);
        loss / 2.0 // two words are guessed: per word, so that it can be compared
    })?;

    let uniform = (vocabulary_size as f64).ln();
    let least = least_possible_loss(guesses_of_skip_gram(examples));
    let least_of_cbow = least_possible_loss(guesses_of_cbow(examples));
    notebook.say(format!(
        "This skip-gram, which answers left and right from one distribution, cannot get below {least:.4} per\n\
         word on this text: the distribution of \"say\" has to hold four different neighbours, that of each other\n\
         middle word two. CBOW sees both neighbours, but forgets their order: \"say ___ and\" (goodbye) and\n\
         \"and ___ say\" (i) have the same mean h. It cannot get below {least_of_cbow:.4}."
    ));
    notebook.metric("least_possible_skip_gram_loss", least);
    notebook.metric("least_possible_cbow_loss", least_of_cbow);
    let plot = LinePlot::new(
        "SimpleCBOW and SimpleSkipGram on the toy sentence",
        "iteration",
        "loss (nats per guessed word)",
    )
    .smoothed_line("SimpleCBOW", &cbow_curve.iteration, &cbow_curve.value, 50)
    .smoothed_line("SimpleSkipGram", &skip_gram_curve.iteration, &skip_gram_curve.value, 50)
    .reference(uniform, &format!("ln {vocabulary_size} = {uniform:.4}"))
    .reference(least, &format!("least for skip-gram = {least:.4}"))
    .reference(least_of_cbow, &format!("least for CBOW = {least_of_cbow:.4}"));
    notebook.picture("loss.png", &plot)?;
    Ok(())
}

fn train(
    notebook: &mut Notebook,
    name: &str,
    examples: &Examples,
    flags: &Flags,
    mut step: impl FnMut(&[u32], &mut Optimizer) -> f64,
) -> Result<LossCurve> {
    let mut optimizer = Optimizer::new(Adam::new(flags.lr));
    let trainer = Trainer { epochs: flags.epochs, batch_size: flags.batch, average_over: 1 };
    let progress = notebook.progress(flags.epochs * trainer.iterations_per_epoch(examples.len()), name);
    let curve = trainer.fit(
        examples.len(),
        &mut generator(flags.shared.seed), // the same order for both models
        |batch| step(batch, &mut optimizer),
        |now| {
            progress.advance(1);
            if now.loss.is_finite() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    let is_finite = curve.value.iter().all(|loss| loss.is_finite());
    ensure!(is_finite, "the loss of {name} is no longer a number: try a smaller --lr than {}", flags.lr);
    notebook.loss_curve(name, &curve.iteration, &curve.value);
    Ok(curve)
}

/// What CBOW guesses: a word, from its neighbours in any order, since h is their mean.
fn guesses_of_cbow(examples: &Examples) -> Vec<(Vec<u32>, u32)> {
    let neighbours = examples.contexts.outer_iter().map(|contexts| {
        let mut neighbours = contexts.to_vec(); // (C)
        neighbours.sort();
        neighbours
    });
    neighbours.zip(examples.target.iter().copied()).collect()
}

/// What skip-gram guesses: each neighbour, from the word alone, without saying on which side.
fn guesses_of_skip_gram(examples: &Examples) -> Vec<(u32, u32)> {
    let neighbours = examples.contexts.indexed_iter(); // (N, C)
    neighbours.map(|((number, _), &word)| (examples.target[number], word)).collect()
}

/// The mean cost of the best answers to guesses (what is seen, which word is right): those that give each word
/// the share in which it is right whenever this is seen.
fn least_possible_loss<Seen: Ord>(guesses: Vec<(Seen, u32)>) -> f64 {
    let number = guesses.len() as f64;
    let mut counts: BTreeMap<Seen, BTreeMap<u32, f64>> = BTreeMap::new();
    for (seen, word) in guesses {
        *counts.entry(seen).or_default().entry(word).or_default() += 1.0;
    }
    let costs = counts.values().map(|of_word| {
        let all: f64 = of_word.values().sum();
        of_word.values().map(|count| -count * (count / all).ln()).sum::<f64>()
    });
    costs.sum::<f64>() / number
}

/// The losses over all examples, as probabilities again.
fn after_training(
    notebook: &mut Notebook,
    examples: &Examples,
    cbow: &mut SimpleCbow,
    skip_gram: &mut SimpleSkipGram,
) {
    notebook.cell("After training");
    let vocabulary_size = examples.vocabulary.len();
    let contexts = one_hot_contexts(examples.contexts.view(), vocabulary_size); // (N, C, V)
    let target = one_hot(aview1(&examples.target), vocabulary_size); // (N, V)
    let cbow_loss = cbow.forward(&contexts, &examples.target);
    let skip_gram_loss = skip_gram.forward(examples.contexts.view(), &target) / 2.0;
    let mut table = Table::new(["model", "L per guessed word", "exp(L), the perplexity"]);
    for (name, loss) in [
        ("uniform guess", (vocabulary_size as f64).ln()),
        ("SimpleCBOW", cbow_loss),
        ("SimpleSkipGram", skip_gram_loss),
    ] {
        table.row([name.to_string(), format!("{loss:.4}"), format!("{:.4}", loss.exp())]);
    }
    notebook.table(&table);
    notebook.metric("cbow_final_loss", cbow_loss);
    notebook.metric("skip_gram_final_loss_per_word", skip_gram_loss);
}

/// 3.5.3 Count-based against inference-based.
fn counting_and_inference(
    notebook: &mut Notebook,
    examples: &Examples,
    cbow: &SimpleCbow,
    skip_gram: &SimpleSkipGram,
) {
    notebook.cell("Counting and inference side by side (3.5.3)");
    let vocabulary = &examples.vocabulary;
    let counts = co_occurrence_matrix(&examples.corpus, vocabulary.len(), 1).mapv(|count| count as f32); // (V, V)
    let goodbye = vocabulary.id("goodbye").expect("the sentence has it");
    let mut table =
        Table::new(["nearest to \"goodbye\"", "first", "cosine", "second", "cosine", "numbers per word"]);
    for (name, vectors) in [
        ("counts", &counts),
        ("SimpleCBOW", cbow.word_vectors()),
        ("SimpleSkipGram", skip_gram.word_vectors()),
    ] {
        let nearest = most_similar(vectors.view(), goodbye, 2);
        let words = nearest
            .iter()
            .flat_map(|&(id, cosine)| [vocabulary.word(id).to_string(), format!("{cosine:.4}")]);
        let cells: Vec<String> =
            [name.to_string()].into_iter().chain(words).chain([vectors.ncols().to_string()]).collect();
        table.row(cells);
    }
    notebook.table(&table);
    notebook.say(
        "Skip-gram knows nothing of \"you\" and \".\": at the ends of the sentence, they are never the middle word,\n\
         and their rows of W_in stay as they were drawn.",
    );
    notebook.say(
        "Counting reads the corpus once and is done, but a new word means a new row, a new column and a new\n\
         decomposition. Inference reads it many times, in small batches, and goes on from its weights when\n\
         new text comes. Neither is plainly better at similarity (Levy et al. 2015); they even optimise\n\
         related things: skip-gram with negative sampling factorises a shifted PMI matrix (Levy and\n\
         Goldberg 2014).",
    );
}
