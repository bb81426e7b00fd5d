//! A text as ids in a temporary file: written once while the words are counted, read once an epoch.
//!
//! So the text itself, which may come through a pipe or have to be unpacked, is read only once, and a text of
//! any length needs no memory: 4 bytes a word go to the disk. The file has no name and is gone with its handle,
//! however the program ends.

use std::env::temp_dir;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use crate::Error;

/// What stands in a spool after each sentence.
pub(crate) const SENTENCE_END: u32 = u32::MAX;

/// The id of a word that is too rare.
pub(crate) const TOO_RARE: u32 = u32::MAX - 1;

/// Words in a row, as ids, with [`SENTENCE_END`] after each sentence.
#[derive(Debug, Default)]
pub(crate) struct Stretch {
    pub ids: Vec<u32>,
    /// Which stretch of the whole training this is, all epochs counted.
    pub number: u64,
}

/// A spool that is being written.
pub(crate) struct SpoolWriter {
    file: BufWriter<File>,
}

impl SpoolWriter {
    pub fn new() -> Result<Self, Error> {
        let file = tempfile::tempfile().map_err(of_spool)?;
        Ok(Self { file: BufWriter::with_capacity(1 << 18, file) })
    }

    #[inline]
    pub fn push(&mut self, id: u32) -> Result<(), Error> {
        self.file.write_all(&id.to_le_bytes()).map_err(of_spool)
    }

    /// The spool, whole.
    pub fn finish(self) -> Result<File, Error> {
        self.file.into_inner().map_err(|error| of_spool(error.into_error()))
    }
}

/// A spool that is being read.
pub(crate) struct SpoolReader<'a> {
    file: BufReader<&'a File>,
    /// What the ids in the spool are in the vocabulary.
    id_of: &'a [u32],
    is_over: bool,
}

impl<'a> SpoolReader<'a> {
    /// From the start.
    pub fn new(mut file: &'a File, id_of: &'a [u32]) -> Result<Self, Error> {
        file.rewind().map_err(of_spool)?;
        Ok(Self { file: BufReader::with_capacity(1 << 18, file), id_of, is_over: false })
    }

    /// Reads the next `length` words, and on to the end of their sentence if it is not too far; fewer at the end of
    /// the text. Returns how many.
    pub fn read(&mut self, length: usize, ids: &mut Vec<u32>) -> Result<usize, Error> {
        ids.clear();
        let mut words = 0;
        while !self.is_over && words < 2 * length {
            let mut bytes = [0; 4];
            match self.file.read_exact(&mut bytes) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => self.is_over = true,
                read => read.map_err(of_spool)?,
            }
            match u32::from_le_bytes(bytes) {
                _ if self.is_over => {}
                SENTENCE_END => {
                    ids.push(SENTENCE_END);
                    if words >= length {
                        break;
                    }
                }
                id => {
                    let id = self.id_of[id as usize];
                    if id != TOO_RARE {
                        ids.push(id);
                        words += 1;
                    }
                }
            }
        }
        Ok(words)
    }
}

fn of_spool(cause: io::Error) -> Error {
    Error::Spool { folder: temp_dir(), cause }
}
