//! The pair of files that the TensorFlow embedding projector (<https://projector.tensorflow.org>) loads:
//! one line per vector, its numbers parted by tabs, and in the other file the words in the same order.

use std::path::Path;

use ndarray::Array2;

use crate::file::{Lines, parse_numbers, put_in_place, stage, write_rows};
use crate::{Error, WordVectors, word_list};

impl WordVectors {
    /// Reads the vectors from `vectors` (usually `vectors.tsv`) and the words from `metadata`.
    ///
    /// # Errors
    /// As [`WordVectors::read_text`]; also [`Error::WordsAndRows`] if the files are not equally long.
    pub fn read_projector(vectors: impl AsRef<Path>, metadata: impl AsRef<Path>) -> Result<Self, Error> {
        let mut lines = Lines::open(vectors.as_ref())?;
        let mut values = Vec::new();
        let mut dimension = 0;
        while let Some(line) = lines.next()? {
            let count =
                parse_numbers(line.split('\t'), &mut values).map_err(|problem| lines.error(problem))?;
            if lines.number() == 1 {
                dimension = count;
            } else if count != dimension {
                return Err(lines.error(format!("{count} numbers, where the first line has {dimension}")));
            }
        }
        if lines.number() == 0 {
            return Err(lines.file_error("this file is empty; it needs one vector per line"));
        }
        values.shrink_to_fit();
        let vectors = Array2::from_shape_vec((lines.number(), dimension), values);
        Self::new(word_list::read(metadata.as_ref())?, vectors.expect("each line gave as many numbers"))
    }

    /// Writes the vectors to `vectors` (usually `vectors.tsv`) and the words to `metadata` (`metadata.tsv`).
    ///
    /// # Errors
    /// [`Error::Unwritable`] for a word of nothing but white space, for which the projector would skip the
    /// line and give all later vectors a wrong name, or with a tab or a line break. [`Error::Write`] if a
    /// file cannot be written.
    pub fn write_projector(
        &self,
        vectors: impl AsRef<Path>,
        metadata: impl AsRef<Path>,
    ) -> Result<(), Error> {
        let (vectors, metadata) = (vectors.as_ref(), metadata.as_ref());
        word_list::check(self.vocabulary().words(), metadata, |word| {
            let unwritable = word.trim().is_empty() || word.contains(['\t', '\n', '\r']);
            unwritable
                .then_some("the projector needs a visible word without tabs on each line; make it otherwise")
        })?;
        let word_file = word_list::stage(self.vocabulary().words(), metadata)?;
        let vector_file = stage(vectors, |writer| {
            let rows = self.vectors();
            write_rows(writer, rows.outer_iter().map(|row| ("", row)), '\t')
        })?;
        put_in_place(vector_file, vectors)?;
        put_in_place(word_file, metadata)
    }
}
