//! The plain loops descend along the gradient, and learn what the fast trainer learns.

use std::ops::ControlFlow;

use beyond_fast_word2vec::{PlainWord2Vec, learn};
use corpus::{Options, Source};
use word2vec::{ModelKind, ReadOptions, Text, Word2Vec};

const HIDDEN: usize = 3;
const QUESTIONS: [(u32, f32); 3] = [(4, 1.0), (0, 0.0), (2, 0.0)];

/// The loss by its formula, in f64.
fn loss(w_in: &[f64], w_out: &[f64], contexts: &[u32]) -> f64 {
    let row = |w: &[f64], id: u32| w[id as usize * HIDDEN..][..HIDDEN].to_vec();
    let mut h = [0.0; HIDDEN];
    for &context in contexts {
        h.iter_mut().zip(row(w_in, context)).for_each(|(h, w)| *h += w / contexts.len() as f64);
    }
    let of_question = |&(word, label): &(u32, f32)| {
        let score: f64 = h.iter().zip(row(w_out, word)).map(|(h, w)| h * w).sum();
        let sign = if label == 1.0 { 1.0 } else { -1.0 };
        -(1.0 / (1.0 + (-sign * score).exp())).ln()
    };
    QUESTIONS.iter().map(of_question).sum()
}

fn changed(weights: &[f64], at: usize, by: f64) -> Vec<f64> {
    let mut weights = weights.to_vec();
    weights[at] += by;
    weights
}

#[test]
fn a_step_is_the_gradient_for_w_out_and_c_times_the_gradient_for_w_in() {
    for contexts in [&[3_u32][..], &[1, 3, 0, 2]] {
        let weights =
            |phase: f64| (0..5 * HIDDEN).map(|i| 0.6 * (i as f64 + phase).sin()).collect::<Vec<f64>>();
        let (w_in, w_out) = (weights(0.3), weights(1.7));
        let single = |w: &[f64]| w.iter().map(|&value| value as f32).collect::<Vec<f32>>();
        let (mut learned_in, mut learned_out) = (single(&w_in), single(&w_out));
        let rate = 1.0; // the questions are about different words, so the step is proportional to the rate
        let found = learn(&mut learned_in, &mut learned_out, HIDDEN, contexts, &QUESTIONS, rate);
        assert!((found - loss(&w_in, &w_out, contexts)).abs() < 1e-5);
        let e = 1e-6;
        for at in 0..w_in.len() {
            let [more, less] = [e, -e].map(|by| loss(&changed(&w_in, at, by), &w_out, contexts));
            let expected = -(more - less) / (2.0 * e) * contexts.len() as f64;
            let step = f64::from(learned_in[at]) - w_in[at];
            assert!((step - expected).abs() < 1e-5, "W_in[{at}]: {step} {expected}");

            let [more, less] = [e, -e].map(|by| loss(&w_in, &changed(&w_out, at, by), contexts));
            let expected = -(more - less) / (2.0 * e);
            let step = f64::from(learned_out[at]) - w_out[at];
            assert!((step - expected).abs() < 1e-5, "W_out[{at}]: {step} {expected}");
        }
    }
}

#[test]
fn plain_and_fast_reach_the_same_loss() {
    let corpus = Source::ToyWorld.load(&Options::default(), |_| {}).unwrap();
    let options = ReadOptions { min_count: 1, ..ReadOptions::default() };
    let text = Text::from_sentences(corpus.sentences(), &options).unwrap();
    for (model, learning_rate) in [(ModelKind::Cbow, 0.2), (ModelKind::SkipGram, 0.1)] {
        let settings = Word2Vec { model, learning_rate, window: 2, hidden: 50, ..Word2Vec::default() };
        let mut plain = PlainWord2Vec::new(&corpus, &settings);
        let of_plain = (0..settings.epochs)
            .map(|_| plain.epoch(|_| ControlFlow::Continue(())))
            .fold(0.0, |_, loss| loss);
        let fast = settings.train(&text, |_| ControlFlow::Continue(())).unwrap();
        let of_fast = fast.mean_losses[settings.epochs - 1];
        assert!((of_plain - of_fast).abs() < 0.1 * of_plain, "{model:?}: {of_plain} {of_fast}");
        assert_eq!(plain.vectors().dim(), fast.vectors.dim());
    }
}
