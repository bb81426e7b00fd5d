//! The mathematics of word2vec: text to ids, parameters, functions, layers, sampler, optimizers, trainer.
//!
//! Nothing here reads a file, prints, looks at a clock or draws from a global source of randomness: the
//! same arguments give the same results, always.

pub mod text;
