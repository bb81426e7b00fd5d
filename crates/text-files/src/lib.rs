//! Text files as they are in the world: packed by gzip or not, alone or in folders, from standard input.
//!
//! What cannot be read as text is called by its name, so that a reader learns what to do about it: another encoding
//! ([`encoding_remedy`]), another program's format ([`Opened::Foreign`]). Nothing here prints or knows a word.

mod encoding;
mod folder;
mod foreign;
mod source;

pub use encoding::encoding_remedy;
pub use folder::{Files, LeftOut};
pub use source::{Opened, Source, is_missing, is_standard_input, open, shown};

/// The Korean of what this crate says, a catalogue in the format of gettext for [`set_translator`].
pub const KOREAN: &str = include_str!("../ko.po");

/// Lets the list of what was left out be in another language than English.
pub fn set_translator(texts: impl tr::Translator + 'static) {
    tr::set_translator!(texts);
}
