//! How much a shard learns from between two rounds.

use common::model_kind::ModelKind;

use crate::Word2Vec;

/// One set of M negatives is drawn for so many positions of a chunk. It serves several groups of four, which are
/// not neighbours: the groups in between have the other sets of the chunk.
pub(crate) const POSITIONS_PER_SET: usize = 32;

/// How many predictions a chunk has, about: enough that the threads seldom wait for each other, few enough that what one
/// shard does not know of the others does no harm.
const PREDICTIONS_PER_CHUNK: usize = 500;

/// An epoch has at least so many rounds, unless the text is very short: the fewer there are, the less do the shards hear
/// of each other, and the more coarsely falls the learning rate.
const ROUNDS_PER_EPOCH: u64 = 50;

/// How many words of a text of so many make a chunk, about.
pub(crate) fn words_per_chunk(settings: &Word2Vec, words: u64) -> usize {
    let usual = match settings.model {
        ModelKind::Cbow => PREDICTIONS_PER_CHUNK,
        // From each word all its neighbours are predicted, on average (window + 1) / 2 on each side.
        ModelKind::SkipGram => PREDICTIONS_PER_CHUNK / settings.window.saturating_add(1),
    };
    let most = words / (ROUNDS_PER_EPOCH * settings.shards as u64);
    usual.min(most as usize).max(POSITIONS_PER_SET)
}

/// How many words a chunk has at the most: so long can a sentence be that is not cut. Where it is cut, the words beside the
/// cut lose neighbours: a share of one in thirty at the most, of all pairs in a text without lines.
pub(crate) fn longest_chunk(settings: &Word2Vec, words_per_chunk: usize) -> usize {
    let ten_windows = settings.window.saturating_mul(10).min(10_000);
    words_per_chunk + words_per_chunk.max(ten_windows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_has_about_as_many_predictions_with_either_model() {
        let of = |model, window, words| words_per_chunk(&Word2Vec { window, ..Word2Vec::of(model) }, words);
        let words = |model, window| of(model, window, 1_000_000);
        assert_eq!(words(ModelKind::Cbow, 5), 500);
        assert_eq!(words(ModelKind::SkipGram, 5), 83); // with six neighbours on average
        assert_eq!(words(ModelKind::SkipGram, usize::MAX), POSITIONS_PER_SET);
        let wide = Word2Vec { window: 100, ..Word2Vec::of(ModelKind::SkipGram) };
        assert_eq!(longest_chunk(&wide, 32), 1032, "as in word2vec.c, which cuts after 1,000 words");
        assert_eq!(of(ModelKind::Cbow, 5, 80_000), 100, "80,000 words are 50 rounds of 16 chunks");
    }
}
