//! Files that are whole or not there: written beside their place under a passing name, synced, then renamed.
//!
//! A crate of its own, because three rooms write files that must not be cut short (pictures and results in
//! `notebook`, vectors in `vectors`, a download in `corpus`), do not know one another, and the only room below all of
//! them does no I/O.
//!
//! ```
//! use std::io::Write;
//! use whole_file::WholeFile;
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("results.json");
//! let mut file = WholeFile::create(&path)?;
//! file.write_all(b"{}")?;
//! assert!(!path.exists()); // whatever stood there before is untouched
//! file.put_in_place()?;
//! assert_eq!(std::fs::read(&path)?, b"{}");
//! # Ok::<(), std::io::Error>(())
//! ```

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

/// How passing names begin and end; by them the next run recognises what a killed one left behind.
const PASSING: (&str, &str) = (".unfinished-", ".part");

/// A file that is being written. Dropped before it is put in place, it vanishes.
#[derive(Debug)]
pub struct WholeFile {
    writer: BufWriter<File>,
    passing: TempPath,
    target: PathBuf,
}

impl WholeFile {
    /// Begins a file that is to stand at `path`, or, if there is a link, where it leads.
    ///
    /// Also removes what runs that were killed have left unfinished in the same folder.
    ///
    /// # Errors
    /// If `path` is a folder, a device or in no folder, or if its folder takes no files.
    pub fn create(path: impl AsRef<Path>) -> io::Result<Self> {
        let target = target(path.as_ref())?;
        // Beside its place, because renaming is all-or-nothing only within one disk.
        let folder = target.with_file_name("");
        remove_abandoned(&folder);
        let beside =
            tempfile::Builder::new().prefix(PASSING.0).suffix(PASSING.1).make_in(&folder, create_owned);
        let (file, passing) = beside
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => io::Error::other("its folder does not exist; create the folder first"),
                _ => error,
            })?
            .into_parts();
        Ok(Self { writer: BufWriter::with_capacity(1 << 16, file), passing, target })
    }

    /// Where it is while it is being written.
    pub fn passing_path(&self) -> &Path {
        &self.passing
    }

    /// Brings everything written so far to the disk, where it can be read at [`WholeFile::passing_path`].
    ///
    /// # Errors
    /// What the system says, for example that the disk is full.
    pub fn sync(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        self.writer.get_ref().sync_all()
    }

    /// Gives the file its name, and replaces what had it.
    ///
    /// # Errors
    /// What the system says; then the earlier file stands as it was.
    pub fn put_in_place(mut self) -> io::Result<()> {
        self.sync()?;
        self.passing.persist(self.target).map_err(|refused| refused.error)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Where a path leads: through a link to the file behind it, but never to a folder or a device, which a rename would
/// replace.
fn target(path: &Path) -> io::Result<PathBuf> {
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return match fs::read_link(path) {
                Ok(link) => target(&path.with_file_name("").join(link)), // to a file that is still to come
                Err(_) if path.file_name().is_none() => {
                    Err(io::Error::other("this is not the name of a file"))
                }
                Err(_) => Ok(path.to_owned()),
            };
        }
        metadata => metadata?,
    };
    if metadata.is_dir() {
        return Err(io::Error::other("this is a folder; give the path of a file in it"));
    }
    if !metadata.is_file() {
        return Err(io::Error::other("this is not an ordinary file; give the path of one"));
    }
    fs::canonicalize(path)
}

/// Creates a file that [`open_abandoned`] finds as soon as this process is gone, however it ends.
fn create_owned(path: &Path) -> io::Result<File> {
    let file = File::create_new(path)?;
    #[cfg(unix)]
    {
        // Another run may just be clearing up, and take a file that is not locked yet for one that was left behind.
        // What already exists is tried again under another name. A disk without locks has no run that clears up.
        let taken = lock(&file) == Err(rustix::io::Errno::WOULDBLOCK);
        if taken || !path.exists() {
            return Err(ErrorKind::AlreadyExists.into());
        }
    }
    Ok(file)
}

/// Removes the unfinished files in `folder` that nobody is writing any more; [`WholeFile::create`] does it too. What
/// cannot be removed stays; it does no harm.
pub fn remove_abandoned(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let bytes = name.as_encoded_bytes();
        let is_passing = bytes.starts_with(PASSING.0.as_bytes()) && bytes.ends_with(PASSING.1.as_bytes());
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        // Held until it is removed, so that nobody takes it for his own in between. Other files are not even opened:
        // to open a pipe may take for ever.
        if is_passing
            && is_file
            && let Ok(_held) = open_abandoned(&entry.path())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Opens a file if whoever began it is gone: the system ends a lock with the process that holds it.
#[cfg(unix)]
fn open_abandoned(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    lock(&file)?;
    Ok(file)
}

#[cfg(unix)]
fn lock(file: &File) -> rustix::io::Result<()> {
    rustix::fs::flock(file, rustix::fs::FlockOperation::NonBlockingLockExclusive)
}

/// Opens a file if whoever began it is gone: what allows others nothing but to delete is refused while somebody writes.
#[cfg(windows)]
fn open_abandoned(path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt;
    const FILE_SHARE_DELETE: u32 = 4;
    File::options().read(true).share_mode(FILE_SHARE_DELETE).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = WholeFile::create(path)?;
        file.write_all(bytes)?;
        file.put_in_place()
    }

    #[test]
    fn a_file_is_written_whole_and_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.json");
        write(&path, b"long text").unwrap();
        write(&path, b"short").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"short");
        assert_eq!(names(folder.path()), ["results.json"]);
    }

    #[test]
    fn a_file_that_is_given_up_half_way_leaves_the_old_one_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors.txt");
        fs::write(&path, "old").unwrap();
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        file.sync().unwrap();
        assert_eq!(fs::read(file.passing_path()).unwrap(), b"half");
        drop(file);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["vectors.txt"]);
    }

    #[test]
    fn a_folder_and_what_is_in_no_folder_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let refusal = |path: &Path| WholeFile::create(path).unwrap_err().to_string();
        assert!(refusal(folder.path()).starts_with("this is a folder"));
        assert!(refusal(&folder.path().join("none/file")).starts_with("its folder does not exist"));
        assert!(refusal(Path::new("")).contains("not the name of a file"));
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_what_another_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".unfinished-Xy12.part");
        let others = [".unfinished-notes", "work.part"];
        fs::write(&left, "half").unwrap(); // no process has it open
        others.iter().for_each(|name| fs::write(folder.path().join(name), "mine").unwrap());
        let mut first = WholeFile::create(folder.path().join("first")).unwrap();
        assert!(!left.exists());
        write(&folder.path().join("second"), b"2").unwrap();
        first.write_all(b"1").unwrap();
        first.put_in_place().unwrap();
        let mut names = names(folder.path());
        names.sort_unstable();
        assert_eq!(names, [".unfinished-notes", "first", "second", "work.part"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_the_folder_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["pipe", ".unfinished-pipe.part"] {
            let made = std::process::Command::new("mkfifo").arg(folder.path().join(name)).status();
            assert!(made.unwrap().success());
        }
        write(&folder.path().join("file"), b"whole").unwrap();
        assert_eq!(names(folder.path()).len(), 3);
    }

    #[test]
    fn many_runs_at_once_do_not_take_each_others_files() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for number in 0..4 {
                let path = folder.path().join(number.to_string());
                scope.spawn(move || (0..200).for_each(|_| write(&path, &[number; 9]).unwrap()));
            }
        });
        assert_eq!(names(folder.path()).len(), 4);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_a_device_is_not_replaced() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        symlink("file", &link).unwrap(); // to nothing at first
        for content in ["one", "two"] {
            write(&link, content.as_bytes()).unwrap();
            assert!(link.is_symlink() && !file.is_symlink());
            assert_eq!(fs::read_to_string(&file).unwrap(), content);
        }
        let ordinary = folder.path().join("ordinary");
        fs::write(&ordinary, "").unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&file), mode(&ordinary));
        let refusal = WholeFile::create("/dev/null").unwrap_err().to_string();
        assert!(refusal.starts_with("this is not an ordinary file"), "{refusal}");
    }
}
