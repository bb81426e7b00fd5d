//! The gradients of the whole model against central differences.

use ch03_probabilistic_loss::SimpleSkipGram;
use ch03_simple_cbow::{Examples, TOY_SENTENCE};
use checks::gradient::{assert_same_gradient, central_differences};
use common::param::Param;
use common::random::{generator, small_normal};
use common::text::one_hot;
use ndarray::{Array2, aview1};

#[test]
fn backward_finds_the_gradients_of_both_weights_for_any_window() {
    for window in [1, 2] {
        let examples = Examples::from_text(TOY_SENTENCE, window).unwrap();
        let target = one_hot(aview1(&examples.target), 7); // (N, V)
        let mut random = generator(4);
        let (w_in, w_out) =
            (100.0 * small_normal(7, 5, &mut random), 100.0 * small_normal(5, 7, &mut random));
        let model = |w_in: &Array2<f32>, w_out: &Array2<f32>| {
            SimpleSkipGram::with_weights(Param::dense(w_in.clone()), Param::dense(w_out.clone()), 2 * window)
        };
        let loss = |w_in: &_, w_out: &_| model(w_in, w_out).forward(examples.contexts.view(), &target);
        let mut trained = model(&w_in, &w_out);
        trained.forward(examples.contexts.view(), &target);
        trained.backward();
        let numeric = central_differences(&w_in, |w_in| loss(w_in, &w_out));
        assert_same_gradient(&trained.w_in.grad.to_dense(), &numeric);
        let numeric = central_differences(&w_out, |w_out| loss(&w_in, w_out));
        assert_same_gradient(&trained.w_out.grad.to_dense(), &numeric);
    }
}
