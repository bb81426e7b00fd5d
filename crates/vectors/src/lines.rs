//! Reading a text file line by line, so that every complaint can name the line, and parsing what stands in a line.

use std::io::{BufRead, Read};
use std::path::Path;
use std::str::{self, Utf8Error};

use text_files::encoding_remedy;

use crate::Error;
use crate::input::Input;

/// The longest line: no vector and no question needs more, and a file without any line end must not fill the memory.
const LONGEST_LINE: u64 = 1 << 24;

/// The longest list of questions: the largest that are in use have less than a quarter of that.
const LONGEST_LIST: u64 = 1 << 24;

/// The lines of a text file, counted from 1.
pub(crate) struct Lines {
    input: Input,
    buffer: Vec<u8>,
    number: usize,
    /// Whether the line in the buffer is the next one.
    is_put_back: bool,
    /// How many bytes may still come.
    bytes_left: u64,
}

impl Lines {
    /// Opens a text; what is known to be something else is called by its name.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        Self::of_text(Input::open(path)?)
    }

    /// The same for a list that people have made, which is short: what never ends must not be read for ever.
    pub(crate) fn open_short(path: &Path) -> Result<Self, Error> {
        Ok(Self { bytes_left: LONGEST_LIST, ..Self::open(path)? })
    }

    /// The same for what is open already.
    pub(crate) fn of_text(input: Input) -> Result<Self, Error> {
        let lines = Self::new(input)?;
        lines.foreign_error().map_or(Ok(lines), Err)
    }

    /// The lines of whatever is open, however it may begin.
    pub(crate) fn new(input: Input) -> Result<Self, Error> {
        let start = input.source.start();
        if start.contains(&0) && !start.contains(&b'\n') && input.source.foreign().is_none() {
            return Err(Error::file(&input.path, "this is not text; give a text file in UTF-8"));
        }
        Ok(Self { input, buffer: Vec::new(), number: 0, is_put_back: false, bytes_left: u64::MAX })
    }

    /// The next line without its end (`\n` or `\r\n`), or nothing after the last one.
    ///
    /// After an [`Error::Line`] the next line can be read.
    pub(crate) fn next(&mut self) -> Result<Option<&str>, Error> {
        if !std::mem::take(&mut self.is_put_back) && !self.fill_buffer()? {
            return Ok(None);
        }
        self.number += 1;
        let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match str::from_utf8(line) {
            Ok(line) => Ok(Some(line)),
            Err(_) => {
                let shown = excerpt(&String::from_utf8_lossy(line));
                let remedy = self.encoding_remedy();
                let remedy = remedy.unwrap_or("if a word was cut, mend it, otherwise save the file as UTF-8");
                Err(self.error(format!("this is not UTF-8: {shown}; {remedy}")))
            }
        }
    }

    /// Takes the next line, with its end, into the buffer; false after the last one.
    fn fill_buffer(&mut self) -> Result<bool, Error> {
        self.buffer.clear();
        let mut limited = self.input.source.by_ref().take(LONGEST_LINE);
        let read = limited.read_until(b'\n', &mut self.buffer);
        let read = read.map_err(|cause| Error::Read { path: self.input.path.clone(), cause })?;
        if read as u64 == LONGEST_LINE && !self.buffer.ends_with(b"\n") {
            let number = self.number + 1;
            let problem = format!("line {number} has no end within {} MB; give a file of lines", read >> 20);
            return Err(self.file_error(problem));
        }
        self.bytes_left = self.bytes_left.checked_sub(read as u64).ok_or_else(|| {
            let limit = LONGEST_LIST >> 20;
            self.file_error(format!(
                "this goes on after {limit} MB, longer than any list of questions; give one"
            ))
        })?;
        Ok(read > 0)
    }

    /// Lets [`next`](Self::next) give the line read last once more.
    pub(crate) fn put_back(&mut self) {
        self.is_put_back = true;
        self.number -= 1;
    }

    /// In which encoding the file is, and what to do about it, if it does not begin in UTF-8 and this can be told.
    pub(crate) fn encoding_remedy(&self) -> Option<&'static str> {
        let start = self.input.source.start();
        let is_utf_8 = |error: Utf8Error| error.error_len().is_none(); // but for a letter that is cut at the end
        let begins_in_utf_8 = str::from_utf8(start).map_or_else(is_utf_8, |_| true);
        (!begins_in_utf_8 && !start.contains(&0)).then(|| encoding_remedy(start)).flatten()
    }

    /// A sentence about the line read last.
    pub(crate) fn error(&self, problem: impl Into<String>) -> Error {
        Error::Line { path: self.input.path.clone(), line: self.number, problem: problem.into() }
    }

    /// A sentence about the file.
    pub(crate) fn file_error(&self, problem: impl Into<String>) -> Error {
        Error::file(&self.input.path, problem)
    }

    /// A sentence about the file, if it is known and no plain text in UTF-8.
    pub(crate) fn foreign_error(&self) -> Option<Error> {
        self.input.source.foreign().map(|what| self.file_error(format!("this is {what}")))
    }

    /// The number of the line read last; the first is 1.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Where the lines come from.
    pub(crate) fn path(&self) -> &Path {
        &self.input.path
    }

    /// The bytes of the file, if that is known.
    pub(crate) fn file_length(&self) -> Option<u64> {
        self.input.length
    }
}

/// The beginning of a text from a file, in quotation marks: enough to find it, never a whole book.
pub(crate) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(30) {
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
        None => format!("{text:?}"),
    }
}

/// Appends the numbers of a line to `values` and returns how many there were.
pub(crate) fn parse_numbers<'a>(
    pieces: impl Iterator<Item = &'a str>,
    values: &mut Vec<f32>,
) -> Result<usize, String> {
    let before = values.len();
    for piece in pieces {
        let value: f32 = piece.parse().map_err(|_| not_a_number(piece))?;
        if !value.is_finite() {
            return Err(format!("{} is not a finite number of 32 bits", excerpt(piece)));
        }
        values.push(value);
    }
    Ok(values.len() - before)
}

fn not_a_number(piece: &str) -> String {
    let has_comma = piece.contains(',') && piece.replace(',', ".").parse::<f32>().is_ok();
    let hint = if has_comma { " (the decimal mark is a point)" } else { "" };
    format!("{} is not a number{hint}", excerpt(piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_never_cuts_a_letter() {
        assert_eq!(excerpt("왕\t"), r#""왕\t""#);
        assert_eq!(excerpt(&"왕".repeat(99)), format!("\"{}…\"", "왕".repeat(30)));
    }

    #[test]
    fn only_a_number_with_a_comma_is_told_about_the_decimal_mark() {
        assert_eq!(not_a_number("0,5"), "\"0,5\" is not a number (the decimal mark is a point)");
        assert_eq!(not_a_number("York"), "\"York\" is not a number");
    }
}
