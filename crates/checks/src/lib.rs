//! What the tests of several packages share. Only ever a dev-dependency.

pub mod parity;
