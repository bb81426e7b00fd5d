//! A weight, with all that belongs to it.

use ndarray::{Array2, Axis};
use rand::Rng;

use crate::gradient::Gradient;
use crate::optimizer::Memory;
use crate::random::small_normal;

/// A weight matrix (R, D), its gradient, and what the optimizer remembers of it.
///
/// It exists once, in the model, and is lent to the layers that use it. Two layers on one weight are two
/// calls with the same argument, and their gradients add up in [`grad`](Self::grad).
///
/// Differs from the book: there two layers hold the same NumPy array, each with a gradient of its own, and
/// `remove_duplicate` later finds the twins by identity and adds their gradients.
#[derive(Debug, Clone)]
pub struct Param {
    /// The weight itself.
    pub value: Array2<f32>,
    /// The gradient of the loss, added up since the last update.
    pub grad: Gradient,
    /// What the optimizer remembers of it.
    pub memory: Memory,
}

impl Param {
    /// A weight in which every row gets a gradient.
    pub fn dense(value: Array2<f32>) -> Self {
        let grad = Gradient::dense(value.dim());
        Self { value, grad, memory: Memory::default() }
    }

    /// A weight of which each batch touches few rows, so that only these are kept as its gradient.
    pub fn sparse(value: Array2<f32>) -> Self {
        let grad = Gradient::rows(value.dim());
        Self { value, grad, memory: Memory::default() }
    }

    /// [`dense`](Self::dense), starting from 0.01 · N(0, 1).
    pub fn small_normal(rows: usize, columns: usize, random: &mut impl Rng) -> Self {
        Self::dense(small_normal(rows, columns, random))
    }

    /// Some rows of it apart, (N, D), with what the optimizer remembers of them: to look at them while it stays as it is.
    pub fn select(&self, ids: &[u32]) -> Self {
        let rows: Vec<usize> = ids.iter().map(|&id| id as usize).collect();
        let value = self.value.select(Axis(0), &rows);
        let Memory { entries, times } = &self.memory;
        let length = entries.len() / self.value.nrows();
        let entries = rows.iter().flat_map(|row| &entries[row * length..][..length]).copied().collect();
        let times = rows.iter().filter_map(|&row| times.get(row)).copied().collect();
        Self { grad: Gradient::rows(value.dim()), value, memory: Memory { entries, times } }
    }

    /// The row of a word: (D).
    #[inline]
    pub fn row(&self, id: u32) -> &[f32] {
        self.rows().row(id)
    }

    /// All rows, to look up many of them.
    #[inline]
    pub(crate) fn rows(&self) -> Rows<'_> {
        let entries = self.value.as_slice().expect("a weight lies in one piece, row after row");
        Rows { entries, columns: self.value.ncols() }
    }
}

/// The rows of a weight, one after the other.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    entries: &'a [f32],
    columns: usize,
}

impl<'a> Rows<'a> {
    #[inline(always)]
    pub(crate) fn row(self, id: u32) -> &'a [f32] {
        let start = id as usize * self.columns;
        &self.entries[start..start + self.columns]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::{Optimizer, OptimizerKind};

    #[test]
    fn rows_apart_are_brought_up_to_date_as_the_whole_would_be() {
        let mut param =
            Param::sparse(Array2::from_shape_fn((4, 2), |(row, column)| (10 * row + column) as f32));
        let mut optimizer = Optimizer::of(OptimizerKind::Adam, 0.1);
        let before = param.select(&[3, 1]);
        assert_eq!(before.value, ndarray::array![[30.0, 31.0], [10.0, 11.0]]);
        for row in [1, 3, 0, 0] {
            param.grad.add_to_row(row, 1.0, &[1.0, -2.0]);
            optimizer.update(&mut [&mut param]);
        }
        let as_it_is = param.value.clone();
        let mut apart = param.select(&[3, 1]);
        optimizer.catch_up_all(&mut apart);
        assert_eq!(param.value, as_it_is);
        optimizer.catch_up_all(&mut param);
        assert_eq!(apart.value, param.value.select(Axis(0), &[3, 1]));
        assert!(apart.value != as_it_is.select(Axis(0), &[3, 1]), "momentum has moved them");
    }
}
