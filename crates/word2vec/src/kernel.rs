//! The arithmetic on rows with SIMD instructions, in vectors as wide as the processor has them.
//!
//! Every function is written once, for any `S: Simd`; whoever calls it has asked `pulp` for the widest
//! instructions that this processor knows. All rows are whole vectors long, because a [`Matrix`] pads them
//! with zeros (see [`row_multiple`]); where a computation begins, [`assert_whole_vectors`] makes sure of it.
//!
//! Several sums grow at once, in registers: then a number that was loaded is used several times, and no sum waits
//! for its own last addition.
//!
//! [`Matrix`]: crate::matrix::Matrix

use pulp::{Arch, Simd, WithSimd};

/// The length of a row is a multiple of this many floats, which is a whole number of vectors on this processor: 16 floats
/// where it has AVX-512, eight for AVX2, four for NEON.
pub fn row_multiple() -> usize {
    struct Lanes;
    impl WithSimd for Lanes {
        type Output = usize;

        fn with_simd<S: Simd>(self, _: S) -> usize {
            S::F32_LANES
        }
    }
    Arch::new().dispatch(Lanes).max(8)
}

/// To be called before anything is computed with rows of this length: the last floats of one that is not a whole number
/// of vectors would be left out of every sum without a word.
///
/// # Panics
/// If it is not.
#[inline(always)]
pub fn assert_whole_vectors<S: Simd>(width: usize) {
    let lanes = S::F32_LANES;
    assert!(width.is_multiple_of(lanes), "a row of {width} floats is no whole number of vectors of {lanes}");
}

/// How many rows h are worked on together: enough that a number of W_out, once loaded, is used several times; few
/// enough that all their sums stay in registers.
pub const GROUP: usize = 4;

/// How many vectors of a sum of rows grow at once; those that are left over at the end of a row do so together too.
const SUM_WIDTH: usize = 4;

#[inline(always)]
fn vectors<S: Simd>(row: &[f32]) -> &[S::f32s] {
    let (vectors, rest) = S::as_simd_f32s(row);
    debug_assert!(rest.is_empty(), "rows are whole vectors");
    vectors
}

#[inline(always)]
pub fn vectors_mut<S: Simd>(row: &mut [f32]) -> &mut [S::f32s] {
    let (vectors, rest) = S::as_mut_simd_f32s(row);
    debug_assert!(rest.is_empty(), "rows are whole vectors");
    vectors
}

/// The rows of a matrix ([`GROUP`], width).
#[inline(always)]
fn rows_of_group<S: Simd>(matrix: &[f32], width: usize) -> [&[S::f32s]; GROUP] {
    let (first, last) = matrix[..GROUP * width].split_at(2 * width);
    let ((row0, row1), (row2, row3)) = (first.split_at(width), last.split_at(width));
    [vectors::<S>(row0), vectors::<S>(row1), vectors::<S>(row2), vectors::<S>(row3)]
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

/// The gradients of both sides of one [`dot`] at once: dh += g · w and w += g · h, each with the other as it was.
#[inline(always)]
pub fn dot_backward<S: Simd>(simd: S, g: f32, h: &[f32], dh: &mut [f32], w: &mut [f32]) {
    let g = simd.splat_f32s(g);
    let (h, dh, w) = (vectors::<S>(h), vectors_mut::<S>(dh), vectors_mut::<S>(w));
    for ((&h, dh), w) in h.iter().zip(dh).zip(w) {
        *dh = simd.mul_add_e_f32s(g, *w, *dh);
        *w = simd.mul_add_e_f32s(g, h, *w);
    }
}

/// sum ← factor · Σ of the rows of `floats` at these slots, which lie in two parts.
#[inline(always)]
pub fn scaled_sum<S: Simd>(simd: S, factor: f32, floats: &[f32], slots: [&[u32]; 2], sum: &mut [f32]) {
    let width = sum.len();
    let sum = vectors_mut::<S>(sum);
    let whole = sum.len() - sum.len() % SUM_WIDTH;
    for at in (0..whole).step_by(SUM_WIDTH) {
        sum_tile::<S, SUM_WIDTH>(simd, factor, floats, slots, width, at, sum);
    }
    match sum.len() - whole {
        1 => sum_tile::<S, 1>(simd, factor, floats, slots, width, whole, sum),
        2 => sum_tile::<S, 2>(simd, factor, floats, slots, width, whole, sum),
        3 => sum_tile::<S, 3>(simd, factor, floats, slots, width, whole, sum),
        _ => {}
    }
}

/// [`scaled_sum`] for the vectors `at..at + WIDE` of a row.
#[inline(always)]
fn sum_tile<S: Simd, const WIDE: usize>(
    simd: S,
    factor: f32,
    floats: &[f32],
    slots: [&[u32]; 2],
    width: usize,
    at: usize,
    sum: &mut [S::f32s],
) {
    let mut sums = [simd.splat_f32s(0.0); WIDE];
    for part in slots {
        for &slot in part {
            let start = slot as usize * width + at * S::F32_LANES;
            let row = vectors::<S>(&floats[start..][..WIDE * S::F32_LANES]);
            for lane in 0..WIDE {
                sums[lane] = simd.add_f32s(sums[lane], row[lane]);
            }
        }
    }
    let factor = simd.splat_f32s(factor);
    for (sum, value) in sum[at..at + WIDE].iter_mut().zip(sums) {
        *sum = simd.mul_f32s(factor, value);
    }
}

/// row += change, for each of the rows of `floats` at these slots, which lie in two parts.
#[inline(always)]
pub fn add_to_all<S: Simd>(simd: S, floats: &mut [f32], slots: [&[u32]; 2], change: &[f32]) {
    let width = change.len();
    let change = vectors::<S>(change);
    let whole = change.len() - change.len() % SUM_WIDTH;
    for at in (0..whole).step_by(SUM_WIDTH) {
        add_tile::<S, SUM_WIDTH>(simd, floats, slots, width, at, change);
    }
    match change.len() - whole {
        1 => add_tile::<S, 1>(simd, floats, slots, width, whole, change),
        2 => add_tile::<S, 2>(simd, floats, slots, width, whole, change),
        3 => add_tile::<S, 3>(simd, floats, slots, width, whole, change),
        _ => {}
    }
}

/// [`add_to_all`] for the vectors `at..at + WIDE` of a row.
#[inline(always)]
fn add_tile<S: Simd, const WIDE: usize>(
    simd: S,
    floats: &mut [f32],
    slots: [&[u32]; 2],
    width: usize,
    at: usize,
    change: &[S::f32s],
) {
    let mut tile = [simd.splat_f32s(0.0); WIDE];
    tile.copy_from_slice(&change[at..at + WIDE]);
    for part in slots {
        for &slot in part {
            let start = slot as usize * width + at * S::F32_LANES;
            let row = vectors_mut::<S>(&mut floats[start..][..WIDE * S::F32_LANES]);
            for lane in 0..WIDE {
                row[lane] = simd.add_f32s(row[lane], tile[lane]);
            }
        }
    }
}

/// All dot products of a group of rows h with M rows of `floats`, which begin at `starts`:
/// (M, width) · ([`GROUP`], width)ᵀ → `products` (M, GROUP). M is even.
#[inline(always)]
pub fn products<S: Simd>(
    simd: S,
    h: &[f32],
    floats: &[f32],
    starts: &[usize],
    width: usize,
    products: &mut [f32],
) {
    let h = rows_of_group::<S>(h, width);
    for (starts, products) in starts.chunks_exact(2).zip(products.chunks_exact_mut(2 * GROUP)) {
        let w = [&floats[starts[0]..][..width], &floats[starts[1]..][..width]];
        let w = [vectors::<S>(w[0]), vectors::<S>(w[1])];
        let mut sums = [simd.splat_f32s(0.0); 2 * GROUP];
        for column in 0..width / S::F32_LANES {
            for row in 0..GROUP {
                sums[row] = simd.mul_add_e_f32s(h[row][column], w[0][column], sums[row]);
                sums[GROUP + row] = simd.mul_add_e_f32s(h[row][column], w[1][column], sums[GROUP + row]);
            }
        }
        let (first, second) = products.split_at_mut(GROUP);
        first.copy_from_slice(&reduce_sums(simd, [sums[0], sums[1], sums[2], sums[3]]));
        second.copy_from_slice(&reduce_sums(simd, [sums[4], sums[5], sums[6], sums[7]]));
    }
}

/// The sums of the numbers of four vectors each. The four are interleaved and added, so that each number of a sum is
/// beside its three fellows, and four additions are one.
#[inline(always)]
fn reduce_sums<S: Simd>(simd: S, vectors: [S::f32s; 4]) -> [f32; 4] {
    if S::F32_LANES < 4 {
        let mut sums = [0.0; 4];
        for (sum, vector) in sums.iter_mut().zip(vectors) {
            *sum = simd.reduce_sum_f32s(vector);
        }
        return sums;
    }
    let [first, second, third, fourth] = simd.interleave_shfl_f32s(vectors);
    let sums = [simd.add_f32s(simd.add_f32s(first, second), simd.add_f32s(third, fourth))];
    let fours: &[[f32; 4]] = pulp::bytemuck::cast_slice(&sums);
    fours.iter().fold([0.0; 4], |sums, four| std::array::from_fn(|row| sums[row] + four[row]))
}

/// The gradients of both sides of all [`products`] between a group of rows h and M rows w of `floats`, which begin at `starts`, with
/// the `gradients` (M, GROUP): dh ← gᵀ · w and w += g · h.
///
/// Goes through the columns, and at each through all M rows: a number of h is loaded once for all of them, and the
/// changes of h stay in registers.
#[inline(always)]
pub fn products_backward<S: Simd>(
    simd: S,
    gradients: &[f32],
    h: &[f32],
    dh: &mut [f32],
    floats: &mut [f32],
    starts: &[usize],
    width: usize,
) {
    let h = rows_of_group::<S>(h, width);
    let (first, last) = dh.split_at_mut(2 * width);
    let ((dh0, dh1), (dh2, dh3)) = (first.split_at_mut(width), last.split_at_mut(width));
    let dh = [vectors_mut::<S>(dh0), vectors_mut::<S>(dh1), vectors_mut::<S>(dh2), vectors_mut::<S>(dh3)];
    for column in 0..width / S::F32_LANES {
        let h = [h[0][column], h[1][column], h[2][column], h[3][column]];
        let mut sums = [simd.splat_f32s(0.0); GROUP];
        for (gradients, start) in gradients.chunks_exact(GROUP).zip(starts) {
            let w = &mut vectors_mut::<S>(&mut floats[start + column * S::F32_LANES..][..S::F32_LANES])[0];
            let (before, mut after) = (*w, *w);
            for row in 0..GROUP {
                let gradient = simd.splat_f32s(gradients[row]);
                sums[row] = simd.mul_add_e_f32s(gradient, before, sums[row]);
                after = simd.mul_add_e_f32s(gradient, h[row], after);
            }
            *w = after;
        }
        for row in 0..GROUP {
            dh[row][column] = sums[row];
        }
    }
}

/// row ← factor · row + scale · Σ copies.
#[inline(always)]
pub fn scale_and_add<S: Simd>(simd: S, row: &mut [f32], factor: f32, scale: f32, copies: &[&[f32]]) {
    let row = vectors_mut::<S>(row);
    let whole = row.len() - row.len() % SUM_WIDTH;
    for at in (0..whole).step_by(SUM_WIDTH) {
        scale_tile::<S, SUM_WIDTH>(simd, row, factor, scale, copies, at);
    }
    for at in whole..row.len() {
        scale_tile::<S, 1>(simd, row, factor, scale, copies, at);
    }
}

/// [`scale_and_add`] for the vectors `at..at + WIDE` of a row.
#[inline(always)]
fn scale_tile<S: Simd, const WIDE: usize>(
    simd: S,
    row: &mut [S::f32s],
    factor: f32,
    scale: f32,
    copies: &[&[f32]],
    at: usize,
) {
    let (factor, scale) = (simd.splat_f32s(factor), simd.splat_f32s(scale));
    let row = &mut row[at..at + WIDE];
    let mut sums = [factor; WIDE];
    for lane in 0..WIDE {
        sums[lane] = simd.mul_f32s(factor, row[lane]);
    }
    for copy in copies {
        let copy = vectors::<S>(&copy[at * S::F32_LANES..][..WIDE * S::F32_LANES]);
        for lane in 0..WIDE {
            sums[lane] = simd.mul_add_e_f32s(scale, copy[lane], sums[lane]);
        }
    }
    row.copy_from_slice(&sums);
}

#[cfg(test)]
#[path = "kernel_tests.rs"]
mod tests;
