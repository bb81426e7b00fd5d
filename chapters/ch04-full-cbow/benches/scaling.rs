//! How the cost of a word grows with the vocabulary: CBOW on generated text with a Zipf distribution.
//!
//! ```text
//! cargo bench -p ch04-full-cbow --bench scaling
//! cargo bench -p ch04-full-cbow --bench scaling -- 1000 10000 100000 1000000
//! ```
//!
//! Prints nanoseconds per word for each vocabulary size, the fastest of five measurements (whatever else the
//! computer does only adds to one), as a ratio to the smallest vocabulary; and nanoseconds per word for more and
//! more tokens, which stays the same where the cost is linear in the tokens.
//!
//! Beside it the memory: the most that a process has held which did nothing else (where the system tells it, as
//! Linux does), and what should fill it: W_in and W_out (V, H), Adam's two memories of each, and 4 bytes a token.
//! What is more is small change: the program itself, and about 80 bytes for each word of the vocabulary, whatever
//! H is (the sampler, where the gradient of a row is, when a row was last moved).

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use ch04_full_cbow::{Batch, SplitModel};
use common::model_kind::ModelKind;
use common::optimizer::{Adam, Optimizer};
use common::random::{generator, small_normal};
use common::sampler::UnigramSampler;
use ndarray::Array2;
use rand_distr::{Distribution, Zipf};

const HIDDEN: usize = 100;
const WINDOW: usize = 5;
const NEGATIVES: usize = 5;
const BATCH: usize = 100;
const PASSES: usize = 5;

/// `ALONE V T`: measure this and nothing else.
const ALONE: &str = "alone";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let mut sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    if arguments.iter().any(|argument| argument == ALONE) {
        let nanoseconds = nanoseconds_per_word(sizes[0], sizes[1]);
        println!("{nanoseconds} {}", process::peak_memory_bytes().unwrap_or(f64::NAN));
        return;
    }
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000, 100_000, 1_000_000];
    }
    println!(
        "{:>12} {:>10} {:>10} {:>8} {:>12} {:>12}",
        "vocabulary", "tokens", "ns/word", "ratio", "peak (MB)", "should (MB)"
    );
    measure(sizes.into_iter().map(|size| (size, 200_000)));
    measure([50_000, 100_000, 200_000, 400_000].into_iter().map(|tokens| (10_000, tokens)));
}

/// A line for each vocabulary size and number of tokens.
fn measure(texts: impl Iterator<Item = (usize, usize)>) {
    let mut first = None;
    for (vocabulary_size, tokens) in texts {
        let [nanoseconds, bytes] = alone(vocabulary_size, tokens);
        let ratio = nanoseconds / *first.get_or_insert(nanoseconds);
        let (memory, should) =
            (bytes / 1e6, (4 * vocabulary_size * HIDDEN * 2 * 3 + 4 * tokens) as f64 / 1e6);
        println!(
            "{vocabulary_size:>12} {tokens:>10} {nanoseconds:>10.0} {ratio:>8.2} {memory:>12.1} {should:>12.1}"
        );
    }
}

/// Nanoseconds per word and bytes, measured in a process of its own: what another measurement has left to the
/// allocator would hide the memory.
fn alone(vocabulary_size: usize, tokens: usize) -> [f64; 2] {
    let program = std::env::current_exe().expect("the path of this program");
    let sizes = [vocabulary_size, tokens].map(|size| size.to_string());
    let output = Command::new(program).arg(ALONE).args(sizes).output().expect("this program starts again");
    let numbers = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = numbers.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    numbers.try_into().unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// The fastest of some passes over a text of this many tokens, after one that warms up.
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
    touch_every_row(&mut model, vocabulary_size);

    let mut pass = || {
        let begin = Instant::now();
        let mut words = 0;
        for start in (0..tokens - 2 * WINDOW - BATCH).step_by(BATCH) {
            let windows = || ids[start..start + BATCH + 2 * WINDOW].windows(2 * WINDOW + 1);
            let target: Vec<u32> = windows().map(|window| window[WINDOW]).collect();
            let contexts = windows().flat_map(|window| window[..WINDOW].iter().chain(&window[WINDOW + 1..]));
            let contexts = Array2::from_shape_vec((BATCH, 2 * WINDOW), contexts.copied().collect()).unwrap();
            let negatives = vec![sampler.sample(&target, &mut random)];
            black_box(model.forward(Batch { contexts, target, negatives }));
            model.backward();
            model.update();
            words += BATCH;
        }
        begin.elapsed().as_nanos() as f64 / words as f64
    };
    pass();
    (0..PASSES).map(|_| pass()).fold(f64::INFINITY, f64::min)
}

/// Trains on each row of both matrices once. The system hands out memory when it is first written, which takes
/// long; in a training of many words for each row it is forgotten, in a short measurement it would count.
fn touch_every_row(model: &mut SplitModel, vocabulary_size: usize) {
    for first in (0..vocabulary_size).step_by(BATCH * NEGATIVES) {
        let id = |place: usize| ((first + place) % vocabulary_size) as u32;
        let target = (0..BATCH).map(id).collect();
        let contexts = Array2::from_shape_fn((BATCH, 2 * WINDOW), |(b, c)| id(b * 2 * WINDOW + c));
        let negatives = vec![Array2::from_shape_fn((BATCH, NEGATIVES), |(b, k)| id(b * NEGATIVES + k))];
        model.forward(Batch { contexts, target, negatives });
        model.backward();
        model.update();
    }
}
