//! One shard: a part of the text, and a cache of the rows that it needs.
//!
//! All shards of a round start from the same weights, which nobody changes meanwhile. Each learns from the next chunk
//! of its own part of the text, on copies of the rows. Then the caches of all are
//! [merged](crate::row_cache::merge) into the weights. The result depends on how the text was cut, never on
//! which thread did what and when.

use common::model_kind::ModelKind;
use common::random::generator;
use common::sampler::AliasTable;
use pulp::{Arch, Scalar, Simd, WithSimd};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::group::Group;
use crate::kernel::{self, GROUP};
use crate::matrix::Matrix;
use crate::row_cache::RowCache;
use crate::token_file::{PartReader, SENTENCE_END};
use crate::{Error, Word2Vec};

/// One set of M negatives is drawn for so many positions of a chunk. It serves several groups of four, which are
/// not neighbours: the groups in between have the other sets of the chunk.
const POSITIONS_PER_SET: usize = 32;

/// What all shards of a round read.
pub(crate) struct Shared<'a> {
    pub settings: &'a Word2Vec,
    pub w_in: &'a Matrix,
    pub w_out: &'a Matrix,
    pub sampler: &'a AliasTable,
    /// For each word how likely an occurrence of it is kept, if frequent words are subsampled.
    pub keep: Option<&'a [f32]>,
    pub learning_rate: f32,
}

/// The neighbours of a position: from `start` to `end` without itself.
#[derive(Debug, Clone, Copy)]
struct Window {
    start: u32,
    end: u32,
}

impl Window {
    /// The number of neighbours.
    #[inline(always)]
    fn len(self) -> u32 {
        self.end - self.start - 1
    }

    /// The share of each neighbour in their mean.
    #[inline(always)]
    fn share(self) -> f32 {
        1.0 / self.len().max(1) as f32
    }

    /// What `slots` has for the neighbours, before the position and behind it.
    #[inline(always)]
    fn neighbours(self, position: usize, slots: &[u32]) -> [&[u32]; 2] {
        [&slots[self.start as usize..position], &slots[position + 1..self.end as usize]]
    }
}

/// How many predictions a chunk has, about: enough that the threads seldom wait for each other, few enough that what one
/// shard does not know of the others does no harm.
const PREDICTIONS_PER_CHUNK: usize = 500;

/// How many words make a chunk, about.
fn words_per_chunk(settings: &Word2Vec) -> usize {
    match settings.model {
        ModelKind::Cbow => PREDICTIONS_PER_CHUNK,
        // From each word all its neighbours are predicted, on average (window + 1) / 2 on each side.
        ModelKind::SkipGram => {
            (PREDICTIONS_PER_CHUNK / settings.window.saturating_add(1)).max(POSITIONS_PER_SET)
        }
    }
}

/// Where a shard is between two rounds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Place {
    /// In the token file.
    byte: u64,
    /// How far its generator has come: 128 bits, too many for a number in JSON.
    random: String,
    has_neighbours: bool,
}

pub(crate) struct Shard<'a> {
    part: PartReader<'a>,
    /// Where the random numbers of this shard come from.
    random: ChaCha8Rng,
    /// The chunk of the last round, and how many words it has.
    ids: Vec<u32>,
    pub words: u64,
    /// The loss of its predictions, added up, and how many there were.
    pub loss: f64,
    pub predictions: u64,
    /// Whether any sentence so far had two words, before subsampling.
    pub has_neighbours: bool,
    pub w_in: RowCache,
    pub w_out: RowCache,

    /// The words that are kept, one after the other: their ids, the slots of their copies, their neighbours.
    kept: Vec<u32>,
    in_slots: Vec<u32>,
    out_slots: Vec<u32>,
    windows: Vec<Window>,
    /// The slots of the negatives, one set of M after the other.
    negatives: Vec<u32>,
    group: Group,
}

impl<'a> Shard<'a> {
    /// The shard with this number, of a training with this seed.
    pub fn new(part: PartReader<'a>, (seed, number): (u64, u64), w_in: &Matrix, w_out: &Matrix) -> Self {
        let mut random = generator(seed);
        random.set_stream(1 + number);
        Self {
            part,
            random,
            ids: Vec::new(),
            words: 0,
            loss: 0.0,
            predictions: 0,
            has_neighbours: false,
            w_in: RowCache::new(w_in),
            w_out: RowCache::new(w_out),
            kept: Vec::new(),
            in_slots: Vec::new(),
            out_slots: Vec::new(),
            windows: Vec::new(),
            negatives: Vec::new(),
            group: Group::new(w_in.width()),
        }
    }

    /// Where it is.
    pub fn place(&self) -> Place {
        let (byte, random) = (self.part.place(), self.random.get_word_pos().to_string());
        Place { byte, random, has_neighbours: self.has_neighbours }
    }

    /// Goes to where [`place`](Self::place) was.
    pub fn go_to(&mut self, place: &Place) {
        self.part.go_to(place.byte);
        self.random.set_word_pos(place.random.parse().expect("a number, as `place` has written it"));
        self.has_neighbours = place.has_neighbours;
    }

    /// Begins the text again.
    pub fn restart(&mut self) {
        self.part.restart();
    }

    /// Learns from the next chunk, on copies of the rows.
    pub fn learn(&mut self, shared: &Shared) -> Result<(), Error> {
        self.words = self.part.read(words_per_chunk(shared.settings), &mut self.ids)? as u64;
        self.choose_words(shared);
        self.copy_rows(shared);
        let groups = Groups { shard: self, shared };
        if shared.settings.portable {
            groups.with_simd(Scalar)
        } else {
            Arch::new().dispatch(groups)
        }
        Ok(())
    }

    /// Subsampling: which words are kept, and how far each of them looks to both sides, within its sentence.
    fn choose_words(&mut self, shared: &Shared) {
        let random = &mut self.random;
        self.kept.clear();
        self.windows.clear();
        for sentence in self.ids.split(|&id| id == SENTENCE_END) {
            self.has_neighbours |= sentence.len() > 1;
            let start = self.kept.len();
            match shared.keep {
                None => self.kept.extend_from_slice(sentence),
                Some(keep) => {
                    let kept = |&&id: &&u32| random.random::<f32>() < keep[id as usize];
                    self.kept.extend(sentence.iter().filter(kept));
                }
            }
            let end = self.kept.len();
            for position in start..end {
                let reach = random.random_range(1..=shared.settings.window);
                self.windows.push(Window {
                    start: position.saturating_sub(reach).max(start) as u32,
                    end: (position + 1).saturating_add(reach).min(end) as u32,
                });
            }
        }
    }

    /// Copies the rows of all words and of all negatives, and tells about how many questions there will be about each:
    /// a word has one with the answer yes as often as it is predicted, K with the answer no come with each.
    fn copy_rows(&mut self, shared: &Shared) {
        self.w_in.clear();
        self.w_out.clear();
        self.in_slots.clear();
        self.out_slots.clear();
        let negative = shared.settings.negative as f32; // K
        let mut all = 0.0;
        for (&word, window) in self.kept.iter().zip(&self.windows) {
            let predictions = match shared.settings.model {
                ModelKind::Cbow => window.len().min(1) as f32,
                ModelKind::SkipGram => window.len() as f32,
            };
            all += predictions;
            self.in_slots.push(self.w_in.slot(word, (1.0 + negative) * predictions));
            self.out_slots.push(self.w_out.slot(word, predictions));
        }
        self.negatives.clear();
        let draws = self.kept.len().div_ceil(POSITIONS_PER_SET) * shared.settings.shared_negatives;
        for _ in 0..draws {
            let word = shared.sampler.draw(&mut self.random);
            self.negatives.push(self.w_out.slot(word, negative * all / draws as f32));
        }
        self.w_in.fill(shared.w_in);
        self.w_out.fill(shared.w_out);
    }
}

/// All groups of a shard, to be computed with one kind of SIMD instructions.
struct Groups<'a, 'text> {
    shard: &'a mut Shard<'text>,
    shared: &'a Shared<'a>,
}

impl WithSimd for Groups<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shard, shared } = self;
        kernel::assert_whole_vectors::<S>(shared.w_in.width());
        let Shard { w_in, w_out, in_slots, out_slots, windows, group, .. } = shard;
        let Word2Vec { model, negative, shared_negatives, .. } = *shared.settings;
        let (mut loss, mut predictions) = (0.0, 0);
        let mut sets = shard.negatives.chunks_exact(shared_negatives).cycle();
        for (number, windows) in windows.chunks(GROUP).enumerate() {
            let first = number * GROUP;
            group.start();
            for (row, window) in windows.iter().enumerate() {
                match model {
                    ModelKind::Cbow if window.len() > 0 => {
                        let neighbours = window.neighbours(first + row, in_slots);
                        kernel::scaled_sum(simd, window.share(), w_in.floats(), neighbours, group.h(row));
                        group.add_positive(row, out_slots[first + row]);
                        predictions += 1;
                    }
                    ModelKind::Cbow => {}
                    ModelKind::SkipGram => {
                        group.h(row).copy_from_slice(w_in.at(in_slots[first + row]));
                        for &slot in window.neighbours(first + row, out_slots).into_iter().flatten() {
                            group.add_positive(row, slot);
                        }
                        predictions += u64::from(window.len());
                    }
                }
            }
            let Some(negatives) = sets.next() else { break };
            loss += group.learn(simd, w_out, negatives, negative, shared.learning_rate);
            for (row, window) in windows.iter().enumerate() {
                match model {
                    ModelKind::Cbow => {
                        let neighbours = window.neighbours(first + row, in_slots);
                        kernel::add_to_all(simd, w_in.floats_mut(), neighbours, group.change(row));
                    }
                    ModelKind::SkipGram => {
                        kernel::add(simd, w_in.at_mut(in_slots[first + row]), group.change(row));
                    }
                }
            }
        }
        (shard.loss, shard.predictions) = (loss, predictions);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ReadOptions, Text};

    #[test]
    fn a_chunk_has_about_as_many_predictions_with_either_model() {
        let words = |model, window| words_per_chunk(&Word2Vec { window, ..Word2Vec::of(model) });
        assert_eq!(words(ModelKind::Cbow, 5), 500);
        assert_eq!(words(ModelKind::SkipGram, 5), 83); // with six neighbours on average
        assert_eq!(words(ModelKind::SkipGram, usize::MAX), POSITIONS_PER_SET);
    }

    #[test]
    fn a_word_is_predicted_from_the_mean_of_its_neighbours_and_each_gets_the_whole_change() {
        let text =
            Text::from_sentences([["a", "b", "c", "d"]], &ReadOptions { min_count: 1, lower_case: false });
        let text = text.unwrap();
        let settings = Word2Vec { hidden: 16, shared_negatives: 2, ..Word2Vec::default() };
        let mut random = generator(1);
        let [w_in, w_out] = [(); 2].map(|()| {
            let mut matrix = Matrix::zeros(4, 16);
            matrix.floats_mut().iter_mut().for_each(|value| *value = random.random_range(-1.0..1.0));
            matrix
        });
        let mut shard = Shard::new(text.parts(1).unwrap().remove(0), (0, 0), &w_in, &w_out);
        let sampler = AliasTable::new(&[0.25; 4]);
        let (w_in, w_out) = (&w_in, &w_out);
        let shared =
            Shared { settings: &settings, w_in, w_out, sampler: &sampler, keep: None, learning_rate: 1e-3 };
        shard.learn(&shared).unwrap();

        // Every word occurs once, so it has the slot of its position.
        let mut expected: Vec<Vec<f32>> = (0..4).map(|row| w_in.row(row).to_vec()).collect();
        for (position, window) in shard.windows.iter().enumerate() {
            let neighbours = || (window.start as usize..window.end as usize).filter(|&at| at != position);
            let count = neighbours().count() as f32;
            let h: Vec<f32> =
                (0..16).map(|d| neighbours().map(|at| w_in.row(at as u32)[d]).sum::<f32>() / count).collect();
            let update = |slot: u32, label: f32, weight: f32| -> Vec<f32> {
                let w = w_out.row(slot);
                let score: f32 = h.iter().zip(w).map(|(h, w)| h * w).sum();
                let step = 1e-3 * weight * (label - 1.0 / (1.0 + (-score).exp()));
                w.iter().map(|w| step * w).collect()
            };
            let no = shard.negatives.iter().filter(|&&slot| slot != position as u32);
            let updates =
                no.map(|&slot| update(slot, 0.0, 5.0 / 2.0)).chain([update(position as u32, 1.0, 1.0)]);
            for update in updates {
                neighbours().for_each(|at| (0..16).for_each(|d| expected[at][d] += update[d]));
            }
        }
        for (slot, expected) in (0..).zip(&expected) {
            for (computed, expected) in shard.w_in.at(slot).iter().zip(expected) {
                assert!((computed - expected).abs() < 1e-5, "{computed} for {expected}");
            }
        }
    }
}
