//! Large numbers and long words, written so that they are short to read.

use std::borrow::Cow;

use indicatif::HumanCount;
use unicode_width::UnicodeWidthChar;

/// The columns that a word may take where words are shown. None of a language is longer; a line of a file that is no text
/// may be, and would fill tables and pictures.
const LONGEST_WORD: usize = 40;

/// A whole number with a comma after each group of three digits: `1,000,000`.
pub fn grouped(number: u64) -> String {
    HumanCount(number).to_string()
}

/// A number of bytes with a unit that keeps it short: `400.0 MB`.
pub fn bytes_text(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        _ if bytes < 1e3 => format!("{bytes} B"),
        _ if bytes < 1e6 => format!("{:.1} kB", bytes / 1e3),
        _ if bytes < 1e9 => format!("{:.1} MB", bytes / 1e6),
        _ if bytes < 1e12 => format!("{:.1} GB", bytes / 1e9),
        _ => format!("{:.1} TB", bytes / 1e12),
    }
}

/// The text as it is, but for words of more than 40 columns: of these the beginning and `…`.
pub(crate) fn short_words(text: &str) -> String {
    with_words_up_to(LONGEST_WORD, text)
}

/// The same with another longest word.
pub(crate) fn with_words_up_to(columns: usize, text: &str) -> String {
    let mut short = String::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let end = word.trim_end_matches(char::is_whitespace).len();
        short += &up_to(columns, &word[..end]);
        short += &word[end..];
    }
    short
}

/// The text, or as much of its beginning as has room before a `…`. What has no width is counted too, by the quarter: a
/// letter has one accent or two, not a thousand.
pub(crate) fn up_to(columns: usize, text: &str) -> Cow<'_, str> {
    let (mut quarters, mut room) = (0, 0); // `room` ends where a `…` still fits
    for (at, character) in text.char_indices() {
        if quarters <= 4 * (columns - 1) {
            room = at;
        }
        quarters += character.width().map_or(4, |width| (4 * width).max(1));
        if quarters > 4 * columns {
            return Cow::Owned(format!("{}…", &text[..room]));
        }
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_to_read() {
        assert_eq!([12, 4_040, 400_000_000].map(bytes_text), ["12 B", "4.0 kB", "400.0 MB"]);
        assert_eq!([40_000_000_000, 4_000_000_000_000].map(bytes_text), ["40.0 GB", "4.0 TB"]);
        assert_eq!([0, 999, 1_000, 1_000_000].map(grouped), ["0", "999", "1,000", "1,000,000"]);
    }

    #[test]
    fn only_words_too_long_to_be_words_are_shortened() {
        let longest = "가".repeat(20);
        let text = format!("  you \t{longest}\n\n{} say", "x".repeat(40));
        assert_eq!(short_words(&text), text);
        assert_eq!(
            short_words(&format!("a {} b", "x".repeat(1_000_000))),
            format!("a {}… b", "x".repeat(39))
        );
        assert_eq!(short_words(&"가".repeat(5_000)), format!("{}…", "가".repeat(19)));
        assert!(short_words(&format!("a{}", "\u{301}".repeat(5_000))).chars().count() < 200);
    }
}
