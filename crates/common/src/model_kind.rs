//! The two models of word2vec.

/// Which word is predicted from which; with the feature `clap` as values of a flag, `cbow` and `skip-gram`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum, serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum ModelKind {
    /// The word from the mean of its neighbours.
    Cbow,
    /// Each neighbour from the word.
    SkipGram,
}

impl ModelKind {
    /// As sentences and pictures name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cbow => "CBOW",
            Self::SkipGram => "skip-gram",
        }
    }

    /// How many words are predicted in an example with C context words, each with negatives of its own.
    pub fn predictions(self, context_count: usize) -> usize {
        match self {
            Self::Cbow => 1,
            Self::SkipGram => context_count,
        }
    }
}
