//! Softmax, sigmoid and cross-entropy (book 1.3.1, 4.2.3; `common/functions.py`).

use ndarray::Array2;

/// Added to a probability before its logarithm is taken, so that a probability that was rounded to zero
/// costs much instead of infinitely much (book: `1e-7` in `cross_entropy_error`).
pub const LOG_GUARD: f32 = 1e-7;

/// Scores to probabilities, row by row: (B, V) → (B, V), exp(x) / Σ exp(x).
///
/// The largest score of a row is subtracted first. That changes no quotient, and `exp` cannot overflow.
///
/// # Example
/// ```
/// use ndarray::array;
/// let y = common::functions::softmax(&array![[1000.0, 1000.0]]);
/// assert_eq!(y, array![[0.5, 0.5]]);
/// ```
pub fn softmax(x: &Array2<f32>) -> Array2<f32> {
    let mut y = x.to_owned(); // (B, V)
    for mut row in y.outer_iter_mut() {
        let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        row.mapv_inplace(|score| (score - largest).exp());
        let sum = row.sum();
        row /= sum;
    }
    y
}

/// One score to one probability: 1 / (1 + exp(−x)).
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// −log of one probability, guarded against zero, in `f64`: what a single answer costs.
pub fn negative_log(probability: f32) -> f64 {
    -f64::from(probability + LOG_GUARD).ln()
}

/// The mean over the batch of −log y\[t\]: `y` (B, V) are probabilities, `target` (B) the right answers.
///
/// # Panics
/// If there are not as many targets as rows, or a target is not below V.
pub fn cross_entropy_error(y: &Array2<f32>, target: &[u32]) -> f64 {
    assert_eq!(y.nrows(), target.len(), "one target for each row of y {:?}", y.dim());
    let total: f64 = y.outer_iter().zip(target).map(|(row, &t)| negative_log(row[t as usize])).sum();
    total / target.len() as f64
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    use super::*;

    #[test]
    fn softmax_rows_add_up_to_one_even_for_huge_scores() {
        let y = softmax(&array![[-1e30, 0.0, 1e30], [3.0, 1.0, 2.0]]);
        for row in y.outer_iter() {
            assert_abs_diff_eq!(row.sum(), 1.0, epsilon = 1e-6);
        }
        assert_eq!(y.row(0), array![0.0, 0.0, 1.0]);
    }

    #[test]
    fn sigmoid_is_one_half_at_zero_and_stays_finite_far_out() {
        assert_eq!(sigmoid(0.0), 0.5);
        assert_eq!((sigmoid(-1e30), sigmoid(1e30)), (0.0, 1.0));
    }

    #[test]
    fn sigmoid_is_softmax_over_two_answers() {
        // The yes of a yes/no question is a softmax over the scores (0, x).
        let y = softmax(&array![[0.0, 0.7]]);
        assert_abs_diff_eq!(sigmoid(0.7), y[[0, 1]], epsilon = 1e-7);
    }

    #[test]
    fn a_uniform_guess_among_seven_costs_ln_seven() {
        let y = Array2::from_elem((2, 7), 1.0 / 7.0);
        assert_abs_diff_eq!(cross_entropy_error(&y, &[0, 6]), 7f64.ln(), epsilon = 1e-6);
    }

    #[test]
    fn a_probability_of_zero_costs_much_but_not_infinitely_much() {
        assert_abs_diff_eq!(negative_log(0.0), 16.118, epsilon = 1e-3);
    }
}
