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

/// The numbers 0 .. n in a random order that is computed rather than stored: no memory, however large n is.
///
/// A number is cut in two halves; in each round one half is changed by a hash of the other and of a random
/// key, and the halves change places. Whatever the hash, every round can be undone, so different numbers stay
/// different (Luby and Rackoff 1988). That reorders the numbers below a power of 4; one that lands beyond n
/// goes round again until it does not.
#[derive(Debug, Clone)]
pub struct Permutation {
    length: u64,
    half_bits: u32,
    keys: [u64; 4],
}

impl Permutation {
    /// One of the orders of the numbers below `length`.
    ///
    /// # Panics
    /// If `length` does not fit into 32 bits.
    pub fn new(length: usize, random: &mut impl Rng) -> Self {
        let largest = u32::try_from(length.saturating_sub(1)).expect("numbers of 32 bits");
        let half_bits = (u32::BITS - largest.leading_zeros()).div_ceil(2).max(1);
        Self { length: length as u64, half_bits, keys: std::array::from_fn(|_| random.next_u64()) }
    }

    /// The number at this place of the order.
    ///
    /// # Panics
    /// If there is no such place.
    pub fn at(&self, place: usize) -> u32 {
        let mut number = place as u64;
        assert!(number < self.length, "place {place} of {}", self.length);
        loop {
            number = self.keys.iter().fold(number, |number, key| self.round(number, key));
            if number < self.length {
                return number as u32;
            }
        }
    }

    fn round(&self, number: u64, key: &u64) -> u64 {
        let (left, right) = (number >> self.half_bits, number & ((1 << self.half_bits) - 1));
        // The upper bits of a product depend on all bits below.
        let mixed = (right ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let hash =
            (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> (u64::BITS - self.half_bits);
        right << self.half_bits | (left ^ hash)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    /// Every number is as likely at every place: a χ² over 10 × 10 parts of many orders of 1,000 numbers.
    #[test]
    fn an_order_prefers_no_place_for_any_number() {
        let mut random = generator(4);
        let mut found = [[0.0f64; 10]; 10];
        for _ in 0..2_000 {
            let order = Permutation::new(1_000, &mut random);
            (0..1_000).step_by(7).for_each(|place| found[place / 100][order.at(place) as usize / 100] += 1.0);
        }
        let chi: f64 = found
            .iter()
            .flat_map(|row| row.iter().map(|times| (times, row.iter().sum::<f64>() / 10.0)))
            .map(|(times, expected)| (times - expected).powi(2) / expected)
            .sum();
        assert!(chi < 137.2, "90 degrees of freedom, passed by chance once in a thousand: {chi}");
    }

    proptest! {
        #[test]
        fn an_order_holds_each_number_once(length in 1usize..3_000, seed: u64) {
            let order = Permutation::new(length, &mut generator(seed));
            let mut numbers: Vec<u32> = (0..length).map(|place| order.at(place)).collect();
            if length > 50 {
                prop_assert!(!numbers.is_sorted());
                prop_assert_ne!(&numbers, &(0..length).map(|place| Permutation::new(length, &mut generator(seed ^ 1)).at(place)).collect::<Vec<_>>());
            }
            numbers.sort_unstable();
            prop_assert!(numbers.into_iter().eq(0..length as u32));
        }
    }
}
