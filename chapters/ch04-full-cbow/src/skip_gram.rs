use common::layers::{Embedding, NegativeSamplingLoss};
use common::param::Param;
use ndarray::{Array2, Array3, Axis};

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
    /// contexts (B, C), target (B), negatives (C, B, K) → loss.
    pub fn forward(&mut self, contexts: &Array2<u32>, target: &[u32], negatives: &Array3<u32>) -> f64 {
        assert_eq!(
            contexts.ncols(),
            self.loss_layers.len(),
            "as many context words as the model was made for"
        );
        let h = self.in_layer.forward(target, &self.w_in); // (B, H)
        let mut loss = 0.0;
        for (position, layer) in self.loss_layers.iter_mut().enumerate() {
            let neighbour = contexts.column(position).to_vec(); // (B)
            let negatives = negatives.index_axis(Axis(0), position).to_owned(); // (B, K)
            loss += layer.forward(&h, &neighbour, &negatives, &self.w_out);
        }
        loss
    }

    /// Adds the gradients of the last loss to those of W_in and W_out.
    pub fn backward(&mut self) {
        let mut dh = Array2::zeros((0, 0)); // (B, H) once the first loss has spoken
        for layer in &mut self.loss_layers {
            let dh_of_one = layer.backward(&mut self.w_out); // (B, H)
            dh = if dh.is_empty() { dh_of_one } else { dh + dh_of_one };
        }
        self.in_layer.backward(&dh, &mut self.w_in);
    }
}
