//! What a model is trained to guess, without a list of it: the positions that have neighbours on both sides.

use ndarray::Array2;

use crate::Error;

/// The positions of a corpus that have `window` neighbours on both sides within their sentence.
///
/// The book lists them all with their contexts (3.3.1, `create_contexts_target`); at window 5 that list is
/// ten times as long as the corpus. Here an example is only a number below [`len`](Self::len), and what it
/// stands for is found in the ids when it is asked for. The rule is that of the book, applied to each
/// sentence by itself: the first and last `window` words of a sentence are neighbours, but never guessed.
#[derive(Debug, Clone)]
pub struct Examples<'a> {
    ids: &'a [u32],
    sentence_ends: &'a [usize],
    /// The number of examples before each sentence, and at the end the number of all.
    examples_before: Vec<usize>,
    window: usize,
}

impl<'a> Examples<'a> {
    /// The examples of the sentences of `ids` that end at `sentence_ends` (exclusive, rising).
    ///
    /// # Errors
    /// If `window` is 0, no sentence is long enough, or there are more examples than 32 bits can number.
    pub fn new(ids: &'a [u32], sentence_ends: &'a [usize], window: usize) -> Result<Self, Error> {
        if window == 0 {
            return Err(Error::NoNeighbours);
        }
        let context_count = window.saturating_mul(2);
        let (mut examples_before, mut count) = (Vec::with_capacity(sentence_ends.len() + 1), 0);
        let (mut start, mut longest) = (0, 0);
        for &end in sentence_ends {
            examples_before.push(count);
            count += (end - start).saturating_sub(context_count);
            longest = longest.max(end - start);
            start = end;
        }
        examples_before.push(count);
        if count == 0 {
            return Err(too_wide(window, longest));
        }
        if u32::try_from(count - 1).is_err() {
            return Err(Error::TooManyExamples { examples: count });
        }
        Ok(Self { ids, sentence_ends, examples_before, window })
    }

    /// The number of examples.
    pub fn len(&self) -> usize {
        self.examples_before[self.sentence_ends.len()]
    }

    /// Always false: a corpus without examples is an [`Error`].
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of neighbours on each side.
    pub fn window(&self) -> usize {
        self.window
    }

    /// The position in the corpus of the word that example `index` asks for, in O(log sentences).
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    pub fn position(&self, index: usize) -> usize {
        assert!(index < self.len(), "example {index} of {}", self.len());
        // Sentences too short for an example have as many before them as the next: the last one fits.
        let sentence = self.examples_before.partition_point(|&before| before <= index) - 1;
        let start = if sentence == 0 { 0 } else { self.sentence_ends[sentence - 1] };
        start + self.window + (index - self.examples_before[sentence])
    }

    /// The id of the word at `position`.
    pub fn target(&self, position: usize) -> u32 {
        self.ids[position]
    }

    /// The ids of the `window` words to the left of `position` and of the `window` words to its right.
    pub fn contexts(&self, position: usize) -> (&'a [u32], &'a [u32]) {
        let left = &self.ids[position - self.window..position];
        let right = &self.ids[position + 1..position + 1 + self.window];
        (left, right)
    }

    /// The examples with these numbers: contexts (B, C) and target (B).
    ///
    /// # Panics
    /// If a number is not below [`len`](Self::len).
    pub fn batch(&self, numbers: &[u32]) -> (Array2<u32>, Vec<u32>) {
        let context_count = 2 * self.window;
        let mut contexts = Vec::with_capacity(numbers.len() * context_count);
        let mut target = Vec::with_capacity(numbers.len());
        for &number in numbers {
            let position = self.position(number as usize);
            let (left, right) = self.contexts(position);
            contexts.extend_from_slice(left);
            contexts.extend_from_slice(right);
            target.push(self.target(position));
        }
        let contexts =
            Array2::from_shape_vec((numbers.len(), context_count), contexts).expect("C words each");
        (contexts, target)
    }

    /// All positions, from the first to the last.
    pub fn positions(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).map(|index| self.position(index))
    }
}

/// The longest sentence has too few words for `window`.
fn too_wide(window: usize, longest: usize) -> Error {
    match longest.saturating_sub(1) / 2 {
        0 => Error::NoExample { longest },
        fits => {
            let needed = window.saturating_mul(2).saturating_add(1);
            Error::WindowTooWide { name: "a window of", window, needed, longest, fits }
        }
    }
}

#[cfg(test)]
mod tests {
    use common::text::contexts_and_target;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn windows_stay_within_their_sentence() {
        let ids = [10, 11, 12, 13, 20, 21, 30, 31, 32];
        let ends = [4, 6, 9];
        let examples = Examples::new(&ids, &ends, 1).unwrap();
        assert_eq!(examples.positions().collect::<Vec<_>>(), [1, 2, 7]);
        assert_eq!(examples.contexts(7), (&[30][..], &[32][..]));
        assert_eq!(examples.target(7), 31);
    }

    #[test]
    fn a_window_wider_than_every_sentence_names_one_that_fits() {
        assert_eq!(
            Examples::new(&[0; 9], &[7, 9], 5).unwrap_err().naming_window("--window").to_string(),
            "no sentence has the 11 words that --window 5 needs (the longest has 7); try --window 3"
        );
        assert!(matches!(Examples::new(&[0; 9], &[9], usize::MAX), Err(Error::WindowTooWide { .. })));
    }

    #[test]
    fn sentences_of_two_words_fit_no_window() {
        assert_eq!(
            Examples::new(&[0, 1], &[2], 1).unwrap_err().to_string(),
            "no sentence has the 3 words that even a window of 1 needs (the longest has 2); give longer sentences, one per line"
        );
    }

    #[test]
    fn more_examples_than_can_be_numbered_are_refused_and_the_last_number_is_used() {
        // The ids are not looked at before an example is asked for.
        let examples = |count: usize| Examples::new(&[], &[count + 2], 1).map(|examples| examples.len());
        assert_eq!(examples(1 << 32).unwrap(), 1 << 32);
        let sentence = examples((1 << 32) + 1).unwrap_err().to_string();
        assert!(
            sentence.starts_with("the text has 4294967297 examples, more than the 4294967296"),
            "{sentence}"
        );
    }

    #[test]
    fn a_window_of_nothing_is_refused() {
        assert!(matches!(Examples::new(&[0; 9], &[9], 0), Err(Error::NoNeighbours)));
    }

    proptest! {
        #[test]
        fn examples_are_the_contexts_and_targets_of_the_book_sentence_by_sentence(
            sentences in prop::collection::vec(prop::collection::vec(0_u32..50, 1..20), 1..12),
            window in 1_usize..5,
        ) {
            let ids = sentences.concat();
            let ends: Vec<usize> = sentences
                .iter()
                .scan(0, |end, sentence| { *end += sentence.len(); Some(*end) })
                .collect();
            let expected: Vec<(Vec<u32>, u32)> = sentences
                .iter()
                .flat_map(|sentence| {
                    let (contexts, target) = contexts_and_target(sentence, window);
                    contexts.outer_iter().map(|row| row.to_vec()).zip(target).collect::<Vec<_>>()
                })
                .collect();
            let found: Vec<(Vec<u32>, u32)> = match Examples::new(&ids, &ends, window) {
                Ok(examples) => examples
                    .positions()
                    .map(|position| {
                        let (left, right) = examples.contexts(position);
                        ([left, right].concat(), examples.target(position))
                    })
                    .collect(),
                Err(_) => Vec::new(),
            };
            prop_assert_eq!(found, expected);
        }
    }
}
