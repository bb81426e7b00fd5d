//! How the work of a training divides among the cores of a computer, and among more than it has:
//!
//! ```text
//! cargo bench -p word2vec --bench cores       a minute
//! ```
//!
//! Prints for several numbers of shards how many milliseconds each thread learns, merges and waits, for as many threads
//! as there are processors. For more threads it predicts that from what one thread was measured to do:
//!
//! - a shard is learned by one thread, so the learning takes as long as the thread with the most shards, each as many
//!   predictions as the longest of the round;
//! - the merging is divided evenly;
//! - they wait for each other as long as the most threads that were measured, in the run in which they waited least: what
//!   else the computer does makes them wait too.
//!
//! The last column is the number of words in a second, divided by that of one thread and by the number of threads. What is
//! not in it: that caches and memory are shared, and that cores are slower when many work. The fastest of some runs counts.

use std::ops::ControlFlow;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use common::random::generator;
use rand_distr::{Distribution, Zipf};
use word2vec::{ModelKind, ReadOptions, Text, TimeSpent, Word2Vec};

const REPEATED: usize = 5;

/// Of one thread, in milliseconds.
#[derive(Clone, Copy)]
struct Parts {
    learning: f64,
    merging: f64,
    waiting: f64,
}

impl Parts {
    fn total(self) -> f64 {
        self.learning + self.merging + self.waiting
    }
}

fn main() {
    let text = text();
    let here = available_parallelism().map_or(1, usize::from);
    for model in [ModelKind::Cbow, ModelKind::SkipGram] {
        println!("{model:?}, {} words, H = 100, {here} processors", text.len());
        println!(
            "{:>6} {:>7} {:>9} {:>9} {:>9} {:>12} {:>10}",
            "shards", "threads", "learn ms", "merge ms", "wait ms", "words/s", "efficiency"
        );
        for shards in [1, 2, 4, 8, 16, 32] {
            let show = |threads: usize, parts: Parts, one: f64, how: &str| {
                let speed = text.len() as f64 / parts.total() * 1e3;
                let efficiency = 100.0 * one / parts.total() / threads as f64;
                let Parts { learning, merging, waiting } = parts;
                println!(
                    "{shards:>6} {threads:>7} {learning:>9.0} {merging:>9.0} {waiting:>9.1} {speed:>12.0} {efficiency:>8.0} % {how}"
                );
            };
            let (one, mut waiting, spent) = measured(&text, model, shards, 1);
            show(1, one, one.total(), "");
            let more = || [2, 4, 8, 16].into_iter().filter(|&threads| threads <= shards);
            for threads in more().filter(|&threads| threads <= here) {
                let (parts, least_waiting, _) = measured(&text, model, shards, threads);
                show(threads, parts, one.total(), "");
                waiting = least_waiting;
            }
            let [predictions, if_all_were_the_longest] = spent.predictions.map(|number| number as f64);
            for threads in more().filter(|&threads| threads > here) {
                let share = shards.div_ceil(threads) as f64 / shards as f64;
                let learning = one.learning * share * if_all_were_the_longest / predictions;
                let parts = Parts { learning, merging: one.merging / threads as f64, waiting };
                show(threads, parts, one.total(), "predicted");
            }
        }
    }
}

/// What each of so many threads does in the fastest of some trainings, and the least that it waits in any.
fn measured(text: &Text, model: ModelKind, shards: usize, threads: usize) -> (Parts, f64, TimeSpent) {
    let trainer = Word2Vec { threads, shards, epochs: 1, sample: 0.0, ..Word2Vec::of(model) };
    let runs = (0..REPEATED).map(|_| {
        let begin = Instant::now();
        let trained = trainer.train(text, |_| ControlFlow::Continue(())).expect("a text to learn from");
        (begin.elapsed(), trained.time_spent)
    });
    let runs: Vec<(Duration, TimeSpent)> = runs.collect();
    let (_, spent) = *runs.iter().min_by_key(|(took, _)| *took).expect("some runs");
    let least_waiting = runs.iter().map(|(_, spent)| spent.waiting).min().expect("some runs");
    let of_thread = |all: Duration| all.as_secs_f64() * 1e3 / threads as f64;
    let TimeSpent { learning, merging, waiting, .. } = spent;
    let parts =
        Parts { learning: of_thread(learning), merging: of_thread(merging), waiting: of_thread(waiting) };
    (parts, of_thread(least_waiting), spent)
}

/// 50,000 lines of 20 words; the n-th of 10,000 is drawn with a probability proportional to 1/n.
fn text() -> Text {
    let zipf = Zipf::new(10_000.0, 1.0).expect("a size above 0");
    let mut random = generator(1);
    let words: Vec<String> = (0..=10_000).map(|number| format!("w{number}")).collect();
    let lines: Vec<Vec<&str>> = (0..50_000)
        .map(|_| (0..20).map(|_| words[zipf.sample(&mut random) as usize].as_str()).collect())
        .collect();
    Text::from_sentences(lines, &ReadOptions { min_count: 1, ..ReadOptions::default() }).expect("a text")
}
