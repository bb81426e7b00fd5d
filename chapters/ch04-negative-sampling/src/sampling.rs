//! 4.2.6 Which words are drawn, and many draws compared with what they should be.

use std::collections::HashSet;

use anyhow::Result;
use common::sampler::UnigramSampler;
use corpus::Corpus;
use notebook::{BarPlot, Notebook, Table, grouped};
use rand::Rng;
use tr::tr;

use crate::Flags;

/// The ranks of some words of a text, from the most frequent to rare ones, as far as it has so many.
pub const SHOWN_RANKS: [usize; 8] = [1, 2, 3, 10, 50, 100, 300, usize::MAX];

/// 4.2.6 Words are drawn by P(w) to a power, 0.75 if no other is asked for.
pub fn which_words_are_drawn(notebook: &mut Notebook, flags: &Flags) {
    let power = flags.power;
    notebook.cell(tr!("Which words are drawn: P(w)^{power}, renormalised (4.2.6)", power));
    let p: [f64; 3] = [0.7, 0.29, 0.01];
    let powered = p.map(|p| p.powf(power));
    let sum: f64 = powered.iter().sum();
    let renormalised = powered.map(|p| p / sum);
    let powered_name = format!("P(w)^{power}");
    let mut table = Table::new(["P(w)", &powered_name, &tr!("divided by their sum"), &tr!("times P(w)")]);
    for ((p, powered), renormalised) in p.iter().zip(powered).zip(renormalised) {
        let cells = [format!("{p}"), format!("{powered:.4}"), format!("{renormalised:.4}")];
        table.row([&cells[..], &[format!("{:.2}", renormalised / p)]].concat());
    }
    notebook.table(&table);
    let effect = if power < 1.0 {
        tr!("Frequent words are drawn less often than they occur, rare ones more often, so\n\
             that they are asked about at all.")
    } else {
        tr!("The power 1 changes nothing: every word is drawn as often as it occurs.")
    };
    notebook.say(tr!("The sum is {sum}. {effect}", sum = format!("{sum:.4}"), effect));
    let sampler = UnigramSampler::new(&[70, 29, 1], power, 1);
    assert!(sampler.probabilities().iter().zip(renormalised).all(|(a, b)| (a - b).abs() < 1e-12));
    notebook.say(tr!(
        "`UnigramSampler` has the same probabilities. What it draws for a target has two more rules:"
    ));
    notebook.say(tr!("never the target itself, and no word twice for one example."));
    notebook.metric("rare_word_renormalised", renormalised[2]);
}

/// 4.2.6 Theory and practice on a text whose words are unevenly common.
pub fn the_sampler_on_a_text(
    notebook: &mut Notebook,
    corpus: &Corpus,
    flags: &Flags,
    random: &mut impl Rng,
) -> Result<(UnigramSampler, Draws)> {
    notebook.cell(tr!("Theory and draws on a text: the toy world (4.2.6)"));
    let sampler = UnigramSampler::new(&corpus.counts, flags.power, flags.negatives);
    let ranked = corpus.by_frequency(); // (V), the most frequent first
    let target = ranked[0];
    let draws = Draws::new(&sampler, target, 200_000, random);
    assert_eq!((draws.counted[target as usize], draws.repeats), (0, 0));
    notebook.say(tr!(
        "{n} times K = {k} negatives for the target \"{word}\", the most frequent word. It was drawn 0 times, and no\n\
         example has a word twice. The first negative of each example, which no other one has restricted:",
        n = grouped(draws.number as u64),
        k = flags.negatives,
        word = corpus.vocabulary.word(target)
    ));
    let mut table =
        Table::new([tr!("rank"), tr!("word"), tr!("times in the text"), tr!("expected draws"), tr!("drawn")]);
    for rank in SHOWN_RANKS.map(|rank| rank.min(ranked.len())) {
        let word = ranked[rank - 1] as usize;
        let cells = [rank.to_string(), corpus.vocabulary.word(word as u32).to_string()];
        let (expected, drawn) = (draws.expected[word], draws.counted[word]);
        let numbers = [corpus.counts[word].to_string(), format!("{expected:.1}"), drawn.to_string()];
        table.row([cells.as_slice(), &numbers].concat());
    }
    notebook.table(&table);

    let (chi_square, freedom) = draws.chi_square();
    notebook.say(tr!(
        "χ² = Σ (drawn − expected)² / expected = {chi_square}, with {freedom} degrees of freedom. A fair\n\
         sampler gives {freedom} ± {deviation} (mean and standard deviation, √(2 · {freedom})).",
        chi_square = format!("{chi_square:.1}"),
        freedom,
        deviation = format!("{:.1}", (2.0 * freedom as f64).sqrt())
    ));
    say_refusals(notebook, &sampler, &ranked, flags.negatives);
    notebook.metric("chi_square", chi_square);
    notebook.metric("degrees_of_freedom", freedom);
    notebook.picture("sampler.png", &draws.picture(corpus))?;
    Ok((sampler, draws))
}

/// How often the worst case draws: the most frequent word as the target, and the next ones as the other negatives.
fn say_refusals(notebook: &mut Notebook, sampler: &UnigramSampler, ranked: &[u32], negatives: usize) {
    let taken = |words: usize| {
        ranked[..words].iter().map(|&word| sampler.probabilities()[word as usize]).sum::<f64>()
    };
    let (target, at_most) = (taken(1), taken(negatives));
    notebook.say(tr!(
        "A draw for this target is refused with the probability {p}, so its first negative takes\n\
         1 / (1 − {p}) = {draws} draws on average. The last of the {k} takes at most {most}, and 64 refusals in a row\n\
         come at most once in 10^{power} times.",
        p = format!("{target:.4}"),
        draws = format!("{:.3}", 1.0 / (1.0 - target)),
        k = negatives,
        most = format!("{:.3}", 1.0 / (1.0 - at_most)),
        power = format!("{:.0}", -64.0 * at_most.log10())
    ));
}

/// K negatives for one target, drawn many times.
pub struct Draws {
    /// How many times.
    pub number: usize,
    /// How often each word is expected as the first negative: (V), 0 for the target.
    pub expected: Vec<f64>,
    /// How often it came: (V).
    pub counted: Vec<u64>,
    /// How many of the examples had a word twice.
    pub repeats: usize,
}

impl Draws {
    /// Draws. Only the first negative of an example follows P(w) / (1 − P(target)) itself: each later one may
    /// not repeat those before it.
    pub fn new(sampler: &UnigramSampler, target: u32, number: usize, random: &mut impl Rng) -> Self {
        let negatives = sampler.sample(&vec![target; number], random); // (N, K)
        let mut counted = vec![0; sampler.probabilities().len()]; // (V)
        negatives.column(0).iter().for_each(|&word| counted[word as usize] += 1);
        let left = 1.0 - sampler.probabilities()[target as usize];
        let expected = |(word, p): (u32, &f64)| if word == target { 0.0 } else { number as f64 * p / left };
        let has_repeat = |row: &[u32]| row.iter().collect::<HashSet<_>>().len() < row.len();
        Self {
            number,
            expected: (0..).zip(sampler.probabilities()).map(expected).collect(),
            counted,
            repeats: negatives.outer_iter().filter(|row| has_repeat(&row.to_vec())).count(),
        }
    }

    /// χ² = Σ (drawn − expected)² / expected over all words that can be drawn, and its degrees of freedom: one
    /// less than there are such words, because the draws add up to a known number.
    pub fn chi_square(&self) -> (f64, usize) {
        let drawable = self.expected.iter().zip(&self.counted).filter(|(expected, _)| **expected > 0.0);
        let terms: Vec<f64> =
            drawable.map(|(expected, &drawn)| (drawn as f64 - expected).powi(2) / expected).collect();
        (terms.iter().sum(), terms.len() - 1)
    }

    /// Expected against drawn, in percent, for the most frequent words, of which the first is the target.
    pub fn picture(&self, corpus: &Corpus) -> BarPlot {
        let shown: Vec<usize> = corpus.by_frequency().iter().take(15).map(|&word| word as usize).collect();
        let words: Vec<&str> = shown.iter().map(|&word| corpus.vocabulary.word(word as u32)).collect();
        let percent = |height: &dyn Fn(usize) -> f64, of: usize| -> Vec<f64> {
            shown.iter().map(|&word| 100.0 * height(word) / of as f64).collect()
        };
        let draws = grouped(self.number as u64);
        BarPlot::new(
            tr!("Negatives for the target \"{word}\": theory and {draws} draws", word = words[0], draws),
            tr!("the 15 most frequent words of the toy world"),
            tr!("percent"),
            &words,
        )
        .group(tr!("share of the text"), &percent(&|word| corpus.counts[word] as f64, corpus.ids.len()))
        .group(tr!("expected draws"), &percent(&|word| self.expected[word], self.number))
        .group(tr!("drawn"), &percent(&|word| self.counted[word] as f64, self.number))
    }
}
