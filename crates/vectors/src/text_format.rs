//! The text format of the original word2vec, which gensim and most other tools read.
//!
//! ```text
//! 2 3
//! you 0.25 -1.0 3.5
//! say 0.5 1e-7 -0.0
//! ```
//!
//! The first line gives V and H. White space parts word and numbers, so that a word must not be empty or
//! hold white space: writing refuses such a word rather than changing it, because another word may already
//! be spelt that way and because vectors that come back under another name help nobody.

use std::io::Write;
use std::path::Path;

use common::text::Vocabulary;
use ndarray::Array2;

use crate::file::{Lines, excerpt, parse_numbers, put_in_place, stage, write_rows};
use crate::{Error, WordVectors, word_list};

/// What parts words and numbers in foreign files too: some end each line with a space.
const SEPARATORS: [char; 2] = [' ', '\t'];

impl WordVectors {
    /// Reads the word2vec text format: a line with V and H, then in each line a word and its H numbers.
    ///
    /// # Errors
    /// [`Error::Read`] if the file cannot be read, and [`Error::Line`] or [`Error::File`] for what is not in
    /// this format: no such first line, a missing or spare number or line, what is not a finite number, a
    /// word a second time, what is not UTF-8.
    pub fn read_text(path: impl AsRef<Path>) -> Result<Self, Error> {
        let mut lines = Lines::open(path.as_ref())?;
        let (words, dimension) = read_header(&mut lines)?;
        let mut vocabulary = Vocabulary::default();
        let mut values = lines.room_for(words.saturating_mul(dimension));
        while let Some(line) = lines.next()? {
            if vocabulary.len() == words {
                if line.trim().is_empty() {
                    continue;
                }
                return Err(
                    lines.error(format!("the first line promises {words} words, and here is one more"))
                );
            }
            let parsed = parse_line(line, dimension, &mut values);
            let word = parsed.map(str::to_owned).map_err(|problem| lines.error(problem))?;
            word_list::insert_new(&mut vocabulary, &word, 2).map_err(|problem| lines.error(problem))?;
        }
        if vocabulary.len() < words {
            let found = vocabulary.len();
            return Err(lines.file_error(format!(
                "the first line promises {words} words, but {found} follow; the file may be cut short"
            )));
        }
        let vectors = Array2::from_shape_vec((words, dimension), values).expect("each line gave H numbers");
        Self::new(vocabulary, vectors)
    }

    /// Writes the word2vec text format. Each number has the fewest digits that read back to the same bits.
    ///
    /// # Errors
    /// [`Error::Unwritable`] for a word that is empty or holds white space: `.npy` can keep an empty word.
    /// [`Error::Write`] if the file cannot be written. In both cases what was at `path` stays as it was.
    pub fn write_text(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let words = self.vocabulary().words();
        word_list::check(words, path, |word| {
            let parted = word.contains(|letter: char| letter.is_ascii_whitespace() || letter == '\x0b');
            (word.is_empty() || parted).then_some(
                "white space parts the words of this format; write .npy, or make such words otherwise",
            )
        })?;
        let (word_count, dimension) = self.vectors().dim();
        let file = stage(path, |writer| {
            writeln!(writer, "{word_count} {dimension}")?;
            let rows = self.vectors();
            write_rows(writer, words.iter().map(String::as_str).zip(rows.outer_iter()), ' ')
        })?;
        put_in_place(file, path)
    }
}

/// V and H from the first line.
fn read_header(lines: &mut Lines) -> Result<(usize, usize), Error> {
    let Some(line) = lines.next()? else {
        return Err(
            lines.file_error("this file is empty; word vectors begin with a line such as \"10000 100\"")
        );
    };
    let line = line.trim_start_matches('\u{feff}').trim(); // some editors put a byte order mark first
    let numbers: Option<Vec<usize>> = line.split_whitespace().map(|piece| piece.parse().ok()).collect();
    let problem = match numbers.as_deref() {
        Some(&[words, dimension]) if words > 0 && dimension > 0 => return Ok((words, dimension)),
        Some([_, _]) => format!("{} leaves no word or no number to read", excerpt(line)),
        _ => format!(
            "a first line with the number of words and of dimensions, such as \"10000 100\", is missing \
             (here is {}); GloVe's files lack it: add it",
            excerpt(line)
        ),
    };
    Err(lines.error(problem))
}

/// The word of a line; its numbers go to `values`.
fn parse_line<'a>(line: &'a str, dimension: usize, values: &mut Vec<f32>) -> Result<&'a str, String> {
    let (word, numbers) = line.split_once(SEPARATORS).unwrap_or((line, ""));
    if word.is_empty() {
        return Err("a word and its numbers are missing at the start of this line".to_owned());
    }
    match parse_numbers(numbers.split_ascii_whitespace(), values)? {
        count if count == dimension => Ok(word),
        count => {
            Err(format!("{} has {count} numbers, but the first line promises {dimension}", excerpt(word)))
        }
    }
}
