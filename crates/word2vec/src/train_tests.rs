//! Tests of whole trainings.

use super::*;
use crate::ReadOptions;

/// 2,000 sentences of a small world: pets do what pets do, machines what machines do.
fn small_text() -> Text {
    let mut random = generator(3);
    let mut pick = |words: &[&'static str]| words[random.random_range(0..words.len())];
    let sentences: Vec<Vec<&str>> = (0..2000)
        .map(|number| match number % 2 {
            0 => vec![
                "the",
                pick(&["cat", "dog", "hamster"]),
                pick(&["eats", "sleeps"]),
                "at",
                pick(&["home", "noon"]),
            ],
            _ => vec![
                "the",
                pick(&["car", "truck", "bus"]),
                pick(&["stops", "starts"]),
                "in",
                pick(&["town", "rain"]),
            ],
        })
        .collect();
    Text::from_sentences(sentences, &ReadOptions { min_count: 1, ..ReadOptions::default() }).unwrap()
}

fn small(model: ModelKind) -> Word2Vec {
    let learning_rate = 0.05;
    Word2Vec {
        hidden: 20,
        window: 3,
        epochs: 6,
        learning_rate,
        sample: 0.0,
        threads: 1,
        ..Word2Vec::of(model)
    }
}

fn trained(settings: &Word2Vec, text: &Text) -> Trained {
    settings.train(text, |_| ControlFlow::Continue(())).unwrap()
}

fn cosine(text: &Text, trained: &Trained, a: &str, b: &str) -> f32 {
    let [a, b] = [a, b].map(|word| trained.vectors.row(text.vocabulary().id(word).unwrap() as usize));
    a.dot(&b) / (a.dot(&a) * b.dot(&b)).sqrt()
}

#[test]
fn the_vectors_are_the_same_bits_for_any_number_of_threads_and_others_for_another_seed() {
    let text = small_text();
    for model in [ModelKind::Cbow, ModelKind::SkipGram] {
        let settings = Word2Vec { sample: 0.01, shards: 4, ..small(model) };
        let one = trained(&settings, &text);
        for threads in [1, 2, 3, 4, 9] {
            let many = trained(&Word2Vec { threads, ..settings.clone() }, &text);
            assert_eq!(one.vectors, many.vectors, "{threads} threads");
            assert_eq!(one.mean_losses, many.mean_losses);
        }
        assert_ne!(one.vectors, trained(&Word2Vec { seed: 1, ..settings.clone() }, &text).vectors);
    }
}

#[test]
fn the_loss_starts_at_one_plus_k_questions_that_are_coin_tosses_and_falls() {
    let text = small_text();
    for (model, negative) in [(ModelKind::Cbow, 5), (ModelKind::SkipGram, 3)] {
        let settings = Word2Vec { negative, learning_rate: 1e-6, epochs: 1, ..small(model) };
        let start = trained(&settings, &text).mean_losses[0];
        // Less than K by the negatives that are the word itself: with 18 words they are not rare.
        let most = (1 + negative) as f64 * 2f64.ln();
        assert!((0.85 * most..=most * 1.0001).contains(&start), "{model:?}: {start} of {most}");
        // With the rate of `small`, skip-gram has learned all there is after one epoch.
        let learning_rate = if model == ModelKind::SkipGram { 0.01 } else { 0.05 };
        let settings = Word2Vec { negative, learning_rate, ..small(model) };
        let losses = trained(&settings, &text).mean_losses;
        assert!(losses.is_sorted_by(|a, b| a > b) && losses[5] < 0.7 * start, "{model:?}: {losses:?}");
    }
}

#[test]
fn words_that_are_used_alike_get_vectors_that_point_the_same_way() {
    let text = small_text();
    for model in [ModelKind::Cbow, ModelKind::SkipGram] {
        let result = trained(&small(model), &text);
        let cosine = |a, b| cosine(&text, &result, a, b);
        assert!(cosine("cat", "dog") > 0.9 && cosine("car", "bus") > 0.9, "{model:?}");
        assert!(cosine("cat", "dog") > cosine("cat", "car") + 0.3, "{model:?}");
    }
}

#[test]
fn without_simd_instructions_the_same_is_learned() {
    let text = small_text();
    let settings = small(ModelKind::Cbow);
    let (fast, portable) =
        (trained(&settings, &text), trained(&Word2Vec { portable: true, ..settings.clone() }, &text));
    for (fast, portable) in fast.mean_losses.iter().zip(&portable.mean_losses) {
        assert!((fast - portable).abs() < 1e-3, "{fast} and {portable}");
    }
}

#[test]
fn the_caller_hears_of_every_word_and_can_end_the_training() {
    let text = small_text();
    let settings = small(ModelKind::Cbow);
    let mut last = 0;
    settings
        .train(&text, |now| {
            assert!(now.words > last && now.words <= now.of_words && now.loss > 0.0);
            last = now.words;
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(last, 6 * text.len());
    let stopped = settings.train(&text, |_| ControlFlow::Break(())).unwrap();
    assert_eq!(stopped.mean_losses.len(), 1);
    assert_ne!(stopped.vectors, trained(&settings, &text).vectors);
}

#[test]
fn a_learning_rate_that_leads_nowhere_and_a_text_without_neighbours_are_refused() {
    let text = small_text();
    let settings = Word2Vec { learning_rate: 1e30, ..small(ModelKind::SkipGram) };
    let error = settings.train(&text, |_| ControlFlow::Continue(())).unwrap_err();
    assert!(error.to_string().contains("a smaller learning rate than 1e30"), "{error}");
    let alone = Text::from_sentences(
        [["one"], ["two"], ["one"]],
        &ReadOptions { min_count: 1, ..ReadOptions::default() },
    );
    let error = small(ModelKind::Cbow).train(&alone.unwrap(), |_| ControlFlow::Continue(())).unwrap_err();
    assert!(error.to_string().contains("at least two words"), "{error}");
}

#[test]
fn epochs_without_a_prediction_are_no_error_unless_all_are() {
    let words = ["you", "say", "goodbye", "and", "i", "say", "hello", "."];
    let text =
        Text::from_sentences([words], &ReadOptions { min_count: 1, ..ReadOptions::default() }).unwrap();
    let settings = Word2Vec { sample: 1e-3, epochs: 300, ..small(ModelKind::Cbow) };
    let losses = trained(&settings, &text).mean_losses;
    assert_eq!(losses.len(), 300);
    assert!(losses.iter().any(|loss| loss.is_nan()) && losses.iter().any(|loss| loss.is_finite()));
    let settings = Word2Vec { sample: 1e-9, epochs: 3, ..settings };
    let error = settings.train(&text, |_| ControlFlow::Continue(())).unwrap_err();
    assert!(error.to_string().contains("--sample 0"), "{error}");
    trained(&Word2Vec { sample: 0.0, ..settings }, &text);
}

#[test]
#[should_panic(expected = "shared_negatives is odd")]
fn an_odd_number_of_shared_negatives_is_refused() {
    let _ = Word2Vec { shared_negatives: 7, ..small(ModelKind::Cbow) }
        .train(&small_text(), |_| ControlFlow::Continue(()));
}

#[test]
fn negatives_are_drawn_in_proportion_to_the_power_of_their_counts() {
    for exponent in [0.75, 0.0, 1.0, -0.5] {
        let (sampler, mut random) = (negative_sampler(&[1, 16], exponent), generator(1));
        let frequent = (0..20_000).filter(|_| sampler.draw(&mut random) == 1).count() as f64 / 20_000.0;
        let expected = 16f64.powf(exponent) / (1.0 + 16f64.powf(exponent));
        assert!((frequent - expected).abs() < 0.015, "{exponent}: {frequent} for {expected}");
    }
}

#[test]
fn frequent_words_are_kept_as_seldom_as_word2vec_keeps_them() {
    let text = small_text();
    let keep = Word2Vec { sample: 0.01, ..Word2Vec::default() }.keep_probabilities(&text).unwrap();
    let the = text.vocabulary().id("the").unwrap() as usize; // one word in five: t/f = 0.05
    assert!((f64::from(keep[the]) - (20f64.sqrt() + 1.0) * 0.05).abs() < 1e-6);
}

#[test]
fn the_initial_vectors_are_those_a_training_begins_with() {
    let text = small_text();
    let settings = small(ModelKind::Cbow);
    let rows = text.words().len();
    let whole = settings.initial_vectors(rows);
    assert_eq!(whole, settings.initial_weights(rows, 2).into_matrices(false).0);
    assert_eq!(settings.initial_vectors(2), whole.slice(ndarray::s![..2, ..]));
}
