//! Numbers in prose: one with a decimal point stands in a block of the same README, where it is checked.

use std::collections::HashSet;

use super::Problem;
use super::markdown::Document;

/// The blocks whose numbers are checked, or stand in a formula.
const CHECKED: [&str; 4] = ["text", "console", "rust", "math"];

/// Checks the numbers of a README against its own blocks and against `elsewhere`, a further text that is checked.
/// In tables there may be sections of the book without their sign, `with_tables` or not.
pub(crate) fn check(document: &Document, elsewhere: &str, with_tables: bool) -> Vec<Problem> {
    let blocks = document.fences.iter().filter(|fence| CHECKED.contains(&&*fence.language));
    let lines = blocks.flat_map(|fence| &fence.lines).map(String::as_str).chain(elsewhere.lines());
    let known: HashSet<&str> = lines.flat_map(decimals).map(|(_, number)| number).collect();

    let prose: Vec<&str> = document.prose.lines().collect();
    let prose: Vec<&str> =
        prose.into_iter().map(|line| if !with_tables && line.starts_with('|') { "" } else { line }).collect();
    let prose = prose.join("\n");
    // Commands are tried; the rest of the code in running text is not.
    let codes =
        document.codes.iter().filter(|code| !["cargo ", "--"].iter().any(|is| code.text.starts_with(is)));
    let in_codes =
        codes.flat_map(|code| decimals(&code.text).into_iter().map(|(_, number)| (code.line, number)));
    let all = decimals(&prose).into_iter().chain(in_codes);
    let unknown = all.filter(|(_, number)| !known.contains(number));
    let what = |number| format!("{number} stands in no output, Rust or math block of this README");
    unknown.map(|(line, number)| Problem::new(document, line, what(number))).collect()
}

/// The numbers with a decimal point, each with its line from 1. `3.2.1` is one of them, but in a list or range of
/// sections behind `§`, such as `§ 3.1, 3.2.1 – 3.4`, it is none.
fn decimals(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut rest, mut line, mut is_section) = (text, 1, false);
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        // Digits, with single points between digits.
        let end = number.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(number.len());
        let number = number[..end].split("..").next().unwrap_or_default().trim_end_matches('.');

        line += before.matches('\n').count();
        is_section |= before.contains('§');
        let between = before.rsplit('§').next().unwrap_or_default();
        is_section &= between.chars().all(|c| c.is_whitespace() || ",–~-".contains(c));
        // 0.5 and 1.9459 are no sections.
        is_section &= !number.starts_with('0') && number.split('.').all(|part| part.len() == 1);
        if number.contains('.') && !is_section {
            found.push((line, number));
        }
        rest = &rest[start + number.len()..];
    }
    found
}
