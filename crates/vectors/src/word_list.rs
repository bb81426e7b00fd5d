//! A vocabulary file: one word per line, the word with id 0 first.

use std::io::Write;
use std::path::{Path, PathBuf};

use whole_file::WholeFile;

use crate::Error;
use crate::file;
use crate::input::Input;
use crate::lines::Lines;

/// The lines of a vocabulary file.
pub(crate) struct WordList {
    pub(crate) path: PathBuf,
    /// The word of each line, or what is wrong with it.
    pub(crate) lines: Vec<Result<String, String>>,
}

/// How many lines too many are counted: a list that never ends must not be counted for ever.
const MOST_SPARE: usize = 1 << 16;

/// Reads one word per line for each of so many rows; an empty line is an empty word.
pub(crate) fn read(path: &Path, rows: usize) -> Result<WordList, Error> {
    // Whatever a word is, it may be the first: a list may begin as another format does.
    let mut lines = Lines::new(Input::open(path)?)?;
    let mut words = Vec::new();
    while lines.number() < rows.saturating_add(MOST_SPARE) {
        let word = match lines.next() {
            Ok(Some(word)) => Ok(word),
            Ok(None) => break,
            Err(Error::Line { problem, .. }) => match lines.foreign_error().filter(|_| lines.number() == 1) {
                Some(error) => return Err(error),
                None => Err(problem),
            },
            Err(error) => return Err(error),
        };
        if words.len() < rows {
            words.push(word.map(str::to_owned));
        }
    }
    match lines.number() {
        0 => Err(lines.file_error("this file is empty; a vocabulary has one word per line")),
        number if number == rows => Ok(WordList { path: path.to_owned(), lines: words }),
        number => Err(Error::WordsAndRows { words: number, rows }),
    }
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
