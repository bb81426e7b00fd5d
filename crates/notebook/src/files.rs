//! Where a run writes, and how: a folder found from any current directory, files that are whole or not there.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use whole_file::WholeFile;

use crate::error::{Error, Result};

/// The folder of one run, known to be writable.
#[derive(Debug)]
pub(crate) struct OutputFolder {
    /// Where it is.
    path: PathBuf,
    /// How it is shown: as typed after `--out`, otherwise from the workspace root.
    shown: PathBuf,
}

impl OutputFolder {
    /// Creates the folder and tries to write into it, so that a training of minutes does not end in vain.
    pub(crate) fn open(package: &str, out: Option<&Path>) -> Result<Self> {
        let folder = match out {
            Some(typed) => Self { path: typed.to_path_buf(), shown: typed.to_path_buf() },
            None => Self { path: default_folder(package), shown: Path::new("out").join(package) },
        };
        folder.try_to_write()?;
        Ok(folder)
    }

    fn try_to_write(&self) -> Result<()> {
        // Also a device, or a link to nothing.
        if !self.path.is_dir() && self.path.symlink_metadata().is_ok() {
            return Err(Error::NotAFolder { folder: self.path.clone() });
        }
        let trial = || {
            fs::create_dir_all(&self.path)?;
            let mut file = WholeFile::create(self.path.join("results.json"))?; // never put in place
            // More than a few bytes: a full disk still takes an empty file.
            file.write_all(&[0; 4096])?;
            file.sync()
        };
        trial().map_err(|source| Error::Folder { folder: self.path.clone(), source })
    }

    /// Writes a file that is whole or not there, replacing an earlier one of that name.
    ///
    /// # Panics
    /// If `name` is more than the plain name of a file.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        assert!(
            Path::new(name).file_name() == Some(name.as_ref()),
            "`{name}` must be the plain name of a file"
        );
        let path = self.path.join(name);
        let written = WholeFile::create(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.put_in_place()
        });
        written.map_err(|source| Error::File { path, source })
    }

    /// Where a file of this name belongs.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The path of a file as a reader should see it, the same on every machine unless `--out` was typed.
    pub(crate) fn shown(&self, name: &str) -> String {
        self.shown.join(name).display().to_string()
    }

    /// Where the folder is, when that cannot be told from [`OutputFolder::shown`] in the current directory.
    pub(crate) fn elsewhere(&self) -> Option<PathBuf> {
        let here = self.shown.canonicalize().ok();
        let there = self.path.canonicalize().ok()?;
        (here.as_ref() != Some(&there)).then_some(there)
    }
}

/// Where a package writes unless told otherwise: `out/<package>` in the workspace, from any current directory.
pub fn default_folder(package: &str) -> PathBuf {
    workspace_root().unwrap_or_default().join("out").join(package)
}

/// The root of the workspace, when the program was started by cargo, from within the workspace, or where it was
/// built; none when it was carried elsewhere.
fn workspace_root() -> Option<PathBuf> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let current = std::env::current_dir().unwrap_or_default();
    find_root(manifest.as_deref(), &current, Path::new(env!("CARGO_MANIFEST_DIR")))
}

fn find_root(started_by_cargo_in: Option<&Path>, current: &Path, built_in: &Path) -> Option<PathBuf> {
    let two_up = |package: &Path| package.ancestors().nth(2).map(Path::to_path_buf);
    let from_cargo = started_by_cargo_in.and_then(two_up).into_iter();
    let upwards = current.ancestors().map(Path::to_path_buf);
    from_cargo.chain(upwards).chain(two_up(built_in)).find(|folder| is_root(folder))
}

fn is_root(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file() && folder.join("chapters").is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_created_with_its_parents_and_nothing_is_left_in_it() {
        let scratch = tempfile::tempdir().unwrap();
        let typed = scratch.path().join("a/b");
        OutputFolder::open("p", Some(&typed)).unwrap();
        assert_eq!(fs::read_dir(typed).unwrap().count(), 0);
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind_and_names_the_file() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = OutputFolder::open("p", Some(scratch.path())).unwrap();
        // A folder that is not empty cannot be replaced by a file.
        fs::create_dir_all(scratch.path().join("loss.png/inside")).unwrap();
        let error = folder.write("loss.png", b"bytes").unwrap_err();
        assert!(error.to_string().contains("loss.png`; make room for it"), "{error}");
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_folder_that_takes_no_files_is_noticed_at_once() {
        // Nobody can write there, not even the administrator, who may write into a read-only folder.
        let error = OutputFolder::open("p", Some(Path::new("/proc/self"))).unwrap_err();
        assert!(error.to_string().starts_with("cannot write into the output folder `/proc/self`"), "{error}");
    }

    #[test]
    fn the_root_is_found_from_cargo_then_upwards_then_where_it_was_built() {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path().join("workspace");
        fs::create_dir_all(root.join("chapters/one/src")).unwrap();
        fs::write(root.join("Cargo.toml"), "").unwrap();
        let (chapter, nowhere) = (root.join("chapters/one"), Path::new("/"));

        assert_eq!(find_root(Some(&chapter), nowhere, nowhere), Some(root.clone()));
        assert_eq!(find_root(None, &chapter.join("src"), nowhere), Some(root.clone()));
        assert_eq!(find_root(None, nowhere, &chapter), Some(root));
        assert_eq!(find_root(None, nowhere, nowhere), None);
    }
}
