//! A cache of the rows that a chunk of text needs.

use crate::matrix::Aligned;
use crate::weights::Deal;

const NOT_CACHED: u32 = u32::MAX;

/// For each row of a matrix the slot of its copy in the [`RowCache`] that is being made, or `NOT_CACHED`. A thread has one
/// for all its caches, of which each leaves it as it was: 4 bytes for each row.
pub(crate) struct SlotOfRow(Vec<u32>);

impl SlotOfRow {
    /// For so many rows.
    pub fn new(rows: usize) -> Self {
        Self(vec![NOT_CACHED; rows])
    }
}

/// Copies of some rows of a matrix, side by side, small enough for the cache of one core.
pub(crate) struct RowCache {
    /// The row of which each copy was made.
    row_of_slot: Vec<u32>,
    /// How often each copy is updated: the number of yes/no questions whose gradients are added to it.
    updates: Vec<f32>,
    /// The slots of the rows of each block, as the matrix is dealt out.
    slots_of_block: Vec<Vec<u32>>,
    deal: Deal,
    /// The copies themselves.
    floats: Aligned,
    width: usize,
}

impl RowCache {
    /// For rows of this length, of a matrix that is dealt out like this.
    pub fn new(width: usize, deal: Deal) -> Self {
        Self {
            row_of_slot: Vec::new(),
            updates: Vec::new(),
            slots_of_block: vec![Vec::new(); deal.blocks()],
            deal,
            floats: Aligned::default(),
            width,
        }
    }

    /// Forgets all copies.
    pub fn clear(&mut self) {
        self.row_of_slot.clear();
        self.updates.clear();
        self.slots_of_block.iter_mut().for_each(Vec::clear);
    }

    /// The slot of the copy of a row, which so many questions will update. [`fill`](Self::fill) makes the copies of
    /// all rows that were asked for.
    #[inline(always)]
    pub fn slot(&mut self, slots: &mut SlotOfRow, row: u32, updates: f32) -> u32 {
        let slot = &mut slots.0[row as usize];
        if *slot == NOT_CACHED {
            *slot = self.row_of_slot.len() as u32;
            self.row_of_slot.push(row);
            self.updates.push(0.0);
            self.slots_of_block[self.deal.block_of(row)].push(*slot);
        }
        self.updates[*slot as usize] += updates;
        *slot
    }

    /// Makes the copies. All in one go: the processor fetches the next rows while it copies one.
    pub fn fill<'a>(&mut self, slots: &mut SlotOfRow, row_of: impl Fn(u32) -> &'a [f32]) {
        self.floats.reserve(self.row_of_slot.len() * self.width);
        let copies = self.floats.chunks_exact_mut(self.width);
        for (copy, &row) in copies.zip(&self.row_of_slot) {
            copy.copy_from_slice(row_of(row));
            slots.0[row as usize] = NOT_CACHED;
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

    /// Of all copies of rows of a block: the row, the slot, and how often the copy was updated.
    pub fn copies_in(&self, block: usize) -> impl Iterator<Item = (u32, u32, f32)> {
        let slots = self.slots_of_block[block].iter();
        slots.map(|&slot| (self.row_of_slot[slot as usize], slot, self.updates[slot as usize]))
    }
}
