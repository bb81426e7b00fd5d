//! Which text: the values of `--corpus`, and what each of them loads.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use common::text::preprocess;

use crate::collector::Collector;
use crate::progress::{OnProgress, Progress};
use crate::{Corpus, Error, ptb, rust_docs, text_file, world};

const TOY_SENTENCE: &str = "You say goodbye and I say hello.";

/// A text that can be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `toy`: the sentence of the posts.
    Toy,
    /// `toy-world`: synthetic sentences, made from a small grammar and a seed.
    ToyWorld,
    /// `toy-world-ko`: the same in Korean, with a grammar of its own.
    ToyWorldKo,
    /// `rust-docs`: the English of the documentation that rustup installs.
    RustDocs,
    /// `ptb`: the training text of the Penn Treebank, as in the book.
    Ptb,
    /// Any UTF-8 texts, or folders of them, one sentence per line; `-` is standard input.
    Files(Vec<PathBuf>),
}

/// How to load it. `Options::default()` is seed 0 and nothing out of the ordinary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// What a toy world is made from.
    pub seed: u64,
    /// Words that occur fewer times are dropped; by default 5 in `rust-docs`, 1 elsewhere (all are kept).
    pub min_count: Option<u64>,
    /// Keep capital letters in text files.
    pub keep_case: bool,
    /// Leave the particles of the Korean toy world on their words, as Korean is written.
    pub join_particles: bool,
    /// The reader's own copy of the Penn Treebank's training text.
    pub ptb: Option<PathBuf>,
    /// Fetch the Penn Treebank if it is not in the cache.
    pub download: bool,
    /// The folder of the documentation, instead of the one that `rustc` knows.
    pub rust_docs: Option<PathBuf>,
}

impl Source {
    /// The text that the values of `--corpus` name: one of the five names, or paths.
    ///
    /// A file called `toy` is `./toy`.
    ///
    /// # Errors
    /// If a name stands beside another name or a path.
    pub fn parse<S: AsRef<OsStr>>(values: &[S]) -> Result<Self, Error> {
        let named = |name: &str| match name {
            "toy" => Some(Self::Toy),
            "toy-world" => Some(Self::ToyWorld),
            "toy-world-ko" => Some(Self::ToyWorldKo),
            "rust-docs" => Some(Self::RustDocs),
            "ptb" => Some(Self::Ptb),
            _ => None,
        };
        for name in values.iter().filter_map(|value| value.as_ref().to_str()) {
            if let Some(source) = named(name) {
                let alone = values.len() == 1;
                return if alone { Ok(source) } else { Err(Error::NotAlone { name: name.to_owned() }) };
            }
        }
        Ok(Self::Files(values.iter().map(|value| PathBuf::from(value.as_ref())).collect()))
    }

    /// Whether it is a toy world, in whatever language: synthetic, short, and with analogies of its own.
    pub fn is_toy_world(&self) -> bool {
        matches!(self, Self::ToyWorld | Self::ToyWorldKo)
    }

    /// Reads the text. `on_progress` is told from time to time how far it is.
    ///
    /// # Errors
    /// Whatever the files or the options can cause, as one sentence.
    pub fn load(&self, options: &Options, mut on_progress: impl FnMut(Progress)) -> Result<Corpus, Error> {
        let on_progress: OnProgress = &mut on_progress;
        match self {
            Self::Toy => toy(options),
            Self::ToyWorld => world::load(&world::ENGLISH, options),
            Self::ToyWorldKo => world::load(&world::KOREAN, options),
            Self::RustDocs => rust_docs::load(options, on_progress),
            Self::Ptb => ptb::load(options, on_progress),
            Self::Files(paths) => match &paths[..] {
                [path] if ptb::has_its_size(path) => load_by_path(path, options, on_progress),
                _ => text_file::load(paths, options, on_progress),
            },
        }
    }
}

/// A file with the fingerprint of the Penn Treebank is read as the book reads it, under whatever name it was
/// given: as lines of text, its `<unk>` would fall into three words.
fn load_by_path(path: &Path, options: &Options, on_progress: OnProgress) -> Result<Corpus, Error> {
    let treebank = Options { ptb: Some(path.to_owned()), ..options.clone() };
    match ptb::load(&treebank, on_progress) {
        Err(Error::AnotherText { .. }) => text_file::load(&[path.to_owned()], options, on_progress),
        outcome => outcome,
    }
}

/// The sentence of the posts.
fn toy(options: &Options) -> Result<Corpus, Error> {
    let mut collector = Collector::default();
    collector.hash(TOY_SENTENCE.as_bytes());
    let (ids, vocabulary) = preprocess(TOY_SENTENCE);
    ids.into_iter().for_each(|id| collector.push(vocabulary.word(id)));
    collector.finish("toy", options.min_count.unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use tempfile::tempdir;

    use super::*;
    use crate::test_folder::write;

    #[test]
    fn a_name_is_a_corpus_and_anything_else_is_a_path() {
        assert_eq!(Source::parse(&["ptb"]).unwrap(), Source::Ptb);
        assert_eq!(Source::parse(&["toy-world"]).unwrap(), Source::ToyWorld);
        assert_eq!(Source::parse(&["toy-world-ko"]).unwrap(), Source::ToyWorldKo);
        let paths = vec![PathBuf::from("./toy"), PathBuf::from("b.txt")];
        assert_eq!(Source::parse(&["./toy", "b.txt"]).unwrap(), Source::Files(paths));
    }

    #[test]
    fn a_name_does_not_go_with_a_path() {
        assert_eq!(
            Source::parse(&["a.txt", "toy"]).unwrap_err().to_string(),
            "--corpus toy cannot be joined with other texts; give it alone, or `./toy` if a file is meant"
        );
    }

    #[test]
    fn the_toy_corpus_is_that_of_the_posts() {
        let corpus = Source::Toy.load(&Options::default(), |_| {}).unwrap();
        assert_eq!(corpus.ids, [0, 1, 2, 3, 4, 1, 5, 6]);
        assert_eq!(corpus.vocabulary.words(), ["you", "say", "goodbye", "and", "i", "hello", "."]);
        assert_eq!(corpus.counts, [1, 2, 1, 1, 1, 1, 1]);
        assert_eq!(corpus.sentence_ends, [8]);
        assert_eq!(corpus.examples(1).unwrap().len(), 6);
    }

    #[test]
    fn a_file_as_long_as_the_treebank_but_not_it_is_read_as_text() {
        let folder = tempdir().unwrap();
        let text = "a b c d e f g h\n".repeat(400_000);
        let path = write(&folder, "text.txt", &text.as_bytes()[..5_101_618]);
        assert!(ptb::has_its_size(&path));
        let corpus = Source::Files(vec![path]).load(&Options::default(), |_| {}).unwrap();
        assert_eq!((corpus.name.as_str(), corpus.vocabulary.len()), ("text.txt", 8));
    }
}
