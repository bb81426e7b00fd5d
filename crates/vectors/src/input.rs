//! Opening a file, packed by gzip or not.

use std::fs;
use std::path::{Path, PathBuf};

use text_files::{Source, is_standard_input};

use crate::Error;

/// A file that has been opened and whose beginning is known.
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    pub(crate) source: Source,
    /// How many bytes there are, unless the file is packed or not an ordinary one, such as a pipe.
    pub(crate) length: Option<u64>,
}

impl Input {
    /// Opens a file, or standard input for `-`; what is packed by gzip is unpacked on the way, whatever its name.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let failed = |cause| Error::Read { path: path.to_owned(), cause };
        let mut length = None;
        if !is_standard_input(path) {
            // Asked before it is opened, because Windows does not open folders at all.
            let metadata = fs::metadata(path).map_err(failed)?;
            if metadata.is_dir() {
                return Err(Error::file(path, "this is a folder; give the path of a file in it"));
            }
            length = metadata.is_file().then_some(metadata.len());
        }
        let source = Source::open(path).map_err(failed)?;
        let length = length.filter(|_| !source.is_packed());
        Ok(Self { path: path.to_owned(), source, length })
    }
}
