//! Reading a file line by line, so that every complaint can name the line; writing it whole or not at all.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use whole_file::WholeFile;

use crate::Error;

/// Opens a file for reading, with its length in bytes (0 where that is unknown, as for a pipe).
pub(crate) fn open(path: &Path) -> Result<(File, usize), Error> {
    let failed = |cause| Error::Read { path: path.to_owned(), cause };
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(Error::file(path, "this is a folder; give the path of a file in it"));
    }
    Ok((file, usize::try_from(metadata.len()).unwrap_or(usize::MAX)))
}

/// The lines of a text file, counted from 1.
pub(crate) struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    buffer: Vec<u8>,
    number: usize,
    file_length: usize,
}

impl Lines {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let (file, file_length) = open(path)?;
        let reader = BufReader::with_capacity(1 << 16, file);
        Ok(Self { path: path.to_owned(), reader, buffer: Vec::new(), number: 0, file_length })
    }

    /// The next line without its end (`\n` or `\r\n`), or nothing after the last one.
    pub(crate) fn next(&mut self) -> Result<Option<&str>, Error> {
        self.buffer.clear();
        let read = self.reader.read_until(b'\n', &mut self.buffer);
        if read.map_err(|cause| Error::Read { path: self.path.clone(), cause })? == 0 {
            return Ok(None);
        }
        self.number += 1;
        let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match std::str::from_utf8(line) {
            Ok(line) => Ok(Some(line)),
            Err(_) => {
                Err(line_error(&self.path, self.number, "this is not UTF-8; convert the file to UTF-8"))
            }
        }
    }

    /// A sentence about the line read last.
    pub(crate) fn error(&self, problem: impl Into<String>) -> Error {
        line_error(&self.path, self.number, problem)
    }

    /// A sentence about the file.
    pub(crate) fn file_error(&self, problem: impl Into<String>) -> Error {
        Error::file(&self.path, problem)
    }

    /// The number of the line read last; the first is 1.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Room for as many numbers as are promised, but for no more than a file of this length can hold at two
    /// bytes each: a wrong promise must not take all memory.
    pub(crate) fn room_for(&self, promised: usize) -> Vec<f32> {
        Vec::with_capacity(promised.min(self.file_length / 2))
    }
}

fn line_error(path: &Path, line: usize, problem: impl Into<String>) -> Error {
    Error::Line { path: path.to_owned(), line, problem: problem.into() }
}

/// The beginning of a text from a file, in quotation marks: enough to find it, never a whole book.
pub(crate) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(30) {
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
        None => format!("{text:?}"),
    }
}

/// Writes a file in full beside its place; it vanishes unless it is put there with [`put_in_place`].
pub(crate) fn stage(
    path: &Path,
    content: impl FnOnce(&mut WholeFile) -> io::Result<()>,
) -> Result<WholeFile, Error> {
    let written = WholeFile::create(path).and_then(|mut file| {
        content(&mut file)?;
        file.sync()?;
        Ok(file)
    });
    written.map_err(|cause| Error::Write { path: path.to_owned(), cause })
}

/// Gives a staged file its name, replacing what had it.
pub(crate) fn put_in_place(file: WholeFile, path: &Path) -> Result<(), Error> {
    file.put_in_place().map_err(|cause| Error::Write { path: path.to_owned(), cause })
}

/// Writes several rows of numbers, `separator` between them, each in the fewest digits that read back to the
/// same bits; `before` stands at the start of each line.
pub(crate) fn write_rows<'a>(
    writer: &mut impl Write,
    rows: impl Iterator<Item = (&'a str, ndarray::ArrayView1<'a, f32>)>,
    separator: char,
) -> io::Result<()> {
    for (before, row) in rows {
        writer.write_all(before.as_bytes())?;
        for (column, value) in row.iter().enumerate() {
            if column > 0 || !before.is_empty() {
                write!(writer, "{separator}")?;
            }
            write!(writer, "{value:?}")?; // `{}` writes 1e-40 with 40 zeros
        }
        writeln!(writer)?;
    }
    Ok(())
}

/// Appends the numbers of a line to `values` and returns how many there were.
pub(crate) fn parse_numbers<'a>(
    pieces: impl Iterator<Item = &'a str>,
    values: &mut Vec<f32>,
) -> Result<usize, String> {
    let before = values.len();
    for piece in pieces {
        let value: f32 = piece
            .parse()
            .map_err(|_| format!("{} is not a number (the decimal mark is a point)", excerpt(piece)))?;
        if !value.is_finite() {
            return Err(format!("{} is not a finite number of 32 bits", excerpt(piece)));
        }
        values.push(value);
    }
    Ok(values.len() - before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_fails_half_way_keeps_the_old_file_and_removes_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors.txt");
        std::fs::write(&path, "old").unwrap();
        let result = stage(&path, |file| {
            file.write_all(b"half")?;
            file.flush()?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert!(matches!(result, Err(Error::Write { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_excerpt_is_short_and_never_cuts_a_letter() {
        assert_eq!(excerpt("왕\t"), r#""왕\t""#);
        assert_eq!(excerpt(&"왕".repeat(99)), format!("\"{}…\"", "왕".repeat(30)));
    }
}
