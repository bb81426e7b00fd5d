//! Punctuation as words of its own.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Punctuation before and after a word becomes words of its own, one per mark; within a word
/// (`don't`, `3.14`, `co-operate`) it stays.
pub(crate) fn set_punctuation_apart<'a>(word: &'a str, mut take: impl FnMut(&'a str)) {
    let without_start = word.trim_start_matches(is_punctuation);
    let core = without_start.trim_end_matches(is_punctuation);
    let (before, _) = word.split_at(word.len() - without_start.len());
    let (_, after) = without_start.split_at(core.len());

    marks(before).for_each(&mut take);
    if !core.is_empty() {
        take(core);
    }
    marks(after).for_each(take);
}

/// The characters of `text`, each as a text.
fn marks(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().map(|(at, mark)| &text[at..at + mark.len_utf8()])
}

/// Whether Unicode says so, but for signs that belong to the word at which they stand.
fn is_punctuation(character: char) -> bool {
    use GeneralCategory::{
        ClosePunctuation, DashPunctuation, FinalPunctuation, InitialPunctuation, OpenPunctuation,
        OtherPunctuation,
    };
    match character {
        character if character.is_alphanumeric() => false, // most are, and no table need be asked
        // Signs of a name or a number rather than marks of a sentence, as in #word, @name, 50%, C:\ and R&D.
        '#' | '%' | '&' | '*' | '/' | '@' | '\\' => false,
        '＃' | '％' | '＆' | '＊' | '／' | '＠' | '＼' | '﹟' | '﹪' | '﹠' | '﹡' | '﹫' | '﹨' => {
            false
        }
        // Hyphens, which are dashes to Unicode.
        '-' | '\u{ad}' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '‐' | '\u{2011}' | '﹣' | '－' => {
            false
        }
        // Symbols to Unicode, marks to those who write them.
        '`' | '´' | '~' | '～' => true,
        _ => matches!(
            character.general_category(),
            ClosePunctuation
                | DashPunctuation
                | FinalPunctuation
                | InitialPunctuation
                | OpenPunctuation
                | OtherPunctuation
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        let mut parts = Vec::new();
        text.split_whitespace().for_each(|word| set_punctuation_apart(word, |part| parts.push(part)));
        parts
    }

    #[test]
    fn punctuation_stays_within_a_word_and_leaves_its_ends() {
        assert_eq!(
            parts("(Don't pay $3.14, o.k.?) ..."),
            ["(", "Don't", "pay", "$3.14", ",", "o.k", ".", "?", ")", ".", ".", "."]
        );
    }

    #[test]
    fn the_marks_of_all_scripts_are_set_apart_alike() {
        for mark in "（）【】：；・～~¿¡؟۔،؛।॥…。、，！？〔〕［］｛｝〖〗„‚‹›«»—―〜·･‥•§¶†፡។๚".chars()
        {
            let (word, mark) = (format!("{mark}낱말{mark}"), mark.to_string());
            assert_eq!(parts(&word), [&*mark, "낱말", &*mark], "{mark}");
        }
    }

    #[test]
    fn signs_of_names_and_numbers_stay() {
        let text = "#tag @name 50% R&D C:\\ _init_ --flag 3/4/ +1 <unk> $5 co‐ ＃태그 99％ C++ ♥";
        assert_eq!(parts(text), text.split(' ').collect::<Vec<_>>());
    }
}
