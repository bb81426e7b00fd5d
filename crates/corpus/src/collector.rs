//! Words come in one by one, a [`Corpus`] goes out: every source ends here.

use common::checksum::Checksum;
use common::text::Vocabulary;

use crate::{Corpus, Error};

/// The corpus so far. Keeps four bytes per word of the text, never the text.
#[derive(Default)]
pub(crate) struct Collector {
    ids: Vec<u32>,
    sentence_ends: Vec<usize>,
    vocabulary: Vocabulary,
    counts: Vec<u64>,
    checksum: Checksum,
}

impl Collector {
    /// Counts `bytes` as read, for the checksum.
    pub(crate) fn hash(&mut self, bytes: &[u8]) {
        self.checksum.update(bytes);
    }

    /// The next word of the text.
    pub(crate) fn push(&mut self, word: &str) {
        let id = self.vocabulary.insert(word);
        if self.counts.len() < self.vocabulary.len() {
            self.counts.push(0);
        }
        self.counts[id as usize] += 1;
        self.ids.push(id);
    }

    /// The sentence ends here. One without words leaves no trace.
    pub(crate) fn end_sentence(&mut self) {
        if self.sentence_ends.last().copied().unwrap_or(0) < self.ids.len() {
            self.sentence_ends.push(self.ids.len());
        }
    }

    /// The number of words so far.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The checksum of the bytes so far.
    pub(crate) fn sha256(&self) -> String {
        self.checksum.hexadecimal()
    }

    /// The corpus, without the words that occur fewer than `min_count` times.
    pub(crate) fn finish(mut self, name: &str, min_count: u64) -> Result<Corpus, Error> {
        self.end_sentence();
        let Some(&most) = self.counts.iter().max() else {
            return Err(Error::Empty { name: name.to_owned() });
        };
        if most < min_count {
            return Err(Error::NothingLeft { name: name.to_owned(), min_count, most });
        }
        let sha256 = self.sha256();
        self.drop_words_rarer_than(min_count);
        self.ids.shrink_to_fit();
        Ok(Corpus {
            name: name.to_owned(),
            ids: self.ids,
            sentence_ends: self.sentence_ends,
            vocabulary: self.vocabulary,
            counts: self.counts,
            sha256,
            questions: Vec::new(),
            probes: Vec::new(),
            left_out: None,
        })
    }

    /// The words that stay are numbered anew in the order in which they first appeared, and move together.
    fn drop_words_rarer_than(&mut self, min_count: u64) {
        if self.counts.iter().all(|&count| count >= min_count) {
            return;
        }
        let mut kept = Vocabulary::default();
        let new_ids: Vec<Option<u32>> = self
            .vocabulary
            .words()
            .iter()
            .zip(&self.counts)
            .map(|(word, &count)| (count >= min_count).then(|| kept.insert(word)))
            .collect();

        // `ids[..end]` is the part already moved together, `start..old_end` the sentence to move next.
        let (mut start, mut end) = (0, 0);
        for sentence_end in &mut self.sentence_ends {
            for position in start..*sentence_end {
                if let Some(id) = new_ids[self.ids[position] as usize] {
                    self.ids[end] = id;
                    end += 1;
                }
            }
            start = std::mem::replace(sentence_end, end);
        }
        self.ids.truncate(end);
        self.sentence_ends.dedup();
        self.sentence_ends.retain(|&sentence_end| sentence_end > 0);
        self.counts.retain(|&count| count >= min_count);
        self.vocabulary = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collect(lines: &[&str], min_count: u64) -> Result<Corpus, Error> {
        let mut collector = Collector::default();
        for line in lines {
            line.split_whitespace().for_each(|word| collector.push(word));
            collector.end_sentence();
        }
        collector.finish("a test", min_count)
    }

    #[test]
    fn every_word_is_kept_and_counted_when_the_minimum_is_one() {
        let corpus = collect(&["a b a", "", "c"], 1).unwrap();
        assert_eq!(corpus.ids, [0, 1, 0, 2]);
        assert_eq!(corpus.sentence_ends, [3, 4]);
        assert_eq!(corpus.counts, [2, 1, 1]);
    }

    #[test]
    fn rare_words_go_and_the_others_are_numbered_by_first_appearance() {
        let corpus = collect(&["x b a", "y", "a b z b"], 2).unwrap();
        assert_eq!(corpus.vocabulary.words(), ["b", "a"]);
        assert_eq!(corpus.ids, [0, 1, 1, 0, 0]);
        assert_eq!(corpus.sentence_ends, [2, 5]);
        assert_eq!(corpus.counts, [3, 2]);
    }

    #[test]
    fn a_first_sentence_of_rare_words_leaves_no_empty_sentence() {
        assert_eq!(collect(&["x", "a a"], 2).unwrap().sentence_ends, [2]);
    }

    #[test]
    fn a_minimum_that_no_word_reaches_names_one_that_fits() {
        assert_eq!(
            collect(&["a b a"], 5).unwrap_err().to_string(),
            "no word of `a test` occurs 5 times (the most frequent occurs 2 times); try --min-count 2"
        );
    }

    #[test]
    fn a_text_without_words_is_refused() {
        assert_eq!(
            collect(&["", " "], 1).unwrap_err().to_string(),
            "there is no word in `a test`; give a text that has some"
        );
    }
}
