//! What the program prints, draws and refuses.

use checks::program::{assert_ordinary, assert_refused, run_well};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ch03-inference-basics");
const PICTURES: [&str; 3] = ["guess.png", "loss.png", "ppmi.png"];

#[test]
fn prints_and_draws_what_is_kept_and_depends_on_the_seed_alone() {
    assert_ordinary(PROGRAM, env!("CARGO_MANIFEST_DIR"), &PICTURES);
}

#[test]
fn says_what_the_chapter_teaches() {
    let run = run_well(PROGRAM, &[]);
    for line in ["goodbye  0.7071", "i        0.7071", "hello    0.7071"] {
        assert!(run.stdout.contains(line), "you is nearest to: {line}");
    }
    assert!((run.metric("initial_loss") - 7f64.ln()).abs() < 0.01);
    assert!(run.metric("final_loss") < 0.01, "one example is learned by heart");
    for line in ["1,000,000  4.0 TB ", "300  0.0053  0.9948", "say      0.1429  0.9948"] {
        assert!(run.stdout.contains(line), "{line}");
    }
    let losses = run_well(PROGRAM, &["--steps", "1", "--lr", "0.5"]).results()["loss"].clone();
    assert_eq!(losses["one example"]["value"].as_array().unwrap().len(), 2, "before and after the one step");
}

#[test]
fn refuses_bad_input_in_one_sentence() {
    assert_refused(PROGRAM, &["--hidden", "0"], 2, &["--hidden", "at least 1"]);
    assert_refused(PROGRAM, &["--steps", "-1"], 2, &["--steps", "at least 1"]);
    assert_refused(PROGRAM, &["--lr", "nan"], 2, &["--lr", "above 0"]);
    assert_refused(PROGRAM, &["--lr", "1e38"], 1, &["no longer a number", "smaller --lr"]);
    assert_refused(PROGRAM, &["--epochs", "3"], 2, &["--epochs"]);
    assert_refused(PROGRAM, &["--out", PROGRAM], 1, &["cannot", "--out"]);
}
