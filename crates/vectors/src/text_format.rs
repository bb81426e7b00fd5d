//! The text format of the original word2vec, which gensim and most other tools read.
//!
//! ```text
//! 2 3
//! you 0.25 -1.0 3.5
//! say 0.5 1e-7 -0.0
//! ```
//!
//! The first line gives V and H; GloVe's files, which lack it, are read too. White space parts word and numbers, so that a word must not be empty or
//! hold white space: writing refuses such a word rather than changing it, because another word may already
//! be spelt that way and because vectors that come back under another name help nobody.

use std::io::Write;
use std::path::Path;

use crate::file::{put_in_place, stage, write_rows};
use crate::gathered::{Gathered, Treatment};
use crate::input::Input;
use crate::lines::{Lines, excerpt, parse_numbers};
use crate::{Error, LeftOut, WordVectors, word_list};

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
        Ok(read(Input::open(path.as_ref())?, Treatment::default())?.0)
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

/// Reads the whole file; bad lines are left out if that is wanted.
pub(crate) fn read(input: Input, treatment: Treatment) -> Result<(WordVectors, LeftOut), Error> {
    let mut lines = Lines::of_text(input)?;
    let header = Header::read(&mut lines)?;
    let mut gathered = Gathered::new(lines.path().to_owned(), "line", header.dimension, treatment);
    // As many numbers as are promised, but no more than a file of this length can hold at two bytes each: a wrong
    // promise must not take all memory.
    let most = usize::try_from(lines.file_length().unwrap_or(0) / 2).unwrap_or(usize::MAX);
    gathered.reserve(header.words.unwrap_or(0).saturating_mul(header.dimension).min(most))?;

    let mut read = 0;
    loop {
        let place = lines.number() + 1;
        let may_end = header.words.is_none_or(|words| read == words);
        let outcome = match lines.next() {
            Ok(None) => break,
            Ok(Some(line)) if may_end && line.trim().is_empty() => continue,
            Ok(Some(_)) if header.words == Some(read) => {
                let problem = format!("the first line promises {read} words, and here is one more");
                gathered.leave_out(place, problem)?;
                return gathered.finish(); // however much more may follow
            }
            Ok(Some(line)) => {
                let line = if place == 1 { without_mark(line) } else { line };
                gathered.reserve(header.dimension.min(line.len()))?;
                let word = header.parse_line(line, &mut gathered.values);
                word.and_then(|word| gathered.insert(word, place))
            }
            Err(Error::Line { problem, .. }) => Err(problem),
            Err(error) => return Err(error),
        };
        read += 1;
        if let Err(problem) = outcome {
            gathered.leave_out(place, problem)?;
        }
    }
    if let Some(words) = header.words.filter(|&words| read < words) {
        gathered.complain(format!(
            "the first line promises {words} words, but {read} follow; the file may be cut short"
        ))?;
    }
    gathered.finish()
}

/// What the first line says about the others.
struct Header {
    /// V; GloVe's files do not say it.
    words: Option<usize>,
    /// H
    dimension: usize,
}

impl Header {
    /// Reads the first line; if it is GloVe's first word, that word is still to come.
    fn read(lines: &mut Lines) -> Result<Self, Error> {
        let line = match lines.next() {
            Ok(Some(line)) => without_mark(line),
            Ok(None) => {
                return Err(lines
                    .file_error("this file is empty; word vectors begin with a line such as \"10000 100\""));
            }
            Err(Error::Line { .. }) => {
                let remedy = lines.encoding_remedy();
                let remedy = remedy.unwrap_or("give word2vec's text or binary format or .npy");
                return Err(lines.file_error(format!("this is no file of word vectors; {remedy}")));
            }
            Err(error) => return Err(error),
        };
        let problem = match parse_header(line).as_deref() {
            Some(&[words, dimension]) if words > 0 && dimension > 0 => {
                return Ok(Self { words: Some(words), dimension });
            }
            Some([_, _]) => format!("{} leaves no word or no number to read", excerpt(line)),
            numbers => {
                let pieces = line.split(SEPARATORS).skip(1).filter(|piece| !piece.is_empty());
                match parse_numbers(pieces, &mut Vec::new()) {
                    Ok(dimension @ 2..) if numbers.is_none() => {
                        lines.put_back();
                        return Ok(Self { words: None, dimension });
                    }
                    _ => format!(
                        "a first line with the number of words and of dimensions, such as \"10000 100\", or, as in \
                         GloVe's files, with a word and its numbers, is missing (here is {}); give word2vec's text or \
                         binary format, GloVe's text or .npy",
                        excerpt(line)
                    ),
                }
            }
        };
        Err(lines.error(problem))
    }

    /// The word of a line; its numbers go to `values`.
    fn parse_line<'a>(&self, line: &'a str, values: &mut Vec<f32>) -> Result<&'a str, String> {
        if line.trim().is_empty() {
            return Err("a word and its numbers are missing on this line, which is empty".to_owned());
        }
        let (word, numbers) = line.split_once(SEPARATORS).unwrap_or((line, ""));
        if word.is_empty() {
            return Err("the word before the numbers is empty; give it a name, or leave it out".to_owned());
        }
        let pieces: Vec<&str> = numbers.split_ascii_whitespace().collect();
        if let Some(spare @ 1..) = pieces.len().checked_sub(self.dimension) {
            let is_number = |piece: &&str| piece.parse::<f32>().is_ok();
            if !is_number(&pieces[0]) && pieces[spare..].iter().all(is_number) {
                let word = [&[word], &pieces[..spare]].concat().join(" ");
                return Err(format!(
                    "the word {} has a space in it; write it with _ instead",
                    excerpt(&word)
                ));
            }
        }
        match parse_numbers(pieces.into_iter(), values)? {
            count if count == self.dimension => Ok(word),
            count => Err(format!(
                "{} has {count} numbers, but the first line {} {}",
                excerpt(word),
                if self.words.is_some() { "promises" } else { "has" },
                self.dimension
            )),
        }
    }
}

/// The whole numbers of a first line, if it has nothing else.
pub(crate) fn parse_header(line: &str) -> Option<Vec<usize>> {
    without_mark(line).split_whitespace().map(|piece| piece.parse().ok()).collect()
}

/// The first line without the byte order mark that some editors put there.
fn without_mark(line: &str) -> &str {
    line.trim_start_matches('\u{feff}')
}
