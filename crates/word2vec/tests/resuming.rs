//! A training that goes on from where it was written down ends as if it had never been interrupted.

use std::ops::ControlFlow;

use common::random::generator;
use rand::RngExt;
use word2vec::{ModelKind, ReadOptions, Start, Text, Trained, Word2Vec};

/// 2,000 sentences of 1 to 12 of 50 words.
fn text(seed: u64) -> Text {
    let mut random = generator(seed);
    let words: Vec<String> = (0..50).map(|number| format!("word{number}")).collect();
    let sentences: Vec<Vec<&str>> = (0..2000)
        .map(|_| {
            let length = random.random_range(1..=12);
            (0..length).map(|_| words[random.random_range(0..50)].as_str()).collect()
        })
        .collect();
    Text::from_sentences(sentences, &ReadOptions { min_count: 1, ..ReadOptions::default() }).unwrap()
}

/// What a training brings that is written down and stopped after so many rounds, and goes on with other threads.
fn interrupted(settings: &Word2Vec, rounds: usize, threads: usize) -> Trained {
    let (mut written, mut round) = (None, 0);
    let stopped = settings.train_from(None, &text(1), |_, pause| {
        round += 1;
        if round < rounds {
            return ControlFlow::Continue(());
        }
        let progress = serde_json::to_string(&pause.progress()).unwrap();
        written = Some((
            progress,
            pause.weights().map(|blocks| blocks.into_iter().map(<[f32]>::to_vec).collect::<Vec<_>>()),
        ));
        ControlFlow::Break(())
    });
    drop(stopped.unwrap());
    let (progress, weights) = written.unwrap();
    // As if it had been written down on a processor with shorter vectors, whose rows are padded to 24 floats.
    let weights = weights.map(|blocks| {
        let width = blocks.concat().len() / text(1).words().len();
        let shortened =
            |block: &Vec<f32>| block.chunks_exact(width).flat_map(|row| row[..24].to_vec()).collect();
        blocks.iter().map(shortened).collect()
    });
    let start = Start { progress: serde_json::from_str(&progress).unwrap(), weights };
    let settings = Word2Vec { threads, ..settings.clone() };
    settings.train_from(Some(start), &text(1), |_, _| ControlFlow::Continue(())).unwrap()
}

#[test]
fn it_ends_with_the_very_bits_for_either_model_and_any_number_of_threads() {
    for model in [ModelKind::Cbow, ModelKind::SkipGram] {
        for (shards, threads, then) in [(1, 1, 1), (2, 1, 2), (2, 2, 1), (3, 2, 2), (16, 3, 16)] {
            let settings = Word2Vec { hidden: 20, epochs: 3, shards, threads, ..Word2Vec::of(model) };
            let mut rounds = 0;
            let undisturbed = settings.train(&text(1), |_| {
                rounds += 1;
                ControlFlow::Continue(())
            });
            let undisturbed = undisturbed.unwrap();
            for round in [1, rounds / 3, rounds / 3 + 1, rounds / 2, rounds] {
                let resumed = interrupted(&settings, round, then);
                let of = format!("{model:?}, {shards} shards, round {round} of {rounds}");
                assert!(resumed.vectors == undisturbed.vectors, "{of}");
                assert_eq!(resumed.mean_losses, undisturbed.mean_losses, "{of}");
            }
        }
    }
}

#[test]
fn an_epoch_without_a_prediction_is_written_down_too() {
    let start: word2vec::Progress = serde_json::from_str(
        r#"{"epoch":1,"words":0,"cost_of_epoch":{"loss":0.0,"predictions":0},"mean_losses":[null],"places":[]}"#,
    )
    .unwrap();
    assert!(serde_json::to_string(&start).unwrap().contains(r#""mean_losses":[null]"#));
}

#[test]
fn the_checksum_of_a_text_tells_what_a_training_sees() {
    let of = |sentences: &[&str], min_count| {
        let sentences = sentences.iter().map(|sentence| sentence.split(' '));
        Text::from_sentences(
            sentences,
            &ReadOptions { min_count, lower_case: false, ..ReadOptions::default() },
        )
        .unwrap()
        .sha256()
        .unwrap()
    };
    let usual = of(&["a b a", "c b a"], 1);
    assert_eq!(usual, of(&["a b a", "c b a"], 1));
    assert_eq!(usual.len(), 64);
    for other in [of(&["a b a", "c b b"], 1), of(&["a b a c", "b a"], 1), of(&["a b a", "d b a"], 1)] {
        assert_ne!(usual, other);
    }
    assert_ne!(usual, of(&["a b a", "c b a"], 2));
}

#[test]
fn a_training_can_begin_with_the_vectors_of_an_earlier_one() {
    let settings = Word2Vec { hidden: 20, keep_w_out: true, ..Word2Vec::default() };
    let (before, mut last) = (text(1), None);
    let earlier = settings.train_from(None, &before, |_, pause| {
        last = Some(pause.vectors());
        ControlFlow::Continue(())
    });
    let earlier = earlier.unwrap();
    assert_eq!(last.as_ref(), Some(&earlier.vectors), "they can be looked at while they are trained");
    let w_out = earlier.w_out.as_ref().unwrap();
    assert!(w_out.dim() == (50, 20) && w_out != earlier.vectors);

    let (vocabulary, after) = (before.vocabulary(), text(2));
    let start = |known: &dyn Fn(&str) -> bool| {
        Start::with_vectors(&settings, &after, |word| {
            let row = vocabulary.id(word).filter(|_| known(word)).map(|id| id as usize);
            [row.map(|row| earlier.vectors.row(row)), row.map(|row| w_out.row(row))]
        })
    };
    // Hardly any learning: they stay where they began.
    let still = Word2Vec { learning_rate: 1e-9, epochs: 1, ..settings.clone() };
    let go = |start| still.train_from(Some(start), &after, |_, _| ControlFlow::Continue(())).unwrap();
    let (went_on, fresh) = (go(start(&|_| true)), go(start(&|_| false)));
    let id = |word| after.vocabulary().id(word).unwrap() as usize;
    let [from, to] = [vocabulary.id("word7").unwrap() as usize, id("word7")];
    assert!((&earlier.vectors.row(from) - &went_on.vectors.row(to)).iter().all(|change| change.abs() < 1e-5));
    assert!((&w_out.row(from) - &went_on.w_out.unwrap().row(to)).iter().all(|change| change.abs() < 1e-5));
    let usual = still.train(&after, |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(fresh.vectors, usual.vectors, "what nobody knows begins as always");
    assert!((fresh.mean_losses[0] - 6.0 * 2f64.ln()).abs() < 0.2, "coin tosses");
}
