//! Holds the READMEs to their word: what they show is in the source, is printed, is drawn, is accepted.
//!
//! A test of each chapter calls [`assert_chapter_true`]; a test of this package calls [`assert_documents_true`] for
//! the documents at the root. Both collect everything that is wrong and report it at once, each as
//! `chapters/x/README.md:LINE: what is wrong`.
//!
//! | in a README | what is checked |
//! | --- | --- |
//! | `rust` block | consecutive lines of the file that the paragraph above links to |
//! | `text` block | consecutive lines of what the chapter prints by itself, today |
//! | `console` block | the first line is run; the others are consecutive lines of what it prints |
//! | `math` block | no word of a natural language, balanced; and no formula outside of such blocks |
//! | `sh` block, `` `cargo …` `` and `` `--flag` `` | cargo and the program accept it |
//! | picture | described, kept in `assets/<package>`, and drawn today as it was kept; every picture is shown |
//! | link | the file, and the heading behind `#`, exist |
//! | number with a decimal point | stands in a block, or is a section of the book behind `§` |
//! | the two languages | show the same blocks and pictures in the same order |
//! | the form | title, twin, command; exercises with hidden answers; what comes next |
//!
//! Printed numbers agree up to one unit of their last digit (see [`crate::output`]), pictures up to a pixel (see
//! [`crate::picture`]), because another processor rounds differently.

mod commands;
mod compare;
mod form;
mod links;
mod markdown;
mod math;
mod numbers;
mod pictures;
mod refresh;
mod shown;
mod source;
mod twins;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{self, Run};

use commands::Built;
use form::Language;
use markdown::Document;

pub use refresh::refresh;

/// Something wrong in a README, and where.
#[derive(Debug, PartialEq)]
struct Problem {
    file: String,
    line: usize,
    what: String,
}

impl Problem {
    fn new(document: &Document, line: usize, what: impl Into<String>) -> Self {
        Self { file: document.name.clone(), line, what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// Asserts that both READMEs of a chapter are there and true.
///
/// `folder` is `env!("CARGO_MANIFEST_DIR")`, `program` is `env!("CARGO_BIN_EXE_…")`, and `timing` are the names of
/// the pictures that show measured times, which are never twice the same.
///
/// # Panics
/// If something is wrong, with everything that is.
pub fn assert_chapter_true(folder: &str, program: &str, timing: &[&str]) {
    let folder = Path::new(folder);
    let workspace = folder.ancestors().nth(2).expect("chapters/ is in the workspace");
    let package = folder.file_name().expect("a chapter has a name").to_string_lossy();
    let mut runs = Runs::new(Path::new(program));
    report(&problems_of_chapter(workspace, &package, &mut runs, timing));
}

/// Asserts that documents for the whole, at the root of the workspace, are true; `twins` name the English and the
/// Korean one of a pair.
///
/// # Panics
/// If something is wrong, with everything that is.
pub fn assert_documents_true(workspace: &Path, names: &[&str], twins: &[(&str, &str)]) {
    let test = std::env::current_exe().expect("this test is a program");
    let programs = Built { folder: test.ancestors().nth(2).expect("target/debug").to_path_buf() };
    let mut problems = Vec::new();
    let printed = what_chapters_print(workspace);
    let printed: Vec<&str> = printed.iter().flat_map(|text| text.lines()).collect();
    for name in names {
        let Some(document) = read(workspace, name, &mut problems) else { continue };
        problems.extend(form::check_blocks(&document, &form::FOR_THE_WHOLE));
        problems.extend(source::check(&document, workspace));
        problems.extend(math::check(&document));
        problems.extend(pictures::check(&document, None));
        problems.extend(links::check(&document, workspace));
        problems.extend(commands::check(&document, workspace, &programs, None));
        // The tables of these documents hold sections of the book.
        problems.extend(numbers::check(&document, &printed, |line| line.starts_with('|')));
    }
    for (one, other) in twins {
        let pair = [one, other].map(|name| read(workspace, name, &mut problems));
        if let [Some(one), Some(other)] = pair {
            problems.extend(twins::check(&one, &other));
        }
    }
    report(&problems);
}

/// Fails with all problems, those of a file in the order of its lines.
fn report(problems: &[Problem]) {
    let mut problems: Vec<&Problem> = problems.iter().collect();
    problems.sort_by_key(|problem| (&problem.file, problem.line));
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "\n{}\n{} problem(s)", lines.join("\n"), lines.len());
}

fn problems_of_chapter(workspace: &Path, package: &str, runs: &mut Runs, timing: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let order = reading_order(workspace);
    let next = order.iter().skip_while(|name| *name != package).nth(1).map(String::as_str);
    let programs = Built { folder: runs.program.parent().expect("a program is in a folder").to_path_buf() };
    let drawn = runs.drawn();
    let pair = Language::BOTH.map(|language| {
        let document =
            read(workspace, &format!("chapters/{package}/{}", language.file_name()), &mut problems)?;
        problems.extend(form::check_chapter(&document, language, package, next));
        problems.extend(form::check_blocks(&document, &form::IN_CHAPTERS));
        problems.extend(source::check(&document, workspace));
        problems.extend(shown::check(&document, package, &mut |flags| runs.printed(flags)));
        problems.extend(math::check(&document));
        problems.extend(pictures::check(&document, Some(package)));
        problems.extend(pictures::check_drawn(&document, workspace, package, &drawn, timing));
        problems.extend(links::check(&document, workspace));
        problems.extend(commands::check(&document, workspace, &programs, Some(package)));
        problems.extend(numbers::check(&document, &[], |_| false));
        Some(document)
    });
    if let [Some(english), Some(korean)] = &pair {
        problems.extend(twins::check(english, korean));
    }
    problems
}

/// Reads a document, or says that it cannot be read.
fn read(workspace: &Path, name: &str, problems: &mut Vec<Problem>) -> Option<Document> {
    match fs::read_to_string(workspace.join(name)) {
        Ok(text) => Some(Document::parse(name, &text)),
        Err(error) => {
            problems.push(Problem { file: name.to_string(), line: 1, what: error.to_string() });
            None
        }
    }
}

/// The chapters in the order of the reading table in the README at the root.
fn reading_order(workspace: &Path) -> Vec<String> {
    let readme = fs::read_to_string(workspace.join("README.md")).unwrap_or_default();
    let rows = readme.lines().filter(|line| line.starts_with('|'));
    rows.filter_map(|row| row.split_once("`cargo run -p ")?.1.split_once('`'))
        .map(|(name, _)| name.to_string())
        .collect()
}

/// `output.txt` of every chapter.
fn what_chapters_print(workspace: &Path) -> Vec<String> {
    let chapters = fs::read_dir(workspace.join("chapters")).into_iter().flatten().flatten();
    chapters.filter_map(|chapter| fs::read_to_string(chapter.path().join("output.txt")).ok()).collect()
}

/// Runs of one chapter, each made once.
struct Runs {
    program: PathBuf,
    by_itself: Run,
    printed: HashMap<Vec<String>, Result<String, String>>,
}

impl Runs {
    /// Runs the program by itself, without flags.
    fn new(program: &Path) -> Self {
        let by_itself = program::run_well(program.to_str().expect("the path of the program is UTF-8"), &[]);
        Self { program: program.to_path_buf(), by_itself, printed: HashMap::new() }
    }

    /// The pictures that the run without flags has drawn, by name.
    fn drawn(&self) -> BTreeMap<String, Vec<u8>> {
        let names = self.by_itself.file_names().into_iter().filter(|name| name.ends_with(".png"));
        names.map(|name| (name.clone(), self.by_itself.file(&name))).collect()
    }

    /// What the program prints with these flags, or what it says against them. Paths are those of a run without
    /// `--out`.
    fn printed(&mut self, flags: &[String]) -> Result<String, String> {
        if flags.is_empty() {
            return Ok(self.by_itself.stdout_as_without_out(&self.program));
        }
        if let Some(known) = self.printed.get(flags) {
            return known.clone();
        }
        let result = self.run(flags);
        self.printed.insert(flags.to_vec(), result.clone());
        result
    }

    fn run(&self, flags: &[String]) -> Result<String, String> {
        let refused = |stderr: &str| {
            let sentence = stderr.lines().find(|line| line.starts_with("error: "));
            format!("the command fails: {}", sentence.unwrap_or(stderr).trim())
        };
        if flags[0] == "ask" {
            // The one command of a chapter that reads what a run has saved, and writes nothing.
            let vectors = self.by_itself.folder().join("vectors.txt");
            let output = Command::new(&self.program)
                .args(["ask", "--vectors"])
                .arg(vectors)
                .args(&flags[1..])
                .output();
            let output = output.map_err(|error| error.to_string())?;
            let [stdout, stderr] =
                [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            return if output.status.success() { Ok(stdout) } else { Err(refused(&stderr)) };
        }
        if flags.iter().any(|flag| flag == "--out" || flag.starts_with("--out=")) {
            return Err("a command shown with its output has no --out".to_string());
        }
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let run = program::run(self.program.to_str().expect("the path of the program is UTF-8"), &flags);
        if run.status == 0 { Ok(run.stdout_as_without_out(&self.program)) } else { Err(refused(&run.stderr)) }
    }
}
