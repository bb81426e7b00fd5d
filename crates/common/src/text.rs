//! From a text to arrays of ids: the vocabulary, contexts and targets, one-hot rows (book 2.3.1 and 3.3).

use std::borrow::Cow;
use std::collections::HashMap;

use ndarray::{Array2, Array3, ArrayView1, ArrayView2};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The words of a corpus and their ids: the first word met has id 0, the next new word id 1, and so on.
///
/// Read-only once built, so that `word_to_id` and `id_to_word` cannot drift apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    word_to_id: HashMap<String, u32>,
    id_to_word: Vec<String>,
}

impl Vocabulary {
    /// The id of `word`, which becomes the newest word of the vocabulary if it was not in it.
    ///
    /// # Panics
    /// If the vocabulary would hold more than `u32::MAX` words.
    pub fn insert(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.word_to_id.get(word) {
            return id;
        }
        let id = u32::try_from(self.id_to_word.len()).expect("a vocabulary holds at most 2^32 words");
        self.word_to_id.insert(word.to_owned(), id);
        self.id_to_word.push(word.to_owned());
        id
    }

    /// The id of `word`, if the corpus has it.
    pub fn id(&self, word: &str) -> Option<u32> {
        self.word_to_id.get(word).copied()
    }

    /// The word with this id.
    ///
    /// # Panics
    /// If no word has it.
    pub fn word(&self, id: u32) -> &str {
        &self.id_to_word[id as usize]
    }

    /// All words, in the order of their ids.
    pub fn words(&self) -> &[String] {
        &self.id_to_word
    }

    /// V, the number of different words.
    pub fn len(&self) -> usize {
        self.id_to_word.len()
    }

    /// Whether no word has been met yet.
    pub fn is_empty(&self) -> bool {
        self.id_to_word.is_empty()
    }
}

/// The same text with each letter in one piece where Unicode has it so (NFC): what a Mac writes as ㅂ, ㅏ and ㅂ is 밥
/// again, and so the same word as everywhere else.
///
/// A text whose letters are whole is lent as it is.
pub fn composed(text: &str) -> Cow<'_, str> {
    if is_surely_composed(text.as_bytes()) || is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Whether all letters are of blocks in which each is whole and joins no other, so that no table must be asked: Latin,
/// Cyrillic, Chinese, Korean syllables. One look at each byte, which the processor does for many at the same time.
fn is_surely_composed(text: &[u8]) -> bool {
    // The first byte of a letter tells its block; the blocks from U+A000 to U+AFFF need the second byte.
    let may_join = |byte: u8, next: u8| {
        matches!(byte, 0xcc..=0xcf | 0xd2..=0xe3 | 0xee..=0xff) | ((byte == 0xea) & (next < 0xb0))
    };
    // The last byte begins no letter, or one of ASCII.
    let pairs = text.iter().zip(text.get(1..).unwrap_or_default());
    text.is_ascii() || !pairs.fold(false, |any, (&byte, &next)| any | may_join(byte, next))
}

/// The ids of `text` and its vocabulary: letters composed and lower-cased, full stops set apart, split at white space.
///
/// # Example
/// ```
/// let (corpus, vocabulary) = common::text::preprocess("You say goodbye and I say hello.");
/// assert_eq!(corpus, [0, 1, 2, 3, 4, 1, 5, 6]);
/// assert_eq!(vocabulary.words(), ["you", "say", "goodbye", "and", "i", "hello", "."]);
/// ```
///
/// Differs from the book: any run of white space separates two words, and letters are [`composed`]; see
/// [`preprocess_as_the_book`].
pub fn preprocess(text: &str) -> (Vec<u32>, Vocabulary) {
    // Composed last, because a small letter may be whole where the capital is not, as ǰ is.
    number_words(composed(&lower_case_with_full_stops_apart(text)).split_whitespace())
}

/// [`preprocess`] to the letter of the book (2.3.1, `common/util.py`), which splits at every single space:
/// two spaces in a row, as in `"the log ."` once its full stop is set apart, make an empty word.
pub fn preprocess_as_the_book(text: &str) -> (Vec<u32>, Vocabulary) {
    number_words(lower_case_with_full_stops_apart(text).split(' '))
}

fn lower_case_with_full_stops_apart(text: &str) -> String {
    text.to_lowercase().replace('.', " .")
}

fn number_words<'a>(words: impl Iterator<Item = &'a str>) -> (Vec<u32>, Vocabulary) {
    let mut vocabulary = Vocabulary::default();
    let corpus = words.map(|word| vocabulary.insert(word)).collect();
    (corpus, vocabulary)
}

/// Every word that has `window_size` neighbours on both sides, with these neighbours (book 3.3.1).
///
/// Returns `contexts` (T', C) and `target` (T'), where C = 2 · `window_size` and T' = T − C, or 0 for a
/// shorter corpus. The columns of `contexts` go from the leftmost neighbour to the rightmost.
///
/// # Example
/// ```
/// let (contexts, target) = common::text::contexts_and_target(&[0, 1, 2, 3], 1);
/// assert_eq!(contexts, ndarray::array![[0, 2], [1, 3]]);
/// assert_eq!(target, [1, 2]);
/// ```
pub fn contexts_and_target(corpus: &[u32], window_size: usize) -> (Array2<u32>, Vec<u32>) {
    let context_count = 2 * window_size;
    let windows = corpus.windows(context_count + 1);
    let target: Vec<u32> = windows.clone().map(|window| window[window_size]).collect();
    let neighbours: Vec<u32> =
        windows.flat_map(|window| [&window[..window_size], &window[window_size + 1..]].concat()).collect();
    let contexts = Array2::from_shape_vec((target.len(), context_count), neighbours)
        .expect("each window gives one row of C neighbours");
    (contexts, target)
}

/// One row per id, of zeros with a single 1 in the column of the id: (N) → (N, V) (book 3.3.2).
///
/// # Panics
/// If an id is not below `vocabulary_size`.
pub fn one_hot(ids: ArrayView1<u32>, vocabulary_size: usize) -> Array2<f32> {
    let mut rows = Array2::zeros((ids.len(), vocabulary_size)); // (N, V)
    for (mut row, &id) in rows.outer_iter_mut().zip(ids) {
        row[id as usize] = 1.0;
    }
    rows
}

/// [`one_hot`] of every context word: (N, C) → (N, C, V) (book 3.3.2).
///
/// # Panics
/// If an id is not below `vocabulary_size`.
pub fn one_hot_contexts(contexts: ArrayView2<u32>, vocabulary_size: usize) -> Array3<f32> {
    let (examples, context_count) = contexts.dim();
    let mut rows = Array3::zeros((examples, context_count, vocabulary_size)); // (N, C, V)
    for ((example, position), &id) in contexts.indexed_iter() {
        rows[[example, position, id as usize]] = 1.0;
    }
    rows
}

#[cfg(test)]
mod tests {
    use ndarray::{Axis, array};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_word_keeps_the_id_of_its_first_appearance() {
        let (corpus, vocabulary) = preprocess("나는 밥을 먹고 나는 잠을 잔다.");
        assert_eq!(corpus, [0, 1, 2, 0, 3, 4, 5]);
        assert_eq!((vocabulary.word(3), vocabulary.id("잔다"), vocabulary.id("밥")), ("잠을", Some(4), None));
    }

    #[test]
    fn only_the_book_makes_an_empty_word_of_two_spaces() {
        assert_eq!(preprocess(" on  the\tlog .\n").1.words(), ["on", "the", "log", "."]);
        assert_eq!(preprocess_as_the_book("on the log .").1.words(), ["on", "the", "log", "", "."]);
    }

    #[test]
    fn a_word_typed_in_pieces_is_the_word_typed_whole() {
        assert_eq!(composed("\u{1107}\u{1161}\u{11b8}을"), "밥을");
        let (corpus, vocabulary) =
            preprocess("밥을 \u{1107}\u{1161}\u{11b8}\u{110b}\u{1173}\u{11af} CAFE\u{301} café J\u{30c} ǰ");
        assert_eq!(
            (&corpus[..], vocabulary.words()),
            (&[0, 0, 1, 1, 2, 2][..], &["밥을", "café", "ǰ"].map(String::from)[..])
        );
    }

    #[test]
    fn what_is_surely_composed_is_so_by_the_tables_too() {
        for letter in (0..=0x10ffff).filter_map(char::from_u32) {
            let text = String::from(letter);
            if is_surely_composed(text.as_bytes()) {
                // Also after what a letter that joins would join with.
                assert!(
                    is_nfc(&text) && format!("e가\u{1100}{text}").nfc().eq(['e', '가', '\u{1100}', letter]),
                    "{letter}"
                );
            }
        }
        assert!(["You", "나는 먹고", "да", "我們"].iter().all(|text| is_surely_composed(text.as_bytes())));
        assert!(matches!(composed("You 나는 да 我們"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_text_without_words_has_no_vocabulary() {
        let (corpus, vocabulary) = preprocess(" \n ");
        assert!(corpus.is_empty() && vocabulary.is_empty());
    }

    #[test]
    fn a_corpus_shorter_than_a_window_has_no_examples() {
        for corpus in [&[][..], &[0], &[0, 1, 0, 1]] {
            let (contexts, target) = contexts_and_target(corpus, 2);
            assert_eq!((contexts.dim(), target.len()), ((0, 4), 0));
        }
    }

    #[test]
    fn one_hot_rows_hold_a_single_one_in_the_column_of_the_id() {
        assert_eq!(one_hot(array![2, 0].view(), 3), array![[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
        let contexts = one_hot_contexts(array![[0, 2], [1, 0]].view(), 3); // (2, 2, 3)
        assert_eq!(contexts.index_axis(Axis(1), 1), one_hot(array![2, 0].view(), 3));
    }

    proptest! {
        #[test]
        fn ids_spell_the_text_again(words in prop::collection::vec("[a-z가-힣]{1,4}", 0..30)) {
            let (corpus, vocabulary) = preprocess(&words.join(" "));
            let spelt: Vec<&str> = corpus.iter().map(|&id| vocabulary.word(id)).collect();
            prop_assert_eq!(spelt, words);
            let first_appearances: Vec<u32> = (0..vocabulary.len() as u32).collect();
            let mut seen = Vec::new();
            corpus.iter().for_each(|id| if !seen.contains(id) { seen.push(*id) });
            prop_assert_eq!(seen, first_appearances);
        }

        #[test]
        fn both_preprocessings_agree_on_tidy_text(words in prop::collection::vec("[a-zA-Z가-힣]{1,4}[.]?", 1..20)) {
            let text = words.join(" ");
            prop_assert_eq!(preprocess(&text), preprocess_as_the_book(&text));
        }

        #[test]
        fn contexts_and_target_put_back_together_are_the_windows(
            corpus in prop::collection::vec(0u32..9, 0..40), window_size in 1usize..4,
        ) {
            let (contexts, target) = contexts_and_target(&corpus, window_size);
            let windows: Vec<Vec<u32>> = contexts
                .outer_iter()
                .zip(&target)
                .map(|(row, &target)| {
                    let mut window = row.to_vec();
                    window.insert(window_size, target);
                    window
                })
                .collect();
            let expected: Vec<Vec<u32>> = corpus.windows(2 * window_size + 1).map(<[u32]>::to_vec).collect();
            prop_assert_eq!(windows, expected);
        }
    }
}
