//! Forty steps of CBOW and of skip-gram with given negatives give the losses and the weights of the book's
//! own code: with dense gradients, with gradients of the touched rows alone, and cut into slices of columns
//! as the program trains them.

use ch04_full_cbow::{Batch, Cbow, Model, SkipGram, SplitModel};
use checks::parity::{Fixture, TRAINED, assert_same, assert_same_number, read};
use common::model_kind::ModelKind;
use common::optimizer::{Adam, Optimizer};
use common::param::Param;
use common::text::contexts_and_target;
use ndarray::{Array2, Axis};

type MakeParam = fn(Array2<f32>) -> Param;

/// What both runs share: the batch of each step, and the comparison after it.
struct Run<'a> {
    book: Fixture<'a>,
    contexts: Array2<u32>,
    target: Vec<u32>,
    optimizer: Optimizer,
}

impl<'a> Run<'a> {
    fn new(book: Fixture<'a>) -> Self {
        let (contexts, target) =
            contexts_and_target(&book.at("corpus").ids(), book.at("window_size").count());
        let optimizer = Optimizer::new(Adam::new(book.at("adam_lr").number() as f32));
        Self { book, contexts, target, optimizer }
    }

    fn weights(&self, make: MakeParam) -> [Param; 2] {
        ["W_in", "W_out"].map(|name| make(self.book.at(name).matrix()))
    }

    fn batch(&self, step: Fixture) -> (Array2<u32>, Vec<u32>) {
        let examples: Vec<usize> = step.at("batch").ids().iter().map(|&example| example as usize).collect();
        (
            self.contexts.select(Axis(0), &examples),
            examples.iter().map(|&example| self.target[example]).collect(),
        )
    }

    fn assert_trained(&self, [w_in, w_out]: [&Array2<f32>; 2], losses: &[f64]) {
        let book_losses = self.book.at("loss").numbers();
        assert_eq!(losses.len(), book_losses.len());
        for (step, (ours, book)) in losses.iter().zip(book_losses).enumerate() {
            assert_same_number(&format!("loss of step {step}"), *ours, book, TRAINED);
        }
        for (name, weight) in [("trained_W_in", w_in), ("trained_W_out", w_out)] {
            assert_same(name, weight, &self.book.at(name).matrix(), TRAINED);
        }
    }
}

fn cbow(make: MakeParam) {
    let file = read("cbow_negative_sampling.json");
    let mut run = Run::new(Fixture::from(&file));
    let [w_in, w_out] = run.weights(make);
    let mut model = Cbow::with_weights(w_in, w_out, run.contexts.ncols());
    let mut losses = Vec::new();
    for step in run.book.at("steps").list() {
        let ((contexts, target), negatives) = (run.batch(step), step.at("negative").id_matrix());
        run.optimizer.catch_up(&mut model.w_in, &contexts);
        run.optimizer.catch_up(&mut model.w_out, target.iter().chain(&negatives));
        losses.push(model.forward(&contexts, &target, &negatives));
        model.backward();
        run.optimizer.update(&mut [&mut model.w_in, &mut model.w_out]);
    }
    model.params().into_iter().for_each(|param| run.optimizer.catch_up_all(param));
    run.assert_trained([&model.w_in.value, &model.w_out.value], &losses);
}

fn skip_gram(make: MakeParam) {
    let file = read("skip_gram_negative_sampling.json");
    let mut run = Run::new(Fixture::from(&file));
    let [w_in, w_out] = run.weights(make);
    let mut model = SkipGram::with_weights(w_in, w_out, run.contexts.ncols());
    let mut losses = Vec::new();
    for step in run.book.at("steps").list() {
        let ((contexts, target), negatives) =
            (run.batch(step), step.at("negative").list().map(Fixture::id_matrix).collect::<Vec<_>>());
        run.optimizer.catch_up(&mut model.w_in, &target);
        run.optimizer.catch_up(&mut model.w_out, contexts.iter().chain(negatives.iter().flatten()));
        losses.push(model.forward(&contexts, &target, &negatives));
        model.backward();
        run.optimizer.update(&mut [&mut model.w_in, &mut model.w_out]);
    }
    model.params().into_iter().for_each(|param| run.optimizer.catch_up_all(param));
    run.assert_trained([&model.w_in.value, &model.w_out.value], &losses);
}

/// As the program trains: gradients of touched rows, two slices, any number of threads.
fn in_slices(file_name: &str, kind: ModelKind, threads: usize) {
    let file = read(file_name);
    let run = Run::new(Fixture::from(&file));
    let [w_in, w_out] = run.weights(Param::dense).map(|weight| weight.value);
    let adam = || Optimizer::new(Adam::new(run.book.at("adam_lr").number() as f32));
    let mut model = SplitModel::new(kind, &w_in, &w_out, run.contexts.ncols(), adam, threads);
    let mut losses = Vec::new();
    for step in run.book.at("steps").list() {
        let (contexts, target) = run.batch(step);
        let negatives = match kind {
            ModelKind::Cbow => vec![step.at("negative").id_matrix()],
            ModelKind::SkipGram => step.at("negative").list().map(Fixture::id_matrix).collect(),
        };
        losses.push(model.forward(Batch { contexts, target, negatives }));
        model.backward();
        model.update();
    }
    let [w_in, w_out] = model.weights();
    run.assert_trained([&w_in, &w_out], &losses);
    assert_eq!(model.into_word_vectors(), w_in);
}

#[test]
fn cbow_with_dense_gradients() {
    cbow(Param::dense);
}

#[test]
fn cbow_with_gradients_of_touched_rows() {
    cbow(Param::sparse);
}

#[test]
fn skip_gram_with_dense_gradients() {
    skip_gram(Param::dense);
}

#[test]
fn skip_gram_with_gradients_of_touched_rows() {
    skip_gram(Param::sparse);
}

#[test]
fn cbow_in_slices_of_columns() {
    [1, 2].into_iter().for_each(|threads| in_slices("cbow_negative_sampling.json", ModelKind::Cbow, threads));
}

#[test]
fn skip_gram_in_slices_of_columns() {
    [1, 2]
        .into_iter()
        .for_each(|threads| in_slices("skip_gram_negative_sampling.json", ModelKind::SkipGram, threads));
}
