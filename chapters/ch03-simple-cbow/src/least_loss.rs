//! The least loss that a model can come to on its examples, however long it learns.

use std::collections::BTreeMap;

use crate::Examples;

/// The least loss of CBOW: the mean of its neighbours does not know their order, so examples with the same neighbours share
/// one h, and one distribution must answer all of them.
pub fn least_loss_of_cbow(examples: &Examples) -> f64 {
    let neighbours = examples.contexts.outer_iter().map(|contexts| {
        let mut neighbours = contexts.to_vec(); // (C)
        neighbours.sort();
        neighbours
    });
    least_loss(neighbours.zip(examples.target.iter().copied()))
}

/// The mean cost of the best answers to guesses (what is seen, which word is right): those that give each word
/// the share in which it is right whenever this is seen.
pub fn least_loss<Seen: Ord>(guesses: impl IntoIterator<Item = (Seen, u32)>) -> f64 {
    let mut number = 0.0;
    let mut counts: BTreeMap<Seen, BTreeMap<u32, f64>> = BTreeMap::new();
    for (seen, word) in guesses {
        *counts.entry(seen).or_default().entry(word).or_default() += 1.0;
        number += 1.0;
    }
    let costs = counts.values().map(|of_word| {
        let all: f64 = of_word.values().sum();
        of_word.values().map(|count| -count * (count / all).ln() + 0.0).sum::<f64>()
    });
    costs.sum::<f64>() / number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TOY_SENTENCE;

    #[test]
    fn two_of_six_examples_share_their_neighbours_and_cost_ln_2_each() {
        let examples = Examples::from_text(TOY_SENTENCE, 1).unwrap();
        assert!((least_loss_of_cbow(&examples) - 2.0 * 2f64.ln() / 6.0).abs() < 1e-12);
        let wide = Examples::from_text(TOY_SENTENCE, 2).unwrap();
        assert_eq!(least_loss_of_cbow(&wide), 0.0, "no two have the same four neighbours");
    }
}
