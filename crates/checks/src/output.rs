//! Compares printed text with committed text: words exactly, numbers to one unit of their last digit, since
//! another processor rounds differently.

/// A span of a line: a number with its decimals, or what stands between numbers.
#[derive(Debug, PartialEq)]
enum Span<'a> {
    Number(&'a str),
    Text(String),
}

/// Where two texts differ: the number of the line, from 1, and the line in each.
pub fn first_difference<'a>(expected: &'a str, printed: &'a str) -> Option<(usize, &'a str, &'a str)> {
    let (mut expected_lines, mut printed_lines) = (expected.lines(), printed.lines());
    for number in 1.. {
        match (expected_lines.next(), printed_lines.next()) {
            (None, None) => return None,
            (Some(one), Some(other)) if lines_agree(one, other) => {}
            (one, other) => return Some((number, one.unwrap_or("(no more)"), other.unwrap_or("(no more)"))),
        }
    }
    unreachable!("the loop ends with the texts")
}

/// Asserts that a program printed what `file` holds.
///
/// # Panics
/// If not, with the first line that differs.
pub fn assert_printed(file: &str, expected: &str, printed: &str) {
    if let Some((line, expected, printed)) = first_difference(expected, printed) {
        panic!("{file}, line {line}\n  holds:   {expected}\n  printed: {printed}");
    }
}

/// Whether two lines have the same words, and numbers at most one unit of their last digit apart.
pub(crate) fn lines_agree(one: &str, other: &str) -> bool {
    let (one, other) = (spans(one), spans(other));
    one.len() == other.len()
        && one.iter().zip(&other).all(|pair| match pair {
            (Span::Number(one), Span::Number(other)) => numbers_agree(one, other),
            (one, other) => one == other,
        })
}

/// The numbers of a line, in their order.
pub fn numbers(line: &str) -> Vec<&str> {
    let number = |span| match span {
        Span::Number(number) => Some(number),
        Span::Text(_) => None,
    };
    spans(line).into_iter().filter_map(number).collect()
}

/// A line without its numbers and its alignment: two lines with the same skeleton say the same with other numbers.
pub(crate) fn skeleton(line: &str) -> String {
    let mut skeleton = String::new();
    for piece in spans(line.trim_end()) {
        match piece {
            Span::Number(_) => skeleton.push('0'),
            Span::Text(text) => {
                for character in text.chars() {
                    // Longer numbers make wider columns: more spaces, longer rules.
                    let widens = " -─".contains(character) && skeleton.ends_with(character);
                    if !widens {
                        skeleton.push(character);
                    }
                }
            }
        }
    }
    skeleton.trim_start().to_string()
}

/// The same number of decimals, and at most one unit of the last of them apart. Whole numbers are counts
/// and ids, and must be the same.
fn numbers_agree(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (Some((decimals, unit)), Some((other_decimals, other_unit))) = (last_digit(one), last_digit(other))
    else {
        return false;
    };
    let (Ok(one), Ok(other)) = (one.parse::<f64>(), other.parse::<f64>()) else { return false };
    // In binary, the difference of two decimal numbers may be a little more than one unit.
    decimals == other_decimals && (one - other).abs() <= unit.max(other_unit) * 1.000_001
}

/// How many decimals a number has, and the worth of the last: (4, 1e-9) of `1.2345e-5`; `None` of a whole
/// number.
fn last_digit(number: &str) -> Option<(usize, f64)> {
    let (digits, exponent) = number.split_once('e').unwrap_or((number, "0"));
    let (_, decimals) = digits.split_once('.')?;
    Some((decimals.len(), 10f64.powi(exponent.parse::<i32>().ok()? - decimals.len() as i32)))
}

/// Splits a line at its numbers. Spaces beside a number only align it and count as one.
fn spans(line: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let (mut rest, mut text) = (line, String::new());
    while let Some(first) = rest.chars().next() {
        let length = number_length(rest);
        let after_a_word = text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
        if length > 0 && !after_a_word {
            push_text(&mut spans, &mut text);
            spans.push(Span::Number(&rest[..length]));
            rest = &rest[length..];
        } else {
            text.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    push_text(&mut spans, &mut text);
    spans
}

fn push_text<'a>(spans: &mut Vec<Span<'a>>, text: &mut String) {
    if !text.is_empty() {
        let (start, end) = (text.starts_with(' '), text.ends_with(' '));
        let trimmed = text.trim_matches(' ');
        let space = |there: bool| if there { " " } else { "" };
        let kept = if trimmed.is_empty() {
            " ".to_string()
        } else {
            format!("{}{trimmed}{}", space(start), space(end))
        };
        spans.push(Span::Text(kept));
        text.clear();
    }
}

/// How many bytes at the start of `text` are a number: an optional sign, digits, decimals, an exponent.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(bytes[0] == b'-');
    let whole = digits(sign);
    if whole == 0 {
        return 0;
    }
    let mut end = sign + whole;
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    if bytes.get(end) == Some(&b'e') {
        let exponent_sign = usize::from(bytes.get(end + 1) == Some(&b'-'));
        let exponent =
            if end + 1 + exponent_sign < bytes.len() { digits(end + 1 + exponent_sign) } else { 0 };
        if exponent > 0 {
            end += 1 + exponent_sign + exponent;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_unit_of_the_last_digit_is_another_processor_and_two_are_another_result() {
        assert!(lines_agree("loss 0.4804, P = 0.7720", "loss 0.4805, P = 0.7719"));
        assert!(!lines_agree("loss 0.4804", "loss 0.4806"));
        assert!(lines_agree("9.0212e-5", "9.0213e-5"));
        assert!(!lines_agree("9.0212e-5", "9.0213e-4"));
        assert!(lines_agree("  0.0000  x", " -0.0001  x"));
    }

    #[test]
    fn counts_ids_and_words_are_exact() {
        assert!(!lines_agree("epoch 12", "epoch 13"));
        assert!(!lines_agree("w_in  (V, H) = (7, 5)", "w_in  (V, H) = (7, 6)"));
        assert!(!lines_agree("h0 = 0.5000", "h1 = 0.5000"));
        assert!(!lines_agree("you 0.5000", "yov 0.5000"));
        assert!(!lines_agree("0.50", "0.5"));
    }

    #[test]
    fn the_skeleton_of_a_line_has_its_words_but_neither_numbers_nor_alignment() {
        assert_eq!(skeleton("  loss   0.50  -----"), skeleton("loss -10.5 --"));
        assert_ne!(skeleton("loss 0.50"), skeleton("lost 0.50"));
        assert_ne!(skeleton("h0 = 1"), skeleton("h1 = 1"));
    }

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb 0.10\n", "a\nb 0.11\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\n"), Some((2, "b", "(no more)")));
    }
}
