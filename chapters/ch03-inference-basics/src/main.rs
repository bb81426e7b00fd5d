//! One-hot rows, a layer as a matrix product and the first guess (post 1).
fn main() {}
