//! Reading word vectors in whatever format a file turns out to have.

use std::path::{Path, PathBuf};

use crate::gathered::Treatment;
use crate::input::Input;
use crate::{Error, LeftOut, WordVectors, binary_format, npy, text_format};

/// How to read word vectors from a file whose format its content tells, not its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The list of the words for a `.npy` file, one per line; if not given, `words.txt` beside it.
    pub words: Option<PathBuf>,
    /// Leave out what cannot be read, instead of ending there.
    pub skip_bad_lines: bool,
}

impl Options {
    /// Reads the text or the binary format of word2vec, the text of GloVe, or `.npy`, each packed by gzip or not, and composes
    /// the letters of each word (NFC), so that a word from a Mac is the same as everyone's. Says also what was left out.
    ///
    /// # Errors
    /// [`Error::Read`] if a file cannot be read, [`Error::File`] if it is of another kind, which is named where it
    /// is known, and what [`WordVectors::read_text`] and [`WordVectors::read_npy`] refuse.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<(WordVectors, LeftOut), Error> {
        let treatment = Treatment { skip_bad: self.skip_bad_lines, compose: true };
        let input = Input::open(path.as_ref())?;
        if npy::recognise(input.source.start()) {
            let beside = input.path.with_file_name("words.txt");
            let words = self.words.clone().unwrap_or(beside);
            if self.words.is_none() && !words.exists() {
                let problem = format!(
                    "a .npy file has no words, and their list is not at {}; give it with --words FILE, one word per line",
                    text_files::shown(&words)
                );
                return Err(Error::file(&input.path, problem));
            }
            return npy::read(input, &words, treatment);
        }
        if self.words.is_some() {
            return Err(Error::file(
                &input.path,
                "this file has its words in it; leave out --words, which is for .npy",
            ));
        }
        match binary_format::recognise(input.source.start()) {
            Some(shape) => binary_format::read(input, shape, treatment),
            None => text_format::read(input, treatment),
        }
    }
}
