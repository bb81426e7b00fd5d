//! Where a weight's gradient adds up: for every row, or only for the rows that were touched.

use ndarray::{Array2, ArrayView2};

use crate::fast::add_scaled;

/// The gradient of the loss with respect to a weight matrix (R, D). It adds up until an optimizer uses it.
#[derive(Debug, Clone)]
pub enum Gradient {
    /// One entry for each entry of the weight: right where every row gets a gradient, as in `MatMul`.
    Dense(Array2<f32>),
    /// Only the rows that got a gradient: right where a batch looks up a few hundred rows of a million.
    Rows(RowGradient),
}

impl Gradient {
    /// No gradient yet, for a weight of this shape.
    pub fn dense((rows, columns): (usize, usize)) -> Self {
        Self::Dense(Array2::zeros((rows, columns)))
    }

    /// No gradient yet, for a weight of this shape, of which each batch touches few rows.
    pub fn rows((rows, columns): (usize, usize)) -> Self {
        Self::Rows(RowGradient::new(rows, columns))
    }

    /// Adds `dw` (R, D) to all rows.
    ///
    /// # Panics
    /// If `dw` has another shape.
    pub fn add(&mut self, dw: &Array2<f32>) {
        match self {
            Self::Dense(sum) => {
                assert_eq!(sum.dim(), dw.dim(), "a gradient has the shape of its weight");
                *sum += dw;
            }
            Self::Rows(sum) => {
                for (row, values) in dw.outer_iter().enumerate() {
                    add_scaled(
                        sum.row_mut(row as u32),
                        1.0,
                        values.as_slice().expect("rows lie in one piece"),
                    );
                }
            }
        }
    }

    /// Adds `scale` · `values` (D) to one row.
    ///
    /// A row that is named twice gets both: forgetting the first would lose a gradient.
    ///
    /// # Panics
    /// If the weight has no such row, or `values` has another length.
    #[inline(always)]
    pub fn add_to_row(&mut self, row: u32, scale: f32, values: &[f32]) {
        let sum = match self {
            Self::Dense(sum) => sum.row_mut(row as usize).into_slice().expect("rows lie in one piece"),
            Self::Rows(sum) => sum.row_mut(row),
        };
        add_scaled(sum, scale, values);
    }

    /// Forgets everything, ready for the next batch.
    pub fn clear(&mut self) {
        match self {
            Self::Dense(sum) => sum.fill(0.0),
            Self::Rows(sum) => sum.clear(),
        }
    }

    /// All rows (R, D), with zeros where nothing was added.
    pub fn to_dense(&self) -> Array2<f32> {
        match self {
            Self::Dense(sum) => sum.clone(),
            Self::Rows(sum) => {
                let mut all = Array2::zeros((sum.slot_of_row.len(), sum.columns));
                for (row, values) in sum.iter() {
                    all.row_mut(row as usize)
                        .assign(&ArrayView2::from_shape((1, sum.columns), values).unwrap().row(0));
                }
                all
            }
        }
    }
}

/// The sums of the touched rows of a matrix, in the order in which they were first touched.
///
/// Costs 4 bytes for each row of the matrix and D floats for each touched row; clearing costs only as much
/// as was touched.
#[derive(Debug, Clone)]
pub struct RowGradient {
    columns: usize,
    /// For each row of the matrix its place in `rows`, or `UNTOUCHED`.
    slot_of_row: Vec<u32>,
    rows: Vec<u32>,
    /// D floats for each of `rows`.
    sums: Vec<f32>,
}

const UNTOUCHED: u32 = u32::MAX;

impl RowGradient {
    fn new(rows: usize, columns: usize) -> Self {
        Self { columns, slot_of_row: vec![UNTOUCHED; rows], rows: Vec::new(), sums: Vec::new() }
    }

    /// Each touched row with its sum, in the order of first touch.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[f32])> {
        self.rows.iter().copied().zip(self.sums.chunks_exact(self.columns))
    }

    /// The rows that were touched, in the order of first touch.
    pub fn touched(&self) -> &[u32] {
        &self.rows
    }

    #[inline(always)]
    fn row_mut(&mut self, row: u32) -> &mut [f32] {
        let mut slot = self.slot_of_row[row as usize];
        if slot == UNTOUCHED {
            slot = self.rows.len() as u32;
            self.slot_of_row[row as usize] = slot;
            self.rows.push(row);
            self.sums.resize(self.sums.len() + self.columns, 0.0);
        }
        let start = slot as usize * self.columns;
        &mut self.sums[start..start + self.columns]
    }

    fn clear(&mut self) {
        for &row in &self.rows {
            self.slot_of_row[row as usize] = UNTOUCHED;
        }
        self.rows.clear();
        self.sums.clear();
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_row_named_twice_gets_both_gradients() {
        for mut gradient in [Gradient::dense((3, 2)), Gradient::rows((3, 2))] {
            gradient.add_to_row(2, 1.0, &[1.0, 2.0]);
            gradient.add_to_row(0, 1.0, &[5.0, 5.0]);
            gradient.add_to_row(2, 2.0, &[10.0, 20.0]);
            assert_eq!(gradient.to_dense(), array![[5.0, 5.0], [0.0, 0.0], [21.0, 42.0]]);
        }
    }

    #[test]
    fn a_cleared_gradient_is_zero_and_starts_anew() {
        for mut gradient in [Gradient::dense((2, 1)), Gradient::rows((2, 1))] {
            gradient.add_to_row(1, 1.0, &[1.0]);
            gradient.clear();
            assert_eq!(gradient.to_dense(), array![[0.0], [0.0]]);
            gradient.add(&array![[3.0], [4.0]]);
            assert_eq!(gradient.to_dense(), array![[3.0], [4.0]]);
        }
    }

    #[test]
    #[should_panic(expected = "a gradient has the shape of its weight")]
    fn a_gradient_of_another_shape_is_refused() {
        Gradient::rows((2, 2)).add_to_row(0, 1.0, &[1.0, 2.0, 3.0]);
    }

    proptest! {
        /// Scatter-add: whatever is added in whatever order, the list of rows holds what the full matrix does.
        #[test]
        fn a_list_of_rows_holds_the_same_sums_as_a_full_matrix(
            additions in prop::collection::vec((0u32..9, -2f32..2.0, prop::array::uniform3(-9f32..9.0)), 0..60),
        ) {
            let (mut dense, mut rows) = (Gradient::dense((9, 3)), Gradient::rows((9, 3)));
            for (row, scale, values) in &additions {
                dense.add_to_row(*row, *scale, values);
                rows.add_to_row(*row, *scale, values);
            }
            prop_assert_eq!(dense.to_dense(), rows.to_dense());
        }
    }
}
