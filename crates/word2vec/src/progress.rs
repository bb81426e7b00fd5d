//! How far a training has come: what it needs beside the text and the settings to go on later.

use std::sync::RwLock;
use std::time::Duration;

use ndarray::{Array2, ArrayView1};
use serde::{Deserialize, Deserializer, Serialize};

use crate::matrix::Matrix;
use crate::shard::{Place, Shard};
use crate::weights::{Blocks, Weights, joined};
use crate::{Text, Word2Vec};

/// The loss of the predictions of a round or an epoch, added up.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Cost {
    pub loss: f64,
    pub predictions: u64,
}

impl Cost {
    pub fn add(&mut self, other: Self) {
        self.loss += other.loss;
        self.predictions += other.predictions;
    }

    pub fn mean(self) -> Option<f64> {
        (self.predictions > 0).then(|| self.loss / self.predictions as f64)
    }
}

/// How far a training has come, but for its weights.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Epochs that are over.
    pub(crate) epoch: usize,
    /// Words read, in all epochs.
    pub(crate) words: u64,
    pub(crate) cost_of_epoch: Cost,
    #[serde(deserialize_with = "losses")]
    pub(crate) mean_losses: Vec<f64>,
    /// Of each shard; empty before the training begins.
    pub(crate) places: Vec<Place>,
}

/// JSON has `null` for a loss that is NaN, that of an epoch without a prediction.
fn losses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    let losses: Vec<Option<f64>> = Vec::deserialize(deserializer)?;
    Ok(losses.into_iter().map(|loss| loss.unwrap_or(f64::NAN)).collect())
}

/// What the threads of a training have done with their time, all of them together.
#[derive(Debug, Clone, Copy, Default)]
pub struct TimeSpent {
    /// Learning from the text.
    pub learning: Duration,
    /// Merging what was learned.
    pub merging: Duration,
    /// Waiting for each other.
    pub waiting: Duration,
    /// How often they have waited for each other after both.
    pub rounds: u64,
    /// How many predictions there were in all, and how many if every shard of a round had as many as the one with the
    /// most: what many threads can learn at the same time is the first by the second.
    pub predictions: [u64; 2],
}

impl TimeSpent {
    pub(crate) fn add(&mut self, other: &Self) {
        self.learning += other.learning;
        self.merging += other.merging;
        self.waiting += other.waiting;
    }
}

/// Where a training is, told after each round.
#[derive(Debug, Clone, Copy)]
pub struct RoundReport {
    /// Epochs that are over.
    pub epoch: usize,
    /// Words read so far, of all epochs.
    pub words: u64,
    /// Words to read, of all epochs.
    pub of_words: u64,
    /// The mean loss of the predictions of this round: of one word to predict, with its K negatives.
    pub loss: f64,
}

/// A training between two rounds, while all its threads wait.
pub struct Pause<'a, 'text> {
    pub(crate) progress: &'a Progress,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) shards: &'a [RwLock<Shard<'text>>],
    pub(crate) weights: &'a Blocks<'a>,
}

impl Progress {
    /// Words read so far, of all epochs.
    pub fn words(&self) -> u64 {
        self.words
    }
}

impl Pause<'_, '_> {
    /// How far it has come.
    pub fn progress(&self) -> Progress {
        let places = self.shards.iter().map(|shard| shard.read().expect("no thread has panicked").place());
        Progress { places: places.collect(), ..self.progress.clone() }
    }

    /// W_in and W_out as they are now, in B blocks, as many as the threads need: of V rows, block b has the rows b,
    /// b + B, b + 2B … one after the other, each padded with zeros.
    pub fn weights(&self) -> [Vec<&[f32]>; 2] {
        let blocks = || self.weights.iter();
        [
            blocks().map(|block| block.w_in.floats()).collect(),
            blocks().map(|block| block.w_out.floats()).collect(),
        ]
    }

    /// The word vectors as they are now, the rows of W_in: (V, H). They are copied.
    pub fn vectors(&self) -> Array2<f32> {
        let blocks: Vec<&Matrix> = self.weights.iter().map(|block| &block.w_in).collect();
        joined(&blocks, self.rows, self.columns)
    }

    /// V, the number of words.
    pub fn rows(&self) -> usize {
        self.rows
    }
}

/// From where a training goes on: what [`Pause`] has told of one with the same text and the same settings, or the vectors
/// of an earlier one.
#[derive(Debug, Clone)]
pub struct Start {
    /// How far it had come.
    pub progress: Progress,
    /// W_in and W_out as they were then, in the blocks of [`Pause::weights`]. Here there may be another number of threads,
    /// and another processor, with vectors of another length, to which rows are padded.
    pub weights: [Vec<Vec<f32>>; 2],
}

impl Start {
    /// A training from the beginning, but with the rows of W_in and of W_out that an `earlier` one has for a word, each of
    /// `settings.hidden` numbers. What it has not begins as always.
    ///
    /// # Panics
    /// If a row has another length.
    pub fn with_vectors<'a>(
        settings: &Word2Vec,
        text: &Text,
        mut earlier: impl FnMut(&str) -> [Option<ArrayView1<'a, f32>>; 2],
    ) -> Self {
        let (mut w_in, w_out) = settings.initial_weights(text.words().len(), 1).into_matrices(true);
        let mut w_out = w_out.expect("it was to be kept");
        for (row, word) in text.words().enumerate() {
            for (matrix, earlier) in [&mut w_in, &mut w_out].into_iter().zip(earlier(word)) {
                if let Some(earlier) = earlier {
                    matrix.row_mut(row).assign(&earlier);
                }
            }
        }
        let weights = [w_in, w_out].map(|matrix| vec![matrix.into_raw_vec_and_offset().0]);
        Self { progress: Progress::default(), weights }
    }

    /// W_in and W_out (V, H), in blocks for so many threads.
    ///
    /// # Panics
    /// If they are of another vocabulary or have other rows.
    pub(crate) fn weights(&self, vocabulary_size: usize, hidden: usize, threads: usize) -> Weights {
        let mut weights = Weights::zeros(vocabulary_size, hidden, threads);
        let padded = self.weights.each_ref().map(|blocks| {
            let length: usize = blocks.iter().map(Vec::len).sum();
            assert_eq!(length % vocabulary_size, 0, "a row for each of {vocabulary_size} words");
            length / vocabulary_size
        });
        weights.write(|row, rows| {
            for ((to, blocks), padded) in rows.into_iter().zip(&self.weights).zip(padded) {
                let from = &blocks[row % blocks.len()][row / blocks.len() * padded..];
                to.copy_from_slice(&from[..hidden]);
            }
        });
        weights
    }
}
