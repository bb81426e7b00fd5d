//! The words of a text in UTF-8, one by one, whatever its size: never more than 64 KiB of it is in memory.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use common::checksum::Checksum;
use common::text::composed;
use text_files::{Opened, encoding_remedy, is_missing, is_standard_input};

use crate::Error;
use crate::collector::Collector;
use crate::progress::{OnProgress, Progress};

/// What is read at once, and so the longest word: one that does not fit is no word of any language.
const BUFFER: usize = 64 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What a text is made of.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    /// Characters without white space between them, composed (NFC).
    Word(&'a str),
    /// The character `\n`.
    LineEnd,
}

/// The size of the file at `path`, if it has one: standard input and a pipe have none. A folder is refused, and so is an
/// ordinary file that cannot be opened. Nothing else is opened, because what a pipe holds can be read only once.
pub(crate) fn size(path: &Path) -> Result<Option<u64>, Error> {
    if is_standard_input(path) {
        return Ok(None);
    }
    // Asked before it is opened, because Windows does not open folders at all.
    let metadata = std::fs::metadata(path).map_err(|cause| unreadable(path, cause))?;
    if metadata.is_dir() {
        return Err(Error::IsFolder { path: path.to_owned() });
    }
    if metadata.is_file() {
        File::open(path).map_err(|cause| unreadable(path, cause))?;
    }
    Ok(metadata.is_file().then_some(metadata.len()))
}

pub(crate) fn unreadable(path: &Path, cause: io::Error) -> Error {
    let path = path.to_owned();
    if is_missing(&path, &cause) { Error::NoSuchFile { path } } else { Error::Read { path, cause } }
}

/// The checksum of the file at `path`, in hexadecimal.
pub(crate) fn sha256(path: &Path) -> Result<String, Error> {
    let mut file = File::open(path).map_err(|cause| unreadable(path, cause))?;
    let mut checksum = Checksum::default();
    io::copy(&mut file, &mut checksum).map_err(|cause| Error::Read { path: path.to_owned(), cause })?;
    Ok(checksum.hexadecimal())
}

/// Hands the words and line ends of the file at `path` to `take`, and its bytes to the collector's checksum.
///
/// What is packed by gzip is unpacked; a byte order mark at the start is skipped.
pub(crate) fn read(
    path: &Path,
    collector: &mut Collector,
    on_progress: OnProgress,
    mut take: impl FnMut(&mut Collector, Piece),
) -> Result<(), Error> {
    let size = size(path)?.unwrap_or(0);
    let mut file = match text_files::open(path).map_err(|cause| unreadable(path, cause))? {
        Opened::Text(source) => source,
        Opened::Foreign(what) => return Err(Error::NoText { path: path.to_owned(), what }),
    };
    let mut buffer = vec![0; BUFFER];
    let mut filled = 0; // bytes in the buffer: the beginning of a word, then what was just read
    let mut offset = 0; // bytes of the file before the buffer
    loop {
        let count = match file.read(&mut buffer[filled..]) {
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(cause) => return Err(Error::Read { path: path.to_owned(), cause }),
        };
        collector.hash(&buffer[filled..filled + count]);
        filled += count;
        let at_end = count == 0;

        let skipped = if offset == 0 && buffer[..filled].starts_with(BYTE_ORDER_MARK) { 3 } else { 0 };
        let text = valid_text(&buffer[skipped..filled], at_end).map_err(|byte| Error::NotUtf8 {
            path: path.to_owned(),
            byte: offset + (skipped + byte) as u64,
            remedy: encoding_remedy(&buffer[..filled]).unwrap_or(
                "save it as UTF-8 first, for example with `iconv -f CP949 -t UTF-8`", // as most texts that are not
            ),
        })?;
        // The last word may go on in what is still to be read.
        let complete = if at_end {
            text.len()
        } else {
            text.rfind(char::is_whitespace).map_or(0, |at| at + width(text, at))
        };
        split(&text[..complete], |piece| take(collector, piece));
        if at_end {
            return Ok(());
        }
        let used = if complete == 0 { 0 } else { skipped + complete };
        if used == 0 && filled == buffer.len() {
            return Err(Error::EndlessWord { path: path.to_owned(), byte: offset, limit: BUFFER });
        }
        buffer.copy_within(used..filled, 0);
        filled -= used;
        offset += used as u64;
        let done = file.bytes_read();
        on_progress(Progress { doing: "reading", done, total: size.max(done) });
    }
}

/// The text that `bytes` hold, without a character that is cut off at the end, unless nothing follows it.
/// The error is the place of the first byte that begins no character.
fn valid_text(bytes: &[u8], at_end: bool) -> Result<&str, usize> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if error.error_len().is_none() && !at_end => {
            let valid = &bytes[..error.valid_up_to()];
            Ok(std::str::from_utf8(valid).expect("bytes before the first invalid one are valid"))
        }
        Err(error) => Err(error.valid_up_to()),
    }
}

/// The number of bytes of the character that begins at `at`.
fn width(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

fn split(text: &str, mut take: impl FnMut(Piece)) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            take(Piece::LineEnd);
        }
        line.split_whitespace().for_each(|word| take(Piece::Word(&composed(word))));
    }
}

#[cfg(test)]
mod tests {
    use tempfile::tempdir;

    use super::*;
    use crate::test_folder::write;

    /// The words of a file with these bytes, `/` standing for a line end.
    fn words_of(bytes: &[u8]) -> Result<Vec<String>, Error> {
        let folder = tempdir().unwrap();
        let mut words = Vec::new();
        read(
            &write(&folder, "text", bytes),
            &mut Collector::default(),
            &mut |_| {},
            |_, piece| match piece {
                Piece::Word(word) => words.push(word.to_owned()),
                Piece::LineEnd => words.push("/".to_owned()),
            },
        )?;
        Ok(words)
    }

    fn problem(bytes: &[u8]) -> String {
        let sentence = words_of(bytes).unwrap_err().to_string();
        sentence.split_once("text` ").unwrap().1.to_owned()
    }

    #[test]
    fn words_and_line_ends_come_in_order_without_the_byte_order_mark() {
        assert_eq!(words_of(b"\xEF\xBB\xBFa  b\n\n c").unwrap(), ["a", "b", "/", "/", "c"]);
    }

    #[test]
    fn words_and_characters_across_the_end_of_the_buffer_stay_whole() {
        for shift in 0..9 {
            let text = format!("{}{}", "x".repeat(shift), " 단어 word".repeat(20_000));
            let expected: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(words_of(text.as_bytes()).unwrap(), expected);
        }
    }

    #[test]
    fn a_byte_that_is_no_utf_8_is_named_by_its_place() {
        let remedy = "of the file begins no character; save it as UTF-8 first, for example with `iconv -f CP949 -t UTF-8`";
        assert_eq!(problem(b"ab \xB0\xA1"), format!("is not UTF-8 text: byte 3 {remedy}"));
        assert_eq!(problem(b"ab \xEA\xB0"), format!("is not UTF-8 text: byte 3 {remedy}"));
        let mut long = " word".repeat(30_000).into_bytes();
        long.push(0xFF);
        assert_eq!(problem(&long), format!("is not UTF-8 text: byte 150000 {remedy}"));
    }

    #[test]
    fn a_word_without_end_is_refused_before_it_fills_the_memory() {
        let bytes = [b"ab ".to_vec(), vec![0; 3 * BUFFER]].concat();
        assert_eq!(
            problem(&bytes),
            "is not a text of words: no white space follows within 65536 bytes after byte 3; give a text whose words are separated"
        );
    }

    #[test]
    fn a_missing_file_and_a_folder_are_told_apart() {
        let folder = tempdir().unwrap();
        let missing = size(&folder.path().join("nothing")).unwrap_err().to_string();
        assert!(
            missing.starts_with("there is no file `") && missing.ends_with("or the path of a text"),
            "{missing}"
        );
        let instead = size(folder.path()).unwrap_err().to_string();
        assert!(instead.contains("is a folder, not a text file; give the files in it"), "{instead}");
    }
}
