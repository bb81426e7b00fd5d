//! Gradients by central differences: ∂L/∂x ≈ (L(x + ε) − L(x − ε)) / 2ε.

use ndarray::Array2;

const EPSILON: f32 = 1e-2;
/// Float32 keeps seven digits of a loss of about one; divided by 2ε, five are left, and the differences are
/// exact only up to ε².
const TOLERANCE: f64 = 1e-3;

/// The gradient of `loss` at `x`, one entry after the other: the shape of `x`.
pub fn central_differences(x: &Array2<f32>, mut loss: impl FnMut(&Array2<f32>) -> f64) -> Array2<f64> {
    Array2::from_shape_fn(x.dim(), |entry| {
        let mut loss_at = |step: f32| {
            let mut moved = x.clone();
            moved[entry] += step;
            loss(&moved)
        };
        (loss_at(EPSILON) - loss_at(-EPSILON)) / f64::from(2.0 * EPSILON)
    })
}

/// Asserts that the gradient found by `backward` is that of the differences.
///
/// # Panics
/// If the shapes differ, two entries differ by more than a thousandth, or all entries are zero, which would
/// prove nothing.
pub fn assert_same_gradient(analytic: &Array2<f32>, numeric: &Array2<f64>) {
    assert_eq!(analytic.dim(), numeric.dim());
    assert!(
        numeric.iter().any(|entry| entry.abs() > 10.0 * TOLERANCE),
        "no gradient to compare: {numeric:?}"
    );
    for (a, n) in analytic.iter().zip(numeric) {
        assert!((f64::from(*a) - n).abs() < TOLERANCE, "analytic {analytic:?}\nnumeric {numeric:?}");
    }
}
