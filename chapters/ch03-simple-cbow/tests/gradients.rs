//! The gradients of the whole model against central differences, and what its loss does not depend on.

use ch03_simple_cbow::{Examples, SimpleCbow, TOY_SENTENCE};
use checks::gradient::{assert_same_gradient, central_differences};
use common::param::Param;
use common::random::{generator, small_normal};
use common::text::one_hot_contexts;
use ndarray::{Array2, Array3, Axis};

/// The toy sentence with weights large enough to have gradients: contexts (N, C, V), target, W_in, W_out.
fn toy(window: usize) -> (Array3<f32>, Vec<u32>, Array2<f32>, Array2<f32>) {
    let examples = Examples::from_text(TOY_SENTENCE, window).unwrap();
    let contexts = one_hot_contexts(examples.contexts.view(), examples.vocabulary.len());
    let mut random = generator(3);
    let (w_in, w_out) = (small_normal(7, 5, &mut random), small_normal(5, 7, &mut random));
    (contexts, examples.target, 100.0 * w_in, 100.0 * w_out)
}

fn model(w_in: &Array2<f32>, w_out: &Array2<f32>, contexts: &Array3<f32>) -> SimpleCbow {
    SimpleCbow::with_weights(
        Param::dense(w_in.clone()),
        Param::dense(w_out.clone()),
        contexts.len_of(Axis(1)),
    )
}

#[test]
fn backward_finds_the_gradients_of_both_weights_for_any_window() {
    for window in [1, 2, 3] {
        let (contexts, target, w_in, w_out) = toy(window);
        let loss = |w_in: &_, w_out: &_| model(w_in, w_out, &contexts).forward(&contexts, &target);
        let mut model = model(&w_in, &w_out, &contexts);
        model.forward(&contexts, &target);
        model.backward();
        let numeric = central_differences(&w_in, |w_in| loss(w_in, &w_out));
        assert_same_gradient(&model.w_in.grad.to_dense(), &numeric);
        let numeric = central_differences(&w_out, |w_out| loss(&w_in, w_out));
        assert_same_gradient(&model.w_out.grad.to_dense(), &numeric);
    }
}

#[test]
fn swapping_the_two_context_columns_leaves_the_loss_unchanged() {
    let (contexts, target, w_in, w_out) = toy(1);
    let swapped = contexts.select(Axis(1), &[1, 0]);
    assert_ne!(contexts, swapped);
    let mut model = model(&w_in, &w_out, &contexts);
    assert_eq!(model.forward(&contexts, &target), model.forward(&swapped, &target));
}
