//! One training step with every number in it: first by hand, then by the layers, and both must agree.

use ch03_simple_cbow::{Examples, SimpleCbow};
use common::functions::{negative_log, softmax};
use common::optimizer::Optimizer;
use common::param::Param;
use common::text::{one_hot, one_hot_contexts};
use ndarray::{Array2, aview1};
use notebook::Notebook;
use tr::tr;

use crate::Flags;

/// What forward computes by hand and backward needs.
struct Forward {
    contexts: Array2<u32>, // (B, C)
    target: Vec<u32>,      // (B)
    h: Array2<f32>,        // (B, H)
    y: Array2<f32>,        // (B, V)
    loss: f64,
}

/// What backward computes by hand.
struct Gradients {
    w_in: Array2<f32>,  // (V, H)
    w_out: Array2<f32>, // (H, V)
}

/// Shows one step on the first B examples, starting from the weights of `model`, which stays as it is.
pub fn one_step(notebook: &mut Notebook, model: &SimpleCbow, examples: &Examples, flags: &Flags) {
    let by_hand = forward(notebook, model, examples, flags.batch);
    let gradients = backward(notebook, model, &by_hand);
    update(notebook, model, &by_hand, &gradients, flags);
}

fn forward(notebook: &mut Notebook, model: &SimpleCbow, examples: &Examples, batch_size: usize) -> Forward {
    notebook.cell(tr!("One training step: forward"));
    let numbers: Vec<u32> = (0..batch_size as u32).collect();
    let (contexts, target) = examples.batch(&numbers); // (B, C), (B)
    notebook.array("contexts", "(B, C)", &contexts);
    notebook.array("target", "(B)", &aview1(&target));

    let (w_in, w_out) = (&model.w_in.value, &model.w_out.value);
    let mut h = Array2::zeros((batch_size, w_in.ncols())); // (B, H)
    for (position, ids) in contexts.columns().into_iter().enumerate() {
        let word = one_hot(ids, w_in.nrows()); // (B, V)
        notebook.array(
            tr!("one-hot of context {position}", position),
            "(B, V)",
            &word.mapv(|entry| entry as u32),
        );
        let hidden = word.dot(w_in); // (B, H)
        notebook.array(
            tr!("h{position} = one-hot of context {position} · w_in", position),
            "(B, H)",
            &hidden,
        );
        h += &hidden;
    }
    h /= contexts.ncols() as f32;
    notebook.array(tr!("h = the mean of these"), "(B, H)", &h);
    let score = h.dot(w_out); // (B, V)
    notebook.array("score = h · w_out", "(B, V)", &score);
    let y = softmax(&score); // (B, V)
    notebook.array(tr!("y = exp(score) / Σ exp(score), row by row"), "(B, V)", &y);
    let losses: Vec<f64> =
        y.outer_iter().zip(&target).map(|(row, &t)| negative_log(row[t as usize])).collect();
    notebook.array("−log y[target]", "(B)", &aview1(&losses));
    let loss = losses.iter().sum::<f64>() / losses.len() as f64;
    notebook.say(tr!("loss = the mean of these = {loss}", loss = format!("{loss:.6}")));
    Forward { contexts, target, h, y, loss }
}

fn backward(notebook: &mut Notebook, model: &SimpleCbow, forward: &Forward) -> Gradients {
    notebook.cell(tr!("One training step: backward"));
    let (vocabulary_size, hidden_size) = model.w_in.value.dim();
    let answer = one_hot(aview1(&forward.target), vocabulary_size); // (B, V)
    let dscore = (&forward.y - &answer) / forward.target.len() as f32; // (B, V)
    notebook.array(tr!("dscore = (y − one-hot of target) / B"), "(B, V)", &dscore);
    let dw_out = forward.h.t().dot(&dscore); // (H, V)
    notebook.array("dw_out = hᵀ · dscore", "(H, V)", &dw_out);
    let dh = dscore.dot(&model.w_out.value.t()); // (B, H)
    notebook.array("dh = dscore · w_outᵀ", "(B, H)", &dh);
    let dh_share = dh / forward.contexts.ncols() as f32; // (B, H)
    notebook.array(tr!("dh / C, the share of each context word"), "(B, H)", &dh_share);
    let mut dw_in = Array2::zeros((vocabulary_size, hidden_size)); // (V, H)
    for ids in forward.contexts.columns() {
        dw_in += &one_hot(ids, vocabulary_size).t().dot(&dh_share);
    }
    notebook.array(tr!("dw_in = Σ one-hot of contextᵀ · dh / C, over the contexts"), "(V, H)", &dw_in);
    Gradients { w_in: dw_in, w_out: dw_out }
}

fn update(
    notebook: &mut Notebook,
    model: &SimpleCbow,
    forward: &Forward,
    by_hand: &Gradients,
    flags: &Flags,
) {
    notebook.cell(tr!("One training step: update"));
    let [w_in, w_out] = [&model.w_in, &model.w_out].map(|param| Param::dense(param.value.clone()));
    let mut moved = SimpleCbow::with_weights(w_in, w_out, forward.contexts.ncols());
    let one_hot = one_hot_contexts(forward.contexts.view(), model.w_in.value.nrows()); // (B, C, V)
    let loss = moved.forward(&one_hot, &forward.target);
    moved.backward();
    assert!((loss - forward.loss).abs() < 1e-6, "the layers find the loss found by hand");
    for (param, by_hand) in [(&moved.w_in, &by_hand.w_in), (&moved.w_out, &by_hand.w_out)] {
        let difference = param.grad.to_dense() - by_hand;
        assert!(difference.iter().all(|d| d.abs() < 1e-6), "the layers find the gradients found by hand");
    }
    notebook.say(tr!("The layers MatMul and SoftmaxWithLoss find the same loss and the same gradients."));

    let mut optimizer = Optimizer::of(flags.optimizer, flags.lr);
    let name = flags.optimizer.name();
    notebook.say(tr!(
        "{name}: {formula}, with g = dW and η = {lr}",
        name,
        formula = optimizer.formula(),
        lr = flags.lr
    ));
    optimizer.update(&mut [&mut moved.w_in, &mut moved.w_out]);
    for (name, letters, before, after) in
        [("w_in", "(V, H)", &model.w_in, &moved.w_in), ("w_out", "(H, V)", &model.w_out, &moved.w_out)]
    {
        notebook.array(tr!("{name} before", name), letters, &before.value);
        notebook.array(tr!("{name} after", name), letters, &after.value);
        notebook.array(tr!("{name} after − before", name), letters, &(&after.value - &before.value));
    }
}
