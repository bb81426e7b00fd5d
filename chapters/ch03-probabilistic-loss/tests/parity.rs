//! A whole training of SimpleSkipGram gives the losses and the word vectors of the book's own code.

use std::ops::ControlFlow;

use ch03_probabilistic_loss::SimpleSkipGram;
use checks::parity::{Fixture, TRAINED, assert_same, assert_same_number, read};
use common::optimizer::{Adam, Optimizer};
use common::param::Param;
use common::text::{contexts_and_target, one_hot, preprocess_as_the_book};
use common::trainer::Trainer;
use ndarray::{Array2, Axis, aview1};

#[test]
fn a_whole_training_of_simple_skip_gram() {
    let file = read("simple_skip_gram.json");
    let book = Fixture::from(&file);
    let (corpus, vocabulary) = preprocess_as_the_book(book.at("text").text());
    let (contexts, target) = contexts_and_target(&corpus, book.at("window_size").count());
    let [w_in, w_out] = ["W_in", "W_out"].map(|name| Param::dense(book.at(name).matrix()));
    let mut model = SimpleSkipGram::with_weights(w_in, w_out, contexts.ncols());
    let mut optimizer = Optimizer::new(Adam::new(book.at("adam_lr").number() as f32));
    let trainer = Trainer {
        epochs: book.at("max_epoch").count(),
        batch_size: book.at("batch_size").count(),
        average_over: 1,
    };

    let mut permutations = book.at("permutations").list();
    let curve = trainer.fit_in_order(
        target.len(),
        |order| {
            let permutation = permutations.next().expect("one permutation for each epoch").ids();
            let shuffled: Vec<u32> = permutation.iter().map(|&i| order[i as usize]).collect();
            order.copy_from_slice(&shuffled);
        },
        |batch| {
            let examples: Vec<usize> = batch.iter().map(|&example| example as usize).collect();
            let batch_contexts: Array2<u32> = contexts.select(Axis(0), &examples);
            let batch_target: Vec<u32> = examples.iter().map(|&example| target[example]).collect();
            let one_hot = one_hot(aview1(&batch_target), vocabulary.len());
            let loss = model.forward(batch_contexts.view(), &one_hot);
            model.backward();
            optimizer.update(&mut [&mut model.w_in, &mut model.w_out]);
            loss
        },
        |_| ControlFlow::Continue(()),
    );

    let losses = book.at("loss_per_iteration").numbers();
    assert_eq!(curve.value.len(), losses.len());
    for (iteration, (ours, book)) in curve.value.iter().zip(losses).enumerate() {
        assert_same_number(&format!("loss of iteration {iteration}"), *ours, book, TRAINED);
    }
    assert_same("trained_W_in", model.word_vectors(), &book.at("trained_W_in").matrix(), TRAINED);
}
