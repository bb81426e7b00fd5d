//! One file, opened: unpacked on the way if it is packed by gzip, and known by its first bytes.

use std::cell::Cell;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::Path;
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use crate::foreign;

/// How many bytes are looked at to recognise a file.
const START: u64 = 4096;
const BUFFER: usize = 1 << 16;
const GZIP: &[u8] = b"\x1f\x8b";

/// What stands at a path.
pub enum Opened {
    /// What may be a text.
    Text(Source),
    /// What is none in UTF-8: what it is instead, and the remedy, as the end of the sentence `… is`.
    Foreign(&'static str),
}

/// The bytes of a file, unpacked.
pub struct Source {
    start: Vec<u8>,
    reader: Box<dyn BufRead>,
    bytes_read: Rc<Cell<u64>>,
    is_packed: bool,
}

impl Source {
    /// Opens whatever is at `path`, or standard input ([`is_standard_input`]).
    ///
    /// # Errors
    /// What the system says, if it cannot be opened or its beginning cannot be read or unpacked.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file: Box<dyn Read> =
            if is_standard_input(path) { Box::new(io::stdin().lock()) } else { Box::new(File::open(path)?) };
        let bytes_read = Rc::new(Cell::new(0));
        let counting = Counting { file, bytes_read: bytes_read.clone() };
        let (mut start, mut reader) = peek(BufReader::with_capacity(BUFFER, counting))?;
        let is_packed = start.starts_with(GZIP);
        if is_packed {
            (start, reader) = peek(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(reader)))?;
        }
        Ok(Self { start, reader, bytes_read, is_packed })
    }

    /// The first bytes, up to 4 KB.
    pub fn start(&self) -> &[u8] {
        &self.start
    }

    /// What this is and what to do about it, if it is known and no plain text in UTF-8, as the end of the sentence
    /// `… is`.
    pub fn foreign(&self) -> Option<&'static str> {
        foreign::recognise(&self.start).map(|foreign| foreign.what)
    }

    /// Whether it lies packed on the disk.
    pub fn is_packed(&self) -> bool {
        self.is_packed
    }

    /// How many bytes have been taken from the file, as they lie on the disk.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.get()
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.reader.consume(count);
    }
}

/// Whether standard input is meant: `-`, or its name as a file, which cannot be opened everywhere.
pub fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-") || path == Path::new("/dev/stdin")
}

/// The longest path that sentences show in full, in letters.
const LONGEST_SHOWN: usize = 200;

/// A path as sentences show it: on one line, without letters that a terminal would obey, and without the middle of a very
/// long one.
pub fn shown(path: &Path) -> String {
    if is_standard_input(path) {
        return "standard input".to_owned();
    }
    let mut shown = String::new();
    for letter in path.to_string_lossy().chars() {
        match letter.is_control() {
            true => shown.extend(letter.escape_default()),
            false => shown.push(letter),
        }
    }
    let length = shown.chars().count();
    if length <= LONGEST_SHOWN {
        return shown;
    }
    let beginning = shown.chars().take(LONGEST_SHOWN / 2);
    let end = shown.chars().skip(length - LONGEST_SHOWN / 2);
    beginning.chain(['…']).chain(end).collect()
}

/// Whether a path cannot be opened because nothing is there: also if it is longer than any name, as a sentence may be
/// that was given by mistake, or goes on below a file.
pub fn is_missing(path: &Path, cause: &io::Error) -> bool {
    let longest_name = path.iter().map(OsStr::len).max().unwrap_or(0);
    matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) || longest_name > 255
}

/// Opens the file at `path` to read a text ([`Source::open`]).
///
/// # Errors
/// As [`Source::open`].
pub fn open(path: &Path) -> io::Result<Opened> {
    let source = Source::open(path)?;
    Ok(match source.foreign() {
        Some(what) => Opened::Foreign(what),
        None => Opened::Text(source),
    })
}

/// The first bytes, and a reader that begins with them.
fn peek(mut reader: impl BufRead + 'static) -> io::Result<(Vec<u8>, Box<dyn BufRead>)> {
    let mut start = Vec::new();
    reader.by_ref().take(START).read_to_end(&mut start)?;
    Ok((start.clone(), Box::new(Cursor::new(start).chain(reader))))
}

/// Knows how many bytes came through.
struct Counting {
    file: Box<dyn Read>,
    bytes_read: Rc<Cell<u64>>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes_read.set(self.bytes_read.get() + read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_on_one_short_line_whatever_is_in_it() {
        assert_eq!(shown(Path::new("글/a b.txt")), "글/a b.txt");
        assert_eq!(shown(Path::new("a\nb\x1b[31m\u{85}")), "a\\nb\\u{1b}[31m\\u{85}");
        assert_eq!(shown(Path::new("-")), "standard input");
        let long = shown(Path::new(&format!("first/{}/last", "길".repeat(5000))));
        assert!(long.chars().count() == 201 && long.starts_with("first/길") && long.ends_with("길/last"));
    }
}
