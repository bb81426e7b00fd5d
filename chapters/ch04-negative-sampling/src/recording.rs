//! What the page shows: one example at moments of both trainings, and what samplers with other powers draw.

use ch04_embedding_speedup::EmbeddingCbow;
use common::functions::{negative_log, sigmoid, softmax};
use common::optimizer::Optimizer;
use common::param::Param;
use common::random::generator;
use common::sampler::UnigramSampler;
use corpus::Corpus;
use ndarray::{Array1, Array2, Axis, aview1, s};
use notebook::{Notebook, RecordedCurve, recorded};
use serde::Serialize;
use serde_json::Value;

use crate::Flags;
use crate::one_example::Example;
use crate::sampling::{Draws, SHOWN_RANKS};
use crate::training::Weights;

/// So many moments, besides the first.
const MOMENTS: usize = 60;
/// So many numbers of a vector are shown, …
const HIDDEN: usize = 12;
/// … and so many of the words that a model takes to be right.
const BEST: usize = 5;
/// The powers of the sampler that are compared.
const POWERS: [f64; 4] = [0.0, 0.5, 0.75, 1.0];

/// What is written into the page, besides the names that all pages share (`crates/notebook/src/page.rs`).
#[derive(Serialize)]
struct Recorded {
    /// The example with its gap.
    gap: String,
    /// Twice 1 + K words to be asked about, the right one first: with the negatives drawn before and after training.
    questions: Vec<Vec<String>>, // (2, 1 + K)
    /// H, and how much of it is shown.
    hidden: [usize; 2],
    vocabulary: usize,
    /// Of the softmax, and of the 1 + K questions, with what a guess without knowledge costs.
    curves: [RecordedCurve; 2],
    starts: [f64; 2],
    moments: Vec<RecordedMoment>,
    /// Some words by their rank, with their counts, …
    ranks: Vec<(usize, String, u64)>,
    /// … and for each power what is drawn of them.
    powers: Vec<RecordedPower>,
    /// How often was drawn, for which target.
    draws: usize,
    target: String,
}

#[derive(Serialize)]
struct RecordedMoment {
    iteration: usize,
    h: Value, // (H)
    answers: Vec<RecordedAnswers>,
    /// P(right word) of the softmax, and the words with the largest.
    softmax: f64,
    softmax_best: Vec<(String, f64)>,
    /// P(yes) for the right word, and the words with the largest of all V.
    sampling: f64,
    sampling_best: Vec<(String, f64)>,
}

/// The answers to 1 + K questions.
#[derive(Serialize)]
struct RecordedAnswers {
    rows: Value,  // (1 + K, H) of W_out
    score: Value, // (1 + K)
    y: Value,     // (1 + K)
    loss: Value,  // (1 + K)
    total: f64,
    /// y − t.
    dscore: Value, // (1 + K)
    gradient: Value, // (1 + K, H)
    dh: Value,       // (H)
}

#[derive(Serialize)]
struct RecordedPower {
    power: f64,
    /// For each of the ranks: the share of all draws, how often it is expected, and how often it came.
    share: Vec<f64>,
    expected: Vec<f64>,
    drawn: Vec<u64>,
}

/// The example at one moment.
struct Moment {
    iteration: usize,
    h: Array1<f32>,       // (H)
    w_out: Array2<f32>,   // (V, H)
    softmax: Array1<f32>, // (V)
}

/// The moments of a training.
pub struct Recording<'a> {
    example: &'a Example,
    distance: usize,
    iteration: usize,
    moments: Vec<Moment>,
    curves: Option<[RecordedCurve; 2]>,
}

impl<'a> Recording<'a> {
    /// Of this example, in trainings of so many iterations.
    pub fn new(example: &'a Example, iterations: usize) -> Self {
        let distance = iterations.div_ceil(MOMENTS).max(1);
        Self { example, distance, iteration: 0, moments: Vec::new(), curves: None }
    }

    /// Is told of both models before each step and after the last, with what moves them; keeps moments at equal distances.
    pub fn record(
        &mut self,
        [w_in, w_out]: [&Param; 2],
        optimizer: &Optimizer,
        full: &EmbeddingCbow,
        full_optimizer: &Optimizer,
    ) {
        if self.iteration.is_multiple_of(self.distance) {
            // Copies, which are brought up to date: it must make no difference to the training that somebody looks.
            let now = |param: &Param, optimizer: &Optimizer| {
                let mut param = param.clone();
                optimizer.catch_up_all(&mut param);
                param
            };
            let weights = Weights { w_in: now(w_in, optimizer), w_out: now(w_out, optimizer) };
            let full_h = self.hidden(&now(&full.w_in, full_optimizer));
            self.moments.push(Moment {
                iteration: self.iteration,
                h: weights.hidden(self.example.contexts.view()).remove_axis(Axis(0)),
                softmax: probabilities(&full_h, &full.w_out.value),
                w_out: weights.w_out.value,
            });
        }
        self.iteration += 1;
    }

    /// Keeps the end of the training, unless it is a moment already, and both curves.
    pub fn finish(&mut self, sampled: &Weights, full: &EmbeddingCbow, curves: [RecordedCurve; 2]) {
        if self.moments.last().is_none_or(|last| last.iteration < self.iteration) {
            self.moments.push(Moment {
                iteration: self.iteration,
                h: sampled.hidden(self.example.contexts.view()).remove_axis(Axis(0)),
                softmax: probabilities(&self.hidden(&full.w_in), &full.w_out.value),
                w_out: sampled.w_out.value.clone(),
            });
        }
        self.curves = Some(curves);
    }

    /// The mean of the rows of the neighbours: (H).
    fn hidden(&self, w_in: &Param) -> Array1<f32> {
        let ids: Vec<usize> = self.example.contexts.iter().map(|&id| id as usize).collect();
        w_in.value.select(Axis(0), &ids).sum_axis(Axis(0)) / ids.len() as f32
    }

    /// Writes the page, with the questions that were asked before and after training, and what the sampler drew.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(
        self,
        notebook: &mut Notebook,
        corpus: &Corpus,
        questions: [Vec<u32>; 2],
        draws: &Draws,
        flags: &Flags,
    ) -> notebook::Result<()> {
        let Some(curves) = self.curves else { return Ok(()) };
        let word = |id: u32| corpus.vocabulary.word(id).to_string();
        let ranked = corpus.by_frequency();
        let ranks = SHOWN_RANKS.map(|rank| rank.min(ranked.len()));
        let hidden = self.moments[0].h.len();
        notebook.page(
            "negative-sampling.js",
            &Recorded {
                gap: self.example.with_gap(&corpus.vocabulary),
                questions: questions.iter().map(|ids| ids.iter().map(|&id| word(id)).collect()).collect(),
                hidden: [hidden, hidden.min(HIDDEN)],
                vocabulary: corpus.vocabulary.len(),
                curves,
                starts: [(corpus.vocabulary.len() as f64).ln(), (1 + flags.negatives) as f64 * 2f64.ln()],
                moments: self.moments.iter().map(|moment| moment.recorded(corpus, &questions)).collect(),
                ranks: ranks
                    .map(|rank| (rank, word(ranked[rank - 1]), corpus.counts[ranked[rank - 1] as usize]))
                    .into(),
                powers: powers(corpus, &ranks.map(|rank| ranked[rank - 1] as usize), draws, flags),
                draws: draws.number,
                target: word(ranked[0]),
            },
        )
    }
}

/// The probability of each word: (V).
fn probabilities(h: &Array1<f32>, w_out: &Array2<f32>) -> Array1<f32> {
    softmax(&h.dot(w_out).insert_axis(Axis(0))).remove_axis(Axis(0))
}

/// With five decimals.
fn number(x: f64) -> f64 {
    (x * 1e5).round() / 1e5
}

impl Moment {
    fn recorded(&self, corpus: &Corpus, questions: &[Vec<u32>; 2]) -> RecordedMoment {
        let target = questions[0][0] as usize;
        let yes = self.w_out.dot(&self.h).mapv(sigmoid); // (V)
        let best = |probabilities: &Array1<f32>| {
            let mut ids: Vec<usize> = (0..probabilities.len()).collect();
            ids.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
            let shown = ids.into_iter().take(BEST);
            shown
                .map(|id| (corpus.vocabulary.word(id as u32).to_string(), number(probabilities[id].into())))
                .collect()
        };
        RecordedMoment {
            iteration: self.iteration,
            h: recorded(&self.h.slice(s![..self.h.len().min(HIDDEN)])),
            answers: questions.iter().map(|ids| self.answers(ids)).collect(),
            softmax: number(self.softmax[target].into()),
            softmax_best: best(&self.softmax),
            sampling: number(yes[target].into()),
            sampling_best: best(&yes),
        }
    }

    /// Forward and backward, as the program prints it for the first and the last moment.
    fn answers(&self, ids: &[u32]) -> RecordedAnswers {
        let rows: Vec<usize> = ids.iter().map(|&id| id as usize).collect();
        let rows = self.w_out.select(Axis(0), &rows); // (1 + K, H)
        let t = Array1::from_shape_fn(ids.len(), |place| if place == 0 { 1.0 } else { 0.0 }); // (1 + K)
        let score = rows.dot(&self.h); // (1 + K)
        let y = score.mapv(sigmoid); // (1 + K)
        let loss: Vec<f64> =
            y.iter().zip(&t).map(|(&y, &t)| negative_log(if t == 1.0 { y } else { 1.0 - y })).collect();
        let dscore = &y - &t; // (1 + K)
        let gradient = dscore.view().insert_axis(Axis(1)).dot(&self.h.view().insert_axis(Axis(0))); // (1 + K, H)
        let shown = self.h.len().min(HIDDEN);
        RecordedAnswers {
            rows: recorded(&rows.slice(s![.., ..shown])),
            score: recorded(&score),
            y: recorded(&y),
            total: number(loss.iter().sum()),
            loss: recorded(&aview1(&loss)),
            gradient: recorded(&gradient.slice(s![.., ..shown])),
            dh: recorded(&dscore.dot(&rows).slice(s![..shown])),
            dscore: recorded(&dscore),
        }
    }
}

/// What each power draws of these words. The power of this run has drawn already.
fn powers(corpus: &Corpus, words: &[usize], drawn: &Draws, flags: &Flags) -> Vec<RecordedPower> {
    let target = corpus.by_frequency()[0];
    let mut all = POWERS.to_vec();
    if !all.contains(&flags.power) {
        all.push(flags.power);
    }
    all.sort_by(f64::total_cmp);
    let recorded = |power: f64| {
        let sampler = UnigramSampler::new(&corpus.counts, power, flags.negatives);
        let other = (power != flags.power)
            .then(|| Draws::new(&sampler, target, drawn.number, &mut generator(flags.shared.seed)));
        let draws = other.as_ref().unwrap_or(drawn);
        RecordedPower {
            power,
            share: words.iter().map(|&word| (1e7 * sampler.probabilities()[word]).round() / 1e7).collect(),
            expected: words.iter().map(|&word| (10.0 * draws.expected[word]).round() / 10.0).collect(),
            drawn: words.iter().map(|&word| draws.counted[word]).collect(),
        }
    };
    all.into_iter().map(recorded).collect()
}
