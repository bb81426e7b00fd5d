//! What the page shows: the training of the fast trainer, recorded while it runs, as `ch04_full_cbow::recording` describes it.

use anyhow::Result;
use ch04_full_cbow::recording::{Questions, Recording, Training, first_of_each_relation};
use ch04_full_cbow::vectors_shown::telling_words;
use checkpoint::Checkpoints;
use common::text::Vocabulary;
use corpus::Corpus;
use ndarray::{Array2, Axis};
use notebook::{Notebook, RecordedCurve};
use word2vec::{Start, Text, Word2Vec};

use crate::training::{self, TrainingRun};

/// Trains with the fast trainer and writes the page. What the page asks, and the word that it shows first, are those of the
/// corpus, if it is one with a name.
pub fn train(
    notebook: &mut Notebook,
    text: &Text,
    settings: &Word2Vec,
    start: Option<Start>,
    kept: Option<&mut Checkpoints>,
    corpus: Option<&Corpus>,
) -> Result<TrainingRun> {
    let vocabulary = text.vocabulary();
    let mut recording =
        Recording::new(questions(&vocabulary, text, corpus), settings.hidden, settings.epochs);
    let run = training::fast(notebook, text, settings, start, kept, Some(&mut recording))?;
    let training = Training {
        model: settings.model.name(),
        unit: "words",
        loss: RecordedCurve::new(&run.curve.words, &run.curve.losses, training::SMOOTH),
        uniform_loss: (1 + settings.negative) as f64 * 2f64.ln(),
        epoch_losses: run.trained.mean_losses.clone(),
        iterations: run.words_read,
        is_stopped: run.is_stopped,
    };
    recording.write(notebook, training, run.trained.vectors.view())?;
    Ok(run)
}

fn questions<'a>(vocabulary: &'a Vocabulary, text: &'a Text, corpus: Option<&'a Corpus>) -> Questions<'a> {
    let is_known = |word: &&str| vocabulary.id(word).is_some();
    let analogies = corpus.map_or(&[][..], |corpus| &corpus.questions);
    let mut by_name = first_of_each_relation(analogies);
    by_name.retain(|words| words.iter().all(is_known));
    let probes = corpus.iter().flat_map(|corpus| &corpus.probes).map(String::as_str);
    let others = telling_words(vocabulary.words().iter().map(String::as_str), 1);
    let chosen = probes.chain(others).find(is_known).expect("a text has words");
    Questions { vocabulary, counts: text.counts(), analogies, by_name, chosen }
}

/// The rows of W_in of some words before the training, (N, H): as they are drawn, or as an earlier training left them.
pub fn rows_before(settings: &Word2Vec, text: &Text, start: &Option<Start>, words: &[u32]) -> Array2<f32> {
    match start {
        Some(start) => rows(&start.weights[0], text.words().len(), settings.hidden, words),
        None => {
            let last = words.last().map_or(0, |&last| last as usize + 1);
            let chosen: Vec<usize> = words.iter().map(|&word| word as usize).collect();
            settings.initial_vectors(last).select(Axis(0), &chosen)
        }
    }
}

/// The rows of some words, (N, H), of W_in with rows for so many, in the blocks of `word2vec::Pause::weights`.
pub fn rows(blocks: &[impl AsRef<[f32]>], of: usize, hidden: usize, words: &[u32]) -> Array2<f32> {
    let padded = blocks.iter().map(|block| block.as_ref().len()).sum::<usize>() / of;
    Array2::from_shape_fn((words.len(), hidden), |(row, column)| {
        let word = words[row] as usize;
        blocks[word % blocks.len()].as_ref()[word / blocks.len() * padded + column]
    })
}
