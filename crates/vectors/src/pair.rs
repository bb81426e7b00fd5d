//! Two files that belong together: vectors, and the words of their rows.
//!
//! Equal numbers of rows do not make a pair. So the checksums of both stand in a third file, such as `vectors.npy.sha256`,
//! in the form of the program `sha256sum`: `sha256sum --check vectors.npy.sha256` finds what the readers here find.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use common::checksum::Checksum;
use whole_file::WholeFile;

use crate::Error;
use crate::file::{self, stage};

/// More than two names and checksums take.
const LONGEST: u64 = 1 << 16;

/// Gives two staged files, `vectors` and `words`, their names, and writes their checksums.
///
/// The checksums come first: if the program is ended before the last of the three is in place, they do not match.
pub(crate) fn put_in_place(
    (vector_file, vectors): (WholeFile, &Path),
    (word_file, words): (WholeFile, &Path),
) -> Result<(), Error> {
    let mut lines = Vec::new();
    for (file, path) in [(&vector_file, vectors), (&word_file, words)] {
        lines.extend(sha256(file.passing_path())?.as_bytes());
        lines.extend(b"  ");
        lines.extend(name(path));
        lines.push(b'\n');
    }
    let checksums = path_of_checksums(vectors);
    let checksum_file = stage(&checksums, |writer| writer.write_all(&lines))?;
    file::put_in_place(checksum_file, &checksums)?;
    file::put_in_place(vector_file, vectors)?;
    file::put_in_place(word_file, words)
}

/// Compares both files with their checksums, if these stand beside the vectors.
///
/// A list of words of another name than the checksums know is the reader's own choice.
pub(crate) fn check(vectors: &Path, words: &Path) -> Result<(), Error> {
    let checksums = path_of_checksums(vectors);
    if !checksums.is_file() {
        return Ok(());
    }
    let failed = |cause| Error::Read { path: checksums.clone(), cause };
    let mut content = Vec::new();
    File::open(&checksums).map_err(failed)?.take(LONGEST).read_to_end(&mut content).map_err(failed)?;
    let expected = |path| {
        let mut lines = content.split(|&byte| byte == b'\n');
        // After the checksum stand two spaces, or a space and a star.
        lines.find_map(|line| (line.get(66..)? == name(path)).then(|| line[..64].to_ascii_lowercase()))
    };
    for (path, may_be_another) in [(vectors, false), (words, true)] {
        let matches = match expected(path) {
            Some(expected) => expected == sha256(path)?.as_bytes(),
            None => may_be_another,
        };
        if !matches {
            let problem = format!(
                "this is not the file of which {} has the checksum: vectors and words may come from two different \
                 trainings; write both again, or delete {0} if they belong together",
                text_files::shown(&checksums)
            );
            return Err(Error::file(path, problem));
        }
    }
    Ok(())
}

fn path_of_checksums(vectors: &Path) -> PathBuf {
    let mut path = vectors.as_os_str().to_owned();
    path.push(".sha256");
    path.into()
}

fn name(path: &Path) -> &[u8] {
    path.file_name().unwrap_or(path.as_os_str()).as_encoded_bytes()
}

fn sha256(path: &Path) -> Result<String, Error> {
    let failed = |cause| Error::Read { path: path.to_owned(), cause };
    let mut checksum = Checksum::default();
    io::copy(&mut File::open(path).map_err(failed)?, &mut checksum).map_err(failed)?;
    Ok(checksum.hexadecimal())
}
