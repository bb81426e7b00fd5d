//! What the page shows: the training, recorded while it runs.

use ch03_simple_cbow::{Examples, SimpleCbow};
use common::functions::{negative_log, softmax};
use common::projection::PrincipalAxes;
use common::similarity::unit_rows;
use common::text::one_hot_contexts;
use ndarray::{Array2, Axis, aview1};
use notebook::{Notebook, RecordedCurve, recorded};
use serde_json::{Value, json};

/// As many steps lie between two moments that all of them are at most so many.
const MOMENTS: usize = 100;
/// What a page has room for, of a text that the reader brings: words of the text, …
const WORDS: usize = 40;
/// … and numbers of a vector.
const HIDDEN: usize = 16;

/// The weights at one moment.
struct Moment {
    iteration: usize,
    loss: f64,
    w_in: Array2<f32>,  // (V, H)
    w_out: Array2<f32>, // (H, V)
    /// The examples of the step that led here, and by how much it changed W_in.
    batch: Vec<u32>,
    change: Array2<f32>, // (V, H)
}

/// The moments of a training.
pub struct Recording {
    iterations: usize,
    iteration: usize,
    before: Array2<f32>, // W_in before the step that will be recorded
    moments: Vec<Moment>,
}

impl Recording {
    /// Begins with the model as it is before its first step of so many.
    pub fn new(model: &mut SimpleCbow, examples: &Examples, iterations: usize) -> Self {
        let before = model.w_in.value.clone();
        let mut recording = Self { iterations, iteration: 0, before, moments: Vec::new() };
        recording.keep(model, examples, &[]);
        recording
    }

    /// Is told of each step; keeps a hundred of them, and the last.
    pub fn record(&mut self, model: &mut SimpleCbow, examples: &Examples, batch: &[u32]) {
        self.iteration += 1;
        let distance = self.iterations.div_ceil(MOMENTS);
        if self.iteration.is_multiple_of(distance) || self.iteration == self.iterations {
            self.keep(model, examples, batch);
        } else if (self.iteration + 1).is_multiple_of(distance) || self.iteration + 1 == self.iterations {
            self.before.assign(&model.w_in.value);
        }
    }

    fn keep(&mut self, model: &mut SimpleCbow, examples: &Examples, batch: &[u32]) {
        let one_hot = one_hot_contexts(examples.contexts.view(), examples.vocabulary.len()); // (N, C, V)
        let (w_in, w_out) = (model.w_in.value.clone(), model.w_out.value.clone());
        self.moments.push(Moment {
            iteration: self.iteration,
            loss: model.forward(&one_hot, &examples.target),
            change: &w_in - &self.before,
            w_in,
            w_out,
            batch: batch.to_vec(),
        });
        self.before.assign(&model.w_in.value);
    }

    /// Writes the page.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(
        &self,
        notebook: &mut Notebook,
        examples: &Examples,
        loss: RecordedCurve,
        optimizer: &str,
    ) -> notebook::Result<()> {
        let Some(last) = self.moments.last() else { return Ok(()) };
        let shown = Shown::of(examples, last.w_in.ncols());
        let axes = PrincipalAxes::of(&last.w_in);
        let numbers = 0..shown.examples;
        let recording = json!({
            "words": examples.vocabulary.words()[..shown.vocabulary],
            "corpus": examples.corpus[..shown.words],
            "left_out": examples.corpus.len() - shown.words,
            "contexts": numbers.clone().map(|n| examples.contexts.row(n).to_vec()).collect::<Vec<_>>(),
            "target": examples.target[..shown.examples],
            "examples": (0..examples.len()).map(|n| {
                format!("{} → {}", examples.with_gap(n), examples.vocabulary.word(examples.target[n]))
            }).take(500).collect::<Vec<_>>(),
            "optimizer": optimizer,
            "uniform_loss": (examples.vocabulary.len() as f64).ln(),
            "loss": loss,
            "moments": self.moments.iter().map(|moment| moment.shown(examples, &shown, &axes)).collect::<Vec<_>>(),
        });
        notebook.page("simple-cbow.js", &recording)
    }
}

/// How much of a text is on the page: the beginning.
struct Shown {
    words: usize,      // of the text
    vocabulary: usize, // different ones, which are those met first
    examples: usize,
    hidden: usize,
}

impl Shown {
    fn of(examples: &Examples, hidden_size: usize) -> Self {
        let words = examples.corpus.len().min(WORDS.max(examples.contexts.ncols() + 1));
        let vocabulary = examples.corpus[..words].iter().max().map_or(0, |&id| id as usize + 1);
        Self {
            words,
            vocabulary,
            examples: words - examples.contexts.ncols(),
            hidden: hidden_size.min(HIDDEN),
        }
    }
}

impl Moment {
    fn shown(&self, examples: &Examples, shown: &Shown, axes: &PrincipalAxes) -> Value {
        let (v, h) = (shown.vocabulary, shown.hidden);
        let part =
            |values: &Array2<f32>, rows, columns| recorded(&values.slice(ndarray::s![..rows, ..columns]));
        let unit = unit_rows(self.w_in.view());
        json!({
            "iteration": self.iteration,
            "loss": (self.loss * 1e5).round() / 1e5,
            "w_in": part(&self.w_in, v, h),
            "w_out": part(&self.w_out, h, v),
            "map": part(&axes.project(&self.w_in), v, 2),
            "cosines": part(&unit.dot(&unit.t()), v, v),
            "batch": self.batch,
            "change": part(&self.change, v, h),
            "steps": (0..shown.examples).map(|number| self.step(examples, number, shown)).collect::<Vec<_>>(),
        })
    }

    /// One example alone, forward and backward with these weights, as `--trace` shows it.
    fn step(&self, examples: &Examples, number: usize, shown: &Shown) -> Value {
        let ids: Vec<usize> = examples.contexts.row(number).iter().map(|&id| id as usize).collect();
        let target = examples.target[number] as usize;
        let h = self.w_in.select(Axis(0), &ids).sum_axis(Axis(0)) / ids.len() as f32; // (H)
        let score = h.dot(&self.w_out); // (V)
        let y = softmax(&score.clone().insert_axis(Axis(0))).remove_axis(Axis(0)); // (V)
        let mut dscore = y.clone(); // (V)
        dscore[target] -= 1.0;
        let dh = self.w_out.dot(&dscore); // (H)
        let dw_out = h.view().insert_axis(Axis(1)).dot(&dscore.view().insert_axis(Axis(0))); // (H, V)
        let (words, hidden) = (ndarray::s![..shown.vocabulary], ndarray::s![..shown.hidden]);
        json!({
            "h": recorded(&h.slice(hidden)),
            "score": recorded(&score.slice(words)),
            "y": recorded(&y.slice(words)),
            "loss": recorded(&aview1(&[negative_log(y[target])]))[0],
            "dscore": recorded(&dscore.slice(words)),
            "dh": recorded(&dh.slice(hidden)),
            "dh_share": recorded(&(&dh / ids.len() as f32).slice(hidden)),
            "dw_out": recorded(&dw_out.slice(ndarray::s![..shown.hidden, ..shown.vocabulary])),
        })
    }
}
