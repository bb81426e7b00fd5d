use common::layers::{Embedding, NegativeSamplingLoss};
use common::optimizer::Optimizer;
use common::param::Param;
use ndarray::Array2;

use crate::{Batch, Model};

/// Skip-gram for a large vocabulary: from one word, guess each of its C neighbours against K negatives of
/// its own.
pub struct SkipGram {
    /// (V, H): its rows are the word vectors.
    pub w_in: Param,
    /// (V, H): its rows are word vectors too, of words as answers.
    pub w_out: Param,
    in_layer: Embedding,
    loss_layers: Vec<NegativeSamplingLoss>, // C layers, all on w_out
}

impl SkipGram {
    /// A model with given weights W_in (V, H) and W_out (V, H), for C context words.
    pub fn with_weights(w_in: Param, w_out: Param, context_count: usize) -> Self {
        let loss_layers = vec![NegativeSamplingLoss::default(); context_count];
        Self { w_in, w_out, in_layer: Embedding::default(), loss_layers }
    }

    /// The mean loss of telling all C neighbours from their negatives, added over the neighbours:
    /// contexts (B, C), target (B), C times negatives (B, K) → loss.
    pub fn forward(&mut self, contexts: &Array2<u32>, target: &[u32], negatives: &[Array2<u32>]) -> f64 {
        let batch =
            Batch { contexts: contexts.clone(), target: target.to_vec(), negatives: negatives.to_vec() };
        let scores = self.scores(&batch);
        self.loss(&scores)
    }
}

impl Model for SkipGram {
    fn scores(&mut self, batch: &Batch) -> Vec<Array2<f32>> {
        let context_count = batch.contexts.ncols();
        assert_eq!(context_count, self.loss_layers.len(), "as many context words as the model was made for");
        let h = self.in_layer.forward(&batch.target, &self.w_in); // (B, H)
        let neighbours = batch.contexts.columns().into_iter().zip(&batch.negatives);
        self.loss_layers
            .iter_mut()
            .zip(neighbours)
            .map(|(layer, (word, negatives))| layer.score(&h, &word.to_vec(), negatives, &self.w_out))
            .collect()
    }

    fn loss(&mut self, scores: &[Array2<f32>]) -> f64 {
        self.loss_layers.iter_mut().zip(scores).map(|(layer, score)| layer.loss(score)).sum()
    }

    fn backward(&mut self) {
        let mut dh = Array2::zeros((0, 0)); // (B, H) once the first loss has spoken
        for layer in &mut self.loss_layers {
            let dh_of_one = layer.backward(&mut self.w_out); // (B, H)
            dh = if dh.is_empty() { dh_of_one } else { dh + dh_of_one };
        }
        self.in_layer.backward(&dh, &mut self.w_in);
    }

    fn catch_up(&mut self, optimizer: &Optimizer, batch: &Batch) {
        optimizer.catch_up(&mut self.w_in, &batch.target);
        optimizer.catch_up(&mut self.w_out, batch.contexts.iter().chain(batch.negatives.iter().flatten()));
    }

    fn params(&mut self) -> [&mut Param; 2] {
        [&mut self.w_in, &mut self.w_out]
    }
}
