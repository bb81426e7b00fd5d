//! What would escape the other checks, and where the way leads on.

use super::markdown::Document;
use super::{Problem, READMES};

/// What a chapter's README shows in blocks.
pub(crate) const IN_CHAPTERS: [&str; 6] = ["rust", "text", "console", "math", "sh", "python"];
/// What the documents for the whole show: only chapters have output.
pub(crate) const FOR_THE_WHOLE: [&str; 4] = ["rust", "math", "sh", "python"];
/// Formulas do not show if these are not paired.
const PAIRS: [(&str, &str); 3] = [("{", "}"), ("\\begin{", "\\end{"), ("\\left", "\\right")];
/// What no reader of Markdown takes for what it is meant to be, if it is left over in prose.
const LOST: [(&str, &str); 4] = [
    ("<img", "show a picture as ![what one sees](path)"),
    ("```", "no block, since it stands in HTML: an empty line is missing above it"),
    ("](", "no link: it is not closed, or a space stands in its target"),
    ("][", "no link: its target is nowhere defined"),
];

/// Checks that every block is closed and of a kind that is checked, that formulas are balanced, and that nothing is
/// lost in prose.
pub(crate) fn check_blocks(document: &Document, languages: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut refuse = |line, what: String| problems.push(Problem::new(document, line, what));
    for fence in &document.fences {
        if !languages.contains(&&*fence.language) {
            let expected = languages.join(", ");
            refuse(fence.line, format!("a block of \"{}\"; expected one of: {expected}", fence.language));
        } else if !fence.is_closed {
            refuse(fence.line, "this block is never closed".to_string());
        }
        if fence.language == "math" {
            // `\{` is a brace that shows, and `\leftarrow` begins like `\left`.
            let formula = fence.lines.concat().replace("\\{", "").replace("\\}", "");
            let count =
                |what: &str| formula.matches(what).count() - formula.matches(&format!("{what}arrow")).count();
            for (open, close) in PAIRS.iter().filter(|(open, close)| count(open) != count(close)) {
                let what = format!("a formula with {} {open} and {} {close}", count(open), count(close));
                refuse(fence.line, what);
            }
        }
    }
    for (lost, what) in LOST {
        if let Some(line) = document.line_with(lost) {
            refuse(line, what.to_string());
        }
    }
    problems
}

/// Checks that a chapter's README leads to its twin and, at the end, to the chapter after it.
pub(crate) fn check_way(document: &Document, next: Option<&String>) -> Vec<Problem> {
    let is_this = |name: &&str| document.name.ends_with(&format!("/{name}"));
    let [this, twin] = if is_this(&READMES[0]) { READMES } else { [READMES[1], READMES[0]] };
    let last = document.headings.last().map_or(1, |heading| heading.line);
    let leads = |target: &str, from: usize| {
        document.links.iter().any(|link| link.line >= from && link.target == target)
    };
    let mut problems = Vec::new();
    if !leads(twin, 1) {
        problems.push(Problem::new(document, 1, format!("no link to the other language, {twin}")));
    }
    if let Some(next) = next.map(|next| format!("../{next}/{this}")).filter(|next| !leads(next, last)) {
        let what = format!("the last section is expected to have a link to {next}");
        problems.push(Problem::new(document, last, what));
    }
    problems
}
