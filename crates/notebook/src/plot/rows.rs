//! One matrix of a [`NetworkPlot`](super::NetworkPlot): what it is called, its numbers, and which of them take part.

use std::collections::BTreeSet;

use ndarray::{ArrayRef, ArrayView1, Ix2};

use crate::Number;
use crate::number::fixed;
use crate::short::{grouped, short_words};

/// The most numbers of a row that have room.
pub(crate) const MOST_COLUMNS: usize = 8;

/// A matrix as rows of coloured cells, one row for each word, and the arrows between it and the matrix at its left.
#[derive(Clone, Debug)]
pub struct Rows {
    pub(crate) name: String,
    letters: String,
    pub(crate) labels: Vec<String>,
    /// Of each row the numbers that may have room.
    pub(crate) values: Vec<Vec<f64>>,
    decimals: usize,
    /// The largest of all numbers, which has the strongest colour.
    pub(crate) largest: f64,
    /// The shape of the matrix, of whose rows `values` may be a few.
    total: (usize, usize),
    pub(crate) framed: Vec<usize>,
    pub(crate) are_bars: bool,
    pub(crate) arrows: Arrows,
}

/// Pairs of a row of the matrix at the left and a row of this one.
#[derive(Clone, Debug)]
pub(crate) struct Arrows {
    pub(crate) pairs: Vec<(usize, usize)>,
    pub(crate) back: bool,
}

impl Rows {
    /// The `values` (R, D) with a label for each row, or with none at all; `letters` name the shape, as in `(V, H)`,
    /// or the number of rows, as in `1 + K`.
    ///
    /// # Panics
    /// If there are labels, but not one for each row.
    pub fn new<A: Number>(
        name: impl AsRef<str>,
        letters: impl AsRef<str>,
        labels: &[impl AsRef<str>],
        values: &ArrayRef<A, Ix2>,
    ) -> Self {
        let name = name.as_ref();
        assert!(labels.is_empty() || labels.len() == values.nrows(), "`{name}` needs one label per row");
        let sizes = values.iter().map(|value| value.to_f64().abs()).filter(|size| size.is_finite());
        let largest = sizes.fold(f64::MIN_POSITIVE, f64::max);
        let first = |row: ArrayView1<A>| row.iter().take(MOST_COLUMNS).map(|value| value.to_f64()).collect();
        let decimals = match largest {
            _ if !A::HAS_DECIMALS => 0,
            100.0.. => 0,
            10.0.. => 1,
            // Two digits of the largest, as far as there is room for them.
            largest => (1.0 - largest.max(1e-5).log10().floor()).clamp(2.0, 5.0) as usize,
        };
        Self {
            name: name.to_string(),
            letters: letters.as_ref().to_string(),
            labels: labels.iter().map(|label| short_words(label.as_ref())).collect(),
            values: values.outer_iter().map(first).collect(),
            decimals,
            largest,
            total: values.dim(),
            framed: Vec::new(),
            are_bars: false,
            arrows: Arrows { pairs: Vec::new(), back: false },
        }
    }

    /// Says that these are only a few of so many rows.
    pub fn of(mut self, total: usize) -> Self {
        self.total.0 = total;
        self
    }

    /// Frames the rows that take part; they are shown even where not all rows have room.
    pub fn framed(mut self, rows: impl IntoIterator<Item = usize>) -> Self {
        self.framed = rows.into_iter().collect();
        self
    }

    /// Shows the first number of each row, between 0 and 1, as a bar.
    pub fn bars(mut self) -> Self {
        self.are_bars = true;
        self
    }

    /// Arrows from rows of the matrix at the left to rows of this one.
    pub fn forward(mut self, pairs: impl IntoIterator<Item = (usize, usize)>) -> Self {
        self.arrows = Arrows { pairs: pairs.into_iter().collect(), back: false };
        self
    }

    /// Gradients: arrows from rows of this matrix, named second, back to rows of the one at the left.
    pub fn back(mut self, pairs: impl IntoIterator<Item = (usize, usize)>) -> Self {
        self.arrows = Arrows { pairs: pairs.into_iter().collect(), back: true };
        self
    }

    /// `(V, H) = (7, 5)`, or `1 + K = 6` where a single letter was given.
    pub(crate) fn shape(&self) -> String {
        let (rows, columns) = self.total;
        if !self.letters.contains(',') {
            return format!("{} = {}", self.letters, grouped(rows as u64));
        }
        format!("{} = ({}, {})", self.letters, grouped(rows as u64), grouped(columns as u64))
    }

    /// D, the numbers in a row.
    pub(crate) fn width(&self) -> usize {
        self.total.1
    }

    /// A value as it is written in its cell.
    pub(crate) fn text(&self, value: f64) -> String {
        match value.abs() {
            _ if !value.is_finite() => "–".to_string(),
            0.0 => "0".to_string(), // nothing at all, not a little
            1e5.. => format!("{value:.0e}"),
            _ => fixed(value, self.decimals),
        }
        .replace('-', "−")
    }

    /// The rows that have room for `most` lines, in their order, `None` standing for rows left out: those of `wanted`
    /// before all others.
    pub(crate) fn shown(&self, wanted: &BTreeSet<usize>, most: usize) -> Vec<Option<usize>> {
        let count = self.values.len();
        let mut chosen = BTreeSet::new();
        for row in wanted.iter().copied().chain(0..count).filter(|&row| row < count) {
            chosen.insert(row);
            if self.lines(&chosen).len() > most {
                chosen.remove(&row);
            }
        }
        self.lines(&chosen)
    }

    /// These rows, with a gap wherever some are left out.
    fn lines(&self, chosen: &BTreeSet<usize>) -> Vec<Option<usize>> {
        let (mut lines, mut next) = (Vec::new(), 0);
        for &row in chosen {
            lines.extend((row > next).then_some(None));
            lines.push(Some(row));
            next = row + 1;
        }
        lines.extend((next < self.total.0).then_some(None));
        lines
    }

    /// How many rows are not among these lines.
    pub(crate) fn left_out(&self, lines: &[Option<usize>]) -> usize {
        self.total.0 - lines.iter().flatten().count()
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    fn rows(count: usize) -> Rows {
        Rows::new("w", "(V, H)", &[""; 0], &Array2::<f32>::zeros((count, 2)))
    }

    #[test]
    fn rows_that_take_part_are_shown_before_others() {
        let wanted = BTreeSet::from([20, 21, 39]);
        let shown = rows(40).shown(&wanted, 9);
        assert_eq!(shown, [Some(0), Some(1), Some(2), Some(3), None, Some(20), Some(21), None, Some(39)]);
        assert_eq!(rows(3).shown(&wanted, 9), [Some(0), Some(1), Some(2)]);
        assert_eq!(rows(40).shown(&(0..40).collect(), 4), [Some(0), Some(1), Some(2), None]);
    }

    #[test]
    fn rows_that_are_few_of_many_end_with_a_gap() {
        let few = rows(2).of(676);
        let shown = few.shown(&BTreeSet::new(), 9);
        assert_eq!((&shown[..], few.left_out(&shown)), (&[Some(0), Some(1), None][..], 674));
        assert_eq!(few.shape(), "(V, H) = (676, 2)");
    }

    #[test]
    fn a_matrix_is_written_with_two_digits_of_its_largest_number() {
        let text = |value: f64| Rows::new("", "", &[""; 0], &ndarray::array![[value]]).text(value);
        assert_eq!([-1.2345, 0.0443, 0.00437, 123.4].map(text), ["−1.23", "0.044", "0.0044", "123"]);
        assert_eq!([0.0, f64::NAN, 3e9].map(text), ["0", "–", "3e9"]);
    }
}
