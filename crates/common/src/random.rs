//! The one source of randomness: ChaCha8, seeded by one number, the same on every machine.

use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// The generator that every chapter draws from: same `seed`, same numbers, on any machine.
pub fn generator(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// Weights before training: (rows, columns), each drawn from 0.01 · N(0, 1) (book 3.4).
///
/// Small, so that all scores start near zero and the first guess is near uniform; not zero, so that the
/// hidden neurons do not all learn the same thing.
pub fn small_normal(rows: usize, columns: usize, random: &mut impl Rng) -> Array2<f32> {
    Array2::from_shape_simple_fn((rows, columns), || {
        let standard: f32 = StandardNormal.sample(random);
        0.01 * standard
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_weights_and_another_seed_others() {
        let weights = |seed| small_normal(3, 4, &mut generator(seed));
        assert_eq!(weights(7), weights(7));
        assert_ne!(weights(7), weights(8));
    }

    #[test]
    fn weights_have_mean_zero_and_standard_deviation_one_hundredth() {
        let weights = small_normal(400, 100, &mut generator(1));
        assert!(weights.mean().unwrap().abs() < 2e-4);
        assert!((weights.std(0.0) - 0.01).abs() < 2e-4);
    }
}
