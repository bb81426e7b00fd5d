//! What the page shows: what was counted, and the network at moments of its learning, with any two words as neighbours.

use common::counting::{co_occurrence_matrix, ppmi};
use common::functions::softmax;
use common::text::Vocabulary;
use ndarray::{Array1, Axis};
use notebook::{Notebook, RecordedCurve, recorded};
use serde::Serialize;
use serde_json::Value;

use crate::Weights;

/// So many moments, besides the first.
const MOMENTS: usize = 30;
/// A page has room for so many numbers of a vector; with more, there is none.
const HIDDEN: usize = 16;

/// What is written into the page, besides the names that all pages share (`crates/notebook/src/page.rs`).
#[derive(Serialize)]
struct Recorded<'a> {
    words: &'a [String],
    /// The neighbours and the word of the example that is learned.
    example: [u32; 3],
    counts: Vec<Vec<u32>>, // (V, V)
    ppmi: Value,           // (V, V)
    /// How often each word is anybody's neighbour, and all of them together.
    of_word: Vec<u32>, // (V)
    total: u32,
    loss: RecordedCurve,
    uniform_loss: f64,
    moments: Vec<Moment>,
}

#[derive(Serialize)]
struct Moment {
    iteration: usize,
    w_in: Value,  // (V, H)
    w_out: Value, // (H, V)
    /// For each two words, of which the second is not before the first in the vocabulary: what the network makes of them.
    guesses: Vec<Vec<Guess>>, // (V, V − first)
}

#[derive(Serialize)]
struct Guess {
    h: Value,     // (H)
    score: Value, // (V)
    y: Value,     // (V)
}

/// The moments of the learning.
pub struct Recording {
    distance: usize,
    iteration: usize,
    moments: Vec<Moment>,
}

impl Recording {
    /// Of so many steps.
    pub fn new(steps: usize) -> Self {
        Self { distance: steps.div_ceil(MOMENTS).max(1), iteration: 0, moments: Vec::new() }
    }

    /// Is told of the weights before the first step and after each; keeps moments at equal distances, and the end.
    pub fn record(&mut self, weights: &Weights, is_end: bool) {
        let is_small = weights.w_in.value.ncols() <= HIDDEN;
        if is_small && (self.iteration.is_multiple_of(self.distance) || is_end) {
            self.moments.push(Moment::of(self.iteration, weights));
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
        corpus: &[u32],
        vocabulary: &Vocabulary,
        example: [u32; 3],
        loss: RecordedCurve,
    ) -> notebook::Result<()> {
        if self.moments.is_empty() {
            return Ok(());
        }
        let counts = co_occurrence_matrix(corpus, vocabulary.len(), 1); // (V, V)
        let recorded = Recorded {
            words: vocabulary.words(),
            example,
            ppmi: recorded(&ppmi(&counts)),
            of_word: counts.sum_axis(Axis(0)).to_vec(),
            total: counts.sum(),
            counts: counts.rows().into_iter().map(|row| row.to_vec()).collect(),
            loss,
            uniform_loss: (vocabulary.len() as f64).ln(),
            moments: self.moments,
        };
        notebook.page("inference-basics.js", &recorded)
    }
}

impl Moment {
    fn of(iteration: usize, weights: &Weights) -> Self {
        let (w_in, w_out) = (&weights.w_in.value, &weights.w_out.value);
        let guess = |first: usize, second: usize| {
            let h: Array1<f32> = (&w_in.row(first) + &w_in.row(second)) / 2.0; // (H)
            let score = h.dot(w_out); // (V)
            let y = softmax(&score.view().insert_axis(Axis(0)).to_owned()).remove_axis(Axis(0)); // (V)
            Guess { h: recorded(&h), score: recorded(&score), y: recorded(&y) }
        };
        let words = 0..w_in.nrows();
        let guesses =
            words.clone().map(|first| (first..words.end).map(|second| guess(first, second)).collect());
        Self { iteration, w_in: recorded(w_in), w_out: recorded(w_out), guesses: guesses.collect() }
    }
}
