use ndarray::Array2;

use crate::functions::{cross_entropy_error, softmax};

/// Softmax, and how surprised it is by the right answers: the loss of one question with V answers
/// (book 1.3.2 and 3.2.3).
#[derive(Debug, Clone, Default)]
pub struct SoftmaxWithLoss {
    y: Array2<f32>, // (B, V), the probabilities of the last forward
    target: Vec<u32>,
}

impl SoftmaxWithLoss {
    /// The mean of −log softmax(x)\[target\] over the batch: x (B, V), target (B) → loss.
    pub fn forward(&mut self, x: &Array2<f32>, target: &[u32]) -> f64 {
        self.y = softmax(x);
        self.target = target.to_vec();
        cross_entropy_error(&self.y, target)
    }

    /// dx = (y − t) / B, where t is 1 at the right answer and 0 elsewhere: → dx (B, V).
    pub fn backward(&mut self) -> Array2<f32> {
        let mut dx = self.y.clone(); // (B, V)
        for (mut row, &target) in dx.outer_iter_mut().zip(&self.target) {
            row[target as usize] -= 1.0;
        }
        dx / self.target.len() as f32
    }

    /// The probabilities (B, V) of the last forward.
    pub fn probabilities(&self) -> &Array2<f32> {
        &self.y
    }
}
