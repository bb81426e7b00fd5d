//! One shard: a part of the text, and a cache of the rows that it needs.
//!
//! All shards of a round start from the same weights, which nobody changes meanwhile. Each learns from the next chunk
//! of its own part of the text, on copies of the rows. Then the caches of all are
//! [merged](crate::merge) into the weights. The result depends on how the text was cut, never on
//! which thread did what and when.

use common::model_kind::ModelKind;
use common::random::generator;
use common::sampler::AliasTable;
use pulp::{Arch, Scalar, Simd, WithSimd};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::chunk::{POSITIONS_PER_SET, longest_chunk, words_per_chunk};
use crate::group::Group;
use crate::kernel::{self, GROUP};
use crate::matrix::padded;
use crate::row_cache::{RowCache, SlotOfRow};
use crate::token_file::{PartReader, SENTENCE_END};
use crate::weights::{Blocks, Deal};
use crate::{Error, Text, Word2Vec};

/// What all shards of a round read.
pub(crate) struct Shared<'a> {
    pub settings: &'a Word2Vec,
    pub deal: Deal,
    pub weights: &'a Blocks<'a>,
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

    /// The weight of each neighbour in their mean, or in their sum.
    #[inline(always)]
    fn weight(self, is_sum: bool) -> f32 {
        if is_sum { 1.0 } else { 1.0 / self.len().max(1) as f32 }
    }

    /// What `slots` has for the neighbours, before the position and behind it.
    #[inline(always)]
    fn neighbours(self, position: usize, slots: &[u32]) -> [&[u32]; 2] {
        [&slots[self.start as usize..position], &slots[position + 1..self.end as usize]]
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
    words_per_chunk: usize,
    longest_chunk: usize,
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
    /// The shard with this number of a training on a text. The weights are dealt out like this.
    pub fn new(part: PartReader<'a>, number: u64, text: &Text, settings: &Word2Vec, deal: Deal) -> Self {
        let mut random = generator(settings.seed);
        random.set_stream(1 + number);
        let width = padded(settings.hidden);
        let words_per_chunk = words_per_chunk(settings, text.len());
        Self {
            part,
            words_per_chunk,
            longest_chunk: longest_chunk(settings, words_per_chunk),
            random,
            ids: Vec::new(),
            words: 0,
            loss: 0.0,
            predictions: 0,
            has_neighbours: false,
            w_in: RowCache::new(width, deal),
            w_out: RowCache::new(width, deal),
            kept: Vec::new(),
            in_slots: Vec::new(),
            out_slots: Vec::new(),
            windows: Vec::new(),
            negatives: Vec::new(),
            group: Group::new(width),
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

    /// Learns from the next chunk, on copies of the rows. `slots` are those of W_in and W_out.
    pub fn learn(&mut self, shared: &Shared, slots: &mut [SlotOfRow; 2]) -> Result<(), Error> {
        self.words = self.part.read(self.words_per_chunk, self.longest_chunk, &mut self.ids)? as u64;
        self.choose_words(shared);
        self.copy_rows(shared, slots);
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
    fn copy_rows(&mut self, shared: &Shared, [in_slots, out_slots]: &mut [SlotOfRow; 2]) {
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
            // With skip-gram the word is what is asked about. With CBOW it is a part of the h of each of its neighbours, of
            // about as many as it has itself.
            let pulls = (1.0 + negative) * window.len() as f32;
            self.in_slots.push(self.w_in.slot(in_slots, word, pulls));
            self.out_slots.push(self.w_out.slot(out_slots, word, predictions));
        }
        self.negatives.clear();
        let draws = self.kept.len().div_ceil(POSITIONS_PER_SET) * shared.settings.shared_negatives;
        for _ in 0..draws {
            let word = shared.sampler.draw(&mut self.random);
            self.negatives.push(self.w_out.slot(out_slots, word, negative * all / draws as f32));
        }
        let Shared { weights, deal, .. } = shared;
        self.w_in.fill(in_slots, |row| weights[deal.block_of(row)].w_in.row(deal.place_of(row)));
        self.w_out.fill(out_slots, |row| weights[deal.block_of(row)].w_out.row(deal.place_of(row)));
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
        kernel::assert_whole_vectors::<S>(padded(shared.settings.hidden));
        let Shard { w_in, w_out, in_slots, out_slots, windows, group, .. } = shard;
        let Word2Vec { model, negative, shared_negatives, sum_of_neighbours, .. } = *shared.settings;
        let (mut loss, mut predictions) = (0.0, 0);
        let mut sets = shard.negatives.chunks_exact(shared_negatives).cycle();
        for (number, windows) in windows.chunks(GROUP).enumerate() {
            let first = number * GROUP;
            group.start();
            for (row, window) in windows.iter().enumerate() {
                match model {
                    ModelKind::Cbow if window.len() > 0 => {
                        let neighbours = window.neighbours(first + row, in_slots);
                        let weight = window.weight(sum_of_neighbours);
                        kernel::scaled_sum(simd, weight, w_in.floats(), neighbours, group.h(row));
                        if sum_of_neighbours {
                            group.moves(row, window.len() as f32);
                        }
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
#[path = "shard_tests.rs"]
mod tests;
