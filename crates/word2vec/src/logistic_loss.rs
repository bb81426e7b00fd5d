//! The logistic loss of yes/no questions, and its gradient.

use pulp::Simd;

use crate::kernel::vectors_mut;

/// Beyond this score the sigmoid is as good as 0 or 1: σ(−10) = 0.000045.
const LARGEST_SCORE: f32 = 10.0;

/// σ(x) = 1 / (1 + e⁻ˣ).
///
/// Without an exponential function: e⁻ˣ is (e^(−x/64))⁶⁴, and the inner power is near enough to 1 for a short
/// series.
#[inline(always)]
fn sigmoid<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let number = |number| simd.splat_f32s(number);
    let x = simd.max_f32s(simd.min_f32s(x, number(LARGEST_SCORE)), number(-LARGEST_SCORE));
    let y = simd.mul_f32s(x, number(-1.0 / 64.0)); // |y| < 0.16
    let mut power = number(1.0 / 120.0);
    for coefficient in [1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        power = simd.mul_add_e_f32s(power, y, number(coefficient));
    }
    for _ in 0..6 {
        power = simd.mul_f32s(power, power);
    }
    simd.div_f32s(number(1.0), simd.add_f32s(number(1.0), power))
}

/// How many scores are worked on at once: a whole number of vectors on every processor.
pub const LANES: usize = 16;

/// From the score of each right answer and its weight to its logistic loss −weight · ln σ(score) and to the residual
/// weight · (1 − σ(score)), which takes the place of the score. Returns the sum of the losses.
///
/// The number of scores is a multiple of [`LANES`].
#[inline(always)]
pub fn logistic_loss<S: Simd>(simd: S, scores: &mut [f32], weights: &[f32]) -> f64 {
    assert!(
        scores.len().is_multiple_of(LANES) && LANES.is_multiple_of(S::F32_LANES),
        "scores are whole vectors"
    );
    for score in vectors_mut::<S>(scores) {
        *score = sigmoid(simd, *score);
    }
    // Two plain loops, of which each becomes SIMD instructions; one loop for both would not.
    let mut losses = [0.0; LANES];
    for (p, weights) in scores.chunks_exact(LANES).zip(weights.chunks_exact(LANES)) {
        for lane in 0..LANES {
            losses[lane] += weights[lane] * negative_log(p[lane]);
        }
    }
    for (score, &weight) in scores.iter_mut().zip(weights) {
        *score = weight * (1.0 - *score);
    }
    losses.iter().map(|&loss| f64::from(loss)).sum()
}

/// −ln p of a probability, without a branch: p is 2ᵉ · m with m between √½ and √2, ln p = e ln 2 + ln m, and
/// ln m = 2 artanh((m − 1) / (m + 1)), whose series is short for so small an argument.
#[inline(always)]
fn negative_log(p: f32) -> f32 {
    let bits = p.to_bits() as i32 - SQRT_HALF as i32;
    let exponent = bits >> 23;
    let m = f32::from_bits((p.to_bits() as i32 - (exponent << 23)) as u32);
    let z = (m - 1.0) / (m + 1.0); // |z| < 0.172
    let z2 = z * z;
    let log_m = 2.0 * z * (1.0 + z2 * (1.0 / 3.0 + z2 * (1.0 / 5.0 + z2 * (1.0 / 7.0))));
    -(exponent as f32 * std::f32::consts::LN_2 + log_m)
}

/// √½ as the bits of a float.
const SQRT_HALF: u32 = 0x3f35_04f3;

#[cfg(test)]
mod tests {
    use pulp::Scalar;

    use super::*;

    #[test]
    fn the_sigmoid_is_exact_to_six_digits_and_never_zero() {
        for step in -1000..=1000 {
            let x = f64::from(step) / 100.0;
            let exact = 1.0 / (1.0 + (-x).exp());
            let computed = f64::from(sigmoid(Scalar, x as f32));
            assert!((computed - exact).abs() < 2e-6, "σ({x}) = {exact}, computed {computed}");
        }
        assert!(sigmoid(Scalar, -1e30) > 0.0 && sigmoid(Scalar, 1e30) <= 1.0);
    }

    #[test]
    fn the_logarithm_is_exact_to_six_digits() {
        for step in 1..=10_000 {
            let p = step as f32 / 10_000.0;
            let exact = -f64::from(p).ln();
            assert!((f64::from(negative_log(p)) - exact).abs() < 2e-6 * exact.max(1.0), "−ln {p}");
        }
    }

    #[test]
    fn each_score_gives_its_loss_and_its_residual() {
        let mut scores: Vec<f32> = (0..16).map(|step| step as f32 - 8.0).collect();
        let weights: Vec<f32> = (0..16).map(|step| step as f32 / 8.0).collect();
        let exact = |step: usize| {
            let weight = f64::from(weights[step]);
            let p = 1.0 / (1.0 + (8.0 - step as f64).exp());
            (-weight * p.ln(), weight * (1.0 - p))
        };
        let loss = logistic_loss(Scalar, &mut scores, &weights);
        assert!((loss - (0..16).map(|step| exact(step).0).sum::<f64>()).abs() < 1e-4, "{loss}");
        for (step, &residual) in scores.iter().enumerate() {
            assert!((f64::from(residual) - exact(step).1).abs() < 1e-5, "{residual}");
        }
    }
}
