//! What two threads are worth where other programs want the processor too.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

const REPEATED: usize = 5;
/// A higher ratio is marked.
const HIGHEST: f64 = 1.2;

/// Prints, for so many busy threads beside a training, how long it takes with one thread and with two, and the ratio of the
/// two: about 0.6 on a computer with two processors that does nothing else. A ratio above 1.2 is marked: two threads
/// should not be slower than one.
///
/// The two are measured in turn, and each time is the median of several; still, whatever else runs on the computer is one
/// more that is busy beside.
pub fn compare_one_thread_with_two(train: impl Fn(usize)) {
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
            let times = medians(&train);
            is_over.store(true, Ordering::Relaxed);
            times
        });
        let ratio = two / one;
        let verdict = if ratio > HIGHEST { "  too slow" } else { "" };
        println!("{busy:>12} {one:>8.2} s {two:>8.2} s {ratio:>6.2}{verdict}");
    }
}

/// Seconds of a training with one thread and with two, measured in turn.
fn medians(train: impl Fn(usize)) -> [f64; 2] {
    let mut times = [(); 2].map(|()| Vec::new());
    for _ in 0..REPEATED {
        for (threads, times) in (1..).zip(&mut times) {
            let begin = Instant::now();
            train(threads);
            times.push(begin.elapsed().as_secs_f64());
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[REPEATED / 2]
    })
}
