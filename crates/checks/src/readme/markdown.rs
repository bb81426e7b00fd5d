//! A README, cut into headings, paragraphs and fenced blocks, each with the number of its line.
//!
//! Only what the READMEs of this workspace use is understood: `#` headings, fences of three backticks, links and
//! pictures written in place. Lists, tables and HTML are paragraphs.

/// A README and the name that problems call it by.
#[derive(Debug)]
pub(crate) struct Document {
    /// The path from the root of the workspace, with `/`.
    pub(crate) name: String,
    /// From top to bottom.
    pub(crate) parts: Vec<Part>,
}

/// A piece of a README.
#[derive(Debug)]
pub(crate) struct Part {
    /// The number of its first line, from 1.
    pub(crate) line: usize,
    pub(crate) kind: Kind,
}

#[derive(Debug)]
pub(crate) enum Kind {
    /// A line that begins with this many `#`, and what follows them.
    Heading(usize, String),
    /// Lines without an empty one between them.
    Paragraph(String),
    Fence(Fence),
}

/// A fenced block. Its first line inside has the number after that of the part.
#[derive(Debug, PartialEq)]
pub(crate) struct Fence {
    /// What stands behind the opening backticks.
    pub(crate) language: String,
    /// The lines inside, without the indentation of the fence itself.
    pub(crate) lines: Vec<String>,
    /// How many spaces stand before the fence.
    pub(crate) indentation: usize,
    /// Whether there is a closing fence.
    pub(crate) is_closed: bool,
}

/// What stands inside a heading or paragraph.
#[derive(Debug, Default)]
pub(crate) struct Inline {
    /// Code in backticks.
    pub(crate) codes: Vec<Code>,
    /// Links and pictures.
    pub(crate) links: Vec<Link>,
    /// The text with everything blanked out that is no prose: code, targets of links, addresses. Lines stay lines.
    pub(crate) prose: String,
    /// The number of the first line.
    line: usize,
}

/// `` `code` ``
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// `[text](target)` or `![text](target)`
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) line: usize,
    pub(crate) is_picture: bool,
    pub(crate) text: String,
    pub(crate) target: String,
}

impl Document {
    /// Cuts a README into its parts.
    pub(crate) fn parse(name: &str, text: &str) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line)).peekable();
        while let Some((number, line)) = lines.next() {
            let stripped = line.trim_start();
            if let Some(language) = stripped.strip_prefix("```") {
                let indentation = line.len() - stripped.len();
                let mut fence =
                    Fence { language: language.trim().into(), lines: vec![], indentation, is_closed: false };
                for (_, line) in lines.by_ref() {
                    if line.trim() == "```" {
                        fence.is_closed = true;
                        break;
                    }
                    let spaces = line.len() - line.trim_start_matches(' ').len();
                    fence.lines.push(line[spaces.min(indentation)..].to_string());
                }
                parts.push(Part { line: number, kind: Kind::Fence(fence) });
            } else if let Some((level, heading)) = heading(line) {
                parts.push(Part { line: number, kind: Kind::Heading(level, heading.to_string()) });
            } else if !stripped.is_empty() {
                let mut paragraph = line.to_string();
                let goes_on = |line: &str| {
                    let line = line.trim_start();
                    !line.is_empty() && !line.starts_with("```") && heading(line).is_none()
                };
                while let Some((_, line)) = lines.next_if(|(_, line)| goes_on(line)) {
                    paragraph.push('\n');
                    paragraph.push_str(line);
                }
                parts.push(Part { line: number, kind: Kind::Paragraph(paragraph) });
            }
        }
        Self { name: name.to_string(), parts }
    }

    /// The fenced blocks and the numbers of their opening lines.
    pub(crate) fn fences(&self) -> impl Iterator<Item = (usize, &Fence)> {
        self.parts.iter().filter_map(|part| match &part.kind {
            Kind::Fence(fence) => Some((part.line, fence)),
            _ => None,
        })
    }

    /// The headings: line, level, text.
    pub(crate) fn headings(&self) -> impl Iterator<Item = (usize, usize, &str)> {
        self.parts.iter().filter_map(|part| match &part.kind {
            Kind::Heading(level, text) => Some((part.line, *level, text.as_str())),
            _ => None,
        })
    }

    /// What stands inside each heading and paragraph.
    pub(crate) fn inlines(&self) -> impl Iterator<Item = Inline> {
        self.parts.iter().filter_map(Part::inline)
    }

    /// All links and pictures.
    pub(crate) fn links(&self) -> Vec<Link> {
        self.inlines().flat_map(|inline| inline.links).collect()
    }
}

impl Part {
    /// What stands inside, unless it is a fence.
    pub(crate) fn inline(&self) -> Option<Inline> {
        match &self.kind {
            Kind::Heading(_, text) | Kind::Paragraph(text) => Some(Inline::parse(text, self.line)),
            Kind::Fence(_) => None,
        }
    }
}

impl Inline {
    /// Finds code, links and prose in a text whose first line has this number.
    pub(crate) fn parse(text: &str, line: usize) -> Self {
        let mut inline = Self { line, ..Self::default() };
        let mut prose = text.to_string();
        let mut from = 0;
        while let Some((start, length, end)) = next_code(text, from) {
            let code = text[start + length..end].split_whitespace().collect::<Vec<_>>().join(" ");
            inline.codes.push(Code { line: inline.line_at(text, start), text: code });
            blank(&mut prose, start, end + length);
            from = end + length;
        }
        let without_code = prose.clone();
        for (middle, _) in without_code.match_indices("](") {
            let Some(start) = opening_bracket(&without_code[..middle]) else { continue };
            let Some(length) = without_code[middle + 2..].find(')') else { continue };
            let target = &without_code[middle + 2..middle + 2 + length];
            inline.links.push(Link {
                line: inline.line_at(text, start),
                is_picture: without_code[..start].ends_with('!'),
                text: text[start + 1..middle].split_whitespace().collect::<Vec<_>>().join(" "),
                target: target.split_whitespace().next().unwrap_or_default().to_string(),
            });
            blank(&mut prose, middle + 2, middle + 2 + length);
        }
        for (start, _) in without_code.match_indices("http") {
            let is_end = |c: char| c.is_whitespace() || ")>".contains(c);
            let length = without_code[start..].find(is_end).unwrap_or(without_code.len() - start);
            blank(&mut prose, start, start + length);
        }
        inline.prose = prose;
        inline
    }

    /// The number of the line in which the byte at `offset` of the text or the prose stands.
    pub(crate) fn line_at(&self, text: &str, offset: usize) -> usize {
        self.line + text[..offset].matches('\n').count()
    }
}

/// The level and the text of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.len() - line.trim_start_matches('#').len();
    let text = line[level..].strip_prefix(' ')?;
    (1..=6).contains(&level).then_some((level, text.trim()))
}

/// The next code: where its opening backticks stand, how many they are, and where the closing ones stand.
fn next_code(text: &str, mut from: usize) -> Option<(usize, usize, usize)> {
    loop {
        let start = from + text[from..].find('`')?;
        let length = ticks(&text[start..]);
        let mut end = start + length;
        while let Some(next) = text[end..].find('`') {
            end += next;
            match ticks(&text[end..]) {
                same if same == length => return Some((start, length, end)),
                other => end += other,
            }
        }
        from = start + length; // never closed: ordinary characters
    }
}

fn ticks(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// Where the bracket stands that belongs to the `]` after this text.
fn opening_bracket(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.char_indices().rev().find_map(|(index, character)| {
        match character {
            ']' => depth += 1,
            '[' if depth == 0 => return Some(index),
            '[' => depth -= 1,
            _ => {}
        }
        None
    })
}

/// Puts a space in the place of every byte from `start` to `end`, except where a line ends.
fn blank(text: &mut String, start: usize, end: usize) {
    let spaces: String =
        text[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(start..end, &spaces);
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "# A title\n\nWords, `code`,\nand [a link](src/lib.rs#L3).\n## Next\n```text\n1 2\n\n3\n```\n\n- a point\n\n  ```sh\n  cargo test\n    -p x\n  ```\n\n![a curve](loss.png) costs 1.5\n";

    #[test]
    fn every_part_knows_its_line() {
        let document = Document::parse("README.md", README);
        let lines: Vec<usize> = document.parts.iter().map(|part| part.line).collect();
        assert_eq!(lines, [1, 3, 5, 6, 12, 14, 19]);
        let fences: Vec<_> = document.fences().collect();
        assert_eq!(
            (fences[0].1.language.as_str(), &fences[0].1.lines[..]),
            ("text", &["1 2", "", "3"].map(String::from)[..])
        );
        assert_eq!((fences[1].0, &fences[1].1.lines[1]), (14, &"  -p x".to_string()));
        assert_eq!(document.headings().collect::<Vec<_>>(), [(1, 1, "A title"), (5, 2, "Next")]);
    }

    #[test]
    fn links_and_code_are_found_and_are_no_prose() {
        let document = Document::parse("README.md", README);
        let links = document.links();
        assert_eq!(
            (links[0].line, links[0].target.as_str(), links[0].is_picture),
            (4, "src/lib.rs#L3", false)
        );
        assert_eq!((links[1].line, links[1].text.as_str(), links[1].is_picture), (19, "a curve", true));
        let inline = document.parts[1].inline().unwrap();
        assert_eq!((inline.codes[0].line, inline.codes[0].text.as_str()), (3, "code"));
        assert!(
            !inline.prose.contains("code")
                && !inline.prose.contains("src")
                && inline.prose.contains("a link")
        );
        assert!(document.parts[6].inline().unwrap().prose.contains("1.5"));
    }

    #[test]
    fn code_may_run_over_a_line_and_hold_backticks_and_brackets() {
        let inline = Inline::parse("x ``a ` b`` and `cargo\ntest` and [`w[i]`](a.md), ` alone", 7);
        let codes: Vec<&str> = inline.codes.iter().map(|code| code.text.as_str()).collect();
        assert_eq!(codes, ["a ` b", "cargo test", "w[i]"]);
        assert_eq!((inline.links[0].text.as_str(), inline.links[0].line), ("`w[i]`", 8));
    }

    #[test]
    fn a_fence_that_is_never_closed_is_known() {
        let document = Document::parse("README.md", "```text\n1\n");
        assert!(!document.fences().next().unwrap().1.is_closed);
    }
}
