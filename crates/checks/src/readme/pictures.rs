//! Pictures: kept in the chapter's folder of `assets/`, shown with words, and drawn today as they were kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::picture::{self, TOLERATED};

use super::Problem;
use super::links;
use super::markdown::{Document, Link};

/// A picture whose alternative text is shorter is not described in words.
const SHORTEST_DESCRIPTION: usize = 10;

/// The pictures of a document, each with the path it leads to.
fn shown(document: &Document) -> Vec<(Link, String)> {
    let pictures = document.links().into_iter().filter(|link| link.is_picture);
    pictures
        .filter_map(|link| links::resolve(&document.name, &link.target).map(|path| (link, path)))
        .collect()
}

/// Checks that each picture is described, and belongs to `package`, or to any chapter if there is none.
pub(crate) fn check(document: &Document, package: Option<&str>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (link, path) in shown(document) {
        let folder = package.map_or("assets".to_string(), |package| format!("assets/{package}"));
        let mut refuse = |what: String| problems.push(Problem::new(document, link.line, what));
        if !path.starts_with(&format!("{folder}/")) || !path.ends_with(".png") {
            refuse(format!("the picture {path} is no PNG of {folder}"));
        }
        if link.text.chars().count() < SHORTEST_DESCRIPTION || link.text.ends_with(".png") {
            refuse(format!("the picture {path} is not described: ![what one sees, in words](…)"));
        }
    }
    problems
}

/// Compares the pictures kept for `package` with those that its program has `drawn` today, by name; a problem is
/// named where the document shows the picture. Of pictures of measured times, `timing`, it is only checked that
/// there is something on them.
pub(crate) fn check_drawn(
    document: &Document,
    workspace: &Path,
    package: &str,
    drawn: &BTreeMap<String, Vec<u8>>,
    timing: &[&str],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let shown: BTreeMap<String, usize> =
        shown(document).into_iter().map(|(link, path)| (path, link.line)).collect();
    let kept = kept(&workspace.join("assets").join(package));
    let names: BTreeSet<&String> = drawn.keys().chain(kept.keys()).collect();
    for name in names {
        let path = format!("assets/{package}/{name}");
        let line = shown.get(&path).copied();
        let mut refuse = |what: String| problems.push(Problem::new(document, line.unwrap_or(1), what));
        if line.is_none() {
            refuse(format!("{path} is not shown"));
        }
        let what = match (kept.get(name), drawn.get(name)) {
            (Some(kept), Some(_)) if timing.contains(&name.as_str()) => picture::fault(kept),
            (Some(kept), Some(drawn)) => difference(kept, drawn),
            (None, _) => Some("is drawn, but not kept".to_string()),
            (_, None) => Some("is not drawn by the program any more".to_string()),
        };
        if let Some(what) = what {
            refuse(format!("{path} {what}; `cargo run -p checks --bin refresh` keeps what is drawn today"));
        }
    }
    problems
}

fn difference(kept: &[u8], drawn: &[u8]) -> Option<String> {
    let [kept, drawn] = [kept, drawn].map(picture::decode);
    let apart = picture::pixels_apart(&kept, &drawn);
    (apart.len() > TOLERATED).then(|| {
        let (x, y) = apart[apart.len() / 2];
        format!("differs from what the program draws in {} pixels, such as x = {x}, y = {y}", apart.len())
    })
}

/// The pictures in a folder, by name.
fn kept(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let pictures =
        entries.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "png"));
    pictures
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            fs::read(entry.path()).ok().map(|bytes| (name, bytes))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::tests::{encode, picture_with_curve};

    const SHOWN: &str = "![The loss falls fast](../../assets/x/loss.png)";

    fn problems(body: &str, drawn: &[(&str, Vec<u8>)], timing: &[&str]) -> Vec<String> {
        let workspace = tempfile::tempdir().unwrap();
        let assets = workspace.path().join("assets/x");
        fs::create_dir_all(&assets).unwrap();
        fs::write(assets.join("loss.png"), encode(&picture_with_curve(0))).unwrap();
        let document = Document::parse("chapters/x/README.md", &format!("# T\n\n{body}\n"));
        let drawn = drawn.iter().map(|(name, bytes)| (name.to_string(), bytes.clone())).collect();
        let mut problems = check(&document, Some("x"));
        problems.extend(check_drawn(&document, workspace.path(), "x", &drawn, timing));
        problems.iter().map(ToString::to_string).collect()
    }

    fn loss(moved: usize) -> (&'static str, Vec<u8>) {
        ("loss.png", encode(&picture_with_curve(moved)))
    }

    #[test]
    fn a_picture_drawn_as_it_was_kept_is_accepted() {
        assert_eq!(problems(SHOWN, &[loss(0)], &[]), [""; 0]);
        assert_eq!(problems(SHOWN, &[loss(1)], &[]), [""; 0], "a pixel is another processor's rounding");
    }

    #[test]
    fn a_moved_curve_is_named_where_it_is_shown_unless_it_shows_times() {
        let found = problems(SHOWN, &[loss(4)], &[]);
        assert!(
            found[0].starts_with(
                "chapters/x/README.md:3: assets/x/loss.png differs from what the program draws in"
            ),
            "{found:?}"
        );
        assert_eq!(problems(SHOWN, &[loss(4)], &["loss.png"]), [""; 0]);
    }

    #[test]
    fn a_picture_that_is_not_shown_not_kept_or_not_drawn_is_named() {
        assert!(problems("", &[loss(0)], &[])[0].contains("README.md:1: assets/x/loss.png is not shown"));
        let map = ("map.png", encode(&picture_with_curve(0)));
        assert!(
            problems(SHOWN, &[loss(0), map], &[])[1]
                .contains("README.md:1: assets/x/map.png is drawn, but not kept")
        );
        assert!(problems(SHOWN, &[], &[])[0].contains("README.md:3: assets/x/loss.png is not drawn"));
    }

    #[test]
    fn a_picture_without_words_or_from_elsewhere_is_named() {
        let undescribed = problems("![loss](../../assets/x/loss.png)", &[loss(0)], &[]);
        assert!(undescribed[0].contains("README.md:3: the picture assets/x/loss.png is not described"));
        let elsewhere =
            problems(&format!("{SHOWN}\n![The loss of another](../../assets/y/loss.png)"), &[loss(0)], &[]);
        assert_eq!(
            elsewhere,
            ["chapters/x/README.md:4: the picture assets/y/loss.png is no PNG of assets/x"]
        );
    }
}
