use std::hint::spin_loop;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use common::optimizer::Optimizer;
use common::param::Param;
use ndarray::{Array2, Axis, concatenate, s};

use crate::pace::Pace;
use crate::{Batch, Cbow, Model, SkipGram};
use common::model_kind::ModelKind;

/// Into how many slices of columns the weights are cut, whatever the number of threads: so the sums are
/// the same for one thread and for many.
const SLICES: usize = 2;

/// A model whose vectors are cut in two: each slice has H/2 columns of W_in and of W_out, with layers and
/// an optimizer of its own, and may live in a thread of its own.
///
/// Every step of the training looks at each column by itself, but for one: a score is a sum over all
/// columns. So the slices compute their shares of the scores, the shares are added, always in the same
/// order, and each slice goes on with the whole scores. No two threads ever write to the same place, and
/// the result is the same, bit for bit, for any number of threads.
pub struct SplitModel {
    here: Vec<Slice>,
    elsewhere: Vec<Worker>,
    /// When the step began, and how the next is taken.
    begin: Instant,
    pace: Pace,
    /// How many slices stay here when the threads work together.
    kept: usize,
}

/// One slice of columns: a whole model of its own, only narrower.
pub struct Slice {
    /// With its share of W_in and W_out.
    pub model: Box<dyn Model>,
    /// What moves them.
    pub optimizer: Optimizer,
}

/// A slice in a thread of its own, and the lines to it.
struct Worker {
    orders: Sender<Order>,
    shares: Receiver<Vec<Array2<f32>>>,
    thread: Option<JoinHandle<Option<Slice>>>,
}

enum Order {
    /// Compute a share of the scores of this batch, and send it.
    Score(Arc<Batch>),
    /// Compute the loss of the scores of all slices.
    Loss(Arc<Vec<Array2<f32>>>),
    /// Compute the gradients of that loss.
    Backward,
    /// Take a step along them.
    Update,
    /// Send W_in and W_out.
    ShowWeights,
}

impl SplitModel {
    /// A model of this kind that starts from W_in (V, H) and W_out (V, H), for C context words; each slice
    /// gets an optimizer from `optimizer`. More threads than slices are not used.
    pub fn new(
        kind: ModelKind,
        w_in: &Array2<f32>,
        w_out: &Array2<f32>,
        context_count: usize,
        optimizer: impl Fn() -> Optimizer,
        threads: usize,
    ) -> Self {
        let hidden_size = w_in.ncols();
        let edge = |slice: usize| slice * hidden_size / SLICES;
        let columns = (0..SLICES).map(|slice| edge(slice)..edge(slice + 1)).filter(|range| !range.is_empty());
        let here: Vec<Slice> = columns
            .map(|range| {
                let cut = |w: &Array2<f32>| Param::sparse(w.slice(s![.., range.clone()]).to_owned());
                let (w_in, w_out) = (cut(w_in), cut(w_out));
                let model: Box<dyn Model> = match kind {
                    ModelKind::Cbow => Box::new(Cbow::with_weights(w_in, w_out, context_count)),
                    ModelKind::SkipGram => Box::new(SkipGram::with_weights(w_in, w_out, context_count)),
                };
                Slice { model, optimizer: optimizer() }
            })
            .collect();
        let kept = here.len().div_ceil(threads.max(1));
        Self { here, elsewhere: Vec::new(), begin: Instant::now(), pace: Pace::new(), kept }
    }

    /// Gives all slices but those that are kept a thread of their own.
    fn send_away(&mut self) {
        while self.here.len() > self.kept {
            match Worker::start(self.here.pop().expect("more slices than are kept")) {
                Ok(worker) => self.elsewhere.insert(0, worker),
                Err(slice) => {
                    self.here.push(slice); // the system has no more threads: those that there are do it all
                    break;
                }
            }
        }
    }

    /// Ends the threads, and takes their slices back.
    fn fetch_all(&mut self) {
        self.here.extend(self.elsewhere.drain(..).map(Worker::stop));
    }

    /// Lets all slices rest in one place until after the next step, to be looked at or changed.
    pub fn at_rest<R>(&mut self, visit: impl FnOnce(&mut [Slice]) -> R) -> R {
        self.fetch_all();
        visit(&mut self.here)
    }

    /// The mean loss of an example of this batch.
    pub fn forward(&mut self, batch: Batch) -> f64 {
        self.begin = Instant::now();
        let batch = Arc::new(batch);
        self.elsewhere.iter().for_each(|worker| worker.order(Order::Score(Arc::clone(&batch))));
        let mut shares: Vec<_> = self.here.iter_mut().map(|slice| slice.scores(&batch)).collect();
        shares.extend(self.elsewhere.iter().map(|worker| receive(&worker.shares).expect(WORKER_LIVES)));
        let scores = Arc::new(added(shares));
        self.elsewhere.iter().for_each(|worker| worker.order(Order::Loss(Arc::clone(&scores))));
        // All slices see the same scores, so they find the same loss.
        self.here.iter_mut().map(|slice| slice.model.loss(&scores)).fold(0.0, |_, loss| loss)
    }

    /// The gradients of the last loss.
    pub fn backward(&mut self) {
        self.elsewhere.iter().for_each(|worker| worker.order(Order::Backward));
        self.here.iter_mut().for_each(|slice| slice.model.backward());
    }

    /// One step of the optimizers along the gradients.
    pub fn update(&mut self) {
        self.elsewhere.iter().for_each(|worker| worker.order(Order::Update));
        self.here.iter_mut().for_each(Slice::update);
        match self.pace.is_together_after(self.begin.elapsed()) {
            true => self.send_away(),
            false => self.fetch_all(),
        }
    }

    /// W_in and W_out as they are now, with all rows brought up to date: (V, H) each.
    pub fn weights(&mut self) -> [Array2<f32>; 2] {
        self.elsewhere.iter().for_each(|worker| worker.order(Order::ShowWeights));
        let mut parts: Vec<Vec<Array2<f32>>> = self.here.iter_mut().map(Slice::weights).collect();
        parts.extend(self.elsewhere.iter().map(|worker| receive(&worker.shares).expect(WORKER_LIVES)));
        [0, 1].map(|which| {
            let views: Vec<_> = parts.iter().map(|part| part[which].view()).collect();
            concatenate(Axis(1), &views).expect("all slices have V rows")
        })
    }

    /// W_in alone, the word vectors.
    pub fn word_vectors(&mut self) -> Array2<f32> {
        let [w_in, _] = self.weights();
        w_in
    }

    /// [`word_vectors`](Self::word_vectors) without a copy of anything: whatever else the model holds is given
    /// up first, so that the end of a training needs no more memory than the training.
    pub fn into_word_vectors(mut self) -> Array2<f32> {
        self.fetch_all();
        let parts: Vec<Array2<f32>> = self.here.into_iter().map(Slice::into_word_vectors).collect();
        let views: Vec<_> = parts.iter().map(|part| part.view()).collect();
        concatenate(Axis(1), &views).expect("all slices have V rows")
    }
}

impl Slice {
    fn scores(&mut self, batch: &Batch) -> Vec<Array2<f32>> {
        self.model.catch_up(&self.optimizer, batch);
        self.model.scores(batch)
    }

    fn update(&mut self) {
        self.optimizer.update(&mut self.model.params());
    }

    fn into_word_vectors(mut self) -> Array2<f32> {
        let [w_in, _] = self.model.params();
        self.optimizer.catch_up_all(w_in);
        std::mem::take(&mut w_in.value)
    }

    fn weights(&mut self) -> Vec<Array2<f32>> {
        let params = self.model.params().into_iter();
        params
            .map(|param| {
                self.optimizer.catch_up_all(param);
                param.value.clone()
            })
            .collect()
    }
}

const WORKER_LIVES: &str = "a worker ends only after its model";

impl Worker {
    /// Gives the slice a thread, or back if the system has none.
    fn start(slice: Slice) -> Result<Self, Slice> {
        let (orders, inbox) = channel();
        let (outbox, shares) = channel();
        let (hand_over, handed_over) = channel::<Slice>();
        let work = move || {
            let mut slice = handed_over.recv().ok()?;
            while let Some(order) = receive(&inbox) {
                match order {
                    // A model that is gone by now is noticed when the next order does not come.
                    Order::Score(batch) => drop(outbox.send(slice.scores(&batch))),
                    Order::Loss(scores) => drop(slice.model.loss(&scores)),
                    Order::Backward => slice.model.backward(),
                    Order::Update => slice.update(),
                    Order::ShowWeights => drop(outbox.send(slice.weights())),
                }
            }
            Some(slice)
        };
        let Ok(thread) = thread::Builder::new().spawn(work) else { return Err(slice) };
        hand_over.send(slice).map_err(|unsent| unsent.0)?;
        Ok(Self { orders, shares, thread: Some(thread) })
    }

    fn order(&self, order: Order) {
        self.orders.send(order).expect(WORKER_LIVES);
    }

    /// Ends the thread, and takes its slice back.
    fn stop(mut self) -> Slice {
        self.hang_up().expect(WORKER_LIVES)
    }

    /// Without orders to wait for the thread ends; `None` if it has ended before, or panicked.
    fn hang_up(&mut self) -> Option<Slice> {
        let (nowhere, _) = channel();
        self.orders = nowhere;
        self.thread.take()?.join().ok()?
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.hang_up();
    }
}

/// How often a thread looks at an empty line before it lets the system put it to sleep: some 20 microseconds. A
/// wait is mostly shorter where nothing else runs, and to be woken takes as long; but where other programs want
/// the processor, a thread that stays awake keeps the one it waits for from running.
const LOOKS: usize = 1_000;

/// The next message, or `None` if nobody can send one any more.
fn receive<T>(line: &Receiver<T>) -> Option<T> {
    for _ in 0..LOOKS {
        if let Ok(message) = line.try_recv() {
            return Some(message);
        }
        spin_loop();
    }
    line.recv().ok()
}

/// The shares of all slices, added in the order of the slices.
fn added(shares: Vec<Vec<Array2<f32>>>) -> Vec<Array2<f32>> {
    let mut shares = shares.into_iter();
    let mut sums = shares.next().expect("there is at least one slice");
    for share in shares {
        sums.iter_mut().zip(&share).for_each(|(sum, part)| *sum += part);
    }
    sums
}
