//! Standard output: plain text, colour only where someone looks at it, no panic when it is closed or full.

use std::io::{self, IsTerminal, Write};

use unicode_width::UnicodeWidthStr;

use crate::error::{Error, Result};

const BOLD: &str = "\x1b[1;36m";
const PLAIN: &str = "\x1b[0m";

/// Where a notebook prints its results.
///
/// A failed write is remembered and reported by [`Terminal::check`], so that printing a line needs no `?`.
pub(crate) struct Terminal {
    output: Box<dyn Write>,
    is_terminal: bool,
    colour: bool,
    failure: Option<io::Error>,
    /// Whoever read has gone (`| head`, a terminal that was closed): there is nobody left to print for.
    closed: bool,
}

impl Terminal {
    pub(crate) fn standard_output() -> Self {
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_terminal = io::stdout().is_terminal();
        let colour = is_terminal && !no_colour;
        Self { output: Box::new(io::stdout()), is_terminal, colour, failure: None, closed: false }
    }

    /// Prints `text`, but for characters that a terminal would obey: words of a text may hold any.
    pub(crate) fn print(&mut self, text: &str) {
        self.write(&text.replace(is_command, "\u{fffd}"));
    }

    /// Prints `text` as it is. After a failure nothing more is tried.
    fn write(&mut self, text: &str) {
        if self.closed || self.failure.is_some() {
            return;
        }
        match self.output.write_all(text.as_bytes()).and_then(|()| self.output.flush()) {
            Err(error) if self.is_terminal || error.kind() == io::ErrorKind::BrokenPipe => self.closed = true,
            result => self.failure = result.err(),
        }
    }

    pub(crate) fn heading(&mut self, text: &str) {
        let rule = "─".repeat(width(text));
        if self.colour {
            self.write(&format!("\n{BOLD}{text}{PLAIN}\n{rule}\n"));
        } else {
            self.print(&format!("\n{text}\n{rule}\n"));
        }
    }

    /// The failure of an earlier write, if there was one. That nobody reads any more is none.
    pub(crate) fn check(&mut self) -> Result<()> {
        self.failure.take().map_or(Ok(()), |error| Err(Error::Output(error)))
    }
}

fn is_command(letter: char) -> bool {
    letter.is_control() && letter != '\n'
}

/// Says a line on standard error: what is no result, and may differ from run to run. If that is closed there is nobody
/// left to tell.
pub fn remark(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// The columns that `text` takes on a screen: a Hangul syllable takes two.
pub(crate) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// `text` moved to the right edge of `columns` columns.
pub(crate) fn pad_left(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(width(text))) + text
}

/// `text` filled up with spaces to `columns` columns.
pub(crate) fn pad_right(text: &str, columns: usize) -> String {
    text.to_string() + &" ".repeat(columns.saturating_sub(width(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hangul_syllable_takes_two_columns() {
        assert_eq!(pad_left("안녕", 6), "  안녕");
        assert_eq!(pad_right("안녕", 6), "안녕  ");
    }
}
