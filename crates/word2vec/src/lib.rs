//! Word vectors at full speed: CBOW and skip-gram with negative sampling, for people who want the vectors.
//!
//! The layers of `common` are there to be read beside the book. This trainer does the same work the way the
//! field's tools do it, from word2vec.c to gensim and fastText, and gives what none of these gives: the same vectors, bit
//! for bit, whenever the same text meets the same settings, on one thread or many. (A processor with other SIMD
//! instructions rounds otherwise, and gives nearly the same.)
//!
//! - A text of any size: [`Text`] keeps its vocabulary in memory and its words as ids in a temporary file.
//! - Stochastic gradient descent, few examples at a time, with a learning rate that falls in a straight line.
//! - Windows of random width, so that near neighbours count more; frequent words subsampled.
//! - Negatives are drawn by a sampler that is an alias table. Four positions share theirs, so that a row that was
//!   fetched from memory is used for all four.
//! - Threads learn from different parts of the text on copies of the rows that they need; after each round
//!   the changes are added up in a fixed order. No thread ever sees a row that another is writing.
//!
//! A sentence without end, as a text without lines is one, is cut where it is ten windows longer than what is read at once;
//! word2vec.c cuts after 1,000 words.
//!
//! What is not there: hierarchical softmax, since negative sampling gives vectors as good at a cost that does not grow with
//! the vocabulary, and would need kernels of its own; parts of words, which are what fastText is for; and new words in a
//! vocabulary that is trained already ([`Start::with_vectors`] begins a new training with old vectors instead).
//!
//! Memory: while a text is read, about 100 bytes for each different word, of which there are never more than
//! [`ReadOptions::max_words`] at a time, and 4 for each that was forgotten. Then two matrices of V·H floats, 8·V·H bytes,
//! with rows padded to a multiple of eight floats (16 where the processor has AVX-512); about 80 bytes for each word of the
//! vocabulary and 8 more for each thread above two, and less than a megabyte for each shard, whatever the text.
//! `cargo bench -p word2vec` measures it.
//!
//! # Example
//! ```
//! use std::ops::ControlFlow;
//! use word2vec::{ReadOptions, Text, Word2Vec};
//!
//! let sentences = ["you say goodbye and i say hello", "you say yes and i say no"];
//! let sentences = sentences.map(|sentence| sentence.split(' '));
//! let text = Text::from_sentences(sentences, &ReadOptions { min_count: 1, ..ReadOptions::default() })?;
//! let trained = Word2Vec { hidden: 8, epochs: 20, sample: 0.0, ..Word2Vec::default() }
//!     .train(&text, |_| ControlFlow::Continue(()))?;
//! assert_eq!(trained.vectors.dim(), (text.words().len(), 8));
//! assert!(trained.mean_losses[19] < trained.mean_losses[0]);
//! # Ok::<(), word2vec::Error>(())
//! ```

mod barrier;
mod begun;
mod chunk;
mod error;
mod group;
mod kernel;
mod logistic_loss;
mod matrix;
mod merge;
mod phrases;
mod progress;
mod rounds;
mod row_cache;
mod saved_vocabulary;
mod shard;
mod text;
mod token_file;
mod train;
mod weights;
mod word_counts;

pub use common::model_kind::ModelKind;
pub use error::Error;
pub use merge::LONGEST;
pub use progress::{Pause, Progress, RoundReport, Start, TimeSpent};
pub use saved_vocabulary::SavedVocabulary;
pub use text::{ReadOptions, Text};
pub use train::{INITIAL_RANGE, Trained, Word2Vec};
