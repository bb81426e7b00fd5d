//! How the changes of several shards become one.

use pulp::{Arch, Scalar, Simd, WithSimd};

use crate::kernel;
use crate::matrix::Matrix;
use crate::row_cache::RowCache;
use crate::weights::Deal;

/// A row that is this long belongs to a training that diverges. The logistic function is 1 in `f32` from a score of 17,
/// where nothing is left to learn; two rows of this length can have one of a million. The longest row of a
/// training at usual settings has a length of 4 to 17, so the bound is almost 60 times that.
pub const LONGEST: f32 = 1000.0;

const NOT_COPIED: u32 = u32::MAX;

/// Brings what several shards have learned on copies back into a block of the matrix that all of them started from.
///
/// A row that one shard alone has changed becomes its copy. Where several have pulled at the same row, each has
/// pulled it towards much the same place, without knowing of the others, and the sum of their changes would lead
/// beyond it. One question moves a row by a fraction of f = η/8 of the way to where it wants to have it, for a vector of
/// length 1: the logistic loss is curved by 1/4 at the most, where nothing is known, and by 1/8 where the answer has a
/// probability of 0.85. After n questions about n·f / (1 + n·f) of the way is done: n·f for few, 1 for many. So the sum is scaled by the part of the way that all questions
/// together would have gone, divided by the sum of the parts that the shards have gone. That is 1 for a
/// rare word, and one in the number of shards for a word that is everywhere.
///
/// Each row gets its changes in the order of the shards, so it makes no difference how many blocks and threads there are.
///
/// Costs 4 bytes for each row of the block.
pub(crate) struct Merger {
    /// For each row of the block its number among the copied ones, or `NOT_COPIED`.
    number_of_place: Vec<u32>,
    copied: Vec<CopiedRow>,
    /// Shard and slot of all copies, those of a row one after the other in the order of the shards.
    copies: Vec<(u32, u32)>,
}

/// A row of which there are copies.
struct CopiedRow {
    place: u32,
    /// How many questions have updated its copies.
    updates: f32,
    /// The parts of the way that the copies have gone, added up.
    parts: f32,
    /// How many copies there are.
    count: u32,
    /// Where in `copies` the next of them goes; in the end, where the last of them ends.
    end: u32,
}

impl Merger {
    /// For a block of so many rows.
    pub fn new(rows: usize) -> Self {
        Self { number_of_place: vec![NOT_COPIED; rows], copied: Vec::new(), copies: Vec::new() }
    }

    /// Merges into `matrix`, which is this block of all that were dealt out, what is its part of the shards' copies.
    ///
    /// Returns whether all rows that were merged are still shorter than [`LONGEST`]. It is asked while they are in the
    /// cache of the processor, where it costs next to nothing.
    pub fn merge(
        &mut self,
        matrix: &mut Matrix,
        (deal, block): (Deal, usize),
        shards: &[&RowCache],
        learning_rate: f32,
        portable: bool,
    ) -> bool {
        let fraction = learning_rate / 8.0;
        self.find_copies((deal, block), shards, fraction);
        let job = Merge { merger: self, matrix, shards, fraction };
        if portable { job.with_simd(Scalar) } else { Arch::new().dispatch(job) }
    }

    /// Which rows are copied where, in the order in which they are met.
    fn find_copies(&mut self, (deal, block): (Deal, usize), shards: &[&RowCache], fraction: f32) {
        let Self { number_of_place, copied, copies } = self;
        copied.clear();
        for cache in shards {
            for (row, _, updates) in cache.copies_in(block) {
                let place = deal.place_of(row);
                let number = &mut number_of_place[place as usize];
                if *number == NOT_COPIED {
                    *number = copied.len() as u32;
                    copied.push(CopiedRow { place, updates: 0.0, parts: 0.0, count: 0, end: 0 });
                }
                let copied = &mut copied[*number as usize];
                copied.updates += updates;
                copied.parts += part_of_the_way(fraction * updates);
                copied.count += 1;
            }
        }
        let mut all = 0;
        for copied in &mut *copied {
            copied.end = all;
            all += copied.count;
        }
        copies.resize(all as usize, (0, 0));
        for (shard, cache) in (0..).zip(shards) {
            for (row, slot, _) in cache.copies_in(block) {
                let copied = &mut copied[number_of_place[deal.place_of(row) as usize] as usize];
                copies[copied.end as usize] = (shard, slot);
                copied.end += 1;
            }
        }
        copied.iter().for_each(|copied| number_of_place[copied.place as usize] = NOT_COPIED);
    }
}

struct Merge<'a> {
    merger: &'a Merger,
    matrix: &'a mut Matrix,
    shards: &'a [&'a RowCache],
    fraction: f32,
}

impl WithSimd for Merge<'_> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> bool {
        let Self { merger, matrix, shards, fraction } = self;
        kernel::assert_whole_vectors::<S>(matrix.width());
        let (mut are_short, mut rows) = (true, Vec::with_capacity(shards.len()));
        for &CopiedRow { place, updates, parts, count, end } in &merger.copied {
            let weight = matrix.row_mut(place);
            rows.clear();
            for &(shard, slot) in &merger.copies[(end - count) as usize..end as usize] {
                rows.push(shards[shard as usize].at(slot));
            }
            if let [copy] = rows[..] {
                weight.copy_from_slice(copy);
            } else {
                // A word without any neighbour is not updated, but for what rounding leaves.
                let scale = if parts > 1e-6 { part_of_the_way(fraction * updates) / parts } else { 1.0 };
                // w + Σ scale · (copy − w)
                kernel::scale_and_add(simd, weight, 1.0 - scale * count as f32, scale, &rows);
            }
            are_short &= is_short(simd, weight);
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
    use crate::row_cache::SlotOfRow;

    /// One block of all rows.
    fn whole() -> Deal {
        Deal::new(1, 1)
    }

    /// Two shards update a row of ones so often, both to where all is 2; the row after the merge.
    fn merged(updates: [f32; 2]) -> f32 {
        let mut matrix = Matrix::zeros(3, 5);
        matrix.floats_mut().fill(1.0);
        let mut slots = SlotOfRow::new(3);
        let shards = updates.map(|questions| {
            let mut cache = RowCache::new(matrix.width(), whole());
            let slot = cache.slot(&mut slots, 1, questions);
            cache.fill(&mut slots, |row| matrix.row(row));
            cache.at_mut(slot).fill(2.0);
            cache
        });
        // One question: a hundredth of the way.
        Merger::new(3).merge(&mut matrix, (whole(), 0), &shards.each_ref(), 0.04, false);
        assert_eq!((matrix.row(0)[0], matrix.row(2)[0]), (1.0, 1.0), "rows that nobody copied stay");
        matrix.row(1)[0]
    }

    #[test]
    fn what_one_shard_has_learned_is_taken_as_it_is() {
        let mut matrix = Matrix::zeros(4, 3);
        let mut cache = RowCache::new(matrix.width(), whole());
        let (mut slots, mut merger) = (SlotOfRow::new(4), Merger::new(4));
        for text in 0..2 {
            cache.clear(); // and used again
            let slot = cache.slot(&mut slots, 2, 1000.0);
            assert_eq!(cache.slot(&mut slots, 2, 1000.0), slot, "a row is copied once");
            cache.fill(&mut slots, |row| matrix.row(row));
            cache.at_mut(slot)[..3].copy_from_slice(&[0.1 + text as f32, 0.2, 0.3]);
            merger.merge(&mut matrix, (whole(), 0), &[&cache], 0.05, false);
            assert_eq!(matrix.row(2)[..3], [0.1 + text as f32, 0.2, 0.3]);
        }
    }

    #[test]
    fn changes_of_a_rare_word_add_up_and_those_of_a_frequent_one_are_averaged() {
        assert!((merged([0.01, 0.01]) - 3.0).abs() < 1e-3, "1 + 1 + 1");
        assert!((merged([1e6, 1e6]) - 2.0).abs() < 1e-3, "1 + (1 + 1) / 2");
        let between = merged([200.0, 200.0]); // 2/3 of the way together, 1/2 each
        assert!((between - (1.0 + 2.0 * (2.0 / 3.0))).abs() < 1e-5, "{between}");
    }
}
