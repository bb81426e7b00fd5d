//! Reading a text file line by line, so that every complaint can name the line, and parsing what stands in a line.

use std::io::{BufRead, Read};
use std::path::Path;

use crate::Error;
use crate::input::Input;

/// The longest line: no vector and no question needs more, and a file without any line end must not fill the memory.
const LONGEST_LINE: u64 = 1 << 24;

/// The lines of a text file, counted from 1.
pub(crate) struct Lines {
    input: Input,
    buffer: Vec<u8>,
    number: usize,
}

impl Lines {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        Self::new(Input::open(path)?)
    }

    pub(crate) fn new(input: Input) -> Result<Self, Error> {
        if input.start.contains(&0) && !input.start.contains(&b'\n') {
            return Err(Error::file(&input.path, "this is not text; give a text file in UTF-8"));
        }
        Ok(Self { input, buffer: Vec::new(), number: 0 })
    }

    /// The next line without its end (`\n` or `\r\n`), or nothing after the last one.
    ///
    /// After an [`Error::Line`] the next line can be read.
    pub(crate) fn next(&mut self) -> Result<Option<&str>, Error> {
        self.buffer.clear();
        let mut limited = self.input.reader.by_ref().take(LONGEST_LINE);
        let read = limited.read_until(b'\n', &mut self.buffer);
        let read = read.map_err(|cause| Error::Read { path: self.input.path.clone(), cause })?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if read as u64 == LONGEST_LINE && !self.buffer.ends_with(b"\n") {
            let problem =
                format!("line {} has no end within {} MB; give a file of lines", self.number, read >> 20);
            return Err(self.file_error(problem));
        }
        let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match std::str::from_utf8(line) {
            Ok(line) => Ok(Some(line)),
            Err(_) => {
                let shown = excerpt(&String::from_utf8_lossy(line));
                Err(self.error(format!(
                    "this is not UTF-8: {shown}; if a word was cut, mend it, otherwise save the file as UTF-8"
                )))
            }
        }
    }

    /// A sentence about the line read last.
    pub(crate) fn error(&self, problem: impl Into<String>) -> Error {
        Error::Line { path: self.input.path.clone(), line: self.number, problem: problem.into() }
    }

    /// A sentence about the file.
    pub(crate) fn file_error(&self, problem: impl Into<String>) -> Error {
        Error::file(&self.input.path, problem)
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
