//! Tables as text.

use crate::short::short_words;
use crate::terminal::{pad_left, pad_right, width};

/// A small table: a line of column names, then rows.
///
/// A column of numbers is moved to the right, every other column to the left. A Hangul syllable counts as the
/// two columns it takes on a screen.
#[derive(Clone, Debug)]
pub struct Table {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these column names and no rows yet.
    pub fn new<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row. Of a word of more than 40 columns the beginning is shown.
    ///
    /// # Panics
    /// If the row has not one cell for each column.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) -> &mut Self {
        let cells: Vec<String> = cells.into_iter().map(|cell| short_words(&cell.into())).collect();
        assert_eq!(
            cells.len(),
            self.names.len(),
            "a row needs one cell for each of the columns {:?}",
            self.names
        );
        self.rows.push(cells);
        self
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec![String::new(); self.rows.len() + 2];
        for (column, name) in self.names.iter().enumerate() {
            let cells: Vec<&str> = self.rows.iter().map(|row| row[column].as_str()).collect();
            let widest = cells.iter().map(|cell| width(cell)).max().unwrap_or(0).max(width(name));
            let is_numeric = !cells.is_empty() && cells.iter().all(|cell| looks_like_a_number(cell));
            let pad = if is_numeric { pad_left } else { pad_right };

            let rule = "-".repeat(widest);
            let all = [name.as_str(), rule.as_str()].into_iter().chain(cells);
            for (line, cell) in lines.iter_mut().zip(all) {
                line.push_str("  ");
                line.push_str(&pad(cell, widest));
            }
        }
        lines
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        self.lines().iter().try_for_each(|line| writeln!(formatter, "{}", line.trim_end()))
    }
}

/// Also without a number in it, when it stands for one: an empty cell or a dash.
fn looks_like_a_number(cell: &str) -> bool {
    let stands_for_none = matches!(cell, "" | "-" | "–");
    let plain: String =
        cell.chars().filter(|character| !matches!(character, ',' | '%' | '×' | ' ')).collect();
    stands_for_none || plain.replace('−', "-").parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_on_the_right_and_words_on_the_left() {
        let mut table = Table::new(["단어", "횟수"]);
        table.row(["goodbye", "1,000"]).row(["나", "7"]);
        assert_eq!(
            table.to_string(),
            "  단어      횟수\n  -------  -----\n  goodbye  1,000\n  나           7\n"
        );
    }

    #[test]
    fn a_table_without_rows_shows_its_columns() {
        assert_eq!(Table::new(["a", "b"]).to_string(), "  a  b\n  -  -\n");
    }
}
