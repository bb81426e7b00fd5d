//! The layers of word2vec. A layer owns no weight: `forward` borrows it, `backward` adds to its gradient.
//!
//! `backward` takes the gradient of the loss with respect to the layer's output, `dout`, and returns the
//! gradient with respect to its input. It uses what the last `forward` remembered, so each place in a model
//! where a layer stands has its own.

mod context_mean;
mod embedding;
mod embedding_dot;
mod mat_mul;
mod negative_sampling_loss;
mod sigmoid_with_loss;
mod softmax_with_loss;

pub use context_mean::ContextMean;
pub use embedding::Embedding;
pub use embedding_dot::EmbeddingDot;
pub use mat_mul::MatMul;
pub use negative_sampling_loss::NegativeSamplingLoss;
pub use sigmoid_with_loss::SigmoidWithLoss;
pub use softmax_with_loss::SoftmaxWithLoss;
