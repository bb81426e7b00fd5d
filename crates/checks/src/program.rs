//! Runs a chapter as its reader does, and looks at what it prints and writes.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::output::assert_printed;
use crate::picture::assert_drawn;

/// What a program that has ended left behind.
#[derive(Debug)]
pub struct Run {
    /// The exit status.
    pub status: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    folder: TempDir,
}

/// The locale of a system that speaks English, and of one that speaks Korean.
pub(crate) const ENGLISH: &str = "C";
pub(crate) const KOREAN: &str = "ko_KR.UTF-8";

/// A command that starts `program` in English, whatever the language of this system, for what [`run`] cannot do.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env("LC_ALL", ENGLISH);
    command
}

/// Runs `program` (`env!("CARGO_BIN_EXE_…")`) in English with these flags and a temporary folder as `--out`, and waits.
///
/// # Panics
/// If it cannot be started, is killed, or prints something that is not UTF-8.
pub fn run(program: &str, flags: &[&str]) -> Run {
    run_in(ENGLISH, program, flags)
}

/// [`run`] on a system with this locale.
pub(crate) fn run_in(locale: &str, program: &str, flags: &[&str]) -> Run {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(program);
    command.args(flags).env("LC_ALL", locale);
    if !flags.contains(&"--out") {
        command.arg("--out").arg(folder.path());
    }
    let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("programs print UTF-8");
    Run {
        status: output.status.code().expect("the program ended by itself"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        folder,
    }
}

/// [`run`], for a program that must succeed.
///
/// # Panics
/// If it does not.
pub fn run_well(program: &str, flags: &[&str]) -> Run {
    let run = run(program, flags);
    assert_eq!(run.status, 0, "{flags:?}: {}", run.stderr);
    run
}

impl Run {
    /// The bytes of a file that the program wrote.
    ///
    /// # Panics
    /// If there is no such file.
    pub fn file(&self, name: &str) -> Vec<u8> {
        let path = self.folder.path().join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The names of all files that the program wrote, sorted.
    pub fn file_names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("the output folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// `results.json`.
    ///
    /// # Panics
    /// If it is not JSON.
    pub fn results(&self) -> Value {
        serde_json::from_slice(&self.file("results.json")).expect("results.json is JSON")
    }

    /// A number among the metrics of `results.json`.
    ///
    /// # Panics
    /// If there is none of this name.
    pub fn metric(&self, name: &str) -> f64 {
        self.results()["metrics"][name].as_f64().unwrap_or_else(|| panic!("no metric {name}"))
    }

    /// The folder that the program was given as `--out`.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Standard output as the program would print it without `--out`.
    pub(crate) fn stdout_as_without_out(&self, program: &Path) -> String {
        let package = program.file_stem().unwrap_or_default().to_string_lossy();
        let folder = self.folder.path().display().to_string();
        self.stdout.replace(&folder, &format!("out/{package}"))
    }

    /// Standard output without its last cell, which names the files in the temporary folder.
    pub fn printed(&self) -> &str {
        self.stdout.split_once("\nWritten\n").map_or(&self.stdout, |(printed, _)| printed)
    }
}

/// Runs `program` without flags, and asserts that it prints what `output.txt` in the folder of its package shows: all
/// lines but the last cell, which must name the pictures.
///
/// # Panics
/// If it does not, with the first line that differs.
pub fn assert_prints_output_txt(program: &str, package_folder: &str, pictures: &[&str]) {
    let path = Path::new(package_folder).join("output.txt");
    let output = read_text(&path);
    let (shown, written) = output.split_once("\nWritten\n").expect("the last cell names the files");
    assert_printed(&path.to_string_lossy(), shown, run_well(program, &[]).printed());
    let package = Path::new(package_folder).file_name().expect("a folder with a name").to_string_lossy();
    for picture in pictures {
        let named = format!("out/{package}/{picture}");
        assert!(written.lines().any(|line| line == named), "{} does not name {named}", path.display());
    }
}

/// Asserts of a program whose runs differ by the seed alone that it prints what `output.txt` holds, draws these
/// pictures and every letter in them, writes its page, runs twice to the same bytes, and with another seed to others.
///
/// # Panics
/// If not, with what differs.
pub fn assert_ordinary(program: &str, package_folder: &str, pictures: &[&str]) {
    assert_prints_output_txt(program, package_folder, pictures);
    let [one, two, other] = [&[][..], &[], &["--seed", "1"]].map(|flags| run_well(program, flags));
    assert_eq!(one.stderr, "", "a letter without a glyph is reported there");
    let mut files = [pictures, &["index.html", "results.json"]].concat();
    files.sort_unstable();
    assert_eq!(one.file_names(), files);
    pictures.iter().for_each(|name| assert_drawn(name, &one.file(name)));
    assert_same_run(&one, &two);
    assert_ne!(one.printed(), other.printed());
    for name in ["index.html", "loss.png", "results.json"] {
        assert!(one.file(name) != other.file(name), "{name} does not depend on the seed");
    }
}

/// Asserts that both runs printed and wrote the same, byte for byte.
///
/// # Panics
/// If not, with the name of the file that differs.
pub fn assert_same_run(one: &Run, other: &Run) {
    assert_eq!(one.printed(), other.printed());
    assert_eq!(one.file_names(), other.file_names());
    for name in one.file_names() {
        assert!(one.file(&name) == other.file(&name), "{name} differs");
    }
}

/// Asserts that the program refuses these flags with one clear sentence: the exit status, and `words` that
/// the sentence must have.
///
/// # Panics
/// If it does not, if it panics itself, or if it leaves something else than whole pictures.
pub fn assert_refused(program: &str, flags: &[&str], status: i32, words: &[&str]) {
    let run = run(program, flags);
    assert_eq!(run.status, status, "{flags:?} ended with: {}{}", run.stdout, run.stderr);
    assert!(!run.stderr.contains("panicked"), "{flags:?} panicked: {}", run.stderr);
    assert!(run.stderr.starts_with("error: "), "{flags:?}: {}", run.stderr);
    for word in words {
        assert!(run.stderr.contains(word), "{flags:?} does not say {word:?}: {}", run.stderr);
    }
    if status == 1 {
        assert_eq!(run.stderr.trim_end().lines().count(), 1, "one sentence: {}", run.stderr);
    }
    for name in run.file_names() {
        assert!(name.ends_with(".png"), "{flags:?} left {name}");
        crate::picture::decode(&run.file(&name)); // drawn before the failure, and whole
    }
}

/// A file with these bytes, and its path, in a temporary folder that is removed with the first of the two.
///
/// # Panics
/// If it cannot be written.
pub fn temporary_file(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("a file that can be written");
    let path = path.to_str().expect("a path in UTF-8").to_string();
    (folder, path)
}

/// Reads a file of the package under test.
///
/// # Panics
/// If it cannot be read.
pub fn read_text(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
