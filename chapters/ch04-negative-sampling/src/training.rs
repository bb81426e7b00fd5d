//! 4.2 Both losses trained on one text, the toy world: from the same W_in, with the same batches.

use std::time::Instant;

use anyhow::{Result, ensure};
use ch04_embedding_speedup::EmbeddingCbow;
use common::batches::Batches;
use common::layers::{ContextMean, NegativeSamplingLoss};
use common::loss_curve::LossCurve;
use common::optimizer::{Adam, Optimizer};
use common::param::Param;
use common::random::{generator, small_normal};
use common::sampler::UnigramSampler;
use common::similarity::most_similar;
use corpus::{Corpus, Examples};
use ndarray::{Array2, ArrayView2};
use notebook::{LinePlot, Notebook, RecordedCurve, Table};
use rand::Rng;
use tr::tr;

use crate::Flags;
use crate::recording::Recording;

/// How many points of a loss curve its line is smoothed over.
const SMOOTH: usize = 20;

/// What CBOW with negative sampling learns. The next step, `ch04-full-cbow`, makes a model of it.
pub struct Weights {
    /// (V, H): its rows are the word vectors.
    pub w_in: Param,
    /// (V, H): a row for each word as an answer, so that a row can be picked here too.
    pub w_out: Param,
}

impl Weights {
    /// Before training.
    pub fn new(corpus: &Corpus, flags: &Flags, random: &mut impl Rng) -> Self {
        let (vocabulary_size, hidden_size) = (corpus.vocabulary.len(), flags.hidden);
        let w_in = Param::sparse(small_normal(vocabulary_size, hidden_size, random)); // (V, H)
        let w_out = Param::sparse(small_normal(vocabulary_size, hidden_size, random)); // (V, H)
        Self { w_in, w_out }
    }

    /// The hidden layer: contexts (B, C) → (B, H).
    pub fn hidden(&self, contexts: ArrayView2<u32>) -> Array2<f32> {
        ContextMean::new(contexts.ncols()).forward(contexts, &self.w_in)
    }
}

/// Trains one model with each loss, and shows both curves.
pub fn both_losses(
    notebook: &mut Notebook,
    corpus: &Corpus,
    examples: &Examples,
    sampled: &mut Weights,
    sampler: &UnigramSampler,
    flags: &Flags,
    recording: &mut Recording,
) -> Result<()> {
    notebook.cell(tr!("Both losses on one text"));
    let (vocabulary_size, questions) = (corpus.vocabulary.len(), 1 + flags.negatives);
    let w_out = sampled.w_out.value.t().as_standard_layout().into_owned(); // (H, V)
    let w_in = Param::sparse(sampled.w_in.value.clone()); // (V, H)
    let mut full = EmbeddingCbow::with_weights(w_in, Param::dense(w_out), 2 * flags.window);
    ensure!(
        flags.batch <= examples.len(),
        "--batch {} is more than the {} examples of the text",
        flags.batch,
        examples.len()
    );
    let Weights { w_in, w_out } = &mut *sampled;
    let (mut context_mean, mut loss_layer) =
        (ContextMean::new(2 * flags.window), NegativeSamplingLoss::default());
    let [mut full_optimizer, mut optimizer] = [(); 2].map(|()| Optimizer::new(Adam::new(flags.lr)));
    let names = ["softmax", "negative sampling"];
    let [mut of_softmax, mut of_questions] = names.map(|name| LossCurve::new(name, 1, flags.lr));
    let mut seconds = [0.0; 2];
    let (mut random, mut draws) = (generator(flags.shared.seed), generator(flags.shared.seed));
    // More epochs than are needed: the training ends after so many iterations.
    let batches = Batches::new(examples.len(), flags.batch, flags.iterations, &mut random);
    let progress = notebook.progress(flags.iterations, tr!("training"));
    for batch in batches.take(flags.iterations) {
        recording.record([w_in, w_out], &optimizer, &full, &full_optimizer);
        let (contexts, target) = examples.batch(&batch); // (B, C), (B)

        let begin = Instant::now();
        full_optimizer.catch_up(&mut full.w_in, &contexts); // the rows that are about to be read
        let loss = full.forward(contexts.view(), &target);
        full.backward();
        full_optimizer.update(&mut [&mut full.w_in, &mut full.w_out]);
        of_softmax.record(loss)?;
        seconds[0] += begin.elapsed().as_secs_f64();

        let begin = Instant::now();
        let negatives = sampler.sample(&target, &mut draws); // (B, K)
        optimizer.catch_up(w_in, &contexts);
        optimizer.catch_up(w_out, target.iter().chain(&negatives));
        let h = context_mean.forward(contexts.view(), w_in); // (B, H)
        let loss = loss_layer.forward(&h, &target, &negatives, w_out);
        let dh = loss_layer.backward(w_out); // (B, H)
        context_mean.backward(&dh, w_in);
        optimizer.update(&mut [w_in, w_out]);
        of_questions.record(loss)?;
        seconds[1] += begin.elapsed().as_secs_f64();
        progress.inc(1);
    }
    drop(progress);
    full_optimizer.catch_up_all(&mut full.w_in); // the rows that no later batch has brought up to date
    [w_in, w_out].into_iter().for_each(|weight| optimizer.catch_up_all(weight));
    for ((name, curve), seconds) in names.iter().zip([&of_softmax, &of_questions]).zip(seconds) {
        let name_of_time = format!("{}_training_milliseconds_per_step", name.replace(' ', "_"));
        notebook.timing(&name_of_time, 1e3 * seconds / flags.iterations as f64);
        notebook.loss_curve(name, &curve.iteration, &curve.value);
    }

    let starts = [(vocabulary_size as f64).ln(), questions as f64 * 2f64.ln()];
    let mut table = Table::new([tr!("loss"), tr!("start"), tr!("first step"), tr!("mean of the last 50")]);
    for (name, start, curve) in [
        (tr!("softmax, ln {v}", v = vocabulary_size), starts[0], &of_softmax),
        (tr!("negative sampling, {questions} · ln 2", questions), starts[1], &of_questions),
    ] {
        let last = format!("{:.2}", curve.mean_of_last(50));
        table.row([name, format!("{start:.4}"), format!("{:.4}", curve.value[0]), last]);
    }
    notebook.table(&table);
    notebook.say(tr!(
        "The two losses answer different questions: one of {v} words, or {questions} times yes or no. Their heights\n\
         must not be compared; each is to be compared with its own start only. The time per step is told on\n\
         standard error.",
        v = vocabulary_size,
        questions
    ));
    notebook.picture("loss.png", &both_curves(&of_softmax, &of_questions, starts, flags, vocabulary_size))?;
    let shown = |curve: &LossCurve| RecordedCurve::new(&curve.iteration, &curve.value, SMOOTH);
    recording.finish(sampled, &full, [shown(&of_softmax), shown(&of_questions)]);
    nearest_words(notebook, corpus, &full, sampled);
    Ok(())
}

fn both_curves(
    of_softmax: &LossCurve,
    of_questions: &LossCurve,
    starts: [f64; 2],
    flags: &Flags,
    vocabulary_size: usize,
) -> LinePlot {
    let questions = 1 + flags.negatives;
    let [softmax, sampling] = starts.map(|start| format!("{start:.4}"));
    LinePlot::new(
        tr!("Two losses for two questions: not to be compared by height"),
        tr!("iteration"),
        tr!("loss (nats per example), each of its own question"),
    )
    .smoothed_line(tr!("softmax over V"), &of_softmax.iteration, &of_softmax.value, SMOOTH)
    .smoothed_line(tr!("negative sampling"), &of_questions.iteration, &of_questions.value, SMOOTH)
    .reference(starts[0], tr!("softmax: ln {v} = {loss}", v = vocabulary_size, loss = softmax))
    .reference(starts[1], tr!("sampling: {questions} · ln 2 = {loss}", questions, loss = sampling))
}

/// What can be compared: the word vectors.
fn nearest_words(notebook: &mut Notebook, corpus: &Corpus, full: &EmbeddingCbow, sampled: &Weights) {
    notebook
        .say(tr!("What can be compared is what both were trained for, the word vectors. Nearest by cosine:"));
    let mut table = Table::new([tr!("word"), tr!("with the softmax"), tr!("with negative sampling")]);
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
