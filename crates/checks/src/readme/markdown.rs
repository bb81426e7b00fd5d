//! What a README is made of, each piece with the number of its line: what `pulldown-cmark` reads, sorted by kind.
//!
//! Tables stay lines of text that begin with `|`.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

/// A README and the name that problems call it by.
#[derive(Debug)]
pub(crate) struct Document {
    /// The path from the root of the workspace, with `/`.
    pub(crate) name: String,
    pub(crate) headings: Vec<Heading>,
    pub(crate) fences: Vec<Fence>,
    /// Links and pictures.
    pub(crate) links: Vec<Link>,
    /// Code in running text.
    pub(crate) codes: Vec<Code>,
    /// The text with a space in the place of every byte that is no prose: blocks, code, targets of links. Lines stay
    /// lines.
    pub(crate) prose: String,
}

/// `## Text`
#[derive(Debug)]
pub(crate) struct Heading {
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// A block of code. Its first line inside has the number after that of the fence.
#[derive(Debug)]
pub(crate) struct Fence {
    pub(crate) line: usize,
    /// How many bytes stand before the fence in its line.
    pub(crate) indentation: usize,
    /// What stands behind the opening backticks.
    pub(crate) language: String,
    /// The lines inside, without the indentation of the fence itself.
    pub(crate) lines: Vec<String>,
    /// Whether there is a closing fence.
    pub(crate) is_closed: bool,
    /// The link above, if it is all of a paragraph.
    pub(crate) source: Option<Link>,
}

/// `[text](target)` or `![text](target)`; in a `<picture>` also `<img src="target" alt="text">`, and what a `<source>` puts
/// in its place
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) line: usize,
    pub(crate) is_picture: bool,
    pub(crate) text: String,
    pub(crate) target: String,
}

/// `` `code` ``
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Document {
    /// Reads a README.
    pub(crate) fn parse(name: &str, text: &str) -> Self {
        let events: Vec<(Event, Range<usize>)> = Parser::new(text).into_offset_iter().collect();
        // The words between these bytes, without their markup.
        let words_in = |range: &Range<usize>| -> String {
            let inside = events.iter().filter(|(_, at)| range.start <= at.start && at.end <= range.end);
            inside
                .filter_map(|(event, _)| match event {
                    Event::Text(text) | Event::Code(text) => Some(&**text),
                    Event::SoftBreak => Some(" "),
                    _ => None,
                })
                .collect()
        };

        let (mut headings, mut fences, mut links, mut codes) = (vec![], vec![], vec![], vec![]);
        let mut prose: Vec<u8> = text.bytes().map(|byte| if byte == b'\n' { byte } else { b' ' }).collect();
        let (mut paragraph, mut end_of_block) = (0..0, 0);
        let mut alone: Option<Link> = None; // the link that is all of the last paragraph
        let mut in_picture = false; // in a <picture>
        for (event, range) in &events {
            let line = text[..range.start].matches('\n').count() + 1;
            match event {
                Event::Start(Tag::Heading { .. }) => headings.push(Heading { line, text: words_in(range) }),
                Event::Start(Tag::Paragraph) => (paragraph, alone) = (range.clone(), None),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    let is_picture = matches!(event, Event::Start(Tag::Image { .. }));
                    let link = Link { line, is_picture, text: words_in(range), target: dest_url.to_string() };
                    let is_all = text[paragraph.clone()].trim_end() == &text[range.clone()];
                    alone = (is_all && !is_picture).then(|| link.clone());
                    links.push(link);
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(language) => language.trim().to_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    let block = text[range.clone()].trim_end();
                    let is_below = text[paragraph.end..range.start].trim().is_empty();
                    fences.push(Fence {
                        line,
                        indentation: range.start - text[..range.start].rfind('\n').map_or(0, |end| end + 1),
                        language,
                        lines: words_in(range).lines().map(str::to_string).collect(),
                        is_closed: block.contains('\n') && block.ends_with("```"),
                        source: alone.take().filter(|_| is_below),
                    });
                    end_of_block = range.end;
                }
                Event::Html(html) | Event::InlineHtml(html)
                    if in_picture || html.starts_with("<picture>") =>
                {
                    in_picture = !html.contains("</picture>");
                    links.extend(picture_in(html, line));
                }
                Event::Code(code) => codes.push(Code { line, text: code.to_string() }),
                Event::Text(_) | Event::Html(_) | Event::InlineHtml(_) if range.start >= end_of_block => {
                    prose[range.clone()].copy_from_slice(&text.as_bytes()[range.clone()]);
                }
                _ => {}
            }
        }
        let prose = String::from_utf8(prose).expect("spaces in the place of whole characters");
        Self { name: name.to_string(), headings, fences, links, codes, prose }
    }

    /// The pictures among the links.
    pub(crate) fn pictures(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|link| link.is_picture)
    }

    /// The number of the first line of prose that holds `what`.
    pub(crate) fn line_with(&self, what: &str) -> Option<usize> {
        self.prose.lines().position(|line| line.contains(what)).map(|index| index + 1)
    }
}

/// The picture that a line of a `<picture>` names.
fn picture_in(html: &str, line: usize) -> Option<Link> {
    let attribute = |name: &str| {
        let (_, value) = html.split_once(&format!(" {name}=\""))?;
        value.split_once('"').map(|(value, _)| value.to_string())
    };
    let target = attribute("src").or(attribute("srcset"))?;
    let text = attribute("alt").or(attribute("media")).unwrap_or_default(); // a source says for whom it is
    Some(Link { line, is_picture: true, text, target })
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "# A title\n\nWords, `code`,\nand [a link](src/lib.rs#L3).\n## Next\n```text\n1 2\n\n3\n```\n\n- a point\n\n  ```sh\n  cargo test\n    -p x\n  ```\n\n![a curve](loss.png) costs 1.5\n";

    #[test]
    fn every_piece_knows_its_line() {
        let Document { headings, fences, .. } = Document::parse("README.md", README);
        let headings: Vec<_> = headings.iter().map(|heading| (heading.line, &*heading.text)).collect();
        assert_eq!(headings, [(1, "A title"), (5, "Next")]);
        assert_eq!((fences[0].line, &*fences[0].language, fences[0].indentation), (6, "text", 0));
        assert_eq!(fences[0].lines, ["1 2", "", "3"]);
        assert_eq!((fences[1].line, &*fences[1].lines[1], fences[1].indentation), (14, "  -p x", 2));
    }

    #[test]
    fn links_and_code_are_found_and_are_no_prose() {
        let Document { links, codes, prose, .. } = Document::parse("README.md", README);
        assert_eq!((links[0].line, &*links[0].target, links[0].is_picture), (4, "src/lib.rs#L3", false));
        assert_eq!((links[1].line, &*links[1].text, links[1].is_picture), (19, "a curve", true));
        assert_eq!((codes[0].line, &*codes[0].text), (3, "code"));
        assert!(!prose.contains("code") && !prose.contains("src") && prose.contains("a link"));
        assert!(prose.lines().nth(18).unwrap().contains("1.5"));
    }

    #[test]
    fn code_may_run_over_a_line_and_hold_backticks_and_brackets() {
        let text = "x ``a ` b`` and `cargo\ntest` and [`w[i]`](a.md), ` alone";
        let Document { links, codes, .. } = Document::parse("README.md", text);
        let codes: Vec<&str> = codes.iter().map(|code| &*code.text).collect();
        assert_eq!(codes, ["a ` b", "cargo test", "w[i]"]);
        assert_eq!((&*links[0].text, links[0].line), ("w[i]", 2));
    }

    #[test]
    fn the_source_of_a_block_is_a_link_alone_in_the_paragraph_above() {
        let source = |above: &str| {
            let text = format!("{above}\n\n```rust\nx\n```\n");
            Document::parse("README.md", &text).fences.pop().unwrap().source.map(|link| link.target)
        };
        assert_eq!(source("[`a.rs`](src/a.rs)"), Some("src/a.rs".to_string()));
        for above in
            ["See [a.rs](src/a.rs)", "[a.rs](src/a.rs)\n\n# Title", "[a](a.rs) [b](b.rs)", "![a](a.png)"]
        {
            assert_eq!(source(above), None, "{above}");
        }
    }

    #[test]
    fn a_picture_that_may_stand_still_is_two_pictures() {
        let source = "<source media=\"(prefers-reduced-motion: reduce)\" srcset=\"still.png\">";
        let text = format!(
            "a\n\n<picture>\n{source}\n<img src=\"moving.png\" alt=\"words move\">\n</picture>\n\n<img src=\"b\">\n"
        );
        let document = Document::parse("README.md", &text);
        let pictures = document.pictures().map(|link| (link.line, &*link.text, &*link.target));
        assert_eq!(
            pictures.collect::<Vec<_>>(),
            [(4, "(prefers-reduced-motion: reduce)", "still.png"), (5, "words move", "moving.png")]
        );
        assert_eq!(document.line_with("<img"), Some(8), "and outside of one it is lost");
    }

    #[test]
    fn a_fence_that_is_never_closed_is_known() {
        assert!(!Document::parse("README.md", "```text\n1\n").fences[0].is_closed);
    }
}
