//! The numbers of the book's own code, read from `assets/parity` or from the folder in `PARITY_DIR`.

use std::fs;
use std::path::{Path, PathBuf};

use ndarray::{Array, Array1, Array2, Dimension};
use serde_json::Value;

/// How far a number of a single pass may be from the book's.
pub const SINGLE_PASS: f64 = 1e-5;
/// How far a loss, or a weight after many steps, may be from the book's.
pub const TRAINED: f64 = 1e-4;

/// A JSON value that knows how to become numbers and arrays, and panics with its name where it cannot.
#[derive(Debug, Clone, Copy)]
pub struct Fixture<'a>(&'a Value);

/// Reads one file of numbers.
///
/// # Panics
/// If it cannot be read, with its path.
pub fn read(file_name: &str) -> Value {
    let path = folder().join(file_name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A relative `PARITY_DIR` is looked for in the current directory, then from the root of the workspace:
/// tests run in the folder of their package.
fn folder() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    match std::env::var_os("PARITY_DIR") {
        None => workspace.join("assets/parity"),
        Some(folder) if Path::new(&folder).is_dir() => PathBuf::from(folder),
        Some(folder) => workspace.join(folder),
    }
}

impl<'a> From<&'a Value> for Fixture<'a> {
    fn from(value: &'a Value) -> Self {
        Self(value)
    }
}

impl<'a> Fixture<'a> {
    /// The entry with this name.
    pub fn at(self, key: &str) -> Self {
        Self(self.0.get(key).unwrap_or_else(|| panic!("no entry {key:?}")))
    }

    /// The entries of a list.
    pub fn list(self) -> impl Iterator<Item = Fixture<'a>> {
        self.0.as_array().unwrap_or_else(|| panic!("not a list: {}", self.0)).iter().map(Fixture)
    }

    /// The names and entries of an object.
    pub fn entries(self) -> impl Iterator<Item = (&'a str, Fixture<'a>)> {
        let object = self.0.as_object().unwrap_or_else(|| panic!("not an object: {}", self.0));
        object.iter().map(|(key, value)| (key.as_str(), Fixture(value)))
    }

    /// A text.
    pub fn text(self) -> &'a str {
        self.0.as_str().unwrap_or_else(|| panic!("not a text: {}", self.0))
    }

    /// A number.
    pub fn number(self) -> f64 {
        self.0.as_f64().unwrap_or_else(|| panic!("not a number: {}", self.0))
    }

    /// A count.
    pub fn count(self) -> usize {
        self.0.as_u64().unwrap_or_else(|| panic!("not a count: {}", self.0)) as usize
    }

    /// A list of ids: (N).
    pub fn ids(self) -> Vec<u32> {
        self.list().map(|entry| entry.count() as u32).collect()
    }

    /// A list of lists of ids: (N, M).
    pub fn id_matrix(self) -> Array2<u32> {
        self.matrix().mapv(|number| number as u32)
    }

    /// A list of numbers: (N).
    pub fn numbers(self) -> Vec<f64> {
        self.list().map(Fixture::number).collect()
    }

    /// A list of numbers in `f32`: (N).
    pub fn vector(self) -> Array1<f32> {
        self.numbers().into_iter().map(|number| number as f32).collect()
    }

    /// A list of lists of numbers in `f32`: (N, M).
    pub fn matrix(self) -> Array2<f32> {
        let rows: Vec<Array1<f32>> = self.list().map(Fixture::vector).collect();
        let columns = rows.first().map_or(0, |row| row.len());
        let numbers: Vec<f32> = rows.iter().flatten().copied().collect();
        Array::from_shape_vec((rows.len(), columns), numbers).expect("rows of one length")
    }
}

/// Asserts that all numbers of an array are the book's.
///
/// # Panics
/// If the shapes differ, or two numbers differ by more than `tolerance`.
pub fn assert_same<D: Dimension>(name: &str, ours: &Array<f32, D>, book: &Array<f32, D>, tolerance: f64) {
    assert_eq!(ours.shape(), book.shape(), "{name}: another shape than the book's");
    for ((index, ours), book) in ours.indexed_iter().zip(book) {
        assert_same_number(&format!("{name}{:?}", index), f64::from(*ours), f64::from(*book), tolerance);
    }
}

/// Asserts that a number is the book's.
///
/// # Panics
/// If they differ by more than `tolerance`, or one of them is not a number.
pub fn assert_same_number(name: &str, ours: f64, book: f64, tolerance: f64) {
    let difference = (ours - book).abs();
    assert!(difference <= tolerance, "{name}: {ours} here, {book} in the book's code, {difference:e} apart");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "0.5 here, 0.6 in the book's code")]
    fn a_number_too_far_from_the_books_is_refused() {
        assert_same_number("loss", 0.5, 0.6, TRAINED);
    }

    #[test]
    #[should_panic(expected = "NaN here")]
    fn a_number_that_is_none_is_refused() {
        assert_same_number("loss", f64::NAN, f64::NAN, TRAINED);
    }
}
