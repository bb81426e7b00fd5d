//! A group: four rows h, each with questions whose answer is yes, and the questions with the answer no that all of
//! them share.

use pulp::Simd;

use crate::answers;
use crate::copies::Copies;
use crate::kernel::{self, GROUP};
use crate::matrix::Aligned;

/// A question whose answer is yes: does this word go with this row?
#[derive(Debug, Clone, Copy)]
struct Pair {
    row: u32,
    /// The place of the word's row in the copies of W_out.
    place: u32,
}

/// Rows h ([`GROUP`], H), the questions about them, and their gradients.
///
/// The K negatives of each question are not drawn for it alone: the group has N words, and each question is
/// answered no with all of them, with the weight K/N. Its expectation is the same, and a row of W_out that was
/// fetched from memory is used for all rows of the group.
pub(crate) struct Group {
    width: usize,
    h: Aligned,
    dh: Aligned,
    pairs: Vec<Pair>,
    /// For each negative and row (N, GROUP), and then for each pair: the score of the right answer, then the gradient.
    answers: Vec<f32>,
    /// How much each of these counts.
    weights: Vec<f32>,
    /// Where among the copies of W_out the rows of the negatives begin: (N).
    starts: Vec<usize>,
}

impl Group {
    /// Rows of this width, without questions.
    pub fn new(width: usize) -> Self {
        Self {
            width,
            h: Aligned::zeros(GROUP * width),
            dh: Aligned::zeros(GROUP * width),
            pairs: Vec::new(),
            answers: Vec::new(),
            weights: Vec::new(),
            starts: Vec::new(),
        }
    }

    /// Forgets all questions; the rows are still to be written.
    #[inline(always)]
    pub fn start(&mut self) {
        self.pairs.clear();
    }

    /// A row h, to be written. It keeps its last numbers, which do no harm where nothing is asked about it.
    #[inline(always)]
    pub fn h(&mut self, row: usize) -> &mut [f32] {
        &mut self.h[row * self.width..][..self.width]
    }

    /// One more question with the answer yes.
    #[inline(always)]
    pub fn pair(&mut self, row: usize, place: u32) {
        self.pairs.push(Pair { row: row as u32, place });
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

        // The scores of the right answers: h · w for a yes, −h · w for a no.
        self.starts.clear();
        self.starts.extend(negatives.iter().map(|&place| place as usize * width));
        let all = n * GROUP + self.pairs.len();
        self.answers.resize(all.next_multiple_of(answers::ANSWERS), 0.0);
        let (of_negatives, of_pairs) = self.answers.split_at_mut(n * GROUP);
        kernel::products(simd, &self.h, w_out.floats(), &self.starts, width, of_negatives);
        for score in of_negatives {
            *score = -*score;
        }
        for (score, pair) in of_pairs.iter_mut().zip(&self.pairs) {
            let h = &self.h[pair.row as usize * width..][..width];
            *score = kernel::dot(simd, h, w_out.at(pair.place));
        }

        self.weigh(negatives, negatives_per_pair as f32 / n as f32);
        let loss = answers::judge(simd, &mut self.answers, &self.weights);

        // The gradients: label − probability of a yes, for a no minus what is missing to certainty.
        let (of_negatives, of_pairs) = self.answers.split_at_mut(n * GROUP);
        for missing in &mut *of_negatives {
            *missing *= -learning_rate;
        }
        kernel::exchange_all(
            simd,
            of_negatives,
            &self.h,
            &mut self.dh,
            w_out.floats_mut(),
            &self.starts,
            width,
        );
        for (pair, missing) in self.pairs.iter().zip(of_pairs) {
            let at = pair.row as usize * width;
            let (h, dh) = (&self.h[at..][..width], &mut self.dh[at..][..width]);
            kernel::exchange(simd, learning_rate * *missing, h, dh, w_out.at_mut(pair.place));
        }
        loss
    }

    /// How much each answer counts: a yes fully, a no for each row as much as the row has pairs, but not for a pair that
    /// asks for the same word with the answer yes.
    #[inline(always)]
    fn weigh(&mut self, negatives: &[u32], weight: f32) {
        self.weights.resize(self.answers.len(), 0.0);
        let (of_negatives, of_pairs) = self.weights.split_at_mut(negatives.len() * GROUP);
        for (number, weight) in of_pairs.iter_mut().enumerate() {
            *weight = if number < self.pairs.len() { 1.0 } else { 0.0 };
        }
        let mut of_rows = [0.0; GROUP];
        for pair in &self.pairs {
            of_rows[pair.row as usize] += weight;
        }
        for weights in of_negatives.chunks_exact_mut(GROUP) {
            weights.copy_from_slice(&of_rows);
        }
        for pair in &self.pairs {
            if negatives.contains(&pair.place) {
                for (weights, &negative) in of_negatives.chunks_exact_mut(GROUP).zip(negatives) {
                    weights[pair.row as usize] -= if negative == pair.place { weight } else { 0.0 };
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
            let mut group = Group::new(WIDTH);
            for (row, h) in self.h.chunks_exact(WIDTH).enumerate() {
                group.h(row).copy_from_slice(h);
            }
            PAIRS.iter().for_each(|&(row, place)| group.pair(row as usize, place));
            let loss = group.learn(simd, self.w_out, &NEGATIVES, 5, RATE);
            (loss, (0..4).flat_map(|row| group.change(row).to_vec()).collect())
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
        (0..7).for_each(|row| assert_eq!(w_out.place(row, 0.0), row));
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
