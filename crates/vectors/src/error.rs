//! What can be wrong with word vectors and their files.

use std::io;
use std::path::{Path, PathBuf};

/// What is wrong with word vectors or with a file of them, in one sentence.
///
/// The sentence is complete: there is no `source` that would have to be printed after it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be opened or read.
    #[error("cannot read {}: {cause}{}", text_files::shown(path), remedy_of_reading(cause))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        cause: io::Error,
    },

    /// The file cannot be written; what it held before is untouched.
    #[error("cannot write {}: {cause}{}", text_files::shown(path), remedy(cause))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        cause: io::Error,
    },

    /// A line of a text file is not what its format asks for.
    #[error("{}, line {line}: {problem}", text_files::shown(path))]
    Line {
        /// The file.
        path: PathBuf,
        /// The line; the first is 1.
        line: usize,
        /// What is wrong with it, and the remedy.
        problem: String,
    },

    /// A word in a file that has no lines is not what its format asks for.
    #[error("{}, word {word}: {problem}", text_files::shown(path))]
    Word {
        /// The file.
        path: PathBuf,
        /// The place of the word; the first is 1.
        word: usize,
        /// What is wrong with it, and the remedy.
        problem: String,
    },

    /// A file as a whole is not what its format asks for.
    #[error("{}: {problem}", text_files::shown(path))]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and the remedy.
        problem: String,
    },

    /// There is no word, or vectors have no numbers.
    #[error(
        "{words} words with vectors of {dimension} numbers leave nothing to ask: give at least one of each"
    )]
    Empty {
        /// V, how many words there are.
        words: usize,
        /// H, how long their vectors are.
        dimension: usize,
    },

    /// The vocabulary has more or fewer words than there are vectors.
    #[error(
        "{words} words cannot share {rows} vectors: give the vocabulary with which the vectors were trained"
    )]
    WordsAndRows {
        /// How many words the vocabulary has.
        words: usize,
        /// How many rows the array has.
        rows: usize,
    },

    /// A vector holds a number with which nothing can be computed.
    #[error(
        "the vector of {word:?} holds {value}: train again with a smaller learning rate, or repair the file"
    )]
    NotFinite {
        /// The word.
        word: String,
        /// NaN or an infinity.
        value: f32,
    },

    /// A word that cannot be told apart from what surrounds it in a file.
    #[error("{word:?} (word {id}) cannot be written to {}: {reason}", text_files::shown(path))]
    Unwritable {
        /// The word.
        word: String,
        /// Its id.
        id: usize,
        /// The file.
        path: PathBuf,
        /// Why not, and the remedy.
        reason: &'static str,
    },
}

impl Error {
    /// A sentence about a whole file.
    pub(crate) fn file(path: &Path, problem: impl Into<String>) -> Self {
        Self::File { path: path.to_owned(), problem: problem.into() }
    }
}

/// What to do about a file that cannot be read, where the system does not say it.
fn remedy_of_reading(cause: &io::Error) -> &'static str {
    match cause.kind() {
        io::ErrorKind::NotFound => "; check its name and its folder",
        io::ErrorKind::PermissionDenied => "; check who may read it",
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            "; it is damaged or cut short: fetch it or write it again"
        }
        _ => "; check its name and who may read it, or give another",
    }
}

/// What to do about a file that cannot be written, where the system does not say it.
fn remedy(cause: &io::Error) -> &'static str {
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "; make room for it, or choose another folder"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_comes_with_its_remedy() {
        let write =
            |kind: io::ErrorKind| Error::Write { path: "v.txt".into(), cause: kind.into() }.to_string();
        assert!(write(io::ErrorKind::StorageFull).ends_with("; make room for it, or choose another folder"));
        assert!(write(io::ErrorKind::PermissionDenied).ends_with("permission denied"));
    }
}
