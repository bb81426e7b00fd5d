//! Skip-gram as a picture, with the numbers of one example: forward above, backward below.

use anyhow::Result;
use ch03_probabilistic_loss::SimpleSkipGram;
use ch03_simple_cbow::Examples;
use common::functions::softmax;
use common::text::one_hot;
use ndarray::{Array2, Axis, aview1};
use notebook::{NetworkPlot, Notebook, Rows};
use tr::tr;

/// Goes forward and backward through `model` with example 0, and draws all that takes part.
pub fn draw(notebook: &mut Notebook, examples: &Examples, model: &mut SimpleSkipGram) -> Result<()> {
    let words = examples.vocabulary.words();
    let (contexts, target) = examples.batch(&[0]); // (1, C), (1)
    let x = one_hot(aview1(&target), words.len()); // (1, V)
    model.forward(contexts.view(), &x);
    model.backward();
    let [dw_in, dw_out] = [&model.w_in, &model.w_out].map(|param| param.grad.to_dense()); // (V, H), (H, V)
    model.w_in.grad.clear();
    model.w_out.grad.clear();

    // What passes between the layers, by hand.
    let word = target[0] as usize;
    let neighbours: Vec<usize> = contexts.iter().map(|&id| id as usize).collect(); // (C)
    let h = model.w_in.value.select(Axis(0), &[word]); // (1, H)
    let y = softmax(&model.score(&x)); // (1, V)
    let answers = one_hot(contexts.row(0), words.len()); // (C, V)
    let dscores: Array2<f32> = &y - &answers; // (C, V), a gradient of each neighbour
    let dscore = dscores.sum_axis(Axis(0)).insert_axis(Axis(0)); // (1, V)
    let dh = dscore.dot(&model.w_out.value.t()); // (1, H)

    let all = || (0..words.len()).map(|word| (0, word)); // h meets each column of W_out
    let each = || (0..words.len()).map(|word| (word, word));
    let of_both = each().flat_map(|pair| [pair; 2]); // two losses on the same scores
    let [left, right] = [0, 1].map(|side| examples.vocabulary.word(contexts[[0, side]]));
    let title = tr!(
        "Skip-gram after training: {word}  →  {left}, {right}",
        word = examples.vocabulary.word(target[0]),
        left,
        right
    );
    let plot = NetworkPlot::new(title)
        .band([
            Rows::new("W_in", "(V, H)", words, &model.w_in.value).framed([word]),
            Rows::new(tr!("h = this row"), "(1, H)", NO_LABELS, &h).forward([(word, 0)]),
            Rows::new(tr!("s = h · column of W_out"), "(V, H)", words, &model.w_out.value.t()).forward(all()),
            Rows::new("y = softmax(s)", "(V, 1)", NO_LABELS, &y.t())
                .bars()
                .framed(neighbours.clone())
                .forward(each()),
        ])
        .band([
            Rows::new("dW_in = dh", "(V, H)", words, &dw_in).framed([word]),
            Rows::new(tr!("dh = Σ ds · column"), "(1, H)", NO_LABELS, &dh).back([(word, 0)]),
            Rows::new("dW_out = ds · h", "(V, H)", words, &dw_out.t()).back(all()),
            Rows::new(tr!("y − t of both"), "(V, C)", NO_LABELS, &dscores.t())
                .framed(neighbours)
                .back(of_both),
        ]);
    Ok(notebook.picture("network.png", &plot)?)
}

const NO_LABELS: &[&str] = &[];
