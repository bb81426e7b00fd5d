//! A vocabulary in a file: a word and its count in each line, the most frequent first, as word2vec.c writes it with
//! `-save-vocab` and reads it with `-read-vocab`.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use common::text::composed;
use smol_str::SmolStr;
use text_files::Opened;

use crate::text::unreadable;
use crate::{Error, Text};

/// What stands for the end of a line in the vocabularies of word2vec.c, in their first line. Here it is no word.
const LINE_END: &str = "</s>";

/// The longest line, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

/// Words with the counts that they had in some text, to read another text with
/// ([`ReadOptions::vocabulary`](crate::ReadOptions::vocabulary)).
#[derive(Debug, Clone)]
pub struct SavedVocabulary {
    /// In the order of the file.
    pub(crate) words: Vec<(SmolStr, u64)>,
}

impl SavedVocabulary {
    /// Reads a file, which may be packed with gzip.
    ///
    /// # Errors
    /// If it cannot be read, or a line is not a word, white space, and a count above 0, or a word is there twice.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let source = match text_files::open(path).map_err(|cause| unreadable(path, cause))? {
            Opened::Text(source) => source,
            Opened::Foreign(what) => return Err(Error::NoText { path: path.to_owned(), what }),
        };
        let (mut lines, mut line) = (BufReader::new(source), Vec::new());
        let (mut words, mut known) = (Vec::new(), HashSet::new());
        for number in 1.. {
            line.clear();
            let read = lines.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
            if read.map_err(|cause| unreadable(path, cause))? == 0 {
                break;
            }
            let wrong = |problem: String| Error::Vocabulary { path: path.to_owned(), line: number, problem };
            let line = std::str::from_utf8(&line).map_err(|_| wrong("is not UTF-8".to_string()))?;
            let line = if number == 1 { line.trim_start_matches('\u{feff}') } else { line };
            let (word, count) = line
                .trim()
                .rsplit_once(char::is_whitespace)
                .and_then(|(word, count)| Some((word.trim_end(), count.parse::<u64>().ok()?)))
                .ok_or_else(|| wrong("is not a word and its count".to_string()))?;
            if number == 1 && word == LINE_END {
                continue;
            }
            if count == 0 || word.contains(char::is_whitespace) {
                return Err(wrong("is not a word and its count, which is at least 1".to_string()));
            }
            let word = SmolStr::from(composed(word));
            if !known.insert(word.clone()) {
                return Err(wrong(format!("has the word `{word}` for the second time")));
            }
            words.push((word, count));
        }
        match words.is_empty() {
            true => {
                Err(Error::Vocabulary { path: path.to_owned(), line: 1, problem: "is missing".to_string() })
            }
            false => Ok(Self { words }),
        }
    }
}

impl Text {
    /// Writes the vocabulary with its counts, in the form that [`SavedVocabulary`] reads.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_vocabulary(&self, mut writer: impl Write) -> io::Result<()> {
        self.words().zip(self.counts()).try_for_each(|(word, count)| writeln!(writer, "{word} {count}"))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::ReadOptions;

    /// What comes of reading a file with these bytes.
    fn read(bytes: &[u8]) -> Result<Vec<(SmolStr, u64)>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vocabulary.txt");
        fs::write(&path, bytes).unwrap();
        SavedVocabulary::read(&path).map(|read| read.words).map_err(|error| error.to_string())
    }

    fn words(words: &[(&str, u64)]) -> Vec<(SmolStr, u64)> {
        words.iter().map(|&(word, count)| (word.into(), count)).collect()
    }

    #[test]
    fn what_word2vec_c_writes_is_read_without_its_line_end() {
        assert_eq!(read(b"</s> 2\nsay 2\nyou 1\n"), Ok(words(&[("say", 2), ("you", 1)])));
        assert_eq!(read("\u{feff}밥을\t7\r\n</s> 3".as_bytes()), Ok(words(&[("밥을", 7), ("</s>", 3)])));
    }

    #[test]
    fn what_is_no_vocabulary_is_refused_with_its_line() {
        for (bytes, problem) in [
            (&b"say 2\nyou\n"[..], "line 2 of"),
            (b"say 0\n", "at least 1"),
            (b"say you 1\n", "is not a word"),
            (b"say 2\nsay 1\n", "for the second time"),
            (b"say \xff 2\n", "is not UTF-8"),
            (b"say -2\n", "is not a word"),
            (b"", "line 1 of"),
            (b"PK\x03\x04", "zip"),
        ] {
            let refusal = read(bytes).unwrap_err();
            assert!(refusal.contains(problem), "{refusal}");
        }
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        let options = ReadOptions { min_count: 1, ..ReadOptions::default() };
        let text = Text::from_sentences([["b", "a", "c", "a"]], &options).unwrap();
        let mut bytes = Vec::new();
        text.write_vocabulary(&mut bytes).unwrap();
        assert_eq!(bytes, b"a 2\nb 1\nc 1\n");
        assert_eq!(read(&bytes), Ok(words(&[("a", 2), ("b", 1), ("c", 1)])));
    }
}
