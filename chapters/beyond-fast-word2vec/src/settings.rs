//! The flags of this chapter.

use std::path::PathBuf;

use clap::Parser;
use clap::builder::PossibleValuesParser;
use notebook::SharedFlags;
use word2vec::{Model, Word2Vec};

/// Word vectors at full speed: the ladder from the book's training to the fast one, or vectors of any text
#[derive(Parser)]
pub struct Flags {
    /// Texts in UTF-8, one sentence a line: files (also gzip), folders, or - for standard input [default: the toy
    /// world, on which the fast trainer is also compared with the book's way]
    #[arg(long, value_name = "FILE|FOLDER", num_args = 1..)]
    pub text: Vec<PathBuf>,
    /// Leave out words that occur fewer than N times [default: 5; 1 for the toy world]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = notebook::positive_integer)]
    pub min_count: Option<usize>,
    /// Take The for the
    #[arg(long, requires = "text")]
    pub lower_case: bool,
    /// cbow guesses a word from its neighbours, skip-gram the neighbours from the word
    #[arg(long, default_value = "cbow", value_parser = PossibleValuesParser::new(["cbow", "skip-gram"]))]
    pub model: String,
    /// H, the length of a word vector
    #[arg(long, default_value = "100", allow_negative_numbers = true, value_parser = notebook::positive_integer_up_to::<10_000>)]
    pub hidden: usize,
    /// The most neighbours on each side of a word [default: 5; 2 for the toy world]
    #[arg(long, allow_negative_numbers = true, value_parser = notebook::positive_integer_up_to::<1000>)]
    pub window: Option<usize>,
    /// K, the negative samples for each word to guess
    #[arg(long, default_value = "5", allow_negative_numbers = true, value_parser = notebook::positive_integer_up_to::<500>)]
    pub negative: usize,
    /// How often to read the text
    #[arg(long, default_value = "5", allow_negative_numbers = true, value_parser = notebook::positive_integer)]
    pub epochs: usize,
    /// The learning rate at the start [default: 0.05 for cbow, 0.025 for skip-gram, as in word2vec.c; four times as
    /// much for the toy world, which is short]
    #[arg(long, allow_negative_numbers = true, value_parser = notebook::positive_number)]
    pub lr: Option<f32>,
    /// Thin out words that make up more than this share of the text; 0 keeps all
    #[arg(long, value_name = "SHARE", default_value = "0.001", allow_negative_numbers = true, value_parser = share)]
    pub sample: f64,
    /// How many parts of the text to learn from at the same time: as many threads have work, and the result depends on it
    #[arg(long, value_name = "N", default_value = "2", allow_negative_numbers = true, value_parser = notebook::positive_integer_up_to::<64>)]
    pub shards: usize,
    /// How many threads may work [default: all there are]; the result is the same for any number
    #[arg(long, allow_negative_numbers = true, value_parser = notebook::positive_integer_up_to::<1024>)]
    pub threads: Option<usize>,
    /// Analogies to solve, in the form of questions-words.txt
    #[arg(long, value_name = "FILE", requires = "text")]
    pub questions: Option<PathBuf>,
    /// Pairs of words that people have judged, in the form of WordSim-353 or SimLex-999
    #[arg(long, value_name = "FILE", requires = "text")]
    pub pairs: Option<PathBuf>,
    #[command(flatten)]
    pub shared: SharedFlags,
}

/// The settings of a run, with the defaults of its text filled in; as results.json shows them.
#[derive(serde::Serialize)]
pub struct Shown {
    model: String,
    hidden: usize,
    window: usize,
    negative: usize,
    epochs: usize,
    lr: f32,
    sample: f64,
    shards: usize,
    min_count: u64,
    lower_case: bool,
}

impl Flags {
    /// The settings of the trainer.
    pub fn settings(&self) -> Word2Vec {
        let is_toy_world = self.text.is_empty();
        let usual = Word2Vec::of(if self.model == "cbow" { Model::Cbow } else { Model::SkipGram });
        let usual_rate = usual.learning_rate;
        Word2Vec {
            hidden: self.hidden,
            window: self.window.unwrap_or(if is_toy_world { 2 } else { 5 }),
            negative: self.negative,
            epochs: self.epochs,
            learning_rate: self.lr.unwrap_or(if is_toy_world { 4.0 * usual_rate } else { usual_rate }),
            sample: self.sample,
            seed: self.shared.seed,
            shards: self.shards,
            threads: self.threads.unwrap_or(usual.threads),
            ..usual
        }
    }

    /// How often a word must occur to be kept.
    pub fn min_count(&self) -> u64 {
        self.min_count.unwrap_or(if self.text.is_empty() { 1 } else { 5 }) as u64
    }

    /// What goes to results.json: whatever decides about the result.
    pub fn shown(&self) -> Shown {
        let settings = self.settings();
        Shown {
            model: self.model.clone(),
            hidden: settings.hidden,
            window: settings.window,
            negative: settings.negative,
            epochs: settings.epochs,
            lr: settings.learning_rate,
            sample: settings.sample,
            shards: settings.shards,
            min_count: self.min_count(),
            lower_case: self.lower_case,
        }
    }
}

/// Checks a flag that is a part of a whole.
fn share(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err(format!("must be a number from 0 to 1, but is `{text}`")),
    }
}
