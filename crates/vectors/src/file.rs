//! Writing a file whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use whole_file::WholeFile;

use crate::Error;

/// Writes a file in full beside its place; it vanishes unless it is put there with [`put_in_place`].
pub(crate) fn stage(
    path: &Path,
    content: impl FnOnce(&mut WholeFile) -> io::Result<()>,
) -> Result<WholeFile, Error> {
    let written = WholeFile::create(path).and_then(|mut file| {
        content(&mut file)?;
        file.sync()?;
        Ok(file)
    });
    written.map_err(|cause| Error::Write { path: path.to_owned(), cause })
}

/// Gives a staged file its name, replacing what had it.
pub(crate) fn put_in_place(file: WholeFile, path: &Path) -> Result<(), Error> {
    file.put_in_place().map_err(|cause| Error::Write { path: path.to_owned(), cause })
}

/// Writes several rows of numbers, `separator` between them, each in the fewest digits that read back to the
/// same bits; `before` stands at the start of each line.
pub(crate) fn write_rows<'a>(
    writer: &mut impl Write,
    rows: impl Iterator<Item = (&'a str, ndarray::ArrayView1<'a, f32>)>,
    separator: char,
) -> io::Result<()> {
    for (before, row) in rows {
        writer.write_all(before.as_bytes())?;
        for (column, value) in row.iter().enumerate() {
            if column > 0 || !before.is_empty() {
                write!(writer, "{separator}")?;
            }
            write!(writer, "{value:?}")?; // `{}` writes 1e-40 with 40 zeros
        }
        writeln!(writer)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_fails_half_way_keeps_the_old_file_and_removes_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors.txt");
        std::fs::write(&path, "old").unwrap();
        let result = stage(&path, |file| {
            file.write_all(b"half")?;
            file.flush()?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert!(matches!(result, Err(Error::Write { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
