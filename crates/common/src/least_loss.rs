//! How low a loss can fall: what the question leaves open, however long a model is trained.

use std::collections::BTreeMap;

/// The mean cost of the best answers to guesses (what is seen, which word is right), in nats: those that give each
/// word the share in which it is right whenever this is seen. Without a guess it is no number.
pub fn least_possible_loss<Seen: Ord>(guesses: Vec<(Seen, u32)>) -> f64 {
    let number = guesses.len() as f64;
    let mut counts: BTreeMap<Seen, BTreeMap<u32, f64>> = BTreeMap::new();
    for (seen, word) in guesses {
        *counts.entry(seen).or_default().entry(word).or_default() += 1.0;
    }
    let costs = counts.values().map(|of_word| {
        let all: f64 = of_word.values().sum();
        of_word.values().map(|count| count * (all / count).ln()).sum::<f64>()
    });
    costs.sum::<f64>() / number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_always_answered_alike_costs_nothing() {
        let least = least_possible_loss(vec![("left", 0), ("right", 1), ("left", 0)]);
        assert_eq!(format!("{least:.1}"), "0.0", "and prints without a sign");
    }

    #[test]
    fn two_answers_to_the_same_cost_ln_2_each() {
        let least = least_possible_loss(vec![("left", 0), ("left", 1), ("right", 2), ("below", 3)]);
        assert!((least - 2.0 * 2f64.ln() / 4.0).abs() < 1e-12, "{least}");
    }
}
