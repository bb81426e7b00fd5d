//! The texts that paths stand for: a folder stands for those in it.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tr::tr;

use crate::encoding::encoding_remedy;
use crate::foreign;
use crate::source::{Source, is_standard_input};

/// The files to read, in order, and what was left out of folders.
#[derive(Debug, Default)]
pub struct Files {
    /// Each with its size on the disk, if that is known: standard input and a pipe have none.
    pub files: Vec<(PathBuf, Option<u64>)>,
    /// What was left out of folders.
    pub left_out: LeftOut,
}

/// What was left out of folders, and why. Its text is half a sentence: `2 hidden (.git, …), 1 that is no text (a.png)`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// For each reason how many, and the name of the first.
    reasons: BTreeMap<&'static str, (usize, String)>,
}

const HIDDEN: &str = "hidden";
const BACKUP: &str = "left by an editor";
const NOWHERE: &str = "linked to nothing";
const AGAIN: &str = "linked to a folder that is read already";
const NO_FILE: &str = "no ordinary file";
const NO_TEXT: &str = "no text";

impl Files {
    /// The files that `paths` stand for. A folder stands for the texts in it and in its folders, in the order of their
    /// names, without what is hidden, left by an editor, or no text. What is named itself is never left out.
    ///
    /// # Errors
    /// What the system says of a path that cannot be looked at.
    pub fn of(paths: &[PathBuf]) -> Result<Self, (PathBuf, io::Error)> {
        let mut all = Self::default();
        for path in paths {
            let of_path = |cause| (path.clone(), cause);
            if is_standard_input(path) {
                all.files.push((path.clone(), None));
                continue;
            }
            let metadata = fs::metadata(path).map_err(of_path)?;
            if metadata.is_dir() {
                let real = path.canonicalize().map_err(of_path)?;
                all.add_folder(path, real, &mut HashSet::new())?;
            } else {
                all.files.push((path.clone(), metadata.is_file().then_some(metadata.len())));
            }
        }
        Ok(all)
    }

    /// The texts in a folder, unless its `real` path, without links, is among the `visited`: links may lead round in a
    /// circle.
    fn add_folder(
        &mut self,
        folder: &Path,
        real: PathBuf,
        visited: &mut HashSet<PathBuf>,
    ) -> Result<(), (PathBuf, io::Error)> {
        let of_folder = |cause| (folder.to_owned(), cause);
        if !visited.insert(real.clone()) {
            self.left_out.count(AGAIN, folder);
            return Ok(());
        }
        let entries = fs::read_dir(folder).map_err(of_folder)?;
        let mut paths =
            entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>().map_err(of_folder)?;
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default();
            if let Some(reason) = reason_in_name(name) {
                self.left_out.count(reason, &path);
                continue;
            }
            match fs::metadata(&path) {
                Err(_) if path.is_symlink() => self.left_out.count(NOWHERE, &path),
                Err(cause) => return Err((path, cause)),
                Ok(metadata) if metadata.is_dir() => {
                    // Only a link asks the system, which looks at all folders above: that takes long far down.
                    let real = if path.is_symlink() { path.canonicalize() } else { Ok(real.join(name)) };
                    let real = real.map_err(|cause| (path.clone(), cause))?;
                    self.add_folder(&path, real, visited)?;
                }
                Ok(metadata) if !metadata.is_file() => self.left_out.count(NO_FILE, &path),
                Ok(metadata) => match is_text(&path) {
                    Err(cause) => return Err((path, cause)),
                    Ok(false) => self.left_out.count(NO_TEXT, &path),
                    Ok(true) => self.files.push((path, Some(metadata.len()))),
                },
            }
        }
        Ok(())
    }
}

/// Why a file is left out for its name alone.
fn reason_in_name(name: &OsStr) -> Option<&'static str> {
    let name = name.to_string_lossy().to_lowercase();
    let is_backup = name.ends_with('~')
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
        || [".bak", ".swp", ".swo"].iter().any(|ending| name.ends_with(ending));
    match name.starts_with('.') {
        true => Some(HIDDEN),
        false => is_backup.then_some(BACKUP),
    }
}

/// Whether a file begins as a text, be it in another encoding, which is for its reader to save anew.
fn is_text(path: &Path) -> io::Result<bool> {
    let source = Source::open(path)?;
    let start = source.start();
    Ok(match (foreign::recognise(start), std::str::from_utf8(start)) {
        (Some(foreign), _) => foreign.is_text,
        _ if start.contains(&0) => false,
        (None, Ok(_)) => true,
        (None, Err(error)) => error.error_len().is_none() || encoding_remedy(start).is_some(),
    })
}

impl LeftOut {
    /// Whether nothing was left out.
    pub fn is_empty(&self) -> bool {
        self.reasons.is_empty()
    }

    fn count(&mut self, reason: &'static str, path: &Path) {
        let name = || path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        self.reasons.entry(reason).or_insert_with(|| (0, name())).0 += 1;
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        for (number, (reason, (count, first))) in self.reasons.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            let more = if *count > 1 { ", …" } else { "" };
            write!(formatter, "{comma}{} ({first}{more})", counted(reason, *count))?;
        }
        Ok(())
    }
}

/// How many were left out for this reason.
fn counted(reason: &str, count: usize) -> String {
    match reason {
        HIDDEN => tr!("{count} hidden", count),
        BACKUP => tr!("{count} left by an editor", count),
        NOWHERE => tr!("{count} linked to nothing", count),
        AGAIN => tr!("{count} linked to a folder that is read already", count),
        NO_FILE => tr!("{count} no ordinary file", count),
        _ => tr!("{count} no text", count),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn only_texts_of_a_folder_are_read_and_the_rest_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        for name in ["a.txt", ".hidden", ".git/config", "a.txt~", "#a.txt#", "a.BAK", "a.swp"] {
            write(name, b"text");
        }
        write("picture.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0");
        write("archive.zip", b"PK\x03\x04\x14");
        write("korean.txt", b"\xb3\xaa\xb4\xc2 \xb9\xe4\xc0\xbb");
        write("empty.txt", b"");
        let found = Files::of(&[folder.path().to_owned()]).unwrap();
        let names: Vec<_> = found.files.iter().map(|(path, _)| path.file_name().unwrap()).collect();
        assert_eq!(names, ["a.txt", "empty.txt", "korean.txt"]);
        let said = found.left_out.to_string();
        assert_eq!(said, "2 hidden (.git, …), 4 left by an editor (#a.txt#, …), 2 no text (archive.zip, …)");
        // What is named itself is meant.
        assert_eq!(Files::of(&[folder.path().join(".hidden")]).unwrap().files.len(), 1);
    }

    #[test]
    fn folders_far_down_are_read_as_soon_as_others() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/".repeat(700));
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("text"), "text").unwrap();
        let before = Instant::now();
        assert_eq!(Files::of(&[folder.path().to_owned()]).unwrap().files.len(), 1);
        assert!(before.elapsed() < Duration::from_secs(20), "{:?}", before.elapsed());
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_dead_links_pipes_and_sockets_stop_nothing() {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;
        use std::os::unix::net::UnixListener;
        use std::process::Command;

        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("inner")).unwrap();
        symlink(folder.path(), path("inner/circle")).unwrap();
        symlink("itself", path("itself")).unwrap();
        symlink("nothing", path("dangling")).unwrap();
        assert!(Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
        let _socket = UnixListener::bind(path("socket")).unwrap();
        fs::write(folder.path().join(OsStr::from_bytes(b"caf\xe9.txt")), "text").unwrap();
        let found = Files::of(&[folder.path().to_owned()]).unwrap();
        assert_eq!(found.files.len(), 1);
        assert_eq!(
            found.left_out.to_string(),
            "1 linked to a folder that is read already (circle), 2 linked to nothing (dangling, …), \
             2 no ordinary file (pipe, …)"
        );
    }
}
