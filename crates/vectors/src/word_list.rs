//! A vocabulary file: one word per line, the word with id 0 first.

use std::io::Write;
use std::path::Path;

use common::text::Vocabulary;
use whole_file::WholeFile;

use crate::Error;
use crate::file::{self, Lines, excerpt};

/// Reads one word per line; an empty line is an empty word.
pub(crate) fn read(path: &Path) -> Result<Vocabulary, Error> {
    let mut lines = Lines::open(path)?;
    let mut vocabulary = Vocabulary::default();
    while let Some(word) = lines.next()?.map(str::to_owned) {
        insert_new(&mut vocabulary, &word, 1).map_err(|problem| lines.error(problem))?;
    }
    if vocabulary.is_empty() {
        return Err(lines.file_error("this file is empty; a vocabulary has one word per line"));
    }
    Ok(vocabulary)
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

/// Gives `word` the next id, or says on which line it was before; word 0 stands on line `first_line`.
pub(crate) fn insert_new(vocabulary: &mut Vocabulary, word: &str, first_line: usize) -> Result<(), String> {
    match vocabulary.id(word) {
        Some(id) => Err(format!(
            "{} is already on line {}; keep one of the two",
            excerpt(word),
            id as usize + first_line
        )),
        None => {
            vocabulary.insert(word);
            Ok(())
        }
    }
}
