//! The rounds of a training, and the threads that share their work.
//!
//! A round has two halves. In the first, each shard learns from a chunk of its part of the text, on copies of the
//! rows that it needs; all read the weights, nobody writes them. In the second, what all shards have changed is merged
//! into the weights, of which each thread has a block for itself. After each half the threads wait for each other.
//!
//! Shards and blocks are for whoever takes them first: a thread takes its own, whose copies are in the cache of its core,
//! and then those that nobody has begun. So a thread that the system has put aside, because some other program is to run,
//! holds up the others by what it has begun and no more. Who did what when makes no difference to the result.

use std::ops::ControlFlow;
use std::sync::mpsc::channel;
use std::sync::{Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use common::sampler::AliasTable;

use crate::barrier::Barrier;
use crate::begun::Begun;
use crate::progress::{Cost, Pause, Progress, TimeSpent};
use crate::row_cache::{RowCache, SlotOfRow};
use crate::shard::{Shard, Shared};
use crate::weights::{Block, NOT_POISONED, Weights};
use crate::{Error, RoundReport, Text, Word2Vec};

/// Is told of each round, and may end the training.
pub(crate) type OnRound<'a> = &'a mut (dyn FnMut(RoundReport, &Pause) -> ControlFlow<()> + Send);

/// What is written down between two rounds.
struct State<'a> {
    on_round: OnRound<'a>,
    progress: Progress,
    /// Words to read, in all epochs.
    of_words: u64,
    /// Why a chunk could not be read, or nothing more can be learned. The round goes on to its end, for nobody may wait for a thread that has left.
    failure: Option<Error>,
    time_spent: TimeSpent,
    /// How the training has ended.
    end: Option<Result<(), Error>>,
}

/// All that the threads share.
pub(crate) struct Rounds<'a> {
    settings: &'a Word2Vec,
    sampler: &'a AliasTable,
    keep: Option<&'a [f32]>,
    /// How often a word of the text had to occur to be kept.
    min_count: u64,
    /// V, the number of rows.
    rows: usize,
    weights: Weights,
    shards: Vec<RwLock<Shard<'a>>>,
    shards_begun: Begun,
    blocks_begun: Begun,
    state: Mutex<State<'a>>,
    barrier: Barrier,
}

impl<'a> Rounds<'a> {
    pub fn new(
        settings: &'a Word2Vec,
        text: &'a Text,
        weights: Weights,
        sampler: &'a AliasTable,
        keep: Option<&'a [f32]>,
        progress: Progress,
        on_round: OnRound<'a>,
    ) -> Result<Self, Error> {
        let parts = (0..).zip(text.parts(settings.shards)?);
        let shard = |(number, part)| Shard::new(part, number, text, settings, weights.deal);
        let mut shards: Vec<Shard> = parts.map(shard).collect();
        shards.iter_mut().zip(&progress.places).for_each(|(shard, place)| shard.go_to(place));
        let state = State {
            on_round,
            progress,
            of_words: text.len() * settings.epochs as u64,
            failure: None,
            time_spent: TimeSpent::default(),
            end: None,
        };
        Ok(Self {
            shards_begun: Begun::new(shards.len()),
            blocks_begun: Begun::new(weights.blocks.len()),
            shards: shards.into_iter().map(RwLock::new).collect(),
            settings,
            sampler,
            keep,
            min_count: text.min_count(),
            rows: text.words().len(),
            weights,
            state: Mutex::new(state),
            barrier: Barrier::new(settings.threads.clamp(1, settings.shards)),
        })
    }

    /// Works until the text has been read so often as it should. Returns the weights, the mean loss of each epoch, and what
    /// it took.
    pub fn run(self) -> Result<(Weights, Vec<f64>, TimeSpent), Error> {
        self.run_on(thread::Builder::new)
    }

    /// [`run`](Self::run), on threads that the system may refuse.
    fn run_on(
        self,
        mut builder: impl FnMut() -> thread::Builder,
    ) -> Result<(Weights, Vec<f64>, TimeSpent), Error> {
        thread::scope(|scope| {
            // All begin when it is known how many there are.
            let mut starts = Vec::new();
            for number in 1..self.barrier.threads() {
                let (start, started) = channel::<()>();
                let rounds = &self;
                let work = move || started.recv().is_ok().then(|| rounds.work(number));
                if builder().spawn_scoped(scope, work).is_err() {
                    break;
                }
                starts.push(start);
            }
            self.barrier.set_threads(1 + starts.len());
            for start in starts {
                start.send(()).expect("a thread waits for its start");
            }
            self.work(0);
        });
        let state = self.state.into_inner().expect(NOT_POISONED);
        match state.end {
            Some(Err(error)) => Err(error),
            _ => Ok((self.weights, state.progress.mean_losses, state.time_spent)),
        }
    }

    /// What the thread with this number does.
    fn work(&self, number: usize) {
        let _present = self.barrier.enter();
        let mut slots = [(); 2].map(|()| SlotOfRow::new(self.rows));
        let mut spent = TimeSpent::default();
        for round in 1.. {
            let Some(learning_rate) = self.learning_rate() else { break };
            spent.learning += timed(|| self.learn(round, number, learning_rate, &mut slots));
            spent.waiting += timed(|| self.barrier.wait(|| {}));
            spent.merging += timed(|| self.merge(round, number, learning_rate));
            spent.waiting += timed(|| self.barrier.wait(|| self.close_round()));
        }
        self.state.lock().expect(NOT_POISONED).time_spent.add(&spent);
    }

    /// The learning rate of the next round, if there is one.
    fn learning_rate(&self) -> Option<f32> {
        let state = self.state.lock().expect(NOT_POISONED);
        let left = 1.0 - state.progress.words as f64 / state.of_words as f64;
        let &Word2Vec { learning_rate: first, final_learning_rate: last, .. } = self.settings;
        state.end.is_none().then(|| last + (first - last) * left.max(1e-4) as f32)
    }

    /// The first half of a round.
    fn learn(&self, round: u64, number: usize, learning_rate: f32, slots: &mut [SlotOfRow; 2]) {
        let shared = Shared {
            settings: self.settings,
            deal: self.weights.deal,
            weights: &self.weights.read(),
            sampler: self.sampler,
            keep: self.keep,
            learning_rate,
        };
        for shard in self.shards_begun.pieces(round, number, self.barrier.threads()) {
            if let Err(error) = self.shards[shard].write().expect(NOT_POISONED).learn(&shared, slots) {
                self.state.lock().expect(NOT_POISONED).failure = Some(error);
            }
        }
    }

    /// The second half of a round.
    fn merge(&self, round: u64, number: usize, learning_rate: f32) {
        let shards: Vec<_> = self.shards.iter().map(|shard| shard.read().expect(NOT_POISONED)).collect();
        let (in_caches, out_caches): (Vec<&RowCache>, Vec<&RowCache>) =
            shards.iter().map(|shard| (&shard.w_in, &shard.w_out)).unzip();
        let portable = self.settings.portable;
        for number in self.blocks_begun.pieces(round, number, self.barrier.threads()) {
            let block = &mut *self.weights.blocks[number].write().expect(NOT_POISONED);
            let Block { w_in, w_out, merger } = block;
            let place = (self.weights.deal, number);
            let mut are_short = merger.merge(w_in, place, &in_caches, learning_rate, portable);
            are_short &= merger.merge(w_out, place, &out_caches, learning_rate, portable);
            if !are_short {
                let state = &mut *self.state.lock().expect(NOT_POISONED);
                let (words, learning_rate) = (state.progress.words, self.settings.learning_rate);
                state.failure = Some(Error::Diverged { words, learning_rate });
            }
        }
    }

    /// What one thread does between two rounds: adds up what the round has cost, tells the caller, and begins the
    /// next epoch when the text is over.
    fn close_round(&self) {
        let state = &mut *self.state.lock().expect(NOT_POISONED);
        let (mut cost, mut words, mut most) = (Cost::default(), 0, 0);
        for shard in &self.shards {
            let shard = shard.read().expect(NOT_POISONED);
            cost.add(Cost { loss: shard.loss, predictions: shard.predictions });
            words += shard.words;
            most = most.max(shard.predictions);
        }
        state.time_spent.rounds += 1;
        state.time_spent.predictions[0] += cost.predictions;
        state.time_spent.predictions[1] += most * self.shards.len() as u64;
        if let Some(error) = state.failure.take() {
            state.end = Some(Err(error));
            return;
        }
        let progress = &mut state.progress;
        progress.words += words;
        progress.cost_of_epoch.add(cost);
        if words == 0 {
            self.shards.iter().for_each(|shard| shard.write().expect(NOT_POISONED).restart());
            progress.mean_losses.push(std::mem::take(&mut progress.cost_of_epoch).mean().unwrap_or(f64::NAN));
            progress.epoch += 1;
            state.end = (progress.epoch == self.settings.epochs)
                .then(|| self.check_predictions(&progress.mean_losses));
        } else if let Some(loss) = cost.mean().or(progress.cost_of_epoch.mean()) {
            let now =
                RoundReport { epoch: progress.epoch, words: progress.words, of_words: state.of_words, loss };
            let (rows, columns) = (self.rows, self.settings.hidden);
            let pause =
                Pause { progress, rows, columns, shards: &self.shards, weights: &self.weights.read() };
            if (state.on_round)(now, &pause).is_break() {
                progress.mean_losses.extend(progress.cost_of_epoch.mean());
                state.end = Some(Ok(()));
            }
        }
    }

    /// An epoch without a prediction is no error, as subsampling is a matter of chance; but one must have some.
    fn check_predictions(&self, mean_losses: &[f64]) -> Result<(), Error> {
        if mean_losses.iter().any(|loss| loss.is_finite()) {
            return Ok(());
        }
        let had_neighbours = |shard: &RwLock<Shard>| shard.read().expect(NOT_POISONED).has_neighbours;
        if self.keep.is_some() && self.shards.iter().any(had_neighbours) {
            Err(Error::AllSubsampled { sample: self.settings.sample })
        } else {
            Err(Error::NoNeighbours { min_count: self.min_count })
        }
    }
}

/// How long some work takes.
fn timed(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReadOptions;

    /// What comes of a training of ten numbers in 10,000 sentences of ten, on four shards and threads, if this happens after
    /// the text was opened.
    fn outcome(after: impl FnOnce(&Text), on_round: OnRound) -> Result<Vec<f64>, Error> {
        outcome_on(thread::Builder::new, after, on_round)
    }

    /// The same on such threads.
    fn outcome_on(
        builder: impl FnMut() -> thread::Builder,
        after: impl FnOnce(&Text),
        on_round: OnRound,
    ) -> Result<Vec<f64>, Error> {
        let numbers: Vec<String> = (0..10).map(|number| number.to_string()).collect();
        let sentences = (0..10_000).map(|_| numbers.iter().map(String::as_str));
        let text = Text::from_sentences(sentences, &ReadOptions { min_count: 1, ..ReadOptions::default() })?;
        let settings = Word2Vec { hidden: 8, shards: 4, threads: 4, epochs: 2, ..Word2Vec::default() };
        let sampler = AliasTable::new(&[0.1; 10]);
        let weights = Weights::zeros(10, 8, 4);
        let rounds = Rounds::new(&settings, &text, weights, &sampler, None, Progress::default(), on_round)?;
        after(&text);
        rounds.run_on(builder).map(|(_, mean_losses, _)| mean_losses)
    }

    #[test]
    fn a_round_takes_a_chunk_of_each_part() {
        let mut words = Vec::new();
        let mut on_round = |now: RoundReport, _: &Pause| {
            words.push(now.words);
            ControlFlow::Continue(())
        };
        let mean_losses = outcome(|_| {}, &mut on_round).unwrap();
        assert_eq!(mean_losses.len(), 2);
        assert_eq!(words.last(), Some(&200_000));
        assert_eq!(words[..2], [2_000, 4_000]);
        assert!(words.is_sorted_by(|a, b| a < b), "{words:?}");
    }

    #[test]
    fn the_learning_rate_falls_in_a_straight_line_from_the_first_to_the_last() {
        let words = [["a", "b", "c", "d"]; 250];
        let text =
            Text::from_sentences(words, &ReadOptions { min_count: 1, ..ReadOptions::default() }).unwrap();
        let rate_after = |words, final_learning_rate| {
            let settings =
                Word2Vec { learning_rate: 0.4, final_learning_rate, epochs: 2, ..Word2Vec::default() };
            let (sampler, progress) =
                (AliasTable::new(&[0.25; 4]), Progress { words, ..Progress::default() });
            let mut on_round = |_: RoundReport, _: &Pause| ControlFlow::Continue(());
            let weights = Weights::zeros(4, 8, 1);
            let rounds = Rounds::new(&settings, &text, weights, &sampler, None, progress, &mut on_round);
            rounds.unwrap().learning_rate().unwrap()
        };
        assert_eq!([0, 1000, 2000].map(|words| rate_after(words, 0.0)), [0.4, 0.2, 0.4e-4]);
        assert_eq!([0, 1000].map(|words| rate_after(words, 0.1)), [0.4, 0.25]);
        assert!((rate_after(2000, 0.1) - 0.1).abs() < 1e-4);
    }

    #[test]
    fn a_temporary_file_that_cannot_be_read_ends_all_threads() {
        let error =
            outcome(|text| text.token_file().close_to_readers(), &mut |_, _| ControlFlow::Continue(()));
        assert!(matches!(error, Err(Error::TokenFile { .. })));
    }

    #[test]
    fn a_thread_that_the_system_refuses_is_done_without() {
        let usual = outcome(|_| {}, &mut |_, _| ControlFlow::Continue(())).unwrap();
        for refused in 1..4 {
            let mut threads = 0;
            let builder = || {
                threads += 1;
                // No system has room for such a stack.
                let stack = if threads == refused { usize::MAX / 4 } else { 1 << 20 };
                thread::Builder::new().stack_size(stack)
            };
            let mean_losses = outcome_on(builder, |_| {}, &mut |_, _| ControlFlow::Continue(())).unwrap();
            assert_eq!(mean_losses, usual, "number {refused}");
        }
    }

    #[test]
    #[should_panic(expected = "panicked")]
    fn a_panic_of_the_caller_ends_all_threads() {
        let _ = outcome(|_| {}, &mut |_, _| panic!("has panicked on purpose"));
    }
}
