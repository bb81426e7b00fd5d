//! Checkpoints of a training, from which it goes on as if it had never been interrupted.
//!
//! A checkpoint is two files in a folder: `checkpoint-7.safetensors` has the matrices; `checkpoint-7.json`, a line of
//! text, has the rest of the state, the conditions under which it was made (settings, text, version), the SHA-256 of the
//! matrices and that of itself. It exists when the second file is in its place. The one before is kept until the next
//! is written, in case the disk damages the newest.
//!
//! This crate does not know what is trained, and prints nothing.

mod error;
mod flags;
mod safetensors;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use common::checksum::{Checksum, sha256};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use tr::tr;
use whole_file::WholeFile;

pub use error::Error;
pub use flags::CheckpointFlags;
pub use safetensors::{Tensor, Tensors, Values};

/// The Korean of what this crate says, a catalogue in the format of gettext for [`set_translator`].
pub const KOREAN: &str = include_str!("../ko.po");

/// Lets remarks be in another language than English.
pub fn set_translator(texts: impl tr::Translator + 'static) {
    tr::set_translator!(texts);
}

/// What must be the same when a training goes on: `version`, flags such as `--lr`, and `text`, with their values. All
/// that the result depends on belongs here, and nothing else.
pub type Conditions = BTreeMap<String, Value>;

/// The fields of the settings of a run as [`Conditions`], named as flags: `lr` as `--lr`.
///
/// # Panics
/// If they have no named fields.
pub fn flags_of(settings: &impl Serialize) -> Conditions {
    // By way of text, in which an f32 has its own few digits; as an f64, 0.001 would become 0.0010000000474974513.
    let text = serde_json::to_string(settings).expect("settings can be written as JSON");
    let fields: Conditions = serde_json::from_str(&text).expect("settings have named fields");
    fields.into_iter().map(|(name, value)| (format!("--{}", name.replace('_', "-")), value)).collect()
}

/// The checkpoints of one training, in a folder of their own.
#[derive(Debug)]
pub struct Checkpoints {
    folder: PathBuf,
    conditions: Conditions,
    flags: CheckpointFlags,
    /// Where to say what the user should know: a sentence.
    remark: fn(&str),
    /// When the last was written, or the training began.
    last: Instant,
    /// The number of the checkpoint that this run has written or gone on from.
    own: Option<u64>,
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
        let document = Document { sha256: sha256(checkpoint.get()), checkpoint };
        serde_json::to_string(&document).expect("text can be written as JSON") + "\n"
    }
}

impl Checkpoints {
    /// Checkpoints in this folder, which is made when the first is written.
    /// What the user should know of them is said by `remark`, a sentence at a time.
    pub fn new(
        folder: impl Into<PathBuf>,
        conditions: Conditions,
        flags: &CheckpointFlags,
        remark: fn(&str),
    ) -> Self {
        Self {
            folder: folder.into(),
            conditions,
            flags: flags.clone(),
            remark,
            last: Instant::now(),
            own: None,
        }
    }

    /// The state and the matrices to go on from, if `--resume` asks for them and there are any.
    ///
    /// # Errors
    /// [`Error::Damaged`] if there are checkpoints, but none is intact; [`Error::Another`] if the newest was made
    /// under other conditions.
    pub fn resume<S: DeserializeOwned>(&mut self) -> Result<Option<(S, Tensors<'static>)>, Error> {
        let folder = self.folder.display();
        let numbers = self.numbers("json");
        if !self.flags.resume {
            if !numbers.is_empty() {
                self.note(tr!(
                    "--resume would go on from the checkpoint in `{folder}`; without it the training begins anew, and \
                     will replace it by its own",
                    folder
                ));
            }
            return Ok(None);
        }
        let mut damaged = None;
        for number in numbers {
            match self.read(number) {
                Ok(read) => {
                    self.note(tr!("going on from `{path}`", path = self.path(number, "json").display()));
                    self.own = Some(number);
                    return Ok(Some(read));
                }
                Err(Error::Damaged { path, problem }) => {
                    self.note(tr!(
                        "`{path}` is damaged ({problem}); trying the checkpoint before it",
                        path = path.display(),
                        problem
                    ));
                    damaged = damaged.or(Some(Error::Damaged { path, problem }));
                }
                Err(error) => return Err(error),
            }
        }
        if let Some(error) = damaged {
            return Err(error);
        }
        self.note(tr!("there is no checkpoint in `{folder}`; the training begins at the beginning", folder));
        Ok(None)
    }

    /// Whether it is time to write one: after so many minutes, and when the training is being stopped.
    pub fn are_due(&self, is_stopped: bool) -> bool {
        !self.flags.every.is_zero() && (is_stopped || self.last.elapsed() >= self.flags.every)
    }

    /// Writes a checkpoint, and removes all but this one and the one before. If that fails, for example because the
    /// disk is full, it says so, and the earlier ones stand as they were: a training of hours should not end for it.
    pub fn write(&mut self, state: &impl Serialize, tensors: &Tensors) {
        if let Err(error) = self.try_to_write(state, tensors) {
            let folder = self.folder.display();
            self.note(tr!(
                "cannot write a checkpoint into `{folder}`; make room for it: {error}",
                folder,
                error
            ));
        }
        self.last = Instant::now();
    }

    fn try_to_write(&mut self, state: &impl Serialize, tensors: &Tensors) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let newest = self.numbers("json").first().copied();
        let (number, before) = (1 + newest.unwrap_or(0), self.own.or(newest));

        let sha256 = write_tensors(&self.path(number, "safetensors"), tensors)?;
        let contents = Contents { conditions: self.conditions.clone(), sha256, state };
        let contents = serde_json::value::to_raw_value(&contents)?;
        let mut file = WholeFile::create(self.path(number, "json"))?;
        file.write_all(Document::text(&contents).as_bytes())?;
        file.put_in_place()?;

        self.own = Some(number);
        self.remove_all_but([Some(number), before]);
        Ok(())
    }

    /// Ends the keeping of checkpoints when all results are saved. If the training is over, removes what this run has
    /// written or gone on from, with all that is older, and what is left of a run that was killed while it wrote its
    /// first; if it was stopped, tells how to go on. A checkpoint of which the run has made no use stays.
    pub fn close(self, is_stopped: bool) {
        if self.own.is_none() && !self.numbers("json").is_empty() {
            return;
        }
        if self.own.is_some() && is_stopped {
            self.note(tr!(
                "--resume with the same flags goes on from `{folder}`",
                folder = self.folder.display()
            ));
            return;
        }
        self.remove_all_but([None, None]);
        whole_file::remove_abandoned(&self.folder);
        let _ = fs::remove_dir(&self.folder); // if nobody has put something else there
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

    /// Names the conditions that are not the same.
    fn compare(&self, then: &Conditions) -> Result<(), Error> {
        let names: BTreeSet<&String> = then.keys().chain(self.conditions.keys()).collect();
        let value = |conditions: &Conditions, name: &str| conditions.get(name).cloned().unwrap_or_default();
        let is_different = |name: &&String| value(then, name) != value(&self.conditions, name);
        let different: Vec<&String> = names.into_iter().filter(is_different).collect();
        if different.is_empty() {
            return Ok(());
        }
        let [then, now] = [then, &self.conditions].map(|conditions| {
            let shown = different.iter().map(|name| shown(name, &value(conditions, name)));
            shown.collect::<Vec<_>>().join(", ")
        });
        Err(Error::Another { then, now })
    }

    fn note(&self, text: String) {
        (self.remark)(&tr!("note: {text}", text));
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
    let mut file = Hashed { inner: WholeFile::create(path)?, checksum: Checksum::default() };
    safetensors::write(&mut file, tensors)?;
    file.inner.put_in_place()?;
    Ok(file.checksum.hexadecimal())
}

/// Reads matrices from a file that has this SHA-256.
fn read_tensors(path: &Path, sha256: &str) -> io::Result<Tensors<'static>> {
    let mut checksum = Checksum::default();
    io::copy(&mut File::open(path)?, &mut checksum)?;
    if checksum.hexadecimal() != sha256 {
        return Err(io::Error::other("its checksum does not match"));
    }
    safetensors::read(&mut BufReader::with_capacity(1 << 16, File::open(path)?))
}

/// A writer that computes the SHA-256 of what it is given.
struct Hashed {
    inner: WholeFile,
    checksum: Checksum,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.checksum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
