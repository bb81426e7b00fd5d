//! Both losses trained on one text, the toy world: from the same W_in, with the same batches.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::Instant;

use anyhow::{Result, ensure};
use ch04_embedding_speedup::EmbeddingCbow;
use ch04_negative_sampling::YesNoCbow;
use common::optimizer::{Adam, Optimizer};
use common::param::Param;
use common::random::{generator, small_normal};
use common::sampler::UnigramSampler;
use common::similarity::most_similar;
use common::text::Vocabulary;
use common::trainer::{LossCurve, Trainer};
use corpus::{Corpus, Examples};
use ndarray::Array2;
use notebook::{LinePlot, Notebook, Table};
use rand::Rng;

use crate::{Flags, sampling};

/// A batch of a single example.
pub struct Example {
    /// (1, C)
    pub contexts: Array2<u32>,
    /// (1)
    pub target: Vec<u32>,
}

impl Example {
    /// Its words with a gap for the target.
    pub fn with_gap(&self, words: &Vocabulary) -> String {
        let mut shown: Vec<&str> = self.contexts.iter().map(|&id| words.word(id)).collect();
        shown.insert(shown.len() / 2, "___");
        shown.join(" ")
    }
}

/// The first word of the text that has enough neighbours.
pub fn first_example(examples: &Examples) -> Example {
    let (contexts, target) = batch_of(examples, &[0]);
    Example { contexts, target }
}

/// The examples with these numbers: contexts (B, C) and target (B).
fn batch_of(examples: &Examples, numbers: &[u32]) -> (Array2<u32>, Vec<u32>) {
    let positions: Vec<usize> = numbers.iter().map(|&number| examples.position(number as usize)).collect();
    let neighbours = positions.iter().flat_map(|&position| {
        let (left, right) = examples.contexts(position);
        left.iter().chain(right).copied()
    });
    let contexts = Array2::from_shape_vec((numbers.len(), 2 * examples.window()), neighbours.collect())
        .expect("C neighbours for each example");
    (contexts, positions.iter().map(|&position| examples.target(position)).collect())
}

/// The model with negative sampling, before training: W_in and W_out (V, H).
pub fn new_model(corpus: &Corpus, flags: &Flags, random: &mut impl Rng) -> YesNoCbow {
    let shape = (corpus.vocabulary.len(), flags.hidden);
    let w_in = Param::sparse(small_normal(shape.0, shape.1, random)); // (V, H)
    let w_out = Param::sparse(small_normal(shape.0, shape.1, random)); // (V, H)
    YesNoCbow::with_weights(w_in, w_out, 2 * flags.window)
}

/// The words that stand in some gap, the most frequent first. The others only ever stand near an end of a
/// sentence, where a word has too few neighbours to be a target.
pub fn ever_asked(corpus: &Corpus, examples: &Examples) -> Vec<u32> {
    let targets: HashSet<u32> = examples.positions().map(|position| examples.target(position)).collect();
    sampling::by_frequency(corpus).into_iter().filter(|word| targets.contains(word)).collect()
}

/// What a small training ends with.
pub struct YesOrNo {
    /// The mean loss of its last 50 steps.
    pub loss: f64,
    /// P(yes) of every word in each of the first 200 gaps of the text: (200, V).
    pub answers: Array2<f32>,
}

impl YesOrNo {
    /// How many of the answers about these words, over all gaps, are a yes.
    pub fn share_of_yes(&self, words: &[u32]) -> f64 {
        let yes = |&word: &u32| self.answers.column(word as usize).iter().filter(|&&yes| yes > 0.5).count();
        words.iter().map(yes).sum::<usize>() as f64 / (words.len() * self.answers.nrows()) as f64
    }

    /// The answers about these words in the first gap.
    pub fn in_the_first_gap(&self, words: &[u32]) -> Vec<f32> {
        words.iter().map(|&word| self.answers[[0, word as usize]]).collect()
    }
}

/// A small training with K = `negatives`; 0 for positives only.
pub fn yes_or_no(corpus: &Corpus, examples: &Examples, flags: &Flags, negatives: usize) -> YesOrNo {
    const STEPS: usize = 500;
    let mut random = generator(flags.shared.seed.wrapping_add(1)); // not the numbers of the long training
    let mut model = new_model(corpus, flags, &mut random);
    let sampler = UnigramSampler::new(&corpus.counts, flags.power, negatives);
    let mut optimizer = Optimizer::new(Adam::new(0.003));
    let batch_size = examples.len().min(100);
    let trainer = Trainer { epochs: 1, batch_size, average_over: 1 };
    let mut draws = generator(flags.shared.seed);
    let curve = trainer.fit(
        examples.len().min(100 * STEPS),
        &mut random,
        |numbers| {
            let (contexts, target) = batch_of(examples, numbers); // (B, C), (B)
            let negatives = sampler.sample(&target, &mut draws); // (B, K)
            optimizer.catch_up(&mut model.w_in, &contexts); // the rows that are about to be read
            optimizer.catch_up(&mut model.w_out, target.iter().chain(&negatives));
            let loss = model.forward(contexts.view(), &target, &negatives);
            model.backward();
            optimizer.update(&mut [&mut model.w_in, &mut model.w_out]);
            loss
        },
        |_| ControlFlow::Continue(()),
    );
    optimizer.catch_up_all(&mut model.w_in);
    optimizer.catch_up_all(&mut model.w_out);
    let numbers: Vec<u32> = (0..examples.len().min(200) as u32).collect();
    let (contexts, _) = batch_of(examples, &numbers); // (200, C)
    YesOrNo { loss: mean_of_the_last(&curve), answers: model.all_answers(contexts.view()) }
}

/// The mean of the last 50 losses, or of all if there are fewer.
fn mean_of_the_last(curve: &LossCurve) -> f64 {
    let last = &curve.value[curve.value.len().saturating_sub(50)..];
    last.iter().sum::<f64>() / last.len() as f64
}

/// Trains one model with each loss, and shows both curves.
pub fn both_losses(
    notebook: &mut Notebook,
    corpus: &Corpus,
    examples: &Examples,
    sampled: &mut YesNoCbow,
    sampler: &UnigramSampler,
    flags: &Flags,
) -> Result<()> {
    notebook.cell("Both losses on one text");
    let (vocabulary_size, questions) = (corpus.vocabulary.len(), 1 + flags.negatives);
    let w_out = sampled.w_out.value.t().as_standard_layout().into_owned(); // (H, V)
    let w_in = Param::sparse(sampled.w_in.value.clone()); // (V, H)
    let mut full = EmbeddingCbow::with_weights(w_in, Param::dense(w_out), 2 * flags.window);
    let (of_softmax, optimizer) = train(notebook, "softmax", examples, flags, |numbers, optimizer| {
        let (contexts, target) = batch_of(examples, numbers); // (B, C), (B)
        optimizer.catch_up(&mut full.w_in, &contexts); // the rows that are about to be read
        let loss = full.forward(contexts.view(), &target);
        full.backward();
        optimizer.update(&mut [&mut full.w_in, &mut full.w_out]);
        loss
    })?;
    optimizer.catch_up_all(&mut full.w_in); // the rows that no later batch has brought up to date
    let mut random = generator(flags.shared.seed);
    let (of_questions, optimizer) =
        train(notebook, "negative sampling", examples, flags, |numbers, optimizer| {
            let (contexts, target) = batch_of(examples, numbers); // (B, C), (B)
            let negatives = sampler.sample(&target, &mut random); // (B, K)
            optimizer.catch_up(&mut sampled.w_in, &contexts);
            optimizer.catch_up(&mut sampled.w_out, target.iter().chain(&negatives));
            let loss = sampled.forward(contexts.view(), &target, &negatives);
            sampled.backward();
            optimizer.update(&mut [&mut sampled.w_in, &mut sampled.w_out]);
            loss
        })?;

    optimizer.catch_up_all(&mut sampled.w_in);
    optimizer.catch_up_all(&mut sampled.w_out);

    let starts = [(vocabulary_size as f64).ln(), questions as f64 * 2f64.ln()];
    let mut table = Table::new(["loss", "start", "first step", "mean of the last 50"]);
    for (name, start, curve) in [
        (format!("softmax, ln {vocabulary_size}"), starts[0], &of_softmax),
        (format!("negative sampling, {questions} · ln 2"), starts[1], &of_questions),
    ] {
        let last = format!("{:.2}", mean_of_the_last(curve));
        table.row([name, format!("{start:.4}"), format!("{:.4}", curve.value[0]), last]);
    }
    notebook.table(&table);
    notebook.say(format!(
        "The two losses answer different questions: one of {vocabulary_size} words, or {questions} times yes or no. Their heights\n\
         must not be compared; each is to be compared with its own start only. The time per step is told on\n\
         standard error.",
    ));
    notebook.picture("loss.png", &both_curves(&of_softmax, &of_questions, starts, flags, vocabulary_size))?;
    nearest_words(notebook, corpus, &full, sampled);
    Ok(())
}

fn train(
    notebook: &mut Notebook,
    name: &str,
    examples: &Examples,
    flags: &Flags,
    mut step: impl FnMut(&[u32], &mut Optimizer) -> f64,
) -> Result<(LossCurve, Optimizer)> {
    ensure!(
        flags.batch <= examples.len(),
        "--batch {} is more than the {} examples of the text",
        flags.batch,
        examples.len()
    );
    let mut optimizer = Optimizer::new(Adam::new(flags.lr));
    // More epochs than are needed: the training ends after so many iterations.
    let trainer = Trainer { epochs: flags.iterations, batch_size: flags.batch, average_over: 1 };
    let progress = notebook.progress(flags.iterations, name);
    let start = Instant::now();
    let curve = trainer.fit(
        examples.len(),
        &mut generator(flags.shared.seed), // the same order for both models
        |batch| step(batch, &mut optimizer),
        |now| {
            progress.advance(1);
            let goes_on = now.loss.is_finite() && now.iteration < flags.iterations;
            if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    let seconds = start.elapsed().as_secs_f64();
    drop(progress);
    let is_finite = curve.value.iter().all(|loss| loss.is_finite());
    ensure!(is_finite, "the loss of {name} is no longer a number: try a smaller --lr than {}", flags.lr);
    let name_of_time = format!("{}_training_milliseconds_per_step", name.replace(' ', "_"));
    notebook.timing(&name_of_time, 1e3 * seconds / curve.value.len() as f64);
    notebook.loss_curve(name, &curve.iteration, &curve.value);
    Ok((curve, optimizer))
}

fn both_curves(
    of_softmax: &LossCurve,
    of_questions: &LossCurve,
    starts: [f64; 2],
    flags: &Flags,
    vocabulary_size: usize,
) -> LinePlot {
    let questions = 1 + flags.negatives;
    LinePlot::new(
        "Two losses for two questions: not to be compared by height",
        "iteration",
        "loss (nats per example), each of its own question",
    )
    .smoothed_line("softmax over V", &of_softmax.iteration, &of_softmax.value, 20)
    .smoothed_line("negative sampling", &of_questions.iteration, &of_questions.value, 20)
    .reference(starts[0], &format!("softmax: ln {vocabulary_size} = {:.4}", starts[0]))
    .reference(starts[1], &format!("sampling: {questions} · ln 2 = {:.4}", starts[1]))
}

/// What can be compared: the word vectors.
fn nearest_words(notebook: &mut Notebook, corpus: &Corpus, full: &EmbeddingCbow, sampled: &YesNoCbow) {
    notebook.say("What can be compared is what both were trained for, the word vectors. Nearest by cosine:");
    let mut table = Table::new(["word", "with the softmax", "with negative sampling"]);
    for word in ["king", "tokyo", "faster", "cat"] {
        let Some(id) = corpus.vocabulary.id(word) else { continue };
        let nearest = [&full.w_in.value, &sampled.w_in.value].map(|w| {
            let words = most_similar(w.view(), id, 4);
            words.iter().map(|&(id, _)| corpus.vocabulary.word(id)).collect::<Vec<_>>().join(", ")
        });
        table.row([word.to_string(), nearest[0].clone(), nearest[1].clone()]);
    }
    notebook.table(&table);
}
