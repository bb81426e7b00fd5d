//! The toy worlds: sentences made from a small grammar and a seed, and the analogies that hold in them.
//!
//! They are synthetic and say so. All forms of a word share their sentences and their topics; only what tells
//! the forms apart differs, in the same way for every word. So the step from `king` to `queen` is the step
//! from `man` to `woman` by construction, and a model that learns from neighbours can find it in seconds.

use common::similarity::AnalogyQuestion;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::collector::Collector;
use crate::grammar::{self, Grammar, Row, Symbol, Table};
use crate::{Corpus, Error, Options, particles};

/// A toy world in one language.
pub(crate) struct World {
    /// As `--corpus` names it.
    name: &'static str,
    grammar: &'static str,
}

pub(crate) const ENGLISH: World =
    World { name: "toy-world", grammar: include_str!("../../../assets/toy-world.txt") };
pub(crate) const KOREAN: World =
    World { name: "toy-world-ko", grammar: include_str!("../../../assets/toy-world-ko.txt") };

/// Enough for every word to be met some eighty times, and few enough to train on in seconds.
const SENTENCES: usize = 20_000;

/// The sentences of a toy world: the same seed gives the same ones everywhere.
pub(crate) fn load(world: &World, options: &Options) -> Result<Corpus, Error> {
    let Grammar { tables, probes } = grammar::parse(world.grammar)?;
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    let mut collector = Collector::default();
    for _ in 0..SENTENCES {
        let sentence = particles::resolve(&write_sentence(&tables, &mut rng), options.join_particles);
        collector.hash(sentence.as_bytes());
        collector.hash(b"\n");
        sentence.split_whitespace().for_each(|word| collector.push(word));
        collector.end_sentence();
    }
    let corpus = collector.finish(world.name, options.min_count.unwrap_or(1))?;
    let known = |word: &String| corpus.vocabulary.id(word).is_some();
    let is_askable = |question: &AnalogyQuestion| {
        [&question.a, &question.b, &question.c, &question.answer].into_iter().all(known)
    };
    let questions = tables.iter().flat_map(questions).filter(is_askable).collect();
    let probes = probes.into_iter().filter(known).collect();
    Ok(Corpus { questions, probes, ..corpus })
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

    /// The world of a seed, with all its words.
    fn world(world: &World, seed: u64) -> Corpus {
        load(world, &Options { seed, ..Options::default() }).unwrap()
    }

    fn asks(corpus: &Corpus, words: [&str; 4]) -> bool {
        let is_it = |question: &AnalogyQuestion| {
            [&*question.a, &*question.b, &*question.c, &*question.answer] == words
        };
        corpus.questions.iter().any(is_it)
    }

    #[test]
    fn the_same_seed_makes_the_same_world_and_another_seed_another() {
        for language in [&ENGLISH, &KOREAN] {
            assert_eq!(world(language, 1), world(language, 1));
            assert_ne!(world(language, 1).sha256, world(language, 2).sha256);
        }
    }

    /// Portable generators write the same text on every computer.
    #[test]
    fn the_text_of_seed_0_has_the_checksum_that_the_readmes_show() {
        assert!(world(&ENGLISH, 0).sha256.starts_with("a443aa95ef04"));
        assert!(world(&KOREAN, 0).sha256.starts_with("89aa8d1facef"));
    }

    #[test]
    fn a_world_is_rich_enough_and_knows_every_word_it_asks_for() {
        for (language, relations, questions, words) in [(&ENGLISH, 14, 2404, 676), (&KOREAN, 19, 1702, 859)] {
            let corpus = world(language, 0);
            let names: HashSet<&str> = corpus.questions.iter().map(|question| &*question.relation).collect();
            assert_eq!(names.len(), relations);
            assert_eq!(corpus.questions.len(), questions);
            assert_eq!(corpus.vocabulary.len(), words);
            assert_eq!(corpus.sentence_ends.len(), SENTENCES);
            for question in &corpus.questions {
                for word in [&question.a, &question.b, &question.c, &question.answer] {
                    assert!(corpus.vocabulary.id(word).is_some(), "{word}");
                }
            }
        }
    }

    #[test]
    fn man_is_to_king_what_woman_is_to_queen() {
        let corpus = world(&ENGLISH, 0);
        assert!(asks(&corpus, ["man", "woman", "king", "queen"]));
        assert!(asks(&corpus, ["paris", "france", "tokyo", "japan"]));
        assert!(asks(&corpus, ["walk", "walked", "go", "went"]));
        let corpus = world(&KOREAN, 0);
        assert!(asks(&corpus, ["왕", "여왕", "남자", "여자"]));
        assert!(asks(&corpus, ["서울", "한국", "도쿄", "일본"]));
        assert!(asks(&corpus, ["먹는다", "먹었다", "마신다", "마셨다"]));
        assert!(asks(&corpus, ["밥", "진지", "말", "말씀"]));
    }

    #[test]
    fn a_world_names_words_to_ask_about() {
        assert_eq!(world(&ENGLISH, 0).probes, ["king", "paris", "walked"]);
        assert_eq!(world(&KOREAN, 0).probes, ["왕", "서울", "먹었다", "밥"]);
    }

    #[test]
    fn every_sentence_is_wide_enough_for_a_window_of_two_and_has_no_gap_left() {
        for language in [&ENGLISH, &KOREAN] {
            let corpus = world(language, 3);
            assert_eq!(corpus.examples(2).unwrap().len(), corpus.ids.len() - 4 * SENTENCES);
            for index in 0..SENTENCES {
                let text = sentence(&corpus, index);
                assert!(!text.contains(['{', '}', '|', ',', '-', '/']), "{text}");
                assert!(text.split(' ').count() >= 8, "{text}");
            }
        }
    }

    #[test]
    fn particles_are_words_or_parts_of_words_of_the_same_text() {
        let split = world(&KOREAN, 0);
        let joined = load(&KOREAN, &Options { join_particles: true, ..Options::default() }).unwrap();
        for index in 0..SENTENCES {
            let letters = |corpus| sentence(corpus, index).replace(' ', "");
            assert_eq!(letters(&split), letters(&joined));
        }
        assert!(joined.ids.len() < split.ids.len() && joined.vocabulary.len() > split.vocabulary.len());
        let has = |corpus: &Corpus, word| corpus.vocabulary.id(word).is_some();
        assert!(has(&split, "왕") && has(&split, "은") && !has(&split, "왕은"));
        assert!(has(&joined, "왕은") && has(&joined, "여자는") && !has(&joined, "은"));
        // A word that a particle always follows is no longer one, and nobody can ask about it.
        assert_eq!(joined.questions.len(), 654);
    }

    #[test]
    fn rare_words_take_their_questions_with_them() {
        let corpus = load(&ENGLISH, &Options { min_count: Some(80), ..Options::default() }).unwrap();
        assert!(!corpus.questions.is_empty() && corpus.questions.len() < 2404);
        assert!(corpus.questions.iter().all(|question| corpus.vocabulary.id(&question.answer).is_some()));
    }

    /// Otherwise a word would have two meanings, and the steps between forms would not be the same for all.
    #[test]
    fn every_word_of_a_grammar_plays_one_part_only() {
        for language in [&ENGLISH, &KOREAN] {
            let mut parts: HashMap<String, &str> = HashMap::new();
            let mut claim = |word: &str, part: &'static str| {
                for word in word.trim_start_matches('-').split('/') {
                    let earlier = parts.insert(word.to_owned(), part);
                    let is_new = earlier.is_none() || (earlier == Some("filler") && part == "filler");
                    assert!(is_new, "{word}: {part}");
                }
            };
            for table in grammar::parse(language.grammar).unwrap().tables {
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
}
