//! 4.4 What the word vectors know: neighbours, analogies, a map; and the files that keep them.

use std::collections::HashSet;

use anyhow::Result;
use ch04_full_cbow::recording::{Questions, first_of_each_relation};
use ch04_full_cbow::vectors_shown::{nearest_table, telling_words, write_all_formats};
use common::projection::principal_components;
use corpus::Corpus;
use ndarray::{Array2, ArrayView2, Axis};
use notebook::{Notebook, ScatterPlot, Table};
use tr::tr;
use vectors::evaluation::Analogies;
use vectors::{Scoring, WordVectors, evaluation};

use crate::relations;

/// Words to ask about, of texts that name none themselves: those of the book, and of the documentation.
const PROBES: [(&str, &[&str]); 2] =
    [("ptb", &["you", "year", "car", "toyota"]), ("rust-docs", &["vec", "thread", "mutable", "lock"])];

/// Analogies to show: a : b = c : ?
const ANALOGIES: [(&str, &[[&str; 3]]); 2] = [
    (
        "ptb",
        &[
            ["king", "man", "queen"],
            ["take", "took", "go"],
            ["car", "cars", "child"],
            ["good", "better", "bad"],
        ],
    ),
    ("rust-docs", &[["read", "write", "reader"], ["mutable", "immutable", "safe"], ["u8", "u16", "i8"]]),
];

fn of_corpus<T: Copy>(table: &[(&str, T)], corpus: &Corpus) -> Option<T> {
    table.iter().find(|(name, _)| *name == corpus.name).map(|&(_, entry)| entry)
}

/// The nearest words of a few words, by cosine.
pub fn nearest_words(notebook: &mut Notebook, corpus: &Corpus, vectors: &WordVectors) -> Result<()> {
    notebook.cell(tr!("Nearest words (4.4)"));
    notebook.table(&nearest_table(vectors, &probes(corpus)));
    Ok(())
}

/// The words to ask about that this text has.
fn probes(corpus: &Corpus) -> Vec<&str> {
    let words = of_corpus(&PROBES, corpus).unwrap_or_default().iter().copied();
    let words = corpus.probes.iter().map(String::as_str).chain(words);
    let known: Vec<&str> = words.filter(|word| corpus.vocabulary.id(word).is_some()).collect();
    if !known.is_empty() {
        return known;
    }
    telling_words(corpus.by_frequency().into_iter().map(|id| corpus.vocabulary.word(id)), 4)
}

/// How many of the corpus's own questions the vectors (V, H) solve.
pub fn solved(corpus: &Corpus, w_in: ArrayView2<f32>) -> Analogies {
    evaluation::analogies(&corpus.vocabulary, w_in, &corpus.questions)
}

/// The arguments with which this program asks the vectors that this run saves.
fn how_to_ask(notebook: &Notebook) -> String {
    let folder = notebook.folder();
    match folder.join("") == notebook::default_folder(env!("CARGO_PKG_NAME")).join("") {
        true => "ask".to_string(),
        false => format!("ask --vectors \"{}\"", folder.join("vectors.txt").display()),
    }
}

/// What the page of this text asks.
pub fn questions(corpus: &Corpus) -> Questions<'_> {
    Questions {
        vocabulary: &corpus.vocabulary,
        counts: &corpus.counts,
        analogies: &corpus.questions,
        by_name: asked_by_name(corpus),
        chosen: probes(corpus)[0],
    }
}

/// Analogies of which the answers are shown, as far as the text has their words.
fn asked_by_name(corpus: &Corpus) -> Vec<[&str; 3]> {
    let mut asked = match corpus.questions.is_empty() {
        true => of_corpus(&ANALOGIES, corpus).unwrap_or_default().to_vec(),
        false => first_of_each_relation(&corpus.questions),
    };
    asked.retain(|words| words.iter().all(|word| corpus.vocabulary.id(word).is_some()));
    asked
}

/// Analogies: the corpus's own questions, of which it may be known already what is solved, or a few that are asked by name.
pub fn analogies(
    notebook: &mut Notebook,
    corpus: &Corpus,
    vectors: &WordVectors,
    known: Option<&Analogies>,
) -> Result<()> {
    notebook.cell(tr!("Analogies: a is to b as c is to what? (4.4)"));
    notebook.say(tr!(
        "Cosine: 3CosAdd, all vectors brought to length 1 first, as the field does. Raw dot: the book's scoring,\n\
         with vectors as they are. The words of a question are no answers to it."
    ));
    if corpus.questions.is_empty() {
        match of_corpus(&ANALOGIES, corpus) {
            Some(asked) => by_name(notebook, vectors, asked.iter().copied()),
            None => {
                let ask = how_to_ask(notebook);
                notebook.say(tr!(
                    "No analogies are known for this text; ask your own: cargo run -p ch04-full-cbow -- {ask} a b c",
                    ask
                ));
            }
        }
        return Ok(());
    }
    let result = known.cloned().unwrap_or_else(|| solved(corpus, vectors.vectors()));
    let mut table = Table::new([tr!("relation"), tr!("questions"), tr!("cosine"), tr!("raw dot")]);
    let relations = result.relations.iter().map(|(name, solved)| (relations::shown(name), solved));
    for (relation, solved) in relations.chain([(tr!("all"), &result.overall)]) {
        let share = |scoring| format!("{:.1} %", 100.0 * solved.share(scoring).unwrap_or(0.0));
        table.row([relation, solved.asked.to_string(), share(Scoring::Cosine), share(Scoring::RawDot)]);
    }
    notebook.table(&table);
    notebook.metric("analogy_accuracy", result.overall.share(Scoring::Cosine).unwrap_or(0.0));
    by_name(notebook, vectors, first_of_each_relation(&corpus.questions).into_iter());
    Ok(())
}

fn by_name<'a>(notebook: &mut Notebook, vectors: &WordVectors, asked: impl Iterator<Item = [&'a str; 3]>) {
    let mut table = Table::new(["a".into(), "b".into(), "c".into(), tr!("by cosine"), tr!("by raw dot")]);
    for [a, b, c] in asked {
        let answers = [Scoring::Cosine, Scoring::RawDot].map(|scoring| {
            let found = vectors.analogy(a, b, c, 3, scoring).ok()?;
            Some(
                found.iter().map(|(word, score)| format!("{word} {score:.3}")).collect::<Vec<_>>().join("  "),
            )
        });
        if let [Some(cosine), Some(raw_dot)] = answers {
            table.row([a.to_string(), b.to_string(), c.to_string(), cosine, raw_dot]);
        }
    }
    notebook.table(&table);
}

/// A map of some words: a few of each kind of relation in the toy world, or those asked about and the nearest to them.
pub fn map(notebook: &mut Notebook, corpus: &Corpus, vectors: &WordVectors) -> Result<()> {
    notebook.cell(tr!("A map of the words"));
    let groups = match corpus.questions.is_empty() {
        true => neighbourhoods(corpus, vectors),
        false => words_of_relations(corpus),
    };
    let ids: Vec<usize> = groups
        .iter()
        .flat_map(|(_, words)| words)
        .map(|word| corpus.vocabulary.id(word).expect("a word of the corpus") as usize)
        .collect();
    let chosen: Array2<f32> = vectors.vectors().select(Axis(0), &ids);
    let places = principal_components(&chosen); // (number of words, 2)
    let mut places = places.outer_iter().map(|place| (place[0], place[1]));
    let mut plot = ScatterPlot::new(
        tr!("Word vectors, flattened to a plane"),
        tr!("first principal component"),
        tr!("second principal component"),
    );
    for (name, words) in &groups {
        let points: Vec<(f32, f32)> = places.by_ref().take(words.len()).collect();
        plot = plot.group(relations::shown(name), words, &points);
    }
    notebook.picture("map.png", &plot)?;
    notebook.say(tr!(
        "map.png shows {n} words along the two directions in which they differ most.",
        n = ids.len()
    ));
    Ok(())
}

/// Each word that was asked about, with the nearest to it; a word that is near two of them stands by the first.
/// Of a small vocabulary, all words.
fn neighbourhoods<'a>(corpus: &'a Corpus, vectors: &'a WordVectors) -> Vec<(String, Vec<&'a str>)> {
    const NEAREST: usize = 8;
    if corpus.vocabulary.len() <= 4 * NEAREST {
        return vec![(String::new(), corpus.vocabulary.words().iter().map(String::as_str).collect())];
    }
    let probes = probes(corpus);
    let mut seen: HashSet<&str> = probes.iter().copied().collect();
    let around =
        |word| vectors.nearest(word, NEAREST).expect("the word is known").into_iter().map(|(word, _)| word);
    let mut neighbourhood = |word| {
        let words = std::iter::once(word).chain(around(word).filter(|&word| seen.insert(word))).collect();
        (tr!("near {word}", word), words)
    };
    probes.iter().map(|&word| neighbourhood(word)).collect()
}

/// A few words of each kind of relation; the kind is what stands before the colon in `family: he – she`.
fn words_of_relations(corpus: &Corpus) -> Vec<(String, Vec<&str>)> {
    const KINDS: usize = 5;
    const WORDS_OF_A_KIND: usize = 6;
    let mut seen = HashSet::new();
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for question in &corpus.questions {
        let kind = question.relation.split(':').next().expect("a split has a first part");
        let place = groups.iter().position(|(name, _)| name == kind).unwrap_or_else(|| {
            groups.push((kind.to_string(), Vec::new()));
            groups.len() - 1
        });
        for word in [&question.a, &question.b, &question.c, &question.answer] {
            if groups[place].1.len() < WORDS_OF_A_KIND && seen.insert(word) {
                groups[place].1.push(word);
            }
        }
    }
    groups.truncate(KINDS);
    groups
}

/// The files, and what reads them.
pub fn save(notebook: &mut Notebook, vectors: &WordVectors) -> Result<()> {
    notebook.cell(tr!("The vectors as files"));
    write_all_formats(notebook, vectors)?;
    notebook.say(tr!(
        "vectors.txt            the word2vec text format: gensim's KeyedVectors.load_word2vec_format, and `ask`\n\
         vectors.npy, words.txt numpy.load, and the word of each row\n\
         projector-*.tsv        the two files that the TensorFlow embedding projector asks for"
    ));
    Ok(())
}
