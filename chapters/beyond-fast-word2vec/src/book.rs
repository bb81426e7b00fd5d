//! The book's way, as in `ch04-full-cbow`: shuffled mini-batches, windows of fixed width, Adam, one thread.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use ch04_full_cbow::{Batch, ModelKind, SplitModel};
use common::optimizer::Optimizer;
use common::random::{generator, small_normal};
use common::sampler::UnigramSampler;
use common::trainer::Trainer;
use corpus::{Corpus, Examples};
use ndarray::Array2;
use notebook::stop;
use rand::Rng;
use word2vec::{Model, Word2Vec};

use crate::quality;

const BATCH: usize = 100;
/// The learning rate of `ch04-full-cbow` for the toy world.
const LEARNING_RATE: f32 = 0.002;

/// What a training in the book's way has brought.
pub struct Learned {
    /// The mean loss of a guess, over `BATCH` examples each.
    pub losses: Vec<f64>,
    /// The mean loss of each epoch, and the share of the analogies that were solved after it.
    pub epochs: Vec<(f64, f64)>,
    /// The fastest epoch, without the analogies.
    pub fastest_epoch: Duration,
}

/// Whether this text can be learned from in the book's way.
pub fn check(corpus: &Corpus, settings: &Word2Vec) -> Result<()> {
    let (words, negative) = (corpus.vocabulary.len(), settings.negative);
    ensure!(
        words > negative,
        "--negative {negative} needs more than {words} words: try a smaller --negative or --min-count"
    );
    let examples = corpus.examples(settings.window)?.len();
    ensure!(
        examples >= BATCH,
        "this text has only {examples} examples: try a smaller --window or --min-count"
    );
    Ok(())
}

/// Trains as `ch04-full-cbow` does.
pub fn train(corpus: &Corpus, settings: &Word2Vec, progress: impl Fn()) -> Result<Learned> {
    let examples = corpus.examples(settings.window)?;
    let trainer = Trainer { epochs: settings.epochs, batch_size: BATCH, average_over: usize::MAX };
    let per_epoch = trainer.iterations_per_epoch(examples.len());
    let kind = match settings.model {
        Model::Cbow => ModelKind::Cbow,
        Model::SkipGram => ModelKind::SkipGram,
    };
    let guesses = kind.guesses(2 * settings.window) as f64;

    let mut random = generator(settings.seed);
    let [w_in, w_out] = [(); 2].map(|()| small_normal(corpus.vocabulary.len(), settings.hidden, &mut random)); // (V, H)
    let optimizer = || Optimizer::named("adam", LEARNING_RATE).expect("a known name");
    let model = SplitModel::new(kind, &w_in, &w_out, 2 * settings.window, optimizer, 1);
    let model = std::cell::RefCell::new(model); // to learn and to be asked, in turns
    let sampler = UnigramSampler::new(&corpus.counts, 0.75, settings.negative);
    let mut draws = generator(random.next_u64());

    let mut learned = Learned { losses: Vec::new(), epochs: Vec::new(), fastest_epoch: Duration::MAX };
    let mut begin = Instant::now();
    trainer.fit(
        examples.len(),
        &mut random,
        |numbers| {
            let batch = the_batch(numbers, &examples, kind, &sampler, &mut draws);
            model.borrow_mut().train(batch)
        },
        |now| {
            learned.losses.push(now.loss / guesses);
            if now.iteration % per_epoch == 0 {
                learned.fastest_epoch = learned.fastest_epoch.min(begin.elapsed());
                let losses = &learned.losses[now.iteration - per_epoch..];
                let mean = losses.iter().sum::<f64>() / per_epoch as f64;
                let solved =
                    quality::solved(corpus, &corpus.vocabulary, model.borrow_mut().word_vectors().view());
                learned.epochs.push((mean, solved));
                progress();
                begin = Instant::now();
            }
            if now.loss.is_finite() { stop::or_go_on() } else { ControlFlow::Break(()) }
        },
    );
    ensure!(
        stop::is_wanted() || learned.epochs.len() == settings.epochs,
        "the weights of the book's way are no longer numbers"
    );
    Ok(learned)
}

/// The contexts, targets and negatives of the examples with these numbers.
fn the_batch(
    numbers: &[u32],
    examples: &Examples,
    kind: ModelKind,
    sampler: &UnigramSampler,
    draws: &mut impl Rng,
) -> Batch {
    let (mut contexts, mut target) = (Vec::new(), Vec::new());
    for &number in numbers {
        let position = examples.position(number as usize);
        let (left, right) = examples.contexts(position);
        contexts.extend_from_slice(left);
        contexts.extend_from_slice(right);
        target.push(examples.target(position));
    }
    let shape = (numbers.len(), 2 * examples.window());
    let contexts = Array2::from_shape_vec(shape, contexts).expect("C words each"); // (B, C)
    let negatives = match kind {
        ModelKind::Cbow => vec![sampler.sample(&target, draws)], // once (B, K)
        ModelKind::SkipGram => {
            contexts.columns().into_iter().map(|words| sampler.sample(&words.to_vec(), draws)).collect() // C times
        }
    };
    Batch { contexts, target, negatives }
}
