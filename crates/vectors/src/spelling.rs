//! Words that are not in the vocabulary, and those that may have been meant.

use std::fmt;

use common::text::Vocabulary;
use strsim::osa_distance;
use tr::tr;

use crate::lines::excerpt;

/// How many words are suggested at most.
const SUGGESTIONS: usize = 3;

/// A word that is not in the vocabulary; [`Display`](fmt::Display) says so and suggests others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct UnknownWord {
    /// The word.
    pub word: String,
    /// Up to three words of the vocabulary that are spelt alike, the most alike first.
    pub suggestions: Vec<String>,
}

impl UnknownWord {
    /// Says that `vocabulary` lacks `word`, and looks for what may have been meant: first the word in lower
    /// case, then the words with the fewest wrong letters (one in three at most; two letters swapped count
    /// as one), the lower id first among equals. A letter is a `char`: in Korean, a syllable.
    pub fn new(word: &str, vocabulary: &Vocabulary) -> Self {
        let lower = word.to_lowercase();
        let mut spellings = vec![Spelling::new(word)];
        if lower != word {
            spellings.push(Spelling::new(&lower));
        }
        let distance = |known: &str| match known == lower {
            true => Some(0),
            false => spellings.iter().filter_map(|spelling| spelling.distance_to(known)).min(),
        };
        let known = vocabulary.words().iter();
        let mut alike: Vec<_> = known.filter_map(|known| Some((distance(known)?, known))).collect();
        alike.sort_by_key(|&(distance, _)| distance); // stable: equals stay in the order of their ids
        let suggestions = alike.into_iter().take(SUGGESTIONS).map(|(_, known)| known.clone()).collect();
        Self { word: word.to_owned(), suggestions }
    }
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = excerpt(&self.word);
        let quoted: Vec<String> = self.suggestions.iter().map(|word| format!("{word:?}")).collect();
        let meant = match quoted.as_slice() {
            [] => {
                let nothing = tr!("{word} is not in the vocabulary, and no word in it is spelt alike", word);
                return f.write_str(&nothing);
            }
            [only] => only.clone(),
            [others @ .., last] => tr!("{others} or {last}", others = others.join(", "), last),
        };
        f.write_str(&tr!("{word} is not in the vocabulary; did you mean {meant}?", word, meant))
    }
}

/// A spelling to compare the whole vocabulary with.
struct Spelling<'a> {
    word: &'a str,
    length: usize,
    letters: u64,
}

impl<'a> Spelling<'a> {
    fn new(word: &'a str) -> Self {
        let (length, letters) = measure(word);
        Self { word, length, letters }
    }

    /// How many letters are wrong, if they are few and at least one is right.
    fn distance_to(&self, known: &str) -> Option<usize> {
        let allowed = (self.length / 3).max(1);
        let (length, letters) = measure(known);
        // A vocabulary can have a million words: first what is cheap and rules out nearly all of them. A wrong
        // letter makes a word longer or shorter by at most one, and brings or removes at most one kind of letter.
        let missing = (self.letters & !letters).count_ones() as usize;
        let spare = (letters & !self.letters).count_ones() as usize;
        if length.abs_diff(self.length).max(missing).max(spare) > allowed {
            return None;
        }
        let distance = osa_distance(self.word, known);
        (distance <= allowed && distance < length.max(self.length)).then_some(distance)
    }
}

/// How many letters a word has, and which: one bit for each kind, modulo 64.
fn measure(word: &str) -> (usize, u64) {
    word.chars().fold((0, 0), |(length, letters), letter| (length + 1, letters | 1 << (letter as u32 % 64)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sentence(word: &str, known: &str) -> String {
        let mut vocabulary = Vocabulary::default();
        known.split(' ').for_each(|word| _ = vocabulary.insert(word));
        UnknownWord::new(word, &vocabulary).to_string()
    }

    #[test]
    fn the_most_alike_come_first_and_equals_in_the_order_of_their_ids() {
        let known = "you king kind skin think queen";
        assert_eq!(
            sentence("kin", known),
            r#""kin" is not in the vocabulary; did you mean "king", "kind" or "skin"?"#
        );
        assert_eq!(sentence("thinks", known), r#""thinks" is not in the vocabulary; did you mean "think"?"#);
        assert!(sentence("knig", known).ends_with(r#"did you mean "king"?"#));
    }

    #[test]
    fn at_most_three_are_suggested() {
        assert!(sentence("cat", "bat hat mat rat").ends_with(r#"did you mean "bat", "hat" or "mat"?"#));
    }

    #[test]
    fn the_word_in_lower_case_is_the_first_guess() {
        assert!(sentence("KOREA", "korean korea").ends_with(r#"did you mean "korea" or "korean"?"#));
        assert!(sentence("Knig", "king").ends_with(r#"did you mean "king"?"#));
    }

    #[test]
    fn korean_is_compared_by_syllables() {
        assert!(sentence("여왕님", "왕 여왕 남자 여왕벌").ends_with(r#"did you mean "여왕" or "여왕벌"?"#));
        assert!(sentence("왕", "남 왕자").ends_with(r#"did you mean "왕자"?"#));
    }

    #[test]
    fn nothing_is_suggested_when_nothing_is_alike() {
        let expected = r#""xylophone" is not in the vocabulary, and no word in it is spelt alike"#;
        assert_eq!(sentence("xylophone", "you say goodbye"), expected);
        assert!(sentence("x", "y z").ends_with("alike"));
        assert!(sentence("", "you say").ends_with("alike"));
    }

    proptest! {
        #[test]
        fn the_cheap_tests_rule_out_nothing_that_is_alike(word in "[a-c가-다]{0,7}", known in "[a-d가-다]{0,7}") {
            let length = word.chars().count();
            let distance = osa_distance(&word, &known);
            let alike = distance <= (length / 3).max(1) && distance < length.max(known.chars().count());
            prop_assert_eq!(Spelling::new(&word).distance_to(&known), alike.then_some(distance));
        }
    }
}
