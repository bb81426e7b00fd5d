//! Six ways to follow a gradient (book `common/optimizer.py`), for weights of which all rows are touched
//! and for weights of which few are.
//!
//! Each rule is two short functions on one row of a weight:
//! - `step`: what the rule does with a gradient;
//! - `rest`: what it would have done in n steps without one, in closed form.
//!
//! A weight with a dense gradient takes a step in every row. A weight with a gradient of few rows takes a
//! step in these alone; before a batch reads a row, [`Optimizer::catch_up`] lets it rest through the steps
//! that it missed. The result is the dense one, at a cost that grows with the rows touched, not with V.

mod rules;

use ndarray::Array2;

use crate::gradient::Gradient;
use crate::param::Param;
pub use rules::{AdaGrad, Adam, LazyAdam, Momentum, Nesterov, RmsProp, Sgd};

/// How one row of a weight moves.
pub trait Rule {
    /// What one step does, in a line.
    fn formula(&self) -> &'static str;

    /// How many numbers the rule remembers for each weight: 0, 1 or 2. They start at zero.
    fn memories(&self) -> usize;

    /// One step with a gradient: step number `time`, counted from 1. Memories that the rule does not ask for
    /// are empty slices.
    fn step(&self, time: u32, weight: &mut [f32], gradient: &[f32], memory: [&mut [f32]; 2]);

    /// The steps `since + 1 ..= until`, in all of which the gradient is zero.
    fn rest(&self, since: u32, until: u32, weight: &mut [f32], memory: [&mut [f32]; 2]);
}

/// A rule, and the number of steps taken so far.
pub struct Optimizer {
    rule: Box<dyn Rule + Send + Sync>,
    time: u32,
}

/// What an optimizer remembers of one weight: up to two matrices of its shape, and for each row the step up
/// to which it has been brought. Empty until the first step.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    first: Array2<f32>,
    second: Array2<f32>,
    brought_to: Vec<u32>,
}

impl Optimizer {
    /// The names that [`named`](Self::named) knows.
    pub const NAMES: [&str; 7] = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "lazy-adam"];

    /// An optimizer that has not taken a step yet.
    pub fn new(rule: impl Rule + Send + Sync + 'static) -> Self {
        Self { rule: Box::new(rule), time: 0 }
    }

    /// The rule with this name, with the book's settings but for the learning rate; `None` for a name that
    /// is not in [`NAMES`](Self::NAMES).
    pub fn named(name: &str, learning_rate: f32) -> Option<Self> {
        Some(match name {
            "sgd" => Self::new(Sgd::new(learning_rate)),
            "momentum" => Self::new(Momentum::new(learning_rate)),
            "nesterov" => Self::new(Nesterov::new(learning_rate)),
            "adagrad" => Self::new(AdaGrad::new(learning_rate)),
            "rmsprop" => Self::new(RmsProp::new(learning_rate)),
            "adam" => Self::new(Adam::new(learning_rate)),
            "lazy-adam" => Self::new(LazyAdam::new(learning_rate)),
            _ => return None,
        })
    }

    /// What one step does, in a line: W is the weight and g its gradient.
    pub fn formula(&self) -> &'static str {
        self.rule.formula()
    }

    /// Steps taken so far.
    pub fn time(&self) -> u32 {
        self.time
    }

    /// One step of every weight along its gradient, which is then cleared.
    pub fn update(&mut self, params: &mut [&mut Param]) {
        self.time += 1;
        for param in params {
            let Param { value, grad, memory } = &mut **param;
            memory.make_room(value.dim(), self.rule.memories());
            match grad {
                Gradient::Dense(all) => {
                    for (row, gradient) in all.outer_iter().enumerate() {
                        let gradient = gradient.to_slice().expect("rows lie in one piece");
                        self.step_row(value, memory, row, gradient);
                    }
                }
                Gradient::Rows(touched) => {
                    for (row, gradient) in touched.iter() {
                        self.step_row(value, memory, row as usize, gradient);
                    }
                }
            }
            grad.clear();
        }
    }

    /// Brings the rows `ids`, which are about to be read, to where the steps that they missed have moved
    /// them. Needed only for a weight with a gradient of few rows; a row may be named twice.
    pub fn catch_up<'a>(&self, param: &mut Param, ids: impl IntoIterator<Item = &'a u32>) {
        let Param { value, memory, .. } = param;
        memory.make_room(value.dim(), self.rule.memories());
        for &id in ids {
            self.rest_row(value, memory, id as usize, self.time);
        }
    }

    /// Brings all rows up to date: at the end of training, or to look at the weights in between.
    pub fn catch_up_all(&self, param: &mut Param) {
        let ids: Vec<u32> = (0..param.value.nrows() as u32).collect();
        self.catch_up(param, &ids);
    }

    fn step_row(&self, value: &mut Array2<f32>, memory: &mut Memory, row: usize, gradient: &[f32]) {
        self.rest_row(value, memory, row, self.time - 1);
        self.rule.step(self.time, row_of(value, row), gradient, memory.rows(row));
        memory.brought_to[row] = self.time;
    }

    #[inline]
    fn rest_row(&self, value: &mut Array2<f32>, memory: &mut Memory, row: usize, until: u32) {
        let since = memory.brought_to[row];
        if since < until {
            self.rule.rest(since, until, row_of(value, row), memory.rows(row));
            memory.brought_to[row] = until;
        }
    }
}

impl Memory {
    fn make_room(&mut self, (rows, columns): (usize, usize), memories: usize) {
        if self.brought_to.len() != rows {
            self.first = Array2::zeros((rows, if memories >= 1 { columns } else { 0 }));
            self.second = Array2::zeros((rows, if memories >= 2 { columns } else { 0 }));
            self.brought_to = vec![0; rows];
        }
    }

    fn rows(&mut self, row: usize) -> [&mut [f32]; 2] {
        [row_of(&mut self.first, row), row_of(&mut self.second, row)]
    }
}

fn row_of(matrix: &mut Array2<f32>, row: usize) -> &mut [f32] {
    matrix.row_mut(row).into_slice().expect("a weight lies in one piece, row after row")
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
    fn difference_between_dense_and_sparse(name: &str) -> f32 {
        let start = 10.0 * small_normal(5, 3, &mut generator(1));
        let (mut dense, mut sparse) = (Param::dense(start.clone()), Param::sparse(start));
        let mut optimizers = [(); 2].map(|()| Optimizer::named(name, 0.01).unwrap());
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
        for name in Optimizer::NAMES.into_iter().filter(|&name| name != "lazy-adam") {
            let difference = difference_between_dense_and_sparse(name);
            assert!(difference < 2e-5, "{name}: {difference}");
        }
    }

    #[test]
    fn lazy_adam_goes_elsewhere_because_untouched_rows_do_not_drift() {
        assert!(difference_between_dense_and_sparse("lazy-adam") > 1e-2);
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

    #[test]
    fn an_unknown_name_is_no_optimizer() {
        assert!(Optimizer::named("adamw", 0.1).is_none());
        assert!(Optimizer::NAMES.iter().all(|name| Optimizer::named(name, 0.1).is_some()));
    }
}
