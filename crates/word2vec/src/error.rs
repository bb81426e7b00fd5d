//! What a reader's text or disk can cause, each as one sentence.

use std::io;
use std::path::PathBuf;

/// Why a text could not be read, or nothing could be learned from it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be opened or read.
    #[error(
        "cannot read {}: {cause}; check its name and who may read it, or give another",
        text_files::shown(path)
    )]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The first bytes of a file are those of something else.
    #[error("{} is {what}", text_files::shown(path))]
    NoText {
        /// Which.
        path: PathBuf,
        /// What it is, and what to do about it.
        what: &'static str,
    },
    /// A text is not UTF-8.
    #[error("{} is not UTF-8 text (byte {byte} does not fit); {remedy}", text_files::shown(path))]
    NotUtf8 {
        /// Which.
        path: PathBuf,
        /// The first byte that does not fit, counted from 0.
        byte: u64,
        /// What the bytes are instead, as far as they tell, and what to do about it.
        remedy: &'static str,
    },
    /// No white space for so long that this is no text.
    #[error(
        "{} has {bytes} bytes without a space near byte {byte}; is this a text with spaces between its words?",
        text_files::shown(path)
    )]
    EndlessWord {
        /// Which.
        path: PathBuf,
        /// How many.
        bytes: usize,
        /// Where they begin.
        byte: u64,
    },
    /// There is no word.
    #[error("there is no word in {name}; give a text that has some")]
    NoWords {
        /// What was read.
        name: String,
    },
    /// A file with a vocabulary has a line that is none of it.
    #[error(
        "line {line} of the vocabulary {} {problem}; give a file with a word and its count in each line, as word2vec.c writes it",
        text_files::shown(path)
    )]
    Vocabulary {
        /// Which.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// No word of the text is in the vocabulary that was given.
    #[error("no word of {name} is in the vocabulary; give that of a text like it, or a smaller --min-count")]
    NoKnownWords {
        /// What was read.
        name: String,
    },
    /// All words are rarer than the minimum.
    #[error(
        "no word occurs {min_count} times (the most frequent occurs {most} times); try a minimum count of {most}: --min-count {most}"
    )]
    AllTooRare {
        /// The minimum.
        min_count: u64,
        /// How often the most frequent word occurs.
        most: u64,
    },
    /// The temporary file of ids cannot be written or read.
    #[error(
        "cannot keep the ids of the words in a temporary file in {}: {cause}; free some space, or name another folder with --tmp",
        text_files::shown(folder)
    )]
    TokenFile {
        /// The folder for temporary files.
        folder: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// No sentence has two words that are kept, so no word has a neighbour.
    #[error("no word of the text has a neighbour; {}", with_neighbours(*min_count))]
    NoNeighbours {
        /// How often a word had to occur to be kept.
        min_count: u64,
    },
    /// Subsampling has left no two neighbours in any epoch.
    #[error(
        "subsampling leaves no word with a neighbour; try a larger --sample than {sample:?}, or --sample 0 to keep all words"
    )]
    AllSubsampled {
        /// The share of the text above which words were subsampled.
        sample: f64,
    },
    /// The vectors have grown so long that they mean nothing, on the way to infinity.
    #[error(
        "the vectors grow without end and are no longer numbers that mean anything (noticed after {words} words); try a smaller learning rate than {learning_rate:?} (--lr)"
    )]
    Diverged {
        /// How many words had been read.
        words: u64,
        /// The learning rate that was set.
        learning_rate: f32,
    },
}

/// What helps against a text without neighbours: a smaller minimum only where one was set.
fn with_neighbours(min_count: u64) -> String {
    match min_count {
        0..=1 => "give a text with at least two words in a line".to_string(),
        _ => format!(
            "try a smaller --min-count than {min_count}, or give a text with at least two such words in a line"
        ),
    }
}
