//! The gradients of the model against central differences, and against the model with one-hot rows.

use ch03_simple_cbow::{Examples, SimpleCbow, TOY_SENTENCE};
use ch04_embedding_speedup::EmbeddingCbow;
use checks::gradient::{assert_same_gradient, central_differences};
use common::param::Param;
use common::random::{generator, small_normal};
use common::text::one_hot_contexts;
use ndarray::Array2;

/// The toy sentence with weights large enough to have gradients: W_in (V, H) and W_out (H, V).
fn toy(window: usize) -> (Examples, Array2<f32>, Array2<f32>) {
    let examples = Examples::from_text(TOY_SENTENCE, window).unwrap();
    let mut random = generator(3);
    let (w_in, w_out) = (small_normal(7, 5, &mut random), small_normal(5, 7, &mut random));
    (examples, 100.0 * w_in, 100.0 * w_out)
}

#[test]
fn backward_finds_the_gradients_of_both_weights_for_any_window() {
    for window in [1, 2, 3] {
        let (examples, w_in, w_out) = toy(window);
        for make in [Param::dense, Param::sparse] {
            let model = |w_in: &Array2<f32>, w_out: &Array2<f32>| {
                EmbeddingCbow::with_weights(make(w_in.clone()), Param::dense(w_out.clone()), 2 * window)
            };
            let loss =
                |w_in: &_, w_out: &_| model(w_in, w_out).forward(examples.contexts.view(), &examples.target);
            let mut trained = model(&w_in, &w_out);
            trained.forward(examples.contexts.view(), &examples.target);
            trained.backward();
            let numeric = central_differences(&w_in, |w_in| loss(w_in, &w_out));
            assert_same_gradient(&trained.w_in.grad.to_dense(), &numeric);
            let numeric = central_differences(&w_out, |w_out| loss(&w_in, w_out));
            assert_same_gradient(&trained.w_out.grad.to_dense(), &numeric);
        }
    }
}

#[test]
fn one_hot_rows_and_ids_give_the_same_loss_and_the_same_gradients() {
    let (examples, w_in, w_out) = toy(2);
    let [w_in, w_out] = [w_in, w_out].map(Param::dense);
    let mut simple = SimpleCbow::with_weights(w_in.clone(), w_out.clone(), 4);
    let mut embedding = EmbeddingCbow::with_weights(w_in, w_out, 4);
    let one_hot = one_hot_contexts(examples.contexts.view(), 7);
    let difference = simple.forward(&one_hot, &examples.target)
        - embedding.forward(examples.contexts.view(), &examples.target);
    assert!(difference.abs() < 1e-6, "{difference}");
    simple.backward();
    embedding.backward();
    for (one, other) in [(&simple.w_in, &embedding.w_in), (&simple.w_out, &embedding.w_out)] {
        let difference = one.grad.to_dense() - other.grad.to_dense();
        assert!(difference.iter().all(|entry| entry.abs() < 1e-6), "{difference:?}");
    }
}

#[test]
#[should_panic(expected = "as many context words as the model was made for")]
fn another_number_of_context_words_is_refused() {
    let (examples, w_in, w_out) = toy(1);
    EmbeddingCbow::with_weights(Param::dense(w_in), Param::dense(w_out), 4)
        .forward(examples.contexts.view(), &examples.target);
}
