//! How fast the trainer is, and how much memory it needs, on generated text with a Zipf distribution:
//!
//! ```text
//! cargo bench -p word2vec                    some minutes
//! cargo bench -p word2vec -- 100000000       also a text of so many tokens
//! ```
//!
//! Prints words per second of CBOW and skip-gram for several vocabularies, lengths of vectors, threads and lengths of
//! text; the megabytes per second of the pass that counts the words; and the peak of the memory, in all and beside
//! the two matrices of V·H floats (where the system tells it in `/proc`). Each line is measured in a process of its
//! own. The processor and everything else that runs on the computer matter; compare numbers of one run only.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use common::random::generator;
use process::peak_memory_bytes;
use rand_distr::{Distribution, Zipf};
use word2vec::{ModelKind, ReadOptions, Text, Word2Vec};

const WORDS_OF_A_LINE: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let numbers: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    if let Ok(path) = std::env::var("WORD2VEC_BENCH_TEXT") {
        return measure(path.as_ref(), numbers[0], numbers[1]);
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("text");
    println!(
        "{:>9} {:>10} {:>4} {:>8} {:>11} {:>11} {:>10} {:>9} {:>9}",
        "V", "tokens", "H", "threads", "cbow/s", "skip-gram/s", "read MB/s", "peak MB", "besides"
    );
    for vocabulary_size in [10_000, 100_000, 1_000_000] {
        write_text(&path, vocabulary_size, 2_000_000)?;
        for hidden in [50, 100, 300] {
            measure_alone(&path, hidden, 1)?;
            measure_alone(&path, hidden, 2)?;
        }
    }
    for tokens in [1_000_000, 10_000_000].into_iter().chain(numbers) {
        write_text(&path, 100_000, tokens)?;
        measure_alone(&path, 100, 2)?;
    }
    Ok(())
}

/// One line, from a process of its own.
fn measure_alone(path: &Path, hidden: usize, threads: usize) -> Result<(), Box<dyn Error>> {
    let mut child = Command::new(std::env::current_exe()?);
    child.args([hidden.to_string(), threads.to_string()]).env("WORD2VEC_BENCH_TEXT", path);
    if child.status()?.success() { Ok(()) } else { Err("a measurement has failed".into()) }
}

fn measure(path: &Path, hidden: usize, threads: usize) -> Result<(), Box<dyn Error>> {
    let begin = Instant::now();
    let text =
        Text::read(&[path.into()], &ReadOptions { min_count: 1, ..ReadOptions::default() }, |_, _| {})?;
    let megabytes_per_second = std::fs::metadata(path)?.len() as f64 / 1e6 / begin.elapsed().as_secs_f64();
    let mut speeds = [0.0; 2];
    for (speed, model) in speeds.iter_mut().zip([ModelKind::Cbow, ModelKind::SkipGram]) {
        let trainer = Word2Vec { hidden, threads, epochs: 1, sample: 0.0, ..Word2Vec::of(model) };
        // From the first round to the last: a vocabulary of a million words gets its first weights before.
        let (mut first, mut last) = (None, 0.0);
        trainer.train(&text, |now| {
            let (begin, words) = *first.get_or_insert((Instant::now(), now.words));
            last = (now.words - words) as f64 / begin.elapsed().as_secs_f64();
            ControlFlow::Continue(())
        })?;
        *speed = last;
    }
    let v = text.words().len();
    let peak = peak_memory_bytes().unwrap_or(f64::NAN);
    let [peak, besides] = [peak, peak - (8 * v * hidden) as f64].map(|bytes| bytes / 1e6);
    println!(
        "{v:>9} {:>10} {hidden:>4} {threads:>8} {:>11.0} {:>11.0} {megabytes_per_second:>10.0} {peak:>9.0} {besides:>9.0}",
        text.len(),
        speeds[0],
        speeds[1]
    );
    Ok(())
}

/// A file of words w1, w2 … of which the n-th is drawn with a probability proportional to 1/n.
fn write_text(path: &Path, vocabulary_size: usize, tokens: usize) -> Result<(), Box<dyn Error>> {
    let zipf = Zipf::new(vocabulary_size as f64, 1.0).expect("a size above 0");
    let mut random = generator(1);
    let mut file = BufWriter::new(File::create(path)?);
    // Every word once, so that the vocabulary has the size that it is said to have.
    let words = (1..=vocabulary_size).chain((0..tokens).map(|_| zipf.sample(&mut random) as usize));
    for (number, word) in (1..).zip(words) {
        write!(file, "w{word}{}", if number % WORDS_OF_A_LINE == 0 { '\n' } else { ' ' })?;
    }
    Ok(file.flush()?)
}
