//! What can go wrong that the user can do something about.

use std::io;
use std::path::PathBuf;

/// A result whose error is [`enum@Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// One clear sentence each, naming the value and the remedy; the cause reported by the system is the
/// [source](std::error::Error::source).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The output folder is the name of something else.
    #[error("cannot use `{}` as the output folder because a file stands there; choose another with `--out DIR`", folder.display())]
    NotAFolder {
        /// The path that was to be a folder.
        folder: PathBuf,
    },

    /// The output folder cannot be created, or nothing can be written into it.
    #[error("cannot write into the output folder `{}`; choose another with `--out DIR`", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// A file cannot be written.
    #[error("cannot write `{}`; make room for it, or choose another folder with `--out DIR`", path.display())]
    File {
        /// The file; an earlier file of this name is still as it was.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// The second font is none.
    #[error("the font `{}` {problem}; give a file in TTF, OTF or TTC with `--font FILE`", path.display())]
    Font {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },

    /// Standard output takes no more.
    #[error("cannot write the results to standard output; send it to a place with room for it")]
    Output(#[source] io::Error),

    /// A number for `results.json` is NaN or infinite, which JSON cannot hold.
    #[error(
        "{what} is {value}, which results.json cannot hold; if the training diverged, try smaller steps (a lower learning rate)"
    )]
    NotFinite {
        /// Which number, for example ``the metric `final_loss` ``.
        what: String,
        /// Its value.
        value: f64,
    },
}
