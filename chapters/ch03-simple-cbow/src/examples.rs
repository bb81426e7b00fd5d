use anyhow::{Result, bail, ensure};
use common::text::{Vocabulary, contexts_and_target, preprocess};
use ndarray::{Array2, Axis};
use notebook::bytes_text;

/// The sentence of the book and of the posts.
pub const TOY_SENTENCE: &str = "You say goodbye and I say hello.";

/// So that a computer with 1 GB of memory can hold all of it: what the one-hot rows of all examples may take, …
const MOST_BYTES_OF_ROWS: u64 = 700_000_000;
/// … and the weights.
const MOST_BYTES_OF_WEIGHTS: u64 = 250_000_000;

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
    /// If the text is too short to have one, or so long that its one-hot rows fill the memory.
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
        check_bytes_of_rows(&corpus, vocabulary.len(), window)?;
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

    /// Whether weights for vectors of this length fit into the memory.
    ///
    /// # Errors
    /// If not.
    pub fn check_hidden(&self, hidden_size: usize) -> Result<()> {
        // W_in and W_out, each with its gradient, two memories of the optimizer and copies to look at: 14 · V · H numbers.
        let bytes_of_one = 14 * 4 * self.vocabulary.len() as u64;
        let most = MOST_BYTES_OF_WEIGHTS / bytes_of_one;
        ensure!(
            hidden_size as u64 <= most,
            "--hidden {hidden_size} needs {} for the weights of {} words, more than the {} that there are for them here: try \
             --hidden {most}, or train on such a text with `ch04-full-cbow --corpus FILE`",
            bytes_text(bytes_of_one * hidden_size as u64),
            self.vocabulary.len(),
            bytes_text(MOST_BYTES_OF_WEIGHTS),
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

    /// What the model guesses, N times: a word, from its neighbours in any order, since h is their mean.
    pub fn guesses(&self) -> Vec<(Vec<u32>, u32)> {
        let neighbours = self.contexts.outer_iter().map(|contexts| {
            let mut neighbours = contexts.to_vec(); // (C)
            neighbours.sort();
            neighbours
        });
        neighbours.zip(self.target.iter().copied()).collect()
    }

    /// The words of one example with a gap for the target: `you ___ goodbye`.
    pub fn with_gap(&self, number: usize) -> String {
        let mut words: Vec<&str> =
            self.contexts.row(number).iter().map(|&id| self.vocabulary.word(id)).collect();
        words.insert(words.len() / 2, "___");
        words.join(" ")
    }
}

/// Whether the one-hot rows of all examples, (N, C, V), fit into the memory with what is computed from them: the copy that
/// each of the C layers keeps, the scores, the probabilities before and after.
fn check_bytes_of_rows(corpus: &[u32], vocabulary_size: usize, window: usize) -> Result<()> {
    let context_count = 2 * window as u64; // C
    let bytes = |words: usize, vocabulary_size: usize| {
        let rows = (words as u64).saturating_sub(context_count).saturating_mul(vocabulary_size as u64); // N · V
        rows.saturating_mul(4 * (2 * context_count + 5))
    };
    let needed = bytes(corpus.len(), vocabulary_size);
    if needed <= MOST_BYTES_OF_ROWS {
        return Ok(());
    }
    // Ids count the different words so far, by first appearance.
    let mut different = 0;
    let fitting = corpus.iter().enumerate().take_while(|&(index, &id)| {
        different = different.max(id as usize + 1);
        bytes(index + 1, different) <= MOST_BYTES_OF_ROWS
    });
    let fitting = fitting.count();
    let remedy = if fitting as u64 > context_count {
        format!("give its first {fitting} words at most")
    } else {
        "try a smaller --window".to_string()
    };
    bail!(
        "a text of {} words, {vocabulary_size} of them different, needs {} for its one-hot rows with --window {window}, more than \
         the {} that there are for them here: {remedy}, or train on it with `ch04-full-cbow --corpus FILE`",
        corpus.len(),
        bytes_text(needed),
        bytes_text(MOST_BYTES_OF_ROWS),
    )
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

    #[test]
    fn a_text_too_long_for_the_memory_is_refused_with_the_number_of_words_that_fit() {
        let text: String = (0..20_000).map(|number| format!("w{number} ")).collect();
        let refusal = |text: &str, window| Examples::from_text(text, window).unwrap_err().to_string();
        let sentence = refusal(&text, 1);
        assert!(sentence.contains("20000 words, 20000 of them different, needs 14.4 GB"), "{sentence}");
        let (_, words) = sentence.split_once("give its first ").unwrap();
        let words: usize = words.split(' ').next().unwrap().parse().unwrap();
        let first = |words: usize| text.split_inclusive(' ').take(words).collect::<String>();
        assert_eq!(Examples::from_text(&first(words), 1).unwrap().vocabulary.len(), words);
        assert!(refusal(&first(words + 1), 1).contains(&format!("its first {words} words")));
        assert!(refusal(&text, 9_000).contains("try a smaller --window"));
    }

    #[test]
    fn vectors_too_long_for_the_memory_are_refused_with_a_length_that_fits() {
        let text: String = (0..1000).map(|number| format!("w{number} ")).collect();
        let examples = Examples::from_text(&text, 1).unwrap();
        let sentence = examples.check_hidden(10_000).unwrap_err().to_string();
        assert!(
            sentence.contains("--hidden 10000 needs 560.0 MB") && sentence.contains("try --hidden 4464,"),
            "{sentence}"
        );
        examples.check_hidden(4464).unwrap();
    }
}
