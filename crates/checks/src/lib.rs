//! What the tests of several packages share. Only ever a dev-dependency.

pub mod busy;
pub mod gradient;
pub mod output;
pub mod parity;
pub mod picture;
pub mod program;
pub mod readme;
