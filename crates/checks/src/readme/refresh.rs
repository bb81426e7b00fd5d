//! Blocks of Rust and of output as they should be today: `cargo test` names those that differ, and
//! `cargo run -p checks --bin refresh` writes them.

use std::fs;
use std::io;
use std::path::Path;

use super::markdown::{Document, Fence};
use super::truth::Truth;
use super::{READMES, problems_of_chapter, shown, source};

/// What is to be done about a block.
#[derive(Debug, Default)]
pub(crate) struct Renewal {
    /// In which line it differs from the truth, and how.
    pub(crate) problem: Option<Lie>,
    /// All its lines of today, if they differ and can be told.
    pub(crate) fresh: Option<Vec<String>>,
}

/// The line of a README in which something is wrong, and what.
pub(crate) type Lie = (usize, String);

/// Compares all blocks of Rust and output.
pub(crate) fn renewals<'a>(document: &'a Document, truth: &mut Truth) -> Vec<(&'a Fence, Renewal)> {
    let renewal = |fence: &'a Fence| {
        let renewal = match fence.language.as_str() {
            "rust" => source::renew(document, fence, &truth.workspace),
            "text" | "console" => shown::renew(fence, truth),
            _ => return None,
        };
        Some((fence, renewal.unwrap_or_else(|lie| Renewal { problem: Some(lie), fresh: None })))
    };
    document.fences.iter().filter_map(renewal).collect()
}

/// Keeps what a chapter prints and draws today, and brings the blocks of both its READMEs up to date: output where
/// only numbers and their alignment have changed, Rust where the first and the last line are still there. Returns
/// what must be edited by hand, which is all that [`assert_chapter_true`](super::assert_chapter_true) would name now.
///
/// `program` is the built program of the chapter.
///
/// # Errors
/// If a file cannot be written.
///
/// # Panics
/// If the program fails.
pub fn refresh(workspace: &Path, package: &str, program: &Path) -> io::Result<Vec<String>> {
    let mut truth = Truth::of_chapter(workspace, package, program, &[]);
    let mut korean = truth.korean.take();
    for name in READMES {
        let path = workspace.join("chapters").join(package).join(name);
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let truth = korean.as_deref_mut().filter(|_| name == READMES[1]).unwrap_or(&mut truth);
        fs::write(path, renewed(&format!("chapters/{package}/{name}"), &text, truth))?;
    }
    keep(&mut truth)?;
    korean.as_deref_mut().map_or(Ok(()), keep)?;
    truth.korean = korean;
    Ok(problems_of_chapter(&mut truth).iter().map(ToString::to_string).collect())
}

/// Writes what is printed and drawn today to where it is kept.
fn keep(truth: &mut Truth) -> io::Result<()> {
    let printed = (truth.printed)(&[]).expect("the program has run");
    fs::write(truth.workspace.join(&truth.output), &printed)?;
    let folder = truth.workspace.join(&truth.pictures);
    fs::create_dir_all(&folder)?;
    truth.printed_before = printed;
    truth.drawn.iter().try_for_each(|(name, picture)| fs::write(folder.join(name), picture))
}

/// A README with its blocks of today, as far as they can be told.
pub fn renewed(name: &str, text: &str, truth: &mut Truth) -> String {
    let document = Document::parse(name, text);
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    // From the bottom up: a longer block moves those below it.
    for (fence, renewal) in renewals(&document, truth).into_iter().rev() {
        let Some(fresh) = renewal.fresh else { continue };
        let indented =
            |line: String| format!("{}{line}", " ".repeat(fence.indentation)).trim_end().to_string();
        lines.splice(fence.line..fence.line + fence.lines.len(), fresh.into_iter().map(indented));
    }
    lines.join("\n") + "\n"
}
