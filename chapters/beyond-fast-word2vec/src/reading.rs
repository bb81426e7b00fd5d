//! The reader's own texts, which may be larger than the memory.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use clap::Args;
use notebook::Notebook;
use serde::Serialize;
use tr::tr;
use word2vec::{Error, ReadOptions, SavedVocabulary, Text};

/// The flags that say how to read files.
#[derive(Args, Clone, Debug, Serialize)]
pub struct ReadingFlags {
    /// Take `The` for `the` in files
    #[arg(long, help_heading = "Text")]
    pub lower_case: bool,
    /// Take words and counts from a file, a word and its count in each line, and leave out all other words; --also-save
    /// vocabulary writes one, and so does word2vec.c with -save-vocab
    #[arg(long, help_heading = "Text", value_name = "FILE")]
    pub vocabulary: Option<PathBuf>,
    /// Join two words that stand side by side far more often than by chance: new_york. 100 is usual; the larger, the
    /// fewer
    #[arg(long, help_heading = "Text", value_name = "THRESHOLD", allow_negative_numbers = true, value_parser = notebook::positive_number)]
    pub phrases: Option<f32>,
    /// How many different words to count at a time, at least 1000: when there are more, the rarest are forgotten, so that
    /// the text fits into memory
    #[arg(long, help_heading = "Text", value_name = "COUNT", default_value = "20000000", allow_negative_numbers = true, value_parser = at_least_1000)]
    pub max_words: usize,
    /// Where the text waits as numbers, 4 bytes a word [default: the system's folder for temporary files, which on some
    /// systems is memory]
    #[arg(long, help_heading = "Text", value_name = "FOLDER")]
    #[serde(skip)] // the result does not depend on it
    pub tmp: Option<PathBuf>,
}

impl ReadingFlags {
    /// How to read, with words that occur at least so often.
    pub fn options(&self, min_count: u64) -> Result<ReadOptions> {
        let usual = ReadOptions::default();
        let temporary_folder = self.tmp.clone().unwrap_or(usual.temporary_folder);
        ensure!(
            temporary_folder.is_dir(),
            "there is no folder `{}` for the ids of the words: name another with --tmp",
            text_files::shown(&temporary_folder)
        );
        if let Some(path) = self.vocabulary.as_ref().filter(|path| !path.exists()) {
            bail!(
                "there is no file `{}`: --also-save vocabulary writes a vocabulary",
                text_files::shown(path)
            );
        }
        let vocabulary = self.vocabulary.as_deref().map(SavedVocabulary::read).transpose()?;
        let (lower_case, max_words) = (self.lower_case, self.max_words);
        Ok(ReadOptions { min_count, lower_case, max_words, vocabulary, temporary_folder })
    }

    /// Reads files and folders, and says what was left out of them.
    pub fn read(&self, notebook: &mut Notebook, paths: &[PathBuf], options: &ReadOptions) -> Result<Text> {
        let bar = notebook.progress(1000, tr!("reading"));
        let text = Text::read(paths, options, |read, of| match of {
            Some(of) => bar.set_position(1000 * read / of.max(1)),
            None => bar.set_message(format!("{} MB", read / 1_000_000)),
        });
        drop(bar);
        let text = text.map_err(of_path)?;
        if let Some(left_out) = text.left_out() {
            notebook.remark(tr!("left out: {left_out}", left_out));
        }
        if let Some(most) = text.forgotten() {
            notebook.remark(tr!(
                "more than {limit} different words: the rarest were forgotten on the way, with up to {most} occurrences \
                 until then (--max-words)",
                limit = self.max_words,
                most
            ));
        }
        let Some(threshold) = self.phrases else { return Ok(text) };
        let joined = text.with_phrases(threshold.into(), options)?;
        let known = text.vocabulary();
        let is_phrase = |word: &&str| known.id(word).is_none();
        let phrases: Vec<&str> = joined.words().filter(is_phrase).collect();
        let shown = phrases.iter().take(5).copied().collect::<Vec<_>>().join(" ");
        notebook.say(tr!(
            "Phrases that have become words: {count}. The most frequent: {shown}",
            count = phrases.len(),
            shown
        ));
        Ok(joined)
    }
}

/// Checks the flag of a bound, which is to be one for large texts only.
fn at_least_1000(text: &str) -> Result<usize, String> {
    match notebook::positive_integer(text)? {
        few @ ..1000 => Err(format!("must be at least 1000, but is `{few}`")),
        many => Ok(many),
    }
}

/// A name that is none of a file is perhaps a text itself, or that of a corpus.
fn of_path(error: Error) -> anyhow::Error {
    match error {
        Error::Read { path, cause } if cause.kind() == ErrorKind::NotFound => {
            anyhow::Error::new(corpus::Error::NoSuchFile { path })
        }
        _ => error.into(),
    }
}

/// The names of files, one after the other.
pub fn names(paths: &[PathBuf]) -> String {
    let name = |path: &Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    paths.iter().map(|path| name(path)).collect::<Vec<_>>().join(", ")
}
