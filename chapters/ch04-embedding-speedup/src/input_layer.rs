//! What the cost ladder measures: forward and backward of the input layer, for a batch of B words.

use ch04_embedding_speedup::ladder::{self, Ladder};
use common::layers::{Embedding, MatMul};
use common::param::Param;
use common::text::one_hot;
use ndarray::{Array2, aview1};
use rand::Rng;
use rand_distr::{Distribution, Zipf};

/// Beyond this V a step of MatMul takes a tenth of a second and more, and memory goes with it.
pub const LARGEST_MAT_MUL: usize = 100_000;

/// H, B, and how often to measure.
pub struct Measurement {
    pub hidden: usize,
    pub batch: usize,
    pub repeats: usize,
}

impl Measurement {
    /// One step of one-hot × MatMul at each size: (V) → seconds.
    pub fn mat_mul(&self, sizes: &[usize], random: &mut impl Rng) -> Ladder {
        let mut ladder = Ladder::default();
        for &vocabulary_size in sizes.iter().filter(|&&size| size <= LARGEST_MAT_MUL) {
            let mut w_in = Param::dense(self.filled(vocabulary_size)); // (V, H)
            let ids = self.words(vocabulary_size, random); // (B)
            let dout = Array2::from_elem((self.batch, self.hidden), 0.1); // (B, H)
            let mut layer = MatMul::default();
            let steps = (20_000 / vocabulary_size).max(1); // the small sizes are too fast to time alone
            let seconds = ladder::median_seconds(self.repeats, steps, || {
                let x = one_hot(aview1(&ids), vocabulary_size); // (B, V)
                layer.forward(&x, &w_in);
                layer.backward(&dout, &mut w_in);
            });
            ladder.push(vocabulary_size, seconds);
        }
        ladder
    }

    /// One step of Embedding at each size: (V) → seconds. With other words in each step, as in a training; and with the same
    /// ones again and again, whose rows lie ready in the processor's cache.
    pub fn embedding(&self, sizes: &[usize], random: &mut impl Rng) -> [Ladder; 2] {
        let mut ladders = [Ladder::default(), Ladder::default()];
        for &vocabulary_size in sizes {
            let mut w_in = Param::sparse(self.filled(vocabulary_size)); // (V, H)
            let batches: Vec<Vec<u32>> = (0..1_000).map(|_| self.words(vocabulary_size, random)).collect();
            let dout = Array2::from_elem((self.batch, self.hidden), 0.1); // (B, H)
            for (ladder, different) in ladders.iter_mut().zip([batches.len(), 1]) {
                let mut layer = Embedding::default();
                let mut next = batches[..different].iter().cycle();
                let seconds = ladder::median_seconds(self.repeats, batches.len(), || {
                    layer.forward(next.next().expect("a cycle has no end"), &w_in);
                    layer.backward(&dout, &mut w_in);
                    w_in.grad.clear(); // what an optimizer does after its step
                });
                ladder.push(vocabulary_size, seconds);
            }
        }
        ladders
    }

    /// The bytes that one step of MatMul asks for and fills: one-hot rows, the layer's copy of them and their
    /// gradient, 3 · (B, V); the gradient of W_in, (V, H); the output, (B, H).
    pub fn mat_mul_bytes(&self, vocabulary_size: usize) -> u64 {
        let floats =
            3 * self.batch * vocabulary_size + vocabulary_size * self.hidden + self.batch * self.hidden;
        4 * floats as u64
    }

    /// The bytes that one step of Embedding asks for and fills: the ids, (B); the output, (B, H); and at most
    /// B rows of gradient, each with its number.
    pub fn embedding_bytes(&self) -> u64 {
        let numbers = self.batch + self.batch * self.hidden + self.batch * (self.hidden + 1);
        4 * numbers as u64
    }

    /// Any weight will do; not zeros, which the system would not really store.
    fn filled(&self, vocabulary_size: usize) -> Array2<f32> {
        Array2::from_elem((vocabulary_size, self.hidden), 0.01)
    }

    /// B words, as common as in a text: the word of rank r with a probability like 1/r (Zipf's law).
    fn words(&self, vocabulary_size: usize, random: &mut impl Rng) -> Vec<u32> {
        let rank = Zipf::new(vocabulary_size as f64, 1.0).expect("a vocabulary has a word");
        (0..self.batch).map(|_| rank.sample(random) as u32 - 1).collect()
    }
}
