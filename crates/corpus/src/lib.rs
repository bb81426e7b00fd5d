//! Where text comes from: the toy sentence, the toy worlds, text files, the documentation of Rust on this
//! disk, and the Penn Treebank of the book.
//!
//! Every source ends as one [`Corpus`]: the ids of its words, where its sentences end, and its vocabulary.
//! Nothing here prints; what takes long tells a callback how far it is ([`Progress`]), and what a user can
//! get wrong comes back as one sentence ([`Error`]).

mod collector;
mod download;
mod error;
mod examples;
mod flags;
mod grammar;
mod html;
mod particles;
mod progress;
mod ptb;
mod punctuation;
mod rust_docs;
mod source;
#[cfg(test)]
mod test_folder;
mod text_file;
mod words;
mod world;

pub use error::Error;
pub use examples::Examples;
pub use flags::{CorpusFlags, SourceFlags};
pub use progress::Progress;
pub use source::{Options, Source};

use std::cmp::Reverse;

use common::similarity::AnalogyQuestion;
use common::text::Vocabulary;

/// A text as ids, with all that is needed to train on it and to read the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Corpus {
    /// `toy`, `toy-world`, `toy-world-ko`, `rust-docs`, `ptb`, or the names of the files joined with `, `.
    pub name: String,
    /// All T words of the text in order, four bytes each.
    pub ids: Vec<u32>,
    /// Where in `ids` each sentence ends (exclusive). No window reaches over such an end.
    pub sentence_ends: Vec<usize>,
    /// The V words and their ids, by first appearance.
    pub vocabulary: Vocabulary,
    /// How often each word occurs, by id: (V).
    pub counts: Vec<u64>,
    /// The SHA-256 of the text as it was read, in hexadecimal; for several files, of all their bytes in order.
    pub sha256: String,
    /// Analogies whose answers are known: a toy world brings its own list, the others have none.
    pub questions: Vec<AnalogyQuestion>,
    /// Words worth asking about, all of them in the vocabulary: a toy world names some, the others none.
    pub probes: Vec<String>,
    /// What was left out of folders, as half a sentence: `2 hidden (.git, …), 1 no text (a.png)`.
    pub left_out: Option<String>,
}

impl Corpus {
    /// The positions that have `window` neighbours on both sides within their sentence: what a model can be
    /// trained to guess. See [`Examples`].
    ///
    /// # Errors
    /// If `window` is 0, no sentence is long enough, or there are more examples than 32 bits can number.
    pub fn examples(&self, window: usize) -> Result<Examples<'_>, Error> {
        Examples::new(&self.ids, &self.sentence_ends, window)
    }

    /// The sentences, each as its words.
    pub fn sentences(&self) -> impl Iterator<Item = impl Iterator<Item = &str>> {
        let starts = std::iter::once(&0).chain(&self.sentence_ends);
        starts
            .zip(&self.sentence_ends)
            .map(|(&start, &end)| self.ids[start..end].iter().map(|&id| self.vocabulary.word(id)))
    }

    /// The ids of all words, the most frequent first: (V).
    pub fn by_frequency(&self) -> Vec<u32> {
        let mut ids: Vec<u32> = (0..self.vocabulary.len() as u32).collect();
        ids.sort_by_key(|&id| Reverse(self.counts[id as usize])); // stable: equally frequent ones stay in order
        ids
    }
}
