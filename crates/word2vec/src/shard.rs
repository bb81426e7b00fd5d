//! One shard: a stretch of text, and copies of the rows that it needs.
//!
//! All shards of a round start from the same weights, which nobody changes meanwhile. Each learns from its own
//! text on copies, one block after the other, and keeps what has changed. Then the changes of all are
//! [merged](crate::copies::merge) into the weights. The result depends on how the text was cut, never on
//! which thread did what and when.

use common::random::generator;
use common::sampler::AliasTable;
use pulp::{Arch, Scalar, Simd, WithSimd};
use rand::{Rng, RngExt};

use crate::block::{BLOCK, Block};
use crate::copies::Copies;
use crate::kernel;
use crate::matrix::Matrix;
use crate::spool::{SENTENCE_END, Stretch};
use crate::windows::{Running, Window};
use crate::{Model, Word2Vec};

/// What all shards of a round read.
pub(crate) struct Shared<'a> {
    pub settings: &'a Word2Vec,
    pub w_in: &'a Matrix,
    pub w_out: &'a Matrix,
    pub sampler: &'a AliasTable,
    /// For each word how likely an occurrence of it is kept, if frequent words are thinned out.
    pub keep: Option<&'a [f32]>,
}

pub(crate) struct Shard {
    /// The text to learn from.
    pub stretch: Stretch,
    /// The learning rate for it.
    pub learning_rate: f32,
    /// What the questions have cost, added up.
    pub loss: f64,
    /// How many words were to be guessed.
    pub guesses: u64,
    pub w_in: Copies,
    pub w_out: Copies,

    /// The words that are kept, one after the other: their ids, the places of their copies, their neighbours.
    words: Vec<u32>,
    in_places: Vec<u32>,
    out_places: Vec<u32>,
    windows: Vec<Window>,
    /// The places of the negatives, N for each block.
    negatives: Vec<u32>,
    block: Block,
    running: Running,
}

impl Shard {
    pub fn new(w_in: &Matrix, w_out: &Matrix) -> Self {
        Self {
            stretch: Stretch::default(),
            learning_rate: 0.0,
            loss: 0.0,
            guesses: 0,
            w_in: Copies::new(w_in),
            w_out: Copies::new(w_out),
            words: Vec::new(),
            in_places: Vec::new(),
            out_places: Vec::new(),
            windows: Vec::new(),
            negatives: Vec::new(),
            block: Block::default(),
            running: Running::default(),
        }
    }

    /// Learns from the stretch, on copies of the rows.
    pub fn learn(&mut self, shared: &Shared) {
        // Which random numbers are drawn depends on the place of the stretch in the training alone.
        let mut random = generator(shared.settings.seed);
        random.set_stream(1 + self.stretch.number);
        self.choose_words(shared, &mut random);
        self.copy_rows(shared, &mut random);
        let blocks = Blocks { shard: self, shared };
        if shared.settings.portable { blocks.with_simd(Scalar) } else { Arch::new().dispatch(blocks) }
    }

    /// Which words are kept, and how far each of them looks to both sides, within its sentence.
    fn choose_words(&mut self, shared: &Shared, random: &mut impl Rng) {
        self.words.clear();
        self.windows.clear();
        for sentence in self.stretch.ids.split(|&id| id == SENTENCE_END) {
            let start = self.words.len();
            match shared.keep {
                None => self.words.extend_from_slice(sentence),
                Some(keep) => {
                    let kept = |&&id: &&u32| random.random::<f32>() < keep[id as usize];
                    self.words.extend(sentence.iter().filter(kept));
                }
            }
            let end = self.words.len();
            for position in start..end {
                let reach = random.random_range(1..=shared.settings.window);
                self.windows.push(Window {
                    start: position.saturating_sub(reach).max(start) as u32,
                    end: (position + 1 + reach).min(end) as u32,
                });
            }
        }
    }

    /// Copies the rows of all words and of all negatives.
    fn copy_rows(&mut self, shared: &Shared, random: &mut impl Rng) {
        self.w_in.clear();
        self.w_out.clear();
        self.in_places.clear();
        self.out_places.clear();
        for &word in &self.words {
            self.in_places.push(self.w_in.place(word));
            self.out_places.push(self.w_out.place(word));
        }
        self.negatives.clear();
        for _ in 0..self.words.len().div_ceil(BLOCK) * shared.settings.shared_negatives {
            let word = shared.sampler.draw(random);
            self.negatives.push(self.w_out.place(word));
        }
        self.w_in.fill(shared.w_in);
        self.w_out.fill(shared.w_out);
    }
}

/// All blocks of a shard, to be computed with one kind of vector instructions.
struct Blocks<'a> {
    shard: &'a mut Shard,
    shared: &'a Shared<'a>,
}

impl WithSimd for Blocks<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shard, shared } = self;
        let Shard { w_in, w_out, in_places, out_places, windows, block, running, .. } = shard;
        let settings = shared.settings;
        let questions = (1 + settings.negative) as f32;
        (shard.loss, shard.guesses) = (0.0, 0);
        let negatives = shard.negatives.chunks_exact(settings.shared_negatives);
        for ((number, windows), negatives) in windows.chunks(BLOCK).enumerate().zip(negatives) {
            let first = number * BLOCK;
            block.start(shared.w_in.width());
            if settings.model == Model::Cbow {
                running.sum(simd, windows, in_places, w_in);
            }
            for (position, &window) in (first..).zip(windows) {
                let own = w_in.at(in_places[position]);
                let (row, h) = block.row();
                shard.guesses += match settings.model {
                    Model::Cbow => {
                        running.mean(simd, window, own, h);
                        if window.len() > 0 {
                            block.pair(row, out_places[position]);
                        }
                        u64::from(window.len() > 0)
                    }
                    Model::SkipGram => {
                        h.copy_from_slice(own);
                        for neighbour in window.neighbours(position) {
                            block.pair(row, out_places[neighbour]);
                        }
                        u64::from(window.len())
                    }
                };
            }
            shard.loss += block.learn(simd, w_out, negatives, settings.negative, shard.learning_rate);
            match settings.model {
                Model::Cbow => {
                    running.clear();
                    for (row, (position, &window)) in (first..).zip(windows).enumerate() {
                        let questions = questions / window.len().max(1) as f32;
                        running.mark(simd, window, block.change(row), questions);
                        // The word itself lies in its window, but is no neighbour.
                        let own = w_in.pull_at(in_places[position], -questions);
                        kernel::add_scaled(simd, own, -1.0, block.change(row));
                    }
                    running.walk(simd, in_places, w_in);
                }
                Model::SkipGram => {
                    for (row, (position, window)) in (first..).zip(windows).enumerate() {
                        let questions = questions * window.len() as f32;
                        kernel::add(simd, w_in.pull_at(in_places[position], questions), block.change(row));
                    }
                }
            }
        }
    }
}
