//! A vocabulary file: one word per line, the word with id 0 first.

use std::io::Write;
use std::path::{Path, PathBuf};

use whole_file::WholeFile;

use crate::Error;
use crate::file;
use crate::lines::Lines;

/// The lines of a vocabulary file.
pub(crate) struct WordList {
    pub(crate) path: PathBuf,
    /// The word of each line, or what is wrong with it.
    pub(crate) lines: Vec<Result<String, String>>,
}

/// Reads one word per line; an empty line is an empty word.
pub(crate) fn read(path: &Path) -> Result<WordList, Error> {
    let mut lines = Lines::open(path)?;
    let mut words = Vec::new();
    loop {
        match lines.next() {
            Ok(Some(word)) => words.push(Ok(word.to_owned())),
            Ok(None) => break,
            Err(Error::Line { problem, .. }) => words.push(Err(problem)),
            Err(error) => return Err(error),
        }
    }
    if words.is_empty() {
        return Err(lines.file_error("this file is empty; a vocabulary has one word per line"));
    }
    Ok(WordList { path: path.to_owned(), lines: words })
}

/// Writes one word per line beside `path`; [`check`] the words first.
pub(crate) fn stage(words: &[String], path: &Path) -> Result<WholeFile, Error> {
    file::stage(path, |writer| words.iter().try_for_each(|word| writeln!(writer, "{word}")))
}

/// Refuses the first word for which there is a reason.
pub(crate) fn check(
    words: &[String],
    path: &Path,
    reason: impl Fn(&str) -> Option<&'static str>,
) -> Result<(), Error> {
    for (id, word) in words.iter().enumerate() {
        if let Some(reason) = reason(word) {
            return Err(Error::Unwritable { word: word.clone(), id, path: path.to_owned(), reason });
        }
    }
    Ok(())
}
