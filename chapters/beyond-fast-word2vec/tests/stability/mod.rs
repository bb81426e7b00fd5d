//! How long the vectors of the fast trainer become beside those of a sequential loop, which takes one example at a time.

use std::io::Write;
use std::ops::ControlFlow;

use beyond_fast_word2vec::PlainWord2Vec;
use common::random::generator;
use corpus::{Corpus, Options, Source};
use ndarray::Array2;
use rand::RngExt;
use tempfile::NamedTempFile;
use word2vec::{Error, ReadOptions, Text, Word2Vec};

/// So many lines of 64 of 120 words, each from one of six topics of 20 words.
pub fn topics(lines: usize) -> Corpus {
    let mut random = generator(1);
    let mut word = |line: usize| format!("w{} ", line % 6 * 20 + random.random_range(0..20));
    let line = |line: usize| (0..64).map(|_| word(line)).collect::<String>() + "\n";
    let text: String = (0..lines).map(line).collect();
    of_text(&text)
}

/// A corpus of all words of this text.
pub fn of_text(text: &str) -> Corpus {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let options = Options { min_count: Some(1), ..Options::default() };
    Source::Files(vec![file.path().into()]).load(&options, |_| {}).unwrap()
}

/// The mean length of the vectors, and that of the longest.
#[derive(Debug, Clone, Copy)]
pub struct Lengths {
    pub mean: f64,
    pub longest: f64,
}

impl Lengths {
    fn of(vectors: &Array2<f32>) -> Self {
        let lengths: Vec<f64> =
            vectors.rows().into_iter().map(|row| f64::from(row.dot(&row)).sqrt()).collect();
        let mean = lengths.iter().sum::<f64>() / lengths.len() as f64;
        // Unlike `max`, this keeps what is no number.
        let longest = lengths
            .iter()
            .fold(0.0, |longest: f64, &length| if length <= longest { longest } else { length });
        Self { mean, longest }
    }
}

/// The lengths of the fast trainer, or its refusal; and those of the sequential loop.
pub fn both(corpus: &Corpus, settings: &Word2Vec) -> (Result<Lengths, Error>, Lengths) {
    let mut plain = PlainWord2Vec::new(corpus, settings);
    for _ in 0..settings.epochs {
        plain.epoch(|_| ControlFlow::Continue(()));
    }
    let text = Text::from_sentences(
        corpus.sentences(),
        &ReadOptions { min_count: 1, lower_case: false, ..ReadOptions::default() },
    )
    .unwrap();
    let trained = settings.train(&text, |_| ControlFlow::Continue(()));
    (trained.map(|trained| Lengths::of(&trained.vectors)), Lengths::of(&plain.vectors()))
}
