//! The settings, and the training: rounds of shards, epoch after epoch.

use std::ops::ControlFlow;

use common::model_kind::ModelKind;
use common::random::generator;
use common::sampler::AliasTable;
use ndarray::Array2;
use rand::RngExt;

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
    /// How often the text is read. Default: 5.
    pub epochs: usize,
    /// The learning rate at the start, from which it falls in a straight line to almost nothing. Default: 0.05, for
    /// skip-gram 0.025, as in word2vec.c.
    pub learning_rate: f32,
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
            epochs: 5,
            learning_rate,
            sample: 1e-3,
            seed: 0,
            shards: 16,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
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
        let sampler = negative_sampler(text.counts());
        let keep = self.keep_probabilities(text);
        let rounds = Rounds::new(self, text, weights, &sampler, keep.as_deref(), progress, &mut on_round)?;
        let (weights, mean_losses, time_spent) = rounds.run()?;
        Ok(Trained { vectors: weights.into_w_in(), mean_losses, time_spent })
    }

    /// Before training W_in is evenly distributed between −INITIAL_RANGE/H and INITIAL_RANGE/H, and W_out is zero.
    fn initial_weights(&self, vocabulary_size: usize, threads: usize) -> Weights {
        let mut random = generator(self.seed);
        let mut weights = Weights::zeros(vocabulary_size, self.hidden, threads);
        weights.write(|_, [w_in, _]| {
            for weight in w_in {
                *weight = random.random_range(-INITIAL_RANGE..INITIAL_RANGE) / self.hidden as f32;
            }
        });
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
fn negative_sampler(counts: &[u64]) -> AliasTable {
    let weights: Vec<f64> = counts.iter().map(|&count| (count as f64).powf(0.75)).collect();
    let total: f64 = weights.iter().sum();
    AliasTable::new(&weights.iter().map(|weight| weight / total).collect::<Vec<f64>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReadOptions;

    /// 2,000 sentences of a small world: pets do what pets do, machines what machines do.
    fn small_text() -> Text {
        let mut random = generator(3);
        let mut pick = |words: &[&'static str]| words[random.random_range(0..words.len())];
        let sentences: Vec<Vec<&str>> = (0..2000)
            .map(|number| match number % 2 {
                0 => vec![
                    "the",
                    pick(&["cat", "dog", "hamster"]),
                    pick(&["eats", "sleeps"]),
                    "at",
                    pick(&["home", "noon"]),
                ],
                _ => vec![
                    "the",
                    pick(&["car", "truck", "bus"]),
                    pick(&["stops", "starts"]),
                    "in",
                    pick(&["town", "rain"]),
                ],
            })
            .collect();
        Text::from_sentences(sentences, &ReadOptions { min_count: 1, lower_case: false }).unwrap()
    }

    fn small(model: ModelKind) -> Word2Vec {
        let learning_rate = 0.05;
        Word2Vec {
            hidden: 20,
            window: 3,
            epochs: 6,
            learning_rate,
            sample: 0.0,
            threads: 1,
            ..Word2Vec::of(model)
        }
    }

    fn trained(settings: &Word2Vec, text: &Text) -> Trained {
        settings.train(text, |_| ControlFlow::Continue(())).unwrap()
    }

    fn cosine(text: &Text, trained: &Trained, a: &str, b: &str) -> f32 {
        let [a, b] = [a, b].map(|word| trained.vectors.row(text.vocabulary().id(word).unwrap() as usize));
        a.dot(&b) / (a.dot(&a) * b.dot(&b)).sqrt()
    }

    #[test]
    fn the_vectors_are_the_same_bits_for_any_number_of_threads_and_others_for_another_seed() {
        let text = small_text();
        for model in [ModelKind::Cbow, ModelKind::SkipGram] {
            let settings = Word2Vec { sample: 0.01, shards: 4, ..small(model) };
            let one = trained(&settings, &text);
            for threads in [1, 2, 3, 4, 9] {
                let many = trained(&Word2Vec { threads, ..settings.clone() }, &text);
                assert_eq!(one.vectors, many.vectors, "{threads} threads");
                assert_eq!(one.mean_losses, many.mean_losses);
            }
            assert_ne!(one.vectors, trained(&Word2Vec { seed: 1, ..settings.clone() }, &text).vectors);
        }
    }

    #[test]
    fn the_loss_starts_at_one_plus_k_questions_that_are_coin_tosses_and_falls() {
        let text = small_text();
        for (model, negative) in [(ModelKind::Cbow, 5), (ModelKind::SkipGram, 3)] {
            let settings = Word2Vec { negative, learning_rate: 1e-6, epochs: 1, ..small(model) };
            let start = trained(&settings, &text).mean_losses[0];
            // Less than K by the negatives that are the word itself: with 18 words they are not rare.
            let most = (1 + negative) as f64 * 2f64.ln();
            assert!((0.85 * most..=most * 1.0001).contains(&start), "{model:?}: {start} of {most}");
            // With the rate of `small`, skip-gram has learned all there is after one epoch.
            let learning_rate = if model == ModelKind::SkipGram { 0.01 } else { 0.05 };
            let settings = Word2Vec { negative, learning_rate, ..small(model) };
            let losses = trained(&settings, &text).mean_losses;
            assert!(losses.is_sorted_by(|a, b| a > b) && losses[5] < 0.7 * start, "{model:?}: {losses:?}");
        }
    }

    #[test]
    fn words_that_are_used_alike_get_vectors_that_point_the_same_way() {
        let text = small_text();
        for model in [ModelKind::Cbow, ModelKind::SkipGram] {
            let result = trained(&small(model), &text);
            let cosine = |a, b| cosine(&text, &result, a, b);
            assert!(cosine("cat", "dog") > 0.9 && cosine("car", "bus") > 0.9, "{model:?}");
            assert!(cosine("cat", "dog") > cosine("cat", "car") + 0.3, "{model:?}");
        }
    }

    #[test]
    fn without_simd_instructions_the_same_is_learned() {
        let text = small_text();
        let settings = small(ModelKind::Cbow);
        let (fast, portable) =
            (trained(&settings, &text), trained(&Word2Vec { portable: true, ..settings.clone() }, &text));
        for (fast, portable) in fast.mean_losses.iter().zip(&portable.mean_losses) {
            assert!((fast - portable).abs() < 1e-3, "{fast} and {portable}");
        }
    }

    #[test]
    fn the_caller_hears_of_every_word_and_can_end_the_training() {
        let text = small_text();
        let settings = small(ModelKind::Cbow);
        let mut last = 0;
        settings
            .train(&text, |now| {
                assert!(now.words > last && now.words <= now.of_words && now.loss > 0.0);
                last = now.words;
                ControlFlow::Continue(())
            })
            .unwrap();
        assert_eq!(last, 6 * text.len());
        let stopped = settings.train(&text, |_| ControlFlow::Break(())).unwrap();
        assert_eq!(stopped.mean_losses.len(), 1);
        assert_ne!(stopped.vectors, trained(&settings, &text).vectors);
    }

    #[test]
    fn a_learning_rate_that_leads_nowhere_and_a_text_without_neighbours_are_refused() {
        let text = small_text();
        let settings = Word2Vec { learning_rate: 1e30, ..small(ModelKind::SkipGram) };
        let error = settings.train(&text, |_| ControlFlow::Continue(())).unwrap_err();
        assert!(error.to_string().contains("a smaller learning rate than 1e30"), "{error}");
        let alone = Text::from_sentences(
            [["one"], ["two"], ["one"]],
            &ReadOptions { min_count: 1, lower_case: false },
        );
        let error = small(ModelKind::Cbow).train(&alone.unwrap(), |_| ControlFlow::Continue(())).unwrap_err();
        assert!(error.to_string().contains("at least two words"), "{error}");
    }

    #[test]
    fn epochs_without_a_prediction_are_no_error_unless_all_are() {
        let words = ["you", "say", "goodbye", "and", "i", "say", "hello", "."];
        let text = Text::from_sentences([words], &ReadOptions { min_count: 1, lower_case: false }).unwrap();
        let settings = Word2Vec { sample: 1e-3, epochs: 300, ..small(ModelKind::Cbow) };
        let losses = trained(&settings, &text).mean_losses;
        assert_eq!(losses.len(), 300);
        assert!(losses.iter().any(|loss| loss.is_nan()) && losses.iter().any(|loss| loss.is_finite()));
        let settings = Word2Vec { sample: 1e-9, epochs: 3, ..settings };
        let error = settings.train(&text, |_| ControlFlow::Continue(())).unwrap_err();
        assert!(error.to_string().contains("--sample 0"), "{error}");
        trained(&Word2Vec { sample: 0.0, ..settings }, &text);
    }

    #[test]
    #[should_panic(expected = "shared_negatives is odd")]
    fn an_odd_number_of_shared_negatives_is_refused() {
        let _ = Word2Vec { shared_negatives: 7, ..small(ModelKind::Cbow) }
            .train(&small_text(), |_| ControlFlow::Continue(()));
    }

    #[test]
    fn frequent_words_are_kept_as_seldom_as_word2vec_keeps_them() {
        let text = small_text();
        let keep = Word2Vec { sample: 0.01, ..Word2Vec::default() }.keep_probabilities(&text).unwrap();
        let the = text.vocabulary().id("the").unwrap() as usize; // one word in five: t/f = 0.05
        assert!((f64::from(keep[the]) - (20f64.sqrt() + 1.0) * 0.05).abs() < 1e-6);
    }
}
