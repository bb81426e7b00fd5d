//! The simple skip-gram model (book 3.5.2, `ch03/simple_skip_gram.py`): guess the neighbours of a word.

use common::layers::{MatMul, SoftmaxWithLoss};
use common::param::Param;
use ndarray::{Array2, ArrayView2};
use rand::Rng;

/// Skip-gram, with one-hot input and a softmax over all V words for each neighbour.
///
/// Where CBOW guesses the middle from its neighbours, skip-gram guesses each neighbour from the middle: one
/// score, C losses.
pub struct SimpleSkipGram {
    /// (V, H): its rows are the word vectors.
    pub w_in: Param,
    /// (H, V): its columns are word vectors too, of words as answers.
    pub w_out: Param,
    in_layer: MatMul,
    out_layer: MatMul,
    loss_layers: Vec<SoftmaxWithLoss>, // C layers, all on the same score
}

impl SimpleSkipGram {
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
        let loss_layers = vec![SoftmaxWithLoss::default(); context_count];
        Self { w_in, w_out, in_layer: MatMul::default(), out_layer: MatMul::default(), loss_layers }
    }

    /// The mean loss of guessing all C neighbours, their losses added: contexts (B, C), one-hot target
    /// (B, V) → loss.
    pub fn forward(&mut self, contexts: ArrayView2<u32>, target: &Array2<f32>) -> f64 {
        assert_eq!(
            contexts.ncols(),
            self.loss_layers.len(),
            "as many context words as the model was made for"
        );
        let score = self.score(target); // (B, V)
        let losses = self.loss_layers.iter_mut().zip(contexts.columns());
        losses.map(|(layer, neighbour)| layer.forward(&score, &neighbour.to_vec())).sum()
    }

    /// Adds the gradients of the last loss to those of W_in and W_out.
    pub fn backward(&mut self) {
        let mut dscore = Array2::zeros((0, 0)); // (B, V) once the first loss has spoken
        for layer in &mut self.loss_layers {
            let dscore_of_one = layer.backward(); // (B, V)
            dscore = if dscore.is_empty() { dscore_of_one } else { dscore + dscore_of_one };
        }
        let dh = self.out_layer.backward(&dscore, &mut self.w_out); // (B, H)
        self.in_layer.backward(&dh, &mut self.w_in);
    }

    /// A score for each word as a neighbour: one-hot target (B, V) → (B, V).
    pub fn score(&mut self, target: &Array2<f32>) -> Array2<f32> {
        let h = self.in_layer.forward(target, &self.w_in); // (B, H)
        self.out_layer.forward(&h, &self.w_out)
    }

    /// The word vectors: (V, H), one row for each word.
    pub fn word_vectors(&self) -> &Array2<f32> {
        &self.w_in.value
    }
}
