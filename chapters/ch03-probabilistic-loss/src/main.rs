//! CBOW and skip-gram as probabilities (post 2).
fn main() {}
