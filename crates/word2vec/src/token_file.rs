//! A text as ids in a temporary file: written once while the words are counted, read once an epoch, in several parts
//! at the same time.
//!
//! So the text itself, which may come through a pipe or have to be unpacked, is read only once, and a text of
//! any length needs no memory: 4 bytes a word go to the disk. The file has no name and is gone with its handle,
//! however the program ends.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Error;

/// What stands in a token file after each sentence.
pub(crate) const SENTENCE_END: u32 = u32::MAX;

/// The id of a word that is too rare.
pub(crate) const TOO_RARE: u32 = u32::MAX - 1;

/// How many bytes an id has.
const ID: u64 = size_of::<u32>() as u64;

/// How many bytes are read or written at once.
const BUFFER: usize = 1 << 18;

/// How many ids are looked through for the end of a sentence, to cut the text there.
const SEARCH: usize = 10_000;

/// A token file that is being written.
pub(crate) struct TokenFileWriter {
    file: BufWriter<File>,
    folder: PathBuf,
}

impl TokenFileWriter {
    /// A file without a name in this folder.
    pub fn new(folder: &Path) -> Result<Self, Error> {
        let file = tempfile::tempfile_in(folder).map_err(|cause| token_file_error(folder, cause))?;
        Ok(Self { file: BufWriter::with_capacity(BUFFER, file), folder: folder.to_owned() })
    }

    #[inline]
    pub fn push(&mut self, id: u32) -> Result<(), Error> {
        self.file.write_all(&id.to_le_bytes()).map_err(|cause| token_file_error(&self.folder, cause))
    }

    /// The file, whole.
    pub fn finish(self) -> Result<TokenFile, Error> {
        let Self { file, folder } = self;
        let file = file.into_inner().map_err(|error| token_file_error(&folder, error.into_error()))?;
        Ok(TokenFile { file: Mutex::new(file), folder })
    }
}

/// A token file that is complete.
pub(crate) struct TokenFile {
    /// Several may read from it in turn; each goes to its own place before it reads.
    file: Mutex<File>,
    folder: PathBuf,
}

impl TokenFile {
    /// Cuts the text into parts of about the same length, between two sentences unless one is very long, and opens
    /// each. `id_of`: what the ids in the file are in the vocabulary.
    pub fn parts<'a>(&'a self, number: usize, id_of: &'a [u32]) -> Result<Vec<PartReader<'a>>, Error> {
        let end = self.end()?;
        let mut cuts = vec![0];
        for cut in 1..number as u64 {
            let about = end / ID * cut / number as u64 * ID;
            // From the id before, which is perhaps the end of a sentence.
            cuts.push(self.end_of_sentence(about.saturating_sub(ID), end)?);
        }
        cuts.push(end);
        Ok(cuts.windows(2).map(|cuts| PartReader::new(self, cuts[0]..cuts[1], id_of)).collect())
    }

    /// Its bytes from the first to the last, a piece at a time.
    pub fn read_all(&self, mut on_bytes: impl FnMut(&[u8])) -> Result<(), Error> {
        let mut bytes = BufReader::with_capacity(BUFFER, Part { file: self, left: 0..self.end()? });
        loop {
            let piece = bytes.fill_buf().map_err(|cause| self.error(cause))?;
            if piece.is_empty() {
                return Ok(());
            }
            on_bytes(piece);
            let length = piece.len();
            bytes.consume(length);
        }
    }

    /// Where the sentence ends in which this place lies; the place itself if that is far off.
    fn end_of_sentence(&self, place: u64, end: u64) -> Result<u64, Error> {
        let mut ids = BufReader::new(Part { file: self, left: place..end });
        for number in 1..=SEARCH as u64 {
            match next_id(&mut ids).map_err(|cause| self.error(cause))? {
                Some(SENTENCE_END) => return Ok(place + number * ID),
                Some(_) => {}
                None => break,
            }
        }
        Ok(place)
    }

    /// Puts a file in its place that can only be written.
    #[cfg(test)]
    pub fn close_to_readers(&self) {
        let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        *self.lock() = File::options().write(true).open(path).unwrap();
    }

    /// Where it ends.
    fn end(&self) -> Result<u64, Error> {
        self.lock().seek(SeekFrom::End(0)).map_err(|cause| self.error(cause))
    }

    fn error(&self, cause: io::Error) -> Error {
        token_file_error(&self.folder, cause)
    }

    fn lock(&self) -> MutexGuard<'_, File> {
        // A panic elsewhere leaves no harm in a file that is read from a given place.
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Some bytes of a token file, from one place to another.
struct Part<'a> {
    file: &'a TokenFile,
    left: Range<u64>,
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min((self.left.end - self.left.start) as usize);
        let mut file = self.file.lock();
        file.seek(SeekFrom::Start(self.left.start))?;
        let count = file.read(&mut buffer[..length])?;
        self.left.start += count as u64;
        Ok(count)
    }
}

fn next_id(ids: &mut impl Read) -> io::Result<Option<u32>> {
    let mut bytes = [0; ID as usize];
    match ids.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(u32::from_le_bytes(bytes))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// A part of a token file that is being read.
pub(crate) struct PartReader<'a> {
    part: Range<u64>,
    ids: BufReader<Part<'a>>,
    id_of: &'a [u32],
}

impl<'a> PartReader<'a> {
    fn new(file: &'a TokenFile, part: Range<u64>, id_of: &'a [u32]) -> Self {
        let ids = BufReader::with_capacity(BUFFER, Part { file, left: part.clone() });
        Self { part, ids, id_of }
    }

    /// Begins again.
    pub fn restart(&mut self) {
        self.go_to(self.part.start);
    }

    /// Where in the file the next id is read from.
    pub fn place(&self) -> u64 {
        self.ids.get_ref().left.start - self.ids.buffer().len() as u64
    }

    /// Goes to where [`place`](Self::place) was.
    pub fn go_to(&mut self, place: u64) {
        let left = place..self.part.end;
        self.ids = BufReader::with_capacity(BUFFER, Part { file: self.ids.get_ref().file, left });
    }

    /// Reads the next `length` words, and on to the end of their sentence if that is not beyond the `longest`; fewer at the
    /// end of the part. They come as ids, with [`SENTENCE_END`] after each sentence. Returns how many.
    pub fn read(&mut self, length: usize, longest: usize, ids: &mut Vec<u32>) -> Result<usize, Error> {
        ids.clear();
        let mut words = 0;
        while words < longest {
            match next_id(&mut self.ids).map_err(|cause| self.ids.get_ref().file.error(cause))? {
                None => break,
                Some(SENTENCE_END) => {
                    // Once, however many lines in a row are empty.
                    if ids.last() != Some(&SENTENCE_END) {
                        ids.push(SENTENCE_END);
                    }
                    if words >= length {
                        break;
                    }
                }
                Some(id) => {
                    // What was too rare when it was read has no place there.
                    let id = self.id_of.get(id as usize).copied().unwrap_or(TOO_RARE);
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

fn token_file_error(folder: &Path, cause: io::Error) -> Error {
    Error::TokenFile { folder: folder.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID_OF: [u32; 5] = [10, 11, TOO_RARE, 13, 14];

    /// A token file of sentences of these lengths, of the words 0, 1, 2 … over and over.
    fn token_file(lengths: &[usize]) -> TokenFile {
        let mut writer = TokenFileWriter::new(&std::env::temp_dir()).unwrap();
        let mut words = (0..ID_OF.len() as u32).cycle();
        for &length in lengths {
            words.by_ref().take(length).for_each(|word| writer.push(word).unwrap());
            writer.push(SENTENCE_END).unwrap();
        }
        writer.finish().unwrap()
    }

    fn read_all(reader: &mut PartReader, length: usize) -> Vec<u32> {
        let (mut all, mut ids) = (Vec::new(), Vec::new());
        while reader.read(length, 2 * length, &mut ids).unwrap() > 0 {
            all.extend_from_slice(&ids);
        }
        all
    }

    #[test]
    fn the_parts_are_the_text_cut_between_sentences() {
        let file = token_file(&[3, 40, 1, 7, 7, 20, 5, 5, 100, 2]);
        let whole = read_all(&mut file.parts(1, &ID_OF).unwrap()[0], 10);
        assert!(whole.contains(&10) && whole.contains(&14) && !whole.contains(&TOO_RARE));
        for number in 2..30 {
            let mut readers = file.parts(number, &ID_OF).unwrap();
            assert_eq!(readers.len(), number);
            let parts: Vec<Vec<u32>> = readers.iter_mut().map(|reader| read_all(reader, 1000)).collect();
            assert_eq!(parts.concat(), whole, "{number} parts");
            assert!(parts.iter().all(|part| part.last().is_none_or(|&id| id == SENTENCE_END)));
        }
    }

    #[test]
    fn two_sentences_of_one_length_are_two_parts_and_empty_lines_are_none() {
        let file = token_file(&[50, 0, 0, 0, 50]);
        let mut readers = file.parts(2, &ID_OF).unwrap();
        for reader in &mut readers {
            assert_eq!(read_all(reader, 1000).iter().filter(|&&id| id == 10).count(), 10);
        }
        let mut whole = file.parts(1, &ID_OF).unwrap();
        assert_eq!(read_all(&mut whole[0], 1000).iter().filter(|&&id| id == SENTENCE_END).count(), 2);
    }

    #[test]
    fn parts_can_be_read_in_turn_and_again() {
        let file = token_file(&[30; 1000]);
        let mut readers = file.parts(2, &ID_OF).unwrap();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        let words = readers[0].read(100, 200, &mut first).unwrap();
        assert!((100..130).contains(&words) && first.last() == Some(&SENTENCE_END));
        let rest = read_all(&mut readers[1], 100);
        readers[0].read(100, 200, &mut second).unwrap();
        readers[0].restart();
        let again = read_all(&mut readers[0], 100);
        assert_eq!(again[..first.len() + second.len()], [first, second].concat());
        assert!(again.len().abs_diff(rest.len()) < 100, "{} and {}", again.len(), rest.len());
    }

    #[test]
    fn a_text_that_is_one_sentence_is_cut_all_the_same() {
        let file = token_file(&[50_000]);
        let mut readers = file.parts(4, &ID_OF).unwrap();
        for reader in &mut readers {
            let part = read_all(reader, 100);
            assert!((9_000..11_000).contains(&part.len()), "{}", part.len());
        }
    }
}
