//! The form of a chapter's README: how it begins and ends, and what kinds of blocks it has.

use super::Problem;
use super::commands;
use super::markdown::{Document, Kind};

/// What a chapter's README shows in blocks.
pub(crate) const IN_CHAPTERS: [&str; 6] = ["rust", "text", "console", "math", "sh", "python"];
/// What the documents for the whole show: only chapters have output.
pub(crate) const FOR_THE_WHOLE: [&str; 3] = ["rust", "math", "sh"];

/// The two languages of a README.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Language {
    English,
    Korean,
}

/// Words that a README must have.
struct Words {
    link_to_twin: &'static str,
    exercises: &'static str,
    answer: &'static str,
    next: &'static str,
}

impl Language {
    pub(crate) const BOTH: [Self; 2] = [Self::English, Self::Korean];

    /// The name of the file.
    pub(crate) fn file_name(self) -> &'static str {
        match self {
            Self::English => "README.md",
            Self::Korean => "README.ko.md",
        }
    }

    fn words(self) -> Words {
        match self {
            Self::English => Words {
                link_to_twin: "[한국어](README.ko.md)",
                exercises: "Exercises",
                answer: "<summary>Answer</summary>",
                next: "What comes next",
            },
            Self::Korean => Words {
                link_to_twin: "[English](README.md)",
                exercises: "연습 문제",
                answer: "<summary>답</summary>",
                next: "다음 장",
            },
        }
    }
}

/// Checks that every fence is closed and of a kind that is checked, that there is no other picture than Markdown's,
/// and no exclamation mark.
pub(crate) fn check_blocks(document: &Document, languages: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (line, fence) in document.fences() {
        if !languages.contains(&fence.language.as_str()) {
            let what =
                format!("a block of \"{}\"; expected one of: {}", fence.language, languages.join(", "));
            problems.push(Problem::new(document, line, what));
        }
        if !fence.is_closed {
            problems.push(Problem::new(document, line, "this block is never closed"));
        }
    }
    for inline in document.inlines() {
        let mut refuse = |offset: usize, what: &str| {
            problems.push(Problem::new(document, inline.line_at(&inline.prose, offset), what));
        };
        if let Some(offset) = inline.prose.find("<img") {
            refuse(offset, "show a picture as ![what one sees](path)");
        }
        let is_picture = |offset: usize| inline.prose[offset + 1..].starts_with('[');
        let is_comment = |offset: usize| inline.prose[..offset].ends_with('<');
        for (offset, _) in inline.prose.match_indices('!') {
            if !is_picture(offset) && !is_comment(offset) {
                refuse(offset, "an exclamation mark");
            }
        }
    }
    problems
}

/// Checks the beginning and the end; `next` is the chapter after this one.
pub(crate) fn check_chapter(
    document: &Document,
    language: Language,
    package: &str,
    next: Option<&str>,
) -> Vec<Problem> {
    let words = language.words();
    let mut problems = Vec::new();
    let mut refuse = |line: usize, what: String| problems.push(Problem::new(document, line, what));

    let titles: Vec<usize> =
        document.headings().filter(|(_, level, _)| *level == 1).map(|(line, _, _)| line).collect();
    if titles != [1] {
        refuse(
            titles.get(1).copied().unwrap_or(1),
            "the first line, and no other, is `# ` and a title".to_string(),
        );
    }
    let second = document.parts.get(1);
    let links = second.and_then(|part| match &part.kind {
        Kind::Paragraph(text) => Some(text.as_str()),
        _ => None,
    });
    if !links.is_some_and(|text| text.contains(words.link_to_twin)) {
        let what = format!(
            "a line with {}, the post and the sections of the book is expected below the title",
            words.link_to_twin
        );
        refuse(second.map_or(1, |part| part.line), what);
    }
    let command = format!("cargo run -p {package}");
    let first = document.fences().next();
    let begins = commands::in_blocks(document).first().is_some_and(|(_, first)| *first == command);
    if first.is_none_or(|(_, fence)| fence.language != "sh") || !begins {
        refuse(
            first.map_or(1, |(line, _)| line),
            format!("the first block is expected to be sh, with `{command}`"),
        );
    }

    check_exercises(document, &words, &mut refuse);
    check_end(document, language, &words, next, &mut refuse);
    problems
}

fn check_exercises(document: &Document, words: &Words, refuse: &mut impl FnMut(usize, String)) {
    let start = document.headings().find(|(_, level, text)| *level == 2 && *text == words.exercises);
    let Some((start, _, _)) = start else {
        return refuse(1, format!("no section `## {}`", words.exercises));
    };
    let count =
        |what: &str| -> usize { document.inlines().map(|inline| inline.prose.matches(what).count()).sum() };
    let [opened, closed, answers] = ["<details>", "</details>", words.answer].map(count);
    if !(3..=5).contains(&answers) {
        refuse(
            start,
            format!(
                "{answers} times `{}`; three to five exercises with hidden answers are expected",
                words.answer
            ),
        );
    }
    if opened != closed || opened != answers {
        refuse(
            start,
            format!("{opened} <details>, {closed} </details> and {answers} `{}` do not match", words.answer),
        );
    }
}

fn check_end(
    document: &Document,
    language: Language,
    words: &Words,
    next: Option<&str>,
    refuse: &mut impl FnMut(usize, String),
) {
    let last = document.headings().filter(|(_, level, _)| *level == 2).last();
    let (line, text) = last.map_or((1, ""), |(line, _, text)| (line, text));
    if text != words.next {
        return refuse(line, format!("the last section is expected to be `## {}`", words.next));
    }
    let links = document.links();
    let expected = next.map(|next| format!("../{next}/{}", language.file_name()));
    let leads_on = |target: &str| expected.as_ref().is_none_or(|expected| target == expected);
    if !links.iter().any(|link| link.line > line && leads_on(&link.target)) {
        let what = expected.unwrap_or("somewhere".to_string());
        refuse(line, format!("the last section is expected to have a link to {what}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "<details><summary>Answer</summary>\n\nYes.\n\n</details>";

    fn good() -> String {
        format!(
            "# T\n\n[한국어](README.ko.md) · post 1\n\n```sh\ncargo run -p x\n```\n\n## Idea\n\nText.\n\n## Exercises\n\n{ANSWER}\n\n{ANSWER}\n\n{ANSWER}\n\n## What comes next\n\n[y](../y/README.md), because.\n"
        )
    }

    fn problems(text: &str) -> Vec<String> {
        let document = Document::parse("chapters/x/README.md", text);
        let mut problems = check_chapter(&document, Language::English, "x", Some("y"));
        problems.extend(check_blocks(&document, &IN_CHAPTERS));
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_form_is_accepted() {
        assert_eq!(problems(&good()), [""; 0]);
    }

    #[test]
    fn a_wrong_beginning_is_named() {
        assert_eq!(
            problems(&good().replacen("# T", "T", 1))[0],
            "chapters/x/README.md:1: the first line, and no other, is `# ` and a title"
        );
        assert!(
            problems(&good().replace("[한국어](README.ko.md)", "Korean"))[0]
                .contains("README.md:3: a line with [한국어](README.ko.md)")
        );
        assert!(
            problems(&good().replace("-p x", "-p y"))[0]
                .contains("README.md:5: the first block is expected to be sh, with `cargo run -p x`")
        );
    }

    #[test]
    fn too_few_or_open_exercises_are_named() {
        assert!(
            problems(&good().replacen(ANSWER, "", 1))[0]
                .contains("README.md:13: 2 times `<summary>Answer</summary>`")
        );
        assert!(
            problems(&good().replacen("</details>", "", 1))[0]
                .contains("README.md:13: 3 <details>, 2 </details>")
        );
        assert!(
            problems(&good().replace("## Exercises", "## Exercise"))[0]
                .contains("README.md:1: no section `## Exercises`")
        );
    }

    #[test]
    fn a_wrong_end_is_named() {
        assert!(
            problems(&good().replace("## What comes next", "## Next"))[0]
                .contains("the last section is expected to be `## What comes next`")
        );
        assert!(
            problems(&good().replace("../y/README.md", "../y/README.ko.md"))[0]
                .contains("a link to ../y/README.md")
        );
    }

    #[test]
    fn other_blocks_html_pictures_and_exclamation_marks_are_named() {
        let body = |text: &str| problems(&good().replace("Text.", text));
        assert!(
            body("```toml\na = 1\n```")[0]
                .contains("README.md:11: a block of \"toml\"; expected one of: rust, text")
        );
        assert!(body("```\na\n```")[0].contains("README.md:11: a block of \"\""));
        assert!(body("<img src=\"a.png\">")[0].contains("README.md:11: show a picture as"));
        assert_eq!(body("So\nfast!"), ["chapters/x/README.md:12: an exclamation mark"]);
        assert!(
            problems("# T\n\n```text\n1\n")
                .iter()
                .any(|problem| problem.contains("README.md:3: this block is never closed"))
        );
    }
}
