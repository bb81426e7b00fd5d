//! A block: some rows h, each with questions whose answer is yes, and the questions with the answer no that all of
//! them share.

use pulp::Simd;

use crate::copies::Copies;
use crate::kernel;

/// How many rows h a block has at the most.
pub(crate) const BLOCK: usize = 32;

/// A question whose answer is yes: does this word go with this row?
#[derive(Debug, Clone, Copy)]
struct Pair {
    row: u32,
    /// The place of the word's row in the copies of W_out.
    place: u32,
}

/// Rows h (R, H) with R ≤ [`BLOCK`], the questions about them, and their gradients.
///
/// The K negatives of each question are not drawn for it alone: the block draws N words, and each question is
/// answered no with all of them, with the weight K/N. Its expectation is the same, and the work
/// becomes three products of small matrices: the scores h · Wᵀ, and the gradients of both.
#[derive(Default)]
pub(crate) struct Block {
    width: usize,
    h: Vec<f32>,
    dh: Vec<f32>,
    pairs: Vec<Pair>,
    /// For each pair its score, then the probability of the right answer.
    of_pairs: Vec<f32>,
    /// (R, N): for each row and negative the score, then the probability of the right answer, then the
    /// gradient.
    of_negatives: Vec<f32>,
    /// (R, N): how much each of these counts.
    weights: Vec<f32>,
    /// Where among the copies of W_out the rows of the negatives begin: (N).
    starts: Vec<usize>,
    /// The changes of these rows: (N, H).
    changes: Vec<f32>,
}

impl Block {
    /// A block without rows.
    pub fn start(&mut self, width: usize) {
        self.width = width;
        self.h.clear();
        self.pairs.clear();
    }

    /// The next row h, to be filled in, with its number.
    #[inline(always)]
    pub fn row(&mut self) -> (u32, &mut [f32]) {
        let start = self.h.len();
        self.h.resize(start + self.width, 0.0);
        ((start / self.width) as u32, &mut self.h[start..])
    }

    /// One more question with the answer yes.
    #[inline(always)]
    pub fn pair(&mut self, row: u32, place: u32) {
        self.pairs.push(Pair { row, place });
    }

    /// The gradient of a row, times the learning rate: what to add to what it was made of.
    #[inline(always)]
    pub fn change(&self, row: usize) -> &[f32] {
        &self.dh[row * self.width..][..self.width]
    }

    /// Answers all questions, changes the rows of W_out, and finds the changes of the rows h. Returns the loss,
    /// added over the pairs.
    #[inline(always)]
    pub fn learn<S: Simd>(
        &mut self,
        simd: S,
        w_out: &mut Copies,
        negatives: &[u32],
        negatives_per_pair: usize,
        learning_rate: f32,
    ) -> f64 {
        let (width, n) = (self.width, negatives.len());
        let rows = (self.h.len() / width).next_multiple_of(kernel::TILE_ROWS);
        self.h.resize(rows * width, 0.0);
        self.dh.resize(rows * width, 0.0);

        // The scores, and the probabilities of the right answers: σ(score) for a yes, σ(−score) for a no.
        self.starts.clear();
        self.starts.extend(negatives.iter().map(|&place| place as usize * width));
        self.of_negatives.resize(rows * n, 0.0);
        kernel::products(simd, &self.h, w_out.floats(), &self.starts, width, &mut self.of_negatives);
        self.of_negatives.iter_mut().for_each(|score| *score = kernel::sigmoid(-*score));
        self.of_pairs.clear();
        for pair in &self.pairs {
            let h = &self.h[pair.row as usize * width..][..width];
            self.of_pairs.push(kernel::dot(simd, h, w_out.at(pair.place)));
        }
        self.of_pairs.iter_mut().for_each(|score| *score = kernel::sigmoid(*score));

        self.weigh(negatives, negatives_per_pair as f32 / n as f32, rows);
        let loss = kernel::surprise(&self.of_pairs, None) + kernel::surprise(&self.of_negatives, Some(&self.weights));

        // The gradients: label − probability of a yes, for a no minus the chance of a wrong answer.
        for (value, weight) in self.of_negatives.iter_mut().zip(&self.weights) {
            *value = -learning_rate * weight * (1.0 - *value);
        }
        let starts = self.starts.iter().copied();
        kernel::weighted_sums(simd, &self.of_negatives, [n, 1], w_out.floats(), starts, width, &mut self.dh);
        for (pair, probability) in self.pairs.iter().zip(&self.of_pairs) {
            let at = pair.row as usize * width;
            let (h, dh) = (&self.h[at..][..width], &mut self.dh[at..][..width]);
            kernel::exchange(simd, learning_rate * (1.0 - probability), h, dh, w_out.pull_at(pair.place, 1.0));
        }
        self.changes.resize(n * width, 0.0);
        let starts = (0..rows).map(|row| row * width);
        kernel::weighted_sums(simd, &self.of_negatives, [1, n], &self.h, starts, width, &mut self.changes);
        for (number, (change, &place)) in self.changes.chunks_exact(width).zip(negatives).enumerate() {
            let questions = self.weights.iter().skip(number).step_by(n).sum();
            kernel::add(simd, w_out.pull_at(place, questions), change);
        }
        loss
    }

    /// How much each negative counts for each row: as much as the row has pairs, but not for a pair that asks for
    /// the same word with the answer yes.
    #[inline(always)]
    fn weigh(&mut self, negatives: &[u32], weight: f32, rows: usize) {
        self.weights.clear();
        self.weights.resize(rows * negatives.len(), 0.0);
        for pair in &self.pairs {
            let weights = &mut self.weights[pair.row as usize * negatives.len()..][..negatives.len()];
            for (sum, &negative) in weights.iter_mut().zip(negatives) {
                *sum += if negative == pair.place { 0.0 } else { weight };
            }
        }
    }
}
