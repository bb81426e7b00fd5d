//! 3.5.2 Both models trained beside each other, and how far each of them can get.

use anyhow::Result;
use ch03_probabilistic_loss::SimpleSkipGram;
use ch03_simple_cbow::{Examples, SimpleCbow};
use common::batches::Batches;
use common::least_loss::least_possible_loss;
use common::loss_curve::LossCurve;
use common::optimizer::{Adam, Optimizer};
use common::random::generator;
use common::text::{one_hot, one_hot_contexts};
use ndarray::aview1;
use notebook::{LinePlot, Notebook, RecordedCurve};
use tr::tr;

use crate::Flags;
use crate::recording::Recording;

/// How many points of a loss curve its line is smoothed over.
const SMOOTH: usize = 50;

/// Both models on the same examples, in the same order.
pub fn training_both(
    notebook: &mut Notebook,
    examples: &Examples,
    cbow: &mut SimpleCbow,
    skip_gram: &mut SimpleSkipGram,
    flags: &Flags,
) -> Result<()> {
    notebook.cell(tr!("Training both"));
    let vocabulary_size = examples.vocabulary.len();
    let [mut cbow_optimizer, mut skip_gram_optimizer] = [(); 2].map(|()| Optimizer::new(Adam::new(flags.lr)));
    let [mut cbow_curve, mut skip_gram_curve] =
        ["CBOW", "skip-gram"].map(|name| LossCurve::new(name, 1, flags.lr));
    let mut random = generator(flags.shared.seed);
    let batches = Batches::new(examples.len(), flags.batch, flags.epochs, &mut random);
    let (all, progress) = (batches.len(), notebook.progress(batches.len(), tr!("training")));
    let mut recording = Recording::new(examples, all);
    recording.record(cbow, skip_gram, false);
    for batch in batches {
        let (contexts, target) = examples.batch(&batch); // (B, C), (B)

        let loss = cbow.forward(&one_hot_contexts(contexts.view(), vocabulary_size), &target);
        cbow.backward();
        cbow_optimizer.update(&mut [&mut cbow.w_in, &mut cbow.w_out]);
        cbow_curve.record(loss)?;

        let loss = skip_gram.forward(contexts.view(), &one_hot(aview1(&target), vocabulary_size));
        skip_gram.backward();
        skip_gram_optimizer.update(&mut [&mut skip_gram.w_in, &mut skip_gram.w_out]);
        skip_gram_curve.record(loss / 2.0)?; // two words are guessed: per word, so that it can be compared
        recording.record(cbow, skip_gram, skip_gram_curve.iterations() == all);
        progress.inc(1);
    }
    drop(progress);
    notebook.loss_curve("CBOW", &cbow_curve.iteration, &cbow_curve.value);
    notebook.loss_curve("skip-gram", &skip_gram_curve.iteration, &skip_gram_curve.value);

    let uniform = (vocabulary_size as f64).ln();
    let least = least_possible_loss(guesses_of_skip_gram(examples));
    let least_of_cbow = least_possible_loss(examples.guesses());
    let [skip_gram_least, cbow_least] = [least, least_of_cbow].map(|loss| format!("{loss:.4}"));
    notebook.say(tr!(
        "This skip-gram, which answers left and right from one distribution, cannot get below {least} per\n\
         word on this text: the distribution of \"say\" has to hold four different neighbours, that of each other\n\
         middle word two. CBOW sees both neighbours, but forgets their order: \"say ___ and\" (goodbye) and\n\
         \"and ___ say\" (i) have the same mean h. It cannot get below {least_of_cbow}.",
        least = skip_gram_least,
        least_of_cbow = cbow_least
    ));
    notebook.metric("least_possible_skip_gram_loss", least);
    notebook.metric("least_possible_cbow_loss", least_of_cbow);
    let plot = LinePlot::new(
        tr!("SimpleCBOW and SimpleSkipGram on the toy sentence"),
        tr!("iteration"),
        tr!("loss (nats per guessed word)"),
    )
    .smoothed_line("SimpleCBOW", &cbow_curve.iteration, &cbow_curve.value, SMOOTH)
    .smoothed_line("SimpleSkipGram", &skip_gram_curve.iteration, &skip_gram_curve.value, SMOOTH)
    .reference(uniform, format!("ln {vocabulary_size} = {uniform:.4}"))
    .reference(least, tr!("least for skip-gram = {least}", least = skip_gram_least))
    .reference(least_of_cbow, tr!("least for CBOW = {least}", least = cbow_least));
    notebook.picture("loss.png", &plot)?;
    let curves = [&cbow_curve, &skip_gram_curve];
    let shown = curves.map(|curve| RecordedCurve::new(&curve.iteration, &curve.value, SMOOTH));
    Ok(recording.write(notebook, shown, [least_of_cbow, least])?)
}

/// What skip-gram guesses: each neighbour, from the word alone, without saying on which side.
fn guesses_of_skip_gram(examples: &Examples) -> Vec<(u32, u32)> {
    let neighbours = examples.contexts.indexed_iter(); // (N, C)
    neighbours.map(|((number, _), &word)| (examples.target[number], word)).collect()
}
