//! Six ways to follow a gradient (book `common/optimizer.py`), for weights of which all rows are touched
//! and for weights of which few are.
//!
//! Each rule is two short functions on one row of a weight:
//! - `step`: what the rule does with a gradient;
//! - `rest`: where it would have moved the row in n steps without one, in closed form.
//!
//! A weight with a dense gradient takes a step in every row. A weight with a gradient of few rows takes a
//! step in these alone; before a batch reads a row, [`Optimizer::catch_up`] lets it rest through the steps
//! that it missed. The result is the dense one, at a cost that grows with the rows touched, not with V.
//!
//! A rest moves the weight and leaves the rule's memory as it was after the row's last step; the next step
//! lets it fade first. So a rest reads and writes as little as it can.

mod adam;
mod rules;

use std::ops::Range;

use ndarray::Array2;

use crate::fast::prefetch;
use crate::gradient::Gradient;
use crate::param::Param;
pub use adam::{Adam, LazyAdam};
pub use rules::{AdaGrad, Momentum, Nesterov, RmsProp, Sgd};

/// How one row of a weight moves.
pub trait Rule {
    /// What one step does, in a line.
    fn formula(&self) -> &'static str;

    /// How many numbers the rule remembers for each weight: 0, 1 or 2. They start at zero.
    fn memories(&self) -> usize;

    /// One step with a gradient: step number `time`, counted from 1. The memory is as step number `last`
    /// left it; in the steps between the gradient was zero, and the weight has rested through them.
    /// Memories that the rule does not ask for are empty slices.
    fn step(&self, last: u32, time: u32, weight: &mut [f32], gradient: &[f32], memory: [&mut [f32]; 2]);

    /// The steps after `since` up to and with `until`, in which the gradient is zero; `last` as in
    /// [`step`](Self::step).
    fn rest(&self, last: u32, since: u32, until: u32, weight: &mut [f32], memory: [&[f32]; 2]);
}

/// How many rows before it is needed a row is fetched: far enough for memory to answer in time, near enough
/// for the cache to keep it.
const LOOK_AHEAD: usize = 6;

/// The rules to choose from; with the feature `clap` as values of a flag, `sgd` to `lazy-adam`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum, serde::Serialize), serde(rename_all = "kebab-case"))]
#[expect(missing_docs, reason = "each is the name of a rule below")]
pub enum OptimizerKind {
    Sgd,
    Momentum,
    Nesterov,
    Adagrad,
    Rmsprop,
    Adam,
    LazyAdam,
}

impl OptimizerKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Sgd, Self::Momentum, Self::Nesterov, Self::Adagrad, Self::Rmsprop, Self::Adam, Self::LazyAdam];

    /// The name, as a flag takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sgd => "sgd",
            Self::Momentum => "momentum",
            Self::Nesterov => "nesterov",
            Self::Adagrad => "adagrad",
            Self::Rmsprop => "rmsprop",
            Self::Adam => "adam",
            Self::LazyAdam => "lazy-adam",
        }
    }
}

/// A rule, and the number of steps taken so far.
pub struct Optimizer {
    rule: Box<dyn Rule + Send + Sync>,
    time: u32,
}

/// What an optimizer remembers of one weight (R, D): for each row as many rows as the rule has memories, its last
/// step, and the step up to which the weight has been brought. Empty until the first step.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// (R, memories · D). All memories of a row lie side by side: they are needed together, and each other
    /// place to look at costs time.
    pub entries: Vec<f32>,
    /// (R).
    pub times: Vec<Times>,
}

/// Of one row of a weight.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times {
    /// Its last step.
    pub last: u32,
    /// The step up to which the weight has been brought.
    pub brought_to: u32,
}

impl Optimizer {
    /// An optimizer that has not taken a step yet.
    pub fn new(rule: impl Rule + Send + Sync + 'static) -> Self {
        Self { rule: Box::new(rule), time: 0 }
    }

    /// The rule of this kind, with the book's settings but for the learning rate.
    pub fn of(kind: OptimizerKind, learning_rate: f32) -> Self {
        match kind {
            OptimizerKind::Sgd => Self::new(Sgd::new(learning_rate)),
            OptimizerKind::Momentum => Self::new(Momentum::new(learning_rate)),
            OptimizerKind::Nesterov => Self::new(Nesterov::new(learning_rate)),
            OptimizerKind::Adagrad => Self::new(AdaGrad::new(learning_rate)),
            OptimizerKind::Rmsprop => Self::new(RmsProp::new(learning_rate)),
            OptimizerKind::Adam => Self::new(Adam::new(learning_rate)),
            OptimizerKind::LazyAdam => Self::new(LazyAdam::new(learning_rate)),
        }
    }

    /// What one step does, in a line: W is the weight and g its gradient.
    pub fn formula(&self) -> &'static str {
        self.rule.formula()
    }

    /// Steps taken so far.
    pub fn time(&self) -> u32 {
        self.time
    }

    /// Goes on after so many steps, with weights that have their memories of then.
    pub fn set_time(&mut self, time: u32) {
        self.time = time;
    }

    /// One step of every weight along its gradient, which is then cleared.
    pub fn update(&mut self, params: &mut [&mut Param]) {
        self.time += 1;
        for param in params {
            let Param { value, grad, memory } = &mut **param;
            memory.make_room(value.dim(), self.rule.memories());
            let mut rows = Rows::of(value, memory, self.rule.memories());
            match grad {
                Gradient::Dense(all) => {
                    let all = all.as_slice().expect("a gradient lies in one piece");
                    for (row, gradient) in all.chunks_exact(rows.columns).enumerate() {
                        self.step_row(&mut rows, row, gradient);
                    }
                }
                Gradient::Rows(touched) => {
                    let mut soon = touched.touched().iter().skip(LOOK_AHEAD);
                    for (row, gradient) in touched.iter() {
                        soon.next().inspect(|&&row| rows.prefetch(row));
                        self.step_row(&mut rows, row as usize, gradient);
                    }
                }
            }
            grad.clear();
        }
    }

    /// Brings the rows `ids`, which are about to be read, to where the steps that they missed have moved
    /// them. Needed only for a weight with a gradient of few rows; a row may be named twice.
    pub fn catch_up<'a>(&self, param: &mut Param, ids: impl IntoIterator<Item = &'a u32, IntoIter: Clone>) {
        let Param { value, memory, .. } = param;
        memory.make_room(value.dim(), self.rule.memories());
        let mut rows = Rows::of(value, memory, self.rule.memories());
        let ids = ids.into_iter();
        let mut soon = ids.clone().skip(LOOK_AHEAD);
        for &id in ids {
            soon.next()
                .filter(|&&row| rows.times[row as usize].brought_to < self.time)
                .inspect(|&&row| rows.prefetch(row));
            self.rest_row(&mut rows, id as usize, self.time);
        }
    }

    /// Brings all rows up to date: at the end of training, or to look at the weights in between.
    pub fn catch_up_all(&self, param: &mut Param) {
        let ids: Vec<u32> = (0..param.value.nrows() as u32).collect();
        self.catch_up(param, &ids);
    }

    fn step_row(&self, rows: &mut Rows, row: usize, gradient: &[f32]) {
        self.rest_row(rows, row, self.time - 1);
        let last = rows.times[row].last;
        let (weight, memory) = rows.at(row);
        self.rule.step(last, self.time, weight, gradient, memory);
        rows.times[row] = Times { last: self.time, brought_to: self.time };
    }

    #[inline]
    fn rest_row(&self, rows: &mut Rows, row: usize, until: u32) {
        let Times { last, brought_to } = rows.times[row];
        if brought_to < until {
            let (weight, [first, second]) = rows.at(row);
            self.rule.rest(last, brought_to, until, weight, [first, second]);
            rows.times[row].brought_to = until;
        }
    }
}

impl Memory {
    fn make_room(&mut self, (rows, columns): (usize, usize), memories: usize) {
        if self.times.len() != rows {
            self.entries = vec![0.0; rows * columns * memories];
            self.times = vec![Times::default(); rows];
        }
    }
}

/// The rows of a weight, with what is remembered of them.
struct Rows<'a> {
    columns: usize,
    memories: usize,
    weight: &'a mut [f32],
    entries: &'a mut [f32],
    times: &'a mut [Times],
}

impl<'a> Rows<'a> {
    fn of(value: &'a mut Array2<f32>, memory: &'a mut Memory, memories: usize) -> Self {
        Self {
            columns: value.ncols(),
            memories,
            weight: value.as_slice_mut().expect("a weight lies in one piece, row after row"),
            entries: &mut memory.entries,
            times: &mut memory.times,
        }
    }

    /// Where in `entries` the memories of a row are.
    #[inline]
    fn remembered(&self, row: usize) -> Range<usize> {
        let length = self.memories * self.columns;
        row * length..(row + 1) * length
    }

    /// Fetches a row that will soon be asked for, with all that is remembered of it.
    #[inline]
    fn prefetch(&self, row: u32) {
        let row = row as usize;
        prefetch(&self.weight[row * self.columns..(row + 1) * self.columns]);
        prefetch(&self.entries[self.remembered(row)]);
    }

    /// One row of the weight, and of both memories; of a memory that does not exist, an empty slice.
    #[inline]
    fn at(&mut self, row: usize) -> (&mut [f32], [&mut [f32]; 2]) {
        let remembered = self.remembered(row);
        let entries = &mut self.entries[remembered];
        let (first, second) = entries.split_at_mut(self.columns.min(entries.len()));
        (&mut self.weight[row * self.columns..(row + 1) * self.columns], [first, second])
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;
    use rand::RngExt;

    use super::*;
    use crate::random::{generator, small_normal};

    /// 300 steps in which each row gets a gradient only now and then, once with a dense gradient and once
    /// with a list of rows. Returns the largest difference between the two weights.
    fn difference_between_dense_and_sparse(kind: OptimizerKind) -> f32 {
        let start = 10.0 * small_normal(5, 3, &mut generator(1));
        let (mut dense, mut sparse) = (Param::dense(start.clone()), Param::sparse(start));
        let mut optimizers = [(); 2].map(|()| Optimizer::of(kind, 0.01));
        let mut random = generator(2);
        for _ in 0..300 {
            // Row 0 comes often, row 4 once in about 100 steps.
            let row = [0, 0, 0, 0, 1, 1, 2, 3][random.random_range(0..8)];
            let row = if random.random_bool(0.01) { 4 } else { row };
            let gradient: [f32; 3] = std::array::from_fn(|_| random.random_range(-1.0..1.0));
            optimizers[1].catch_up(&mut sparse, &[row]);
            for (param, optimizer) in [&mut dense, &mut sparse].into_iter().zip(&mut optimizers) {
                param.grad.add_to_row(row, 1.0, &gradient);
                optimizer.update(&mut [param]);
            }
        }
        optimizers[1].catch_up_all(&mut sparse);
        (&dense.value - &sparse.value).iter().fold(0.0, |largest, d| largest.max(d.abs()))
    }

    #[test]
    fn every_rule_on_touched_rows_alone_goes_where_it_goes_on_all_rows() {
        for kind in OptimizerKind::ALL.into_iter().filter(|&kind| kind != OptimizerKind::LazyAdam) {
            let difference = difference_between_dense_and_sparse(kind);
            assert!(difference < 2e-5, "{kind:?}: {difference}");
        }
    }

    #[test]
    fn lazy_adam_goes_elsewhere_because_untouched_rows_do_not_drift() {
        assert!(difference_between_dense_and_sparse(OptimizerKind::LazyAdam) > 1e-2);
    }

    #[test]
    fn an_update_uses_the_gradient_up() {
        let mut param = Param::dense(array![[1.0]]);
        let mut optimizer = Optimizer::new(Sgd::new(0.5));
        param.grad.add(&array![[1.0]]);
        optimizer.update(&mut [&mut param]);
        optimizer.update(&mut [&mut param]);
        assert_eq!(param.value, array![[0.5]]);
        assert_eq!(optimizer.time(), 2);
    }

    #[test]
    fn the_first_adam_step_has_the_length_of_the_learning_rate() {
        let mut param = Param::dense(array![[0.0, 0.0]]);
        param.grad.add(&array![[123.0, -0.5]]);
        Optimizer::new(Adam::new(0.01)).update(&mut [&mut param]);
        assert_abs_diff_eq!(param.value, array![[-0.01, 0.01]], epsilon = 1e-6);
    }
}
