//! What the page shows: counted probabilities, and both models at moments of their training.

use ch03_probabilistic_loss::SimpleSkipGram;
use ch03_simple_cbow::{Examples, SimpleCbow};
use common::functions::{negative_log, softmax};
use common::text::{one_hot, one_hot_contexts};
use ndarray::{Array2, aview1};
use notebook::{Notebook, RecordedCurve, recorded};
use serde::Serialize;
use serde_json::Value;

/// So many moments, besides the first.
const MOMENTS: usize = 100;

/// What is written into the page, besides the names that all pages share (`crates/notebook/src/page.rs`).
#[derive(Serialize)]
struct Recorded<'a> {
    words: &'a [String],
    corpus: &'a [u32],
    contexts: Vec<Vec<u32>>, // (N, C)
    target: &'a [u32],       // (N)
    /// For each word B and each word A: what was counted.
    pairs: Vec<Vec<RecordedPair>>, // (V, V)
    /// How many pairs there are of a word and the word after it.
    pair_count: usize,
    /// Of CBOW and of skip-gram per guessed word, the least that each can come to, and ln V.
    curves: [RecordedCurve; 2],
    least: [f64; 2],
    uniform_loss: f64,
    moments: Vec<RecordedMoment>,
}

#[derive(Serialize)]
struct RecordedPair {
    /// How many pairs begin with B, end with A, and do both.
    counts: [usize; 3],
    /// P(A), P(B), P(A, B), and P(A | B), which there is where B has a word after it.
    probabilities: [Option<f64>; 4],
}

#[derive(Serialize)]
struct RecordedMoment {
    iteration: usize,
    /// Over all examples, of CBOW, and of skip-gram per guessed word.
    losses: [f64; 2],
    /// P(word) of each example: of CBOW from the neighbours, of skip-gram from the word.
    cbow: Value, // (N, V)
    skip_gram: Value, // (N, V)
    /// −log P(target), and −log P of the left and the right neighbour.
    cbow_costs: Value, // (N)
    skip_gram_costs: Value, // (N, C)
}

/// The moments of both trainings.
pub struct Recording<'a> {
    examples: &'a Examples,
    distance: usize,
    iteration: usize,
    moments: Vec<RecordedMoment>,
}

impl<'a> Recording<'a> {
    /// Begins with both models as they are before the first of so many steps.
    pub fn new(examples: &'a Examples, iterations: usize) -> Self {
        Self { examples, distance: iterations.div_ceil(MOMENTS).max(1), iteration: 0, moments: Vec::new() }
    }

    /// Is told of both models before the first step and after each; keeps moments at equal distances, of which the last is
    /// the end if `is_end` says so.
    pub fn record(&mut self, cbow: &mut SimpleCbow, skip_gram: &mut SimpleSkipGram, is_end: bool) {
        if self.iteration.is_multiple_of(self.distance) || is_end {
            self.moments.push(RecordedMoment::of(self.examples, self.iteration, cbow, skip_gram));
        }
        self.iteration += 1;
    }

    /// Writes the page.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(
        self,
        notebook: &mut Notebook,
        curves: [RecordedCurve; 2],
        least: [f64; 2],
    ) -> notebook::Result<()> {
        let examples = self.examples;
        notebook.page(
            "probabilistic-loss.js",
            &Recorded {
                words: examples.vocabulary.words(),
                corpus: &examples.corpus,
                contexts: examples.contexts.outer_iter().map(|contexts| contexts.to_vec()).collect(),
                target: &examples.target,
                pairs: pairs(examples),
                pair_count: examples.corpus.len() - 1,
                curves,
                least,
                uniform_loss: (examples.vocabulary.len() as f64).ln(),
                moments: self.moments,
            },
        )
    }
}

/// Each word with each word after it.
fn pairs(examples: &Examples) -> Vec<Vec<RecordedPair>> {
    let (words, all) = (0..examples.vocabulary.len() as u32, examples.corpus.len() - 1);
    let count = |is_counted: &dyn Fn(&[u32]) -> bool| {
        examples.corpus.windows(2).filter(|pair| is_counted(pair)).count()
    };
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    let pair = |a: u32, b: u32| {
        let of_b = count(&|pair| pair[0] == b);
        let of_a = count(&|pair| pair[1] == a);
        let of_both = count(&|pair| pair == [b, a]);
        let probabilities = [share(of_a, all), share(of_b, all), share(of_both, all), share(of_both, of_b)];
        RecordedPair { counts: [of_b, of_a, of_both], probabilities }
    };
    words.clone().map(|b| words.clone().map(|a| pair(a, b)).collect()).collect()
}

impl RecordedMoment {
    fn of(
        examples: &Examples,
        iteration: usize,
        cbow: &mut SimpleCbow,
        skip_gram: &mut SimpleSkipGram,
    ) -> Self {
        let size = examples.vocabulary.len();
        let contexts = one_hot_contexts(examples.contexts.view(), size); // (N, C, V)
        let target = one_hot(aview1(&examples.target), size); // (N, V)
        let of_cbow = softmax(&cbow.score(&contexts)); // (N, V)
        let of_skip_gram = softmax(&skip_gram.score(&target)); // (N, V)
        let costs = |y: &Array2<f32>, words: &dyn Fn(usize) -> Vec<u32>| {
            let of_example = |number: usize| {
                words(number).into_iter().map(move |word| negative_log(y[[number, word as usize]]))
            };
            let costs: Vec<f64> = (0..examples.len()).flat_map(of_example).collect();
            let columns = costs.len() / examples.len();
            Array2::from_shape_vec((examples.len(), columns), costs).expect("as many for each example")
        };
        let cbow_costs = costs(&of_cbow, &|number| vec![examples.target[number]]); // (N, 1)
        let skip_gram_costs = costs(&of_skip_gram, &|number| examples.contexts.row(number).to_vec()); // (N, C)
        let mean = |costs: &Array2<f64>| (costs.mean().expect("there are examples") * 1e6).round() / 1e6;
        Self {
            iteration,
            losses: [mean(&cbow_costs), mean(&skip_gram_costs)],
            cbow: recorded(&of_cbow),
            skip_gram: recorded(&of_skip_gram),
            cbow_costs: recorded(&cbow_costs.column(0)),
            skip_gram_costs: recorded(&skip_gram_costs),
        }
    }
}
