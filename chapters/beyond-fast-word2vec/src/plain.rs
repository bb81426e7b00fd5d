//! word2vec as the original tool does it, one example at a time, in plain loops (Mikolov et al. 2013; word2vec.c).

use std::ops::ControlFlow;

use common::random::generator;
use common::sampler::AliasTable;
use corpus::Corpus;
use ndarray::Array2;
use rand::{Rng, RngExt};
use word2vec::{INITIAL_RANGE, ModelKind, Word2Vec};

/// After so many sentences a training can be looked at, and ended.
const SENTENCES_BETWEEN_LOOKS: usize = 1000;

/// A training that is under way.
pub struct PlainWord2Vec<'a> {
    settings: &'a Word2Vec,
    corpus: &'a Corpus,
    /// (V, H): the word vectors, row after row.
    w_in: Vec<f32>,
    /// (V, H): the vectors of words as answers.
    w_out: Vec<f32>,
    /// Draws negatives, as an alias table.
    sampler: AliasTable,
    /// How likely an occurrence of each word is kept: (V).
    keep: Vec<f64>,
    words_read: usize,
}

impl<'a> PlainWord2Vec<'a> {
    /// W_in starts with small random numbers, W_out at zero.
    pub fn new(corpus: &'a Corpus, settings: &'a Word2Vec) -> Self {
        let size = corpus.vocabulary.len() * settings.hidden;
        let mut random = generator(settings.seed);
        let w_in = (0..size)
            .map(|_| random.random_range(-INITIAL_RANGE..INITIAL_RANGE) / settings.hidden as f32)
            .collect();
        let power = |&count: &u64| (count as f64).powf(settings.negative_exponent);
        let weights: Vec<f64> = corpus.counts.iter().map(power).collect();
        let total: f64 = weights.iter().sum();
        let sampler = AliasTable::new(&weights.iter().map(|weight| weight / total).collect::<Vec<f64>>());
        let keep = corpus.counts.iter().map(|&count| {
            let ratio = settings.sample * corpus.ids.len() as f64 / count as f64; // threshold / share of the text
            if settings.sample > 0.0 { ratio.sqrt() + ratio } else { 1.0 }
        });
        Self { settings, corpus, w_in, w_out: vec![0.0; size], sampler, keep: keep.collect(), words_read: 0 }
    }

    /// Reads the whole text once, unless `look` ends it, which sees the training every thousand sentences. Returns the
    /// mean loss of a prediction; NaN if subsampling left none.
    pub fn epoch(&mut self, mut look: impl FnMut(&Self) -> ControlFlow<()>) -> f64 {
        let Word2Vec { model, hidden, window, negative, learning_rate, .. } = *self.settings;
        let mut random = generator(self.settings.seed);
        random.set_stream(1 + self.words_read as u64); // each epoch has random numbers of its own
        let words_to_read = (self.settings.epochs * self.corpus.ids.len()) as f32;
        let (mut loss, mut predictions, mut start) = (0.0, 0, 0);
        let (mut contexts, mut questions) = (Vec::new(), Vec::new());
        for (number, &end) in (1..).zip(&self.corpus.sentence_ends) {
            // The learning rate falls in a straight line.
            let rate = learning_rate * (1.0 - self.words_read as f32 / words_to_read).max(1e-4);
            let sentence = self.subsampled(&self.corpus.ids[start..end], &mut random);
            for (position, &word) in sentence.iter().enumerate() {
                let reach = random.random_range(1..=window); // near neighbours are seen more often
                let from = position.saturating_sub(reach);
                let to = (position + reach).min(sentence.len() - 1);
                let neighbours = (from..=to).filter(|&at| at != position).map(|at| sentence[at]);
                let mut predict = |contexts: &[u32], target: u32| {
                    questions.clear();
                    questions.push((target, 1.0));
                    let drawn = (0..negative).map(|_| self.sampler.draw(&mut random));
                    questions.extend(drawn.filter(|&word| word != target).map(|word| (word, 0.0)));
                    loss += learn(&mut self.w_in, &mut self.w_out, hidden, contexts, &questions, rate);
                    predictions += 1;
                };
                match model {
                    ModelKind::Cbow => {
                        contexts.clear();
                        contexts.extend(neighbours);
                        if !contexts.is_empty() {
                            predict(&contexts, word);
                        }
                    }
                    ModelKind::SkipGram => neighbours.for_each(|neighbour| predict(&[word], neighbour)),
                }
            }
            self.words_read += end - start;
            start = end;
            if number % SENTENCES_BETWEEN_LOOKS == 0 && look(self).is_break() {
                break;
            }
        }
        loss / predictions as f64
    }

    /// Subsampling: the sentence without some of its frequent words.
    fn subsampled(&self, sentence: &[u32], random: &mut impl Rng) -> Vec<u32> {
        let kept = |&id: &u32| random.random::<f64>() < self.keep[id as usize];
        sentence.iter().copied().filter(kept).collect()
    }

    /// How many words have been read, in all epochs.
    pub fn words_read(&self) -> usize {
        self.words_read
    }

    /// The word vectors as they are now: (V, H).
    pub fn vectors(&self) -> Array2<f32> {
        let shape = (self.corpus.vocabulary.len(), self.settings.hidden);
        Array2::from_shape_vec(shape, self.w_in.clone()).expect("V rows of H numbers")
    }
}

/// One example, one step: rows of W_in for the `contexts`, and `questions` to rows of W_out, each a word with its label, 1
/// for yes and 0 for no. Returns the loss before the step.
pub fn learn(
    w_in: &mut [f32],
    w_out: &mut [f32],
    hidden: usize,
    contexts: &[u32],
    questions: &[(u32, f32)],
    rate: f32,
) -> f64 {
    let row = |id: u32| id as usize * hidden..(id as usize + 1) * hidden;
    let mut h = vec![0.0; hidden]; // (H): the mean of the contexts
    for &context in contexts {
        h.iter_mut().zip(&w_in[row(context)]).for_each(|(h, w)| *h += w / contexts.len() as f32);
    }
    let mut change = vec![0.0; hidden]; // (H): minus the gradient of h, times the rate
    let mut loss = 0.0;
    for &(word, label) in questions {
        let out = &mut w_out[row(word)];
        let score: f32 = h.iter().zip(out.iter()).map(|(h, w)| h * w).sum();
        let yes = 1.0 / (1.0 + (-score).exp()); // the sigmoid
        let right = if label == 1.0 { yes } else { 1.0 / (1.0 + score.exp()) };
        loss -= f64::from(right.max(f32::MIN_POSITIVE)).ln();
        let step = rate * (label - yes);
        for ((change, out), h) in change.iter_mut().zip(out).zip(&h) {
            *change += step * *out;
            *out += step * h; // at once: the next example sees it
        }
    }
    // The mean has C parts, so the gradient of each would be a C-th of this; the original tool gives each the whole.
    for &context in contexts {
        w_in[row(context)].iter_mut().zip(&change).for_each(|(w, change)| *w += change);
    }
    loss
}
