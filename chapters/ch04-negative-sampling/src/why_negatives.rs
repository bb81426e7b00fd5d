//! 4.2.5 Why negatives are needed: a small training with positives only, beside one with both.

use std::collections::HashSet;

use anyhow::Result;
use common::batches::Batches;
use common::functions::sigmoid;
use common::layers::{ContextMean, NegativeSamplingLoss};
use common::loss_curve::LossCurve;
use common::optimizer::{Adam, Optimizer};
use common::random::generator;
use common::sampler::UnigramSampler;
use corpus::{Corpus, Examples};
use ndarray::Array2;
use notebook::{BarPlot, Notebook, Table, grouped};
use tr::tr;

use crate::Flags;
use crate::one_example::Example;
use crate::training::Weights;

/// 4.2.5 With positives only, yes is always right.
pub fn why_negatives_are_needed(
    notebook: &mut Notebook,
    corpus: &Corpus,
    examples: &Examples,
    flags: &Flags,
) -> Result<()> {
    notebook.cell(tr!("Why negatives are needed (4.2.5)"));
    let (words, vocabulary_size) = (&corpus.vocabulary, corpus.vocabulary.len());
    notebook.say(tr!(
        "The toy world is a synthetic text, made from a small grammar: T = {t} words, V = {v}. Two models\n\
         start alike and take 500 steps. One is asked only about the right word of each gap; the other also\n\
         about K = {k} random wrong ones.",
        t = grouped(corpus.ids.len() as u64),
        v = vocabulary_size,
        k = flags.negatives
    ));
    notebook.corpus(&corpus.name, corpus.ids.len(), vocabulary_size, &corpus.sha256);
    let only_yes = yes_or_no(corpus, examples, flags, 0)?;
    let both = yes_or_no(corpus, examples, flags, flags.negatives)?;

    let example = Example::first(examples);
    let (gap, target) = (example.with_gap(words), example.target[0]);
    notebook.say(tr!("P(yes) in the gap of: {gap}", gap));
    let asked = ever_asked(corpus, examples); // the most frequent first
    let others = (0..).map(|step| (1usize << step) - 1).take_while(|&rank| rank < asked.len());
    let others = others.map(|rank| asked[rank]).filter(|&id| id != target);
    let shown: Vec<u32> = [target].into_iter().chain(others).collect(); // at ranks 1, 2, 4, 8, 16 …
    let shown_words: Vec<&str> = shown.iter().map(|&id| words.word(id)).collect();
    let answers = [&only_yes, &both].map(|model| model.in_the_first_gap(&shown));
    let mut table =
        Table::new([tr!("is it …?"), tr!("right answer"), tr!("positives only"), tr!("with negatives")]);
    for (number, word) in shown_words.iter().enumerate() {
        let right = if number == 0 { tr!("yes") } else { tr!("no") };
        let cells = [word.to_string(), right];
        table.row([&cells[..], &[0, 1].map(|model| format!("{:.2}", answers[model][number]))].concat());
    }
    notebook.table(&table);
    let [share_of_yes, share] = [&only_yes, &both].map(|model| model.share_of_yes(&asked));
    notebook.say(tr!(
        "Positives only: a loss of {only_yes}, and in 200 gaps {share_of_yes} % of the {v} words that are ever asked about get\n\
         a yes. Large scores for everything are enough, and nothing has been learned. With negatives: a loss\n\
         of {both}, and {share} % get a yes.",
        only_yes = format!("{:.3}", only_yes.loss),
        share_of_yes = format!("{:.1}", 100.0 * share_of_yes),
        v = asked.len(),
        both = format!("{:.2}", both.loss),
        share = format!("{:.1}", 100.0 * share)
    ));
    notebook.metric("loss_with_positives_only", only_yes.loss);
    notebook.metric("share_of_yes_with_positives_only", share_of_yes);
    notebook.metric("share_of_yes_with_negatives", share);
    let title = tr!("Is it this word? The gap: {gap}", gap);
    let x_name = tr!("word (\"{word}\" is right, the others are wrong)", word = shown_words[0]);
    let plot = BarPlot::new(title, x_name, tr!("P(yes)"), &shown_words)
        .group(tr!("trained with positives only"), &answers[0])
        .group(tr!("trained with {k} negatives each", k = flags.negatives), &answers[1]);
    notebook.picture("yes.png", &plot)?;
    Ok(())
}

/// The words that stand in some gap, the most frequent first. The others only ever stand near an end of a
/// sentence, where a word has too few neighbours to be a target.
fn ever_asked(corpus: &Corpus, examples: &Examples) -> Vec<u32> {
    let targets: HashSet<u32> = examples.positions().map(|position| examples.target(position)).collect();
    corpus.by_frequency().into_iter().filter(|word| targets.contains(word)).collect()
}

/// What a small training ends with.
struct YesOrNo {
    /// The mean loss of its last 50 steps.
    loss: f64,
    /// P(yes) of every word in each of the first 200 gaps of the text: (200, V).
    answers: Array2<f32>,
}

impl YesOrNo {
    /// How many of the answers about these words, over all gaps, are a yes.
    fn share_of_yes(&self, words: &[u32]) -> f64 {
        let yes = |&word: &u32| self.answers.column(word as usize).iter().filter(|&&yes| yes > 0.5).count();
        words.iter().map(yes).sum::<usize>() as f64 / (words.len() * self.answers.nrows()) as f64
    }

    /// The answers about these words in the first gap.
    fn in_the_first_gap(&self, words: &[u32]) -> Vec<f32> {
        words.iter().map(|&word| self.answers[[0, word as usize]]).collect()
    }
}

/// A small training with K = `negatives`; 0 for positives only.
fn yes_or_no(corpus: &Corpus, examples: &Examples, flags: &Flags, negatives: usize) -> Result<YesOrNo> {
    const STEPS: usize = 500;
    const LEARNING_RATE: f32 = 0.003;
    let mut random = generator(flags.shared.seed.wrapping_add(1)); // not the numbers of the long training
    let Weights { mut w_in, mut w_out } = Weights::new(corpus, flags, &mut random);
    let (mut context_mean, mut loss_layer) =
        (ContextMean::new(2 * flags.window), NegativeSamplingLoss::default());
    let sampler = UnigramSampler::new(&corpus.counts, flags.power, negatives);
    let mut optimizer = Optimizer::new(Adam::new(LEARNING_RATE));
    let mut curve = LossCurve::new("the small model", 1, LEARNING_RATE);
    let batch_size = examples.len().min(100);
    let mut draws = generator(flags.shared.seed);
    for batch in Batches::new(examples.len().min(100 * STEPS), batch_size, 1, &mut random) {
        let (contexts, target) = examples.batch(&batch); // (B, C), (B)
        let negatives = sampler.sample(&target, &mut draws); // (B, K)
        optimizer.catch_up(&mut w_in, &contexts); // the rows that are about to be read
        optimizer.catch_up(&mut w_out, target.iter().chain(&negatives));
        let h = context_mean.forward(contexts.view(), &w_in); // (B, H)
        let loss = loss_layer.forward(&h, &target, &negatives, &w_out);
        let dh = loss_layer.backward(&mut w_out); // (B, H)
        context_mean.backward(&dh, &mut w_in);
        optimizer.update(&mut [&mut w_in, &mut w_out]);
        curve.record(loss)?;
    }
    optimizer.catch_up_all(&mut w_in);
    optimizer.catch_up_all(&mut w_out);
    let numbers: Vec<u32> = (0..examples.len().min(200) as u32).collect();
    let (contexts, _) = examples.batch(&numbers); // (200, C)
    let h = context_mean.forward(contexts.view(), &w_in); // (200, H)
    let answers = h.dot(&w_out.value.t()).mapv(sigmoid); // (200, V)
    Ok(YesOrNo { loss: curve.mean_of_last(50), answers })
}
