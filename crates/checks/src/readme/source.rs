//! Rust blocks: each is a run of lines of the file that the paragraph above it links to.

use std::fs;
use std::path::Path;

use super::Problem;
use super::compare::{Found, find};
use super::links;
use super::markdown::{Document, Fence, Kind, Part};

/// A longer block shows more than the lines that do the thing.
const MOST_LINES: usize = 20;

pub(crate) fn check(document: &Document, workspace: &Path) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, part) in document.parts.iter().enumerate() {
        let Kind::Fence(fence) = &part.kind else { continue };
        if fence.language != "rust" {
            continue;
        }
        if fence.lines.len() > MOST_LINES {
            let what = format!(
                "{} lines of Rust in one block; at most {MOST_LINES}, in two blocks if need be",
                fence.lines.len()
            );
            problems.push(Problem::new(document, part.line, what));
        }
        let named = index.checked_sub(1).and_then(|above| file_named_by(&document.parts[above]));
        let problem = match named {
            Some((shown, target)) => check_block(document, workspace, part.line, fence, &shown, &target),
            None => Some(Problem::new(
                document,
                part.line,
                "no source above this Rust block: a paragraph of only a link is expected, such as [src/lib.rs](src/lib.rs)",
            )),
        };
        problems.extend(problem);
    }
    problems
}

/// The text and the target of the link, if the paragraph is one link and nothing else.
fn file_named_by(part: &Part) -> Option<(String, String)> {
    let Kind::Paragraph(text) = &part.kind else { return None };
    let link = part.inline()?.links.pop()?;
    (text.trim() == format!("[{}]({})", link.text, link.target)).then_some((link.text, link.target))
}

fn check_block(
    document: &Document,
    workspace: &Path,
    line: usize,
    fence: &Fence,
    shown: &str,
    target: &str,
) -> Option<Problem> {
    let path = links::resolve(&document.name, target)?; // links::check tells what is wrong with it
    let in_chapter = path.strip_prefix(&format!("{}/", links::folder(&document.name)));
    if shown.trim_matches('`') != in_chapter.unwrap_or(&path) {
        let what = format!("the link above this block shows {shown}, but leads to {path}");
        return Some(Problem::new(document, line, what));
    }
    let Ok(source) = fs::read_to_string(workspace.join(&path)) else {
        return Some(Problem::new(document, line, format!("cannot read {path}, the source of this block")));
    };
    let lines: Vec<&str> = source.lines().collect();
    let block: Vec<&str> = fence.lines.iter().map(String::as_str).collect();
    match find(&block, &lines, |one, other| one.trim() == other.trim()) {
        Found::At(_) if is_shown(&block, &lines) => None,
        Found::At(start) => {
            let what = format!("indented otherwise than {path}, line {}", start + 1);
            Some(Problem::new(document, line + 1, what))
        }
        Found::Departs { shown, whole } => {
            let there = whole.map_or(String::new(), |at| format!(", line {}", at + 1));
            let what = format!(
                "not in {path}\n  shown:  {}\n  source: {}{there}",
                block.get(shown).map_or("(nothing)", |line| line.trim()),
                whole.map_or("(ends)", |at| lines[at].trim()),
            );
            Some(Problem::new(document, line + 1 + shown, what))
        }
    }
}

/// Whether the block is a run of lines, up to an indentation common to all of them.
fn is_shown(block: &[&str], source: &[&str]) -> bool {
    let block = dedent(block);
    source.windows(block.len().max(1)).any(|window| dedent(window) == block)
}

fn dedent<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let spaces = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let common = lines.iter().filter(|line| !line.trim().is_empty()).map(spaces).min().unwrap_or(0);
    lines.iter().map(|line| line.get(common..).unwrap_or_default().trim_end()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "fn main() {\n    let a = 1;\n    if a > 0 {\n        go();\n    }\n}\n";

    fn problems(link: &str, block: &str) -> Vec<String> {
        let workspace = tempfile::tempdir().unwrap();
        fs::create_dir_all(workspace.path().join("chapters/x/src")).unwrap();
        fs::write(workspace.path().join("chapters/x/src/lib.rs"), SOURCE).unwrap();
        let text = format!("# T\n\n{link}\n\n```rust\n{block}\n```\n");
        let document = Document::parse("chapters/x/README.md", &text);
        check(&document, workspace.path()).iter().map(ToString::to_string).collect()
    }

    const LINK: &str = "[src/lib.rs](src/lib.rs)";

    #[test]
    fn lines_of_the_source_are_accepted_with_and_without_their_common_indentation() {
        assert_eq!(problems(LINK, "if a > 0 {\n    go();\n}"), [""; 0]);
        assert_eq!(problems(LINK, "    if a > 0 {\n        go();\n    }"), [""; 0]);
        assert_eq!(problems("[`src/lib.rs`](src/lib.rs)", "let a = 1;"), [""; 0]);
    }

    #[test]
    fn a_changed_line_is_named_with_what_the_source_has() {
        let found = problems(LINK, "let a = 1;\nif a > 1 {\n    go();");
        assert_eq!(
            found,
            [
                "chapters/x/README.md:7: not in chapters/x/src/lib.rs\n  shown:  if a > 1 {\n  source: if a > 0 {, line 3"
            ]
        );
    }

    #[test]
    fn a_left_out_line_and_another_indentation_are_problems() {
        assert!(problems(LINK, "let a = 1;\n    go();")[0].starts_with("chapters/x/README.md:7: not in"));
        assert!(problems(LINK, "if a > 0 {\ngo();\n}")[0].contains("README.md:6: indented otherwise"));
    }

    #[test]
    fn a_block_names_its_source_alone_and_truly() {
        assert!(
            problems("See [src/lib.rs](src/lib.rs):", "let a = 1;")[0]
                .contains("README.md:5: no source above")
        );
        assert!(problems("[lib.rs](src/lib.rs)", "let a = 1;")[0].contains("shows lib.rs, but leads to"));
        assert!(
            problems("[src/no.rs](src/no.rs)", "let a = 1;")[0].contains("cannot read chapters/x/src/no.rs")
        );
    }

    #[test]
    fn a_long_block_is_a_problem() {
        assert!(problems(LINK, &"x\n".repeat(21))[0].contains("README.md:5: 22 lines of Rust"));
    }
}
