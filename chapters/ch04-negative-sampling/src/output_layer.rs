//! What the cost ladder measures: forward and backward from the hidden layer to the loss, for a batch.

use ch04_embedding_speedup::ladder::{self, Ladder};
use common::layers::{MatMul, NegativeSamplingLoss, SoftmaxWithLoss};
use common::param::Param;
use common::sampler::UnigramSampler;
use ndarray::Array2;
use rand::Rng;
use rand_distr::{Distribution, Zipf};

use crate::Flags;

/// H of the ladder, as in the book.
pub const HIDDEN: usize = 100;
/// B of the ladder.
pub const BATCH: usize = 10;
/// Beyond this V a step with the softmax takes a tenth of a second and more, and memory goes with it.
pub const LARGEST_SOFTMAX: usize = 100_000;

/// One step of h · W_out and softmax at each size: (V) → seconds.
pub fn softmax(sizes: &[usize], repeats: usize, random: &mut impl Rng) -> Ladder {
    let mut ladder = Ladder::default();
    for &vocabulary_size in sizes.iter().filter(|&&size| size <= LARGEST_SOFTMAX) {
        let mut w_out = Param::dense(Array2::from_elem((HIDDEN, vocabulary_size), 0.01)); // (H, V)
        let h = Array2::from_elem((BATCH, HIDDEN), 0.1); // (B, H)
        let target = words(vocabulary_size, random); // (B)
        let (mut mat_mul, mut loss_layer) = (MatMul::default(), SoftmaxWithLoss::default());
        let steps = (20_000 / vocabulary_size).max(1); // the small sizes are too fast to time alone
        let seconds = ladder::median_seconds(repeats, steps, || {
            let score = mat_mul.forward(&h, &w_out); // (B, V)
            loss_layer.forward(&score, &target);
            let dscore = loss_layer.backward(); // (B, V)
            mat_mul.backward(&dscore, &mut w_out);
        });
        ladder.push(vocabulary_size, seconds);
    }
    ladder
}

/// One step of drawing K negatives and asking 1 + K questions, at each size: (V) → seconds.
pub fn negative_sampling(sizes: &[usize], flags: &Flags, random: &mut impl Rng) -> Ladder {
    let mut ladder = Ladder::default();
    for &vocabulary_size in sizes {
        let mut w_out = Param::sparse(Array2::from_elem((vocabulary_size, HIDDEN), 0.01)); // (V, H)
        let h = Array2::from_elem((BATCH, HIDDEN), 0.1); // (B, H)
        // The word of rank r occurs about one r-th as often as the first: Zipf's law of natural text.
        let counts: Vec<u64> = (1..=vocabulary_size as u64).map(|rank| 10_000_000 / rank).collect(); // (V)
        let sampler = UnigramSampler::new(&counts, flags.power, flags.negatives);
        let batches: Vec<Vec<u32>> = (0..300).map(|_| words(vocabulary_size, random)).collect();
        let mut loss_layer = NegativeSamplingLoss::default();
        let mut next = batches.iter().cycle();
        let seconds = ladder::median_seconds(flags.repeats, batches.len(), || {
            let target = next.next().expect("a cycle has no end"); // (B)
            let drawn = sampler.sample(target, random); // (B, K)
            loss_layer.forward(&h, target, &drawn, &w_out);
            loss_layer.backward(&mut w_out);
            w_out.grad.clear(); // what an optimizer does after its step
        });
        ladder.push(vocabulary_size, seconds);
    }
    ladder
}

/// B words, as common as in a text: the word of rank r with a probability like 1/r (Zipf's law).
fn words(vocabulary_size: usize, random: &mut impl Rng) -> Vec<u32> {
    let rank = Zipf::new(vocabulary_size as f64, 1.0).expect("a vocabulary has a word");
    (0..BATCH).map(|_| rank.sample(random) as u32 - 1).collect()
}
