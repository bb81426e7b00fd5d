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
fn backward_finds_the_gradients_of_both_weights_of_cbow_with_and_without_negatives() {
    let (w_in, w_out) = weights();
    let (contexts, target) = (array![[0, 1, 2, 1], [1, 1, 5, 4]], [3, 3]);
    for negatives in [array![[0, 5], [5, 4]], Array2::zeros((2, 0))] {
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
}

#[test]
fn the_answer_about_one_word_does_not_depend_on_which_others_are_asked() {
    let (w_in, w_out) = weights();
    let h = 0.5 * (&w_in.row(0) + &w_in.row(1)); // (H)
    let answer = |word: usize| 1.0 / (1.0 + f64::from(-h.dot(&w_out.row(word))).exp());
    let mut model = Cbow::with_weights(Param::sparse(w_in.clone()), Param::sparse(w_out.clone()), 2);
    let contexts = array![[0, 1]];
    let only_three = model.forward(&contexts, &[3], &Array2::zeros((1, 0)));
    let and_five = model.forward(&contexts, &[3], &array![[5]]);
    assert!((only_three + answer(3).ln()).abs() < 1e-5);
    assert!((and_five - only_three + (1.0 - answer(5)).ln()).abs() < 1e-5);
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
