use common::layers::{Embedding, MatMul, SoftmaxWithLoss};
use common::param::Param;
use ndarray::{Array2, ArrayView2};

/// The first half of CBOW: C layers on one and the same W_in, and the mean of what they pick.
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
