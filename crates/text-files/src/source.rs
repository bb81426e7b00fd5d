//! One file, opened: unpacked on the way if it is packed by gzip, and known by its first bytes.

use std::cell::Cell;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::Path;
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use crate::foreign::{self, Foreign};

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

/// The bytes of a text, unpacked.
pub struct Source {
    reader: Box<dyn BufRead>,
    bytes_read: Rc<Cell<u64>>,
}

impl Source {
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

/// Whether standard input is meant: `-`, or its name as a file, which cannot be opened everywhere.
pub fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-") || path == Path::new("/dev/stdin")
}

/// Whether a path cannot be opened because nothing is there: also if it is longer than any name, as a sentence may be
/// that was given by mistake, or goes on below a file.
pub fn is_missing(path: &Path, cause: &io::Error) -> bool {
    let longest_name = path.iter().map(OsStr::len).max().unwrap_or(0);
    matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) || longest_name > 255
}

/// Opens the file at `path`, or standard input ([`is_standard_input`]).
///
/// # Errors
/// What the system says, if it cannot be opened or its beginning cannot be read or unpacked.
pub fn open(path: &Path) -> io::Result<Opened> {
    Ok(match start_of(path)? {
        (_, Some(foreign), _) => Opened::Foreign(foreign.what),
        (_, None, source) => Opened::Text(source),
    })
}

/// The first bytes of a file, unpacked; what they are if they are known for no text; and the whole text.
pub(crate) fn start_of(path: &Path) -> io::Result<(Vec<u8>, Option<Foreign>, Source)> {
    let file: Box<dyn Read> =
        if is_standard_input(path) { Box::new(io::stdin().lock()) } else { Box::new(File::open(path)?) };
    let bytes_read = Rc::new(Cell::new(0));
    let counting = Counting { file, bytes_read: bytes_read.clone() };
    let (mut start, mut reader) = peek(BufReader::with_capacity(BUFFER, counting))?;
    if start.starts_with(GZIP) {
        (start, reader) = peek(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(reader)))?;
    }
    let foreign = foreign::recognise(&start);
    Ok((start, foreign, Source { reader, bytes_read }))
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
