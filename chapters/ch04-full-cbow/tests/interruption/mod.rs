//! Trainings that are interrupted and go on: the outcome must be that of an undisturbed one.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::{Child, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A program, with the flags of a training that takes a second or so and its undisturbed outcome.
pub struct Training {
    program: PathBuf,
    flags: Vec<String>,
    took: Duration,
    outcome: Outcome,
}

/// What a run prints and leaves behind: standard output but for the names of the files, and all files; of the page only that
/// it is there.
#[derive(Debug, PartialEq)]
struct Outcome {
    printed: String,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Training {
    /// Runs the program (`env!("CARGO_BIN_EXE_…")`) with these flags once, without disturbance.
    ///
    /// # Panics
    /// If it does not succeed.
    pub fn undisturbed(program: &str, flags: &[&str]) -> Self {
        let flags = flags.iter().map(|flag| flag.to_string()).collect();
        let outcome = Outcome { printed: String::new(), files: BTreeMap::new() };
        let mut training = Self { program: program.into(), flags, took: Duration::ZERO, outcome };
        let (folder, begin) = (tempfile::tempdir().expect("a temporary folder"), Instant::now());
        let output = training.start(folder.path(), &["--checkpoint", "0"]).wait_with_output();
        training.took = begin.elapsed();
        training.outcome = Outcome::of(output.expect("the program ends"), folder.path());
        training
    }

    /// Kills runs at random moments, each in a folder of its own (every second one twice), and asserts that each goes on
    /// to the undisturbed outcome and leaves nothing else behind.
    ///
    /// # Panics
    /// If not, with the moments.
    pub fn assert_survives_kills(&self, kills: usize) {
        for number in 0..kills {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let moments: Vec<f64> = (0..1 + number % 2).map(|_| random_share()).collect();
            for moment in &moments {
                // Some 20 checkpoints in a run; writing them makes it a little longer.
                let minutes = (self.took.as_secs_f64() / 60.0 / 20.0).to_string();
                let mut child = self.start(folder.path(), &["--resume", "--checkpoint", &minutes]);
                sleep(self.took.mul_f64(*moment));
                child.kill().expect("a running program can be killed");
                child.wait().expect("it ends");
            }
            let output = self.go_on(folder.path(), &[]);
            assert!(Outcome::of(output, folder.path()) == self.outcome, "killed at {moments:?} of its time");
        }
    }

    /// The folder of a run that was killed after three checkpoints; with other flags in addition, such as
    /// `--threads 1`.
    ///
    /// # Panics
    /// If the run ends before.
    pub fn killed(&self, flags: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut child = self.start(folder.path(), &[&["--checkpoint", "1e-9"], flags].concat());
        while !folder.path().join("checkpoint/checkpoint-3.json").exists() {
            assert!(child.try_wait().expect("a state").is_none(), "it ended before its third checkpoint");
            sleep(Duration::from_millis(1));
        }
        child.kill().expect("a running program can be killed");
        child.wait().expect("it ends");
        folder
    }

    /// Goes on from the checkpoint in this folder.
    ///
    /// # Panics
    /// If the program cannot be started.
    pub fn go_on(&self, folder: &Path, flags: &[&str]) -> Output {
        let child = self.start(folder, &[&["--resume"], flags].concat());
        child.wait_with_output().expect("the program ends")
    }

    /// Asserts that a run, with what it has left in this folder, came to the undisturbed outcome.
    ///
    /// # Panics
    /// If not, with the name of what differs.
    pub fn assert_undisturbed(&self, output: Output, folder: &Path) {
        let Outcome { printed, files } = Outcome::of(output, folder);
        assert_eq!(printed, self.outcome.printed);
        assert!(files.keys().eq(self.outcome.files.keys()), "{:?}", files.keys());
        for (name, bytes) in &files {
            assert!(*bytes == self.outcome.files[name], "{} differs", name.display());
        }
    }

    /// Starts the program in a folder, with other flags in addition.
    ///
    /// # Panics
    /// If that fails.
    pub fn start(&self, folder: &Path, flags: &[&str]) -> Child {
        let mut command = checks::program::command(&self.program);
        command.args(&self.flags).args(flags).arg("--out").arg(folder);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap_or_else(|error| panic!("{}: {error}", self.program.display()))
    }
}

impl Outcome {
    fn of(output: Output, folder: &Path) -> Self {
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {stderr}", output.status);
        let stdout = String::from_utf8(output.stdout).expect("programs print UTF-8");
        let printed = stdout.split_once("\nWritten\n").map_or(stdout.as_str(), |(printed, _)| printed);
        let entries = fs::read_dir(folder).expect("the output folder").map(|entry| entry.expect("an entry"));
        let read =
            |path: PathBuf| fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // The page shows what a run has seen of the training, which of an interrupted one is its last part.
        let bytes = |path: PathBuf| if path.ends_with("index.html") { Vec::new() } else { read(path) };
        let files = entries.map(|entry| (entry.file_name().into(), bytes(entry.path()))).collect();
        Self { printed: printed.to_string(), files }
    }
}

/// Between 0 and 1, another one each time: which moment of a run this is, no seed could tell.
fn random_share() -> f64 {
    RandomState::new().build_hasher().finish() as f64 / u64::MAX as f64
}

/// How many runs a test kills: the environment variable `KILLS`, or so many.
pub fn kills(usual: usize) -> usize {
    std::env::var("KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}
