//! Every layer's `backward` against central differences of its `forward`.

use checks::gradient::{assert_same_gradient, central_differences};
use common::layers::{
    ContextMean, Embedding, EmbeddingDot, MatMul, NegativeSamplingLoss, SigmoidWithLoss, SoftmaxWithLoss,
};
use common::param::Param;
use common::random::generator;
use ndarray::{Array2, array};
use rand::RngExt;

fn random_matrix(rows: usize, columns: usize, seed: u64) -> Array2<f32> {
    let mut random = generator(seed);
    Array2::from_shape_simple_fn((rows, columns), || random.random_range(-1.0..1.0))
}

/// A loss whose gradient with respect to `y` is `dout`: Σ y · dout.
fn weighted_sum(y: &Array2<f32>, dout: &Array2<f32>) -> f64 {
    y.iter().zip(dout).map(|(y, d)| f64::from(y * d)).sum()
}

#[test]
fn mat_mul() {
    let (x, w, dout) = (random_matrix(3, 4, 1), random_matrix(4, 2, 2), random_matrix(3, 2, 3));
    let loss = |x: &Array2<f32>, w: &Array2<f32>| {
        weighted_sum(&MatMul::default().forward(x, &Param::dense(w.clone())), &dout)
    };
    let mut param = Param::dense(w.clone());
    let mut layer = MatMul::default();
    layer.forward(&x, &param);
    let dx = layer.backward(&dout, &mut param);
    assert_same_gradient(&dx, &central_differences(&x, |x| loss(x, &w)));
    assert_same_gradient(&param.grad.to_dense(), &central_differences(&w, |w| loss(&x, w)));
}

#[test]
fn softmax_with_loss() {
    let (x, target) = (random_matrix(3, 5, 4), [4, 0, 2]);
    let mut layer = SoftmaxWithLoss::default();
    layer.forward(&x, &target);
    let numeric = central_differences(&x, |x| SoftmaxWithLoss::default().forward(x, &target));
    assert_same_gradient(&layer.backward(), &numeric);
}

#[test]
fn sigmoid_with_loss() {
    let (x, label) = (random_matrix(2, 3, 5), array![[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]);
    let mut layer = SigmoidWithLoss::default();
    layer.forward(&x, &label);
    let numeric = central_differences(&x, |x| SigmoidWithLoss::default().forward(x, &label));
    assert_same_gradient(&layer.backward(), &numeric);
}

#[test]
fn embedding_with_repeated_ids() {
    let (w, dout, ids) = (random_matrix(5, 3, 6), random_matrix(4, 3, 7), [0, 2, 0, 4]);
    for mut param in [Param::dense(w.clone()), Param::sparse(w.clone())] {
        let mut layer = Embedding::default();
        layer.forward(&ids, &param);
        layer.backward(&dout, &mut param);
        let numeric = central_differences(&w, |w| {
            weighted_sum(&Embedding::default().forward(&ids, &Param::dense(w.clone())), &dout)
        });
        assert_same_gradient(&param.grad.to_dense(), &numeric);
    }
}

#[test]
fn context_mean_with_repeated_ids() {
    let (w, dout) = (random_matrix(5, 3, 6), random_matrix(2, 3, 7));
    let contexts = array![[0, 2, 0, 4], [1, 0, 0, 2]];
    for mut param in [Param::dense(w.clone()), Param::sparse(w.clone())] {
        let mut layer = ContextMean::new(4);
        layer.forward(contexts.view(), &param);
        layer.backward(&dout, &mut param);
        let numeric = central_differences(&w, |w| {
            weighted_sum(&ContextMean::new(4).forward(contexts.view(), &Param::dense(w.clone())), &dout)
        });
        assert_same_gradient(&param.grad.to_dense(), &numeric);
    }
}

#[test]
fn embedding_dot_with_repeated_ids() {
    let (h, w, dout) = (random_matrix(2, 3, 8), random_matrix(5, 3, 9), random_matrix(2, 3, 10));
    let ids = array![[0, 2, 0], [4, 0, 4]];
    let loss = |h: &Array2<f32>, w: &Array2<f32>| {
        weighted_sum(&EmbeddingDot::default().forward(h, &ids, &Param::dense(w.clone())), &dout)
    };
    for mut param in [Param::dense(w.clone()), Param::sparse(w.clone())] {
        let mut layer = EmbeddingDot::default();
        layer.forward(&h, &ids, &param);
        let dh = layer.backward(&dout, &mut param);
        assert_same_gradient(&dh, &central_differences(&h, |h| loss(h, &w)));
        assert_same_gradient(&param.grad.to_dense(), &central_differences(&w, |w| loss(&h, w)));
    }
}

#[test]
fn negative_sampling_loss() {
    let (h, w) = (random_matrix(3, 4, 11), random_matrix(6, 4, 12));
    let (target, negatives) = ([1, 5, 1], array![[0, 2], [3, 4], [5, 0]]);
    let loss = |h: &Array2<f32>, w: &Array2<f32>| {
        NegativeSamplingLoss::default().forward(h, &target, &negatives, &Param::dense(w.clone()))
    };
    for mut param in [Param::dense(w.clone()), Param::sparse(w.clone())] {
        let mut layer = NegativeSamplingLoss::default();
        layer.forward(&h, &target, &negatives, &param);
        let dh = layer.backward(&mut param);
        assert_same_gradient(&dh, &central_differences(&h, |h| loss(h, &w)));
        assert_same_gradient(&param.grad.to_dense(), &central_differences(&w, |w| loss(&h, w)));
    }
}

#[test]
fn two_layers_on_one_weight_add_their_gradients() {
    let (x, dout) = (random_matrix(2, 3, 13), random_matrix(2, 2, 14));
    let mut w = Param::dense(random_matrix(3, 2, 15));
    let mut layers = [MatMul::default(), MatMul::default()];
    for layer in &mut layers {
        layer.forward(&x, &w);
        layer.backward(&dout, &mut w);
    }
    assert_eq!(w.grad.to_dense(), 2.0 * x.t().dot(&dout));
}

#[test]
fn embedding_is_one_hot_times_weight_in_value_and_gradient() {
    use common::text::one_hot;
    let (w, dout) = (random_matrix(5, 3, 16), random_matrix(4, 3, 17));
    let ids = [0, 2, 0, 4];
    let (mut by_row, mut by_product) = (Param::sparse(w.clone()), Param::dense(w));
    let (mut embedding, mut mat_mul) = (Embedding::default(), MatMul::default());

    let picked = embedding.forward(&ids, &by_row);
    let multiplied = mat_mul.forward(&one_hot(ndarray::aview1(&ids), 5), &by_product);
    assert_eq!(picked, multiplied);

    embedding.backward(&dout, &mut by_row);
    mat_mul.backward(&dout, &mut by_product);
    approx::assert_abs_diff_eq!(by_row.grad.to_dense(), by_product.grad.to_dense(), epsilon = 1e-6);
}
