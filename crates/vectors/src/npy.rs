//! NumPy's format for one array, `.npy` 1.0, with the words in a file of their own.
//!
//! ```text
//! bytes 0–5   \x93NUMPY
//! bytes 6–7   version: 1, 0
//! bytes 8–9   length of the header that follows, little-endian
//! header      {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }  spaces  \n
//! numbers     from a multiple of 64 bytes on, row after row, little-endian
//! ```
//!
//! Source: NumPy's documentation of `numpy.lib.format`.

use std::io::{self, Read, Write};
use std::path::Path;

use ndarray::ArrayView2;

use crate::file::stage;
use crate::gathered::{Gathered, Treatment};
use crate::input::Input;
use crate::lines::excerpt;
use crate::{Error, LeftOut, WordVectors, pair, word_list};

const START: &[u8; 8] = b"\x93NUMPY\x01\x00"; // and version 1.0
const ALIGNMENT: usize = 64;

impl WordVectors {
    /// Reads an array (V, H) from a `.npy` file and its V words from a text file, one per line.
    ///
    /// # Errors
    /// [`Error::Read`] if a file cannot be read; [`Error::File`] if the array is cut short or is not one of
    /// little-endian `f4` or `f8` in two dimensions and C order; [`Error::Line`] if a word comes twice, is
    /// not UTF-8 or has a number that is not finite (in 32 bits); [`Error::WordsAndRows`] if there are not as
    /// many words as rows, and [`Error::File`] if `<vectors>.sha256` is there and has other checksums.
    pub fn read_npy(vectors: impl AsRef<Path>, words: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(read(Input::open(vectors.as_ref())?, words.as_ref(), Treatment::default())?.0)
    }

    /// Writes the vectors as `.npy` and the words as a text file, one per line; the checksums of both, as `sha256sum`
    /// writes and checks them, go to `<vectors>.sha256`.
    ///
    /// # Errors
    /// [`Error::Unwritable`] for a word with a line break, [`Error::Write`] if a file cannot be written.
    pub fn write_npy(&self, vectors: impl AsRef<Path>, words: impl AsRef<Path>) -> Result<(), Error> {
        let (vectors, words) = (vectors.as_ref(), words.as_ref());
        word_list::check(self.vocabulary().words(), words, |word| {
            word.contains(['\n', '\r'])
                .then_some("each word has a line of its own; make it without a line break")
        })?;
        let word_file = word_list::stage(self.vocabulary().words(), words)?;
        let vector_file = stage(vectors, |writer| write_array(writer, self.vectors()))?;
        pair::put_in_place((vector_file, vectors), (word_file, words))
    }
}

fn write_array(writer: &mut impl Write, array: ArrayView2<f32>) -> io::Result<()> {
    let (rows, columns) = array.dim();
    let description = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
    let before = START.len() + 2; // what stands before the header
    let end = (before + description.len() + 1).next_multiple_of(ALIGNMENT);
    let header_length = u16::try_from(end - before).expect("two numbers fit into a header");
    writer.write_all(START)?;
    writer.write_all(&header_length.to_le_bytes())?;
    writeln!(writer, "{description:<width$}", width = end - before - 1)?;
    array.iter().try_for_each(|value| writer.write_all(&value.to_le_bytes()))
}

/// Whether a file begins as this format does.
pub(crate) fn recognise(start: &[u8]) -> bool {
    start.starts_with(&START[..6])
}

/// Reads the array and the list of its words; bad ones are left out if that is wanted.
pub(crate) fn read(
    mut input: Input,
    words: &Path,
    treatment: Treatment,
) -> Result<(WordVectors, LeftOut), Error> {
    let header_text = read_header(&mut input.source, &input.path)?;
    let header = Header::parse(&header_text).map_err(|problem| Error::file(&input.path, problem))?;
    let before = (START.len() + 2 + header_text.len()) as u64;
    if let Some(length) = input.length {
        header.check_length(length.saturating_sub(before), &input.path)?;
    }
    pair::check(&input.path, words)?;
    let words = word_list::read(words, header.rows)?;

    let mut gathered = Gathered::new(words.path, "line", header.columns, treatment);
    if input.length.is_some() {
        gathered.reserve(header.rows.saturating_mul(header.columns))?;
    }
    let row_size = header.columns * header.number_size;
    let mut row = Vec::new(); // grows with what is there: a promise alone takes no memory
    for (line, word) in (1..).zip(words.lines) {
        row.clear();
        let read = input.source.by_ref().take(row_size as u64).read_to_end(&mut row);
        read.map_err(|cause| Error::Read { path: input.path.clone(), cause })?;
        if row.len() < row_size {
            let found = (line - 1) * row_size + row.len();
            header.check_length(found as u64, &input.path)?;
        }
        gathered.reserve(header.columns)?;
        gathered.values.extend(header.numbers(&row));
        if let Err(problem) = word.and_then(|word| gathered.insert(&word, line)) {
            gathered.leave_out(line, problem)?;
        }
    }
    gathered.finish()
}

/// The text between the length and the numbers.
fn read_header(file: &mut impl Read, path: &Path) -> Result<String, Error> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            Error::file(path, "this file ends before a .npy header does; write it again with numpy.save")
        }
        _ => Error::Read { path: path.to_owned(), cause: error },
    };
    let mut start = [0; START.len()];
    file.read_exact(&mut start).map_err(failed)?;
    if start[..6] != START[..6] {
        return Err(Error::file(path, "this is not a .npy file; write one with numpy.save"));
    }
    if start != *START {
        let problem = format!("this is .npy {}.{}, and only 1.0 is read here", start[6], start[7]);
        return Err(Error::file(path, problem));
    }
    let mut length = [0; 2];
    file.read_exact(&mut length).map_err(failed)?;
    let mut header = vec![0; usize::from(u16::from_le_bytes(length))];
    file.read_exact(&mut header).map_err(failed)?;
    Ok(String::from_utf8_lossy(&header).into_owned())
}

/// What the header says, as far as it can differ from file to file.
#[derive(Debug, PartialEq)]
struct Header {
    number_size: usize,
    rows: usize,
    columns: usize,
}

impl Header {
    /// Compares what the header promises with how many bytes follow it.
    fn check_length(&self, found: u64, path: &Path) -> Result<(), Error> {
        let Self { rows, columns, number_size } = self;
        let promised = rows.saturating_mul(*columns).saturating_mul(*number_size);
        if found == promised as u64 {
            return Ok(());
        }
        let found = if found < promised as u64 { found.to_string() } else { "more".to_owned() };
        Err(Error::file(
            path,
            format!(
                "the header promises {rows} x {columns} numbers in {promised} bytes, but {found} follow; \
                 the file is damaged: write it again"
            ),
        ))
    }

    /// The numbers that these bytes are.
    fn numbers(&self, bytes: &[u8]) -> impl Iterator<Item = f32> {
        bytes.chunks_exact(self.number_size).map(|number| match *number {
            [a, b, c, d] => f32::from_le_bytes([a, b, c, d]),
            _ => f64::from_le_bytes(number.try_into().expect("eight bytes")) as f32,
        })
    }

    /// Reads a Python dictionary with the three keys of the format; the error is the problem with it.
    fn parse(header: &str) -> Result<Self, String> {
        let value = |key: &str| {
            let start = header.find(key).map(|start| start + key.len());
            start.map(|start| header[start..].trim_start()).ok_or_else(|| format!("the header lacks {key}"))
        };
        let number_size = match value("'descr':")? {
            kind if kind.starts_with("'<f4'") => 4,
            kind if kind.starts_with("'<f8'") => 8,
            kind => {
                let kind = excerpt(kind.split(',').next().unwrap_or_default());
                return Err(format!("numbers of type {kind} are not read here; use array.astype('<f4')"));
            }
        };
        if !value("'fortran_order':")?.starts_with("False") {
            return Err("the array is in Fortran order; use numpy.ascontiguousarray".to_owned());
        }
        let shape = value("'shape':")?.split(')').next().unwrap_or_default();
        let lengths = shape.trim_start_matches('(').split(',').map(str::trim).filter(|part| !part.is_empty());
        match lengths.map(str::parse).collect::<Result<Vec<usize>, _>>().as_deref() {
            Ok(&[rows, columns]) if rows > 0 && columns > 0 => Ok(Self { number_size, rows, columns }),
            _ => Err(format!(
                "an array of two dimensions, neither of them 0, is needed, not one of shape {shape})"
            )),
        }
    }
}
