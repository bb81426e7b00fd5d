//! The network as a picture, with the numbers of one example: forward above, backward below.

use anyhow::Result;
use ch03_simple_cbow::{Examples, SimpleCbow};
use common::functions::softmax;
use common::text::{one_hot, one_hot_contexts};
use ndarray::{Array2, Axis, aview1};
use notebook::{NetworkPlot, Notebook, Rows};
use tr::tr;

/// Goes forward and backward through `model` with example 0, and draws all that takes part.
pub fn draw(notebook: &mut Notebook, model: &mut SimpleCbow, examples: &Examples) -> Result<()> {
    let words = examples.vocabulary.words();
    let (contexts, target) = examples.batch(&[0]); // (1, C), (1)
    let x = one_hot_contexts(contexts.view(), words.len()); // (1, C, V)
    model.forward(&x, &target);
    model.backward();
    let [dw_in, dw_out] = [&model.w_in, &model.w_out].map(|param| param.grad.to_dense()); // (V, H), (H, V)
    model.w_in.grad.clear();
    model.w_out.grad.clear();

    // What passes between the layers, by hand.
    let ids: Vec<usize> = contexts.iter().map(|&id| id as usize).collect(); // (C)
    let h = model.w_in.value.select(Axis(0), &ids).mean_axis(Axis(0)).expect("a context"); // (H)
    let y = softmax(&model.score(&x)); // (1, V)
    let dscore = &y - &one_hot(aview1(&target), words.len()); // (1, V)
    let dh = dscore.dot(&model.w_out.value.t()); // (1, H)

    let picks = || ids.iter().map(|&id| (id, 0)); // each context word makes a part of h
    let all = || (0..words.len()).map(|word| (0, word)); // h meets each column of W_out
    let each = || (0..words.len()).map(|word| (word, word));
    let h: Array2<f32> = h.insert_axis(Axis(0)); // (1, H)
    let plot = NetworkPlot::new(tr!(
        "CBOW after training: {example}  →  {word}",
        example = examples.with_gap(0),
        word = examples.vocabulary.word(target[0])
    ))
    .band([
        Rows::new("W_in", "(V, H)", words, &model.w_in.value).framed(ids.clone()),
        Rows::new(tr!("h = mean of the rows"), "(1, H)", NO_LABELS, &h).forward(picks()),
        Rows::new(tr!("s = h · column of W_out"), "(V, H)", words, &model.w_out.value.t()).forward(all()),
        Rows::new("y = softmax(s)", "(V, 1)", NO_LABELS, &y.t())
            .bars()
            .framed([target[0] as usize])
            .forward(each()),
    ])
    .band([
        Rows::new("dW_in = dh / C", "(V, H)", words, &dw_in).framed(ids.clone()),
        Rows::new(tr!("dh = Σ (y − t) · column"), "(1, H)", NO_LABELS, &dh).back(picks()),
        Rows::new("dW_out = (y − t) · h", "(V, H)", words, &dw_out.t()).back(all()),
        Rows::new("y − t", "(V, 1)", NO_LABELS, &dscore.t()).framed([target[0] as usize]).back(each()),
    ]);
    Ok(notebook.picture("network.png", &plot)?)
}

const NO_LABELS: &[&str] = &[];
