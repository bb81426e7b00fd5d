//! Word vectors by counting (book 2.3 and 2.4): what inference-based methods are compared with.

use ndarray::{Array2, Axis};

/// Keeps the logarithm of zero finite (book: `1e-8`).
const LOG_GUARD: f64 = 1e-8;

/// How often each word stands within `window_size` words of each other word: (V, V), symmetric (book 2.3.4).
pub fn co_occurrence_matrix(corpus: &[u32], vocabulary_size: usize, window_size: usize) -> Array2<u32> {
    let mut counts = Array2::zeros((vocabulary_size, vocabulary_size));
    for (position, &word) in corpus.iter().enumerate() {
        for &neighbour in corpus[position + 1..].iter().take(window_size) {
            counts[[word as usize, neighbour as usize]] += 1;
            counts[[neighbour as usize, word as usize]] += 1;
        }
    }
    counts
}

/// Positive pointwise mutual information, max(0, log₂ (n(x, y) · n / (n(x) · n(y)))): (V, V) → (V, V)
/// (book 2.4.1).
///
/// How much more often two words meet than they would if they stood at random; 0 where less often.
pub fn ppmi(co_occurrence: &Array2<u32>) -> Array2<f32> {
    let counts = co_occurrence.mapv(f64::from); // (V, V)
    let total = counts.sum(); // n
    let of_word = counts.sum_axis(Axis(0)); // (V)
    Array2::from_shape_fn(counts.dim(), |(x, y)| {
        let ratio = counts[[x, y]] * total / (of_word[x] * of_word[y]);
        // A word that never meets another has a ratio of 0 / 0: it carries no information.
        if ratio.is_nan() { 0.0 } else { (ratio + LOG_GUARD).log2().max(0.0) as f32 }
    })
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    use super::*;
    use crate::similarity::most_similar;
    use crate::text::preprocess;

    #[test]
    fn you_is_nearest_to_goodbye_i_and_hello_by_co_occurrence() {
        let (corpus, vocabulary) = preprocess("You say goodbye and I say hello.");
        let counts = co_occurrence_matrix(&corpus, vocabulary.len(), 1);
        assert_eq!(counts.row(1), array![1, 0, 1, 0, 1, 1, 0], "say stands beside you, goodbye, i, hello");
        let neighbours = most_similar(counts.mapv(|count| count as f32).view(), 0, 3);
        let words: Vec<&str> = neighbours.iter().map(|&(id, _)| vocabulary.word(id)).collect();
        assert_eq!(words, ["goodbye", "i", "hello"]);
        for (_, cosine) in neighbours {
            assert_abs_diff_eq!(cosine, 0.5f32.sqrt(), epsilon = 1e-4);
        }
    }

    #[test]
    fn two_words_that_meet_as_often_as_by_chance_have_no_mutual_information() {
        let information = ppmi(&array![[1, 1, 0], [1, 1, 0], [0, 0, 0]]);
        assert_abs_diff_eq!(information, Array2::zeros((3, 3)), epsilon = 1e-6);
    }
}
