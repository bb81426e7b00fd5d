//! Many draws of the sampler, counted and compared with what they should be.

use std::cmp::Reverse;
use std::collections::HashSet;

use common::sampler::UnigramSampler;
use corpus::Corpus;
use notebook::{BarPlot, grouped};
use rand::Rng;

/// All words, the most frequent first: (V).
pub fn by_frequency(corpus: &Corpus) -> Vec<u32> {
    let mut words: Vec<u32> = (0..corpus.vocabulary.len() as u32).collect();
    words.sort_by_key(|&word| Reverse(corpus.counts[word as usize]));
    words
}

/// K negatives for one target, drawn many times.
pub struct Draws {
    /// How many times.
    pub number: usize,
    /// How often each word is expected as the first negative: (V), 0 for the target.
    pub expected: Vec<f64>,
    /// How often it came: (V).
    pub counted: Vec<u64>,
    /// How many of the examples had a word twice.
    pub repeats: usize,
}

impl Draws {
    /// Draws. Only the first negative of an example follows P(w) / (1 − P(target)) itself: each later one may
    /// not repeat those before it.
    pub fn new(sampler: &UnigramSampler, target: u32, number: usize, random: &mut impl Rng) -> Self {
        let negatives = sampler.sample(&vec![target; number], random); // (N, K)
        let mut counted = vec![0; sampler.probabilities().len()]; // (V)
        negatives.column(0).iter().for_each(|&word| counted[word as usize] += 1);
        let left = 1.0 - sampler.probabilities()[target as usize];
        let expected = |(word, p): (u32, &f64)| if word == target { 0.0 } else { number as f64 * p / left };
        let has_repeat = |row: &[u32]| row.iter().collect::<HashSet<_>>().len() < row.len();
        Self {
            number,
            expected: (0..).zip(sampler.probabilities()).map(expected).collect(),
            counted,
            repeats: negatives.outer_iter().filter(|row| has_repeat(&row.to_vec())).count(),
        }
    }

    /// χ² = Σ (drawn − expected)² / expected over all words that can be drawn, and its degrees of freedom: one
    /// less than there are such words, because the draws add up to a known number.
    pub fn chi_square(&self) -> (f64, usize) {
        let drawable = self.expected.iter().zip(&self.counted).filter(|(expected, _)| **expected > 0.0);
        let terms: Vec<f64> =
            drawable.map(|(expected, &drawn)| (drawn as f64 - expected).powi(2) / expected).collect();
        (terms.iter().sum(), terms.len() - 1)
    }

    /// Expected against drawn, in percent, for the most frequent words, of which the first is the target.
    pub fn picture(&self, corpus: &Corpus) -> BarPlot {
        let shown: Vec<usize> = by_frequency(corpus).iter().take(15).map(|&word| word as usize).collect();
        let words: Vec<&str> = shown.iter().map(|&word| corpus.vocabulary.word(word as u32)).collect();
        let percent = |height: &dyn Fn(usize) -> f64, of: usize| -> Vec<f64> {
            shown.iter().map(|&word| 100.0 * height(word) / of as f64).collect()
        };
        let draws = grouped(self.number as u64);
        BarPlot::new(
            &format!("Negatives for the target \"{}\": theory and {draws} draws", words[0]),
            "the 15 most frequent words of the toy world",
            "percent",
            &words,
        )
        .group("share of the text", &percent(&|word| corpus.counts[word] as f64, corpus.ids.len()))
        .group("expected draws", &percent(&|word| self.expected[word], self.number))
        .group("drawn", &percent(&|word| self.counted[word] as f64, self.number))
    }
}
