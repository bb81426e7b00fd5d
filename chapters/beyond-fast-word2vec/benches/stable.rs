//! How long the vectors of the fast trainer become beside those of the sequential loop, from usual to wild settings:
//!
//! ```text
//! cargo bench -p beyond-fast-word2vec --bench stable              the toy world, and 120 words of six topics
//! cargo bench -p beyond-fast-word2vec --bench stable -- FILE      the first 100,000 words of a text
//! ```
//!
//! For each model, window and K it prints the mean length of the vectors and that of the longest, of the loop and of the
//! trainer, and their ratios; and marks what is further apart than a factor of 3.

#[path = "../tests/stability/mod.rs"]
mod stability;

use corpus::{Corpus, Options, Source};
use word2vec::{ModelKind, Word2Vec};

const WORDS: usize = 100_000;
const FACTOR: f64 = 3.0;

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if let [file] = &files[..] {
        let text = std::fs::read_to_string(file).expect("a text");
        let mut words = 0;
        let lines = text.split_inclusive('\n').take_while(|line| {
            words += line.split_whitespace().count();
            words <= WORDS
        });
        return show(file, &stability::of_text(&lines.collect::<String>()), 1.0);
    }
    show("120 words", &stability::topics(4000), 1.0);
    let toy_world = Source::ToyWorld.load(&Options::default(), |_| {}).expect("the toy world");
    show("toy world", &toy_world, 4.0);
}

/// All settings on a text, with the usual learning rate times a number.
fn show(name: &str, corpus: &Corpus, times: f32) {
    println!("{name}: {} words", corpus.ids.len());
    println!(
        "{:10} {:>6} {:>4} {:>11} {:>11} {:>6} {:>13} {:>14} {:>6}",
        "model", "window", "K", "mean, loop", "trainer", "ratio", "longest, loop", "trainer", "ratio"
    );
    for model in [ModelKind::Cbow, ModelKind::SkipGram] {
        for window in [2, 5, 10, 20, 30] {
            for negative in [2, 5, 20, 50] {
                let usual = Word2Vec::of(model);
                let learning_rate = times * usual.learning_rate;
                let settings =
                    Word2Vec { window, negative, learning_rate, hidden: 50, epochs: 1, sample: 0.0, ..usual };
                let (fast, plain) = stability::both(corpus, &settings);
                let model = format!("{model:?}");
                match fast {
                    Err(error) => println!("{model:10} {window:>6} {negative:>4} {error}"),
                    Ok(fast) => {
                        let ratios = [fast.mean / plain.mean, fast.longest / plain.longest];
                        let is_near = ratios.iter().all(|ratio| (1.0 / FACTOR..=FACTOR).contains(ratio));
                        println!(
                            "{model:10} {window:>6} {negative:>4} {:>11.2} {:>11.2} {:>6.2} {:>13.2} {:>14.2} {:>6.2}{}",
                            plain.mean,
                            fast.mean,
                            ratios[0],
                            plain.longest,
                            fast.longest,
                            ratios[1],
                            if is_near { "" } else { "  apart" }
                        );
                    }
                }
            }
        }
    }
}
