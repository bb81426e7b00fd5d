//! The full models (book 4.3, `ch04/cbow.py` and `ch04/skip_gram.py`): Embedding instead of one-hot rows,
//! negative sampling instead of a softmax over all words.

mod cbow;
mod model;
mod pace;
pub mod recording;
mod skip_gram;
mod split;
pub mod vectors_shown;

pub use cbow::Cbow;
pub use model::{Batch, Model};
pub use skip_gram::SkipGram;
pub use split::{Slice, SplitModel};

use notebook::SharedFlags;

/// Lets this chapter, and the crates that speak for it, speak the language of the run.
pub fn set_translator(flags: &SharedFlags) {
    tr::set_translator!(flags.texts(include_str!("../ko.po")));
    vectors::set_translator(flags.texts(vectors::KOREAN));
    checkpoint::set_translator(flags.texts(checkpoint::KOREAN));
    process::set_translator(flags.texts(process::KOREAN));
    text_files::set_translator(flags.texts(text_files::KOREAN));
}
