//! What a program knows of its own process: how much memory it has held, and whether it was told to stop.

mod memory;
pub mod stop;

pub use memory::peak_memory_bytes;

/// The Korean of what this crate says, a catalogue in the format of gettext for [`set_translator`].
pub const KOREAN: &str = include_str!("../ko.po");

/// Lets remarks be in another language than English.
pub fn set_translator(texts: impl tr::Translator + 'static) {
    tr::set_translator!(texts);
}
