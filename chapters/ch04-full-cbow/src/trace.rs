//! One example of CBOW or skip-gram with every number in it: by hand, and by the layers.

use anyhow::Result;
use ch04_full_cbow::{Cbow, Model, SkipGram};
use common::functions::{negative_log, sigmoid};
use common::gradient::Gradient;
use common::model_kind::ModelKind;
use common::param::Param;
use common::random::{generator, small_normal};
use common::sampler::UnigramSampler;
use corpus::Corpus;
use ndarray::{Array1, Array2, aview1};
use notebook::{Notebook, Table};
use tr::tr;

use crate::settings::Settings;

/// Shows the first example of the text with untrained weights.
pub fn one_example(notebook: &mut Notebook, corpus: &Corpus, settings: &Settings) -> Result<()> {
    notebook.cell(tr!("One example with every number"));
    let examples = corpus.examples(settings.window)?;
    let position = examples.position(0);
    let (left, right) = examples.contexts(position);
    let (contexts, target) = ([left, right].concat(), examples.target(position));
    let mut random = generator(settings.seed);
    let [w_in, w_out] = [(); 2].map(|()| small_normal(corpus.vocabulary.len(), settings.hidden, &mut random)); // (V, H) each
    let (h, asked) = match settings.model {
        ModelKind::Cbow => (hidden_of(notebook, corpus, &w_in, &contexts), vec![target]),
        ModelKind::SkipGram => (hidden_of(notebook, corpus, &w_in, &[target]), contexts.clone()),
    };
    let sampler = UnigramSampler::new(&corpus.counts, 0.75, settings.negative);
    let negatives: Vec<Array2<u32>> =
        asked.iter().map(|&word| sampler.sample(&[word], &mut random)).collect(); // (1, K)
    let mut loss = 0.0;
    for (&word, negatives) in asked.iter().zip(&negatives) {
        loss += questions(notebook, corpus, &w_out, &h, word, negatives);
    }
    notebook.say(tr!("The loss of the example is the sum: {loss}", loss = format!("{loss:.6}")));

    let (w_in, w_out) = (Param::sparse(w_in), Param::sparse(w_out));
    let contexts = Array2::from_shape_vec((1, contexts.len()), contexts)?; // (1, C)
    let (by_layers, grads) = match settings.model {
        ModelKind::Cbow => {
            let mut model = Cbow::with_weights(w_in, w_out, contexts.ncols());
            let loss = model.forward(&contexts, &[target], &negatives[0]);
            model.backward();
            (loss, touched(&mut model))
        }
        ModelKind::SkipGram => {
            let mut model = SkipGram::with_weights(w_in, w_out, contexts.ncols());
            let loss = model.forward(&contexts, &[target], &negatives);
            model.backward();
            (loss, touched(&mut model))
        }
    };
    assert!((loss - by_layers).abs() < 1e-4, "{loss} by hand, {by_layers} by the layers");
    notebook.say(tr!("The layers find the same loss. These rows get a gradient, and no others:"));
    let mut table = Table::new([tr!("weight"), tr!("rows"), tr!("words")]);
    for (name, rows) in ["W_in", "W_out"].into_iter().zip(grads) {
        let words: Vec<&str> = rows.iter().take(12).map(|&id| corpus.vocabulary.word(id)).collect();
        table.row([
            name.to_string(),
            tr!("{n} of {v}", n = rows.len(), v = corpus.vocabulary.len()),
            words.join(" "),
        ]);
    }
    notebook.table(&table);
    Ok(())
}

/// The mean of the rows of these words: (H).
fn hidden_of(notebook: &mut Notebook, corpus: &Corpus, w_in: &Array2<f32>, words: &[u32]) -> Array1<f32> {
    let mut h = Array1::zeros(w_in.ncols()); // (H)
    for &word in words {
        notebook.array(
            format!("w_in[\"{}\"]", corpus.vocabulary.word(word)),
            "(H)",
            &w_in.row(word as usize),
        );
        h += &w_in.row(word as usize);
    }
    h /= words.len() as f32;
    notebook.array(tr!("h = the mean of these"), "(H)", &h);
    h
}

/// The 1 + K questions about one word to guess: scores, probabilities and losses. Returns their sum.
fn questions(
    notebook: &mut Notebook,
    corpus: &Corpus,
    w_out: &Array2<f32>,
    h: &Array1<f32>,
    word: u32,
    negatives: &Array2<u32>,
) -> f64 {
    let asked = [&[word], negatives.as_slice().expect("one row")].concat();
    notebook.array(tr!("the word and its negatives"), "(1 + K)", &aview1(&asked));
    let mut table = Table::new([
        tr!("word"),
        tr!("label"),
        tr!("score = h · w_out[word]"),
        "sigmoid".to_string(),
        tr!("loss"),
        tr!("dscore = sigmoid − label"),
    ]);
    let mut sum = 0.0;
    for (place, &id) in asked.iter().enumerate() {
        let label = if place == 0 { 1.0 } else { 0.0 };
        let score = h.dot(&w_out.row(id as usize));
        let yes = sigmoid(score);
        let loss = negative_log(if place == 0 { yes } else { 1.0 - yes });
        sum += loss;
        table.row([
            corpus.vocabulary.word(id).to_string(),
            format!("{label}"),
            format!("{score:.6}"),
            format!("{yes:.6}"),
            format!("{loss:.6}"),
            format!("{:.6}", yes - label),
        ]);
    }
    notebook.table(&table);
    sum
}

/// The rows of W_in and of W_out that got a gradient.
fn touched(model: &mut impl Model) -> [Vec<u32>; 2] {
    model.params().map(|param| match &param.grad {
        Gradient::Rows(rows) => rows.touched().to_vec(),
        Gradient::Dense(_) => unreachable!("the weights were made sparse"),
    })
}
