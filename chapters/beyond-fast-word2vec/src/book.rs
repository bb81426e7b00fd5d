//! The book's way, as in `ch04-full-cbow`: shuffled mini-batches, windows of fixed width, Adam, one thread.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use ch04_full_cbow::{Batch, SplitModel};
use common::batches::Batches;
use common::loss_curve::LossCurve;
use common::optimizer::{Adam, Optimizer};
use common::random::{generator, small_normal};
use common::sampler::UnigramSampler;
use corpus::Corpus;
use notebook::ProgressBar;
use process::stop;
use rand::Rng;
use word2vec::Word2Vec;

use crate::quality;

const BATCH: usize = 100;
/// The learning rate of `ch04-full-cbow` for the toy world.
const LEARNING_RATE: f32 = 0.002;

/// What a training in the book's way has brought.
pub struct Learned {
    /// The mean loss of a prediction, over `BATCH` examples each.
    pub losses: Vec<f64>,
    /// The mean loss of each epoch, and the share of the analogies that were solved after it.
    pub epochs: Vec<(f64, f64)>,
    /// The fastest epoch, without the analogies.
    pub fastest_epoch: Duration,
}

/// Whether the toy world, as this `min_count` leaves it, can be learned from in the book's way.
pub fn check(corpus: &Corpus, settings: &Word2Vec, min_count: u64) -> Result<()> {
    let &Word2Vec { negative, window, .. } = settings;
    let words = corpus.vocabulary.len();
    let fewer = match words {
        1 => String::new(),
        _ => format!("--negative {} or ", words - 1),
    };
    ensure!(
        words > negative,
        "--negative {negative} needs more words than {words}: try {fewer}a smaller --min-count than {min_count}"
    );
    let examples = match corpus.examples(window) {
        Ok(examples) => examples.len(),
        // No sentence has more words than these; the toy world has longer ones, but for this minimum.
        Err(corpus::Error::NoExample { .. }) => 0,
        Err(error) => return Err(error.naming_window("--window").into()),
    };
    ensure!(
        examples >= BATCH,
        "these sentences have only {examples} examples: try a smaller {}",
        if window > 1 { format!("--window than {window}") } else { format!("--min-count than {min_count}") }
    );
    Ok(())
}

/// Trains as `ch04-full-cbow` does.
pub fn train(corpus: &Corpus, settings: &Word2Vec, progress: &ProgressBar) -> Result<Learned> {
    let examples = corpus.examples(settings.window)?;
    let kind = settings.model;
    let predictions = kind.predictions(2 * settings.window) as f64;
    let mut random = generator(settings.seed);
    let [w_in, w_out] = [(); 2].map(|()| small_normal(corpus.vocabulary.len(), settings.hidden, &mut random)); // (V, H)
    let adam = || Optimizer::new(Adam::new(LEARNING_RATE));
    let mut model = SplitModel::new(kind, &w_in, &w_out, 2 * settings.window, adam, 1);
    let sampler = UnigramSampler::new(&corpus.counts, 0.75, settings.negative);
    let mut draws = generator(random.next_u64());

    let batches = Batches::new(examples.len(), BATCH, settings.epochs, &mut random);
    let per_epoch = batches.per_epoch();
    let mut curve = LossCurve::new("the book's way", 1, LEARNING_RATE);
    let (mut epochs, mut fastest_epoch, mut begin) = (Vec::new(), Duration::MAX, Instant::now());
    for batch in batches {
        let batch = Batch::new(kind, examples.batch(&batch), &sampler, &mut draws);
        let loss = model.forward(batch);
        model.backward();
        model.update();
        curve.record(loss / predictions)?;

        if curve.iterations().is_multiple_of(per_epoch) {
            fastest_epoch = fastest_epoch.min(begin.elapsed());
            let solved = quality::solved(corpus, &corpus.vocabulary, model.word_vectors().view());
            epochs.push((curve.mean_of_last(per_epoch), solved));
            progress.inc(1);
            begin = Instant::now();
        }
        if stop::is_wanted() {
            break;
        }
    }
    Ok(Learned { losses: curve.value, epochs, fastest_epoch })
}
