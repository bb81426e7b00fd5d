//! What the program prints, draws and refuses.

use checks::picture::assert_drawn;
use checks::program::{Run, assert_prints_output_txt, assert_refused, run, run_well};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ch04-negative-sampling");
const PICTURES: [&str; 6] = ["cost.png", "loss.png", "network.png", "sampler.png", "sigmoid.png", "yes.png"];
/// A short ladder, measured once, and a short training.
const QUICK: [&str; 6] = ["--max-vocab", "1000", "--repeats", "1", "--iterations", "50"];

fn quick(flags: &[&str]) -> Run {
    run_well(PROGRAM, &[&QUICK[..], flags].concat())
}

#[test]
fn prints_what_output_txt_shows() {
    assert_prints_output_txt(PROGRAM, env!("CARGO_MANIFEST_DIR"), &PICTURES);
}

#[test]
fn draws_every_picture_and_every_letter_in_it() {
    let run = quick(&[]);
    assert!(!run.stderr.contains("the font of the pictures has no"), "{}", run.stderr);
    let files = [
        "cost.png",
        "index.html",
        "loss.png",
        "network.png",
        "results.json",
        "sampler.png",
        "sigmoid.png",
        "yes.png",
    ];
    assert_eq!(run.file_names(), files);
    PICTURES.iter().for_each(|name| assert_drawn(name, &run.file(name)));
}

#[test]
fn runs_twice_to_the_same_bytes_but_for_the_seconds_and_with_another_seed_to_others() {
    let (one, two, other) = (quick(&[]), quick(&[]), quick(&["--seed", "1"]));
    assert_eq!(one.printed(), two.printed());
    for name in one.file_names().iter().filter(|&name| name != "cost.png") {
        assert!(one.file(name) == two.file(name), "{name} differs");
    }
    assert_ne!(one.printed(), other.printed());
    for name in ["loss.png", "sampler.png", "yes.png", "results.json"] {
        assert!(one.file(name) != other.file(name), "{name} does not depend on the seed");
    }
}

#[test]
fn shows_the_numbers_of_the_book() {
    let run = quick(&[]);
    for number in ["0.6420", "0.3315", "0.0265", "6 · ln 2 = 4.1589", "ln 676"] {
        assert!(run.stdout.contains(number), "{number}");
    }
    assert!((run.metric("first_loss_of_one_example") - 6.0 * 2f64.ln()).abs() < 0.01);
    assert_eq!(run.metric("rows_with_a_gradient"), 6.0);
    let results = run.results();
    let first = |name: &str| results["loss"][name]["value"][0].as_f64().unwrap();
    assert!((first("softmax") - 676f64.ln()).abs() < 0.01);
    assert!((first("negative sampling") - 6.0 * 2f64.ln()).abs() < 0.01);
}

#[test]
fn positives_alone_teach_to_say_yes_and_the_sampler_is_fair_for_every_seed() {
    for seed in ["0", "1", "2"] {
        let run = quick(&["--seed", seed]);
        let shares =
            ["positives_only", "negatives"].map(|kind| run.metric(&format!("share_of_yes_with_{kind}")));
        assert!(shares[0] > 0.8 && shares[1] < 0.1, "seed {seed}: {shares:?}");
        assert!(run.metric("loss_with_positives_only") < 0.05);
        let (chi_square, freedom) = (run.metric("chi_square"), run.metric("degrees_of_freedom"));
        let deviations = (chi_square - freedom) / (2.0 * freedom).sqrt();
        assert!(deviations.abs() < 4.0, "seed {seed}: χ² = {chi_square} with {freedom}");
    }
}

#[test]
fn both_losses_fall() {
    let run = run_well(PROGRAM, &["--max-vocab", "1000", "--repeats", "1"]);
    let results = run.results();
    for (name, start) in [("softmax", 676f64.ln()), ("negative sampling", 6.0 * 2f64.ln())] {
        let losses = results["loss"][name]["value"].as_array().unwrap();
        assert_eq!(losses.len(), 600);
        assert!(losses[599].as_f64().unwrap() < start / 2.0, "{name}");
    }
    assert!(run.metric("last_loss_of_one_example") < run.metric("first_loss_of_one_example"));
}

#[test]
fn the_time_of_the_softmax_grows_like_v_and_that_of_negative_sampling_does_not() {
    let slopes = || {
        let flags = ["--max-vocab", "100000", "--repeats", "3", "--iterations", "1", "--timing"];
        let results = run_well(PROGRAM, &flags).results();
        ["softmax_slope", "negative_sampling_slope"].map(|name| results["timing"][name].as_f64().unwrap())
    };
    let as_taught = |[softmax, sampled]: [f64; 2]| softmax > 0.7 && sampled < 0.4;
    // Another program may take the processor in the middle of a measurement: three tries.
    let tries: Vec<[f64; 2]> = (0..3).map(|_| slopes()).take_while(|&slopes| !as_taught(slopes)).collect();
    assert!(tries.len() < 3, "slopes of softmax and negative sampling: {tries:?}");
}

#[test]
fn other_numbers_of_negatives_another_power_and_the_widest_window_work() {
    let run = quick(&["--negatives", "10", "--power", "1", "--window", "5", "--batch", "7"]);
    assert_eq!(run.metric("rows_with_a_gradient"), 11.0);
    assert!(run.stdout.contains("11 · ln 2 = 7.6246"));
    assert!(run.results().get("timing").is_none());
    assert!(
        run.stdout.contains("P(w)^1, renorm")
            && run.stdout.contains("every word is drawn as often as it occurs")
    );
    assert!(!run.stdout.contains("rare ones more often"));
    let run = quick(&["--negatives", "20", "--power", "0.01"]);
    assert!(run.stdout.contains("P(w)^0.01 ") && run.stdout.contains("rare ones more often"));
}

#[test]
fn refuses_bad_input_in_one_sentence() {
    let refuse = |flags: &[&str], status, words: &[&str]| assert_refused(PROGRAM, flags, status, words);
    for flag in ["--negatives", "--window", "--hidden", "--batch", "--iterations", "--max-vocab", "--repeats"]
    {
        for value in ["0", "-3", "1.5", "three"] {
            refuse(&[flag, value], 2, &[flag, value, "at least 1"]);
        }
    }
    refuse(&["--negatives", "21"], 2, &["--negatives", "at most 20"]);
    refuse(&["--max-vocab", "999"], 2, &["--max-vocab", "at least 1000"]);
    refuse(&["--max-vocab", "1000001"], 2, &["--max-vocab", "at most 1000000"]);
    refuse(&["--window", "9"], 1, &["--window 9", "--window 5"]);
    for flag in ["--lr", "--power"] {
        refuse(&[flag, "-1"], 2, &[flag, "above 0"]);
    }
    refuse(&["--power", "2"], 2, &["--power", "at most 1"]);
    let run = run(PROGRAM, &[&QUICK[..], &["--lr", "1e30"]].concat()); // the seconds of the ladder come before
    let last = run.stderr.lines().last().unwrap();
    assert_eq!(run.status, 1);
    assert!(
        last.starts_with("error: the loss of softmax is no longer a number: try a smaller --lr"),
        "{last}"
    );
    refuse(&["--out", PROGRAM], 1, &["cannot", "--out"]);
}
