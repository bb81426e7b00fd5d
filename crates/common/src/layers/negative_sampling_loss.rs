use ndarray::Array2;

use super::{EmbeddingDot, SigmoidWithLoss};
use crate::param::Param;

/// 1 + K yes/no questions instead of one question with V answers: is it the target? is it this negative
/// sample? (book 4.2.7; Mikolov et al. 2013, "Distributed Representations of Words and Phrases", eq. 4).
///
/// The negatives come as an argument, so that the layer is a plain function of its input.
#[derive(Debug, Clone, Default)]
pub struct NegativeSamplingLoss {
    embedding_dot: EmbeddingDot,
    sigmoid_with_loss: SigmoidWithLoss,
}

impl NegativeSamplingLoss {
    /// The losses of the 1 + K answers, added, and averaged over the batch:
    /// h (B, H), target (B), negatives (B, K), W (V, H) → loss.
    pub fn forward(&mut self, h: &Array2<f32>, target: &[u32], negatives: &Array2<u32>, w: &Param) -> f64 {
        let score = self.score(h, target, negatives, w); // (B, 1 + K)
        self.loss(&score)
    }

    /// The first half of [`forward`](Self::forward): a score for the target and for each negative,
    /// → (B, 1 + K), the target first.
    pub fn score(
        &mut self,
        h: &Array2<f32>,
        target: &[u32],
        negatives: &Array2<u32>,
        w: &Param,
    ) -> Array2<f32> {
        assert_eq!(target.len(), negatives.nrows(), "one row of negatives for each target");
        let ids = Array2::from_shape_fn((target.len(), 1 + negatives.ncols()), |(b, n)| match n {
            0 => target[b],
            _ => negatives[[b, n - 1]],
        }); // (B, 1 + K)
        self.embedding_dot.forward(h, &ids, w)
    }

    /// The second half of [`forward`](Self::forward): score (B, 1 + K) → loss.
    pub fn loss(&mut self, score: &Array2<f32>) -> f64 {
        let mut label = Array2::zeros(score.dim()); // (B, 1 + K)
        label.column_mut(0).fill(1.0); // the target is a yes, all others are a no
        self.sigmoid_with_loss.forward(score, &label)
    }

    /// Back through both layers: → dh (B, H); the touched rows of W get their gradients.
    pub fn backward(&mut self, w: &mut Param) -> Array2<f32> {
        let dscore = self.sigmoid_with_loss.backward(); // (B, 1 + K)
        self.embedding_dot.backward(&dscore, w)
    }

    /// The probabilities of a yes in the last forward: (B, 1 + K), the target first.
    pub fn probabilities(&self) -> &Array2<f32> {
        self.sigmoid_with_loss.probabilities()
    }

    /// What each answer of the last forward cost: (B, 1 + K), the target first.
    pub fn losses(&self) -> Array2<f64> {
        self.sigmoid_with_loss.losses()
    }
}
