//! Mini-batches: shuffle the examples anew for each epoch, and cut them into batches (book 1.4.4,
//! `common/trainer.py`).

use rand::Rng;
use rand::seq::SliceRandom;

use crate::random::Permutation;

/// More examples than these are not listed to be shuffled, which takes 4 bytes each: their order is computed.
const LISTED: usize = 1 << 20;

/// The batches of a whole training, one after the other: each is the numbers of B examples.
///
/// What is left of an epoch after its last full batch is dropped, as in the book; the next epoch goes through
/// all examples again, in another order.
///
/// ```
/// use common::batches::Batches;
/// use common::random::generator;
///
/// let mut random = generator(0);
/// let batches = Batches::new(6, 3, 2, &mut random); // six examples, B = 3, two epochs
/// assert_eq!(batches.len(), 4);
/// for batch in batches {
///     assert_eq!(batch.len(), 3);
/// }
/// ```
#[derive(Debug)]
pub struct Batches<'a, R> {
    examples: usize,
    batch_size: usize,
    iteration: usize,
    iterations: usize,
    order: Order,
    random: &'a mut R,
}

impl<'a, R: Rng> Batches<'a, R> {
    /// The batches of `batch_size` examples, of the examples 0 .. `examples`, for so many epochs.
    ///
    /// # Panics
    /// If `batch_size` is 0, or there are fewer examples than make one batch, or more than 32 bits can number.
    pub fn new(examples: usize, batch_size: usize, epochs: usize, random: &'a mut R) -> Self {
        assert!(batch_size > 0, "a batch has at least one example");
        assert!(examples >= batch_size, "{examples} examples do not fill a batch of {batch_size}");
        let last = u32::try_from(examples - 1).expect("the number of an example has 32 bits");
        let order = if examples <= LISTED { Order::Listed((0..=last).collect()) } else { Order::Unknown };
        let iterations = epochs * (examples / batch_size);
        Self { examples, batch_size, iteration: 0, iterations, order, random }
    }

    /// How many batches an epoch has.
    pub fn per_epoch(&self) -> usize {
        self.examples / self.batch_size
    }
}

impl<R: Rng> Iterator for Batches<'_, R> {
    type Item = Vec<u32>;

    fn next(&mut self) -> Option<Vec<u32>> {
        if self.iteration == self.iterations {
            return None;
        }
        let first = self.iteration % self.per_epoch() * self.batch_size;
        if first == 0 {
            self.order.shuffle(self.examples, self.random);
        }
        self.iteration += 1;
        Some((first..first + self.batch_size).map(|place| self.order.at(place)).collect())
    }

    /// What `skip` calls to leave out the batches that a training has seen before: it shuffles the epochs as if they
    /// had been seen, and cuts nothing.
    fn nth(&mut self, skipped: usize) -> Option<Vec<u32>> {
        for _ in 0..skipped.min(self.len()) {
            if self.iteration.is_multiple_of(self.per_epoch()) {
                self.order.shuffle(self.examples, self.random);
            }
            self.iteration += 1;
        }
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.iterations - self.iteration;
        (left, Some(left))
    }
}

impl<R: Rng> ExactSizeIterator for Batches<'_, R> {}

/// The order of the examples in one epoch.
#[derive(Debug)]
enum Order {
    /// Number for number, at first 0, 1, 2 …
    Listed(Vec<u32>),
    /// As a function of the place.
    Computed(Permutation),
    /// To be computed when the first epoch begins.
    Unknown,
}

impl Order {
    /// From the order of the last epoch to that of the next.
    fn shuffle(&mut self, examples: usize, random: &mut impl Rng) {
        match self {
            Self::Listed(numbers) => numbers.shuffle(random),
            Self::Computed(_) | Self::Unknown => *self = Self::Computed(Permutation::new(examples, random)),
        }
    }

    fn at(&self, place: usize) -> u32 {
        match self {
            Self::Listed(numbers) => numbers[place],
            Self::Computed(permutation) => permutation.at(place),
            Self::Unknown => unreachable!("an epoch begins with a shuffle"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::generator;

    fn batches_of(seed: u64) -> Vec<Vec<u32>> {
        Batches::new(8, 3, 4, &mut generator(seed)).collect()
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
        let examples = LISTED + 1500;
        let mut random = generator(3);
        let batches = Batches::new(examples, 1000, 2, &mut random);
        let (iterations, all) = (batches.per_epoch(), batches.len());
        let mut seen = vec![0; examples];
        let mut first_of_batch = Vec::new();
        for batch in batches {
            batch.iter().for_each(|&number| seen[number as usize] += 1);
            first_of_batch.push(batch[0]);
        }
        assert_eq!((first_of_batch.len(), all), (2 * iterations, 2 * iterations));
        assert_eq!(seen.iter().sum::<usize>(), 2 * 1000 * iterations);
        assert!(seen.iter().all(|&times| times <= 2), "no example twice in an epoch");
        assert_ne!(first_of_batch[..iterations], first_of_batch[iterations..]);
    }

    #[test]
    fn batches_that_are_skipped_change_nothing_for_those_that_follow() {
        for examples in [8, LISTED + 8] {
            let batch_size = examples / 2 - 1;
            let batches = |skipped| -> Vec<Vec<u32>> {
                Batches::new(examples, batch_size, 3, &mut generator(1)).skip(skipped).collect()
            };
            let all = batches(0);
            (0..=7).for_each(|skipped| assert_eq!(batches(skipped), all[skipped.min(6)..]));
        }
    }

    #[test]
    fn the_order_changes_with_the_epoch_and_the_seed_and_with_nothing_else() {
        assert_eq!(batches_of(1), batches_of(1));
        assert_ne!(batches_of(1), batches_of(2));
        assert_ne!(batches_of(1)[..2], batches_of(1)[2..4]);
    }

    #[test]
    #[should_panic(expected = "2 examples do not fill a batch of 3")]
    fn too_few_examples_for_a_batch_are_refused() {
        Batches::new(2, 3, 1, &mut generator(0));
    }
}
