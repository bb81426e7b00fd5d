//! W_in and W_out, in blocks that different threads can change at the same time.

use std::sync::{RwLock, RwLockReadGuard};

use ndarray::Array2;

use crate::matrix::Matrix;
use crate::merge::Merger;

/// How rows are dealt out to blocks, like cards to players: of B blocks, block 0 has the rows 0, B, 2B … So each has as
/// many of the frequent words, which come first. B is a power of two.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deal {
    bits: u32,
}

impl Deal {
    /// At least a block for each thread, and a row of so many for each block.
    pub fn new(threads: usize, rows: usize) -> Self {
        let most = rows.max(1).ilog2();
        Self { bits: threads.max(1).next_power_of_two().ilog2().min(most) }
    }

    /// B.
    pub fn blocks(self) -> usize {
        1 << self.bits
    }

    /// The block that has a row.
    #[inline(always)]
    pub fn block_of(self, row: u32) -> usize {
        row as usize & (self.blocks() - 1)
    }

    /// Which of the rows of its block it is.
    #[inline(always)]
    pub fn place_of(self, row: u32) -> u32 {
        row >> self.bits
    }

    /// How many of so many rows a block has.
    fn rows_of(self, block: usize, rows: usize) -> usize {
        (rows - block).div_ceil(self.blocks())
    }
}

/// The rows of one block.
pub(crate) struct Block {
    pub w_in: Matrix,
    pub w_out: Matrix,
    /// Brings what was learned into them.
    pub merger: Merger,
}

/// All blocks.
pub(crate) struct Weights {
    pub deal: Deal,
    pub blocks: Vec<RwLock<Block>>,
    rows: usize,
    columns: usize,
}

/// All blocks, to be read.
pub(crate) type Blocks<'a> = Vec<RwLockReadGuard<'a, Block>>;

impl Weights {
    /// Zeros (rows, columns), in blocks for so many threads.
    pub fn zeros(rows: usize, columns: usize, threads: usize) -> Self {
        let deal = Deal::new(threads, rows);
        let block = |block| {
            let rows = deal.rows_of(block, rows);
            let [w_in, w_out] = [(); 2].map(|()| Matrix::zeros(rows, columns));
            RwLock::new(Block { w_in, w_out, merger: Merger::new(rows) })
        };
        Self { deal, blocks: (0..deal.blocks()).map(block).collect(), rows, columns }
    }

    /// Writes each row of W_in and of W_out.
    pub fn write(&mut self, mut write: impl FnMut(usize, [&mut [f32]; 2])) {
        for row in 0..self.rows {
            let block = self.blocks[self.deal.block_of(row as u32)].get_mut().expect(NOT_POISONED);
            let place = self.deal.place_of(row as u32);
            let [w_in, w_out] = [&mut block.w_in, &mut block.w_out].map(|matrix| matrix.row_mut(place));
            write(row, [&mut w_in[..self.columns], &mut w_out[..self.columns]]);
        }
    }

    /// All blocks, to be read. Nobody may change one meanwhile.
    pub fn read(&self) -> Blocks<'_> {
        self.blocks.iter().map(|block| block.read().expect(NOT_POISONED)).collect()
    }

    /// W_in and, if it is to be kept, W_out: (rows, columns) each. Otherwise W_out makes room for W_in.
    pub fn into_matrices(self, keep_w_out: bool) -> (Array2<f32>, Option<Array2<f32>>) {
        let blocks = self.blocks.into_iter().map(|block| block.into_inner().expect(NOT_POISONED));
        let (w_in, w_out): (Vec<Matrix>, Vec<Option<Matrix>>) =
            blocks.map(|block| (block.w_in, keep_w_out.then_some(block.w_out))).unzip();
        let joined =
            |blocks: Vec<Matrix>| joined(&blocks.iter().collect::<Vec<_>>(), self.rows, self.columns);
        let w_in = joined(w_in);
        (w_in, w_out.into_iter().collect::<Option<Vec<Matrix>>>().map(joined))
    }
}

/// The rows of blocks as one matrix (rows, columns).
pub(crate) fn joined(blocks: &[&Matrix], rows: usize, columns: usize) -> Array2<f32> {
    let mut values = Vec::with_capacity(rows * columns);
    for row in 0..rows {
        // As they are dealt out.
        let matrix = blocks[row % blocks.len()];
        values.extend_from_slice(&matrix.row((row / blocks.len()) as u32)[..columns]);
    }
    Array2::from_shape_vec((rows, columns), values).expect("so many columns in each row")
}

/// A lock that is poisoned belongs to a thread that has panicked, and then no other works on.
pub(crate) const NOT_POISONED: &str = "no thread has panicked";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_dealt_out_once_and_found_again() {
        for (rows, threads) in [(1, 1), (1, 16), (10, 3), (7, 4), (64, 5)] {
            let mut weights = Weights::zeros(rows, 3, threads);
            assert!(weights.blocks.len().is_power_of_two() && weights.blocks.len() <= rows);
            weights.write(|row, [w_in, w_out]| {
                w_in.fill(row as f32);
                w_out.fill(-1.0);
            });
            let (w_in, w_out) = weights.into_matrices(true);
            assert_eq!(w_in.dim(), (rows, 3));
            assert!(w_in.indexed_iter().all(|((row, _), &value)| value == row as f32));
            assert_eq!(w_out.unwrap(), ndarray::Array2::from_elem((rows, 3), -1.0));
        }
    }
}
