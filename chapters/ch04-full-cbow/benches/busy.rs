//! What two threads are worth where other programs want the processor too, for the full CBOW:
//!
//! ```text
//! cargo bench -p ch04-full-cbow --bench busy       half a minute
//! ```
//!
//! Prints, for so many busy threads beside the training, how long it takes with one thread and with two, and the ratio of
//! the two: about 0.7 on a computer with two processors that does nothing else. A ratio above 1.2 is marked: two threads
//! should not be slower than one. The two are measured in turn, and each time is the median of several; still, whatever
//! else runs on the computer is one more that is busy beside.

use std::hint::{black_box, spin_loop};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use ch04_full_cbow::{Batch, SplitModel};
use common::model_kind::ModelKind;
use common::optimizer::{Adam, Optimizer};
use common::random::{generator, small_normal};
use ndarray::Array2;
use rand_distr::{Distribution, Zipf};

const REPEATED: usize = 5;
/// A higher ratio is marked.
const HIGHEST: f64 = 1.2;

const VOCABULARY: usize = 10_000;
const HIDDEN: usize = 100;
const STEPS: usize = 2_000;

fn main() {
    let batches = batches();
    println!("{:>12} {:>10} {:>10} {:>6}", "busy beside", "1 thread", "2 threads", "ratio");
    for busy in [0, 1, 2, 4] {
        let is_over = AtomicBool::new(false);
        let [one, two] = thread::scope(|scope| {
            for _ in 0..busy {
                scope.spawn(|| {
                    while !is_over.load(Ordering::Relaxed) {
                        spin_loop();
                    }
                });
            }
            let times = medians(&batches);
            is_over.store(true, Ordering::Relaxed);
            times
        });
        let ratio = two / one;
        let verdict = if ratio > HIGHEST { "  too slow" } else { "" };
        println!("{busy:>12} {one:>8.2} s {two:>8.2} s {ratio:>6.2}{verdict}");
    }
}

/// Seconds of a training with one thread and with two, measured in turn.
fn medians(batches: &[Batch]) -> [f64; 2] {
    let mut random = generator(1);
    let [w_in, w_out] = [(); 2].map(|()| small_normal(VOCABULARY, HIDDEN, &mut random)); // (V, H)
    let mut times = [(); 2].map(|()| Vec::new());
    for _ in 0..REPEATED {
        for (threads, times) in (1..).zip(&mut times) {
            let adam = || Optimizer::new(Adam::new(0.001));
            let contexts = batches[0].contexts.ncols();
            let mut model = SplitModel::new(ModelKind::Cbow, &w_in, &w_out, contexts, adam, threads);
            let begin = Instant::now();
            for batch in batches.iter().cycle().take(STEPS) {
                black_box(model.forward(batch.clone()));
                model.backward();
                model.update();
            }
            times.push(begin.elapsed().as_secs_f64());
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[REPEATED / 2]
    })
}

/// 500 batches of 100 examples with 10 context words and 5 negatives; the n-th word is drawn with a probability
/// proportional to 1/n.
fn batches() -> Vec<Batch> {
    let zipf = Zipf::new(VOCABULARY as f64, 1.0).expect("a size above 0");
    let mut random = generator(1);
    let mut word = || zipf.sample(&mut random) as u32 - 1;
    (0..500)
        .map(|_| Batch {
            contexts: Array2::from_shape_simple_fn((100, 10), &mut word), // (B, C)
            target: (0..100).map(|_| word()).collect(),
            negatives: vec![Array2::from_shape_simple_fn((100, 5), &mut word)], // (B, K)
        })
        .collect()
}
