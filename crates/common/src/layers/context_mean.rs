use ndarray::{Array2, ArrayView2};

use super::Embedding;
use crate::param::Param;

/// The first half of CBOW: C layers on one and the same W_in, and the mean of what they pick (book 4.3.1,
/// `ch04/cbow.py`).
#[derive(Debug, Clone)]
pub struct ContextMean {
    in_layers: Vec<Embedding>, // C layers
}

impl ContextMean {
    /// For C context words.
    pub fn new(context_count: usize) -> Self {
        Self { in_layers: vec![Embedding::default(); context_count] }
    }

    /// h\[b\] = (1/C) Σ W_in\[contexts\[b, c\]\]: contexts (B, C), W_in (V, H) → h (B, H).
    ///
    /// # Panics
    /// If there are not C context words.
    pub fn forward(&mut self, contexts: ArrayView2<u32>, w_in: &Param) -> Array2<f32> {
        let (batch_size, context_count) = contexts.dim();
        assert_eq!(context_count, self.in_layers.len(), "as many context words as the model was made for");
        let mut h = Array2::zeros((batch_size, w_in.value.ncols())); // (B, H)
        for (layer, word) in self.in_layers.iter_mut().zip(contexts.columns()) {
            h += &layer.forward(&word.to_vec(), w_in);
        }
        h / context_count as f32
    }

    /// dW_in\[contexts\[b, c\]\] += dh\[b\] / C: dh (B, H).
    pub fn backward(&mut self, dh: &Array2<f32>, w_in: &mut Param) {
        let dh_share = dh / self.in_layers.len() as f32; // each context word made one C-th of h
        for layer in &mut self.in_layers {
            layer.backward(&dh_share, w_in);
        }
    }
}
