//! Links inside the repository: the file exists, and so does the heading behind `#`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::Problem;
use super::markdown::{Document, Link};

/// Folders that git ignores: on another machine they are empty.
const NOT_KEPT: [&str; 2] = ["out", "target"];

pub(crate) fn check(document: &Document, workspace: &Path) -> Vec<Problem> {
    let links = document.links();
    let wrong = links.iter().filter_map(|link| {
        problem_of(document, link, workspace).map(|what| Problem::new(document, link.line, what))
    });
    let by_reference = document.inlines().flat_map(|inline| {
        let lines = inline.prose.lines().enumerate();
        let found = lines.filter(|(_, line)| line.starts_with('[') && line.contains("]: "));
        let start = inline.line_at("", 0);
        found
            .map(|(index, _)| {
                Problem::new(document, start + index, "write a link in its place: [text](target)")
            })
            .collect::<Vec<_>>()
    });
    wrong.chain(by_reference).collect()
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
    let headings = document.headings().map(|(_, _, text)| {
        let slug = slug(text);
        let count = seen.entry(slug.clone()).or_default();
        *count += 1;
        if *count == 1 { slug } else { format!("{slug}-{}", *count - 1) }
    });
    headings.collect()
}

/// Small letters and digits of any script, `-` and `_`; a `-` for each space; nothing of the rest.
fn slug(heading: &str) -> String {
    let mut shown = heading.to_string();
    while let Some((before, rest)) = shown.split_once("](") {
        let after = rest.split_once(')').map_or("", |(_, after)| after);
        shown = format!("{before}{after}");
    }
    let kept = |c: char| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        c if c.is_alphanumeric() => Some(c),
        _ => None,
    };
    shown.to_lowercase().chars().filter_map(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(line: &str) -> Vec<String> {
        let workspace = tempfile::tempdir().unwrap();
        fs::create_dir_all(workspace.path().join("chapters/x")).unwrap();
        fs::create_dir_all(workspace.path().join("out")).unwrap();
        fs::write(workspace.path().join("README.md"), "# Title\n\n## What to read?\n").unwrap();
        let document =
            Document::parse("chapters/x/README.md", &format!("# T\n\n## 역전파 (`backward`)\n\n{line}\n"));
        check(&document, workspace.path()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn good_links_are_accepted() {
        for line in [
            "[a](../../README.md)",
            "[a](https://no.where)",
            "[a](../../README.md#what-to-read)",
            "[a](#역전파-backward)",
        ] {
            assert_eq!(problems(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn a_wrong_link_is_named_with_its_line() {
        let expected = [
            (
                "[a](no.md)",
                "chapters/x/README.md:5: the link leads to chapters/x/no.md, which does not exist",
            ),
            (
                "[a](../../../x.md)",
                "chapters/x/README.md:5: the link to ../../../x.md leads out of the repository",
            ),
            ("[a](/README.md)", "chapters/x/README.md:5: the link to /README.md leads out of the repository"),
            (
                "[a](../../out/x.png)",
                "chapters/x/README.md:5: the link leads to out/x.png, which git does not keep",
            ),
            ("[](../../README.md)", "chapters/x/README.md:5: the link to ../../README.md has no text"),
            ("[a]: https://no.where", "chapters/x/README.md:5: write a link in its place: [text](target)"),
        ];
        for (line, problem) in expected {
            assert_eq!(problems(line), [problem]);
        }
    }

    #[test]
    fn a_wrong_anchor_is_named_with_the_right_ones() {
        assert!(problems("[a](#forward)")[0].ends_with("they are: t, 역전파-backward"));
        assert!(problems("[a](../../README.md#title-1)")[0].contains("they are: title, what-to-read"));
    }

    #[test]
    fn anchors_are_those_of_github() {
        let document =
            Document::parse("a.md", "# `W_in`, or W_out? (§ 3.2.3)\n## Same\n## Same\n## 다음 장\n");
        assert_eq!(slugs(&document), ["w_in-or-w_out--323", "same", "same-1", "다음-장"]);
    }
}
