//! Words and their vectors, and the questions that can be asked of them.

use std::borrow::Cow;
use std::collections::HashMap;

use common::similarity;
use common::text::{Vocabulary, composed};
use ndarray::{Array2, ArrayView1, ArrayView2};

use crate::{Error, Scoring, UnknownWord, extreme};

/// The words of a vocabulary with a vector each: word `id` has row `id`.
///
/// There is at least one word, a vector has at least one number, and all numbers are finite.
#[derive(Debug, Clone, PartialEq)]
pub struct WordVectors {
    vocabulary: Vocabulary,
    vectors: Array2<f32>, // (V, H)
    /// The ids of the words that are not spelt as [`as_typed`] spells them, by that spelling.
    typed: HashMap<String, u32>,
    /// Whether some vectors are so long or so short that [`extreme`] must compute with them.
    is_extreme: bool,
}

impl WordVectors {
    /// Brings words and their vectors (V, H) together.
    ///
    /// # Errors
    /// [`Error::Empty`] without any word or number, [`Error::WordsAndRows`] if there are not as many words as
    /// rows, [`Error::NotFinite`] if a number is not finite.
    pub fn new(vocabulary: Vocabulary, vectors: Array2<f32>) -> Result<Self, Error> {
        let (rows, dimension) = vectors.dim();
        if vocabulary.len() != rows {
            return Err(Error::WordsAndRows { words: vocabulary.len(), rows });
        }
        if rows == 0 || dimension == 0 {
            return Err(Error::Empty { words: rows, dimension });
        }
        for (word, row) in vocabulary.words().iter().zip(vectors.outer_iter()) {
            if let Some(&value) = row.iter().find(|value| !value.is_finite()) {
                return Err(Error::NotFinite { word: word.clone(), value });
            }
        }
        let mut typed = HashMap::new();
        for (id, word) in (0..).zip(vocabulary.words()) {
            if let Some(spelling) = as_typed(word) {
                typed.entry(spelling).or_insert(id);
            }
        }
        let is_extreme = vectors.outer_iter().any(extreme::is_beyond_32_bits);
        Ok(Self { vocabulary, vectors, typed, is_extreme })
    }

    /// The words.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The vectors (V, H).
    pub fn vectors(&self) -> ArrayView2<'_, f32> {
        self.vectors.view()
    }

    /// The vector (H) of a word.
    ///
    /// # Errors
    /// [`UnknownWord`] if the vocabulary does not have it.
    pub fn vector(&self, word: &str) -> Result<ArrayView1<'_, f32>, UnknownWord> {
        Ok(self.vectors.row(self.id(word)? as usize))
    }

    /// The `top` words nearest to `word` by the cosine of their vectors, nearest first, without `word`.
    ///
    /// # Errors
    /// [`UnknownWord`] if the vocabulary does not have it.
    pub fn nearest(&self, word: &str, top: usize) -> Result<Vec<(&str, f32)>, UnknownWord> {
        let most_similar = if self.is_extreme { extreme::most_similar } else { similarity::most_similar };
        Ok(self.in_words(most_similar(self.vectors(), self.id(word)?, top)))
    }

    /// The cosine of the vectors of two words, −1 to 1.
    ///
    /// # Errors
    /// [`UnknownWord`] for the first of the two that the vocabulary does not have.
    pub fn cosine(&self, a: &str, b: &str) -> Result<f32, UnknownWord> {
        let cosine = if self.is_extreme { extreme::cosine } else { similarity::cosine };
        Ok(cosine(self.vector(a)?, self.vector(b)?))
    }

    /// The `top` best answers to `a : b = c : ?`, best first, without the three words of the question.
    ///
    /// [`Scoring::Cosine`] is what the field uses, [`Scoring::RawDot`] what the book's `analogy` does (4.3.3).
    ///
    /// # Errors
    /// [`UnknownWord`] for the first of the three words that the vocabulary does not have.
    pub fn analogy(
        &self,
        a: &str,
        b: &str,
        c: &str,
        top: usize,
        scoring: Scoring,
    ) -> Result<Vec<(&str, f32)>, UnknownWord> {
        let (a, b, c) = (self.id(a)?, self.id(b)?, self.id(c)?);
        let analogy = if self.is_extreme { extreme::analogy } else { similarity::analogy };
        Ok(self.in_words(analogy(self.vectors(), [a, b, c], top, scoring)))
    }

    /// The word of the vocabulary that is spelt like this.
    pub(crate) fn id(&self, word: &str) -> Result<u32, UnknownWord> {
        self.known(word).ok_or_else(|| UnknownWord::new(&composed(word), &self.vocabulary))
    }

    /// The same, where it matters only whether there is one: exactly like this if possible, otherwise with letters
    /// in one piece or in several, and with any kind of space.
    pub(crate) fn known(&self, word: &str) -> Option<u32> {
        let typed = as_typed(word);
        let typed = typed.as_deref().unwrap_or(word);
        self.vocabulary
            .id(word)
            .or_else(|| self.vocabulary.id(typed))
            .or_else(|| self.typed.get(typed).copied())
    }

    fn in_words(&self, found: Vec<(u32, f32)>) -> Vec<(&str, f32)> {
        found.into_iter().map(|(id, score)| (self.vocabulary.word(id), score)).collect()
    }
}

/// A word with its letters in one piece each and every kind of space as the one on the keyboard, if that is another
/// spelling than its own.
fn as_typed(word: &str) -> Option<String> {
    let composed = composed(word);
    let is_other_space = |letter: char| letter.is_whitespace() && letter != ' ';
    match composed {
        Cow::Borrowed(word) if !word.contains(is_other_space) => None,
        composed => Some(composed.replace(is_other_space, " ")),
    }
}

#[cfg(test)]
mod tests {
    use common::text::preprocess;
    use ndarray::{Array2, array};

    use super::*;

    fn royal_family() -> WordVectors {
        let (_, vocabulary) = preprocess("king man queen woman crowd");
        let rows = array![[1.0, 1.0], [0.1, 1.0], [1.0, -1.0], [0.1, -1.0], [4.0, -9.0]];
        WordVectors::new(vocabulary, rows).unwrap()
    }

    #[test]
    fn nearest_leaves_out_the_word_itself_and_names_the_others_by_cosine() {
        let vectors = royal_family();
        let words: Vec<&str> =
            vectors.nearest("queen", 2).unwrap().into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["crowd", "woman"]);
        assert_eq!(vectors.nearest("queen", 99).unwrap().len(), 4);
        assert!(vectors.nearest("queen", 0).unwrap().is_empty());
    }

    #[test]
    fn a_long_vector_wins_the_raw_dot_product_but_not_the_cosine() {
        let vectors = royal_family();
        let best = |scoring| vectors.analogy("king", "man", "queen", 1, scoring).unwrap()[0].0;
        assert_eq!(best(Scoring::Cosine), "woman");
        assert_eq!(best(Scoring::RawDot), "crowd");
    }

    #[test]
    fn an_unknown_word_is_named_wherever_it_stands() {
        let vectors = royal_family();
        assert_eq!(vectors.vector("kin").unwrap_err().word, "kin");
        assert_eq!(vectors.nearest("kin", 1).unwrap_err().word, "kin");
        assert_eq!(vectors.analogy("king", "men", "quen", 1, Scoring::Cosine).unwrap_err().word, "men");
    }

    #[test]
    fn words_and_rows_must_be_as_many_and_every_number_finite() {
        let (_, vocabulary) = preprocess("you say");
        let refusal = |rows| WordVectors::new(vocabulary.clone(), rows).unwrap_err().to_string();
        assert!(refusal(Array2::zeros((3, 2))).starts_with("2 words cannot share 3 vectors"));
        assert!(refusal(Array2::zeros((2, 0))).starts_with("2 words with vectors of 0 numbers"));
        assert!(refusal(array![[0.0], [f32::NAN]]).starts_with(r#"the vector of "say" holds NaN"#));
        assert!(WordVectors::new(Vocabulary::default(), Array2::zeros((0, 2))).is_err());
    }
}
