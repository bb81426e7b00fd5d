//! Spearman's rank correlation.

/// Spearman's rank correlation: Pearson's correlation of the ranks, where equal values share the mean of
/// their ranks. Nothing for fewer than two values, or if all of `x` or all of `y` are equal.
///
/// # Example
/// ```
/// use vectors::evaluation::spearman;
/// assert_eq!(spearman(&[1.0, 2.0, 3.0], &[10.0, 20.0, 1000.0]), Some(1.0));
/// assert_eq!(spearman(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), Some(-1.0));
/// assert_eq!(spearman(&[1.0, 2.0], &[5.0, 5.0]), None);
/// ```
///
/// # Panics
/// If the two are not equally long.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    assert_eq!(x.len(), y.len(), "one y for each x");
    let mean = (x.len() as f64 + 1.0) / 2.0; // of the ranks 1 to n, tied or not
    let covariance = |x: &[f64], y: &[f64]| -> f64 {
        x.iter().zip(y).map(|(x_rank, y_rank)| (x_rank - mean) * (y_rank - mean)).sum()
    };
    let (x, y) = (ranks(x), ranks(y));
    let spread = covariance(&x, &x) * covariance(&y, &y);
    (spread > 0.0).then(|| covariance(&x, &y) / spread.sqrt())
}

/// The rank of each value, 1 for the smallest; equal values share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0; // how many are smaller than the group of equals
    for equals in order.chunk_by(|&i, &j| values[i] == values[j]) {
        let mean = before as f64 + (equals.len() as f64 + 1.0) / 2.0;
        equals.iter().for_each(|&position| ranks[position] = mean);
        before += equals.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;

    use super::*;

    #[test]
    fn equal_values_share_the_mean_of_their_ranks() {
        assert_eq!(ranks(&[10.0, 30.0, 20.0, 20.0, 5.0]), [2.0, 5.0, 3.5, 3.5, 1.0]);
        assert_eq!(ranks(&[0.0, -0.0, 0.0]), [2.0, 2.0, 2.0]);
    }

    /// By hand: with ranks 1 2 3 4 5 and 2 1 4 3 5 the squared differences add up to 4, and without ties
    /// ρ = 1 − 6 · 4 / (5 · 24) = 0.8. With ties, ranks 1 2.5 2.5 4 and 1 2 3.5 3.5 have the deviations
    /// −1.5 0 0 1.5 and −1.5 −0.5 1 1, so that ρ = 3.75 / √(4.5 · 4.5) = 0.8333.
    #[test]
    fn spearman_agrees_with_the_hand() {
        let rho = |x: &[f64], y: &[f64]| spearman(x, y).unwrap();
        assert_abs_diff_eq!(rho(&[1., 2., 3., 4., 5.], &[20., 10., 40., 30., 99.]), 0.8, epsilon = 1e-12);
        assert_abs_diff_eq!(rho(&[0., 7., 7., 9.], &[-3., 1., 2., 2.]), 3.75 / 4.5, epsilon = 1e-12);
    }

    #[test]
    fn there_is_no_correlation_of_nothing_or_of_constants() {
        assert_eq!(spearman(&[], &[]), None);
        assert_eq!(spearman(&[1.0], &[2.0]), None);
        assert_eq!(spearman(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]), None);
    }
}
