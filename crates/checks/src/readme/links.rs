//! Links inside the repository: the file exists, and so does the heading behind `#`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::Problem;
use super::markdown::{Document, Heading, Link};

/// Folders that git ignores: on another machine they are empty.
const NOT_KEPT: [&str; 2] = ["out", "target"];

pub(crate) fn check(document: &Document, workspace: &Path) -> Vec<Problem> {
    let wrong = document.links.iter().filter_map(|link| {
        problem_of(document, link, workspace).map(|what| Problem::new(document, link.line, what))
    });
    wrong.collect()
}

fn problem_of(document: &Document, link: &Link, workspace: &Path) -> Option<String> {
    let target = &link.target;
    if target.starts_with("https://") || target.starts_with("http://") {
        return None;
    }
    if link.text.is_empty() {
        return Some(format!("the link to {target} has no text"));
    }
    let (_, anchor) = target.split_once('#').unwrap_or((target, ""));
    let Some(path) = resolve(&document.name, target) else {
        return Some(format!("the link to {target} leads out of the repository"));
    };
    if NOT_KEPT.iter().any(|folder| path.starts_with(folder)) {
        return Some(format!("the link leads to {path}, which git does not keep"));
    }
    let is_here = path == document.name;
    if !is_here && !workspace.join(&path).exists() {
        return Some(format!("the link leads to {path}, which does not exist"));
    }
    if anchor.is_empty() {
        return None;
    }
    if !path.ends_with(".md") {
        return Some(format!("the anchor #{anchor} of {path} goes stale: name the function instead"));
    }
    let slugs = if is_here {
        slugs(document)
    } else {
        slugs(&Document::parse(&path, &fs::read_to_string(workspace.join(&path)).unwrap_or_default()))
    };
    (!slugs.iter().any(|slug| slug == anchor))
        .then(|| format!("no heading of {path} has the anchor #{anchor}; they are: {}", slugs.join(", ")))
}

/// The path from the root of the workspace that a link in the file `from` leads to; `None` if it leads out.
pub(crate) fn resolve(from: &str, target: &str) -> Option<String> {
    let path = target.split('#').next().unwrap_or_default();
    if path.is_empty() {
        return Some(from.to_string());
    }
    let mut parts: Vec<&str> = folder(from).split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." | "" if !path.starts_with('/') => {}
            "" => return None,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The folder of a file, both as paths from the root of the workspace.
pub(crate) fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The anchors that GitHub gives to the headings.
fn slugs(document: &Document) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut numbered = |heading: &Heading| {
        let slug = slug(&heading.text);
        let count = seen.entry(slug.clone()).or_default();
        *count += 1;
        if *count == 1 { slug } else { format!("{slug}-{}", *count - 1) }
    };
    document.headings.iter().map(&mut numbered).collect()
}

/// Small letters and digits of any script, `-` and `_`; a `-` for each space; nothing of the rest.
fn slug(heading: &str) -> String {
    let kept = |c: char| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        c if c.is_alphanumeric() => Some(c),
        _ => None,
    };
    heading.to_lowercase().chars().filter_map(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        let document =
            Document::parse("a.md", "# `W_in`, or W_out? (§ 3.2.3)\n## Same\n## Same\n## 다음 장\n");
        assert_eq!(slugs(&document), ["w_in-or-w_out--323", "same", "same-1", "다음-장"]);
    }
}
