//! The English and the Korean README show the same code, output, formulas and pictures in the same order.

use super::Problem;
use super::markdown::{Document, Kind};

/// What both must have, and the line where it stands.
#[derive(Debug)]
struct Shown {
    line: usize,
    kind: String,
    content: Vec<String>,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.content == other.content
    }
}

/// Compares the two; problems are named in the second.
pub(crate) fn check(one: &Document, other: &Document) -> Vec<Problem> {
    let (ours, theirs) = (shown(one), shown(other));
    let is_one_kind = ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(a, b)| a.kind == b.kind);
    let differing = ours.iter().zip(&theirs).filter(|(a, b)| a != b);
    // When something was left out, everything after it differs too.
    let mut problems: Vec<Problem> = differing
        .take(if is_one_kind { usize::MAX } else { 1 })
        .map(|(a, b)| Problem::new(other, b.line + first_line_apart(a, b), difference(one, a, b)))
        .collect();
    if problems.is_empty() && ours.len() > theirs.len() {
        let missing = &ours[theirs.len()];
        let what = format!("{} is missing, which stands in {}:{}", missing.kind, one.name, missing.line);
        problems.push(Problem::new(other, theirs.last().map_or(1, |last| last.line), what));
    }
    if problems.is_empty() && ours.len() < theirs.len() {
        let more = &theirs[ours.len()];
        problems.push(Problem::new(
            other,
            more.line,
            format!("{} that {} does not have", more.kind, one.name),
        ));
    }
    problems
}

fn difference(one: &Document, ours: &Shown, theirs: &Shown) -> String {
    if ours.kind != theirs.kind {
        return format!("{} where {}:{} has {}", theirs.kind, one.name, ours.line, ours.kind);
    }
    let at = first_line_apart(ours, theirs);
    let line = |shown: &Shown| {
        let index = if shown.content.len() == 1 { 0 } else { at.saturating_sub(1) };
        shown.content.get(index).cloned().unwrap_or("(no more)".into())
    };
    format!(
        "{} differs from {}:{}\n  here:  {}\n  there: {}",
        theirs.kind,
        one.name,
        ours.line + at,
        line(theirs),
        line(ours)
    )
}

/// How many lines below the first line of a block the two begin to differ.
fn first_line_apart(ours: &Shown, theirs: &Shown) -> usize {
    if ours.kind != theirs.kind || theirs.kind == PICTURE {
        return 0;
    }
    let same = ours.content.iter().zip(&theirs.content).take_while(|(a, b)| a == b).count();
    same + 1
}

const PICTURE: &str = "a picture";

fn shown(document: &Document) -> Vec<Shown> {
    let mut all = Vec::new();
    let mut source = None;
    for part in &document.parts {
        match &part.kind {
            Kind::Fence(fence) => {
                let mut kind = format!("a {} block", fence.language);
                if let ("rust", Some(source)) = (fence.language.as_str(), source.take()) {
                    kind = format!("{kind} of {source}");
                }
                all.push(Shown { line: part.line, kind, content: fence.lines.clone() });
            }
            _ => {
                let links = part.inline().map_or(vec![], |inline| inline.links);
                source = links.last().filter(|link| !link.is_picture).map(|link| link.target.clone());
                let pictures = links.into_iter().filter(|link| link.is_picture);
                all.extend(pictures.map(|link| Shown {
                    line: link.line,
                    kind: PICTURE.to_string(),
                    content: vec![link.target],
                }));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "```text\n1\n2\n```";
    const MATH: &str = "```math\nL\n```";
    const RUST: &str = "[a.rs](a.rs)\n\n```rust\nx\n```";

    fn problems(one: &[&str], other: &[&str]) -> Vec<String> {
        let one = Document::parse("README.md", &format!("# T\n\n{}\n", one.join("\n\n")));
        let other = Document::parse("README.ko.md", &format!("# 제목\n\n{}\n", other.join("\n\n")));
        check(&one, &other).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_same_in_the_same_order_is_accepted_whatever_the_words() {
        let one = ["a", TEXT, "b", MATH, RUST, "![a curve](a.png)"];
        assert_eq!(problems(&one, &[TEXT, "가", MATH, "나", RUST, "![곡선](a.png)"]), [""; 0]);
    }

    #[test]
    fn another_order_and_something_left_out_or_added_are_named() {
        assert_eq!(
            problems(&[TEXT, MATH], &[MATH, TEXT]),
            ["README.ko.md:3: a math block where README.md:3 has a text block"]
        );
        assert_eq!(
            problems(&[TEXT, MATH], &[TEXT]),
            ["README.ko.md:3: a math block is missing, which stands in README.md:8"]
        );
        assert_eq!(
            problems(&[TEXT], &[TEXT, MATH]),
            ["README.ko.md:8: a math block that README.md does not have"]
        );
    }

    #[test]
    fn every_difference_of_content_is_named() {
        let other = ["```text\n1\n3\n```", "```math\nM\n```", "![곡선](b.png)"];
        let found = problems(&[TEXT, MATH, "![a curve](a.png)"], &other);
        assert_eq!(found[0], "README.ko.md:5: a text block differs from README.md:5\n  here:  3\n  there: 2");
        assert_eq!(found[1], "README.ko.md:9: a math block differs from README.md:9\n  here:  M\n  there: L");
        assert_eq!(
            found[2],
            "README.ko.md:12: a picture differs from README.md:12\n  here:  b.png\n  there: a.png"
        );
        assert!(
            problems(&[RUST], &["[b.rs](b.rs)\n\n```rust\nx\n```"])[0]
                .contains("a rust block of b.rs where README.md:5 has a rust block of a.rs")
        );
    }
}
