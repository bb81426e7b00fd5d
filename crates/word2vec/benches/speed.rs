//! How fast the trainer is, on generated text with a Zipf distribution:
//!
//! ```text
//! cargo bench -p word2vec
//! cargo bench -p word2vec -- 1000000     only so many tokens
//! ```
//!
//! Prints words per second for several vocabularies, lengths of vectors, threads and lengths of text, and the
//! megabytes per second of the pass that counts the words. The processor and everything else that runs on the
//! computer matter; compare numbers of one run only.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use common::random::generator;
use rand_distr::{Distribution, Zipf};
use word2vec::{Model, Reading, Text, Word2Vec};

const WORDS_OF_A_LINE: usize = 20;

fn main() {
    let tokens = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(2_000_000);
    println!(
        "{:>9} {:>10} {:>5} {:>8} {:>10} {:>12} {:>10}",
        "V", "tokens", "H", "threads", "model", "words/s", "read MB/s"
    );
    for vocabulary_size in [10_000, 100_000, 1_000_000] {
        measure(vocabulary_size, tokens, &[(100, 1), (100, 2)]);
    }
    measure(10_000, tokens, &[(50, 1), (300, 1)]);
    for tokens in [tokens / 2, 5 * tokens] {
        measure(10_000, tokens, &[(100, 1)]);
    }
}

/// One text, trained on for one epoch with each of these lengths of vectors and numbers of threads.
fn measure(vocabulary_size: usize, tokens: usize, settings: &[(usize, usize)]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = generated(folder.path().join("text"), vocabulary_size, tokens);
    let bytes = std::fs::metadata(&path).expect("the file").len() as f64;
    let begin = Instant::now();
    let text = Text::read(&[path], &Reading { min_count: 1, lower_case: false }, |_, _| {}).expect("a text");
    let megabytes_per_second = bytes / 1e6 / begin.elapsed().as_secs_f64();
    for &(hidden, threads) in settings {
        for model in [Model::Cbow, Model::SkipGram] {
            let trainer = Word2Vec { model, hidden, threads, epochs: 1, sample: 0.0, ..Word2Vec::default() };
            let begin = Instant::now();
            trainer.train(&text, |_| ControlFlow::Continue(())).expect("vectors");
            let speed = text.len() as f64 / begin.elapsed().as_secs_f64();
            let (v, model) = (text.vocabulary().len(), format!("{model:?}"));
            println!(
                "{v:>9} {tokens:>10} {hidden:>5} {threads:>8} {model:>10} {speed:>12.0} {megabytes_per_second:>10.0}"
            );
        }
    }
}

/// A file of words w1, w2 … of which the n-th is drawn with a probability proportional to 1/n.
fn generated(path: PathBuf, vocabulary_size: usize, tokens: usize) -> PathBuf {
    let zipf = Zipf::new(vocabulary_size as f64, 1.0).expect("a distribution");
    let mut random = generator(1);
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    for number in 1..=tokens {
        let end = if number % WORDS_OF_A_LINE == 0 { '\n' } else { ' ' };
        write!(file, "w{}{end}", zipf.sample(&mut random) as u64).expect("room on the disk");
    }
    // Every word once, so that the vocabulary has the size that it is said to have.
    (1..=vocabulary_size).for_each(|word| writeln!(file, "w{word}").expect("room on the disk"));
    path
}
