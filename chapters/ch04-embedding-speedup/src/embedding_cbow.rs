use common::layers::{ContextMean, MatMul, SoftmaxWithLoss};
use common::param::Param;
use ndarray::ArrayView2;

/// `SimpleCbow` with its one-hot products replaced by Embedding; the output is still a softmax over V words.
pub struct EmbeddingCbow {
    /// (V, H): its rows are the word vectors.
    pub w_in: Param,
    /// (H, V): its columns are word vectors too, of words as answers.
    pub w_out: Param,
    context_mean: ContextMean,
    out_layer: MatMul,
    loss_layer: SoftmaxWithLoss,
}

impl EmbeddingCbow {
    /// A model with given weights W_in (V, H) and W_out (H, V), for C context words.
    pub fn with_weights(w_in: Param, w_out: Param, context_count: usize) -> Self {
        let context_mean = ContextMean::new(context_count);
        Self {
            w_in,
            w_out,
            context_mean,
            out_layer: MatMul::default(),
            loss_layer: SoftmaxWithLoss::default(),
        }
    }

    /// The mean loss of guessing the targets: contexts (B, C), target (B) → loss.
    ///
    /// The contexts are ids now; `SimpleCbow` took them as one-hot rows (B, C, V).
    pub fn forward(&mut self, contexts: ArrayView2<u32>, target: &[u32]) -> f64 {
        let h = self.context_mean.forward(contexts, &self.w_in); // (B, H)
        let score = self.out_layer.forward(&h, &self.w_out); // (B, V)
        self.loss_layer.forward(&score, target)
    }

    /// Adds the gradients of the last loss to those of W_in and W_out.
    pub fn backward(&mut self) {
        let dscore = self.loss_layer.backward(); // (B, V)
        let dh = self.out_layer.backward(&dscore, &mut self.w_out); // (B, H)
        self.context_mean.backward(&dh, &mut self.w_in);
    }
}
