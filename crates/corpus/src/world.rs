//! The toy world: sentences made from a small grammar and a seed, and the analogies that hold in it.
//!
//! It is synthetic and says so. All forms of a word share their sentences and their topics; only what tells
//! the forms apart differs, in the same way for every word. So the step from `king` to `queen` is the step
//! from `man` to `woman` by construction, and a model that learns from neighbours can find it in seconds.

use common::similarity::AnalogyQuestion;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::collector::Collector;
use crate::grammar::{self, Row, Symbol, Table};
use crate::{Corpus, Error};

const GRAMMAR: &str = include_str!("../../../assets/toy-world.txt");

/// Enough for every word to be met some eighty times, and few enough to train on in seconds.
const SENTENCES: usize = 20_000;

/// The toy world of `seed`: the same seed gives the same sentences everywhere.
pub(crate) fn load(seed: u64, min_count: u64) -> Result<Corpus, Error> {
    let tables = grammar::parse(GRAMMAR)?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut collector = Collector::default();
    for _ in 0..SENTENCES {
        let sentence = write_sentence(&tables, &mut rng);
        collector.hash(sentence.as_bytes());
        collector.hash(b"\n");
        sentence.split_whitespace().for_each(|word| collector.push(word));
        collector.end_sentence();
    }
    let mut corpus = collector.finish("toy-world", min_count)?;
    corpus.questions = tables.iter().flat_map(questions).collect();
    let known = |word: &String| corpus.vocabulary.id(word).is_some();
    corpus
        .questions
        .retain(|question| [&question.a, &question.b, &question.c, &question.answer].into_iter().all(known));
    Ok(corpus)
}

/// One sentence about one word in one of its forms, all words being equally likely.
fn write_sentence(tables: &[Table], rng: &mut ChaCha8Rng) -> String {
    let (table, row, form) = pick_word(tables, rng);
    let sentence = pick(&table.sentences, rng);
    // Topics are taken in turn from a random one on, so that no sentence says `wine and wine`.
    let mut topics = row.topics.iter().cycle().skip(rng.random_range(0..row.topics.len()));
    let words: Vec<&str> = sentence
        .iter()
        .map(|symbol| match symbol {
            Symbol::Plain(word) => word.as_str(),
            Symbol::Word => &row.words[form],
            Symbol::Topic => topics.next().map_or("", |topic| topic),
            Symbol::Slot(name) => pick(&table.slots[name][form], rng),
        })
        .filter(|words| !words.is_empty())
        .collect();
    words.join(" ")
}

/// A word: its table, its row, and the number of its form.
fn pick_word<'a>(tables: &'a [Table], rng: &mut ChaCha8Rng) -> (&'a Table, &'a Row, usize) {
    let count = |table: &Table| table.rows.len() * table.forms.len();
    let mut number = rng.random_range(0..tables.iter().map(count).sum());
    for table in tables {
        if number < count(table) {
            return (table, &table.rows[number / table.forms.len()], number % table.forms.len());
        }
        number -= count(table);
    }
    unreachable!("the number is below the sum of all counts")
}

fn pick<'a, T>(choices: &'a [T], rng: &mut ChaCha8Rng) -> &'a T {
    &choices[rng.random_range(0..choices.len())]
}

/// For every two forms of a table and every two of its rows, one question.
fn questions(table: &Table) -> Vec<AnalogyQuestion> {
    let mut questions = Vec::new();
    for from in 0..table.forms.len() {
        for to in from + 1..table.forms.len() {
            let relation = format!("{}: {} – {}", table.name, table.forms[from], table.forms[to]);
            for (index, row) in table.rows.iter().enumerate() {
                for (other_index, other) in table.rows.iter().enumerate() {
                    if index != other_index {
                        questions.push(AnalogyQuestion {
                            relation: relation.clone(),
                            a: row.words[from].clone(),
                            b: row.words[to].clone(),
                            c: other.words[from].clone(),
                            answer: other.words[to].clone(),
                        });
                    }
                }
            }
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    fn sentence(corpus: &Corpus, index: usize) -> String {
        let start = if index == 0 { 0 } else { corpus.sentence_ends[index - 1] };
        let ids = &corpus.ids[start..corpus.sentence_ends[index]];
        ids.iter().map(|&id| corpus.vocabulary.word(id)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_same_seed_makes_the_same_world_and_another_seed_another() {
        assert_eq!(load(1, 1).unwrap(), load(1, 1).unwrap());
        assert_ne!(load(1, 1).unwrap().sha256, load(2, 1).unwrap().sha256);
    }

    #[test]
    fn the_world_is_rich_enough_and_knows_every_word_it_asks_for() {
        let corpus = load(0, 1).unwrap();
        let relations: HashSet<&str> = corpus.questions.iter().map(|question| &*question.relation).collect();
        assert_eq!(relations.len(), 14);
        assert_eq!(corpus.questions.len(), 2404);
        assert_eq!(corpus.vocabulary.len(), 676);
        assert_eq!(corpus.sentence_ends.len(), SENTENCES);
        for question in &corpus.questions {
            for word in [&question.a, &question.b, &question.c, &question.answer] {
                assert!(corpus.vocabulary.id(word).is_some(), "{word}");
            }
        }
    }

    #[test]
    fn man_is_to_king_what_woman_is_to_queen() {
        let corpus = load(0, 1).unwrap();
        let asks = |words: [&str; 4]| {
            corpus
                .questions
                .iter()
                .any(|question| [&*question.a, &*question.b, &*question.c, &*question.answer] == words)
        };
        assert!(asks(["man", "woman", "king", "queen"]));
        assert!(asks(["paris", "france", "tokyo", "japan"]));
        assert!(asks(["walk", "walked", "go", "went"]));
    }

    #[test]
    fn every_sentence_is_wide_enough_for_a_window_of_two_and_has_no_gap_left() {
        let corpus = load(3, 1).unwrap();
        assert_eq!(corpus.examples(2).unwrap().len(), corpus.ids.len() - 4 * SENTENCES);
        for index in 0..SENTENCES {
            let text = sentence(&corpus, index);
            assert!(!text.contains(['{', '}', '|', ',']), "{text}");
            assert!(text.split(' ').count() >= 8, "{text}");
        }
    }

    #[test]
    fn rare_words_take_their_questions_with_them() {
        let corpus = load(0, 80).unwrap();
        assert!(!corpus.questions.is_empty() && corpus.questions.len() < 2404);
        assert!(corpus.questions.iter().all(|question| corpus.vocabulary.id(&question.answer).is_some()));
    }

    /// Otherwise a word would have two meanings, and the steps between forms would not be the same for all.
    #[test]
    fn every_word_of_the_grammar_plays_one_part_only() {
        let mut parts: HashMap<String, &str> = HashMap::new();
        let mut claim = |word: &str, part: &'static str| {
            let earlier = parts.insert(word.to_owned(), part);
            assert!(earlier.is_none() || (earlier == Some("filler") && part == "filler"), "{word}: {part}");
        };
        for table in grammar::parse(GRAMMAR).unwrap() {
            for row in &table.rows {
                row.words.iter().for_each(|word| claim(word, "form"));
                row.topics.iter().for_each(|topic| claim(topic, "topic"));
            }
            let texts = table.slots.values().flatten().flatten();
            texts.flat_map(|text| text.split(' ')).for_each(|word| claim(word, "filler"));
            for symbol in table.sentences.iter().flatten() {
                if let Symbol::Plain(word) = symbol {
                    claim(word, "filler");
                }
            }
        }
    }
}
