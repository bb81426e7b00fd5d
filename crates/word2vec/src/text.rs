//! A text of any length: its vocabulary in memory, its words as ids on the disk.

use std::borrow::Cow;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use common::text::{Vocabulary, composed};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use text_files::{Files, LeftOut, Opened, Source, encoding_remedy, is_missing};

use crate::token_file::{PartReader, SENTENCE_END, TOO_RARE, TokenFile, TokenFileWriter};
use crate::word_counts::{Frequent, WordCounts};
use crate::{Error, SavedVocabulary};

/// What is read at once; also the longest word there may be.
const BUFFER: usize = 1 << 20;

/// A text that has been read: UTF-8, words between white space, a sentence a line.
pub struct Text {
    /// The words of the vocabulary, by their ids.
    words: Vec<SmolStr>,
    counts: Vec<u64>,
    /// How many words there are in the text.
    length: u64,
    token_file: TokenFile,
    /// For each word of the token file, numbered by first appearance, its id in the vocabulary.
    id_of: Vec<u32>,
    left_out: LeftOut,
    forgotten: Option<u64>,
    min_count: u64,
}

/// How to read a text.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Words that occur less often are left out, as if they did not stand in the text. The default is 5, as in
    /// word2vec.
    pub min_count: u64,
    /// Whether `The` is the word `the`. The default is no.
    pub lower_case: bool,
    /// So many different words are counted at a time; when there are more, the rarest are forgotten, which bounds the
    /// memory that a text needs. The default is 20 million, nearly as many as in word2vec.c: up to 2 GB.
    pub max_words: usize,
    /// Words and counts that are known already, and then not counted: all other words are left out. The default is none.
    pub vocabulary: Option<SavedVocabulary>,
    /// Where the ids of the words wait in a file without a name, 4 bytes each. The default is the system's folder for
    /// temporary files, which on some systems is memory.
    pub temporary_folder: PathBuf,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            min_count: 5,
            lower_case: false,
            max_words: 20_000_000,
            vocabulary: None,
            temporary_folder: std::env::temp_dir(),
        }
    }
}

impl Text {
    /// Reads files one after the other; a folder stands for the texts in it, in the order of their names, and `-` for
    /// standard input. What is packed with gzip is unpacked. `on_progress` hears how many bytes of how many have been
    /// read, as they lie on the disk; of how many is not known of standard input or a pipe.
    ///
    /// # Errors
    /// If one cannot be read, is not UTF-8 or not a text, if there is no word, or if no word is frequent enough.
    pub fn read(
        paths: &[PathBuf],
        options: &ReadOptions,
        mut on_progress: impl FnMut(u64, Option<u64>),
    ) -> Result<Self, Error> {
        let Files { files, left_out } = Files::of(paths).map_err(|(path, cause)| unreadable(&path, cause))?;
        let total = files.iter().map(|(_, size)| *size).sum::<Option<u64>>();
        let (mut builder, mut before) = (TextBuilder::new(options)?, 0);
        for (path, size) in files {
            let source = match text_files::open(&path).map_err(|cause| unreadable(&path, cause))? {
                Opened::Text(source) => source,
                Opened::Foreign(what) => return Err(Error::NoText { path, what }),
            };
            builder.read(&path, source, |read| on_progress(before + read, total))?;
            before += size.unwrap_or(0);
        }
        let mut name = paths.iter().map(|path| text_files::shown(path)).collect::<Vec<_>>().join(", ");
        if !left_out.is_empty() {
            name += &format!(" (left out: {left_out})");
        }
        let text = builder.finish(&name, options.min_count)?;
        Ok(Self { left_out, ..text })
    }

    /// Takes sentences that are in memory already.
    ///
    /// # Errors
    /// If there is no word, or no word is frequent enough.
    pub fn from_sentences<'a>(
        sentences: impl IntoIterator<Item = impl IntoIterator<Item = &'a str>>,
        options: &ReadOptions,
    ) -> Result<Self, Error> {
        let mut builder = TextBuilder::new(options)?;
        for sentence in sentences {
            let words: Vec<Cow<str>> = sentence.into_iter().map(composed).collect();
            builder.push_words(words.iter().map(AsRef::as_ref))?;
            builder.end_sentence()?;
        }
        builder.finish("the sentences", options.min_count)
    }

    /// The V words of the vocabulary, the most frequent first.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        self.words.iter().map(SmolStr::as_str)
    }

    /// The words with their ids. It is made anew each time: a training can do without, and saves time and memory.
    pub fn vocabulary(&self) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for word in self.words() {
            vocabulary.insert(word);
        }
        vocabulary
    }

    /// How often each word of the vocabulary occurs, or occurred where the vocabulary comes from: (V).
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// T, the number of words in the text, without those that are too rare.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Always false: a text without words is an [`Error`].
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was left out of folders because it is hidden, left by an editor, or no text: half a sentence that says it.
    /// Nothing, if nothing was.
    pub fn left_out(&self) -> Option<String> {
        (!self.left_out.is_empty()).then(|| self.left_out.to_string())
    }

    /// There were more than [`ReadOptions::max_words`] different words, and those were forgotten on the way that had
    /// occurred no more often than this. Nothing, if none were.
    pub fn forgotten(&self) -> Option<u64> {
        self.forgotten
    }

    /// The SHA-256, in hexadecimal, of what a training sees of the text: where it is the same, so is the text. The
    /// whole text is read once more for it, from the temporary file.
    ///
    /// # Errors
    /// If the temporary file cannot be read.
    pub fn sha256(&self) -> Result<String, Error> {
        let mut hasher = Sha256::new();
        for word in self.words() {
            hasher.update(word);
            hasher.update("\n"); // which is in no word
        }
        self.id_of.iter().for_each(|id| hasher.update(id.to_le_bytes()));
        self.token_file.read_all(|bytes| hasher.update(bytes))?;
        Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// How often a word had to occur to be kept.
    pub(crate) fn min_count(&self) -> u64 {
        self.min_count
    }

    /// The ids, in so many parts of about the same length.
    pub(crate) fn parts(&self, number: usize) -> Result<Vec<PartReader<'_>>, Error> {
        self.token_file.parts(number, &self.id_of)
    }

    #[cfg(test)]
    pub(crate) fn token_file(&self) -> &TokenFile {
        &self.token_file
    }
}

/// What is missing is told as the system tells it, so that who wants to say more can find it out.
pub(crate) fn unreadable(path: &Path, cause: io::Error) -> Error {
    let cause = if is_missing(path, &cause) { io::ErrorKind::NotFound.into() } else { cause };
    Error::Read { path: path.to_owned(), cause }
}

/// What has been read so far.
pub(crate) struct TextBuilder {
    lower_case: bool,
    words: WordCounts,
    token_file: TokenFileWriter,
    /// How many words of a known vocabulary were there.
    known_words: Option<u64>,
}

impl TextBuilder {
    pub fn new(options: &ReadOptions) -> Result<Self, Error> {
        let words = match &options.vocabulary {
            Some(SavedVocabulary { words }) => {
                let frequent = words.iter().filter(|(_, count)| *count >= options.min_count);
                WordCounts::known(frequent.cloned())
            }
            None => WordCounts::new(options.max_words),
        };
        Ok(Self {
            lower_case: options.lower_case,
            words,
            token_file: TokenFileWriter::new(&options.temporary_folder)?,
            known_words: options.vocabulary.is_some().then_some(0),
        })
    }

    /// One file to its end.
    fn read(
        &mut self,
        path: &Path,
        mut source: Source,
        mut on_progress: impl FnMut(u64),
    ) -> Result<(), Error> {
        // `buffer[..filled]` is the text from byte `position` on; its last word may go on.
        let (mut buffer, mut filled, mut position) = (vec![0; BUFFER], 0, 0u64);
        loop {
            let read = source.read(&mut buffer[filled..]).map_err(|cause| unreadable(path, cause))?;
            filled += read;
            let is_over = read == 0;
            let whole = if is_over {
                filled
            } else {
                buffer[..filled].iter().rposition(u8::is_ascii_whitespace).map_or(0, |last| last + 1)
            };
            if !is_over && whole == 0 {
                if filled == BUFFER {
                    return Err(Error::EndlessWord { path: path.to_owned(), bytes: filled, byte: position });
                }
                continue;
            }
            let text = std::str::from_utf8(&buffer[..whole]).map_err(|error| Error::NotUtf8 {
                path: path.to_owned(),
                byte: position + error.valid_up_to() as u64,
                remedy: encoding_remedy(&buffer[..whole]).unwrap_or("convert it first, or give another file"),
            })?;
            let text = if position == 0 { text.trim_start_matches('\u{feff}') } else { text };
            self.push_all(text)?;
            if is_over {
                break;
            }
            buffer.copy_within(whole..filled, 0);
            (filled, position) = (filled - whole, position + whole as u64);
            on_progress(source.bytes_read());
        }
        self.end_sentence()
    }

    pub fn end_sentence(&mut self) -> Result<(), Error> {
        self.token_file.push(SENTENCE_END)
    }

    /// The words of a piece of text, and the sentences that end in it.
    fn push_all(&mut self, text: &str) -> Result<(), Error> {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.end_sentence()?;
            }
            self.push_words(composed(line).split_whitespace())?;
        }
        Ok(())
    }

    /// Some words of a sentence, in composed letters.
    pub fn push_words<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        let Self { lower_case, words: counts, token_file, known_words } = self;
        let as_counted = words.into_iter().map(|word| {
            if *lower_case && word.chars().any(char::is_uppercase) {
                // A small letter may be whole where the capital is not, as ǰ is.
                Cow::Owned(composed(&word.to_lowercase()).into_owned())
            } else {
                Cow::from(word)
            }
        });
        counts.count(as_counted, |number| {
            if let Some(known_words) = known_words {
                *known_words += u64::from(number != TOO_RARE);
            }
            token_file.push(number)
        })
    }

    /// The text, with the words that occur at least `min_count` times, the most frequent first.
    pub fn finish(self, name: &str, min_count: u64) -> Result<Text, Error> {
        if self.known_words == Some(0) {
            return Err(Error::NoKnownWords { name: name.to_owned() });
        }
        let Some(most) = self.words.most() else {
            return Err(Error::NoWords { name: name.to_owned() });
        };
        if most < min_count {
            return Err(Error::AllTooRare { min_count, most });
        }
        let forgotten = self.words.forgotten();
        let Frequent { words, counts, id_of } = self.words.frequent(min_count);
        let length = self.known_words.unwrap_or_else(|| counts.iter().sum());
        let (token_file, left_out) = (self.token_file.finish()?, LeftOut::default());
        Ok(Text { words, counts, length, token_file, id_of, left_out, forgotten, min_count })
    }
}
