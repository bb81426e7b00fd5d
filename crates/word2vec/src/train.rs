//! The settings, and the training: rounds of shards, epoch after epoch.

use std::ops::ControlFlow;

use common::model_kind::ModelKind;
use common::random::generator;
use common::sampler::AliasTable;
use ndarray::Array2;
use rand::{Rng, RngExt};

use crate::progress::{Pause, Progress, RoundReport, Start, TimeSpent};
use crate::rounds::Rounds;
use crate::weights::Weights;
use crate::{Error, Text};

/// The settings of a training. [`Word2Vec::of`] has the usual ones for each model, [`Word2Vec::default`] those for
/// CBOW.
#[derive(Debug, Clone)]
pub struct Word2Vec {
    /// Which word is predicted from which. Default: CBOW.
    pub model: ModelKind,
    /// H, the length of a vector. Default: 100.
    pub hidden: usize,
    /// The most neighbours on each side; for each position a number from 1 to this is drawn. Default: 5.
    pub window: usize,
    /// K, the negative samples of a prediction: how many questions with the answer no come with each question with the
    /// answer yes. Default: 5.
    pub negative: usize,
    /// M, how many words four positions share for them; an even number. The more, the less chance decides which words
    /// stand for all others, and the longer it takes. Default: 12; for skip-gram, where each position asks many
    /// questions, 24.
    pub shared_negatives: usize,
    /// Negatives are drawn with probabilities that are proportional to the counts of the words to this power: 1 as often as
    /// they occur, 0 all alike, less than 0 the rare ones more often. Default: 0.75, as in word2vec.c.
    pub negative_exponent: f64,
    /// How often the text is read. Default: 5.
    pub epochs: usize,
    /// The learning rate at the start, from which it falls in a straight line. Default: 0.05, for skip-gram 0.025, as in
    /// word2vec.c.
    pub learning_rate: f32,
    /// The learning rate at the end. Default: 0, to which it comes as near as a ten-thousandth of the start.
    pub final_learning_rate: f32,
    /// Whether CBOW guesses from the sum of the neighbours' vectors instead of their mean. Default: no.
    pub sum_of_neighbours: bool,
    /// Words that make up more than this share of the text are subsampled (Mikolov et al. 2013, 2.3); 0 keeps all.
    /// Default: 0.001.
    pub sample: f64,
    /// Where the random numbers start. Default: 0.
    pub seed: u64,
    /// Into how many parts the text is cut that are learned from at the same time, each for a moment without knowing
    /// what the others learn. It is part of the result, whatever the number of threads, and no more threads than this
    /// are used: on a computer with more processors more of them save time, at a cost in quality. Default: 16.
    pub shards: usize,
    /// How many threads may work; the result is the same for any number. Default: all there are.
    pub threads: usize,
    /// Whether W_out is kept too, to look at or to go on from; it needs half as much memory again in the end. Default: no.
    pub keep_w_out: bool,
    /// Leaves the processor's SIMD instructions unused, to see what they are worth. Default: no.
    pub portable: bool,
}

impl Word2Vec {
    /// The usual settings for a model.
    pub fn of(model: ModelKind) -> Self {
        let (shared_negatives, learning_rate) = match model {
            ModelKind::Cbow => (12, 0.05),
            ModelKind::SkipGram => (24, 0.025),
        };
        Self {
            model,
            hidden: 100,
            window: 5,
            negative: 5,
            shared_negatives,
            negative_exponent: 0.75,
            epochs: 5,
            learning_rate,
            final_learning_rate: 0.0,
            sum_of_neighbours: false,
            sample: 1e-3,
            seed: 0,
            shards: 16,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            keep_w_out: false,
            portable: false,
        }
    }
}

impl Default for Word2Vec {
    fn default() -> Self {
        Self::of(ModelKind::Cbow)
    }
}

/// W_in begins with numbers between −INITIAL_RANGE/H and INITIAL_RANGE/H. word2vec.c takes 0.5, gensim 1; from nearly equal vectors it
/// takes long until the first words differ, which matters where the text is short.
pub const INITIAL_RANGE: f32 = 2.0;

/// What a training has brought.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The word vectors, the rows of W_in: (V, H).
    pub vectors: Array2<f32>,
    /// The rows of W_out, if [`Word2Vec::keep_w_out`] was set: (V, H).
    pub w_out: Option<Array2<f32>>,
    /// The mean loss of the predictions of each epoch; of the last one as far as it came. NaN for an epoch of which
    /// subsampling left no prediction.
    pub mean_losses: Vec<f64>,
    /// What it took.
    pub time_spent: TimeSpent,
}

impl Word2Vec {
    /// Trains on a text. `on_round` hears of each round and may end the training; what was learned until then is
    /// returned.
    ///
    /// # Errors
    /// If no word has a neighbour, if the learning rate is so high that the vectors grow without end, or if
    /// the temporary file of the text cannot be read.
    ///
    /// # Panics
    /// If a setting that counts something is 0 (but 0 `threads` are one), or `shared_negatives` is odd.
    pub fn train(
        &self,
        text: &Text,
        mut on_round: impl FnMut(RoundReport) -> ControlFlow<()> + Send,
    ) -> Result<Trained, Error> {
        self.train_from(None, text, |now, _| on_round(now))
    }

    /// [`train`](Self::train), with pauses in which to write down where the training is, and from where it was written
    /// down. It ends with the very bits of a training that was never interrupted.
    ///
    /// # Errors
    /// Those of [`train`](Self::train).
    ///
    /// # Panics
    /// As [`train`](Self::train), and if `start` is that of another vocabulary or another length of the vectors.
    pub fn train_from(
        &self,
        start: Option<Start>,
        text: &Text,
        mut on_round: impl FnMut(RoundReport, &Pause) -> ControlFlow<()> + Send,
    ) -> Result<Trained, Error> {
        let counts =
            [self.hidden, self.window, self.negative, self.shared_negatives, self.epochs, self.shards];
        assert!(!counts.contains(&0), "{self:?} has a zero");
        assert!(self.shared_negatives.is_multiple_of(2), "{self:?}: shared_negatives is odd");
        let vocabulary_size = text.words().len(); // V
        let threads = self.threads.clamp(1, self.shards);
        let (weights, progress) = match start {
            None => (self.initial_weights(vocabulary_size, threads), Progress::default()),
            Some(start) => (start.weights(vocabulary_size, self.hidden, threads), start.progress),
        };
        let sampler = negative_sampler(text.counts(), self.negative_exponent);
        let keep = self.keep_probabilities(text);
        let rounds = Rounds::new(self, text, weights, &sampler, keep.as_deref(), progress, &mut on_round)?;
        let (weights, mean_losses, time_spent) = rounds.run()?;
        let (vectors, w_out) = weights.into_matrices(self.keep_w_out);
        Ok(Trained { vectors, w_out, mean_losses, time_spent })
    }

    /// The word vectors of the first `rows` words before training: (rows, H).
    pub fn initial_vectors(&self, rows: usize) -> Array2<f32> {
        let mut random = generator(self.seed);
        Array2::from_shape_simple_fn((rows, self.hidden), || self.initial_weight(&mut random))
    }

    /// Before training W_in is evenly distributed between −INITIAL_RANGE/H and INITIAL_RANGE/H, and W_out is zero.
    pub(crate) fn initial_weights(&self, vocabulary_size: usize, threads: usize) -> Weights {
        let mut random = generator(self.seed);
        let mut weights = Weights::zeros(vocabulary_size, self.hidden, threads);
        weights.write(|_, [w_in, _]| {
            for weight in w_in {
                *weight = self.initial_weight(&mut random);
            }
        });
        weights
    }

    fn initial_weight(&self, random: &mut impl Rng) -> f32 {
        random.random_range(-INITIAL_RANGE..INITIAL_RANGE) / self.hidden as f32
    }

    /// How likely an occurrence of each word is kept: (√(f/t) + 1) · t/f for a share f of the text and t =
    /// `sample`, as in word2vec.c.
    fn keep_probabilities(&self, text: &Text) -> Option<Vec<f32>> {
        let all = text.counts().iter().sum::<u64>() as f64;
        let keep = |&count: &u64| {
            let ratio = self.sample * all / count as f64; // t/f
            ((1.0 / ratio).sqrt() + 1.0) * ratio
        };
        (self.sample > 0.0).then(|| text.counts().iter().map(|count| keep(count) as f32).collect())
    }
}

/// Draws a word with a probability that is proportional to its count to this power.
fn negative_sampler(counts: &[u64], exponent: f64) -> AliasTable {
    let weights: Vec<f64> = counts.iter().map(|&count| (count as f64).powf(exponent)).collect();
    let total: f64 = weights.iter().sum();
    AliasTable::new(&weights.iter().map(|weight| weight / total).collect::<Vec<f64>>())
}

#[cfg(test)]
#[path = "train_tests.rs"]
mod tests;
