//! Wide windows and many negatives do not make the vectors of the fast trainer longer than those of the sequential loop;
//! `cargo bench -p beyond-fast-word2vec --bench stable` tries all settings.

mod stability;

use word2vec::{ModelKind, Word2Vec};

#[test]
fn from_usual_to_wild_settings_the_vectors_are_as_long_as_those_of_the_sequential_loop() {
    let corpus = stability::topics(2000);
    for (model, window, negative) in [
        (ModelKind::Cbow, 5, 5),
        (ModelKind::Cbow, 10, 2),
        (ModelKind::Cbow, 30, 20),
        (ModelKind::SkipGram, 5, 5),
        (ModelKind::SkipGram, 20, 20),
        (ModelKind::SkipGram, 30, 50),
    ] {
        let settings =
            Word2Vec { window, negative, hidden: 12, epochs: 1, sample: 0.0, ..Word2Vec::of(model) };
        let (fast, plain) = stability::both(&corpus, &settings);
        let fast = fast.unwrap();
        let of = format!("{model:?}, window {window}, K = {negative}: {fast:?} and {plain:?}");
        for ratio in [fast.mean / plain.mean, fast.longest / plain.longest] {
            assert!((1.0 / 3.0..=3.0).contains(&ratio), "{of}");
        }
    }
}
