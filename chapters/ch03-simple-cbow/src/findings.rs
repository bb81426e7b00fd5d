//! What a training has found: the predictions, the word vectors, their similarities and a map.

use anyhow::Result;
use ch03_simple_cbow::{Examples, SimpleCbow};
use common::projection::principal_components;
use common::similarity::{most_similar, unit_rows};
use ndarray::{Array2, s};
use notebook::{BarPlot, HeatMap, Notebook, ScatterPlot, Table};
use tr::tr;

use crate::predictions;

/// The distribution over all words for each example, before and after.
pub fn what_it_learned(
    notebook: &mut Notebook,
    model: &mut SimpleCbow,
    examples: &Examples,
    before: &Array2<f32>,
) -> Result<()> {
    notebook.cell(tr!("What it learned: the prediction before and after"));
    let after = predictions(model, examples);
    let mut table =
        Table::new([tr!("contexts"), tr!("target"), tr!("P(target) before"), tr!("P(target) after")]);
    for (number, &target) in examples.target.iter().enumerate().take(20) {
        table.row([
            examples.with_gap(number),
            examples.vocabulary.word(target).to_string(),
            format!("{:.4}", before[[number, target as usize]]),
            format!("{:.4}", after[[number, target as usize]]),
        ]);
    }
    notebook.table(&table);
    notebook.labelled_array(
        tr!("P(word) for example 0, after"),
        "(V, 1)",
        examples.vocabulary.words(),
        &after.slice(s![0..1, ..]).t(),
    );
    let plot = BarPlot::new(
        tr!("What stands in the gap of: {example}", example = examples.with_gap(0)),
        tr!("word"),
        tr!("probability"),
        examples.vocabulary.words(),
    )
    .group(tr!("before training"), &before.row(0).to_vec())
    .group(tr!("after training"), &after.row(0).to_vec());
    notebook.picture("prediction.png", &plot)?;
    Ok(())
}

/// The word vectors: rows of W_in; or columns of W_out; or both.
pub fn word_vectors(notebook: &mut Notebook, model: &SimpleCbow, examples: &Examples) {
    notebook.cell(tr!("The word vectors: W_in, or W_out? (3.2.3)"));
    let words = examples.vocabulary.words();
    notebook.say(tr!("The rows of W_in are the word vectors that word2vec uses:"));
    notebook.labelled_array("w_in", "(V, H)", words, model.word_vectors());
    notebook
        .say(tr!("The columns of W_out belong to words too, to words as answers. Here turned into rows:"));
    notebook.labelled_array("w_out.T", "(V, H)", words, &model.w_out.value.t());
}

/// Words that are used alike have vectors that point the same way.
pub fn nearest_words(notebook: &mut Notebook, model: &SimpleCbow, examples: &Examples) -> Result<()> {
    notebook.cell(tr!("Nearest words"));
    let words = examples.vocabulary.words();
    let answers = model.w_out.value.t().as_standard_layout().into_owned(); // (V, H)
    let mut table = Table::new([
        tr!("word"),
        tr!("nearest by W_in"),
        tr!("cosine"),
        tr!("nearest by W_out"),
        tr!("cosine"),
    ]);
    for (id, word) in (0..).zip(words).take(20) {
        let cells = [model.word_vectors(), &answers].map(|vectors| nearest(examples, vectors, id));
        table.row([&[word.clone()][..], &cells.concat()].concat());
    }
    notebook.table(&table);
    let sum = model.word_vectors() + &answers; // (V, H)
    let mut table = Table::new([tr!("word"), tr!("nearest by W_in + W_out"), tr!("cosine")]);
    for (id, word) in (0..).zip(words).take(20) {
        table.row([&[word.clone()][..], &nearest(examples, &sum, id)].concat());
    }
    notebook.table(&table);

    let unit = unit_rows(model.word_vectors().view());
    let similarities = unit.dot(&unit.t()); // (V, V)
    let plot = HeatMap::new(
        tr!("Cosine similarity of the word vectors"),
        tr!("word"),
        tr!("word"),
        words,
        words,
        &similarities,
    )
    .diverging()
    .legend(tr!("cosine"));
    notebook.picture("similarity.png", &plot)?;

    let map = principal_components(model.word_vectors()); // (V, 2)
    let places: Vec<(f32, f32)> = map.outer_iter().map(|place| (place[0], place[1])).collect();
    let plot = ScatterPlot::new(
        tr!("The word vectors, flattened to a plane"),
        tr!("first principal component"),
        tr!("second principal component"),
    )
    .points(words, &places);
    notebook.picture("map.png", &plot)?;
    Ok(())
}

/// The word nearest to word `id` by vectors (V, H), and the cosine.
fn nearest(examples: &Examples, vectors: &Array2<f32>, id: u32) -> [String; 2] {
    match most_similar(vectors.view(), id, 1).first() {
        Some(&(id, cosine)) => [examples.vocabulary.word(id).to_string(), format!("{cosine:.4}")],
        None => [String::new(), String::new()], // the only word there is
    }
}
