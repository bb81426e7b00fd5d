//! Sums over many overlapping windows, at the cost of the positions and not of the windows.
//!
//! The sum of the rows from `start` to `end` is the difference of two running sums: of all rows before `end`, and of all
//! before `start`. The other way round, a change of all rows from `start` to `end` is two marks: it comes in at
//! `start` and goes out at `end`; a walk over the positions that adds up the marks meets at each position
//! the changes of all windows that it lies in.

use pulp::Simd;

use crate::copies::Copies;
use crate::kernel;

/// The neighbours of a position of the text: from `start` to `end` without itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub start: u32,
    pub end: u32,
}

impl Window {
    /// The number of neighbours.
    pub fn len(self) -> u32 {
        self.end - self.start - 1
    }

    /// The neighbours, from the first to the last.
    #[inline(always)]
    pub fn neighbours(self, position: usize) -> impl Iterator<Item = usize> {
        (self.start as usize..position).chain(position + 1..self.end as usize)
    }
}

/// The running sums over a stretch of positions, or the marks in it.
#[derive(Default)]
pub(crate) struct Running {
    first: usize,
    width: usize,
    /// A row for each position, and one more for the end of the last window.
    rows: Vec<f32>,
    /// Running marks of a single number for each position, likewise.
    numbers: Vec<f32>,
    /// The sum of the marks on a walk.
    now: Vec<f32>,
}

impl Running {
    /// The sums of the copies at `places`, which has one for each position of the text, wherever one of these
    /// windows reaches.
    #[inline(always)]
    pub fn sum<S: Simd>(&mut self, simd: S, windows: &[Window], places: &[u32], copies: &Copies) {
        let first = windows.iter().map(|window| window.start).min().unwrap_or(0) as usize;
        let end = windows.iter().map(|window| window.end).max().unwrap_or(0) as usize;
        (self.first, self.width) = (first, copies.width());
        self.rows.resize((end - first + 1) * self.width, 0.0);
        self.rows[..self.width].fill(0.0);
        let mut rest = &mut self.rows[..];
        for &place in &places[first..end] {
            let (before, after) = rest.split_at_mut(self.width);
            kernel::sum(simd, &mut after[..self.width], before, copies.at(place));
            rest = after;
        }
    }

    /// The mean of the neighbours of a position, whose own row is `own`.
    #[inline(always)]
    pub fn mean<S: Simd>(&self, simd: S, window: Window, own: &[f32], mean: &mut [f32]) {
        let share = 1.0 / window.len().max(1) as f32;
        kernel::mean_between(simd, share, self.row(window.start), self.row(window.end), own, mean);
    }

    /// Forgets the sums, ready for marks.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.rows.fill(0.0);
        self.numbers.clear();
        self.numbers.resize(self.rows.len() / self.width, 0.0);
    }

    /// Marks a change of all rows of a window, and a number that goes with it.
    #[inline(always)]
    pub fn mark<S: Simd>(&mut self, simd: S, window: Window, change: &[f32], number: f32) {
        for (position, sign) in [(window.start, 1.0), (window.end, -1.0)] {
            let at = position as usize - self.first;
            kernel::add_scaled(simd, &mut self.rows[at * self.width..][..self.width], sign, change);
            self.numbers[at] += sign * number;
        }
    }

    /// Walks over the positions and adds to the copy at each of them the changes of all windows that it lies in.
    #[inline(always)]
    pub fn walk<S: Simd>(&mut self, simd: S, places: &[u32], copies: &mut Copies) {
        self.now.clear();
        self.now.resize(self.width, 0.0);
        let mut number = 0.0;
        let marks = self.rows.chunks_exact(self.width).zip(&self.numbers);
        for ((marks, mark), &place) in marks.zip(&places[self.first..]).take(self.numbers.len() - 1) {
            number += mark;
            kernel::walk(simd, &mut self.now, marks, copies.pull_at(place, number));
        }
    }

    #[inline(always)]
    fn row(&self, position: u32) -> &[f32] {
        &self.rows[(position as usize - self.first) * self.width..][..self.width]
    }
}
