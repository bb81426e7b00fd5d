//! Functions, layers, optimizers, text and similarity give the numbers of the book's own code.

use checks::parity::{Fixture, SINGLE_PASS, TRAINED, assert_same, assert_same_number, read};
use common::counting::{co_occurrence_matrix, ppmi};
use common::functions::{cross_entropy_error, sigmoid, softmax};
use common::layers::{
    Embedding, EmbeddingDot, MatMul, NegativeSamplingLoss, SigmoidWithLoss, SoftmaxWithLoss,
};
use common::optimizer::{Optimizer, OptimizerKind};
use common::param::Param;
use common::sampler::UnigramSampler;
use common::similarity::{Scoring, analogy, cosine, most_similar};
use common::text::{contexts_and_target, one_hot, one_hot_contexts, preprocess_as_the_book};
use ndarray::{Array2, Axis, aview1};

/// A list of B numbers as a matrix with one column: (B, 1).
fn column(fixture: Fixture) -> Array2<f32> {
    fixture.vector().insert_axis(Axis(1))
}

#[test]
fn functions() {
    let file = read("functions.json");
    let all = Fixture::from(&file);

    let case = all.at("softmax_1d");
    let y = softmax(&case.at("x").vector().insert_axis(Axis(0)));
    assert_same("softmax_1d", &y.row(0).to_owned(), &case.at("y").vector(), SINGLE_PASS);

    let case = all.at("softmax_2d");
    assert_same("softmax_2d", &softmax(&case.at("x").matrix()), &case.at("y").matrix(), SINGLE_PASS);

    let case = all.at("sigmoid");
    assert_same("sigmoid", &case.at("x").vector().mapv(sigmoid), &case.at("y").vector(), SINGLE_PASS);

    let case = all.at("cross_entropy_error");
    let target = case.at("t").ids();
    let y = case.at("y").matrix();
    assert_same("t_one_hot", &one_hot(aview1(&target), y.ncols()), &case.at("t_one_hot").matrix(), 0.0);
    let loss = cross_entropy_error(&y, &target);
    assert_same_number("cross_entropy_error", loss, case.at("loss").number(), SINGLE_PASS);
}

#[test]
fn mat_mul() {
    let file = read("layers.json");
    let case = Fixture::from(&file).at("matmul");
    let (mut w, mut layer) = (Param::dense(case.at("W").matrix()), MatMul::default());
    assert_same("y", &layer.forward(&case.at("x").matrix(), &w), &case.at("y").matrix(), SINGLE_PASS);
    let dx = layer.backward(&case.at("dout").matrix(), &mut w);
    assert_same("dx", &dx, &case.at("dx").matrix(), SINGLE_PASS);
    assert_same("dW", &w.grad.to_dense(), &case.at("dW").matrix(), SINGLE_PASS);
}

#[test]
fn softmax_with_loss() {
    let file = read("layers.json");
    let case = Fixture::from(&file).at("softmax_with_loss");
    let mut layer = SoftmaxWithLoss::default();
    let loss = layer.forward(&case.at("x").matrix(), &case.at("t").ids());
    assert_same_number("loss", loss, case.at("loss").number(), SINGLE_PASS);
    assert_same("dx", &layer.backward(), &case.at("dx").matrix(), SINGLE_PASS);
}

#[test]
fn sigmoid_with_loss() {
    let file = read("layers.json");
    let case = Fixture::from(&file).at("sigmoid_with_loss");
    let mut layer = SigmoidWithLoss::default();
    let loss = layer.forward(&column(case.at("x")), &column(case.at("t")));
    assert_same_number("loss", loss, case.at("loss").number(), SINGLE_PASS);
    assert_same("dx", &layer.backward(), &column(case.at("dx")), SINGLE_PASS);
}

/// The same weight twice: once with a gradient for all rows, once with a list of the touched rows.
fn dense_and_sparse(w: Array2<f32>) -> [Param; 2] {
    [Param::dense(w.clone()), Param::sparse(w)]
}

#[test]
fn embedding() {
    let file = read("layers.json");
    let case = Fixture::from(&file).at("embedding");
    for mut w in dense_and_sparse(case.at("W").matrix()) {
        let mut layer = Embedding::default();
        let y = layer.forward(&case.at("idx").ids(), &w);
        assert_same("y", &y, &case.at("y").matrix(), SINGLE_PASS);
        layer.backward(&case.at("dout").matrix(), &mut w);
        assert_same("dW", &w.grad.to_dense(), &case.at("dW").matrix(), SINGLE_PASS);
    }
}

#[test]
fn embedding_dot() {
    let file = read("layers.json");
    let case = Fixture::from(&file).at("embedding_dot");
    for mut w in dense_and_sparse(case.at("W").matrix()) {
        let mut layer = EmbeddingDot::default();
        let ids = Array2::from_shape_vec((case.at("idx").ids().len(), 1), case.at("idx").ids()).unwrap();
        let y = layer.forward(&case.at("h").matrix(), &ids, &w);
        assert_same("y", &y, &column(case.at("y")), SINGLE_PASS);
        let dh = layer.backward(&column(case.at("dout")), &mut w);
        assert_same("dh", &dh, &case.at("dh").matrix(), SINGLE_PASS);
        assert_same("dW", &w.grad.to_dense(), &case.at("dW").matrix(), SINGLE_PASS);
    }
}

#[test]
fn negative_sampling_loss() {
    let file = read("layers.json");
    let case = Fixture::from(&file).at("negative_sampling_loss");
    for mut w in dense_and_sparse(case.at("W").matrix()) {
        let mut layer = NegativeSamplingLoss::default();
        let (target, negatives) = (case.at("target").ids(), case.at("negative").id_matrix());
        let loss = layer.forward(&case.at("h").matrix(), &target, &negatives, &w);
        assert_same_number("loss", loss, case.at("loss").number(), SINGLE_PASS);
        assert_same("dh", &layer.backward(&mut w), &case.at("dh").matrix(), SINGLE_PASS);
        assert_same("dW", &w.grad.to_dense(), &case.at("dW").matrix(), SINGLE_PASS);
    }
}

/// The paths down the valley f(x, y) = x² / 20 + y², with gradient (x / 10, 2y).
#[test]
fn optimizers() {
    let file = read("optimizers.json");
    for (name, case) in Fixture::from(&file).entries().filter(|(name, _)| *name != "about") {
        let book = case.at("trajectory").matrix(); // (steps + 1, 2)
        for mut point in dense_and_sparse(book.row(0).to_owned().insert_axis(Axis(0))) {
            let kind = OptimizerKind::ALL.into_iter().find(|kind| kind.name() == name);
            let mut optimizer =
                Optimizer::of(kind.expect("a known optimizer"), case.at("lr").number() as f32);
            for expected in book.outer_iter().skip(1) {
                let (x, y) = (point.value[[0, 0]], point.value[[0, 1]]);
                point.grad.add_to_row(0, 1.0, &[x / 10.0, 2.0 * y]);
                optimizer.update(&mut [&mut point]);
                assert_same(name, &point.value.row(0).to_owned(), &expected.to_owned(), TRAINED);
            }
        }
    }
}

#[test]
fn similarity() {
    let file = read("similarity.json");
    let all = Fixture::from(&file);
    let w = all.at("W").matrix();
    let assert_ranking = |name: &str, scores: &str, ours: Vec<(u32, f32)>| {
        let case = all.at(name);
        let ids: Vec<u32> = ours.iter().map(|&(id, _)| id).collect();
        assert_eq!(ids, case.at("ids").ids(), "{name}");
        for ((_, score), book) in ours.iter().zip(case.at(scores).numbers()) {
            assert_same_number(name, f64::from(*score), book, SINGLE_PASS);
        }
    };
    for (name, case) in all.entries() {
        let numbers: Vec<u32> = name.split('_').filter_map(|part| part.parse().ok()).collect();
        let count = |fixture: Fixture| fixture.at("ids").ids().len();
        match numbers[..] {
            [id] => assert_ranking(name, "cos", most_similar(w.view(), id, count(case))),
            [a, b, c] => {
                let scoring = if name.ends_with("cosine") { Scoring::Cosine } else { Scoring::RawDot };
                assert_ranking(name, "score", analogy(w.view(), [a, b, c], count(case), scoring));
            }
            _ => assert!(["about", "W"].contains(&name), "{name} is neither a neighbourhood nor an analogy"),
        }
    }
}

#[test]
fn text() {
    let file = read("text.json");
    for case in Fixture::from(&file).at("cases").list() {
        let (corpus, vocabulary) = preprocess_as_the_book(case.at("text").text());
        assert_eq!(corpus, case.at("corpus").ids());
        let words: Vec<&str> = case.at("words").list().map(Fixture::text).collect();
        assert_eq!(vocabulary.words(), words);

        for (window_size, windows) in case.at("windows").entries() {
            let (contexts, target) =
                contexts_and_target(&corpus, window_size.parse().expect("a window size"));
            assert_eq!(target, windows.at("target").ids());
            assert_eq!(contexts, windows.at("contexts").id_matrix());
        }

        let (contexts, target) = contexts_and_target(&corpus, 1);
        let one_hot_target = one_hot(aview1(&target), vocabulary.len());
        assert_same("one_hot_target", &one_hot_target, &case.at("one_hot_target").matrix(), 0.0);
        let shape: Vec<u32> =
            one_hot_contexts(contexts.view(), vocabulary.len()).shape().iter().map(|&n| n as u32).collect();
        assert_eq!(shape, case.at("one_hot_contexts_shape").ids());

        let counts = co_occurrence_matrix(&corpus, vocabulary.len(), 1);
        assert_eq!(counts, case.at("co_matrix").id_matrix());
        assert_same("ppmi", &ppmi(&counts), &case.at("ppmi").matrix(), SINGLE_PASS);
        let rows = counts.mapv(|count| count as f32);
        let cosine_0_1 = f64::from(cosine(rows.row(0), rows.row(1)));
        assert_same_number(
            "cos_similarity_0_1",
            cosine_0_1,
            case.at("cos_similarity_0_1").number(),
            SINGLE_PASS,
        );

        let mut counts = vec![0; vocabulary.len()];
        corpus.iter().for_each(|&id| counts[id as usize] += 1);
        let sampler = UnigramSampler::new(&counts, 0.75, 1);
        for (ours, book) in sampler.probabilities().iter().zip(case.at("unigram_p_0.75").numbers()) {
            assert_same_number("unigram_p_0.75", *ours, book, SINGLE_PASS);
        }
    }
}
