//! Which words are asked as negatives (book 4.2.6; Mikolov et al. 2013, 2.2).

use ndarray::Array2;
use rand::Rng;

/// Draws negative samples: word w with probability count(w)^power / Σ count^power, never the target, no
/// word twice for one target.
///
/// Differs from the book: it copies the V probabilities for each target, sets the target's to zero and
/// renormalises. Drawing from all words, and drawing again when the target or a repeat comes up, follows the
/// same law without looking at V numbers.
#[derive(Debug, Clone)]
pub struct UnigramSampler {
    probabilities: Vec<f64>,
    alias_table: AliasTable,
    sample_size: usize,
}

/// So many rejections in a row mean that what is left is very unlikely: then V numbers are looked at.
const PATIENCE: usize = 64;

impl UnigramSampler {
    /// `counts` (V): how often each word stands in the corpus; `power`: 0.75 in the book; `sample_size`: K.
    ///
    /// # Panics
    /// If fewer than K + 1 words have a count above zero: K different words besides the target must exist.
    pub fn new(counts: &[u64], power: f64, sample_size: usize) -> Self {
        let drawable = counts.iter().filter(|&&count| count > 0).count();
        assert!(
            drawable > sample_size,
            "{sample_size} negatives besides the target need more than {drawable} words"
        );
        let weights: Vec<f64> =
            counts.iter().map(|&count| if count == 0 { 0.0 } else { (count as f64).powf(power) }).collect();
        let total: f64 = weights.iter().sum();
        let probabilities: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
        let alias_table = AliasTable::new(&probabilities);
        Self { probabilities, alias_table, sample_size }
    }

    /// P(w) of each word: (V).
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }

    /// K negatives for each target: target (B) → (B, K).
    pub fn sample(&self, target: &[u32], random: &mut impl Rng) -> Array2<u32> {
        let mut negatives = Array2::zeros((target.len(), self.sample_size));
        for (mut row, &target) in negatives.outer_iter_mut().zip(target) {
            for position in 0..self.sample_size {
                let drawn = row.as_slice().expect("rows lie in one piece");
                row[position] = self.draw(target, &drawn[..position], random);
            }
        }
        negatives
    }

    /// One word that is neither the target nor among `drawn`.
    fn draw(&self, target: u32, drawn: &[u32], random: &mut impl Rng) -> u32 {
        let taken = |word: u32| word == target || drawn.contains(&word);
        for _ in 0..PATIENCE {
            let word = self.alias_table.draw(random);
            if !taken(word) {
                return word;
            }
        }
        let left: Vec<f64> =
            (0..).zip(&self.probabilities).map(|(word, &p)| if taken(word) { 0.0 } else { p }).collect();
        let total: f64 = left.iter().sum();
        AliasTable::new(&left.iter().map(|p| p / total).collect::<Vec<f64>>()).draw(random)
    }
}

/// Draws from any probabilities with one random number, whatever their number (Walker 1974; Vose 1991).
///
/// Picture V columns of equal width, as high as the mean probability. What a likely word has too much is
/// used to fill up the columns of unlikely ones, so that each column holds two words at the most: its own,
/// with a certain share, and an alias. Choose a column, then one of the two.
#[derive(Debug, Clone)]
pub struct AliasTable {
    columns: Vec<Column>,
}

#[derive(Debug, Clone, Copy)]
struct Column {
    /// The share of the column's own word, as a threshold for 32 random bits.
    own_share: u32,
    alias: u32,
}

impl AliasTable {
    /// `probabilities` (V) add up to 1.
    pub fn new(probabilities: &[f64]) -> Self {
        let mut heights: Vec<f64> = probabilities.iter().map(|p| p * probabilities.len() as f64).collect();
        let mut columns: Vec<Column> =
            (0..).zip(probabilities).map(|(word, _)| Column { own_share: u32::MAX, alias: word }).collect();
        let (mut low, mut high): (Vec<u32>, Vec<u32>) =
            (0..columns.len() as u32).partition(|&word| heights[word as usize] < 1.0);
        while let (Some(&poor), Some(&rich)) = (low.last(), high.last()) {
            low.pop();
            let height = heights[poor as usize];
            columns[poor as usize] = Column { own_share: (height * f64::from(u32::MAX)) as u32, alias: rich };
            heights[rich as usize] -= 1.0 - height;
            if heights[rich as usize] < 1.0 {
                high.pop();
                low.push(rich);
            }
        }
        // Rounding may leave a column that is full but for its last bits; one of probability 0 is never left.
        Self { columns }
    }

    /// One number below V.
    #[inline]
    pub fn draw(&self, random: &mut impl Rng) -> u32 {
        let bits = random.next_u64();
        // The high half, scaled to 0 .. V, chooses the column; the low half chooses in it.
        let place = ((bits >> 32) * self.columns.len() as u64) >> 32;
        let column = self.columns[place as usize];
        if (bits as u32) < column.own_share { place as u32 } else { column.alias }
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;
    use crate::random::generator;

    /// Σ (drawn − expected)² / expected, where the target cannot be drawn.
    fn chi_squared(drawn: &[f64], expected: &[f64], target: usize) -> f64 {
        (0..drawn.len())
            .filter(|&w| w != target)
            .map(|w| (drawn[w] - expected[w]).powi(2) / expected[w])
            .sum()
    }

    #[test]
    fn the_power_lifts_the_rare_words() {
        let sampler = UnigramSampler::new(&[70, 29, 1], 0.75, 1);
        for (probability, expected) in sampler.probabilities().iter().zip([0.6420, 0.3315, 0.0265]) {
            assert_abs_diff_eq!(*probability, expected, epsilon = 5e-5);
        }
    }

    #[test]
    fn a_single_negative_follows_count_to_the_power_without_the_target() {
        let counts = [500, 100, 80, 50, 20, 10, 5, 2, 1, 1];
        let (target, draws) = (1, 200_000);
        let sampler = UnigramSampler::new(&counts, 0.75, 1);
        let mut drawn = [0.0; 10];
        for &word in &sampler.sample(&vec![target; draws], &mut generator(5)) {
            drawn[word as usize] += 1.0;
        }
        let weight = |count: u64| (count as f64).powf(0.75);
        let total: f64 = counts.iter().map(|&c| weight(c)).sum::<f64>() - weight(counts[target as usize]);
        let expected = counts.map(|count| draws as f64 * weight(count) / total);
        // Eight degrees of freedom: 26.1 is passed by chance once in a thousand seeds.
        assert!(chi_squared(&drawn, &expected, target as usize) < 26.1);
    }

    /// The book's law written out: one word after the other, each time from the renormalised rest.
    #[test]
    fn pairs_of_negatives_follow_the_law_of_drawing_without_putting_back() {
        let counts = [60, 25, 10, 4, 1];
        let sampler = UnigramSampler::new(&counts, 1.0, 2);
        let (target, draws) = (0u32, 100_000);
        let mut drawn = [0.0; 25];
        for pair in sampler.sample(&vec![target; draws], &mut generator(6)).outer_iter() {
            drawn[5 * pair[0] as usize + pair[1] as usize] += 1.0;
        }
        let p = |w: usize| counts[w] as f64 / 40.0; // without the target, 40 of 100 are left
        let mut chi = 0.0;
        for first in 1..5 {
            for second in (1..5).filter(|&second| second != first) {
                let expected = draws as f64 * p(first) * p(second) / (1.0 - p(first));
                chi += (drawn[5 * first + second] - expected).powi(2) / expected;
            }
        }
        assert!(chi < 31.3, "eleven degrees of freedom, passed by chance once in a thousand: {chi}");
    }

    /// As unevenly common as the 10,000 words of the Penn Treebank: count falls like 1 / rank (Zipf's law).
    fn counts_like_those_of_the_treebank() -> Vec<u64> {
        (1..=10_000).map(|rank| 60_000 / rank).collect()
    }

    #[test]
    fn each_of_ten_thousand_words_is_drawn_as_often_as_the_law_says() {
        let counts = counts_like_those_of_the_treebank();
        let (target, draws) = (3u32, 1_000_000);
        let sampler = UnigramSampler::new(&counts, 0.75, 1);
        let mut drawn = vec![0.0; counts.len()];
        for &word in &sampler.sample(&vec![target; draws], &mut generator(7)) {
            drawn[word as usize] += 1.0;
        }
        assert_eq!(drawn[target as usize], 0.0);
        let weights: Vec<f64> = counts.iter().map(|&count| (count as f64).powf(0.75)).collect();
        let total = weights.iter().sum::<f64>() - weights[target as usize];
        let expected: Vec<f64> = weights.iter().map(|weight| draws as f64 * weight / total).collect();
        assert!(expected.iter().all(|&times| times > 5.0), "no word too rare for χ²");
        // So many degrees of freedom make χ² normal: mean 9,998, standard deviation √(2 · 9,998). Three of
        // them are passed by chance once in 700 seeds; both ways, because draws can also be too even.
        let degrees = (counts.len() - 2) as f64;
        let deviations = (chi_squared(&drawn, &expected, target as usize) - degrees) / (2.0 * degrees).sqrt();
        assert!(deviations.abs() < 3.0, "{deviations} standard deviations");
    }

    /// The law of all K draws: after each one, what is left is renormalised. The words are counted by their
    /// frequency (ranks 1, 2, 3 – 4, 5 – 8, …), for targets that are as common as in a text.
    #[test]
    fn five_negatives_of_ten_thousand_words_follow_the_law_of_drawing_without_putting_back() {
        let counts = counts_like_those_of_the_treebank();
        let sampler = UnigramSampler::new(&counts, 0.75, 5);
        let weights: Vec<f64> = counts.iter().map(|&count| (count as f64).powf(0.75)).collect();
        let band = |word: usize| (usize::BITS - word.leading_zeros()) as usize;
        let mut weight_of_band = [0.0; 15];
        weights.iter().enumerate().for_each(|(word, weight)| weight_of_band[band(word)] += weight);
        let total: f64 = weights.iter().sum();

        let target: Vec<u32> = (0..200_000).map(|example| [0, 1, 2, 5, 40, 9_999][example % 6]).collect();
        let (mut drawn, mut expected) = ([0.0f64; 15], [0.0; 15]);
        for (row, &target) in sampler.sample(&target, &mut generator(8)).outer_iter().zip(&target) {
            let (mut left, mut all_left) = (weight_of_band, total);
            for (draw, &word) in std::iter::once(&target).chain(&row).enumerate() {
                let word = word as usize;
                if draw > 0 {
                    expected.iter_mut().zip(left).for_each(|(sum, weight)| *sum += weight / all_left);
                    drawn[band(word)] += 1.0;
                }
                left[band(word)] -= weights[word];
                all_left -= weights[word];
            }
        }
        // Band 0 is word 0, bands 1 to 14 follow: fourteen degrees of freedom, 36.1 by chance once in a thousand.
        let chi: f64 = (0..15).map(|band| (drawn[band] - expected[band]).powi(2) / expected[band]).sum();
        assert!(chi < 36.1, "{chi}");
    }

    #[test]
    fn a_word_too_rare_to_wait_for_is_still_found() {
        let sampler = UnigramSampler::new(&[u64::MAX / 4, 1, 1], 1.0, 2);
        let negatives = sampler.sample(&[1, 2], &mut generator(0));
        assert_eq!(negatives.row(0).to_vec(), [0, 2]);
        assert_eq!(negatives.row(1).to_vec(), [0, 1]);
    }

    #[test]
    #[should_panic(expected = "3 negatives besides the target need more than 3 words")]
    fn more_negatives_than_words_are_refused() {
        UnigramSampler::new(&[5, 0, 5, 5], 0.75, 3);
    }

    proptest! {
        #[test]
        fn never_the_target_nor_a_repeat_nor_a_word_without_a_count(
            counts in prop::collection::vec(0u64..50, 6..40), target in 0u32..6, seed: u64,
        ) {
            let drawable = counts.iter().filter(|&&count| count > 0).count();
            prop_assume!(drawable > 2);
            let sample_size = (drawable - 1).min(5);
            let negatives = UnigramSampler::new(&counts, 0.75, sample_size).sample(&[target; 20], &mut generator(seed));
            for row in negatives.outer_iter() {
                let mut words = row.to_vec();
                words.sort_unstable();
                words.dedup();
                prop_assert_eq!(words.len(), sample_size);
                prop_assert!(!words.contains(&target));
                prop_assert!(words.iter().all(|&word| counts[word as usize] > 0));
            }
        }
    }
}
