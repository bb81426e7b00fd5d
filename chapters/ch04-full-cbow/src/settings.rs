//! The flags of this chapter, and what they mean for the text at hand.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use checkpoint::CheckpointFlags;
use clap::{CommandFactory, Parser};
use common::model_kind::ModelKind;
use common::optimizer::OptimizerKind;
use corpus::{Corpus, CorpusFlags, Source};
use notebook::{SharedFlags, bytes_text};

/// CBOW and skip-gram with negative sampling: train word vectors, ask them, save them
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Flags {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// cbow guesses a word from its neighbours, skip-gram the neighbours from the word
    #[arg(long, default_value = "cbow")]
    pub model: ModelKind,
    /// Neighbours on each side of a word [default: 5, as in the book; 2 for toy-world and toy-world-ko; 3 for rust-docs]
    #[arg(long, allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<1000>)]
    pub window: Option<usize>,
    /// H, the length of a word vector
    #[arg(long, default_value = "100", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<10_000>)]
    pub hidden: usize,
    /// K, the negative samples for each word to guess
    #[arg(long, default_value = "5", allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<1000>)]
    pub negative: usize,
    /// B, how many examples to look at before each step
    #[arg(long, default_value = "100", allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    pub batch: usize,
    /// How often to see each example [default: 10, as in the book; 5 for toy-world and toy-world-ko]
    #[arg(long, allow_hyphen_values = true, value_parser = notebook::positive_integer)]
    pub epochs: Option<usize>,
    /// The learning rate [default: 0.001, as in the book; 0.002 for toy-world and toy-world-ko]
    #[arg(long, allow_hyphen_values = true, value_parser = notebook::positive_number)]
    pub lr: Option<f32>,
    /// How to follow the gradient; lazy-adam leaves rows alone that a batch does not touch
    #[arg(long, default_value = "adam")]
    pub optimizer: OptimizerKind,
    /// How many threads may work [default: all there are]; the result is the same for any number
    #[arg(long, allow_hyphen_values = true, value_parser = notebook::positive_integer_up_to::<1024>)]
    pub threads: Option<usize>,
    /// Also show one example with every number in it
    #[arg(long)]
    pub trace: bool,
    #[command(flatten)]
    pub checkpoints: CheckpointFlags,
    #[command(flatten)]
    pub corpus: CorpusFlags,
    #[command(flatten)]
    pub shared: SharedFlags,
}

#[derive(clap::Subcommand)]
pub enum Command {
    /// Ask saved vectors for neighbours (one word) or an analogy (three words), or hold a conversation
    Ask(Question),
}

#[derive(clap::Args)]
pub struct Question {
    /// One word: its neighbours. Two: their cosine. Three words a b c: a is to b as c is to what? None: ask line by line
    pub words: Vec<String>,
    /// Vectors in word2vec's text or binary format, in GloVe's text or as .npy, also packed by gzip; - for standard input
    /// [default: vectors.txt in out/ch04-full-cbow of the workspace]
    #[arg(long, value_name = "FILE")]
    pub vectors: Option<PathBuf>,
    /// The words of a .npy file, one per line [default: words.txt beside it]
    #[arg(long = "words", value_name = "FILE")]
    pub word_list: Option<PathBuf>,
    /// Leave out the vectors that cannot be read, and say which, instead of ending there
    #[arg(long)]
    pub skip_bad_lines: bool,
}

/// The settings of a run, with the defaults of its text filled in.
#[derive(serde::Serialize)]
pub struct Settings {
    pub model: ModelKind,
    pub window: usize,
    pub hidden: usize,
    pub negative: usize,
    pub batch: usize,
    pub epochs: usize,
    pub lr: f32,
    pub optimizer: OptimizerKind,
    pub corpus: CorpusFlags,
    #[serde(skip)]
    pub seed: u64,
}

impl Settings {
    /// # Errors
    /// If the text has not enough words or examples for them, or too many words for the memory.
    pub fn new(flags: &Flags, corpus: &Corpus) -> Result<Self> {
        let source = flags.corpus.source()?;
        let is_toy_world = source.is_toy_world();
        let usual_window = match source {
            Source::ToyWorld | Source::ToyWorldKo => 2,
            Source::RustDocs => 3, // finds words that stand in for each other rather than about the same thing
            _ => 5,
        };
        let settings = Self {
            model: flags.model,
            window: flags.window.unwrap_or(usual_window),
            hidden: flags.hidden,
            negative: flags.negative,
            batch: flags.batch,
            epochs: flags.epochs.unwrap_or(if is_toy_world { 5 } else { 10 }),
            lr: flags.lr.unwrap_or(if is_toy_world { 0.002 } else { 0.001 }),
            optimizer: flags.optimizer,
            corpus: flags.corpus.clone(),
            seed: flags.shared.seed,
        };
        let vocabulary_size = corpus.vocabulary.len();
        ensure!(
            vocabulary_size > 1,
            "this text has one word only, and nothing to tell it from: give a text with more words, or a smaller --min-count"
        );
        ensure!(
            vocabulary_size > settings.negative,
            "--negative {} needs a vocabulary of at least {} words, but this text has {vocabulary_size}: try --negative {}, \
             or a longer text",
            settings.negative,
            settings.negative + 1,
            vocabulary_size - 1
        );
        let examples =
            corpus.examples(settings.window).map_err(|error| error.naming_window("--window"))?.len();
        ensure!(
            settings.batch <= examples,
            "--batch {} is more than the {examples} examples of this text: try --batch {examples}",
            settings.batch
        );
        check_memory(vocabulary_size, settings.hidden)?;
        Ok(settings)
    }
}

/// Whether the weights can be had: asked before anything takes long, and as a sentence instead of an abort. Up to eight
/// times (V, H) are there: W_in and W_out, two numbers that Adam remembers for each of theirs, the word vectors that are put
/// together at the end, and what they are measured with.
///
/// # Errors
/// If the system refuses so much memory.
fn check_memory(vocabulary_size: usize, hidden: usize) -> Result<()> {
    let numbers = vocabulary_size.saturating_mul(hidden).saturating_mul(8);
    let is_granted = Vec::<f32>::new().try_reserve_exact(numbers).is_ok();
    ensure!(
        is_granted,
        "--hidden {hidden} needs about {} of memory for the vectors of {vocabulary_size} words, which this computer does not \
         give: try a smaller --hidden, or a larger --min-count",
        bytes_text((numbers as u64).saturating_mul(4))
    );
    Ok(())
}

/// Ends the program as a wrong flag does: one sentence, status 2.
pub fn refuse(error: &corpus::Error) -> ExitCode {
    let _ = Flags::command().error(clap::error::ErrorKind::ArgumentConflict, error).print();
    ExitCode::from(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_beyond_all_memory_are_a_sentence_with_their_size() {
        let sentence = check_memory(usize::MAX, 10_000).unwrap_err().to_string();
        assert!(sentence.starts_with("--hidden 10000 needs about "), "{sentence}");
    }
}
