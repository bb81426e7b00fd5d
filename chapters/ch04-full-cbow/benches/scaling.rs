//! How the cost of a word grows with the vocabulary: CBOW on generated text with a Zipf distribution.
//!
//! ```text
//! cargo bench -p ch04-full-cbow
//! cargo bench -p ch04-full-cbow -- 1000 10000 100000 1000000
//! ```
//!
//! Prints nanoseconds per word for each vocabulary size, the median of three measurements, as a ratio to the
//! smallest vocabulary; and nanoseconds per word for more and more tokens, which stays the same where the
//! cost is linear in the tokens.

use std::hint::black_box;
use std::time::Instant;

use ch04_full_cbow::{Batch, ModelKind, SplitModel};
use common::optimizer::{Adam, Optimizer};
use common::random::{generator, small_normal};
use common::sampler::UnigramSampler;
use ndarray::Array2;
use rand_distr::{Distribution, Zipf};

const HIDDEN: usize = 100;
const WINDOW: usize = 5;
const NEGATIVES: usize = 5;
const BATCH: usize = 100;

fn main() {
    let mut sizes: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000, 100_000, 1_000_000];
    }
    println!("{:>12} {:>10} {:>10} {:>8}", "vocabulary", "tokens", "ns/word", "ratio");
    let mut first = None;
    for &size in &sizes {
        let nanoseconds = nanoseconds_per_word(size, 200_000);
        let ratio = nanoseconds / *first.get_or_insert(nanoseconds);
        println!("{size:>12} {:>10} {nanoseconds:>10.0} {ratio:>8.2}", 200_000);
    }
    let mut first = None;
    for tokens in [50_000, 100_000, 200_000, 400_000] {
        let nanoseconds = nanoseconds_per_word(10_000, tokens);
        let ratio = nanoseconds / *first.get_or_insert(nanoseconds);
        println!("{:>12} {tokens:>10} {nanoseconds:>10.0} {ratio:>8.2}", 10_000);
    }
}

/// The median of three passes over a text of this many tokens, after one that warms up.
fn nanoseconds_per_word(vocabulary_size: usize, tokens: usize) -> f64 {
    let mut random = generator(1);
    let zipf = Zipf::new(vocabulary_size as f64, 1.0).expect("a distribution");
    let ids: Vec<u32> = (0..tokens).map(|_| zipf.sample(&mut random) as u32 - 1).collect();
    let mut counts = vec![1; vocabulary_size];
    ids.iter().for_each(|&id| counts[id as usize] += 1);
    let sampler = UnigramSampler::new(&counts, 0.75, NEGATIVES);
    let [w_in, w_out] = [(); 2].map(|()| small_normal(vocabulary_size, HIDDEN, &mut random)); // (V, H)
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let adam = || Optimizer::new(Adam::new(0.001));
    let mut model = SplitModel::new(ModelKind::Cbow, &w_in, &w_out, 2 * WINDOW, adam, threads);
    drop((w_in, w_out));

    let mut pass = || {
        let begin = Instant::now();
        let mut words = 0;
        for windows in ids.windows(2 * WINDOW + 1).collect::<Vec<_>>().chunks_exact(BATCH) {
            let target: Vec<u32> = windows.iter().map(|window| window[WINDOW]).collect();
            let contexts =
                windows.iter().flat_map(|window| window[..WINDOW].iter().chain(&window[WINDOW + 1..]));
            let contexts = Array2::from_shape_vec((BATCH, 2 * WINDOW), contexts.copied().collect()).unwrap();
            let negatives = vec![sampler.sample(&target, &mut random)];
            black_box(model.train(Batch { contexts, target, negatives }));
            words += BATCH;
        }
        begin.elapsed().as_nanos() as f64 / words as f64
    };
    pass();
    let mut passes = [pass(), pass(), pass()];
    passes.sort_by(f64::total_cmp);
    passes[1]
}
