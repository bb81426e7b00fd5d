//! What can go wrong that the user can do something about.

use std::path::PathBuf;

/// One sentence each, with the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file of a checkpoint is not as it was written.
    #[error("--resume: `{}` is damaged ({problem}); leave --resume out to start anew", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// How that was noticed.
        problem: String,
    },

    /// The checkpoint belongs to another training.
    #[error(
        "--resume: the checkpoint was made {then}, and this run is {now}; give the same, or leave --resume out to start anew"
    )]
    Another {
        /// The conditions under which it was made that differ, for example `with --lr 0.002`.
        then: String,
        /// The same conditions of this run.
        now: String,
    },
}
