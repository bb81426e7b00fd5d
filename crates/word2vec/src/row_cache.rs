//! A cache of the rows that a chunk of text needs, and how the changes of several shards become one.

use pulp::{Arch, Scalar, Simd, WithSimd};

use crate::kernel;
use crate::matrix::{Aligned, Matrix};

const NOT_CACHED: u32 = u32::MAX;

/// Copies of some rows of a matrix, side by side, small enough for the cache of one core.
///
/// Costs 4 bytes for each row of the matrix, and the copies.
pub(crate) struct RowCache {
    /// For each row of the matrix the slot of its copy, or `NOT_CACHED`.
    slot_of_row: Vec<u32>,
    /// The row of which each copy was made.
    row_of_slot: Vec<u32>,
    /// How often each copy is updated: the number of yes/no questions whose gradients are added to it.
    updates: Vec<f32>,
    /// The copies themselves.
    floats: Aligned,
    width: usize,
}

impl RowCache {
    pub fn new(matrix: &Matrix) -> Self {
        Self {
            slot_of_row: vec![NOT_CACHED; matrix.rows()],
            row_of_slot: Vec::new(),
            updates: Vec::new(),
            floats: Aligned::default(),
            width: matrix.width(),
        }
    }

    /// Forgets all copies, at the cost of those there are.
    pub fn clear(&mut self) {
        for &row in &self.row_of_slot {
            self.slot_of_row[row as usize] = NOT_CACHED;
        }
        self.row_of_slot.clear();
        self.updates.clear();
    }

    /// The slot of the copy of a row, which so many questions will update. [`fill`](Self::fill) makes the copies of
    /// all rows that were asked for.
    #[inline(always)]
    pub fn slot(&mut self, row: u32, updates: f32) -> u32 {
        let slot = &mut self.slot_of_row[row as usize];
        if *slot == NOT_CACHED {
            *slot = self.row_of_slot.len() as u32;
            self.row_of_slot.push(row);
            self.updates.push(0.0);
        }
        self.updates[*slot as usize] += updates;
        *slot
    }

    /// Makes the copies. All in one go: the processor fetches the next rows while it copies one.
    pub fn fill(&mut self, matrix: &Matrix) {
        let slots = self.row_of_slot.len();
        self.floats.reserve(slots * self.width);
        let copies = self.floats.chunks_exact_mut(self.width);
        for (copy, &row) in copies.zip(&self.row_of_slot) {
            copy.copy_from_slice(matrix.row(row));
        }
    }

    /// All copies, one after the other.
    #[inline(always)]
    pub fn floats(&self) -> &[f32] {
        &self.floats
    }

    /// All copies, to be changed.
    #[inline(always)]
    pub fn floats_mut(&mut self) -> &mut [f32] {
        &mut self.floats
    }

    /// The copy at a slot.
    #[inline(always)]
    pub fn at(&self, slot: u32) -> &[f32] {
        &self.floats[slot as usize * self.width..][..self.width]
    }

    /// The copy at a slot, to be changed.
    #[inline(always)]
    pub fn at_mut(&mut self, slot: u32) -> &mut [f32] {
        &mut self.floats[slot as usize * self.width..][..self.width]
    }

    /// The copy of a row, if there is one.
    #[inline(always)]
    fn of_row(&self, row: u32) -> Option<&[f32]> {
        let slot = self.slot_of_row[row as usize];
        (slot != NOT_CACHED).then(|| self.at(slot))
    }

    /// How often the copy of a row was updated, if there is one.
    #[inline(always)]
    fn updates_of_row(&self, row: u32) -> Option<f32> {
        let slot = self.slot_of_row[row as usize];
        (slot != NOT_CACHED).then(|| self.updates[slot as usize])
    }
}

/// A row that is this long belongs to a training that diverges. The logistic function is 1 in `f32` from a score of 17,
/// where nothing is left to learn; two rows of this length can have one of a million. The longest row of a
/// training at usual settings has a length of 4 to 17, so the bound is almost 60 times that.
pub const LONGEST: f32 = 1000.0;

/// Brings what several shards have learned on copies back into the matrix that all of them started from.
///
/// A row that one shard alone has changed becomes its copy. Where several have pulled at the same row, each has
/// pulled it towards much the same place, without knowing of the others, and the sum of their changes would lead
/// beyond it. One question moves a row by a fraction of at most f = η/4 of the way to where it wants to have it,
/// for a vector of length 1 (the logistic loss is curved by at most 1/4). After n questions about n·f / (1 + n·f)
/// of the way is done: n·f for few, 1 for many. So the sum is scaled by the part of the way that all questions
/// together would have gone, divided by the sum of the parts that the shards have gone. That is 1 for a
/// rare word, and one in the number of shards for a word that is everywhere.
///
/// Each row gets its changes in the order of the shards, so the number of threads makes no difference.
///
/// Returns whether all rows that were merged are still shorter than [`LONGEST`]. It is asked while they are in the
/// cache of the processor, where it costs next to nothing.
pub(crate) fn merge(matrix: &mut Matrix, shards: &[&RowCache], learning_rate: f32, portable: bool) -> bool {
    let job = Merge { matrix, shards, fraction: learning_rate / 4.0 };
    if portable { job.with_simd(Scalar) } else { Arch::new().dispatch(job) }
}

struct Merge<'a> {
    matrix: &'a mut Matrix,
    shards: &'a [&'a RowCache],
    fraction: f32,
}

impl WithSimd for Merge<'_> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> bool {
        let Self { matrix, shards, fraction } = self;
        kernel::assert_whole_vectors::<S>(matrix.width());
        let mut are_short = true;
        for (number, cache) in shards.iter().enumerate() {
            let (earlier, others) = (&shards[..number], &shards[number + 1..]);
            for (slot, &row) in (0..).zip(&cache.row_of_slot) {
                if earlier.iter().any(|other| other.slot_of_row[row as usize] != NOT_CACHED) {
                    continue; // merged already
                }
                let weight = matrix.row_mut(row);
                let updates = cache.updates[slot as usize];
                let (mut all, mut parts, mut count) = (updates, part_of_the_way(fraction * updates), 1);
                for updates in others.iter().filter_map(|other| other.updates_of_row(row)) {
                    all += updates;
                    parts += part_of_the_way(fraction * updates);
                    count += 1;
                }
                if count == 1 {
                    weight.copy_from_slice(cache.at(slot));
                    are_short &= is_short(simd, weight);
                    continue;
                }
                // A word without any neighbour is not updated, but for what rounding leaves.
                let scale = if parts > 1e-6 { part_of_the_way(fraction * all) / parts } else { 1.0 };
                // w + Σ scale · (copy − w)
                kernel::scale(simd, weight, 1.0 - scale * count as f32);
                kernel::add_scaled(simd, weight, scale, cache.at(slot));
                for copy in others.iter().filter_map(|other| other.of_row(row)) {
                    kernel::add_scaled(simd, weight, scale, copy);
                }
                are_short &= is_short(simd, weight);
            }
        }
        are_short
    }
}

/// Not true of a row that is no longer numbers, either.
#[inline(always)]
fn is_short<S: Simd>(simd: S, row: &[f32]) -> bool {
    kernel::dot(simd, row, row) < LONGEST * LONGEST
}

/// How far towards its aim a row is after updates that add up to so much.
fn part_of_the_way(updates: f32) -> f32 {
    updates / (1.0 + updates)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two shards update a row of ones so often, both to where all is 2; the row after the merge.
    fn merged(updates: [f32; 2]) -> f32 {
        let mut matrix = Matrix::zeros(3, 5);
        matrix.floats_mut().fill(1.0);
        let shards = updates.map(|questions| {
            let mut cache = RowCache::new(&matrix);
            let slot = cache.slot(1, questions);
            cache.fill(&matrix);
            cache.at_mut(slot).fill(2.0);
            cache
        });
        merge(&mut matrix, &shards.each_ref(), 0.04, false); // one question: a hundredth of the way
        assert_eq!((matrix.row(0)[0], matrix.row(2)[0]), (1.0, 1.0), "rows that nobody copied stay");
        matrix.row(1)[0]
    }

    #[test]
    fn what_one_shard_has_learned_is_taken_as_it_is() {
        let mut matrix = Matrix::zeros(4, 3);
        let mut cache = RowCache::new(&matrix);
        for text in 0..2 {
            cache.clear(); // and used again
            let slot = cache.slot(2, 1000.0);
            assert_eq!(cache.slot(2, 1000.0), slot, "a row is copied once");
            cache.fill(&matrix);
            cache.at_mut(slot)[..3].copy_from_slice(&[0.1 + text as f32, 0.2, 0.3]);
            merge(&mut matrix, &[&cache], 0.05, false);
            assert_eq!(matrix.row(2)[..3], [0.1 + text as f32, 0.2, 0.3]);
        }
    }

    #[test]
    fn changes_of_a_rare_word_add_up_and_those_of_a_frequent_one_are_averaged() {
        assert!((merged([0.01, 0.01]) - 3.0).abs() < 1e-3, "1 + 1 + 1");
        assert!((merged([1e6, 1e6]) - 2.0).abs() < 1e-3, "1 + (1 + 1) / 2");
        let between = merged([100.0, 100.0]); // 2/3 of the way together, 1/2 each
        assert!((between - (1.0 + 2.0 * (2.0 / 3.0))).abs() < 1e-5, "{between}");
    }
}
