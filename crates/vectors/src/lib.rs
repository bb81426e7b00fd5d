//! Trained word vectors: keeping them in files, and asking what they have learned.
//!
//! - [`WordVectors`]: words and their vectors; nearest words, analogies, and reading and writing them as
//!   word2vec text, as NumPy `.npy` or for the TensorFlow embedding projector. [`Options`] read whatever there is.
//! - [`evaluation`]: how many analogies are solved, and how well the cosine agrees with human judges.
//! - [`questions`]: the files of analogies and of judged word pairs that others have published.
//! - [`ask`]: a conversation, one question a line.
//!
//! What a user can get wrong, a file cut short or a word misspelt, comes back as an [`Error`] or an
//! [`UnknownWord`]: one sentence that names the file, the line and the word.
//!
//! # Example
//! ```
//! use ndarray::array;
//! use vectors::{Scoring, WordVectors};
//!
//! let (_, vocabulary) = common::text::preprocess("king man queen woman");
//! let rows = array![[1.0, 1.0], [0.1, 1.0], [1.0, -1.0], [0.1, -1.0]]; // (V, H): royal, male
//! let vectors = WordVectors::new(vocabulary, rows)?;
//!
//! let solution = vectors.analogy("king", "man", "queen", 1, Scoring::Cosine)?; // king : man = queen : ?
//! assert_eq!(solution[0].0, "woman");
//! let misspelt = vectors.nearest("quene", 1).unwrap_err();
//! assert_eq!(misspelt.to_string(), r#""quene" is not in the vocabulary; did you mean "queen"?"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod ask;
pub mod evaluation;
pub mod questions;

mod binary_format;
mod error;
mod extreme;
mod file;
mod gathered;
mod input;
mod lines;
mod npy;
mod pair;
mod projector;
mod rank_correlation;
mod reading;
mod spelling;
mod terms;
mod text_format;
mod word_list;
mod word_vectors;

pub use common::similarity::Scoring;
pub use error::Error;
pub use gathered::LeftOut;
pub use reading::Options;
pub use spelling::UnknownWord;
pub use word_vectors::WordVectors;

/// The Korean of what this crate says, a catalogue in the format of gettext for [`set_translator`].
pub const KOREAN: &str = include_str!("../ko.po");

/// Lets answers be in another language than English.
pub fn set_translator(texts: impl tr::Translator + 'static) {
    tr::set_translator!(texts);
}
