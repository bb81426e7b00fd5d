//! CBOW whose input picks rows (book 4.1), and what both steps of chapter 4 measure their costs with.

mod embedding_cbow;
pub mod ladder;

pub use embedding_cbow::EmbeddingCbow;
