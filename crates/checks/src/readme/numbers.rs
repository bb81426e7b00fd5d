//! Numbers in prose: one with a decimal point stands in a block of the same README, where it is checked.

use std::collections::HashSet;

use super::Problem;
use super::markdown::{Document, Inline};

/// Checks the numbers of a README against its own blocks and against `other`, further texts that are checked.
pub(crate) fn check(document: &Document, other: &[&str], skip: impl Fn(&str) -> bool) -> Vec<Problem> {
    let is_checked = |language: &str| ["text", "console", "rust", "math"].contains(&language);
    let blocks = document.fences().filter(|(_, fence)| is_checked(&fence.language));
    let lines =
        blocks.flat_map(|(_, fence)| fence.lines.iter().map(String::as_str)).chain(other.iter().copied());
    let known: HashSet<&str> = lines.flat_map(decimals).map(|(_, number)| number).collect();
    let mut problems = Vec::new();
    for inline in document.inlines() {
        for (line, number) in numbers_of(&inline, &skip) {
            if !known.contains(number.as_str()) {
                let what = format!("{number} stands in no output, Rust or math block of this README");
                problems.push(Problem::new(document, line, what));
            }
        }
    }
    problems
}

/// The numbers in prose and in code that is no command (which is tried), with their lines.
fn numbers_of(inline: &Inline, skip: impl Fn(&str) -> bool) -> Vec<(usize, String)> {
    let mut numbers = Vec::new();
    let mut offset = 0;
    let exempt = sections(&inline.prose);
    for line in inline.prose.split_inclusive('\n') {
        if !skip(line) {
            let here = decimals(line).into_iter().filter(|(at, _)| !exempt.contains(&(offset + at)));
            numbers
                .extend(here.map(|(_, number)| (inline.line_at(&inline.prose, offset), number.to_string())));
        }
        offset += line.len();
    }
    for code in
        inline.codes.iter().filter(|code| !code.text.starts_with("cargo ") && !code.text.starts_with("--"))
    {
        numbers.extend(decimals(&code.text).into_iter().map(|(_, number)| (code.line, number.to_string())));
    }
    numbers
}

/// The numbers with a decimal point, and where they begin. `3.2.1` is one of them.
fn decimals(text: &str) -> Vec<(usize, &str)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let length = number_length(&bytes[at..]);
        if text[at..at + length].contains('.') {
            found.push((at, &text[at..at + length]));
        }
        at += length.max(1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    found
}

/// How many bytes at the start are digits, with single points between digits.
fn number_length(bytes: &[u8]) -> usize {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut length = 0;
    while digit(length) || (length > 0 && bytes.get(length) == Some(&b'.') && digit(length + 1)) {
        length += 1;
    }
    length
}

/// Where numbers of sections begin: those after `§`, in a list or range such as `§ 3.1, 3.2.1 – 3.4`.
fn sections(text: &str) -> HashSet<usize> {
    let mut found = HashSet::new();
    for (sign, _) in text.match_indices('§') {
        let mut at = sign + '§'.len_utf8();
        loop {
            let skipped = text[at..].find(|c: char| !(c.is_whitespace() || "§,–~-".contains(c)));
            at += skipped.unwrap_or(text.len() - at);
            let length = number_length(&text.as_bytes()[at..]);
            let parts: Vec<&str> = text[at..at + length].split('.').collect();
            // 0.5 and 1.9459 are no sections.
            if length == 0 || parts[0].starts_with('0') || parts.iter().any(|part| part.len() > 1) {
                break;
            }
            found.insert(at);
            at += length;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(prose: &str) -> Vec<String> {
        let blocks = "```text\nloss 1.9459, 9.0212e-5\n```\n\n```rust\nlet lr = 0.01;\n```\n\n```math\n6 \\ln 2 = 4.1589\n```";
        let document = Document::parse("chapters/x/README.md", &format!("# T\n\n{prose}\n\n{blocks}\n"));
        check(&document, &[], |_| false).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn numbers_of_a_block_sections_and_whole_numbers_are_accepted() {
        for prose in [
            "It costs 1.9459, 4.1589, or 0.01.",
            "§ 3.4, § 3.2.2 – 3.4 and §§ 2.3, 3.1",
            "7 words",
            "9.0212e-5에서",
            "`cargo run -p x -- --lr 0.7`, `--lr 0.7`",
        ] {
            assert_eq!(problems(prose), [""; 0], "{prose}");
        }
    }

    #[test]
    fn another_number_is_named_with_its_line() {
        let problem = |number: &str| {
            [format!(
                "chapters/x/README.md:4: {number} stands in no output, Rust or math block of this README"
            )]
        };
        assert_eq!(problems("It costs\n1.946."), problem("1.946"));
        assert_eq!(problems("It costs\n1.94591 today"), problem("1.94591"));
        assert_eq!(problems("Section\n3.2.1"), problem("3.2.1"));
        assert_eq!(problems("§ 3.4,\n0.5"), problem("0.5"));
        assert_eq!(problems("A rate of\n`0.7`"), problem("0.7"));
    }
}
