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
    /// The gradients once more, the other way round: (N, R).
    turned: Vec<f32>,
    /// How much each negative counts for all rows together: (N).
    questions: Vec<f32>,
    /// The weights of the pairs: all 1.
    ones: Vec<f32>,
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
        self.ones.resize(self.pairs.len(), 1.0);
        let loss = kernel::surprise(&self.of_pairs, &self.ones)
            + kernel::surprise(&self.of_negatives, &self.weights);

        // The gradients: label − probability of a yes, for a no minus the chance of a wrong answer.
        for (value, weight) in self.of_negatives.iter_mut().zip(&self.weights) {
            *value = -learning_rate * weight * (1.0 - *value);
        }
        kernel::weighted_sums(simd, &self.of_negatives, w_out.floats(), &self.starts, width, &mut self.dh);
        for (pair, probability) in self.pairs.iter().zip(&self.of_pairs) {
            let at = pair.row as usize * width;
            let (h, dh) = (&self.h[at..][..width], &mut self.dh[at..][..width]);
            kernel::exchange(
                simd,
                learning_rate * (1.0 - probability),
                h,
                dh,
                w_out.pull_at(pair.place, 1.0),
            );
        }
        self.turned.resize(n * rows, 0.0);
        for (row, gradients) in self.of_negatives.chunks_exact(n).enumerate() {
            for (turned, &gradient) in self.turned.chunks_exact_mut(rows).zip(gradients) {
                turned[row] = gradient;
            }
        }
        self.starts.clear();
        self.starts.extend((0..rows).map(|row| row * width));
        self.changes.resize(n * width, 0.0);
        kernel::weighted_sums(simd, &self.turned, &self.h, &self.starts, width, &mut self.changes);
        for ((change, &place), &questions) in
            self.changes.chunks_exact(width).zip(negatives).zip(&self.questions)
        {
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
        self.questions.clear();
        self.questions.resize(negatives.len(), 0.0);
        for pair in &self.pairs {
            let weights = &mut self.weights[pair.row as usize * negatives.len()..][..negatives.len()];
            for ((sum, all), &negative) in weights.iter_mut().zip(&mut self.questions).zip(negatives) {
                let weight = if negative == pair.place { 0.0 } else { weight };
                *sum += weight;
                *all += weight;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use pulp::{Arch, WithSimd};
    use rand::RngExt;

    use super::*;
    use crate::matrix::Matrix;

    const WIDTH: usize = 8;
    const NEGATIVES: [u32; 4] = [5, 1, 6, 5];
    /// Rows with the words that go with them: one word, none, and two.
    const PAIRS: [(u32, u32); 4] = [(0, 1), (2, 2), (2, 6), (3, 3)];
    const RATE: f32 = 1e-3;

    /// One step on rows h (4, WIDTH); returns the loss and the changes of h.
    struct Step<'a> {
        h: &'a [f32],
        w_out: &'a mut Copies,
    }

    impl WithSimd for Step<'_> {
        type Output = (f64, Vec<f32>);

        fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
            let mut block = Block::default();
            block.start(WIDTH);
            for h in self.h.chunks_exact(WIDTH) {
                block.row().1.copy_from_slice(h);
            }
            PAIRS.iter().for_each(|&(row, place)| block.pair(row, place));
            let loss = block.learn(simd, self.w_out, &NEGATIVES, 5, RATE);
            (loss, (0..4).flat_map(|row| block.change(row).to_vec()).collect())
        }
    }

    /// Each question by itself: the loss of all pairs, with negatives that are not the word of the pair.
    fn loss(h: &[f32], w_out: &[f32]) -> f64 {
        let score = |row: u32, place: u32| -> f64 {
            let (h, w) = (&h[row as usize * WIDTH..], &w_out[place as usize * WIDTH..]);
            (0..WIDTH).map(|d| f64::from(h[d]) * f64::from(w[d])).sum()
        };
        let surprise = |score: f64| (1.0 + (-score).exp()).ln();
        let of_pair = |&(row, place): &(u32, u32)| {
            let others = NEGATIVES.iter().filter(|&&negative| negative != place);
            surprise(score(row, place))
                + others.map(|&negative| 5.0 / 4.0 * surprise(-score(row, negative))).sum::<f64>()
        };
        PAIRS.iter().map(of_pair).sum()
    }

    #[test]
    fn a_step_follows_the_gradient_of_the_loss() {
        let mut random = common::random::generator(4);
        let mut numbers =
            |count| -> Vec<f32> { (0..count).map(|_| random.random_range(-1.0..1.0)).collect() };
        let (h, rows) = (numbers(4 * WIDTH), numbers(7 * WIDTH));
        let mut matrix = Matrix::zeros(7, WIDTH);
        matrix.floats_mut().copy_from_slice(&rows);
        let mut w_out = Copies::new(&matrix);
        (0..7).for_each(|row| assert_eq!(w_out.place(row), row));
        w_out.fill(&matrix);
        let (computed, dh) = Arch::new().dispatch(Step { h: &h, w_out: &mut w_out });
        assert!((computed - loss(&h, &rows)).abs() < 1e-4);

        let slope = |x: &[f32], at: usize, loss: &dyn Fn(&[f32]) -> f64| {
            let moved = |step: f32| {
                let mut x = x.to_vec();
                x[at] += step;
                loss(&x)
            };
            (moved(1e-2) - moved(-1e-2)) / 2e-2
        };
        let after: Vec<f32> = (0..7).flat_map(|place| w_out.at(place).to_vec()).collect();
        for (at, change) in dh.iter().enumerate() {
            let expected = -slope(&h, at, &|h| loss(h, &rows));
            assert!(
                (f64::from(change / RATE) - expected).abs() < 1e-2,
                "h: {} for {expected}",
                change / RATE
            );
        }
        for at in 0..rows.len() {
            let expected = -slope(&rows, at, &|rows| loss(&h, rows));
            let moved = (after[at] - rows[at]) / RATE;
            assert!((f64::from(moved) - expected).abs() < 1e-2, "w_out: {moved} for {expected}");
        }
    }
}
