//! Loops over floats, compiled for the widest vectors that this processor has.
//!
//! Nothing but speed changes: each operation rounds as before, and where an order of addition matters it is
//! written down, so the same numbers come out on any processor.

use pulp::Arch;

/// Runs `work`, which must be marked `#[inline(always)]` or be a short closure, with AVX2 where it is there.
#[inline(always)]
pub(crate) fn vectorised<R>(work: impl FnOnce() -> R) -> R {
    Arch::new().dispatch(work)
}

/// sum + scale · values, entry by entry.
///
/// # Panics
/// If the lengths differ.
#[inline]
pub(crate) fn add_scaled(sum: &mut [f32], scale: f32, values: &[f32]) {
    assert_eq!(sum.len(), values.len(), "a gradient has the shape of its weight");
    vectorised(
        #[inline(always)]
        || {
            for (entry, value) in sum.iter_mut().zip(values) {
                *entry += scale * value;
            }
        },
    );
}

/// a · b. Eight sums side by side, which the compiler keeps in one register of eight floats; a single sum
/// would have to be computed one addition after the other.
#[inline]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    vectorised(
        #[inline(always)]
        || {
            let mut sums = [0.0f32; 8];
            let (a_eights, b_eights) = (a.chunks_exact(8), b.chunks_exact(8));
            let rest: f32 = a_eights.remainder().iter().zip(b_eights.remainder()).map(|(a, b)| a * b).sum();
            for (a, b) in a_eights.zip(b_eights) {
                for lane in 0..8 {
                    sums[lane] += a[lane] * b[lane];
                }
            }
            sums.iter().sum::<f32>() + rest
        },
    )
}
