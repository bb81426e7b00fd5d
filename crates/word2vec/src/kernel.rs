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

/// The sum of the rows that start at `starts`.
#[inline(always)]
pub fn sum_rows<S: Simd>(simd: S, floats: &[f32], starts: impl Iterator<Item = usize> + Clone, sum: &mut [f32]) {
    let sum = vectors_mut::<S>(sum);
    for tile in 0..sum.len().div_ceil(4) {
        let range = 4 * tile..sum.len().min(4 * tile + 4);
        match range.len() {
            4 => sum_tile::<S, 4>(simd, floats, starts.clone(), &mut sum[range.clone()], range.start),
            3 => sum_tile::<S, 3>(simd, floats, starts.clone(), &mut sum[range.clone()], range.start),
            2 => sum_tile::<S, 2>(simd, floats, starts.clone(), &mut sum[range.clone()], range.start),
            _ => sum_tile::<S, 1>(simd, floats, starts.clone(), &mut sum[range.clone()], range.start),
        }
    }
}

/// [`sum_rows`] for a few vectors from `at` on.
#[inline(always)]
fn sum_tile<S: Simd, const WIDE: usize>(
    simd: S,
    floats: &[f32],
    starts: impl Iterator<Item = usize>,
    tile: &mut [S::f32s],
    at: usize,
) {
    let mut sums = [simd.splat_f32s(0.0); WIDE];
    for start in starts {
        let row = vectors::<S>(&floats[start + at * S::F32_LANES..][..WIDE * S::F32_LANES]);
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum = simd.add_f32s(*sum, value);
        }
    }
    tile.copy_from_slice(&sums);
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
pub fn products<S: Simd>(simd: S, left: &[f32], floats: &[f32], starts: &[usize], width: usize, products: &mut [f32]) {
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

/// Weighted sums of the rows of `floats` that begin at `starts`: (R, N) · (N, D) → `sums` (R, D). The weight of
/// row n in sum r is `weights[r * step_sum + n * step_row]`. R is a multiple of [`TILE_ROWS`].
#[inline(always)]
pub fn weighted_sums<S: Simd>(
    simd: S,
    weights: &[f32],
    steps: [usize; 2],
    floats: &[f32],
    starts: impl Iterator<Item = usize> + Clone,
    width: usize,
    sums: &mut [f32],
) {
    for (tile, sums) in sums.chunks_exact_mut(TILE_ROWS * width).enumerate() {
        let weights = &weights[tile * TILE_ROWS * steps[0]..];
        let (first, rest) = sums.split_at_mut(2 * width);
        let ((s0, s1), (s2, s3)) = (first.split_at_mut(width), rest.split_at_mut(width));
        let mut s = [s0, s1, s2, s3].map(|row| vectors_mut::<S>(row));
        let length = s[0].len();
        for at in (0..length - 1).step_by(2) {
            weighted_tile::<S, 2>(simd, weights, steps, floats, starts.clone(), at, &mut s);
        }
        if length % 2 == 1 {
            weighted_tile::<S, 1>(simd, weights, steps, floats, starts.clone(), length - 1, &mut s);
        }
    }
}

/// [`weighted_sums`] for the vectors `at..at + WIDE` of four sums.
#[inline(always)]
fn weighted_tile<S: Simd, const WIDE: usize>(
    simd: S,
    weights: &[f32],
    [step_sum, step_row]: [usize; 2],
    floats: &[f32],
    starts: impl Iterator<Item = usize>,
    at: usize,
    s: &mut [&mut [S::f32s]; TILE_ROWS],
) {
    let mut sums = [[simd.splat_f32s(0.0); WIDE]; TILE_ROWS];
    for (n, start) in starts.enumerate() {
        let row = vectors::<S>(&floats[start + at * S::F32_LANES..][..WIDE * S::F32_LANES]);
        for (i, sums) in sums.iter_mut().enumerate() {
            let weight = simd.splat_f32s(weights[i * step_sum + n * step_row]);
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

/// Σ −ln p, each with its weight, or with the weight 1.
#[inline(always)]
pub fn surprise(probabilities: &[f32], weights: Option<&[f32]>) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0f64; LANES];
    for (at, probabilities) in probabilities.chunks(LANES).enumerate() {
        let mut logarithms = [0.0f32; LANES];
        for (logarithm, &p) in logarithms.iter_mut().zip(probabilities) {
            *logarithm = negative_log(p);
        }
        if let Some(weights) = weights {
            for (logarithm, weight) in logarithms.iter_mut().zip(&weights[at * LANES..]) {
                *logarithm *= weight;
            }
        }
        for (sum, logarithm) in sums.iter_mut().zip(logarithms) {
            *sum += f64::from(logarithm);
        }
    }
    sums.iter().sum()
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
