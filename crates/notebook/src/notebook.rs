//! The notebook of one run.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use ndarray::{ArrayRef, Dimension, Ix2};
use serde::Serialize;
use tr::tr;

use crate::array::{array_text, labelled_array_text};
use crate::error::Result;
use crate::files::OutputFolder;
use crate::page::page;
use crate::results::{Corpus, Loss, Results};
use crate::short::with_words_up_to;
use crate::terminal::{Terminal, remark};
use crate::{Number, Picture, SharedFlags, Table, font};

/// The page.
const INDEX: &str = "index.html";

/// What one run of a chapter shows: cells on standard output, pictures and `results.json` in its folder.
///
/// Printing never fails in the middle of a chapter: when standard output takes no more, the next
/// [`picture`](Notebook::picture) or [`close`](Notebook::close) says so. When its reader has gone
/// (`cargo run … | head`), the run goes on without printing, because the files are still of use. The
/// [front page](crate) shows a whole chapter.
pub struct Notebook {
    terminal: Terminal,
    folder: OutputFolder,
    results: Results,
    cells: usize,
}

impl Notebook {
    /// Opens a notebook whose files go to `out/<package>/` in the workspace, or to the folder given by `--out`.
    ///
    /// Call it before anything that takes long: a folder that cannot be written is noticed here.
    ///
    /// # Errors
    /// [`Error::NotAFolder`](crate::Error::NotAFolder) or [`Error::Folder`](crate::Error::Folder) if the folder
    /// cannot be created or takes no files; [`Error::Font`](crate::Error::Font) if `--font` names no font.
    pub fn open(package: &str, version: &str, flags: &SharedFlags) -> Result<Self> {
        tr::set_translator!(flags.texts(include_str!("../ko.po")));
        if let Some(path) = &flags.font {
            font::read_second(path)?;
        }
        let folder = OutputFolder::open(package, flags.out.as_deref())?;
        let results = Results {
            package: package.to_string(),
            version: version.to_string(),
            seed: flags.seed,
            settings: serde_json::json!({}),
            timing: flags.timing.then(BTreeMap::new),
            ..Results::default()
        };
        Ok(Self { terminal: Terminal::standard_output(), folder, results, cells: 0 })
    }

    /// Records the chapter's flags as the settings of this run.
    ///
    /// # Panics
    /// If `flags` is not a struct with named fields.
    pub fn settings(&mut self, flags: &impl Serialize) {
        // By way of text, which writes an f32 in its own few digits; as an f64, 0.001 would become 0.0010000000474974513.
        let text = serde_json::to_string(flags).expect("flags can be written as JSON");
        self.results.settings = serde_json::from_str(&text).expect("what was just written can be read");
        assert!(
            self.results.settings.is_object(),
            "flags must be a struct with named fields, but are {text}"
        );
    }

    /// Starts a numbered cell: `[1] 3.2.1  An inference-based method`.
    pub fn cell(&mut self, heading: impl Display) {
        self.cells += 1;
        self.terminal.heading(&format!("[{}] {heading}", self.cells));
    }

    /// Prints a paragraph. Of a word of more than 400 columns the beginning is shown: paths are shorter, too.
    pub fn say(&mut self, text: impl Display) {
        self.terminal.print(&with_words_up_to(400, &format!("{text}\n")));
    }

    /// Prints an array below its name and shape, for example `h  (B, H) = (3, 5)`.
    ///
    /// Numbers with decimals have four (or a power of ten, if four would show only zeros); a side of more than
    /// twelve is shortened.
    ///
    /// ```text
    /// h  (B, H) = (2, 3)
    ///    0.0126 -0.0013  0.0064
    ///   -0.0031  0.0000  0.0240
    /// ```
    pub fn array<A: Number, D: Dimension>(
        &mut self,
        name: impl AsRef<str>,
        letters: &str,
        values: &ArrayRef<A, D>,
    ) {
        self.terminal.print(&array_text(name.as_ref(), letters, values));
    }

    /// Prints a matrix with a label, usually a word, before each of its rows.
    ///
    /// # Panics
    /// If there is not exactly one label per row.
    pub fn labelled_array<A: Number>(
        &mut self,
        name: impl AsRef<str>,
        letters: &str,
        labels: &[impl AsRef<str>],
        values: &ArrayRef<A, Ix2>,
    ) {
        self.terminal.print(&labelled_array_text(name.as_ref(), letters, labels, values));
    }

    /// Prints a table.
    pub fn table(&mut self, table: &Table) {
        self.terminal.print(&table.to_string());
    }

    /// Says on standard error what differs from run to run, for example a table of seconds.
    pub fn remark(&self, text: impl Display) {
        remark(&text.to_string());
    }

    /// Records the text that was read: its name, T, V and a fingerprint.
    pub fn corpus(&mut self, name: &str, tokens: usize, vocabulary: usize, sha256: &str) {
        self.results.corpus =
            Some(Corpus { name: name.to_string(), tokens, vocabulary, sha256: sha256.to_string() });
    }

    /// Records a loss curve.
    ///
    /// # Panics
    /// If the two lists differ in length.
    pub fn loss_curve(&mut self, name: &str, iterations: &[usize], values: &[impl Number]) {
        assert_eq!(iterations.len(), values.len(), "the loss curve `{name}` needs one value per iteration");
        let value = values.iter().map(|value| value.to_f64()).collect();
        self.results.loss.insert(name.to_string(), Loss { iteration: iterations.to_vec(), value });
    }

    /// Records a single number.
    pub fn metric(&mut self, name: &str, value: impl Number) {
        self.results.metrics.insert(name.to_string(), value.to_f64());
    }

    /// Records that Ctrl-C stopped the training, and prints this sentence, which says how far it came.
    pub fn stopped(&mut self, sentence: impl Display) {
        self.results.stopped = true;
        self.say(sentence);
    }

    /// Whether the training was [`stopped`](Self::stopped).
    pub fn is_stopped(&self) -> bool {
        self.results.stopped
    }

    /// Says on standard error how long something took, and records it if `--timing` asks for it.
    ///
    /// Let the name say the unit: `seconds_per_epoch`.
    pub fn timing(&mut self, name: &str, value: f64) {
        remark(&format!("{name}: {value:.3}"));
        if let Some(timing) = &mut self.results.timing {
            timing.insert(name.to_string(), value);
        }
    }

    /// Draws a picture and writes it as `name`, for example `loss.png`, whole or not at all.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) if it cannot be written; an earlier failure of standard output.
    pub fn picture(&mut self, name: &str, picture: &impl Picture) -> Result<()> {
        self.path(name)?;
        self.folder.write(name, &picture.to_png())
    }

    /// Writes the page `index.html`, on which a module of `assets/page/`, for example `simple-cbow.js`, shows this
    /// recording; [`close`](Notebook::close) names it last.
    ///
    /// # Errors
    /// As those of [`picture`](Self::picture).
    ///
    /// # Panics
    /// If there is no such module.
    pub fn page(&mut self, module: &str, recording: &impl Serialize) -> Result<()> {
        self.path(INDEX)?;
        self.folder.write(INDEX, page(module, recording).as_bytes())
    }

    /// Where to write any other file; whoever asks writes it, whole or not at all.
    ///
    /// # Errors
    /// An earlier failure of standard output.
    pub fn path(&mut self, name: &str) -> Result<PathBuf> {
        self.terminal.check()?;
        if !self.results.files.iter().any(|earlier| earlier == name) {
            self.results.files.push(name.to_string());
        }
        Ok(self.folder.path(name))
    }

    /// The folder of this run, for what is no result of it, such as a checkpoint.
    pub fn folder(&self) -> PathBuf {
        self.folder.path("")
    }

    /// A progress bar on standard error, from 0 to `total` steps, with the time left. It is not shown where nobody looks
    /// (a file, a pipe), and disappears when it is dropped: before more results are printed.
    pub fn progress(&self, total: usize, what: impl Display) -> ProgressBar {
        let left = tr!("{time} left", time = "{eta}");
        let style = ProgressStyle::with_template(&format!(
            "{{prefix}} [{{bar:30}}] {{percent:>3}} %  {left}  {{msg}}"
        ));
        ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr_with_hz(10))
            .with_style(style.expect("the template is correct").progress_chars("=> "))
            .with_prefix(what.to_string())
            .with_finish(ProgressFinish::AndClear)
    }

    /// Writes `results.json` and prints the paths of all files written.
    ///
    /// # Errors
    /// [`Error::NotFinite`](crate::Error::NotFinite) if a recorded number is NaN or infinite,
    /// [`Error::File`](crate::Error::File) if the file cannot be written,
    /// [`Error::Output`](crate::Error::Output) if standard output took not everything.
    pub fn close(mut self) -> Result<()> {
        self.terminal.check()?;
        self.folder.write("results.json", self.results.to_json()?.as_bytes())?;

        self.terminal.heading(&tr!("Written"));
        let mut names: Vec<&str> =
            self.results.files.iter().map(String::as_str).chain(["results.json"]).collect();
        names.sort_by_key(|name| *name == INDEX); // what to open stands where the eye is
        for name in names {
            let path = self.folder.shown(name);
            self.terminal.print(&format!("{path}\n"));
        }
        if let Some(folder) = self.folder.elsewhere() {
            remark(&tr!("The folder is {folder}", folder = folder.display()));
        }
        self.terminal.check()
    }
}
