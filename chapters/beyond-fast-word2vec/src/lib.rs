//! One-example stochastic gradient descent in plain loops: what the fast trainer of the crate `word2vec` does, in a
//! form that can be read in one go.

mod plain;

pub use plain::{PlainWord2Vec, learn};
