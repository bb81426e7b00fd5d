//! The pair of files that the TensorFlow embedding projector (<https://projector.tensorflow.org>) loads:
//! one line per vector, its numbers parted by tabs, and in the other file the words in the same order.

use std::path::Path;

use crate::file::{stage, write_rows};
use crate::gathered::{Gathered, Treatment};
use crate::lines::{Lines, parse_numbers};
use crate::{Error, WordVectors, pair, word_list};

impl WordVectors {
    /// Reads the vectors from `vectors` (usually `vectors.tsv`) and the words from `metadata`.
    ///
    /// # Errors
    /// As [`WordVectors::read_text`]; also [`Error::WordsAndRows`] if the files are not equally long,
    /// and [`Error::File`] if `<vectors>.sha256` is there and has other checksums.
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
        pair::check(vectors.as_ref(), metadata.as_ref())?;
        let words = word_list::read(metadata.as_ref(), lines.number())?;
        let mut gathered = Gathered::new(words.path, "line", dimension, Treatment::default());
        for (line, (word, numbers)) in (1..).zip(words.lines.into_iter().zip(values.chunks_exact(dimension)))
        {
            gathered.values.extend_from_slice(numbers);
            if let Err(problem) = word.and_then(|word| gathered.insert(&word_of(&word), line)) {
                gathered.leave_out(line, problem)?;
            }
        }
        Ok(gathered.finish()?.0)
    }

    /// Writes the vectors to `vectors` (usually `vectors.tsv`) and the words to `metadata` (`metadata.tsv`); the checksums
    /// of both go to `<vectors>.sha256`.
    ///
    /// A word with characters that the projector or Python would take for the end of a line, or would pass over,
    /// is written with their numbers, such as `\u{2028}`: rows and words stay in step whatever the words are.
    ///
    /// # Errors
    /// [`Error::Unwritable`] for what is no word of any text: nothing but spaces, or a tab or a line break in it.
    /// [`Error::Write`] if a file cannot be written.
    pub fn write_projector(
        &self,
        vectors: impl AsRef<Path>,
        metadata: impl AsRef<Path>,
    ) -> Result<(), Error> {
        let (vectors, metadata) = (vectors.as_ref(), metadata.as_ref());
        word_list::check(self.vocabulary().words(), metadata, |word| {
            let unwritable = word.trim_matches(' ').is_empty() || word.contains(['\t', '\n', '\r']);
            unwritable
                .then_some("the projector needs a visible word without tabs on each line; make it otherwise")
        })?;
        let labels: Vec<String> = self.vocabulary().words().iter().map(|word| label_of(word)).collect();
        let word_file = word_list::stage(&labels, metadata)?;
        let vector_file = stage(vectors, |writer| {
            let rows = self.vectors();
            write_rows(writer, rows.outer_iter().map(|row| ("", row)), '\t')
        })?;
        pair::put_in_place((vector_file, vectors), (word_file, metadata))
    }
}

/// What stands for a word: the word, but for characters at which a line could be cut or overlooked.
fn label_of(word: &str) -> String {
    // JavaScript, in which the projector is written, takes U+FEFF for white space.
    let is_blank = |letter: char| letter.is_whitespace() || letter == '\u{feff}';
    let is_invisible = word.chars().all(is_blank);
    let breaks_line =
        |letter| matches!(letter, '\x0b'..='\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let mut label = String::new();
    for (place, letter) in word.char_indices() {
        let looks_escaped = word[place..].starts_with("\\u{"); // as it stands, it would be read as another word
        if is_invisible || breaks_line(letter) || letter == '\u{feff}' || looks_escaped {
            label.extend(letter.escape_unicode());
        } else {
            label.push(letter);
        }
    }
    label
}

/// The word for which a label stands.
fn word_of(label: &str) -> String {
    let mut pieces = label.split("\\u{");
    let mut word = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let letter = piece.split_once('}').and_then(|(digits, rest)| {
            let letter = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            Some((letter, rest))
        });
        match letter {
            Some((letter, rest)) => {
                word.push(letter);
                word.push_str(rest);
            }
            None => {
                word.push_str("\\u{");
                word.push_str(piece);
            }
        }
    }
    word
}
