//! What the tests of several packages share. Only ever a dev-dependency.

pub mod gradient;
pub mod interruption;
pub mod output;
pub mod parity;
pub mod picture;
pub mod program;
pub mod readme;
