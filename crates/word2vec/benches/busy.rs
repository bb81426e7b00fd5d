//! What two threads are worth where other programs want the processor too:
//!
//! ```text
//! cargo bench -p word2vec --bench busy       a minute
//! ```
//!
//! Prints, for so many busy threads beside the training, how long it takes with one thread and with two, and the ratio of
//! the two: about 0.6 on a computer with two processors that does nothing else. A ratio above 1.2 is marked: two threads
//! should not be slower than one, and a thread that stays awake while the one it waits for is not running makes them so.
//! The two are measured in turn, and each time is the median of several; still, whatever else runs on the computer is
//! one more that is busy beside.

use std::hint::spin_loop;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use common::random::generator;
use rand_distr::{Distribution, Zipf};
use word2vec::{ReadOptions, Text, Word2Vec};

const REPEATED: usize = 5;
/// A higher ratio is marked.
const HIGHEST: f64 = 1.2;

fn main() {
    let text = text();
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
            let times = medians(&text);
            is_over.store(true, Ordering::Relaxed);
            times
        });
        let ratio = two / one;
        let verdict = if ratio > HIGHEST { "  too slow" } else { "" };
        println!("{busy:>12} {one:>8.2} s {two:>8.2} s {ratio:>6.2}{verdict}");
    }
}

/// Seconds of a training with one thread and with two, measured in turn.
fn medians(text: &Text) -> [f64; 2] {
    let mut times = [(); 2].map(|()| Vec::new());
    for _ in 0..REPEATED {
        for (threads, times) in (1..).zip(&mut times) {
            let begin = Instant::now();
            let trainer = Word2Vec { threads, epochs: 4, sample: 0.0, ..Word2Vec::default() };
            trainer.train(text, |_| ControlFlow::Continue(())).expect("a text to learn from");
            times.push(begin.elapsed().as_secs_f64());
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[REPEATED / 2]
    })
}

/// 20,000 lines of 20 words; the n-th of 10,000 is drawn with a probability proportional to 1/n.
fn text() -> Text {
    let zipf = Zipf::new(10_000.0, 1.0).expect("a size above 0");
    let mut random = generator(1);
    let words: Vec<String> = (0..=10_000).map(|number| format!("w{number}")).collect();
    let lines: Vec<Vec<&str>> = (0..20_000)
        .map(|_| (0..20).map(|_| words[zipf.sample(&mut random) as usize].as_str()).collect())
        .collect();
    Text::from_sentences(lines, &ReadOptions { min_count: 1, ..ReadOptions::default() }).expect("a text")
}
