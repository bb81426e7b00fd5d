//! A whole training of SimpleCBOW gives the losses and the word vectors of the book's own code.

use ch03_simple_cbow::SimpleCbow;
use checks::parity::{Fixture, TRAINED, assert_same, assert_same_number, read};
use common::optimizer::{Adam, Optimizer};
use common::param::Param;
use common::text::{contexts_and_target, one_hot_contexts, preprocess_as_the_book};
use ndarray::{Array2, Axis};

#[test]
fn a_whole_training_of_simple_cbow() {
    let file = read("simple_cbow.json");
    let book = Fixture::from(&file);
    let (corpus, vocabulary) = preprocess_as_the_book(book.at("text").text());
    let (contexts, target) = contexts_and_target(&corpus, book.at("window_size").count());
    let [w_in, w_out] = ["W_in", "W_out"].map(|name| Param::dense(book.at(name).matrix()));
    let mut model = SimpleCbow::with_weights(w_in, w_out, contexts.ncols());
    let mut optimizer = Optimizer::new(Adam::new(book.at("adam_lr").number() as f32));
    // Each permutation reorders the order of the epoch before.
    let mut order: Vec<usize> = (0..target.len()).collect();
    let mut ours = Vec::new();
    for permutation in book.at("permutations").list() {
        order = permutation.ids().iter().map(|&place| order[place as usize]).collect();
        for examples in order.chunks_exact(book.at("batch_size").count()) {
            let batch_contexts: Array2<u32> = contexts.select(Axis(0), examples);
            let batch_target: Vec<u32> = examples.iter().map(|&example| target[example]).collect();
            let one_hot = one_hot_contexts(batch_contexts.view(), vocabulary.len());
            ours.push(model.forward(&one_hot, &batch_target));
            model.backward();
            optimizer.update(&mut [&mut model.w_in, &mut model.w_out]);
        }
    }

    let losses = book.at("loss_per_iteration").numbers();
    assert_eq!(ours.len(), losses.len());
    for (iteration, (ours, book)) in ours.iter().zip(losses).enumerate() {
        assert_same_number(&format!("loss of iteration {iteration}"), *ours, book, TRAINED);
    }
    assert_same("trained_W_in", model.word_vectors(), &book.at("trained_W_in").matrix(), TRAINED);
}
