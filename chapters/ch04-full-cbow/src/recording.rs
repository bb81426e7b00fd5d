//! What the page of trained word vectors shows: the vectors at the start and after each epoch, recorded while they are trained.
//!
//! Beside the names that all pages share (`crates/notebook/src/page.rs`), the recording has:
//!
//! | name | what |
//! | --- | --- |
//! | `model`, `unit` | `CBOW` or `skip-gram`; what `iteration` counts, `iterations` or `words` |
//! | `hidden`, `counts` | H; how often each of `words` stands in the text |
//! | `uniform_loss` | the loss of an example, or of a guess, without knowledge: ln 2 for each question |
//! | `chosen` | the word that is shown first |
//! | `relations` | the analogies of the text by relation: `name`, and how many are `asked` |
//! | `moments[i].epoch` | which epoch ended there; nothing for a start, or an end in the middle of one |
//! | `moments[i].loss` | the mean loss of that epoch |
//! | `moments[i].map` | the vectors of length 1 along the two principal axes of the last ones |
//! | `moments[i].vectors` | W_in (N, H) as [`Packed`]: all bits at the end, rounded before |
//! | `moments[i].solved` | for each relation, and for all together, the share that is solved, as it is printed: [by cosine, by raw dot] |
//! | `answers` | what the program prints of some analogies: the three `words`, and the answers of the `first` and the `last` moment, [by cosine, by raw dot]. The first are those of the words on the page |
//!
//! Words are in the order of their ids, so that equal scores are in the order of the program.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::thread::{self, ScopedJoinHandle};

use common::projection::PrincipalAxes;
use common::similarity::{AnalogyQuestion, analogy, unit_rows};
use common::text::Vocabulary;
use ndarray::{Array2, ArrayView2, Axis, arr0, concatenate};
use notebook::{Notebook, Packed, RecordedCurve, recorded};
use serde::Serialize;
use serde_json::Value;
use vectors::evaluation::{Analogies, Solved};
use vectors::{Scoring, evaluation};

use crate::{Slice, SplitModel};

/// So many epochs at most; of more, some at equal distances.
const EPOCHS: usize = 10;
/// So many bytes of vectors at most. The most frequent words that fit are shown.
const BYTES: usize = 3_000_000;

/// The words of a text, and what is asked of their vectors.
pub struct Questions<'a> {
    /// All words by their ids.
    pub vocabulary: &'a Vocabulary,
    /// How often each of them stands in the text: (V).
    pub counts: &'a [u64],
    /// The text's own analogies.
    pub analogies: &'a [AnalogyQuestion],
    /// Those of which the answers are shown as the program prints them: a : b = c : ?
    pub by_name: Vec<[&'a str; 3]>,
    /// The word that is shown first.
    pub chosen: &'a str,
}

/// Of each relation the first analogy, without its answer.
pub fn first_of_each_relation(analogies: &[AnalogyQuestion]) -> Vec<[&str; 3]> {
    let mut relations = HashSet::new();
    let first = analogies.iter().filter(|question| relations.insert(&question.relation));
    first.map(|question| [question.a.as_str(), &question.b, &question.c]).collect()
}

/// What came of a training beside its vectors.
pub struct Training {
    /// The name of the model.
    pub model: &'static str,
    /// What an iteration is: `iterations` or `words`.
    pub unit: &'static str,
    /// As `loss.png` draws it.
    pub loss: RecordedCurve,
    /// The loss without knowledge.
    pub uniform_loss: f64,
    /// The mean loss of each epoch.
    pub epoch_losses: Vec<f64>,
    /// How many iterations there were.
    pub iterations: usize,
    /// Whether Ctrl-C ended it.
    pub is_stopped: bool,
}

/// The moments of a training.
pub struct Recording<'a> {
    questions: Questions<'a>,
    words: Vec<u32>, // (N), ascending
    interval: usize, // in epochs
    moments: Vec<Moment>,
}

struct Moment {
    iteration: usize,
    epoch: Option<usize>,
    vectors: Array2<f32>, // (N, H)
    /// Which analogies are solved, if it is known.
    solved: Option<Analogies>,
}

#[derive(Serialize)]
struct Recorded<'a> {
    words: Vec<&'a str>, // (N)
    counts: Vec<u64>,    // (N)
    left_out: usize,
    hidden: usize,
    model: &'static str,
    unit: &'static str,
    loss: RecordedCurve,
    uniform_loss: Value,
    chosen: &'a str,
    relations: Vec<RecordedRelation<'a>>,
    moments: Vec<RecordedMoment>,
    answers: RecordedAnswers<'a>,
}

#[derive(Serialize)]
struct RecordedRelation<'a> {
    name: &'a str,
    asked: usize,
}

#[derive(Serialize)]
struct RecordedMoment {
    iteration: usize,
    epoch: Option<usize>,
    loss: Option<Value>,
    vectors: Packed, // (N, H)
    map: Value,      // (N, 2)
    solved: Vec<[String; 2]>,
}

#[derive(Serialize)]
struct RecordedAnswers<'a> {
    words: Vec<[&'a str; 3]>,
    first: Vec<[String; 2]>,
    last: Vec<[String; 2]>,
}

impl<'a> Recording<'a> {
    /// Begins with no moment, for so many epochs with vectors of H numbers.
    pub fn new(questions: Questions<'a>, hidden: usize, epochs: usize) -> Self {
        let (vocabulary, counts) = (questions.vocabulary, questions.counts);
        let interval = epochs.div_ceil(EPOCHS).max(1);
        let bytes = hidden * (4 + 2 * epochs.div_ceil(interval)); // the last moment has 4 for each number, the others 2
        let asked = questions.by_name.iter().flatten().chain([&questions.chosen]);
        let mut is_asked = vec![false; vocabulary.len()];
        asked.filter_map(|word| vocabulary.id(word)).for_each(|id| is_asked[id as usize] = true);
        let mut words: Vec<u32> = (0..vocabulary.len() as u32).collect();
        words.sort_by_key(|&id| (!is_asked[id as usize], Reverse(counts[id as usize])));
        words.truncate((BYTES / bytes).max(1));
        words.sort_unstable();
        Self { questions, words, interval, moments: Vec::new() }
    }

    /// The ids of the words on the page: (N), ascending.
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    /// Is told of the start, and of the end of each epoch; `rows` gives the vectors of some words, (N, H). Which of the
    /// text's own analogies they solve may be known already.
    pub fn record(
        &mut self,
        iteration: usize,
        epoch: usize,
        solved: Option<Analogies>,
        rows: impl FnOnce(&[u32]) -> Array2<f32>,
    ) {
        let is_first = self.moments.is_empty();
        if is_first || epoch.is_multiple_of(self.interval) {
            let epoch = (!is_first).then_some(epoch);
            self.moments.push(Moment { iteration, epoch, solved, vectors: rows(&self.words) });
        }
    }

    /// Writes the page of a training that has ended with these vectors, (V, H).
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(
        mut self,
        notebook: &mut Notebook,
        training: Training,
        vectors: ArrayView2<f32>,
    ) -> notebook::Result<()> {
        let rows: Vec<usize> = self.words.iter().map(|&id| id as usize).collect();
        let last = vectors.select(Axis(0), &rows); // (N, H)
        if self.moments.last().is_none_or(|moment| moment.iteration < training.iterations) {
            let epoch = (!training.is_stopped).then_some(training.epoch_losses.len());
            let (iteration, vectors) = (training.iterations, last.clone());
            self.moments.push(Moment { iteration, epoch, solved: None, vectors });
        }
        let all: Vec<u32> = (0..self.questions.vocabulary.len() as u32).collect();
        let (axes, [first, last], solved) = thread::scope(|scope| {
            let recording = &self;
            let begin = |moment| {
                thread::Builder::new().spawn_scoped(scope, move || recording.solved(moment)).or(Err(moment))
            };
            let solved: Vec<_> = self.moments.iter().map(begin).collect();
            let axes = PrincipalAxes::of(&unit_rows(last.view()));
            let answers = [(self.moments[0].vectors.view(), &self.words), (vectors, &all)];
            let answers = answers.map(|(vectors, words)| self.answers(vectors, words));
            let end = |solved: Result<ScopedJoinHandle<Analogies>, _>| match solved {
                Ok(thread) => thread.join().expect("an evaluation does not panic"),
                Err(moment) => self.solved(moment), // the system has no thread left
            };
            (axes, answers, solved.into_iter().map(end).collect::<Vec<Analogies>>())
        });
        let relations = solved[0].relations.iter();
        let moments = self.moments.iter().enumerate().map(|(number, moment)| {
            let is_last = number + 1 == self.moments.len();
            moment.recorded(&axes, &solved[number], &training, is_last)
        });
        let Questions { vocabulary, counts, .. } = self.questions;
        let recording = Recorded {
            words: self.words.iter().map(|&id| vocabulary.word(id)).collect(),
            counts: rows.iter().map(|&row| counts[row]).collect(),
            left_out: vocabulary.len() - rows.len(),
            hidden: vectors.ncols(),
            moments: moments.collect(),
            relations: relations
                .map(|(name, solved)| RecordedRelation { name, asked: solved.asked })
                .collect(),
            model: training.model,
            unit: training.unit,
            uniform_loss: number(training.uniform_loss),
            loss: training.loss,
            chosen: self.questions.chosen,
            answers: RecordedAnswers { words: self.questions.by_name, first, last },
        };
        notebook.page("explorer.js", &recording)
    }

    /// The text's own analogies, if all words are on the page; otherwise none.
    fn solved(&self, moment: &Moment) -> Analogies {
        let Questions { vocabulary, analogies, .. } = &self.questions;
        let is_whole = self.words.len() == vocabulary.len();
        match &moment.solved {
            _ if !is_whole => Analogies::default(),
            Some(solved) => solved.clone(),
            None => evaluation::analogies(vocabulary, moment.vectors.view(), analogies),
        }
    }

    /// The answers to what is asked by name, as vectors of these words find them, (N, H).
    fn answers(&self, vectors: ArrayView2<f32>, words: &[u32]) -> Vec<[String; 2]> {
        let Questions { vocabulary, by_name, .. } = &self.questions;
        let row = |word: &&str| {
            let id = vocabulary.id(word).expect("a question is asked in words of the text");
            words.binary_search(&id).expect("words that are asked about are on the page") as u32
        };
        let shown = |(row, score): (u32, f32)| format!("{} {score:.3}", vocabulary.word(words[row as usize]));
        let answers = |question: &[&str; 3]| {
            [Scoring::Cosine, Scoring::RawDot].map(|scoring| {
                let found = analogy(vectors, question.each_ref().map(row), 3, scoring);
                found.into_iter().map(shown).collect::<Vec<_>>().join("  ")
            })
        };
        by_name.iter().map(answers).collect()
    }
}

impl Moment {
    fn recorded(
        &self,
        axes: &PrincipalAxes,
        solved: &Analogies,
        training: &Training,
        is_last: bool,
    ) -> RecordedMoment {
        let vectors = self.vectors.view();
        let of_relations = solved.relations.iter().map(|(_, solved)| solved);
        RecordedMoment {
            iteration: self.iteration,
            epoch: self.epoch,
            loss: self.epoch.map(|epoch| number(training.epoch_losses[epoch - 1])),
            vectors: if is_last { Packed::exact(vectors) } else { Packed::rounded(vectors) },
            map: recorded(&axes.project(&unit_rows(self.vectors.view()))),
            solved: of_relations.chain([&solved.overall]).map(printed).collect(),
        }
    }
}

fn printed(solved: &Solved) -> [String; 2] {
    [Scoring::Cosine, Scoring::RawDot]
        .map(|scoring| format!("{:.1} %", 100.0 * solved.share(scoring).unwrap_or(0.0)))
}

fn number(value: f64) -> Value {
    recorded(&arr0(value))
}

/// The rows of W_in of some words as they are now, (N, H). The model stays as it is to the last bit: what the optimizer
/// owes a row is added to a copy.
pub fn rows(model: &mut SplitModel, words: &[u32]) -> Array2<f32> {
    let parts: Vec<Array2<f32>> = model.at_rest(|slices| {
        let of_slice = |slice: &mut Slice| {
            let [w_in, _] = slice.model.params();
            let mut chosen = w_in.select(words);
            slice.optimizer.catch_up_all(&mut chosen);
            chosen.value
        };
        slices.iter_mut().map(of_slice).collect()
    });
    let views: Vec<_> = parts.iter().map(|part| part.view()).collect();
    concatenate(Axis(1), &views).expect("all slices have a row for each word")
}
