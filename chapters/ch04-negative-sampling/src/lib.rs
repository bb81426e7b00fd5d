//! CBOW that answers yes/no questions (book 4.2), with any number of negatives, also with none.

mod questions;

pub use questions::YesNoCbow;
