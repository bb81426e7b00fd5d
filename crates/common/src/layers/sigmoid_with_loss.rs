use ndarray::{Array2, Zip};

use crate::functions::{negative_log, sigmoid};

/// Sigmoid, and how surprised it is by the right answers: the loss of Q yes/no questions for each example
/// (book 4.2.3).
///
/// Differs from the book: an example may ask several questions at once, whose losses are added.
#[derive(Debug, Clone, Default)]
pub struct SigmoidWithLoss {
    y: Array2<f32>,     // (B, Q), the probabilities of a yes in the last forward
    label: Array2<f32>, // (B, Q)
}

impl SigmoidWithLoss {
    /// The binary cross-entropy −(t log y + (1 − t) log(1 − y)), added over the questions of an example and
    /// averaged over the batch: x (B, Q), label (B, Q) of 1 (yes) and 0 (no) → loss.
    pub fn forward(&mut self, x: &Array2<f32>, label: &Array2<f32>) -> f64 {
        assert_eq!(x.dim(), label.dim(), "one label for each score");
        self.y = x.mapv(sigmoid);
        self.label = label.to_owned();
        self.losses().sum() / x.nrows() as f64
    }

    /// dx = (y − t) / B: → dx (B, Q).
    pub fn backward(&mut self) -> Array2<f32> {
        (&self.y - &self.label) / self.y.nrows() as f32
    }

    /// The probabilities (B, Q) of a yes in the last forward.
    pub fn probabilities(&self) -> &Array2<f32> {
        &self.y
    }

    /// What each question of the last forward cost: (B, Q).
    pub fn losses(&self) -> Array2<f64> {
        Zip::from(&self.y).and(&self.label).map_collect(|&y, &label| {
            let probability_of_the_right_answer = if label == 1.0 { y } else { 1.0 - y };
            negative_log(probability_of_the_right_answer)
        })
    }
}
