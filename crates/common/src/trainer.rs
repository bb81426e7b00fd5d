//! The training loop: shuffle, cut into batches, average the loss (book 1.4.4, `common/trainer.py`).

use std::ops::ControlFlow;

use rand::Rng;
use rand::seq::SliceRandom;

use crate::random::Permutation;

/// More examples than these are not listed to be shuffled, which takes 4 bytes each: their order is computed.
const LISTED: usize = 1 << 20;

/// How to go through the examples.
#[derive(Debug, Clone, Copy)]
pub struct Trainer {
    /// How often each example is seen.
    pub epochs: usize,
    /// B, the number of examples in a batch. What is left of an epoch after its last full batch is dropped.
    pub batch_size: usize,
    /// How many iterations make one point of the loss curve.
    pub average_over: usize,
}

/// The mean loss of each stretch of iterations; `iteration` holds where each stretch ends, counted from 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LossCurve {
    /// The last iteration of each stretch.
    pub iteration: Vec<usize>,
    /// The mean loss of the stretch, summed in `f64`.
    pub value: Vec<f64>,
}

/// Where training is, told after each iteration.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Epochs that are over.
    pub epoch: usize,
    /// Iterations that are over, of all epochs.
    pub iteration: usize,
    /// The loss of this iteration.
    pub loss: f64,
}

impl Trainer {
    /// Iterations in one epoch: the full batches that `examples` examples make.
    pub fn iterations_per_epoch(&self, examples: usize) -> usize {
        examples / self.batch_size
    }

    /// Trains on the examples 0 .. `examples`, in an order that is shuffled anew for each epoch.
    ///
    /// `train` gets the numbers of the examples of one batch, takes one step, and returns the loss before
    /// it. `watch` hears of each iteration and may end the training early.
    ///
    /// # Panics
    /// If a setting is 0, or there are fewer examples than make one batch.
    pub fn fit(
        &self,
        examples: usize,
        random: &mut impl Rng,
        train: impl FnMut(&[u32]) -> f64,
        watch: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> LossCurve {
        if examples <= LISTED {
            return self.fit_in_order(examples, |order| order.shuffle(random), train, watch);
        }
        let mut batch = vec![0; self.batch_size];
        let epoch = |learn: Learn| {
            let order = Permutation::new(examples, random);
            (0..self.iterations_per_epoch(examples)).try_for_each(|iteration| {
                let places = iteration * self.batch_size..;
                batch.iter_mut().zip(places).for_each(|(number, place)| *number = order.at(place));
                learn(&batch)
            })
        };
        self.run_epochs(examples, epoch, train, watch)
    }

    /// [`fit`](Self::fit) with another way to shuffle: `shuffle` gets the order of the last epoch, at first
    /// 0, 1, 2 …, and changes it into that of the next.
    pub fn fit_in_order(
        &self,
        examples: usize,
        mut shuffle: impl FnMut(&mut [u32]),
        train: impl FnMut(&[u32]) -> f64,
        watch: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> LossCurve {
        let mut order: Vec<u32> = (0..examples as u32).collect();
        let epoch = |learn: Learn| {
            shuffle(&mut order);
            order.chunks_exact(self.batch_size).try_for_each(learn)
        };
        self.run_epochs(examples, epoch, train, watch)
    }

    /// `epoch` hands all batches of one epoch to the function it gets, until that breaks off.
    fn run_epochs(
        &self,
        examples: usize,
        mut epoch: impl FnMut(Learn) -> ControlFlow<()>,
        mut train: impl FnMut(&[u32]) -> f64,
        mut watch: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> LossCurve {
        assert!(self.epochs > 0 && self.batch_size > 0 && self.average_over > 0, "{self:?} has a zero");
        assert!(
            examples >= self.batch_size,
            "{examples} examples do not fill a batch of {}",
            self.batch_size
        );
        let mut curve = LossCurve::default();
        let mut stretch = Stretch::default();
        let mut iteration = 0;
        for number in 0..self.epochs {
            let outcome = epoch(&mut |batch| {
                let loss = train(batch);
                iteration += 1;
                stretch.add(loss);
                if stretch.length == self.average_over {
                    curve.close(&mut stretch, iteration);
                }
                watch(Progress { epoch: number, iteration, loss })
            });
            if outcome.is_break() {
                break;
            }
        }
        if stretch.length > 0 {
            curve.close(&mut stretch, iteration);
        }
        curve
    }
}

/// Learns from one batch, and says whether to go on.
type Learn<'a> = &'a mut dyn FnMut(&[u32]) -> ControlFlow<()>;

#[derive(Default)]
struct Stretch {
    sum: f64,
    length: usize,
}

impl Stretch {
    fn add(&mut self, loss: f64) {
        self.sum += loss;
        self.length += 1;
    }
}

impl LossCurve {
    fn close(&mut self, stretch: &mut Stretch, iteration: usize) {
        self.iteration.push(iteration);
        self.value.push(stretch.sum / stretch.length as f64);
        *stretch = Stretch::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::generator;

    const TRAINER: Trainer = Trainer { epochs: 4, batch_size: 3, average_over: 3 };

    fn batches_of(seed: u64) -> Vec<Vec<u32>> {
        let mut seen = Vec::new();
        let record = |batch: &[u32]| {
            seen.push(batch.to_vec());
            0.0
        };
        TRAINER.fit(8, &mut generator(seed), record, |_| ControlFlow::Continue(()));
        seen
    }

    #[test]
    fn each_epoch_sees_full_batches_of_different_examples() {
        let batches = batches_of(1);
        assert_eq!(batches.len(), 4 * 2, "of eight examples, two are left over each time");
        for epoch in batches.chunks(2) {
            let mut seen = epoch.concat();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), 6);
        }
    }

    #[test]
    fn examples_too_many_to_be_listed_come_once_in_each_epoch_in_another_order() {
        let trainer = Trainer { epochs: 2, batch_size: 1000, average_over: 1000 };
        let examples = LISTED + 1500;
        let mut seen = vec![0; examples];
        let mut first_batches = Vec::new();
        let record = |batch: &[u32]| {
            batch.iter().for_each(|&number| seen[number as usize] += 1);
            first_batches.push(batch[0]);
            0.0
        };
        let curve = trainer.fit(examples, &mut generator(3), record, |_| ControlFlow::Continue(()));
        let iterations = trainer.iterations_per_epoch(examples);
        assert_eq!(curve.iteration.last(), Some(&(2 * iterations)));
        assert_eq!(seen.iter().sum::<usize>(), 2 * 1000 * iterations);
        assert!(seen.iter().all(|&times| times <= 2), "no example twice in an epoch");
        assert_ne!(first_batches[..iterations], first_batches[iterations..]);
    }

    #[test]
    fn the_order_changes_with_the_epoch_and_the_seed_and_with_nothing_else() {
        assert_eq!(batches_of(1), batches_of(1));
        assert_ne!(batches_of(1), batches_of(2));
        assert_ne!(batches_of(1)[..2], batches_of(1)[2..4]);
    }

    #[test]
    fn a_point_of_the_curve_is_the_mean_of_its_stretch_and_the_last_may_be_shorter() {
        let mut losses = [1.0, 2.0, 6.0, 1.0, 1.0, 1.0, 10.0, 20.0].into_iter();
        let curve =
            TRAINER.fit(8, &mut generator(0), |_| losses.next().unwrap(), |_| ControlFlow::Continue(()));
        assert_eq!(curve, LossCurve { iteration: vec![3, 6, 8], value: vec![3.0, 1.0, 15.0] });
    }

    #[test]
    fn whoever_watches_can_end_the_training() {
        let stop_at_four = |progress: Progress| {
            if progress.iteration == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let curve = TRAINER.fit(8, &mut generator(0), |_| 1.0, stop_at_four);
        assert_eq!(curve.iteration, [3, 4]);
    }
}
