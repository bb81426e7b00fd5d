//! A matrix whose rows lie where vector instructions want them.

use ndarray::Array2;

use crate::kernel::ROW_MULTIPLE;

/// Rows start at multiples of this many bytes, so that no vector of eight floats lies in two cache lines.
const ALIGNMENT: usize = 64;

/// A matrix (rows, columns) of which each row is padded with zeros to `width` floats.
pub(crate) struct Matrix {
    rows: usize,
    columns: usize,
    width: usize,
    /// The first aligned float.
    start: usize,
    floats: Vec<f32>,
}

/// The length of a padded row of so many columns.
pub(crate) fn padded(columns: usize) -> usize {
    columns.next_multiple_of(ROW_MULTIPLE)
}

impl Matrix {
    /// All zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        let width = padded(columns);
        let floats = vec![0.0; rows * width + ALIGNMENT / size_of::<f32>()];
        let start = floats.as_ptr().align_offset(ALIGNMENT);
        Self { rows, columns, width, start, floats }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The length of a padded row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// A padded row.
    #[inline(always)]
    pub fn row(&self, row: u32) -> &[f32] {
        &self.floats[self.start + row as usize * self.width..][..self.width]
    }

    /// All padded rows, one after the other.
    pub fn floats_mut(&mut self) -> &mut [f32] {
        &mut self.floats[self.start..][..self.rows * self.width]
    }

    /// The rows without their padding, moved together where they lie.
    pub fn into_array(mut self) -> Array2<f32> {
        for row in 0..self.rows {
            let from = self.start + row * self.width;
            self.floats.copy_within(from..from + self.columns, row * self.columns);
        }
        self.floats.truncate(self.rows * self.columns);
        Array2::from_shape_vec((self.rows, self.columns), self.floats).expect("a row of floats for each row")
    }
}
