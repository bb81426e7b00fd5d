//! The simple CBOW model (book 3.4, `ch03/simple_cbow.py`): guess a word from its neighbours.

mod examples;

pub use examples::{Examples, TOY_SENTENCE};

use common::layers::{MatMul, SoftmaxWithLoss};
use common::param::Param;
use ndarray::{Array2, Array3, Axis};
use rand::Rng;

/// Continuous bag of words, with one-hot input and a softmax over all V words.
///
/// The C neighbours pass through one and the same W_in, their mean is the hidden layer, and W_out turns it
/// into a score for each word.
pub struct SimpleCbow {
    /// (V, H): its rows are the word vectors.
    pub w_in: Param,
    /// (H, V): its columns are word vectors too, of words as answers.
    pub w_out: Param,
    in_layers: Vec<MatMul>, // C layers, all on w_in
    out_layer: MatMul,
    loss_layer: SoftmaxWithLoss,
}

impl SimpleCbow {
    /// A model that knows nothing yet: weights 0.01 · N(0, 1).
    pub fn new(
        vocabulary_size: usize,
        hidden_size: usize,
        context_count: usize,
        random: &mut impl Rng,
    ) -> Self {
        let w_in = Param::small_normal(vocabulary_size, hidden_size, random); // (V, H)
        let w_out = Param::small_normal(hidden_size, vocabulary_size, random); // (H, V)
        Self::with_weights(w_in, w_out, context_count)
    }

    /// A model with given weights W_in (V, H) and W_out (H, V), for C context words.
    pub fn with_weights(w_in: Param, w_out: Param, context_count: usize) -> Self {
        let in_layers = vec![MatMul::default(); context_count];
        Self { w_in, w_out, in_layers, out_layer: MatMul::default(), loss_layer: SoftmaxWithLoss::default() }
    }

    /// The mean loss of guessing the targets: one-hot contexts (B, C, V), target (B) → loss.
    pub fn forward(&mut self, contexts: &Array3<f32>, target: &[u32]) -> f64 {
        let score = self.score(contexts); // (B, V)
        self.loss_layer.forward(&score, target)
    }

    /// Adds the gradients of the last loss to those of W_in and W_out.
    pub fn backward(&mut self) {
        let dscore = self.loss_layer.backward(); // (B, V)
        let dh = self.out_layer.backward(&dscore, &mut self.w_out); // (B, H)
        let dh_share = dh / self.in_layers.len() as f32; // each context word made one C-th of h
        for layer in &mut self.in_layers {
            layer.backward(&dh_share, &mut self.w_in);
        }
    }

    /// A score for each word as the answer: one-hot contexts (B, C, V) → (B, V).
    pub fn score(&mut self, contexts: &Array3<f32>) -> Array2<f32> {
        let (batch_size, context_count, _) = contexts.dim();
        assert_eq!(context_count, self.in_layers.len(), "as many context words as the model was made for");
        let mut h = Array2::zeros((batch_size, self.w_in.value.ncols())); // (B, H)
        for (position, layer) in self.in_layers.iter_mut().enumerate() {
            let word = contexts.index_axis(Axis(1), position).to_owned(); // (B, V)
            h += &layer.forward(&word, &self.w_in);
        }
        h /= context_count as f32;
        self.out_layer.forward(&h, &self.w_out)
    }

    /// The word vectors: (V, H), one row for each word.
    pub fn word_vectors(&self) -> &Array2<f32> {
        &self.w_in.value
    }
}
