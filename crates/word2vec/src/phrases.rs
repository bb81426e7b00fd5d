//! Phrases: two words that stand side by side far more often than chance would have it become one, `new york` becomes
//! `new_york` (Mikolov et al. 2013, section 4; word2phrase.c).

use std::borrow::Cow;
use std::collections::HashMap;

use crate::text::TextBuilder;
use crate::token_file::SENTENCE_END;
use crate::{Error, ReadOptions, Text};

/// How many words are read at once, and then on to the end of a sentence. One that is twice as long is cut.
const WORDS: usize = 1 << 16;

impl Text {
    /// The text with its phrases. The words a and b are one where
    ///
    /// ```text
    /// (count(a b) − min_count) · T / (count(a) · count(b)) > threshold
    /// ```
    ///
    /// T is the length of the text, and 100 a usual threshold; the larger, the fewer phrases. They are joined from left to
    /// right, and the second word of one is not the first of another: longer phrases come of a second call. Then words
    /// are left out that have become too rare.
    ///
    /// Of pairs that are counted at a time there are no more than of words.
    ///
    /// # Errors
    /// If the temporary file of either text cannot be read or written, or if no word is frequent enough.
    pub fn with_phrases(&self, threshold: f64, options: &ReadOptions) -> Result<Self, Error> {
        let counts = self.count_pairs(options.max_words)?;
        let is_phrase = |pair: [u32; 2]| {
            let pairs = counts.get(&pair).copied().unwrap_or(0).saturating_sub(options.min_count) as f64;
            let [a, b] = pair.map(|id| self.counts()[id as usize] as f64);
            pairs * self.len() as f64 / (a * b) > threshold
        };
        let words: Vec<&str> = self.words().collect();
        let mut joined = TextBuilder::new(&ReadOptions { vocabulary: None, ..options.clone() })?;
        self.each_sentence(|sentence| {
            let (mut written, mut ids) = (Vec::new(), sentence.iter().copied().peekable());
            while let Some(first) = ids.next() {
                let (word, second) =
                    (words[first as usize], ids.next_if(|&second| is_phrase([first, second])));
                written.push(match second {
                    Some(second) => Cow::from(format!("{word}_{}", words[second as usize])),
                    None => Cow::from(word),
                });
            }
            joined.push_words(written.iter().map(AsRef::as_ref))?;
            joined.end_sentence()
        })?;
        joined.finish("the text with its phrases", options.min_count)
    }

    /// How often each two words stand side by side in a sentence, the rarest forgotten when there are too many.
    fn count_pairs(&self, limit: usize) -> Result<HashMap<[u32; 2], u64>, Error> {
        let (mut counts, mut forgotten) = (HashMap::new(), 0);
        self.each_sentence(|sentence| {
            for pair in sentence.windows(2) {
                *counts.entry([pair[0], pair[1]]).or_insert(0) += 1;
            }
            while counts.len() > limit {
                // as word2phrase.c does it
                forgotten += 1;
                counts.retain(|_, count| *count > forgotten);
            }
            Ok(())
        })?;
        Ok(counts)
    }

    /// Reads the text, a sentence of ids at a time.
    fn each_sentence(&self, mut each: impl FnMut(&[u32]) -> Result<(), Error>) -> Result<(), Error> {
        let mut ids = Vec::new();
        for mut part in self.parts(1)? {
            while part.read(WORDS, 2 * WORDS, &mut ids)? > 0 {
                ids.split(|&id| id == SENTENCE_END).try_for_each(&mut each)?;
            }
        }
        Ok(())
    }
}
