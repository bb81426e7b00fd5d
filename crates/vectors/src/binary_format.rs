//! The binary format of the original word2vec, which gensim writes with `binary=True`: the first line of the text
//! format, then for each word its bytes, a space, and H numbers of 4 bytes, little-endian, often a line end.

use std::io::{self, BufRead, ErrorKind, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::file::{put_in_place, stage};
use crate::gathered::{Gathered, Treatment};
use crate::input::Input;
use crate::lines::excerpt;
use crate::text_format::parse_header;
use crate::{Error, LeftOut, WordVectors, word_list};

/// The longest word in bytes; where no space follows for so long there is no word.
const LONGEST_WORD: u64 = 1 << 16;

impl WordVectors {
    /// Writes this format; packed by gzip, if the name of the file ends in `.gz`.
    ///
    /// # Errors
    /// [`Error::Unwritable`] for a word that is empty or holds a space or a line end, [`Error::Write`] if the file cannot be
    /// written. In both cases what was at `path` stays as it was.
    pub fn write_binary(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        word_list::check(self.vocabulary().words(), path, |word| {
            let is_parted = word.is_empty() || word.contains([' ', '\n', '\r']);
            is_parted.then_some(
                "white space parts the words of this format; write .npy, or make such words otherwise",
            )
        })?;
        let is_packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
        let file = stage(path, |file| match is_packed {
            true => {
                let mut packed = GzEncoder::new(file, Compression::default());
                self.write_binary_to(&mut packed)?;
                packed.finish().map(drop)
            }
            false => self.write_binary_to(file),
        })?;
        put_in_place(file, path)
    }

    fn write_binary_to(&self, writer: &mut impl Write) -> io::Result<()> {
        let (words, dimension) = self.vectors().dim();
        writeln!(writer, "{words} {dimension}")?;
        for (word, row) in self.vocabulary().words().iter().zip(self.vectors().rows()) {
            write!(writer, "{word} ")?;
            row.iter().try_for_each(|number| writer.write_all(&number.to_le_bytes()))?;
            writer.write_all(b"\n")?;
        }
        Ok(())
    }
}

/// V and H, if a file begins as this format does: a first line with both, and after the first word bytes that no
/// number in text has.
pub(crate) fn recognise(start: &[u8]) -> Option<(usize, usize)> {
    let line_end = start.iter().position(|&byte| byte == b'\n')?;
    let &[words, dimension] = parse_header(std::str::from_utf8(&start[..line_end]).ok()?)?.as_slice() else {
        return None;
    };
    let first = &start[line_end + 1..];
    let numbers = &first[first.iter().position(|&byte| byte == b' ')? + 1..];
    let is_binary = words > 0 && dimension > 0 && !begins_as_text(numbers, dimension);
    is_binary.then_some((words, dimension))
}

/// Whether what follows the first word may be numbers in text, even with a mistake among them.
fn begins_as_text(bytes: &[u8], dimension: usize) -> bool {
    let numbers = &bytes[..bytes.len().min(dimension.saturating_mul(size_of::<f32>()))];
    let line = numbers.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let is_plain = line.iter().all(|byte| (b' '..=b'~').contains(byte) || b"\t\r".contains(byte));
    let is_readable = match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&bytes[..error.valid_up_to()]).ok(),
        Err(_) => None,
    };
    let has_control =
        |text: &str| text.contains(|letter: char| letter.is_control() && !"\t\r\n".contains(letter));
    (is_plain && !line.is_empty()) || is_readable.is_some_and(|text| !has_control(text))
}

/// Reads the whole file, which [`recognise`] has recognised; bad words are left out if that is wanted.
pub(crate) fn read(
    mut input: Input,
    (words, dimension): (usize, usize),
    treatment: Treatment,
) -> Result<(WordVectors, LeftOut), Error> {
    let mut gathered = Gathered::new(input.path.clone(), "word", dimension, treatment);
    let size = dimension.saturating_mul(size_of::<f32>());
    if let Some(length) = input.length {
        // Each word has at least a space before its numbers.
        let least = words.saturating_mul(size.saturating_add(1));
        if (least as u64) > length && !treatment.skip_bad {
            return Err(Error::file(
                &input.path,
                format!(
                    "the first line promises {words} words with {dimension} numbers each, at least {least} bytes, but \
                     the file has {length}; it is damaged or cut short: write it again"
                ),
            ));
        }
        gathered.reserve(words.saturating_mul(dimension).min(length as usize / size_of::<f32>()))?;
    }
    let failed = |cause| Error::Read { path: input.path.clone(), cause };
    input.source.read_until(b'\n', &mut Vec::new()).map_err(failed)?; // the first line, which is known
    for place in 1..=words {
        gathered.reserve(dimension)?;
        let outcome = match read_word(&mut input.source, dimension, &mut gathered.values) {
            Ok(word) => word.and_then(|word| gathered.insert(&word, place)),
            Err(cause) if cause.kind() == ErrorKind::UnexpectedEof => {
                gathered.complain(format!(
                    "the first line promises {words} words, but the file ends after {}; it is cut short: write it again",
                    place - 1
                ))?;
                break;
            }
            Err(cause) => return Err(failed(cause)),
        };
        if let Err(problem) = outcome {
            gathered.leave_out(place, problem)?;
        }
    }
    gathered.finish()
}

/// The next word, or what is wrong with it; its numbers go to `values`.
fn read_word(
    reader: &mut impl BufRead,
    dimension: usize,
    values: &mut Vec<f32>,
) -> io::Result<Result<String, String>> {
    let mut word = Vec::new();
    let length = reader.by_ref().take(LONGEST_WORD).read_until(b' ', &mut word)?;
    if word.pop() != Some(b' ') {
        let is_endless = length as u64 == LONGEST_WORD;
        return Err(if is_endless {
            io::Error::other("a word does not end; the file is damaged: write it again")
        } else {
            ErrorKind::UnexpectedEof.into()
        });
    }
    let mut four = [0; size_of::<f32>()];
    for _ in 0..dimension {
        reader.read_exact(&mut four)?;
        values.push(f32::from_le_bytes(four));
    }
    // Some programs end each vector with a line, others do not.
    let word = word.strip_prefix(b"\n").unwrap_or(&word);
    Ok(match std::str::from_utf8(word) {
        Ok("") => Err("the word is empty; give it a name, or leave it out".to_owned()),
        Ok(word) => Ok(word.to_owned()),
        Err(_) => {
            let shown = excerpt(&String::from_utf8_lossy(word));
            Err(format!("the word {shown} is not UTF-8; it was probably cut"))
        }
    })
}
