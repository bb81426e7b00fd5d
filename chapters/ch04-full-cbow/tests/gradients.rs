//! The gradients of both models against central differences, with words that stand twice in a batch.

use ch04_full_cbow::{Cbow, Model, SkipGram};
use checks::gradient::{assert_same_gradient, central_differences};
use common::param::Param;
use common::random::{generator, small_normal};
use ndarray::{Array2, array};

fn weights() -> (Array2<f32>, Array2<f32>) {
    let mut random = generator(5);
    (100.0 * small_normal(6, 3, &mut random), 100.0 * small_normal(6, 3, &mut random))
}

#[test]
fn backward_finds_the_gradients_of_both_weights_of_cbow() {
    let (w_in, w_out) = weights();
    let (contexts, target, negatives) = (array![[0, 1, 2, 1], [1, 1, 5, 4]], [3, 3], array![[0, 5], [5, 4]]);
    for make in [Param::dense, Param::sparse] {
        let model = |w_in: &Array2<f32>, w_out: &Array2<f32>| {
            Cbow::with_weights(make(w_in.clone()), make(w_out.clone()), 4)
        };
        let loss = |w_in: &_, w_out: &_| model(w_in, w_out).forward(&contexts, &target, &negatives);
        let mut trained = model(&w_in, &w_out);
        trained.forward(&contexts, &target, &negatives);
        trained.backward();
        let numeric = central_differences(&w_in, |w_in| loss(w_in, &w_out));
        assert_same_gradient(&trained.w_in.grad.to_dense(), &numeric);
        let numeric = central_differences(&w_out, |w_out| loss(&w_in, w_out));
        assert_same_gradient(&trained.w_out.grad.to_dense(), &numeric);
    }
}

#[test]
fn backward_finds_the_gradients_of_both_weights_of_skip_gram() {
    let (w_in, w_out) = weights();
    let (contexts, target) = (array![[0, 1], [1, 1]], [3, 3]);
    let negatives = [array![[2, 5], [5, 4]], array![[0, 4], [0, 2]]]; // C times (B, K)
    for make in [Param::dense, Param::sparse] {
        let model = |w_in: &Array2<f32>, w_out: &Array2<f32>| {
            SkipGram::with_weights(make(w_in.clone()), make(w_out.clone()), 2)
        };
        let loss = |w_in: &_, w_out: &_| model(w_in, w_out).forward(&contexts, &target, &negatives);
        let mut trained = model(&w_in, &w_out);
        trained.forward(&contexts, &target, &negatives);
        trained.backward();
        let numeric = central_differences(&w_in, |w_in| loss(w_in, &w_out));
        assert_same_gradient(&trained.w_in.grad.to_dense(), &numeric);
        let numeric = central_differences(&w_out, |w_out| loss(&w_in, w_out));
        assert_same_gradient(&trained.w_out.grad.to_dense(), &numeric);
    }
}
