//! The mathematics of word2vec: text to ids, parameters, functions, layers, sampler, optimizers, batches, loss curve.
//!
//! Nothing here reads a file, prints, looks at a clock or draws from a global source of randomness: the
//! same arguments give the same results, always.
//!
//! The letters in the comments on shapes are the same everywhere:
//!
//! | letter | meaning |
//! | --- | --- |
//! | V | vocabulary size, the number of different words |
//! | H | hidden size, the length of a word vector |
//! | B | batch size, the number of examples looked at together |
//! | C | context words per target, 2 · window size |
//! | K | negative samples per target |
//! | T | tokens in the corpus |
//! | N | examples in the corpus |
//! | Q | yes/no questions asked of one example, 1 + K |
//! | R, D | rows and columns of any weight |

pub mod batches;
pub mod checksum;
pub mod counting;
mod fast;
pub mod functions;
pub mod gradient;
pub mod layers;
pub mod least_loss;
pub mod loss_curve;
pub mod model_kind;
pub mod optimizer;
pub mod param;
pub mod projection;
pub mod random;
pub mod sampler;
pub mod similarity;
pub mod text;
