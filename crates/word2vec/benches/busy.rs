//! What two threads are worth where other programs want the processor too:
//!
//! ```text
//! cargo bench -p word2vec --bench busy       a minute
//! ```
//!
//! A thread that stays awake while the one it waits for is not running makes two slower than one.

use std::ops::ControlFlow;

use checks::busy::compare_one_thread_with_two;
use common::random::generator;
use rand_distr::{Distribution, Zipf};
use word2vec::{ReadOptions, Text, Word2Vec};

fn main() {
    let text = text();
    compare_one_thread_with_two(|threads| {
        let trainer = Word2Vec { threads, epochs: 4, sample: 0.0, ..Word2Vec::default() };
        trainer.train(&text, |_| ControlFlow::Continue(())).expect("a text to learn from");
    });
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
