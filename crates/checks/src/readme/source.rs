//! Rust blocks: each is a run of lines of the file that the paragraph above it links to.

use std::fs;
use std::path::Path;

use super::compare::{Found, find};
use super::links;
use super::markdown::{Document, Fence};
use super::refresh::{Lie, Renewal};

/// Compares a block with its source.
pub(crate) fn renew(document: &Document, fence: &Fence, workspace: &Path) -> Result<Renewal, Lie> {
    let (path, source) = source(document, fence, workspace).map_err(|what| (fence.line, what))?;
    let source: Vec<&str> = source.lines().collect();
    let block: Vec<&str> = fence.lines.iter().map(String::as_str).collect();
    match find(&block, &source, |one, other| one.trim() == other.trim()) {
        Found::At(_) if is_shown(&block, &source) => Ok(Renewal::default()),
        Found::At(start) => {
            let what = format!("indented otherwise than {path}, line {}", start + 1);
            let fresh = indented_like(&block, &source[start..start + block.len()]);
            Ok(Renewal { problem: Some((fence.line + 1, what)), fresh: Some(fresh) })
        }
        Found::Departs { shown, whole } => {
            let there = whole.map_or(String::new(), |at| format!(", line {}", at + 1));
            let what = format!(
                "not in {path}\n  shown:  {}\n  source: {}{there}",
                block[shown].trim(),
                whole.map_or("(ends)", |at| source[at].trim()),
            );
            let fresh = same_item(&block, &source).map(|lines| indented_like(&block, lines));
            Ok(Renewal { problem: Some((fence.line + 1 + shown, what)), fresh })
        }
    }
}

/// The path of the file that the link above a block names, and what is in it.
fn source(document: &Document, fence: &Fence, workspace: &Path) -> Result<(String, String), String> {
    let link = fence.source.as_ref().ok_or(
        "no source above this Rust block: a paragraph of only a link is expected, such as [src/lib.rs](src/lib.rs)",
    )?;
    let path = links::resolve(&document.name, &link.target)
        .ok_or(format!("the link to {} leads out of the repository", link.target))?;
    let in_chapter = path.strip_prefix(&format!("{}/", links::folder(&document.name)));
    if link.text != in_chapter.unwrap_or(&path) {
        return Err(format!("the link above this block shows {}, but leads to {path}", link.text));
    }
    if fence.lines.is_empty() {
        return Err("shows no Rust".to_string());
    }
    let source = fs::read_to_string(workspace.join(&path));
    let source = source.map_err(|_| format!("cannot read {path}, the source of this block"))?;
    Ok((path, source))
}

/// Whether the block is a run of lines, up to an indentation common to all of them.
fn is_shown(block: &[&str], source: &[&str]) -> bool {
    let block = without(indentation(block), block);
    source.windows(block.len()).any(|window| without(indentation(window), window) == block)
}

/// The lines that begin like the block, where only one place does, and end like it.
fn same_item<'a>(block: &[&str], source: &'a [&'a str]) -> Option<&'a [&'a str]> {
    let starts = |line: &&str| line.trim() == block[0].trim();
    let start = source.iter().position(starts)?;
    let lines = &source[start..];
    if lines.iter().skip(1).any(starts) {
        return None;
    }
    // How much further than the first line the last one is indented, and whatever is indented least.
    let deeper = |line: &str, first: &str| spaces(line) as isize - spaces(first) as isize;
    let last = block.last()?;
    let least = indentation(block) as isize - spaces(block[0]) as isize;
    let inside = lines.iter().take_while(|line| line.trim().is_empty() || deeper(line, lines[0]) >= least);
    let is_last =
        |line: &&str| line.trim() == last.trim() && deeper(line, lines[0]) == deeper(last, block[0]);
    let end = inside.skip(1).position(is_last)? + 1;
    Some(&lines[..=end])
}

/// Lines of the source, moved to the left as far as the block is.
fn indented_like(block: &[&str], source: &[&str]) -> Vec<String> {
    let moved = indentation(source).saturating_sub(indentation(block));
    without(moved, source).into_iter().map(str::to_string).collect()
}

fn spaces(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// How many spaces stand before each line that is not empty.
fn indentation(lines: &[&str]) -> usize {
    lines.iter().filter(|line| !line.trim().is_empty()).map(|line| spaces(line)).min().unwrap_or(0)
}

/// The lines without their first `indentation` spaces.
fn without<'a>(indentation: usize, lines: &[&'a str]) -> Vec<&'a str> {
    lines.iter().map(|line| line.get(indentation..).unwrap_or_default().trim_end()).collect()
}
