//! Checkpoints of a training, from which it goes on as if it had never been interrupted.
//!
//! A checkpoint is two files in a folder: `checkpoint-7.safetensors` has the matrices; `checkpoint-7.json`, a line of
//! text, has the rest of the state, the conditions under which it was made (settings, text, version), the SHA-256 of the
//! matrices and that of itself. It exists when the second file is in its place. The one before is kept until the next
//! is written, in case the disk damages the newest.
//!
//! This crate does not know what is trained, and prints nothing.

mod error;
mod safetensors;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use whole_file::WholeFile;

pub use error::Error;
pub use safetensors::{Tensor, Tensors, Values};

/// What must be the same when a training goes on: `version`, `text` and flags such as `--lr`, with their values. All
/// that the result depends on belongs here, and nothing else.
pub type Conditions = BTreeMap<String, Value>;

/// The checkpoints of one training, in a folder of their own.
#[derive(Debug)]
pub struct Checkpoints {
    folder: PathBuf,
    conditions: Conditions,
    /// The number of the checkpoint that this run has written or gone on from.
    own: Option<u64>,
}

/// A checkpoint that was read.
#[derive(Debug)]
pub struct Checkpoint<S> {
    /// What it has beside matrices.
    pub state: S,
    /// Its matrices.
    pub tensors: Tensors<'static>,
    /// That a newer one is damaged, if there is one.
    pub passed_over: Option<Error>,
}

/// What the JSON file of a checkpoint says.
#[derive(Serialize, Deserialize)]
struct Contents<S> {
    conditions: Conditions,
    /// Of the file with the matrices.
    sha256: String,
    state: S,
}

/// The JSON file: what it says, and the SHA-256 of that.
#[derive(Serialize, Deserialize)]
struct Document<'a> {
    sha256: String,
    #[serde(borrow)]
    checkpoint: &'a RawValue,
}

impl Document<'_> {
    fn text(checkpoint: &RawValue) -> String {
        let document = Document { sha256: hex(Sha256::digest(checkpoint.get())), checkpoint };
        serde_json::to_string(&document).expect("text can be written as JSON") + "\n"
    }
}

impl Checkpoints {
    /// Checkpoints in this folder, which is made when the first is written.
    pub fn new(folder: impl Into<PathBuf>, conditions: Conditions) -> Self {
        Self { folder: folder.into(), conditions, own: None }
    }

    /// Where they are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether there is a checkpoint that this run has neither written nor gone on from.
    pub fn has_another(&self) -> bool {
        self.own.is_none() && !self.numbers("json").is_empty()
    }

    /// Writes a checkpoint, and removes all but this one and the one before.
    ///
    /// # Errors
    /// [`Error::Write`]; then the earlier ones stand as they were.
    pub fn write(&mut self, state: &impl Serialize, tensors: &Tensors) -> Result<(), Error> {
        let of = |path: &Path| {
            let path = path.to_owned();
            |source| Error::Write { path, source }
        };
        fs::create_dir_all(&self.folder).map_err(of(&self.folder))?;
        let taken = [self.numbers("json"), self.numbers("safetensors")].concat();
        let number = 1 + taken.iter().max().unwrap_or(&0);
        let before = self.own.or(self.numbers("json").first().copied());

        let path = self.path(number, "safetensors");
        let sha256 = write_tensors(&path, tensors).map_err(of(&path))?;
        let contents = Contents { conditions: self.conditions.clone(), sha256, state };
        let contents = serde_json::value::to_raw_value(&contents).expect("a state can be written as JSON");
        let path = self.path(number, "json");
        let text = Document::text(&contents);
        let write = || {
            let mut file = WholeFile::create(&path)?;
            file.write_all(text.as_bytes())?;
            file.put_in_place()
        };
        write().map_err(of(&path))?;

        self.own = Some(number);
        self.remove_all_but([Some(number), before]);
        Ok(())
    }

    /// The newest checkpoint that is intact, if there is any.
    ///
    /// # Errors
    /// [`Error::Damaged`] if there are some, but none is intact; [`Error::Another`] if it was made under other
    /// conditions.
    pub fn newest<S: DeserializeOwned>(&mut self) -> Result<Option<Checkpoint<S>>, Error> {
        let mut passed_over = None;
        for number in self.numbers("json") {
            match self.read(number) {
                Ok((state, tensors)) => {
                    self.own = Some(number);
                    return Ok(Some(Checkpoint { state, tensors, passed_over }));
                }
                Err(damaged @ Error::Damaged { .. }) => passed_over = passed_over.or(Some(damaged)),
                Err(error) => return Err(error),
            }
        }
        passed_over.map_or(Ok(None), Err)
    }

    /// Removes what this run has written or gone on from, with all that is older: the training is over. A checkpoint
    /// of which the run has made no use stays.
    pub fn remove(&self) {
        if self.own.is_some() {
            self.remove_all_but([None, None]);
            whole_file::remove_abandoned(&self.folder);
            let _ = fs::remove_dir(&self.folder); // if nobody has put something else there
        }
    }

    /// Reads a checkpoint.
    fn read<S: DeserializeOwned>(&self, number: u64) -> Result<(S, Tensors<'static>), Error> {
        let path = self.path(number, "json");
        let text = fs::read_to_string(&path).map_err(damaged(&path))?;
        let document: Document = serde_json::from_str(&text).map_err(damaged(&path))?;
        if Document::text(document.checkpoint) != text {
            return Err(damaged(&path)("its checksum does not match"));
        }
        let contents: Contents<&RawValue> =
            serde_json::from_str(document.checkpoint.get()).map_err(damaged(&path))?;
        self.compare(&contents.conditions)?; // the state of another version might not be understood
        let state = serde_json::from_str(contents.state.get()).map_err(damaged(&path))?;
        let path = self.path(number, "safetensors");
        let tensors = read_tensors(&path, &contents.sha256).map_err(damaged(&path))?;
        Ok((state, tensors))
    }

    /// Names the first condition that is not the same.
    fn compare(&self, then: &Conditions) -> Result<(), Error> {
        let mut names = then.keys().chain(self.conditions.keys()).rev(); // version and text before the flags
        let value = |conditions: &Conditions, name: &str| conditions.get(name).cloned().unwrap_or_default();
        let different = |name: &&String| value(then, name) != value(&self.conditions, name);
        let Some(name) = names.find(different) else { return Ok(()) };
        let [then, now] = [then, &self.conditions].map(|conditions| shown(name, &value(conditions, name)));
        Err(Error::Another { then, now })
    }

    fn path(&self, number: u64, extension: &str) -> PathBuf {
        self.folder.join(format!("checkpoint-{number}.{extension}"))
    }

    /// The numbers of the files with this extension, the highest first.
    fn numbers(&self, extension: &str) -> Vec<u64> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let number = |name: &str| {
            let (number, rest) = name.strip_prefix("checkpoint-")?.split_once('.')?;
            number.parse().ok().filter(|_| rest == extension)
        };
        let mut numbers: Vec<u64> = entries.filter_map(|entry| number(entry.file_name().to_str()?)).collect();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers
    }

    /// What cannot be removed stays; it does no harm.
    fn remove_all_but(&self, kept: [Option<u64>; 2]) {
        for extension in ["json", "safetensors"] {
            // in this order: what is left without its text is no checkpoint
            for number in self.numbers(extension).into_iter().filter(|&number| !kept.contains(&Some(number)))
            {
                let _ = fs::remove_file(self.path(number, extension));
            }
        }
    }
}

/// A condition as a sentence names it.
fn shown(name: &str, value: &Value) -> String {
    let name = if name.starts_with("--") { name.to_string() } else { format!("the {name}") };
    match value {
        Value::Null | Value::Bool(false) => format!("without {name}"),
        Value::Bool(true) => format!("with {name}"),
        Value::String(text) => format!("with {name} {text}"),
        other => format!("with {name} {other}"),
    }
}

fn damaged<P: ToString>(path: &Path) -> impl Fn(P) -> Error {
    move |problem| Error::Damaged { path: path.to_owned(), problem: problem.to_string() }
}

/// Writes matrices into a file that is whole or not there. Returns its SHA-256.
fn write_tensors(path: &Path, tensors: &Tensors) -> io::Result<String> {
    let mut file = Hashed { inner: WholeFile::create(path)?, hasher: Sha256::new() };
    safetensors::write(&mut file, tensors)?;
    file.inner.put_in_place()?;
    Ok(hex(file.hasher.finalize()))
}

/// Reads matrices from a file that has this SHA-256.
fn read_tensors(path: &Path, sha256: &str) -> io::Result<Tensors<'static>> {
    let mut hashed = Hashed { inner: io::sink(), hasher: Sha256::new() };
    io::copy(&mut File::open(path)?, &mut hashed)?;
    if hex(hashed.hasher.finalize()) != sha256 {
        return Err(io::Error::other("its checksum does not match"));
    }
    safetensors::read(&mut BufReader::with_capacity(1 << 16, File::open(path)?))
}

/// A writer that computes the SHA-256 of what it is given.
struct Hashed<W> {
    inner: W,
    hasher: Sha256,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn hex(digest: impl AsRef<[u8]>) -> String {
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
