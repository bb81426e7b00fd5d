//! The flags by which a reader chooses the text, the same in every chapter that reads one.

use std::ffi::OsString;
use std::path::PathBuf;

use serde::Serializer;

use crate::{Corpus, Error, Options, Progress, Source};

/// `--corpus`, which text, and the flags that say where it is found; a chapter takes them in with
/// `#[command(flatten)]`.
///
/// Where files lie on this computer is not serialized, so that the same run gives the same `results.json`
/// on another.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args, serde::Serialize)]
#[command(next_help_heading = "Text", about = None, long_about = None)]
pub struct SourceFlags {
    /// The text: toy (the sentence of the posts), toy-world (synthetic sentences with analogies to solve),
    /// toy-world-ko (the same in Korean, words split from their particles), rust-docs (the documentation that rustup installed), ptb (the Penn Treebank of the book), or text
    /// files in UTF-8 or folders of them, with one sentence per line (also gzip; - for standard input)
    #[arg(long, value_name = "NAME|FILE", num_args = 1.., default_value = "toy-world")]
    #[serde(serialize_with = "as_texts")]
    pub corpus: Vec<OsString>,

    /// Your copy of the book's ptb.train.txt, for --corpus ptb
    #[arg(long, value_name = "FILE", conflicts_with = "download")]
    #[serde(skip)]
    pub ptb: Option<PathBuf>,

    /// Fetch the text for --corpus ptb (5 MB) into the cache of this computer, if it is not there yet
    #[arg(long)]
    #[serde(skip)]
    pub download: bool,

    /// The folder of the documentation for --corpus rust-docs [default: that of `rustc`]
    #[arg(long, value_name = "DIR")]
    #[serde(skip)]
    pub rust_docs: Option<PathBuf>,
}

/// The name of a file need not be UTF-8, what `results.json` says must.
fn as_texts<S: Serializer>(values: &[OsString], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(|value| value.to_string_lossy()))
}

impl SourceFlags {
    /// The text that is meant.
    ///
    /// # Errors
    /// If a name does not stand alone, or a flag belongs to another text; see [`Error::is_wrong_flag`].
    pub fn source(&self) -> Result<Source, Error> {
        let source = Source::parse(&self.corpus)?;
        let misplaced = |flag, corpus| Err(Error::Misplaced { flag, corpus });
        match source {
            Source::Ptb => {}
            _ if self.ptb.is_some() => return misplaced("--ptb", "ptb"),
            _ if self.download => return misplaced("--download", "ptb"),
            _ => {}
        }
        if self.rust_docs.is_some() && source != Source::RustDocs {
            return misplaced("--rust-docs", "rust-docs");
        }
        Ok(source)
    }

    /// How to load it; `seed` is what a toy world is made from.
    pub fn options(&self, seed: u64) -> Options {
        Options {
            seed,
            ptb: self.ptb.clone(),
            download: self.download,
            rust_docs: self.rust_docs.clone(),
            ..Options::default()
        }
    }
}

/// [`SourceFlags`], and how the text is read.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args, serde::Serialize)]
#[command(next_help_heading = "Text", about = None, long_about = None)]
pub struct CorpusFlags {
    #[command(flatten)]
    #[serde(flatten)]
    from: SourceFlags,

    /// Drop words that occur fewer than COUNT times [default: 5 for rust-docs, 1 for all others]
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true, value_parser = at_least_one)]
    pub min_count: Option<u64>,

    /// Tell `The` from `the` in text files
    #[arg(long)]
    pub keep_case: bool,

    /// Leave particles on their words in --corpus toy-world-ko, as Korean is written: 왕은, not 왕 은
    #[arg(long)]
    pub join_particles: bool,
}

impl CorpusFlags {
    /// The text that is meant.
    ///
    /// # Errors
    /// If a name does not stand alone, or a flag belongs to another text; see [`Error::is_wrong_flag`].
    pub fn source(&self) -> Result<Source, Error> {
        let source = self.from.source()?;
        if self.keep_case && !matches!(source, Source::Files(_)) {
            return Err(Error::Misplaced { flag: "--keep-case", corpus: "FILE" });
        }
        if self.join_particles && source != Source::ToyWorldKo {
            return Err(Error::Misplaced { flag: "--join-particles", corpus: "toy-world-ko" });
        }
        Ok(source)
    }

    /// Reads the text; `seed` is what a toy world is made from.
    ///
    /// # Errors
    /// Whatever the flags or the files can cause, as one sentence.
    pub fn load(&self, seed: u64, on_progress: impl FnMut(Progress)) -> Result<Corpus, Error> {
        let options = Options {
            min_count: self.min_count,
            keep_case: self.keep_case,
            join_particles: self.join_particles,
            ..self.from.options(seed)
        };
        self.source()?.load(&options, on_progress)
    }
}

/// `allow_negative_numbers` lets `--min-count -5` come this far; without it clap takes `-5` for an unknown flag.
fn at_least_one(text: &str) -> Result<u64, String> {
    let number = text.trim().parse().ok().filter(|&number| number > 0);
    number.ok_or_else(|| format!("must be a whole number of at least 1, but is `{text}`"))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    /// A program with these flags.
    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        text: CorpusFlags,
    }

    fn flags(line: &str) -> CorpusFlags {
        let words = std::iter::once("program").chain(line.split_whitespace());
        Program::try_parse_from(words).unwrap().text
    }

    fn problem(line: &str) -> String {
        let error = flags(line).source().unwrap_err();
        assert!(error.is_wrong_flag());
        error.to_string()
    }

    #[test]
    fn the_toy_world_is_the_text_unless_another_is_named() {
        assert_eq!(flags("").source().unwrap(), Source::ToyWorld);
        assert_eq!(flags("--corpus toy-world-ko --join-particles").source().unwrap(), Source::ToyWorldKo);
        assert_eq!(flags("--corpus ptb --download").source().unwrap(), Source::Ptb);
        let files = Source::Files(vec!["a.txt".into(), "b.txt".into()]);
        assert_eq!(flags("--corpus a.txt b.txt --keep-case").source().unwrap(), files);
        assert_eq!(flags("--corpus a.txt --corpus b.txt").source().unwrap(), files);
    }

    #[cfg(unix)]
    #[test]
    fn the_name_of_a_file_need_not_be_utf_8() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;

        let name = OsStr::from_bytes(b"caf\xe9.txt");
        let words = ["program", "--corpus"].map(OsStr::new).into_iter().chain([name]);
        let text = Program::try_parse_from(words).unwrap().text;
        assert_eq!(text.source().unwrap(), Source::Files(vec![name.into()]));
    }

    #[test]
    fn a_flag_of_another_text_is_refused() {
        let expected = "--download belongs to --corpus ptb; give both, or neither";
        assert_eq!(problem("--corpus toy --download"), expected);
        assert!(problem("--ptb x.txt").starts_with("--ptb belongs to --corpus ptb"));
        assert!(
            problem("--corpus ptb --rust-docs x").starts_with("--rust-docs belongs to --corpus rust-docs")
        );
        assert!(problem("--corpus ptb --keep-case").starts_with("--keep-case belongs to --corpus FILE"));
        assert!(problem("--join-particles").starts_with("--join-particles belongs to --corpus toy-world-ko"));
    }

    #[test]
    fn a_minimum_that_is_no_count_is_named_with_what_would_be_one() {
        for wrong in ["0", "-5", "abc", ""] {
            let refusal = Program::try_parse_from(["program", "--min-count", wrong]).err().unwrap();
            assert_eq!(refusal.exit_code(), 2);
            let expected = format!("must be a whole number of at least 1, but is `{wrong}`");
            assert!(refusal.to_string().contains(&expected), "{refusal}");
        }
        assert_eq!(flags("--min-count 7").min_count, Some(7));
    }

    #[test]
    fn the_help_of_a_program_stays_its_own() {
        Program::command().debug_assert();
        let help = Program::command().render_help().to_string();
        assert!(help.starts_with("A program with these flags\n"), "{help}");
    }
}
