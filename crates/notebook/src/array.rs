//! Arrays as text: aligned columns, few decimals, long arrays shortened.

use ndarray::{ArrayRef, ArrayView2, ArrayViewD, Dimension, Ix2};
use tr::tr;

use crate::number::{Number, fixed};
use crate::short::short_words;
use crate::terminal::{pad_left, pad_right};

/// A side with more entries than this is shortened …
const LONGEST_SIDE: usize = 12;
/// … to so many at its beginning and as many at its end.
const SHOWN_AT_EACH_END: usize = 4;
const DECIMALS: usize = 4;

/// The lines of `name  (B, H) = (3, 5)` and the numbers below it.
pub(crate) fn array_text<A: Number, D: Dimension>(
    name: &str,
    letters: &str,
    values: &ArrayRef<A, D>,
) -> String {
    let values = values.view().into_dyn();
    let mut text = headline(name, letters, values.shape());
    text += &body(&values, &[]);
    text
}

/// The same with one label before each row.
///
/// # Panics
/// If there is not exactly one label per row.
pub(crate) fn labelled_array_text<A: Number>(
    name: &str,
    letters: &str,
    labels: &[impl AsRef<str>],
    values: &ArrayRef<A, Ix2>,
) -> String {
    assert_eq!(labels.len(), values.nrows(), "`{name}` needs one label for each of its rows");
    let labels: Vec<String> = labels.iter().map(|label| short_words(label.as_ref())).collect();
    headline(name, letters, values.shape()) + &body(&values.view().into_dyn(), &labels)
}

fn headline(name: &str, letters: &str, shape: &[usize]) -> String {
    let sides: Vec<String> = shape.iter().map(usize::to_string).collect();
    // A side alone is written as Rust and NumPy write it, (3,), so that it is not taken for a number.
    let comma = if sides.len() == 1 { "," } else { "" };
    format!("{}  {letters} = ({}{comma})\n", short_words(name), sides.join(", "))
}

fn body<A: Number>(values: &ArrayViewD<A>, labels: &[String]) -> String {
    if values.is_empty() {
        return format!("  {}\n", tr!("(no numbers)"));
    }
    let columns = values.shape().last().copied().unwrap_or(1);
    let rows = values.to_shape((values.len() / columns, columns));
    matrix(&rows.expect("whole rows").view(), labels)
}

fn matrix<A: Number>(values: &ArrayView2<A>, labels: &[String]) -> String {
    let (rows, columns) = (shown_of(values.nrows()), shown_of(values.ncols()));
    let style = Style::for_all(values.iter().map(|value| value.to_f64()), A::HAS_DECIMALS);

    let mut cells: Vec<Vec<String>> = Vec::new();
    for row in &rows {
        let cell = |column: &Option<usize>| match (row, column) {
            (Some(row), Some(column)) => style.show(values[[*row, *column]].to_f64()),
            _ => "…".to_string(),
        };
        cells.push(columns.iter().map(cell).collect());
    }

    let width = cells.iter().flatten().map(|cell| cell.chars().count()).max().unwrap_or(0);
    let label_width = labels.iter().map(|label| crate::terminal::width(label)).max().unwrap_or(0);
    let mut text = String::new();
    for (row, cells) in rows.iter().zip(&cells) {
        let mut line = String::from(" ");
        if !labels.is_empty() {
            line += &format!(" {} ", pad_right(row.map_or("…", |row| &labels[row]), label_width));
        }
        for (column, cell) in columns.iter().zip(cells) {
            // The column of dots needs no more room than its dot.
            let width = if column.is_some() { width } else { 1 };
            line += &format!(" {}", pad_left(cell, width));
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// The indices to show of a side, `None` standing for those left out.
fn shown_of(length: usize) -> Vec<Option<usize>> {
    if length <= LONGEST_SIDE {
        return (0..length).map(Some).collect();
    }
    let mut shown: Vec<Option<usize>> = (0..SHOWN_AT_EACH_END).map(Some).collect();
    shown.push(None);
    shown.extend((length - SHOWN_AT_EACH_END..length).map(Some));
    shown
}

/// How all numbers of one array are written.
enum Style {
    Whole,
    Fixed,
    /// Where four decimals would show only zeros, or a number would be longer than it is exact.
    PowerOfTen,
}

impl Style {
    fn for_all(values: impl Iterator<Item = f64>, has_decimals: bool) -> Self {
        if !has_decimals {
            return Self::Whole;
        }
        let largest = values
            .filter(|value| value.is_finite())
            .fold(0.0, |largest: f64, value| largest.max(value.abs()));
        let all_would_be_zero = largest > 0.0 && largest < 0.0005;
        if all_would_be_zero || largest >= 1e7 { Self::PowerOfTen } else { Self::Fixed }
    }

    fn show(&self, value: f64) -> String {
        match self {
            Self::Whole => fixed(value, 0),
            Self::Fixed => fixed(value, DECIMALS),
            Self::PowerOfTen if value == 0.0 => "0".to_string(),
            Self::PowerOfTen => format!("{value:.4e}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Array2, array};

    #[test]
    fn a_matrix_has_its_shape_above_and_aligned_columns() {
        let h = array![[0.5_f32, -0.00001], [-10.25, 1.0]];
        assert_eq!(
            array_text("h", "(B, H)", &h),
            "h  (B, H) = (2, 2)\n    0.5000   0.0000\n  -10.2500   1.0000\n"
        );
    }

    #[test]
    fn whole_numbers_have_no_decimals() {
        let corpus = array![0_u32, 1, 2, 10];
        assert_eq!(array_text("corpus", "(T,)", &corpus), "corpus  (T,) = (4,)\n   0  1  2 10\n");
    }

    #[test]
    fn what_is_not_a_number_keeps_its_column() {
        let loss = array![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.0];
        assert_eq!(array_text("loss", "(B,)", &loss), "loss  (B,) = (4,)\n     NaN    inf   -inf 1.0000\n");
    }

    #[test]
    fn a_long_array_is_shortened_on_both_sides() {
        let text = array_text("w_in", "(V, H)", &Array2::<f32>::zeros((10_000, 100)));
        assert_eq!(text.lines().count(), 1 + 4 + 1 + 4);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }

    #[test]
    fn an_empty_array_says_so() {
        assert_eq!(array_text("x", "(B,)", &Array1::<f32>::zeros(0)), "x  (B,) = (0,)\n  (no numbers)\n");
    }

    #[test]
    fn very_small_numbers_do_not_all_become_zero() {
        assert!(array_text("dw", "(H,)", &array![1e-6_f64, 0.0]).contains("1.0000e-6"));
    }

    #[test]
    fn labels_are_aligned_by_the_columns_they_take_on_the_screen() {
        let text = labelled_array_text("w_in", "(V, H)", &["안녕", "say"], &array![[1.0_f32], [2.0]]);
        assert_eq!(text, "w_in  (V, H) = (2, 1)\n  안녕  1.0000\n  say   2.0000\n");
    }
}
