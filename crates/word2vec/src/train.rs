//! The settings, and the training: rounds of shards, epoch after epoch.

use std::ops::ControlFlow;

use common::random::generator;
use common::sampler::AliasTable;
use ndarray::Array2;
use rand::RngExt;
use rayon::prelude::*;

use crate::copies::{Copies, merge};
use crate::matrix::Matrix;
use crate::shard::{Shard, Shared};
use crate::{Error, Text};

/// How many stretches of text are learned from at the same time, whatever the number of threads: it is part of
/// the result. More threads than this are not used.
pub const SHARDS: usize = 4;

/// How many words a stretch has, about.
const STRETCH: usize = 500;

/// Which word is guessed from which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// The word from the mean of its neighbours.
    Cbow,
    /// Each neighbour from the word.
    SkipGram,
}

/// The settings of a training; [`Word2Vec::default`] has those of the original tool.
#[derive(Debug, Clone)]
pub struct Word2Vec {
    /// Which word is guessed from which. Default: CBOW.
    pub model: Model,
    /// H, the length of a vector. Default: 100.
    pub hidden: usize,
    /// The most neighbours on each side; for each position a number from 1 to this is drawn. Default: 5.
    pub window: usize,
    /// K, how many questions with the answer no come with each question with the answer yes. Default: 5.
    pub negative: usize,
    /// N, how many words are drawn for them by a block of 32 positions. Default: 10.
    pub shared_negatives: usize,
    /// How often the text is read. Default: 5.
    pub epochs: usize,
    /// The learning rate at the start, from which it falls in a straight line to almost nothing. Default: 0.025.
    pub learning_rate: f32,
    /// Words that make up more than this share of the text are thinned out (Mikolov et al. 2013, 2.3); 0 keeps all.
    /// Default: 0.001.
    pub sample: f64,
    /// Where the random numbers start. Default: 0.
    pub seed: u64,
    /// How many threads may work; the result is the same for any number. Default: all there are.
    pub threads: usize,
    /// Leaves the processor's vector instructions unused, to see what they are worth. Default: no.
    pub portable: bool,
}

impl Default for Word2Vec {
    fn default() -> Self {
        Self {
            model: Model::Cbow,
            hidden: 100,
            window: 5,
            negative: 5,
            shared_negatives: 10,
            epochs: 5,
            learning_rate: 0.025,
            sample: 1e-3,
            seed: 0,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            portable: false,
        }
    }
}

/// Where a training is, told after each round.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Epochs that are over.
    pub epoch: usize,
    /// Words read so far, of all epochs.
    pub words: u64,
    /// Words to read, of all epochs.
    pub of_words: u64,
    /// The mean loss of the guesses of this round: of one word to guess, with its K negatives.
    pub loss: f64,
}

/// What a training has brought.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The word vectors, the rows of W_in: (V, H).
    pub vectors: Array2<f32>,
    /// The mean loss of the guesses of each epoch; of the last one as far as it came.
    pub mean_losses: Vec<f64>,
}

/// What guesses have cost.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    loss: f64,
    guesses: u64,
}

impl Cost {
    fn add(&mut self, other: Self) {
        self.loss += other.loss;
        self.guesses += other.guesses;
    }

    fn mean(self) -> Option<f64> {
        (self.guesses > 0).then(|| self.loss / self.guesses as f64)
    }
}

impl Word2Vec {
    /// Trains on a text. `watch` hears of each round and may end the training; what was learned until then is
    /// returned.
    ///
    /// # Errors
    /// If no word has a neighbour, if the learning rate is so high that the vectors are no longer numbers, or if
    /// the temporary file of the text cannot be read.
    ///
    /// # Panics
    /// If a setting that counts something is 0, or `shared_negatives` is odd.
    pub fn train(
        &self,
        text: &Text,
        watch: impl FnMut(Progress) -> ControlFlow<()> + Send,
    ) -> Result<Trained, Error> {
        assert!(self.hidden > 0 && self.window > 0 && self.negative > 0 && self.epochs > 0, "{self:?} has a zero");
        assert!(self.shared_negatives > 0 && self.shared_negatives % 2 == 0, "{self:?} shares an odd number");
        let threads = self.threads.clamp(1, SHARDS);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("the system has threads").install(|| self.descend(text, watch))
    }

    fn descend(
        &self,
        text: &Text,
        mut watch: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Trained, Error> {
        let vocabulary_size = text.vocabulary().len();
        let mut w_in = self.start_weights(vocabulary_size); // (V, H)
        let mut w_out = Matrix::zeros(vocabulary_size, self.hidden); // (V, H)
        let sampler = negatives_of(text.counts());
        let keep = self.keep_probabilities(text);
        let mut shards: Vec<Shard> = (0..env("SHARDS", SHARDS)).map(|_| Shard::new(&w_in, &w_out)).collect();

        let of_words = text.len() * self.epochs as u64;
        let (mut words, mut stretches, mut mean_losses) = (0, 0, Vec::new());
        'training: for epoch in 0..self.epochs {
            let mut ids = text.ids()?;
            let mut cost_of_epoch = Cost::default();
            loop {
                let words_before = words;
                for shard in &mut shards {
                    let rate = self.learning_rate * (1.0 - words as f32 / of_words as f32);
                    shard.learning_rate = rate.max(self.learning_rate * 1e-4);
                    shard.stretch.number = stretches;
                    stretches += 1;
                    words += ids.read(env("STRETCH", STRETCH), &mut shard.stretch.ids)? as u64;
                }
                if words == words_before {
                    break;
                }
                let shared =
                    Shared { settings: self, w_in: &w_in, w_out: &w_out, sampler: &sampler, keep: keep.as_deref() };
                shards.par_iter_mut().for_each(|shard| shard.learn(&shared));
                let copies = |of: fn(&Shard) -> &Copies| shards.iter().map(of).collect::<Vec<_>>();
                merge(&mut w_in, &copies(|shard| &shard.w_in), shards[0].learning_rate);
                merge(&mut w_out, &copies(|shard| &shard.w_out), shards[0].learning_rate);

                let mut cost = Cost::default();
                shards.iter().for_each(|shard| cost.add(Cost { loss: shard.loss, guesses: shard.guesses }));
                cost_of_epoch.add(cost);
                let loss = cost.mean().unwrap_or(0.0);
                if !loss.is_finite() {
                    return Err(Error::Diverged { words, learning_rate: self.learning_rate });
                }
                if watch(Progress { epoch, words, of_words, loss }).is_break() {
                    mean_losses.extend(cost_of_epoch.mean());
                    break 'training;
                }
            }
            mean_losses.push(cost_of_epoch.mean().ok_or(Error::NoNeighbours)?);
        }
        drop(w_out);
        let vectors = w_in.into_array();
        if vectors.iter().all(|value| value.is_finite()) {
            Ok(Trained { vectors, mean_losses })
        } else {
            Err(Error::Diverged { words, learning_rate: self.learning_rate })
        }
    }

    /// W_in before training: evenly distributed between −1/2H and 1/2H, as in word2vec.c.
    fn start_weights(&self, vocabulary_size: usize) -> Matrix {
        let mut random = generator(self.seed);
        let mut weights = Matrix::zeros(vocabulary_size, self.hidden);
        let width = weights.width();
        for row in weights.floats_mut().chunks_exact_mut(width) {
            for weight in &mut row[..self.hidden] {
                *weight = (random.random::<f32>() - 0.5) / self.hidden as f32;
            }
        }
        weights
    }

    /// How likely an occurrence of each word is kept: (√(f/t) + 1) · t/f for a share f of the text and t =
    /// `sample`, as in word2vec.c.
    fn keep_probabilities(&self, text: &Text) -> Option<Vec<f32>> {
        let all = text.len() as f64;
        let keep = |&count: &u64| {
            let ratio = self.sample * all / count as f64; // t/f
            ((1.0 / ratio).sqrt() + 1.0) * ratio
        };
        (self.sample > 0.0).then(|| text.counts().iter().map(|count| keep(count) as f32).collect())
    }
}

/// Draws a word with a probability that is proportional to its count to the power 0.75.
fn negatives_of(counts: &[u64]) -> AliasTable {
    let weights: Vec<f64> = counts.iter().map(|&count| (count as f64).powf(0.75)).collect();
    let total: f64 = weights.iter().sum();
    AliasTable::new(&weights.iter().map(|weight| weight / total).collect::<Vec<f64>>())
}

fn env(n: &str, d: usize) -> usize { std::env::var(n).ok().map_or(d, |v| v.parse().unwrap()) }
