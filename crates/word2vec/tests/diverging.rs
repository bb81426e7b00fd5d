//! A training that diverges ends early, with one sentence.

use std::ops::ControlFlow;

use common::random::generator;
use rand::RngExt;
use word2vec::{Error, ModelKind, ReadOptions, Text, Word2Vec};

#[test]
fn vectors_that_grow_without_end_are_noticed_while_they_are_still_numbers() {
    // Lines of 64 words, each from one of six topics of 20 words.
    let mut random = generator(1);
    let words: Vec<String> = (0..120).map(|number| format!("w{number}")).collect();
    let lines: Vec<Vec<&str>> = (0..400)
        .map(|line| (0..64).map(|_| words[line % 6 * 20 + random.random_range(0..20)].as_str()).collect())
        .collect();
    let text = Text::from_sentences(lines, &ReadOptions { min_count: 1, ..ReadOptions::default() }).unwrap();
    let usual = Word2Vec { hidden: 12, ..Word2Vec::of(ModelKind::SkipGram) };
    usual.train(&text, |_| ControlFlow::Continue(())).unwrap();
    // At its usual rate, wide windows and many negatives are no harm.
    let wide = Word2Vec { window: 20, negative: 40, ..usual.clone() };
    wide.train(&text, |_| ControlFlow::Continue(())).unwrap();
    let skip_gram = Word2Vec { learning_rate: 3.0, epochs: 50, ..wide };
    let cbow = Word2Vec { learning_rate: 1.0, window: 20, epochs: 50, ..Word2Vec::default() };
    for settings in [skip_gram, cbow] {
        let error = settings.train(&text, |_| ControlFlow::Continue(())).unwrap_err();
        let Error::Diverged { words, .. } = error else { panic!("{error}") };
        assert!(words < text.len() * 2, "noticed after {words} words");
        assert!(error.to_string().contains("--lr"), "{error}");
    }
}
