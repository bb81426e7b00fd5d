//! A group: a mini-batch of four rows h, each with its positive examples, and the negative examples that all of them
//! share.

use pulp::Simd;

use crate::kernel::{self, GROUP};
use crate::logistic_loss::{LANES, logistic_loss};
use crate::matrix::Aligned;
use crate::row_cache::RowCache;

/// A positive example: this word goes with this row, so the right answer is yes.
#[derive(Debug, Clone, Copy)]
struct Positive {
    row: u32,
    /// The slot of the word's row in the row cache of W_out.
    slot: u32,
}

/// How many questions times the learning rate may pull at a row before it moves. The logistic loss is curved by at most 1/4,
/// so for a vector of length 1 this is a step of 0.4 of the way to the minimum, where one of 2 would go round it in circles.
/// Wide windows and a large K ask so much at once; with the usual settings, a rate of 0.025 for ten neighbours with five
/// negatives each, it is just not reached.
const LARGEST_STEP: f32 = 1.6;

/// Rows h ([`GROUP`], H), the questions about them, and their gradients.
///
/// The K negatives of each positive example are not drawn for it alone: the group has M words, and each row is asked
/// about all of them, with the weight K/M. The expectation is the same, and a row of W_out that was
/// fetched from memory is used for all rows of the group.
pub(crate) struct Group {
    width: usize,
    h: Aligned,
    dh: Aligned,
    /// The changes of several steps, added up.
    sum: Aligned,
    positives: Vec<Positive>,
    /// How many of them each row has.
    positives_of_row: [u32; GROUP],
    /// How many times its change each row moves: once, or where it is a sum, as often as there is something in it.
    moves: [f32; GROUP],
    /// For each negative and row (M, GROUP), and then for each positive: the score of the right answer, then the gradient.
    scores: Vec<f32>,
    /// How much each of these counts.
    weights: Vec<f32>,
    /// Where in the row cache of W_out the rows of the negatives begin: (M).
    starts: Vec<usize>,
}

impl Group {
    /// Rows of this width, without questions.
    pub fn new(width: usize) -> Self {
        Self {
            width,
            h: Aligned::zeros(GROUP * width),
            dh: Aligned::zeros(GROUP * width),
            sum: Aligned::zeros(GROUP * width),
            positives: Vec::new(),
            positives_of_row: [0; GROUP],
            moves: [1.0; GROUP],
            scores: Vec::new(),
            weights: Vec::new(),
            starts: Vec::new(),
        }
    }

    /// Forgets all questions; the rows are still to be written.
    #[inline(always)]
    pub fn start(&mut self) {
        self.positives.clear();
        self.positives_of_row = [0; GROUP];
        self.moves = [1.0; GROUP];
    }

    /// When what a row h was made of has moved by its change, the row itself will have moved so many times as far.
    #[inline(always)]
    pub fn moves(&mut self, row: usize, times: f32) {
        self.moves[row] = times;
    }

    /// A row h, to be written. It keeps its last numbers, which do no harm where nothing is asked about it.
    #[inline(always)]
    pub fn h(&mut self, row: usize) -> &mut [f32] {
        &mut self.h[row * self.width..][..self.width]
    }

    /// One more positive example.
    #[inline(always)]
    pub fn add_positive(&mut self, row: usize, slot: u32) {
        self.positives.push(Positive { row: row as u32, slot });
        self.positives_of_row[row] += 1;
    }

    /// The gradient of a row, times the learning rate: what to add to what it was made of.
    #[inline(always)]
    pub fn change(&self, row: usize) -> &[f32] {
        &self.dh[row * self.width..][..self.width]
    }

    /// Answers all questions, changes the rows of W_out, and finds the changes of the rows h. Returns the loss,
    /// added over the positives.
    ///
    /// All questions are asked at once, as long as that is no larger a step than [`LARGEST_STEP`]. Otherwise there are as
    /// many steps as it takes: each with a part of the positives and a part of the negatives, or all negatives several
    /// times, each time with a part of their weight.
    #[inline(always)]
    pub fn learn<S: Simd>(
        &mut self,
        simd: S,
        w_out: &mut RowCache,
        negatives: &[u32],
        negatives_per_positive: usize,
        learning_rate: f32,
    ) -> f64 {
        let (k, m, pairs) = (negatives_per_positive as f32, negatives.len() as f32, negatives.len() / 2);
        let most = self.positives_of_row.into_iter().fold(0, u32::max) as f32;
        let farthest = self.moves.into_iter().fold(1.0, f32::max);
        let at_h = learning_rate * most * (1.0 + k) * farthest; // what all questions about a row do to it
        let at_w = learning_rate * most * GROUP as f32 * k / m; // what all rows do to a negative
        // More often than the sequential loop would ask about them, whatever the learning rate, is of no use.
        let most_times = (most * GROUP as f32 * k / m).ceil().max(1.0);
        let times = (at_w / LARGEST_STEP).ceil().clamp(1.0, most_times);
        let portions = (at_h / LARGEST_STEP / times).ceil().clamp(1.0, most_times * pairs as f32) as usize;
        let times = (times as usize * portions.div_ceil(pairs)).min(most_times as usize);
        let portions = portions.min(pairs);
        let (weight, steps) = (k / m / times as f32, portions * times);
        if steps == 1 {
            return self.step(simd, w_out, negatives, weight, (0, 1), learning_rate);
        }
        self.sum.fill(0.0);
        let mut loss = 0.0;
        for step in 0..steps {
            let [from, to] = [0, 1].map(|next| (step % portions + next) * pairs / portions * 2);
            loss += self.step(simd, w_out, &negatives[from..to], weight, (step, steps), learning_rate);
            let rows = self.h.chunks_exact_mut(self.width).zip(self.dh.chunks_exact(self.width));
            for ((h, dh), times) in rows.zip(self.moves) {
                h.iter_mut().zip(dh).for_each(|(h, dh)| *h += times * dh);
            }
            kernel::add(simd, &mut self.sum, &self.dh);
        }
        std::mem::swap(&mut self.dh, &mut self.sum);
        loss
    }

    /// Asks some negatives, each with this weight for each positive of a row, and of all positives one in `steps`, from
    /// that with the number `step` on.
    #[inline(always)]
    fn step<S: Simd>(
        &mut self,
        simd: S,
        w_out: &mut RowCache,
        negatives: &[u32],
        weight: f32,
        (step, steps): (usize, usize),
        learning_rate: f32,
    ) -> f64 {
        let (width, count) = (self.width, negatives.len());

        // The scores of the right answers: h · w for a yes, −h · w for a no.
        self.starts.clear();
        self.starts.extend(negatives.iter().map(|&slot| slot as usize * width));
        let asked = self.positives.len().saturating_sub(step).div_ceil(steps);
        let all = count * GROUP + asked;
        self.scores.resize(all.next_multiple_of(LANES), 0.0);
        let (of_negatives, of_positives) = self.scores.split_at_mut(count * GROUP);
        kernel::products(simd, &self.h, w_out.floats(), &self.starts, width, of_negatives);
        for score in of_negatives {
            *score = -*score;
        }
        for (score, positive) in of_positives.iter_mut().zip(self.positives.iter().skip(step).step_by(steps))
        {
            let h = &self.h[positive.row as usize * width..][..width];
            *score = kernel::dot(simd, h, w_out.at(positive.slot));
        }

        self.weigh(negatives, weight, asked);
        let loss = logistic_loss(simd, &mut self.scores, &self.weights);

        // The gradients: label − probability of a yes, for a no minus the residual.
        let (of_negatives, of_positives) = self.scores.split_at_mut(count * GROUP);
        for residual in &mut *of_negatives {
            *residual *= -learning_rate;
        }
        kernel::products_backward(
            simd,
            of_negatives,
            &self.h,
            &mut self.dh,
            w_out.floats_mut(),
            &self.starts,
            width,
        );
        for (positive, residual) in self.positives.iter().skip(step).step_by(steps).zip(of_positives) {
            let at = positive.row as usize * width;
            let (h, dh) = (&self.h[at..][..width], &mut self.dh[at..][..width]);
            kernel::dot_backward(simd, learning_rate * *residual, h, dh, w_out.at_mut(positive.slot));
        }
        loss
    }

    /// How much each answer counts: a yes, of which so many are asked, fully; a no for each row as much as the row has
    /// positives, but not for a positive that is the same word.
    #[inline(always)]
    fn weigh(&mut self, negatives: &[u32], weight: f32, asked: usize) {
        self.weights.resize(self.scores.len(), 0.0);
        let (of_negatives, of_positives) = self.weights.split_at_mut(negatives.len() * GROUP);
        for (number, weight) in of_positives.iter_mut().enumerate() {
            *weight = if number < asked { 1.0 } else { 0.0 };
        }
        let of_rows = self.positives_of_row.map(|count| (0..count).fold(0.0, |sum, _| sum + weight));
        for weights in of_negatives.chunks_exact_mut(GROUP) {
            weights.copy_from_slice(&of_rows);
        }
        for positive in &self.positives {
            // All are looked at, without a branch at each: that becomes SIMD instructions.
            if negatives.iter().fold(false, |found, &negative| found | (negative == positive.slot)) {
                for (weights, &negative) in of_negatives.chunks_exact_mut(GROUP).zip(negatives) {
                    weights[positive.row as usize] -= if negative == positive.slot { weight } else { 0.0 };
                }
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
    use crate::row_cache::SlotOfRow;
    use crate::weights::Deal;

    const WIDTH: usize = 16;
    const NEGATIVES: [u32; 4] = [5, 1, 6, 5];
    /// Rows with the words that go with them: one word, none, and two.
    const POSITIVES: [(u32, u32); 4] = [(0, 1), (2, 2), (2, 6), (3, 3)];
    const RATE: f32 = 1e-3;

    /// One step on rows h (4, WIDTH); returns the loss and the changes of h.
    struct Step<'a> {
        h: &'a [f32],
        w_out: &'a mut RowCache,
    }

    impl WithSimd for Step<'_> {
        type Output = (f64, Vec<f32>);

        fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
            let mut group = Group::new(WIDTH);
            for (row, h) in self.h.chunks_exact(WIDTH).enumerate() {
                group.h(row).copy_from_slice(h);
            }
            POSITIVES.iter().for_each(|&(row, slot)| group.add_positive(row as usize, slot));
            let loss = group.learn(simd, self.w_out, &NEGATIVES, 5, RATE);
            (loss, (0..4).flat_map(|row| group.change(row).to_vec()).collect())
        }
    }

    /// Each question by itself: the loss of all positives, with negatives that are not the word of the positive.
    fn loss(h: &[f32], w_out: &[f32]) -> f64 {
        let score = |row: u32, slot: u32| -> f64 {
            let (h, w) = (&h[row as usize * WIDTH..], &w_out[slot as usize * WIDTH..]);
            (0..WIDTH).map(|d| f64::from(h[d]) * f64::from(w[d])).sum()
        };
        let surprise = |score: f64| (1.0 + (-score).exp()).ln();
        let of_positive = |&(row, slot): &(u32, u32)| {
            let others = NEGATIVES.iter().filter(|&&negative| negative != slot);
            surprise(score(row, slot))
                + others.map(|&negative| 5.0 / 4.0 * surprise(-score(row, negative))).sum::<f64>()
        };
        POSITIVES.iter().map(of_positive).sum()
    }

    #[test]
    fn a_step_follows_the_gradient_of_the_loss() {
        let mut random = common::random::generator(4);
        let mut numbers =
            |count| -> Vec<f32> { (0..count).map(|_| random.random_range(-1.0..1.0)).collect() };
        let (h, rows) = (numbers(4 * WIDTH), numbers(7 * WIDTH));
        let mut matrix = Matrix::zeros(7, WIDTH);
        matrix.floats_mut().copy_from_slice(&rows);
        let (mut w_out, mut slots) = (RowCache::new(WIDTH, Deal::new(1, 7)), SlotOfRow::new(7));
        (0..7).for_each(|row| assert_eq!(w_out.slot(&mut slots, row, 0.0), row));
        w_out.fill(&mut slots, |row| matrix.row(row));
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
        let after: Vec<f32> = (0..7).flat_map(|slot| w_out.at(slot).to_vec()).collect();
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
