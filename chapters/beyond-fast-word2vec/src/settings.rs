//! The flags of this chapter.

use std::path::PathBuf;

use checkpoint::CheckpointFlags;
use clap::builder::UnknownArgumentValueParser;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use corpus::{Error, Source, SourceFlags};
use notebook::SharedFlags;
use word2vec::{ModelKind, Word2Vec};

use crate::earlier::{EarlierFlags, Further};
use crate::reading::ReadingFlags;

/// Word vectors at full speed: the ladder from the book's training to the fast one, or vectors of any text
#[derive(Parser)]
#[command(mut_arg("corpus", |arg| arg.value_name("NAME|FILE|FOLDER").help(CORPUS)))]
pub struct Flags {
    #[command(flatten)]
    pub corpus: SourceFlags,
    /// Drop words that occur fewer than COUNT times [default: 5; 1 for toy, toy-world, toy-world-ko and ptb]
    #[arg(long, help_heading = "Text", value_name = "COUNT", allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    pub min_count: Option<usize>,
    #[command(flatten)]
    pub reading: ReadingFlags,
    // Elsewhere `--text` is the sentence itself; here it gets a hint.
    #[arg(long = "text", hide = true, num_args = 1.., value_parser = UnknownArgumentValueParser::suggest_arg("--corpus"))]
    _text: Vec<String>,
    /// cbow guesses a word from its neighbours, skip-gram the neighbours from the word
    #[arg(long, default_value = "cbow")]
    pub model: ModelKind,
    /// H, the length of a word vector
    #[arg(long, default_value = "100", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<10_000>)]
    pub hidden: usize,
    /// The most neighbours on each side of a word [default: 5; 2 for toy-world and toy-world-ko]
    #[arg(long, allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<1000>)]
    pub window: Option<usize>,
    /// K, the negative samples for each word to predict
    #[arg(long, default_value = "5", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<500>)]
    pub negative: usize,
    /// Draw negatives in proportion to the counts of the words to this power, from -1 to 1: 0 draws all words alike
    #[arg(long, value_name = "POWER", default_value = "0.75", allow_hyphen_values = true, value_parser = exponent)]
    pub ns_exponent: f64,
    /// How often to read the text
    #[arg(long, default_value = "5", allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    pub epochs: usize,
    /// The learning rate at the start [default: 0.05 for cbow, 0.025 for skip-gram, as in word2vec.c; four times as
    /// much for toy-world and toy-world-ko, which are short]
    #[arg(long, allow_hyphen_values = true, value_parser = notebook::positive_number)]
    pub lr: Option<f32>,
    /// The learning rate at the end, to which it falls in a straight line [default: 0]
    #[arg(long, value_name = "LR", allow_negative_numbers = true, value_parser = zero_or_more)]
    pub final_lr: Option<f32>,
    /// Guess from the sum of the neighbours' vectors instead of their mean (cbow)
    #[arg(long)]
    pub sum_neighbours: bool,
    /// Subsampling: thin out words that make up more than this share of the text; 0 keeps all [default: 0.001; 0 for
    /// toy, where each of them does]
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true, value_parser = share)]
    pub sample: Option<f64>,
    /// How many parts of the text to learn from at the same time: as many threads have work, and the result depends on it
    #[arg(long, value_name = "PARTS", default_value = "16", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<64>)]
    pub shards: usize,
    /// How many threads may work [default: all there are]; the result is the same for any number
    #[arg(long, allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<1024>)]
    pub threads: Option<usize>,
    /// Analogies to solve, in the form of questions-words.txt
    #[arg(long, value_name = "FILE")]
    pub questions: Option<PathBuf>,
    /// Pairs of words that people have judged, in the form of WordSim-353 or SimLex-999
    #[arg(long, value_name = "FILE")]
    pub pairs: Option<PathBuf>,
    #[command(flatten)]
    pub earlier: EarlierFlags,
    #[command(flatten)]
    pub checkpoints: CheckpointFlags,
    #[command(flatten)]
    pub shared: SharedFlags,
}

/// What --corpus takes here.
const CORPUS: &str = "The text: toy-world (synthetic sentences with analogies to solve, on which the fast trainer is \
    also compared with the book's way), toy-world-ko (the same in Korean), toy (the sentence of the posts), rust-docs (the documentation that rustup \
    installed), ptb (the Penn Treebank of the book), or texts of any size in UTF-8 with one sentence per line: files \
    (also gzip), folders, or - for standard input";

/// The settings of a run, with the defaults of its text filled in; as results.json shows them.
#[derive(serde::Serialize)]
pub struct Settings {
    model: ModelKind,
    hidden: usize,
    window: usize,
    negative: usize,
    ns_exponent: f64,
    epochs: usize,
    lr: f32,
    final_lr: f32,
    sum_neighbours: bool,
    sample: f64,
    shards: usize,
    min_count: u64,
    #[serde(flatten)]
    reading: ReadingFlags,
    #[serde(flatten)]
    earlier: EarlierFlags,
}

impl Flags {
    /// The text that is meant.
    ///
    /// # Errors
    /// As a wrong flag, if a flag belongs to another text.
    pub fn source(&self) -> Result<Source, clap::Error> {
        let refuse = |error: Error| Self::command().error(ErrorKind::ArgumentConflict, error);
        let source = self.corpus.source().map_err(refuse)?;
        let misplaced = |flag, corpus| Err(refuse(Error::Misplaced { flag, corpus }));
        let is_toy_world = source.is_toy_world();
        let reading = &self.reading;
        let of_files = [
            ("--lower-case", reading.lower_case), // the others have small letters only
            ("--vocabulary", reading.vocabulary.is_some()),
            ("--phrases", reading.phrases.is_some()),
        ];
        // A toy world has questions of its own, few words that others ask about, and many trainings, each of seconds and some
        // of them in plain loops.
        let of_one_training = [
            ("--questions", self.questions.is_some()),
            ("--pairs", self.pairs.is_some()),
            ("--resume", self.checkpoints.resume),
            ("--start-from", self.earlier.start_from.is_some()),
            ("--also-save", !self.earlier.also_save.is_empty()),
            ("--final-lr", self.final_lr.is_some()),
            ("--sum-neighbours", self.sum_neighbours),
        ];
        let given = |flags: &[(&'static str, bool)]| {
            flags.iter().find(|(_, is_given)| *is_given).map(|(flag, _)| *flag)
        };
        match (given(&of_files), given(&of_one_training)) {
            (Some(flag), _) if !matches!(source, Source::Files(_)) => misplaced(flag, "FILE"),
            (_, Some(flag)) if is_toy_world => misplaced(flag, "FILE, rust-docs or ptb"),
            _ if self.final_lr > Some(self.trainer(&source).learning_rate) => Err(Self::command().error(
                ErrorKind::ArgumentConflict,
                "--final-lr must not be larger than --lr: the learning rate falls",
            )),
            _ => Ok(source),
        }
    }

    /// The settings of the trainer.
    pub fn trainer(&self, source: &Source) -> Word2Vec {
        let is_toy_world = source.is_toy_world();
        let usual = Word2Vec::of(self.model);
        let usual_rate = usual.learning_rate;
        Word2Vec {
            hidden: self.hidden,
            window: self.window.unwrap_or(if is_toy_world { 2 } else { 5 }),
            negative: self.negative,
            negative_exponent: self.ns_exponent,
            epochs: self.epochs,
            learning_rate: self.lr.unwrap_or(if is_toy_world { 4.0 * usual_rate } else { usual_rate }),
            final_learning_rate: self.final_lr.unwrap_or(usual.final_learning_rate),
            sum_of_neighbours: self.sum_neighbours,
            keep_w_out: self.earlier.also_save.contains(&Further::WOut),
            sample: self.sample.unwrap_or(if *source == Source::Toy { 0.0 } else { usual.sample }),
            seed: self.shared.seed,
            shards: self.shards,
            threads: self.threads.unwrap_or(usual.threads),
            ..usual
        }
    }

    /// How often a word must occur to be kept.
    pub fn min_count(&self, source: &Source) -> u64 {
        let usual = match source {
            Source::Toy | Source::ToyWorld | Source::ToyWorldKo | Source::Ptb => 1,
            Source::RustDocs | Source::Files(_) => 5,
        };
        self.min_count.unwrap_or(usual) as u64
    }

    /// What goes to results.json: whatever decides about the result.
    pub fn settings(&self, source: &Source) -> Settings {
        let trainer = self.trainer(source);
        Settings {
            model: self.model,
            hidden: trainer.hidden,
            window: trainer.window,
            negative: trainer.negative,
            ns_exponent: trainer.negative_exponent,
            epochs: trainer.epochs,
            lr: trainer.learning_rate,
            final_lr: trainer.final_learning_rate,
            sum_neighbours: trainer.sum_of_neighbours,
            sample: trainer.sample,
            shards: trainer.shards,
            min_count: self.min_count(source),
            reading: self.reading.clone(),
            earlier: self.earlier.clone(),
        }
    }
}

/// Checks the flag of a learning rate that may have come to nothing.
fn zero_or_more(text: &str) -> Result<f32, String> {
    if text.trim() == "0" { Ok(0.0) } else { notebook::positive_number(text) }
}

/// Checks the flag of a power.
fn exponent(text: &str) -> Result<f64, String> {
    notebook::number_within(text, -1.0..=1.0)
}

/// Checks a flag that is a part of a whole.
fn share(text: &str) -> Result<f64, String> {
    notebook::number_within(text, 0.0..=1.0)
}
