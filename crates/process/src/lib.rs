//! What a program knows of its own process: how much memory it has held, and whether it was told to stop.

mod memory;
pub mod stop;

pub use memory::peak_memory_bytes;
