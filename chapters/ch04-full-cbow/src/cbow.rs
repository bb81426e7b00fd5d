use common::layers::{ContextMean, NegativeSamplingLoss};
use common::optimizer::Optimizer;
use common::param::Param;
use ndarray::Array2;

use crate::{Batch, Model};

/// Continuous bag of words for a large vocabulary.
///
/// Differs from the simple model in three places: the input picks rows instead of multiplying one-hot rows,
/// W_out is (V, H) so that the row of a word can be picked there too, and the loss asks 1 + K words instead
/// of all V.
pub struct Cbow {
    /// (V, H): its rows are the word vectors.
    pub w_in: Param,
    /// (V, H): its rows are word vectors too, of words as answers.
    pub w_out: Param,
    context_mean: ContextMean,
    loss_layer: NegativeSamplingLoss,
}

impl Cbow {
    /// A model with given weights W_in (V, H) and W_out (V, H), for C context words.
    pub fn with_weights(w_in: Param, w_out: Param, context_count: usize) -> Self {
        let context_mean = ContextMean::new(context_count);
        Self { w_in, w_out, context_mean, loss_layer: NegativeSamplingLoss::default() }
    }

    /// The mean loss of telling the targets from their negatives:
    /// contexts (B, C), target (B), negatives (B, K) → loss. K may be 0.
    pub fn forward(&mut self, contexts: &Array2<u32>, target: &[u32], negatives: &Array2<u32>) -> f64 {
        let h = self.context_mean.forward(contexts.view(), &self.w_in); // (B, H)
        self.loss_layer.forward(&h, target, negatives, &self.w_out)
    }
}

impl Model for Cbow {
    fn scores(&mut self, batch: &Batch) -> Vec<Array2<f32>> {
        let h = self.context_mean.forward(batch.contexts.view(), &self.w_in); // (B, H)
        vec![self.loss_layer.score(&h, &batch.target, &batch.negatives[0], &self.w_out)]
    }

    fn loss(&mut self, scores: &[Array2<f32>]) -> f64 {
        self.loss_layer.loss(&scores[0])
    }

    fn backward(&mut self) {
        let dh = self.loss_layer.backward(&mut self.w_out); // (B, H)
        self.context_mean.backward(&dh, &mut self.w_in);
    }

    fn catch_up(&mut self, optimizer: &Optimizer, batch: &Batch) {
        optimizer.catch_up(&mut self.w_in, &batch.contexts);
        optimizer.catch_up(&mut self.w_out, batch.target.iter().chain(&batch.negatives[0]));
    }

    fn params(&mut self) -> [&mut Param; 2] {
        [&mut self.w_in, &mut self.w_out]
    }
}
