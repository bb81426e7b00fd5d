//! How long the arithmetic on rows takes, with numbers that lie in the cache, without and with the processor's SIMD
//! instructions:
//!
//! ```text
//! cargo bench -p word2vec --bench kernels
//! ```
//!
//! Each call does what a group of four positions of CBOW needs once, with M = 12 negatives, or one of its positions with
//! six neighbours. How near the arithmetic comes to what the processor can do is seen from the multiplications with
//! addition in a nanosecond.

#[allow(dead_code, unused_imports)]
#[path = "../src/kernel.rs"]
mod kernel;
#[allow(dead_code, unused_imports)]
#[path = "../src/logistic_loss.rs"]
mod logistic_loss;

use std::hint::black_box;
use std::time::Instant;

use kernel::GROUP;
use pulp::{Arch, Scalar, Simd, WithSimd};

const NEGATIVES: usize = 12;
const NEIGHBOURS: usize = 6;
/// Each kernel is timed in so many rounds, of which the fastest counts, of so many calls.
const ROUNDS: usize = 20;
const CALLS: u32 = 5_000;

fn main() {
    println!(
        "{:>4}  {:32} {:>12} {:>10} {:>14}",
        "H", "kernel", "portable ns", "vector ns", "multiply-adds/ns"
    );
    for hidden in [50, 100, 300usize] {
        let width = hidden.next_multiple_of(kernel::row_multiple());
        let portable = AllKernels { width }.with_simd(Scalar);
        let vector = Arch::new().dispatch(AllKernels { width });
        for (portable, vector) in portable.iter().zip(vector) {
            let per_nanosecond = match vector.multiply_adds {
                0 => String::new(),
                count => format!("{:.1}", count as f64 / vector.nanoseconds),
            };
            println!(
                "{hidden:>4}  {:32} {:>12.0} {:>10.0} {per_nanosecond:>14}",
                vector.name, portable.nanoseconds, vector.nanoseconds
            );
        }
    }
}

struct Timed {
    name: &'static str,
    nanoseconds: f64,
    /// Multiplications with addition in one call; 0 where other operations take the time.
    multiply_adds: usize,
}

/// The nanoseconds that one call takes. A macro, so that the call is compiled for the instructions of the place where
/// it stands.
macro_rules! nanoseconds {
    ($call:expr) => {{
        let mut fastest = f64::INFINITY;
        for _ in 0..ROUNDS {
            let begin = Instant::now();
            for _ in 0..CALLS {
                black_box($call);
            }
            fastest = fastest.min(begin.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS));
        }
        fastest
    }};
}

/// All kernels on rows of one width, with one kind of instructions.
struct AllKernels {
    width: usize,
}

impl WithSimd for AllKernels {
    type Output = Vec<Timed>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<Timed> {
        let width = self.width;
        // So small that repeated changes do not grow beyond what a float can be.
        let mut rows = vec![1e-3; NEGATIVES * width];
        let (h, mut dh) = (vec![1e-3; GROUP * width], vec![0.0; GROUP * width]);
        let mut sum = vec![0.0; width];
        let starts: Vec<usize> = (0..NEGATIVES).map(|row| row * width).collect();
        let slots: Vec<u32> = (0..NEIGHBOURS as u32).collect();
        let neighbours = [&slots[..NEIGHBOURS / 2], &slots[NEIGHBOURS / 2..]];
        let mut scores = vec![0.1; NEGATIVES * GROUP];
        let (gradients, weights) = (vec![1e-9; NEGATIVES * GROUP], vec![1.0; NEGATIVES * GROUP]);

        let timed = |name, nanoseconds, multiply_adds| Timed { name, nanoseconds, multiply_adds };
        vec![
            timed(
                "scores of 4 x 12 questions",
                nanoseconds!(kernel::products(simd, &h, black_box(&rows), &starts, width, &mut scores)),
                NEGATIVES * GROUP * width,
            ),
            timed(
                "their gradients",
                nanoseconds!(kernel::products_backward(
                    simd,
                    black_box(&gradients),
                    &h,
                    &mut dh,
                    &mut rows,
                    &starts,
                    width
                )),
                2 * NEGATIVES * GROUP * width,
            ),
            timed(
                "sigmoid and loss of 48 scores",
                nanoseconds!(logistic_loss::logistic_loss(simd, black_box(&mut scores), &weights)),
                0,
            ),
            timed(
                "mean of 6 neighbours",
                nanoseconds!(kernel::scaled_sum(simd, 1.0 / 6.0, black_box(&rows), neighbours, &mut sum)),
                0,
            ),
            timed(
                "change of 6 neighbours",
                nanoseconds!(kernel::add_to_all(simd, &mut rows, neighbours, black_box(&dh[..width]))),
                0,
            ),
            timed(
                "score of one question",
                nanoseconds!(kernel::dot(simd, black_box(&h[..width]), &rows[..width])),
                width,
            ),
        ]
    }
}
