//! The trained CBOW as a picture, with the numbers of one example: forward above, backward below.

use anyhow::Result;
use ch04_full_cbow::{Batch, SplitModel};
use common::functions::sigmoid;
use common::gradient::Gradient;
use common::param::Param;
use common::text::Vocabulary;
use ndarray::{Array2, Axis, concatenate};
use notebook::{NetworkPlot, Notebook, Rows};
use tr::tr;

/// Goes forward and backward through `model` with a batch of one example of CBOW, and draws the rows that take part.
pub fn draw(
    notebook: &mut Notebook,
    words: &Vocabulary,
    model: &mut SplitModel,
    batch: &Batch,
) -> Result<()> {
    let contexts = batch.contexts.row(0); // (C)
    let mut inputs = contexts.to_vec(); // the rows of W_in, each once
    inputs.sort_unstable();
    inputs.dedup();
    let asked: Vec<u32> = batch.target.iter().chain(&batch.negatives[0]).copied().collect(); // (1 + K)

    let (score, [w_in, dw_in, w_out, dw_out]) = model.at_rest(|slices| {
        let mut shares = slices.iter_mut().map(|slice| {
            slice.model.catch_up(&slice.optimizer, batch);
            slice.model.scores(batch).swap_remove(0)
        });
        let first = shares.next().expect("a model has a slice");
        let score: Array2<f32> = shares.fold(first, |sum, share| sum + share); // (1, 1 + K)
        let mut parts: [Vec<Array2<f32>>; 4] = Default::default(); // each with some of the H columns
        for slice in slices {
            slice.model.loss(std::slice::from_ref(&score));
            slice.model.backward();
            let [w_in, w_out] = slice.model.params();
            let [input, output] = [(w_in, &inputs), (w_out, &asked)].map(|(param, ids)| rows_of(param, ids));
            for (part, rows) in parts.iter_mut().zip(input.into_iter().chain(output)) {
                part.push(rows);
            }
        }
        (score, parts.map(|part| beside(&part)))
    });
    let y = score.mapv(sigmoid); // (1, 1 + K)
    let mut dscore = y.clone(); // (1, 1 + K)
    dscore[[0, 0]] -= 1.0;
    let dh = dscore.dot(&w_out); // (1, H)
    let places: Vec<usize> =
        contexts.iter().filter_map(|word| inputs.iter().position(|input| input == word)).collect(); // (C)
    let h = w_in.select(Axis(0), &places).mean_axis(Axis(0)).expect("a context").insert_axis(Axis(0)); // (1, H)

    let [input_words, asked_words] =
        [&inputs, &asked].map(|ids| ids.iter().map(|&id| words.word(id)).collect::<Vec<&str>>());
    let mut gap: Vec<&str> = contexts.iter().map(|&id| words.word(id)).collect();
    gap.insert(gap.len() / 2, "___");
    let picks = || places.iter().map(|&place| (place, 0)); // each context word makes a part of h
    let all = || (0..asked.len()).map(|question| (0, question));
    let each = || (0..asked.len()).map(|question| (question, question));
    let title =
        tr!("CBOW after training: {gap}  →  {word}", gap = gap.join(" "), word = words.word(batch.target[0]));
    let few = |name: &str, labels: &[&str], rows: &Array2<f32>| {
        Rows::new(name, "(V, H)", labels, rows).of(words.len()).framed(0..labels.len())
    };
    let plot = NetworkPlot::new(title)
        .band([
            few("W_in", &input_words, &w_in),
            Rows::new(tr!("h = mean of the rows"), "(1, H)", NO_LABELS, &h).forward(picks()),
            few("s = h · W_out[id]", &asked_words, &w_out).forward(all()),
            Rows::new("y = σ(s)", "1 + K", NO_LABELS, &y.t()).bars().framed([0]).forward(each()),
        ])
        .band([
            few("dW_in = dh / C", &input_words, &dw_in),
            Rows::new("dh = Σ (y − t) · W_out[id]", "(1, H)", NO_LABELS, &dh).back(picks()),
            few("dW_out[id] = (y − t) · h", &asked_words, &dw_out).back(all()),
            Rows::new("y − t", "1 + K", NO_LABELS, &dscore.t()).framed([0]).back(each()),
        ]);
    Ok(notebook.picture("network.png", &plot)?)
}

/// Rows of a weight and of its gradient, which is forgotten afterwards: ids (N) → (N, D) each.
fn rows_of(param: &mut Param, ids: &[u32]) -> [Array2<f32>; 2] {
    let places: Vec<usize> = ids.iter().map(|&id| id as usize).collect();
    let value = param.value.select(Axis(0), &places);
    let mut gradient = Array2::zeros(value.dim());
    let Gradient::Rows(rows) = &param.grad else { unreachable!("the weights were made sparse") };
    for (id, entries) in rows.iter() {
        if let Some(place) = ids.iter().position(|&wanted| wanted == id) {
            gradient.row_mut(place).assign(&ndarray::aview1(entries));
        }
    }
    param.grad.clear();
    [value, gradient]
}

/// Parts of the same rows beside each other.
fn beside(parts: &[Array2<f32>]) -> Array2<f32> {
    let views: Vec<_> = parts.iter().map(|part| part.view()).collect();
    concatenate(Axis(1), &views).expect("all parts have the same rows")
}

const NO_LABELS: &[&str] = &[];
