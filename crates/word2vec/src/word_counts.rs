//! Counts words: how often each occurs, and which are frequent enough to be learned.

use std::cmp::Reverse;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use smol_str::SmolStr;

use crate::token_file::TOO_RARE;

/// How many words are looked up at once.
const BATCH: usize = 64;

/// Different words, numbered by first appearance, with their counts.
pub(crate) struct WordCounts {
    words: Vec<Word>,
    /// The number of each word. A word that was forgotten takes its number with it.
    numbers: Vec<u32>,
    next_number: u32,
    /// Finds the place of a word in `words` by its hash. A vocabulary of a million words does not fit into the cache of
    /// the processor, but most of this table does.
    places: HashTable<Entry>,
    hashing: DefaultHashBuilder,
    /// No more different words than these are counted at a time.
    limit: usize,
    /// Words that had occurred no more often than this were forgotten when there were too many.
    forgotten: u64,
    /// Whether the words and their counts were known before; then no others are counted.
    are_known: bool,
}

struct Word {
    name: SmolStr,
    count: u64,
}

struct Entry {
    /// Half of the hash: enough to tell nearly all words apart, and to move the entry when the table grows.
    hash: u32,
    place: u32,
}

/// The words that are frequent enough, the most frequent first; of two as frequent the one that appeared first.
pub(crate) struct Frequent {
    /// The words, by their ids: (V).
    pub words: Vec<SmolStr>,
    pub counts: Vec<u64>,
    /// For each number the id of the word, or [`TOO_RARE`].
    pub id_of: Vec<u32>,
}

impl WordCounts {
    /// Counts so many different words at a time. When there are more, the rarest quarter is forgotten, and all others that
    /// have occurred as rarely. (word2vec.c forgets those with one occurrence, the next time those with two, and so on,
    /// whether there are many or few of them.)
    pub fn new(limit: usize) -> Self {
        Self {
            words: Vec::new(),
            numbers: Vec::new(),
            next_number: 0,
            places: HashTable::new(),
            hashing: DefaultHashBuilder::default(),
            limit,
            forgotten: 0,
            are_known: false,
        }
    }

    /// Words with counts that are known already: whatever comes is looked up, and not counted.
    pub fn known(words: impl IntoIterator<Item = (SmolStr, u64)>) -> Self {
        let mut counts = Self::new(usize::MAX);
        for (name, count) in words {
            let hash = counts.hash(&name);
            let number = counts.count_one(&name, hash);
            counts.words[number as usize].count = count;
        }
        Self { are_known: true, ..counts }
    }

    /// Counts one occurrence of each word, and tells `each` their numbers.
    pub fn count<E>(
        &mut self,
        words: impl IntoIterator<Item = impl AsRef<str>>,
        mut each: impl FnMut(u32) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut words, mut batch) = (words.into_iter(), Vec::with_capacity(BATCH));
        loop {
            batch.extend(words.by_ref().take(BATCH).map(|word| {
                let hash = self.hash(word.as_ref());
                (word, hash)
            }));
            if batch.is_empty() {
                return Ok(());
            }
            self.fetch(batch.iter().map(|(_, hash)| *hash));
            for (word, hash) in batch.drain(..) {
                each(self.count_one(word.as_ref(), hash))?;
            }
        }
    }

    /// Has a look at the places where words with these hashes should be: the processor then fetches them all at the same
    /// time, and does not wait for one after the other when they are needed.
    #[inline]
    fn fetch(&self, hashes: impl Iterator<Item = u32>) {
        let entries = hashes.filter_map(|hash| self.places.find(spread(hash), |_| true));
        let counts = entries.map(|entry| self.words[entry.place as usize].count);
        std::hint::black_box(counts.fold(0, u64::wrapping_add));
    }

    #[inline]
    fn count_one(&mut self, word: &str, hash: u32) -> u32 {
        let is_word = |entry: &Entry| entry.hash == hash && self.words[entry.place as usize].name == word;
        if let Some(&Entry { place, .. }) = self.places.find(spread(hash), is_word) {
            self.words[place as usize].count += u64::from(!self.are_known);
            return self.numbers[place as usize];
        }
        // The numbers only come to an end after billions of words that were forgotten.
        if self.are_known || self.next_number == TOO_RARE {
            return TOO_RARE;
        }
        if self.words.len() >= self.limit {
            self.forget_the_rarest();
        }
        let (number, place) = (self.next_number, self.words.len() as u32);
        self.next_number += 1;
        self.words.push(Word { name: word.into(), count: 1 });
        self.numbers.push(number);
        self.places.insert_unique(spread(hash), Entry { hash, place }, |entry| spread(entry.hash));
        number
    }

    /// Makes room for a quarter of the limit, at least.
    #[cold]
    fn forget_the_rarest(&mut self) {
        let mut counts: Vec<u64> = self.words.iter().map(|word| word.count).collect();
        let (_, &mut rare, _) = counts.select_nth_unstable(self.limit / 4);
        let mut words = self.words.iter();
        self.numbers.retain(|_| words.next().is_some_and(|word| word.count > rare));
        self.words.retain(|word| word.count > rare);
        self.forgotten = self.forgotten.max(rare);
        self.places.clear();
        for (place, word) in (0..).zip(&self.words) {
            let hash = self.hash(&word.name);
            self.places.insert_unique(spread(hash), Entry { hash, place }, |entry| spread(entry.hash));
        }
    }

    /// Words that had occurred no more often than this were forgotten, and what remains of them are later occurrences.
    /// Nothing, if none were.
    pub fn forgotten(&self) -> Option<u64> {
        (self.forgotten > 0).then_some(self.forgotten)
    }

    fn hash(&self, word: &str) -> u32 {
        self.hashing.hash_one(word) as u32
    }

    /// The count of the most frequent word, if there is a word.
    pub fn most(&self) -> Option<u64> {
        self.words.iter().map(|word| word.count).max()
    }

    /// The words that occur at least `min_count` times.
    pub fn frequent(mut self, min_count: u64) -> Frequent {
        drop(self.places);
        let counted = (0..).zip(&self.words).filter(|(_, word)| word.count >= min_count);
        let mut order: Vec<(Reverse<u64>, u32)> =
            counted.map(|(place, word)| (Reverse(word.count), place)).collect();
        order.sort_unstable();
        let mut id_of = vec![TOO_RARE; self.next_number as usize];
        for (id, &(_, place)) in (0..).zip(&order) {
            id_of[self.numbers[place as usize] as usize] = id;
        }
        let mut name = |place: u32| std::mem::take(&mut self.words[place as usize].name);
        let (words, counts) = order.into_iter().map(|(Reverse(count), place)| (name(place), count)).unzip();
        Frequent { words, counts, id_of }
    }
}

/// The table looks at both ends of a hash of 64 bits.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    /// The counts of words, and their numbers.
    fn counted<'a>(words: impl IntoIterator<Item = &'a str>) -> (WordCounts, Vec<u32>) {
        let (mut counts, mut numbers) = (WordCounts::new(1_000_000), Vec::new());
        let Ok(()) = counts.count(words, |number| {
            numbers.push(number);
            Ok::<(), Infallible>(())
        });
        (counts, numbers)
    }

    #[test]
    fn words_with_the_same_hash_are_different_words() {
        // Among so many there are some ten pairs whose hashes of 32 bits are the same.
        let words: Vec<String> = (0..300_000).map(|number| format!("w{number}")).collect();
        let twice = words.iter().chain(&words).map(String::as_str);
        let (counts, numbers) = counted(twice);
        assert!(numbers.into_iter().eq((0..300_000).chain(0..300_000)));
        let frequent = counts.frequent(2);
        assert!(frequent.words == words && frequent.counts.iter().all(|&count| count == 2));
    }

    #[test]
    fn when_there_are_too_many_words_the_rarest_are_forgotten_and_their_numbers_are_rare() {
        let (mut counts, mut numbers) = (WordCounts::new(4), Vec::new());
        // `b` has occurred once when `e` wants room, `c` too; `b` comes again and is counted anew.
        let text = ["a", "b", "a", "c", "d", "d", "d", "e", "b", "a", "d", "b", "b"];
        let Ok(()) = counts.count(text, |number| {
            numbers.push(number);
            Ok::<(), Infallible>(())
        });
        assert_eq!(counts.forgotten(), Some(1));
        let Frequent { words, counts, id_of } = counts.frequent(1);
        assert_eq!(words, ["d", "a", "b", "e"]);
        assert_eq!(counts, [4, 3, 3, 1]);
        let read: Vec<Option<&str>> = numbers
            .iter()
            .map(|&number| words.get(id_of[number as usize] as usize).map(SmolStr::as_str))
            .collect();
        let kept = text.iter().enumerate().map(|(at, &word)| (!(at == 1 || at == 3)).then_some(word));
        assert_eq!(read, kept.collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn the_counts_are_those_of_a_plain_map(
            words in prop::collection::vec("[a-c가-다]{1,2}", 0..200), min_count in 1u64..6,
        ) {
            let mut plain = HashMap::new();
            words.iter().for_each(|word| *plain.entry(word.as_str()).or_insert(0) += 1);
            let first = |name: &str| words.iter().position(|word| word == name);
            let mut expected: Vec<(&str, u64)> =
                plain.into_iter().filter(|&(_, count)| count >= min_count).collect();
            expected.sort_by_key(|&(word, count)| (Reverse(count), first(word)));

            let (counts, numbers) = counted(words.iter().map(String::as_str));
            let Frequent { words: names, counts, id_of } = counts.frequent(min_count);
            prop_assert!(names.iter().map(SmolStr::as_str).zip(counts).eq(expected));
            for (word, number) in words.iter().zip(numbers) {
                let id = id_of[number as usize];
                prop_assert_eq!(names.get(id as usize).map(SmolStr::as_str), names.contains(&word.into()).then_some(word.as_str()));
            }
        }
    }
}
