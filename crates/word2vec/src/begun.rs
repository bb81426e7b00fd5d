//! Which pieces of a round somebody has begun.

use std::sync::atomic::{AtomicU64, Ordering};

/// Of each piece of work the last round in which somebody has begun it.
pub(crate) struct Begun(Vec<AtomicU64>);

impl Begun {
    /// So many pieces.
    pub fn new(pieces: usize) -> Self {
        Self((0..pieces).map(|_| AtomicU64::new(0)).collect())
    }

    /// The pieces that one of so many threads has to do in a round (from 1): its own first, then those that are left.
    pub fn pieces(&self, round: u64, number: usize, threads: usize) -> impl Iterator<Item = usize> {
        let pieces = self.0.len();
        let own = (number..pieces).step_by(threads);
        let others = (0..pieces).map(move |piece| (number + piece) % pieces);
        // Whoever reads the old round is the first. The locks of the pieces see to the rest.
        own.chain(others).filter(move |&piece| {
            self.0[piece].load(Ordering::Relaxed) < round
                && self.0[piece].swap(round, Ordering::Relaxed) < round
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_of_a_round_is_done_once_whoever_is_put_aside() {
        let begun = Begun::new(10);
        for round in 1..4 {
            let (mut late, mut done) = (begun.pieces(round, 0, 3), Vec::new());
            done.extend(late.by_ref().take(2)); // and is put aside
            assert_eq!(done, [0, 3]);
            done.extend(begun.pieces(round, 1, 3));
            assert_eq!(done[2..5], [1, 4, 7], "its own first");
            done.extend(begun.pieces(round, 2, 3).chain(late));
            done.sort_unstable();
            assert_eq!(done, Vec::from_iter(0..10));
        }
    }
}
