//! What the page shows: the training, recorded while it runs.
use ch03_simple_cbow::{Examples, SimpleCbow};
use common::functions::{negative_log, softmax};
use common::least_loss::least_possible_loss;
use common::loss_curve::LossCurve;
use common::projection::PrincipalAxes;
use common::similarity::unit_rows;
use common::text::one_hot_contexts;
use ndarray::{Array1, Array2, Axis, arr0, s};
use notebook::{MovingMap, Notebook, RecordedCurve, recorded};
use serde::Serialize;
use serde_json::Value;
use tr::tr;

/// So many moments at most, besides the first, …
const MOMENTS: usize = 100;
/// … fewer where this many numbers, some 1.5 MB, would be too few for them.
const NUMBERS: usize = 180_000;
/// What a page has room for, of a text that the reader brings: words at its beginning, …
const WORDS: usize = 24;
/// … numbers of a vector, …
const HIDDEN: usize = 12;
/// … and contexts of a target (C); if there are more, there is no page.
const MOST_CONTEXTS: usize = 100;

/// What is written into the page, besides the names that all pages share (`crates/notebook/src/page.rs`).
#[derive(Serialize)]
struct Recorded<'a> {
    words: &'a [String],
    /// The ids of the text, as far as it is shown.
    corpus: &'a [u32],
    left_out: usize,
    /// H of the model.
    hidden: usize,
    contexts: Vec<Vec<u32>>, // (N, C)
    target: &'a [u32],       // (N)
    /// Each example in words.
    examples: Vec<String>,
    optimizer: &'a str,
    uniform_loss: f64,
    /// What the loss cannot come below.
    least_loss: f64,
    loss: RecordedCurve,
    moments: Vec<RecordedMoment<'a>>,
}

#[derive(Serialize)]
struct RecordedMoment<'a> {
    iteration: usize,
    loss: Value,
    w_in: Value,    // (V, H)
    w_out: Value,   // (H, V)
    map: Value,     // (V, 2)
    cosines: Value, // (V, V)
    /// The examples of the step that led here, …
    batch: &'a [u32], // (B)
    /// … what each of them gave to the row of each of its neighbours: dh / (C · B), …
    shares: Value, // (B, H)
    /// … their sum in W_in, …
    gradient: Value, // (V, H)
    /// … and by how much the optimizer then moved W_in.
    change: Value, // (V, H)
    /// Each example alone, forward and backward with the weights of the moment.
    steps: Vec<RecordedStep>,
}

#[derive(Serialize)]
struct RecordedStep {
    h: Value,     // (H)
    score: Value, // (V)
    y: Value,     // (V)
    loss: Value,
    /// y − t.
    dscore: Value, // (V)
    dh: Value, // (H)
    /// dh / C.
    dh_share: Value, // (H)
    dw_out: Value, // (H, V)
}

/// W_in (V, H) and W_out (H, V).
#[derive(Clone)]
struct Weights {
    w_in: Array2<f32>,
    w_out: Array2<f32>,
}

/// The weights at one moment.
struct Moment {
    iteration: usize,
    loss: f64,
    weights: Weights,
    /// The examples of the step that led here, and the weights before it.
    batch: Vec<u32>,
    before: Weights,
}

/// The moments of a training.
pub struct Recording {
    shown: Shown,
    iterations: usize,
    iteration: usize,
    before: Weights, // those before the step that will be recorded
    moments: Vec<Moment>,
}

impl Recording {
    /// Begins with the model as it is before its first step of so many.
    pub fn new(model: &mut SimpleCbow, examples: &Examples, iterations: usize) -> Self {
        let shown = Shown::of(examples, model.w_in.value.ncols());
        let before = Weights::of(model);
        let mut recording = Self { shown, iterations, iteration: 0, before, moments: Vec::new() };
        recording.keep(model, examples, &[]);
        recording
    }

    /// Is told of each step; keeps those at equal distances, and the last.
    pub fn record(&mut self, model: &mut SimpleCbow, examples: &Examples, batch: &[u32]) {
        self.iteration += 1;
        if self.is_moment(self.iteration) {
            self.keep(model, examples, batch);
        }
        if self.is_moment(self.iteration + 1) {
            self.before = Weights::of(model);
        }
    }

    fn is_moment(&self, iteration: usize) -> bool {
        iteration.is_multiple_of(self.iterations.div_ceil(self.shown.moments)) || iteration == self.iterations
    }

    fn keep(&mut self, model: &mut SimpleCbow, examples: &Examples, batch: &[u32]) {
        let one_hot = one_hot_contexts(examples.contexts.view(), examples.vocabulary.len()); // (N, C, V)
        self.moments.push(Moment {
            iteration: self.iteration,
            loss: model.forward(&one_hot, &examples.target),
            weights: Weights::of(model),
            batch: batch.to_vec(),
            before: self.before.clone(),
        });
    }

    /// The words finding their places while the loss falls, seen along the directions in which they differ most at the end.
    pub fn moving_map(&self, examples: &Examples, curve: &LossCurve) -> MovingMap {
        let (v, last) = (self.shown.vocabulary, self.last());
        let (axes, title) =
            (PrincipalAxes::of(&last.w_in), tr!("Words find their places while the loss falls"));
        let plot = MovingMap::new(title, tr!("iteration"), tr!("loss"), &examples.vocabulary.words()[..v])
            .loss(&curve.iteration, &curve.value, 50)
            .reference((examples.vocabulary.len() as f64).ln());
        self.moments.iter().fold(plot, |plot, moment| {
            let map = axes.project(&moment.weights.w_in); // (V, 2)
            let places: Vec<(f32, f32)> =
                map.outer_iter().take(v).map(|place| (place[0], place[1])).collect();
            plot.moment(moment.iteration, &places)
        })
    }

    fn last(&self) -> &Weights {
        &self.moments.last().expect("the first moment is before the training").weights
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
        let shown = &self.shown;
        if examples.contexts.ncols() > MOST_CONTEXTS {
            notebook.remark(tr!(
                "More than {most} context words have no room on a page, so there is none.",
                most = MOST_CONTEXTS
            ));
            return Ok(());
        }
        let last = self.last();
        let axes = PrincipalAxes::of(&last.w_in);
        let example =
            |n| format!("{} → {}", examples.with_gap(n), examples.vocabulary.word(examples.target[n]));
        let moments = self.moments.iter().map(|moment| moment.recorded(examples, shown, &axes));
        let recording = Recorded {
            words: &examples.vocabulary.words()[..shown.vocabulary],
            corpus: &examples.corpus[..shown.words],
            left_out: examples.corpus.len() - shown.words,
            hidden: last.w_in.ncols(),
            contexts: (0..shown.examples).map(|n| examples.contexts.row(n).to_vec()).collect(),
            target: &examples.target[..shown.examples],
            examples: (0..examples.len().min(500)).map(example).collect(),
            optimizer,
            uniform_loss: (examples.vocabulary.len() as f64).ln(),
            least_loss: least_possible_loss(examples.guesses()),
            loss,
            moments: moments.collect(),
        };
        notebook.page("simple-cbow.js", &recording)
    }
}

/// How much of a text and of a training is on the page.
struct Shown {
    words: usize,      // of the text, from its beginning
    vocabulary: usize, // different ones, which are those met first
    examples: usize,
    hidden: usize,
    moments: usize, // besides the first
}

impl Shown {
    fn of(examples: &Examples, hidden_size: usize) -> Self {
        let context_count = examples.contexts.ncols();
        let words = examples.corpus.len().min(WORDS.max(context_count + 1));
        let v = examples.corpus[..words].iter().max().map_or(0, |&id| id as usize + 1);
        let (h, n) = (hidden_size.min(HIDDEN), words - context_count);
        let numbers = v * v + 4 * v * h + n * (v * h + 3 * v + 3 * h);
        let moments = (NUMBERS / numbers).clamp(2, MOMENTS);
        Self { words, vocabulary: v, examples: n, hidden: h, moments }
    }
}

impl Weights {
    fn of(model: &SimpleCbow) -> Self {
        Self { w_in: model.w_in.value.clone(), w_out: model.w_out.value.clone() }
    }
}

/// One example alone, forward and backward, as `--trace` shows it.
struct Step {
    h: Array1<f32>,      // (H)
    score: Array1<f32>,  // (V)
    y: Array1<f32>,      // (V)
    loss: f64,           // −ln y[target]
    dscore: Array1<f32>, // (V), y − t
    dh: Array1<f32>,     // (H)
}

impl Step {
    fn of(weights: &Weights, examples: &Examples, number: usize) -> Self {
        let ids: Vec<usize> = examples.contexts.row(number).iter().map(|&id| id as usize).collect();
        let target = examples.target[number] as usize;
        let h = weights.w_in.select(Axis(0), &ids).sum_axis(Axis(0)) / ids.len() as f32; // (H)
        let score = h.dot(&weights.w_out); // (V)
        let y = softmax(&score.clone().insert_axis(Axis(0))).remove_axis(Axis(0)); // (V)
        let mut dscore = y.clone(); // (V)
        dscore[target] -= 1.0;
        let dh = weights.w_out.dot(&dscore); // (H)
        Self { h, score, loss: negative_log(y[target]), y, dscore, dh }
    }

    fn recorded(&self, context_count: usize, shown: &Shown) -> RecordedStep {
        let (v, h) = (shown.vocabulary, shown.hidden);
        let dw_out = self.h.view().insert_axis(Axis(1)).dot(&self.dscore.view().insert_axis(Axis(0))); // (H, V)
        RecordedStep {
            h: recorded(&self.h.slice(s![..h])),
            score: recorded(&self.score.slice(s![..v])),
            y: recorded(&self.y.slice(s![..v])),
            loss: recorded(&arr0(self.loss)),
            dscore: recorded(&self.dscore.slice(s![..v])),
            dh: recorded(&self.dh.slice(s![..h])),
            dh_share: recorded(&(&self.dh / context_count as f32).slice(s![..h])),
            dw_out: recorded(&dw_out.slice(s![..h, ..v])),
        }
    }
}

impl Moment {
    fn recorded(&self, examples: &Examples, shown: &Shown, axes: &PrincipalAxes) -> RecordedMoment<'_> {
        let (v, h) = (shown.vocabulary, shown.hidden);
        let Weights { w_in, w_out } = &self.weights;
        let unit = unit_rows(w_in.view()); // (V, H)
        let context_count = examples.contexts.ncols();
        let steps = (0..shown.examples)
            .map(|number| Step::of(&self.weights, examples, number).recorded(context_count, shown));
        let (shares, gradient) = self.of_the_batch(examples);
        RecordedMoment {
            iteration: self.iteration,
            loss: recorded(&arr0(self.loss)),
            w_in: recorded(&w_in.slice(s![..v, ..h])),
            w_out: recorded(&w_out.slice(s![..h, ..v])),
            map: recorded(&axes.project(w_in).slice(s![..v, ..])),
            cosines: recorded(&unit.slice(s![..v, ..]).dot(&unit.slice(s![..v, ..]).t())),
            batch: &self.batch,
            shares: recorded(&shares.slice(s![.., ..h])),
            gradient: recorded(&gradient.slice(s![..v, ..h])),
            change: recorded(&(w_in - &self.before.w_in).slice(s![..v, ..h])),
            steps: steps.collect(),
        }
    }

    /// What each example of the batch gave to the rows of its neighbours, (B, H), and the sum in W_in, (V, H).
    fn of_the_batch(&self, examples: &Examples) -> (Array2<f32>, Array2<f32>) {
        let (vocabulary_size, hidden_size) = self.before.w_in.dim();
        let parts = (self.batch.len() * examples.contexts.ncols()) as f32;
        let mut shares = Array2::zeros((self.batch.len(), hidden_size));
        let mut gradient = Array2::zeros((vocabulary_size, hidden_size));
        for (mut share, &number) in shares.outer_iter_mut().zip(&self.batch) {
            share.assign(&(Step::of(&self.before, examples, number as usize).dh / parts));
            for &id in examples.contexts.row(number as usize) {
                let mut row = gradient.row_mut(id as usize);
                row += &share;
            }
        }
        (shares, gradient)
    }
}
