//! The simple word2vec, trained on the toy sentence (post 1).
fn main() {}
