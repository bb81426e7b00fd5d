//! How far a training has come: what it needs beside the text and the settings to go on later.

use std::sync::RwLock;

use serde::{Deserialize, Deserializer, Serialize};

use crate::matrix::Matrix;
use crate::shard::{Place, Shard};

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
    pub(crate) shards: &'a [RwLock<Shard<'text>>],
    pub(crate) weights: [&'a Matrix; 2],
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

    /// V, the number of words.
    pub fn rows(&self) -> usize {
        self.weights[0].rows()
    }

    /// W_in and W_out as they are now, row after row; each of the V rows is padded with zeros.
    pub fn weights(&self) -> [&[f32]; 2] {
        self.weights.map(Matrix::floats)
    }
}

/// From where a training goes on: what [`Pause`] has told of one with the same text and the same settings.
#[derive(Debug, Clone)]
pub struct Start {
    /// How far it had come.
    pub progress: Progress,
    /// W_in and W_out as they were then, row after row. The rows may be padded otherwise than here: another processor has
    /// vectors of another length.
    pub weights: [Vec<f32>; 2],
}

impl Start {
    /// W_in and W_out: (V, H).
    pub(crate) fn matrices(&self, vocabulary_size: usize, hidden: usize) -> [Matrix; 2] {
        self.weights.each_ref().map(|floats| {
            let (mut matrix, padded) =
                (Matrix::zeros(vocabulary_size, hidden), floats.len() / vocabulary_size);
            assert_eq!(
                floats.len(),
                vocabulary_size * padded,
                "rows of one length for {vocabulary_size} words"
            );
            for (row, floats) in (0..).zip(floats.chunks_exact(padded)) {
                matrix.row_mut(row)[..hidden].copy_from_slice(&floats[..hidden]);
            }
            matrix
        })
    }
}
