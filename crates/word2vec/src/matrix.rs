//! A matrix whose rows lie where SIMD instructions want them.

use std::ops::{Deref, DerefMut};

use crate::kernel::row_multiple;

/// The first row starts at a multiple of this many bytes, and every row at a multiple of the length of a vector, so that
/// no vector lies in two cache lines.
const ALIGNMENT: usize = 64;

/// Floats of which the first is aligned.
#[derive(Default)]
pub(crate) struct Aligned {
    floats: Vec<f32>,
    /// The first aligned float.
    start: usize,
    length: usize,
}

impl Aligned {
    /// So many zeros.
    pub fn zeros(length: usize) -> Self {
        let length_with_room = length + ALIGNMENT / size_of::<f32>();
        // Written one by one: `vec![0.0; …]` would only promise zeros, and the system would interrupt all threads
        // whenever one of them writes to a page that was read before.
        let mut floats = Vec::with_capacity(length_with_room);
        floats.resize(length_with_room, 0.0);
        let start = floats.as_ptr().align_offset(ALIGNMENT);
        Self { floats, start, length }
    }

    /// Makes room for so many at least; what was there is lost if there was less.
    pub fn reserve(&mut self, length: usize) {
        if self.length < length {
            *self = Self::zeros(length.next_power_of_two());
        }
    }
}

impl Deref for Aligned {
    type Target = [f32];

    #[inline(always)]
    fn deref(&self) -> &[f32] {
        &self.floats[self.start..][..self.length]
    }
}

impl DerefMut for Aligned {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.floats[self.start..][..self.length]
    }
}

/// A matrix of which each row is padded with zeros to `width` floats.
pub(crate) struct Matrix {
    width: usize,
    floats: Aligned,
}

/// The length of a padded row of so many columns.
pub(crate) fn padded(columns: usize) -> usize {
    columns.next_multiple_of(row_multiple())
}

impl Matrix {
    /// All zeros (rows, columns).
    pub fn zeros(rows: usize, columns: usize) -> Self {
        let width = padded(columns);
        Self { width, floats: Aligned::zeros(rows * width) }
    }

    /// The length of a padded row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// A padded row.
    #[inline(always)]
    pub fn row(&self, row: u32) -> &[f32] {
        &self.floats[row as usize * self.width..][..self.width]
    }

    /// A padded row, to be changed.
    #[inline(always)]
    pub fn row_mut(&mut self, row: u32) -> &mut [f32] {
        &mut self.floats[row as usize * self.width..][..self.width]
    }

    /// All padded rows, one after the other.
    pub fn floats(&self) -> &[f32] {
        &self.floats
    }

    /// All padded rows, to be changed.
    #[cfg(test)]
    pub fn floats_mut(&mut self) -> &mut [f32] {
        &mut self.floats
    }
}
