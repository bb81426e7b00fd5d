//! CBOW whose input picks rows (book 4.1), and what both steps of chapter 4 measure their costs with.

mod embedding_cbow;
pub mod ladder;

pub use embedding_cbow::EmbeddingCbow;
use notebook::SharedFlags;

/// Lets this chapter speak the language of the run; a later chapter that climbs the [`ladder`] needs it too.
pub fn set_translator(shared: &SharedFlags) {
    tr::set_translator!(shared.texts(include_str!("../ko.po")));
}
