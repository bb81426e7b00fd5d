//! One positive and K negatives, with every number: before training by hand and by layer, and after training.

use anyhow::Result;
use common::functions::{negative_log, sigmoid};
use common::layers::NegativeSamplingLoss;
use common::param::Param;
use common::sampler::UnigramSampler;
use common::text::Vocabulary;
use corpus::{Corpus, Examples};
use ndarray::{Array2, ArrayView1};
use notebook::{Notebook, Table};
use rand::Rng;
use tr::tr;

use crate::network::{self, Step};
use crate::training::Weights;

/// A batch of a single example.
pub struct Example {
    /// (1, C)
    pub contexts: Array2<u32>,
    /// (1)
    pub target: Vec<u32>,
}

impl Example {
    /// The first word of the text that has enough neighbours.
    pub fn first(examples: &Examples) -> Self {
        let (contexts, target) = examples.batch(&[0]);
        Self { contexts, target }
    }

    /// The gap and the word that belongs there.
    fn question(&self, words: &Vocabulary) -> String {
        let (gap, word) = (self.with_gap(words), words.word(self.target[0]));
        tr!("The gap: {gap}    the word: {word}", gap, word)
    }

    /// Its words with a gap for the target.
    pub fn with_gap(&self, words: &Vocabulary) -> String {
        let mut shown: Vec<&str> = self.contexts.iter().map(|&id| words.word(id)).collect();
        shown.insert(shown.len() / 2, "___");
        shown.join(" ")
    }
}

/// 4.2.7 One positive and K negatives, by hand and by layer. Returns the words that were asked about: (1 + K).
pub fn every_number(
    notebook: &mut Notebook,
    corpus: &Corpus,
    weights: &mut Weights,
    sampler: &UnigramSampler,
    example: &Example,
    random: &mut impl Rng,
) -> Result<Vec<u32>> {
    notebook.cell(tr!("Every number of one example: one positive and K negatives (4.2.7)"));
    let words = &corpus.vocabulary;
    notebook.say(example.question(words));
    let h = weights.hidden(example.contexts.view()); // (1, H)
    notebook.array(tr!("h, before training"), "(1, H)", &h);
    let negatives = sampler.sample(&example.target, random); // (1, K)
    let ids: Vec<u32> = example.target.iter().chain(&negatives).copied().collect(); // (1 + K)
    let loss = the_questions(notebook, words, &h, &ids, &weights.w_out, 4);
    notebook.say(tr!(
        "Weights that know nothing give each answer about 1/2, and each costs ln 2: {n} · ln 2 = {loss}.",
        n = ids.len(),
        loss = format!("{:.4}", ids.len() as f64 * 2f64.ln())
    ));
    notebook.metric("first_loss_of_one_example", loss);

    let mut layer = NegativeSamplingLoss::default();
    let by_layer = layer.forward(&h, &example.target, &negatives, &weights.w_out);
    let dh = layer.backward(&mut weights.w_out); // (1, H)
    let gradient = weights.w_out.grad.to_dense(); // (V, H)
    weights.w_out.grad.clear();
    let mut table = Table::new([
        &tr!("row of W_out"),
        &tr!("word"),
        "y − t",
        &tr!("gradient (y − t) · h, its first numbers"),
    ]);
    let mut dh_by_hand = Array2::<f32>::zeros(h.dim()); // (1, H)
    for (position, &id) in ids.iter().enumerate() {
        let row = ArrayView1::from(weights.w_out.row(id)); // (H)
        let dscore = sigmoid(h.row(0).dot(&row)) - if position == 0 { 1.0 } else { 0.0 };
        let dw = dscore * &h.row(0); // (H)
        dh_by_hand += &(dscore * &row);
        let by_layer = gradient.row(id as usize);
        assert!(dw.iter().zip(by_layer).all(|(a, b)| (a - b).abs() < 1e-6));
        let first: Vec<String> = dw.iter().take(4).map(|entry| format!("{entry:>7.4}")).collect();
        table.row([id.to_string(), words.word(id).to_string(), format!("{dscore:.4}"), first.join(" ")]);
    }
    notebook.table(&table);
    let touched = gradient.outer_iter().filter(|row| row.iter().any(|&entry| entry != 0.0)).count();
    assert!((loss - by_layer).abs() < 1e-5 && touched == ids.len());
    assert!((&dh - &dh_by_hand).iter().all(|difference| difference.abs() < 1e-6));
    notebook.say(tr!(
        "Only these {touched} of the {v} rows get a gradient. `NegativeSamplingLoss` finds the same loss, rows and\n\
         gradients, and dh = Σ (y − t) · w_out[word] for the layer below.",
        touched,
        v = words.len()
    ));
    notebook.metric("rows_with_a_gradient", touched);
    let step = Step { ids: &ids, h: &h, y: layer.probabilities(), dh: &dh, dw_out: &gradient };
    network::draw(notebook, words, weights, example, &step)?;
    Ok(ids)
}

/// The table of the 1 + K questions, the positive one first; returns their loss.
fn the_questions(
    notebook: &mut Notebook,
    words: &Vocabulary,
    h: &Array2<f32>,
    ids: &[u32],
    w_out: &Param,
    decimals: usize,
) -> f64 {
    let mut table = Table::new([
        &tr!("is it …?"),
        &tr!("id"),
        "t",
        &tr!("score h · w_out[id]"),
        "y = sigmoid",
        &tr!("loss"),
    ]);
    let mut sum = 0.0;
    for (position, &id) in ids.iter().enumerate() {
        let score = h.row(0).dot(&ArrayView1::from(w_out.row(id)));
        let y = sigmoid(score);
        let is_target = position == 0;
        let loss = negative_log(if is_target { y } else { 1.0 - y });
        sum += loss;
        table.row([
            words.word(id).to_string(),
            id.to_string(),
            u8::from(is_target).to_string(),
            format!("{score:.decimals$}"),
            format!("{y:.decimals$}"),
            format!("{loss:.decimals$}"),
        ]);
    }
    notebook.table(&table);
    notebook.say(tr!(
        "loss = the sum of these {n} = {sum}",
        n = ids.len(),
        sum = format!("{sum:.decimals$}")
    ));
    sum
}

/// The example of before, with new negatives, after training. Returns the words that were asked about: (1 + K).
pub fn after_training(
    notebook: &mut Notebook,
    corpus: &Corpus,
    weights: &mut Weights,
    sampler: &UnigramSampler,
    example: &Example,
    random: &mut impl Rng,
) -> Vec<u32> {
    notebook.cell(tr!("The same example after training"));
    let words = &corpus.vocabulary;
    notebook.say(example.question(words));
    let h = weights.hidden(example.contexts.view()); // (1, H)
    let negatives = sampler.sample(&example.target, random); // (1, K)
    let ids: Vec<u32> = example.target.iter().chain(&negatives).copied().collect(); // (1 + K)
    let loss = the_questions(notebook, words, &h, &ids, &weights.w_out, 2);
    notebook.metric("last_loss_of_one_example", loss);
    ids
}
