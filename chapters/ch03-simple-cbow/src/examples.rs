use anyhow::{Result, ensure};
use common::text::{Vocabulary, contexts_and_target, preprocess};
use ndarray::{Array2, Axis};

/// The sentence of the book and of the posts.
pub const TOY_SENTENCE: &str = "You say goodbye and I say hello.";

/// A small text, cut into examples to learn from: the neighbours of a word, and the word.
#[derive(Debug, Clone)]
pub struct Examples {
    /// The text as ids: (T).
    pub corpus: Vec<u32>,
    /// Its V words.
    pub vocabulary: Vocabulary,
    /// The C neighbours of each target: (N, C).
    pub contexts: Array2<u32>,
    /// The word between them: (N).
    pub target: Vec<u32>,
}

impl Examples {
    /// The examples of `text`: every word with `window` neighbours on both sides.
    ///
    /// # Errors
    /// If the text is too short to have one.
    pub fn from_text(text: &str, window: usize) -> Result<Self> {
        let (corpus, vocabulary) = preprocess(text);
        let needed = window.saturating_mul(2).saturating_add(1);
        ensure!(!corpus.is_empty(), "the text has no words: give some with --text \"…\"");
        ensure!(
            corpus.len() >= 3,
            "the text has only {} word(s), but a word with a neighbour on each side takes 3: give a longer --text",
            corpus.len()
        );
        ensure!(
            corpus.len() >= needed,
            "--window {window} needs a text of at least {needed} words, but this one has {}: try --window {}",
            corpus.len(),
            (corpus.len() - 1) / 2
        );
        let (contexts, target) = contexts_and_target(&corpus, window);
        Ok(Self { corpus, vocabulary, contexts, target })
    }

    /// Whether the examples make at least one batch.
    ///
    /// # Errors
    /// If not.
    pub fn check_batch(&self, batch_size: usize) -> Result<()> {
        ensure!(
            batch_size <= self.len(),
            "--batch {batch_size} is more than the {} example(s) of this text: try --batch {}",
            self.len(),
            self.len()
        );
        Ok(())
    }

    /// N, the number of examples.
    pub fn len(&self) -> usize {
        self.target.len()
    }

    /// Whether there is no example; never true for [`from_text`](Self::from_text).
    pub fn is_empty(&self) -> bool {
        self.target.is_empty()
    }

    /// The examples with these numbers: contexts (B, C) and target (B).
    pub fn batch(&self, numbers: &[u32]) -> (Array2<u32>, Vec<u32>) {
        let rows: Vec<usize> = numbers.iter().map(|&number| number as usize).collect();
        (self.contexts.select(Axis(0), &rows), rows.iter().map(|&row| self.target[row]).collect())
    }

    /// The words of one example with a gap for the target: `you ___ goodbye`.
    pub fn with_gap(&self, number: usize) -> String {
        let mut words: Vec<&str> =
            self.contexts.row(number).iter().map(|&id| self.vocabulary.word(id)).collect();
        words.insert(words.len() / 2, "___");
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_toy_sentence_has_six_examples() {
        let examples = Examples::from_text(TOY_SENTENCE, 1).unwrap();
        assert_eq!((examples.len(), examples.vocabulary.len()), (6, 7));
        assert_eq!(examples.with_gap(0), "you ___ goodbye");
        assert_eq!(examples.batch(&[5, 0]).1, [5, 1]);
    }

    #[test]
    fn a_text_too_short_for_its_window_is_refused_with_a_remedy() {
        let refusal = |text: &str, window| Examples::from_text(text, window).unwrap_err().to_string();
        assert!(refusal("", 1).contains("no words"));
        assert!(refusal("hello", 1).contains("only 1 word"));
        assert!(refusal(TOY_SENTENCE, 4).contains("at least 9 words, but this one has 8: try --window 3"));
        assert!(refusal(TOY_SENTENCE, usize::MAX).contains("try --window 3"));
    }
}
