//! The arithmetic on rows, in vectors as wide as the processor has them.
//!
//! Every function is written once, for any `S: Simd`; whoever calls it has asked `pulp` for the widest
//! instructions that this processor knows. All rows are whole vectors long, because a [`Matrix`] pads them
//! with zeros (see [`ROW_MULTIPLE`]).
//!
//! A product of small matrices is cut into tiles whose sums stay in registers: a number that was loaded is
//! then used several times, and several sums grow at once instead of each waiting for its last addition.
//!
//! [`Matrix`]: crate::matrix::Matrix

use pulp::Simd;

/// The length of a row is a multiple of this many floats, which is a whole number of vectors on every
/// processor: eight floats for AVX2, four for NEON.
pub const ROW_MULTIPLE: usize = 8;

/// How many rows of the left matrix a tile has.
pub const TILE_ROWS: usize = 4;

#[inline(always)]
fn vectors<S: Simd>(row: &[f32]) -> &[S::f32s] {
    S::as_simd_f32s(row).0
}

#[inline(always)]
fn vectors_mut<S: Simd>(row: &mut [f32]) -> &mut [S::f32s] {
    S::as_mut_simd_f32s(row).0
}

/// a · b.
#[inline(always)]
pub fn dot<S: Simd>(simd: S, a: &[f32], b: &[f32]) -> f32 {
    let (a, b) = (vectors::<S>(a), vectors::<S>(b));
    let mut sums = [simd.splat_f32s(0.0); 4];
    let (a_fours, b_fours) = (a.chunks_exact(4), b.chunks_exact(4));
    for (sum, (&a, &b)) in sums.iter_mut().zip(a_fours.remainder().iter().zip(b_fours.remainder())) {
        *sum = simd.mul_f32s(a, b);
    }
    for (a, b) in a_fours.zip(b_fours) {
        for lane in 0..4 {
            sums[lane] = simd.mul_add_e_f32s(a[lane], b[lane], sums[lane]);
        }
    }
    let [first, second, third, fourth] = sums;
    simd.reduce_sum_f32s(simd.add_f32s(simd.add_f32s(first, second), simd.add_f32s(third, fourth)))
}

/// sum += row.
#[inline(always)]
pub fn add<S: Simd>(simd: S, sum: &mut [f32], row: &[f32]) {
    for (sum, &value) in vectors_mut::<S>(sum).iter_mut().zip(vectors::<S>(row)) {
        *sum = simd.add_f32s(*sum, value);
    }
}

/// sum += factor · row.
#[inline(always)]
pub fn add_scaled<S: Simd>(simd: S, sum: &mut [f32], factor: f32, row: &[f32]) {
    let factor = simd.splat_f32s(factor);
    for (sum, &value) in vectors_mut::<S>(sum).iter_mut().zip(vectors::<S>(row)) {
        *sum = simd.mul_add_e_f32s(factor, value, *sum);
    }
}

/// sum ← a + b.
#[inline(always)]
pub fn sum<S: Simd>(simd: S, sum: &mut [f32], a: &[f32], b: &[f32]) {
    let terms = vectors::<S>(a).iter().zip(vectors::<S>(b));
    for (sum, (&a, &b)) in vectors_mut::<S>(sum).iter_mut().zip(terms) {
        *sum = simd.add_f32s(a, b);
    }
}

/// mean ← share · (to − from − own).
#[inline(always)]
pub fn mean_between<S: Simd>(simd: S, share: f32, from: &[f32], to: &[f32], own: &[f32], mean: &mut [f32]) {
    let share = simd.splat_f32s(share);
    let ends = vectors::<S>(from).iter().zip(vectors::<S>(to)).zip(vectors::<S>(own));
    for (mean, ((&from, &to), &own)) in vectors_mut::<S>(mean).iter_mut().zip(ends) {
        *mean = simd.mul_f32s(share, simd.sub_f32s(simd.sub_f32s(to, from), own));
    }
}

/// now += marks, and then row += now.
#[inline(always)]
pub fn walk<S: Simd>(simd: S, now: &mut [f32], marks: &[f32], row: &mut [f32]) {
    let now = vectors_mut::<S>(now).iter_mut().zip(vectors::<S>(marks));
    for (row, (now, &mark)) in vectors_mut::<S>(row).iter_mut().zip(now) {
        *now = simd.add_f32s(*now, mark);
        *row = simd.add_f32s(*row, *now);
    }
}

/// Both sides of one question at once: dh += g · w and w += g · h, each with the other as it was.
#[inline(always)]
pub fn exchange<S: Simd>(simd: S, g: f32, h: &[f32], dh: &mut [f32], w: &mut [f32]) {
    let g = simd.splat_f32s(g);
    let (h, dh, w) = (vectors::<S>(h), vectors_mut::<S>(dh), vectors_mut::<S>(w));
    for ((&h, dh), w) in h.iter().zip(dh).zip(w) {
        *dh = simd.mul_add_e_f32s(g, *w, *dh);
        *w = simd.mul_add_e_f32s(g, h, *w);
    }
}

/// All dot products of the rows of `left` with N rows of `floats`, which begin at `starts`:
/// (R, D) · (N, D)ᵀ → `products` (R, N). R is a multiple of [`TILE_ROWS`], N is even.
#[inline(always)]
pub fn products<S: Simd>(
    simd: S,
    left: &[f32],
    floats: &[f32],
    starts: &[usize],
    width: usize,
    products: &mut [f32],
) {
    let columns = starts.len(); // N
    for (left, products) in
        left.chunks_exact(TILE_ROWS * width).zip(products.chunks_exact_mut(TILE_ROWS * columns))
    {
        let l: [&[S::f32s]; TILE_ROWS] = std::array::from_fn(|i| vectors::<S>(&left[i * width..][..width]));
        for (pair, starts) in starts.chunks_exact(2).enumerate() {
            let r = [0, 1].map(|i| vectors::<S>(&floats[starts[i]..][..width]));
            let mut sums = [[simd.splat_f32s(0.0); 2]; TILE_ROWS];
            let lanes = l[0].iter().zip(l[1]).zip(l[2].iter().zip(l[3])).zip(r[0].iter().zip(r[1]));
            for (((&l0, &l1), (&l2, &l3)), (&r0, &r1)) in lanes {
                for (sums, l) in sums.iter_mut().zip([l0, l1, l2, l3]) {
                    sums[0] = simd.mul_add_e_f32s(l, r0, sums[0]);
                    sums[1] = simd.mul_add_e_f32s(l, r1, sums[1]);
                }
            }
            for (i, sums) in sums.into_iter().enumerate() {
                products[i * columns + 2 * pair] = simd.reduce_sum_f32s(sums[0]);
                products[i * columns + 2 * pair + 1] = simd.reduce_sum_f32s(sums[1]);
            }
        }
    }
}

/// Weighted sums of the rows of `floats` that begin at `starts`: `weights` (R, N) · (N, D) → `sums` (R, D). R is a
/// multiple of [`TILE_ROWS`].
#[inline(always)]
pub fn weighted_sums<S: Simd>(
    simd: S,
    weights: &[f32],
    floats: &[f32],
    starts: &[usize],
    width: usize,
    sums: &mut [f32],
) {
    let weights = weights.chunks_exact(TILE_ROWS * starts.len());
    for (weights, sums) in weights.zip(sums.chunks_exact_mut(TILE_ROWS * width)) {
        let w: [&[f32]; TILE_ROWS] = std::array::from_fn(|i| &weights[i * starts.len()..][..starts.len()]);
        let (first, rest) = sums.split_at_mut(2 * width);
        let ((s0, s1), (s2, s3)) = (first.split_at_mut(width), rest.split_at_mut(width));
        let mut s = [s0, s1, s2, s3].map(|row| vectors_mut::<S>(row));
        let length = s[0].len();
        for at in (0..length - 1).step_by(2) {
            weighted_tile::<S, 2>(simd, w, floats, starts, at, &mut s);
        }
        if length % 2 == 1 {
            weighted_tile::<S, 1>(simd, w, floats, starts, length - 1, &mut s);
        }
    }
}

/// [`weighted_sums`] for the vectors `at..at + WIDE` of four sums.
#[inline(always)]
fn weighted_tile<S: Simd, const WIDE: usize>(
    simd: S,
    [w0, w1, w2, w3]: [&[f32]; TILE_ROWS],
    floats: &[f32],
    starts: &[usize],
    at: usize,
    s: &mut [&mut [S::f32s]; TILE_ROWS],
) {
    let mut sums = [[simd.splat_f32s(0.0); WIDE]; TILE_ROWS];
    let weights = w0.iter().zip(w1).zip(w2.iter().zip(w3));
    for (((&w0, &w1), (&w2, &w3)), start) in weights.zip(starts) {
        let row = vectors::<S>(&floats[start + at * S::F32_LANES..][..WIDE * S::F32_LANES]);
        for (sums, weight) in sums.iter_mut().zip([w0, w1, w2, w3]) {
            let weight = simd.splat_f32s(weight);
            for (sum, &value) in sums.iter_mut().zip(row) {
                *sum = simd.mul_add_e_f32s(weight, value, *sum);
            }
        }
    }
    for (s, sums) in s.iter_mut().zip(sums) {
        s[at..at + WIDE].copy_from_slice(&sums);
    }
}

/// row ← factor · row.
#[inline(always)]
pub fn scale<S: Simd>(simd: S, row: &mut [f32], factor: f32) {
    let factor = simd.splat_f32s(factor);
    for value in vectors_mut::<S>(row) {
        *value = simd.mul_f32s(factor, *value);
    }
}

/// Beyond this score the sigmoid is as good as 0 or 1: σ(−10) = 0.000045.
const LARGEST_SCORE: f32 = 10.0;

/// σ(x) = 1 / (1 + e⁻ˣ).
///
/// Without an exponential function: e⁻ˣ is (e^(−x/64))⁶⁴, and the inner power is near enough to 1 for a short
/// series. It has no branch, so a loop over scores runs in vectors.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    let y = x.clamp(-LARGEST_SCORE, LARGEST_SCORE) * (-1.0 / 64.0); // |y| < 0.16
    let mut power = 1.0 + y * (1.0 + y * (0.5 + y * (1.0 / 6.0 + y * (1.0 / 24.0 + y * (1.0 / 120.0)))));
    for _ in 0..6 {
        power *= power;
    }
    1.0 / (1.0 + power)
}

/// Σ weight · −ln p.
#[inline(always)]
pub fn surprise(probabilities: &[f32], weights: &[f32]) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0f64; LANES];
    let (p_lanes, w_lanes) = (probabilities.chunks_exact(LANES), weights.chunks_exact(LANES));
    let rest = p_lanes.remainder().iter().zip(w_lanes.remainder());
    let rest: f64 = rest.map(|(&p, &weight)| f64::from(weight * negative_log(p))).sum();
    for (p, weight) in p_lanes.zip(w_lanes) {
        for lane in 0..LANES {
            sums[lane] += f64::from(weight[lane] * negative_log(p[lane]));
        }
    }
    sums.iter().sum::<f64>() + rest
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
    use proptest::prelude::*;
    use pulp::{Arch, Scalar, WithSimd};

    use super::*;

    /// All that a block computes, on rows of 24 floats: eight to the left, four to the right.
    struct All<'a> {
        left: &'a [f32],
        right: &'a [f32],
        weights: &'a [f32],
    }

    const WIDTH: usize = 24;
    const STARTS: [usize; 4] = [3 * WIDTH, 0, 2 * WIDTH, 0];

    impl WithSimd for All<'_> {
        type Output = Vec<f32>;

        fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
            let mut all = vec![0.0; 8 * 4];
            products(simd, self.left, self.right, &STARTS, WIDTH, &mut all);
            let mut sums = vec![f32::NAN; 8 * WIDTH]; // whatever is there is overwritten
            weighted_sums(simd, self.weights, self.right, &STARTS, WIDTH, &mut sums);
            all.append(&mut sums);
            all.push(dot(simd, &self.left[..WIDTH], &self.right[..WIDTH]));
            let mut row = self.left[..WIDTH].to_vec();
            add(simd, &mut row, &self.right[..WIDTH]);
            scale(simd, &mut row, 0.5);
            add_scaled(simd, &mut row, -2.0, &self.right[WIDTH..2 * WIDTH]);
            all.append(&mut row);
            let (one, two) = (&self.right[..WIDTH], &self.right[WIDTH..2 * WIDTH]);
            let mut row = vec![f32::NAN; WIDTH];
            sum(simd, &mut row, one, two);
            all.extend_from_slice(&row);
            mean_between(simd, 0.25, one, two, &self.left[..WIDTH], &mut row);
            all.extend_from_slice(&row);
            let mut now = one.to_vec();
            walk(simd, &mut now, two, &mut row);
            all.append(&mut now);
            all.append(&mut row);
            let (mut dh, mut w) = (self.left[WIDTH..2 * WIDTH].to_vec(), self.right[..WIDTH].to_vec());
            exchange(simd, 0.3, &self.left[..WIDTH], &mut dh, &mut w);
            all.append(&mut dh);
            all.append(&mut w);
            all
        }
    }

    /// The same in loops that could not be plainer.
    fn plainly(All { left, right, weights }: All) -> Vec<f64> {
        let l = |row: usize, column: usize| f64::from(left[row * WIDTH + column]);
        let r = |row: usize, column: usize| f64::from(right[row * WIDTH + column]);
        let rows = STARTS.map(|start| start / WIDTH);
        let columns = || 0..WIDTH;
        let mut all = Vec::new();
        for i in 0..8 {
            all.extend(rows.map(|n| columns().map(|d| l(i, d) * r(n, d)).sum::<f64>()));
        }
        for i in 0..8 {
            let weight = |n: usize| f64::from(weights[4 * i + n]);
            all.extend(columns().map(|d| (0..4).map(|n| weight(n) * r(rows[n], d)).sum::<f64>()));
        }
        all.push(columns().map(|d| l(0, d) * r(0, d)).sum());
        all.extend(columns().map(|d| 0.5 * (l(0, d) + r(0, d)) - 2.0 * r(1, d)));
        all.extend(columns().map(|d| r(0, d) + r(1, d)));
        all.extend(columns().map(|d| 0.25 * (r(1, d) - r(0, d) - l(0, d))));
        all.extend(columns().map(|d| r(0, d) + r(1, d)));
        all.extend(columns().map(|d| r(0, d) + r(1, d) + 0.25 * (r(1, d) - r(0, d) - l(0, d))));
        all.extend(columns().map(|d| l(1, d) + 0.3 * r(0, d)));
        all.extend(columns().map(|d| r(0, d) + 0.3 * l(0, d)));
        all
    }

    proptest! {
        #[test]
        fn any_vector_instructions_compute_what_plain_loops_do(
            left in prop::collection::vec(-2f32..2.0, 8 * WIDTH),
            right in prop::collection::vec(-2f32..2.0, 4 * WIDTH),
            weights in prop::collection::vec(-2f32..2.0, 8 * 4),
        ) {
            let all = || All { left: &left, right: &right, weights: &weights };
            let expected = plainly(all());
            for computed in [Arch::new().dispatch(all()), all().with_simd(Scalar)] {
                prop_assert_eq!(computed.len(), expected.len());
                for (computed, expected) in computed.iter().zip(&expected) {
                    prop_assert!((f64::from(*computed) - expected).abs() < 1e-4, "{} for {}", computed, expected);
                }
            }
        }
    }

    #[test]
    fn the_sigmoid_is_exact_to_six_digits_and_never_zero() {
        for step in -1000..=1000 {
            let x = f64::from(step) / 100.0;
            let exact = 1.0 / (1.0 + (-x).exp());
            let computed = f64::from(sigmoid(x as f32));
            assert!((computed - exact).abs() < 2e-6, "σ({x}) = {exact}, computed {computed}");
        }
        assert!(sigmoid(-1e30) > 0.0 && sigmoid(1e30) <= 1.0);
    }

    #[test]
    fn the_logarithm_is_exact_to_six_digits() {
        for step in 1..=10_000 {
            let p = step as f32 / 10_000.0;
            let exact = -f64::from(p).ln();
            assert!((f64::from(negative_log(p)) - exact).abs() < 2e-6 * exact.max(1.0), "−ln {p}");
        }
        let p: Vec<f32> = (1..=13).map(|step| step as f32 / 13.0).collect();
        let weights: Vec<f32> = (0..13).map(|step| step as f32).collect();
        let exact: f64 =
            p.iter().zip(&weights).map(|(&p, &weight)| -f64::from(weight) * f64::from(p).ln()).sum();
        assert!((surprise(&p, &weights) - exact).abs() < 1e-4);
    }
}
