//! What the program prints, draws and refuses.

use checks::program::{assert_ordinary, assert_refused, run_well};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ch03-probabilistic-loss");
const PICTURES: [&str; 3] = ["cost.png", "loss.png", "network.png"];

#[test]
fn prints_and_draws_what_is_kept_and_depends_on_the_seed_alone() {
    assert_ordinary(PROGRAM, env!("CARGO_MANIFEST_DIR"), &PICTURES);
}

#[test]
fn both_models_learn_and_neither_beats_what_is_possible() {
    for seed in ["0", "1", "2", "3", "4"] {
        let run = run_well(PROGRAM, &["--seed", seed]);
        let (cbow, skip_gram) = (run.metric("cbow_final_loss"), run.metric("skip_gram_final_loss_per_word"));
        let least = run.metric("least_possible_skip_gram_loss");
        // goodbye, and, i, hello: two neighbours each, ln 2; say: four, twice: (4 · ln 2 + 2 · ln 4) / 6.
        assert!((least - (4.0 * 2f64.ln() + 2.0 * 4f64.ln()) / 6.0).abs() < 1e-12, "{least}");
        // say ___ and (goodbye), and ___ say (i): one mean and two answers, ln 2 for two of six examples.
        let least_of_cbow = run.metric("least_possible_cbow_loss");
        assert!((least_of_cbow - 2.0 * 2f64.ln() / 6.0).abs() < 1e-12, "{least_of_cbow}");
        assert!(least_of_cbow < cbow && cbow < 0.85, "seed {seed}: {cbow}");
        assert!(least < skip_gram && skip_gram < 1.5, "seed {seed}: {skip_gram}");
    }
}

#[test]
fn a_long_training_comes_near_to_the_least_possible_losses() {
    let run = run_well(PROGRAM, &["--epochs", "10000"]);
    for (loss, least) in [
        ("skip_gram_final_loss_per_word", "least_possible_skip_gram_loss"),
        ("cbow_final_loss", "least_possible_cbow_loss"),
    ] {
        let excess = run.metric(loss) - run.metric(least);
        assert!((0.0..0.02).contains(&excess), "{loss}: {excess}");
    }
}

#[test]
fn refuses_bad_input_in_one_sentence() {
    for flag in ["--hidden", "--batch", "--epochs"] {
        assert_refused(PROGRAM, &[flag, "0"], 2, &[flag, "at least 1"]);
        assert_refused(PROGRAM, &[flag, "x"], 2, &[flag, "x"]);
    }
    assert_refused(PROGRAM, &["--lr", "-1"], 2, &["--lr", "above 0"]);
    assert_refused(PROGRAM, &["--lr", "1e30"], 1, &["no longer a number", "smaller --lr"]);
    assert_refused(PROGRAM, &["--batch", "100"], 1, &["--batch 100", "--batch 6"]);
    assert_refused(PROGRAM, &["--text", "hello"], 2, &["--text"]);
    assert_refused(PROGRAM, &["--out", PROGRAM], 1, &["cannot", "--out"]);
}
