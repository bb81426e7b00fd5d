//! Loops over floats, compiled for the widest vectors that this processor has.
//!
//! Nothing but speed changes: each operation rounds as before, and where an order of addition matters it is
//! written down, so the same numbers come out on any processor.

use pulp::Arch;

/// Runs `work` with AVX2 where the processor has it. The loops in it must be inlined into it to gain from
/// that: mark the closure and what it calls `#[inline(always)]`.
#[inline(always)]
pub(crate) fn vectorised<R>(work: impl FnOnce() -> R) -> R {
    Arch::new().dispatch(work)
}

/// Asks the processor to fetch `values` into its cache, because they are soon needed. Rows of a large matrix
/// are read in no order that it could foresee, and waiting for each would take most of the time.
#[inline]
pub(crate) fn prefetch(values: &[f32]) {
    #[cfg(target_arch = "x86_64")]
    for line in values.chunks(16) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch reads nothing that the program could see and never faults; besides, the address
        // is that of a live slice. SSE, which has the instruction, is part of every x86-64 processor.
        #[allow(unsafe_code)]
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}

/// sum + scale · values, entry by entry. Fast inside [`vectorised`].
///
/// # Panics
/// If the lengths differ.
#[inline(always)]
pub(crate) fn add_scaled(sum: &mut [f32], scale: f32, values: &[f32]) {
    assert_eq!(sum.len(), values.len(), "a gradient has the shape of its weight");
    for (entry, value) in sum.iter_mut().zip(values) {
        *entry += scale * value;
    }
}

/// a · b. Eight sums side by side, which the compiler keeps in one register of eight floats; a single sum
/// would have to be computed one addition after the other. Fast inside [`vectorised`].
#[inline(always)]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (a_eights, b_eights) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a_eights.remainder().iter().zip(b_eights.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_eights.zip(b_eights) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}
