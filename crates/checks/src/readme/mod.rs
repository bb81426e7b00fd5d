//! Holds the READMEs to their word: what they show is in the source, is printed, is drawn, is accepted.
//!
//! A test of each chapter calls [`assert_chapter_true`]; a test of this package calls [`assert_documents_true`] for
//! the documents at the root. Both collect everything that is wrong and report it at once, each as
//! `chapters/x/README.md:LINE: what is wrong`. [`refresh`] writes blocks anew where the truth has changed; of a README
//! that is true it changes nothing but last digits.
//!
//! | in a README | what is checked |
//! | --- | --- |
//! | `rust` block | consecutive lines of the file that the paragraph above links to |
//! | `text` block | consecutive lines of what the chapter prints by itself, today |
//! | `console` block | the first line is run; the others are consecutive lines of what it prints |
//! | `math` block | balanced |
//! | other blocks | only `sh` and `python` |
//! | `sh` block, `` `cargo …` `` and `` `--flag` `` | cargo and the program accept it |
//! | picture | kept in `assets/<package>`, those in Korean in `ko` there, and drawn today as it was kept; every picture is shown |
//! | link | the file, and the heading behind `#`, exist |
//! | number with a decimal point | stands in a block, or is a section of the book behind `§` |
//! | the two languages | link to each other, and show the same blocks and pictures in the same order, output with the same numbers |
//! | the languages of the program | the same `results.json` |
//! | the end | leads to the next chapter |
//!
//! Printed numbers agree up to one unit of their last digit (see [`crate::output`]), pictures up to a pixel (see
//! [`crate::picture`]), because another processor rounds differently.

mod commands;
mod compare;
mod form;
mod links;
mod markdown;
mod numbers;
mod pictures;
mod refresh;
mod shown;
mod source;
mod truth;
mod twins;

use std::fmt;
use std::fs;
use std::path::Path;
use std::thread;

use markdown::Document;
pub use refresh::{refresh, renewed};
pub use truth::Truth;

/// The README of a chapter in English and in Korean.
const READMES: [&str; 2] = ["README.md", "README.ko.md"];

/// Something wrong in a README, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
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
    let mut truth = Truth::of_chapter(workspace, &package, Path::new(program), timing);
    report(&problems_of_chapter(&mut truth));
}

/// Asserts that documents for the whole, at the root of the workspace, are true; `twins` name the English and the
/// Korean one of a pair.
///
/// # Panics
/// If something is wrong, with everything that is.
pub fn assert_documents_true(workspace: &Path, names: &[&str], twins: &[(&str, &str)]) {
    let test = std::env::current_exe().expect("this test is a program");
    let built_in = test.ancestors().nth(2).expect("target/debug");
    report(&problems_of_documents(&mut Truth::of_documents(workspace, built_in), names, twins));
}

/// Fails with all problems, those of a file in the order of its lines.
fn report(problems: &[Problem]) {
    let mut problems: Vec<&Problem> = problems.iter().collect();
    problems.sort_by_key(|problem| (&problem.file, problem.line));
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "\n{}\n{} problem(s)", lines.join("\n"), lines.len());
}

/// Everything that is wrong in the READMEs of a chapter, where there is one.
pub fn problems_of_chapter(truth: &mut Truth) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(spoken) = truth.korean.as_ref().filter(|spoken| spoken.results != truth.results) {
        let what = "results.json is not that of the English program".to_string();
        problems.push(Problem { file: spoken.output.clone(), line: 1, what });
    }
    let [english, korean] = READMES;
    let (english, korean) = match truth.korean.take() {
        // Programs run for the one README while others run for the other.
        Some(mut spoken) => thread::scope(|scope| {
            let other = scope.spawn(move || check_in_chapter(korean, &mut spoken));
            (check_in_chapter(english, truth), other.join().expect("the checks do not panic"))
        }),
        None => (check_in_chapter(english, truth), check_in_chapter(korean, truth)),
    };
    problems.extend([english.1, korean.1].concat());
    problems.extend(twins::check(&[english.0, korean.0]));
    problems
}

/// A README of a chapter, if it is there, and everything that is wrong in it alone.
fn check_in_chapter(name: &str, truth: &mut Truth) -> (Option<Document>, Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(package) = &truth.package.clone() else { return (None, problems) };
    let order = reading_order(&truth.workspace);
    let next = order.iter().skip_while(|name| *name != package).nth(1);
    let document = read(truth, &format!("chapters/{package}/{name}"), &mut problems);
    if let Some(document) = &document {
        problems.extend(form::check_blocks(document, &form::IN_CHAPTERS));
        problems.extend(form::check_way(document, next));
        problems.extend(check(document, truth));
        problems.extend(pictures::check_drawn(document, truth));
        problems.extend(numbers::check(document, "", true));
    }
    problems.extend(shown::check_kept(truth));
    (document, problems)
}

/// Everything that is wrong in documents for the whole; see [`assert_documents_true`].
pub fn problems_of_documents(truth: &mut Truth, names: &[&str], twins: &[(&str, &str)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut printed = what_chapters_print(&truth.workspace);
    // The oldest Rust, which the README names.
    let manifest = fs::read_to_string(truth.workspace.join("Cargo.toml")).unwrap_or_default();
    printed.extend(manifest.lines().filter(|line| line.starts_with("rust-version")));
    for name in names {
        let Some(document) = read(truth, name, &mut problems) else { continue };
        problems.extend(form::check_blocks(&document, &form::FOR_THE_WHOLE));
        problems.extend(check(&document, truth));
        problems.extend(numbers::check(&document, &printed, false));
    }
    for (one, other) in twins {
        let pair = [one, other].map(|name| read(truth, name, &mut problems));
        problems.extend(twins::check(&pair));
    }
    problems
}

/// What is checked in all documents alike.
fn check(document: &Document, truth: &mut Truth) -> Vec<Problem> {
    let lies = refresh::renewals(document, truth).into_iter().filter_map(|(_, renewal)| renewal.problem);
    let mut problems: Vec<Problem> = lies.map(|(line, what)| Problem::new(document, line, what)).collect();
    problems.extend(pictures::check(document, &truth.pictures));
    problems.extend(links::check(document, &truth.workspace));
    problems.extend(commands::check(document, truth));
    problems
}

/// Reads a document, or says that it cannot be read.
fn read(truth: &Truth, name: &str, problems: &mut Vec<Problem>) -> Option<Document> {
    match fs::read_to_string(truth.workspace.join(name)) {
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

/// `output.txt` of all chapters.
fn what_chapters_print(workspace: &Path) -> String {
    let chapters = fs::read_dir(workspace.join("chapters")).into_iter().flatten().flatten();
    chapters.filter_map(|chapter| fs::read_to_string(chapter.path().join("output.txt")).ok()).collect()
}
