//! Tests of a shard: what it draws, and what it learns from that.

use super::*;
use crate::ReadOptions;
use crate::weights::Weights;

#[test]
fn a_word_is_predicted_from_the_mean_of_its_neighbours_and_each_gets_the_whole_change() {
    check_prediction(false);
}

#[test]
fn a_word_is_predicted_from_the_sum_of_its_neighbours_where_that_is_set() {
    check_prediction(true);
}

fn check_prediction(sum_of_neighbours: bool) {
    let text =
        Text::from_sentences([["a", "b", "c", "d"]], &ReadOptions { min_count: 1, ..ReadOptions::default() });
    let text = text.unwrap();
    let settings = Word2Vec { hidden: 16, shared_negatives: 2, sum_of_neighbours, ..Word2Vec::default() };
    let mut random = generator(1);
    let mut weights = Weights::zeros(4, 16, 1);
    weights.write(|_, rows| {
        rows.into_iter().flatten().for_each(|weight| *weight = random.random_range(-1.0..1.0));
    });
    let deal = weights.deal;
    let mut shard = Shard::new(text.parts(1).unwrap().remove(0), 0, &text, &settings, deal);
    let (sampler, weights) = (AliasTable::new(&[0.25; 4]), weights.read());
    let (w_in, w_out) = (&weights[0].w_in, &weights[0].w_out);
    let shared = Shared {
        settings: &settings,
        deal,
        weights: &weights,
        sampler: &sampler,
        keep: None,
        learning_rate: 1e-3,
    };
    shard.learn(&shared, &mut [(); 2].map(|()| SlotOfRow::new(4))).unwrap();

    // Every word occurs once, so it has the slot of its position.
    let mut expected: Vec<Vec<f32>> = (0..4).map(|row| w_in.row(row).to_vec()).collect();
    for (position, window) in shard.windows.iter().enumerate() {
        let neighbours = || (window.start as usize..window.end as usize).filter(|&at| at != position);
        let count = if sum_of_neighbours { 1.0 } else { neighbours().count() as f32 };
        let h: Vec<f32> =
            (0..16).map(|d| neighbours().map(|at| w_in.row(at as u32)[d]).sum::<f32>() / count).collect();
        let update = |slot: u32, label: f32, weight: f32| -> Vec<f32> {
            let w = w_out.row(slot);
            let score: f32 = h.iter().zip(w).map(|(h, w)| h * w).sum();
            let step = 1e-3 * weight * (label - 1.0 / (1.0 + (-score).exp()));
            w.iter().map(|w| step * w).collect()
        };
        let no = shard.negatives.iter().filter(|&&slot| slot != position as u32);
        let updates = no.map(|&slot| update(slot, 0.0, 5.0 / 2.0)).chain([update(position as u32, 1.0, 1.0)]);
        for update in updates {
            neighbours().for_each(|at| (0..16).for_each(|d| expected[at][d] += update[d]));
        }
    }
    for (slot, expected) in (0..).zip(&expected) {
        for (computed, expected) in shard.w_in.at(slot).iter().zip(expected) {
            assert!((computed - expected).abs() < 1e-5, "{computed} for {expected}");
        }
    }
}

/// A shard that has chosen words from a text of one line, with all words as likely to be kept.
fn chosen(words: usize, settings: &Word2Vec, keep: Option<f32>, check: impl Fn(&Shard)) {
    let line = (0..words).map(|number| if number % 2 == 0 { "even" } else { "odd" });
    let text = Text::from_sentences([line], &ReadOptions { min_count: 1, ..ReadOptions::default() }).unwrap();
    let weights = Weights::zeros(2, settings.hidden, 1);
    let keep = keep.map(|keep| [keep; 2]);
    let mut shard = Shard::new(text.parts(1).unwrap().remove(0), 0, &text, settings, weights.deal);
    let shared = Shared {
        settings,
        deal: weights.deal,
        weights: &weights.read(),
        sampler: &AliasTable::new(&[0.5; 2]),
        keep: keep.as_ref().map(|keep| &keep[..]),
        learning_rate: 1e-3,
    };
    let mut slots = [(); 2].map(|()| SlotOfRow::new(2));
    loop {
        shard.learn(&shared, &mut slots).unwrap();
        if shard.words == 0 {
            return;
        }
        check(&shard);
    }
}

#[test]
fn every_reach_up_to_the_window_is_drawn_as_often_and_words_are_kept_as_often_as_they_should() {
    let (reaches, kept) = (std::cell::RefCell::new([0u32; 5]), std::cell::Cell::new(0));
    let settings = Word2Vec { hidden: 8, shards: 1, ..Word2Vec::default() };
    chosen(200_000, &settings, Some(0.3), |shard| {
        kept.set(kept.get() + shard.kept.len());
        for (position, window) in shard.windows.iter().enumerate().skip(5) {
            // Near the end of the chunk the window may be cut on the other side.
            reaches.borrow_mut()[position - window.start as usize - 1] += 1;
        }
    });
    // 60,000 are expected, with a standard deviation of 205; of the reaches 12,000 each, less those at the cuts, with
    // one of 98.
    assert!((59_000..61_000).contains(&kept.get()), "{}", kept.get());
    assert!(reaches.borrow().iter().all(|reach| (11_000..12_500).contains(reach)), "{reaches:?}");
}

#[test]
fn a_sentence_that_is_longer_than_a_chunk_loses_few_pairs() {
    for (model, window) in [(ModelKind::SkipGram, 5), (ModelKind::SkipGram, 100), (ModelKind::Cbow, 100)] {
        let settings = Word2Vec { hidden: 8, window, shards: 1, ..Word2Vec::of(model) };
        let pairs = std::cell::Cell::new(0);
        chosen(50_000, &settings, None, |shard| {
            pairs.set(pairs.get() + shard.windows.iter().map(|window| window.len() as usize).sum::<usize>());
        });
        let share = pairs.get() as f64 / (50_000 * (window + 1)) as f64;
        assert!((0.95..1.03).contains(&share), "{model:?} with window {window}: {share} of all pairs");
    }
}
