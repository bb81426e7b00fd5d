//! Pictures: kept in the chapter's folder of `assets/`, shown, and drawn today as they were kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::picture;

use super::Problem;
use super::links;
use super::markdown::{Document, Link};
use super::truth::Truth;

/// The pictures of a document: the line, and the path it leads to.
fn shown(document: &Document) -> impl Iterator<Item = (usize, String)> {
    let path = |link: &Link| Some((link.line, links::resolve(&document.name, &link.target)?));
    document.pictures().filter_map(path)
}

/// Checks that each picture is one of this folder, or of a folder in it for documents for the whole.
pub(crate) fn check(document: &Document, folder: &str) -> Vec<Problem> {
    let is_of_chapter = folder != "assets";
    let strays = shown(document).filter(|(_, path)| {
        let name = path.strip_prefix(&format!("{folder}/")).unwrap_or_default();
        !name.ends_with(".png") || is_of_chapter && name.contains('/')
    });
    let what = |path| format!("the picture {path} is no PNG of {folder}");
    strays.map(|(line, path)| Problem::new(document, line, what(path))).collect()
}

/// Compares the pictures kept with those that the program has drawn today; a problem is named where the
/// document shows the picture. Of pictures of measured times, it is only checked that there is something on them.
pub(crate) fn check_drawn(document: &Document, truth: &Truth) -> Vec<Problem> {
    let mut problems = Vec::new();
    let shown: BTreeMap<String, usize> = shown(document).map(|(line, path)| (path, line)).collect();
    let kept = kept(&truth.workspace.join(&truth.pictures));
    let names: BTreeSet<&String> = truth.drawn.keys().chain(kept.keys()).collect();
    for name in names {
        let path = format!("{}/{name}", truth.pictures);
        let line = shown.get(&path).copied();
        let mut refuse = |what: String| problems.push(Problem::new(document, line.unwrap_or(1), what));
        if line.is_none() {
            refuse(format!("{path} is not shown"));
        }
        let what = match (kept.get(name), truth.drawn.get(name)) {
            (Some(kept), Some(_)) if truth.timing.contains(name) => picture::fault(kept),
            (Some(kept), Some(drawn)) if kept == drawn => None,
            (Some(kept), Some(drawn)) => picture::difference(kept, drawn),
            (None, _) => Some("is drawn, but not kept".to_string()),
            (_, None) => Some("is not drawn by the program any more".to_string()),
        };
        if let Some(what) = what {
            refuse(format!("{path} {what}; `cargo run -p checks --bin refresh` keeps what is drawn today"));
        }
    }
    problems
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
        let mut truth = Truth::of_documents(workspace.path(), workspace.path());
        truth.drawn = drawn.iter().map(|(name, bytes)| (name.to_string(), bytes.clone())).collect();
        truth.timing = timing.iter().map(ToString::to_string).collect();
        truth.pictures = "assets/x".to_string();
        let mut problems = check(&document, &truth.pictures);
        problems.extend(check_drawn(&document, &truth));
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
    fn a_picture_from_elsewhere_is_named() {
        let elsewhere =
            problems(&format!("{SHOWN}\n![The loss of another](../../assets/y/loss.png)"), &[loss(0)], &[]);
        assert_eq!(
            elsewhere,
            ["chapters/x/README.md:4: the picture assets/y/loss.png is no PNG of assets/x"]
        );
    }
}
