use ch04_embedding_speedup::ContextMean;
use common::functions::sigmoid;
use common::layers::NegativeSamplingLoss;
use common::param::Param;
use ndarray::{Array2, ArrayView2};

/// CBOW whose second half asks 1 + K yes/no questions instead of one question with V answers.
///
/// The first half, [`ContextMean`], is that of `EmbeddingCbow`. The next step, `ch04-full-cbow`, writes both
/// halves as one model.
pub struct YesNoCbow {
    /// (V, H): its rows are the word vectors.
    pub w_in: Param,
    /// (V, H): a row for each word as an answer, so that a row can be picked here too.
    pub w_out: Param,
    context_mean: ContextMean,
    loss_layer: NegativeSamplingLoss,
}

impl YesNoCbow {
    /// A model with given weights W_in (V, H) and W_out (V, H), for C context words.
    pub fn with_weights(w_in: Param, w_out: Param, context_count: usize) -> Self {
        let context_mean = ContextMean::new(context_count);
        Self { w_in, w_out, context_mean, loss_layer: NegativeSamplingLoss::default() }
    }

    /// The mean loss of the 1 + K answers: contexts (B, C), target (B), negatives (B, K) → loss. K may be 0.
    pub fn forward(&mut self, contexts: ArrayView2<u32>, target: &[u32], negatives: &Array2<u32>) -> f64 {
        let h = self.context_mean.forward(contexts, &self.w_in); // (B, H)
        self.loss_layer.forward(&h, target, negatives, &self.w_out)
    }

    /// Adds the gradients of the last loss to those of W_in and W_out.
    pub fn backward(&mut self) {
        let dh = self.loss_layer.backward(&mut self.w_out); // (B, H)
        self.context_mean.backward(&dh, &mut self.w_in);
    }

    /// The hidden layer: contexts (B, C) → (B, H).
    pub fn hidden(&mut self, contexts: ArrayView2<u32>) -> Array2<f32> {
        self.context_mean.forward(contexts, &self.w_in)
    }

    /// The probability of a yes for each of the V words, whether it was ever asked or not:
    /// contexts (B, C) → (B, V).
    pub fn all_answers(&mut self, contexts: ArrayView2<u32>) -> Array2<f32> {
        let h = self.hidden(contexts); // (B, H)
        h.dot(&self.w_out.value.t()).mapv(sigmoid)
    }
}
