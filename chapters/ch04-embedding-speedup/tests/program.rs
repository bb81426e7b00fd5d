//! What the program prints, draws and refuses.

use checks::picture::assert_drawn;
use checks::program::{Run, assert_prints_output_txt, assert_refused, run_well};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ch04-embedding-speedup");
const PICTURES: [&str; 5] = ["cost.png", "loss.png", "memory.png", "network.png", "trap.png"];
const FILES: [&str; 7] =
    ["cost.png", "index.html", "loss.png", "memory.png", "network.png", "results.json", "trap.png"];
/// A short ladder, measured once.
const QUICK: [&str; 4] = ["--max-vocab", "1000", "--repeats", "1"];

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
    assert_eq!(run.file_names(), FILES);
    PICTURES.iter().for_each(|name| assert_drawn(name, &run.file(name)));
}

#[test]
fn runs_twice_to_the_same_bytes_but_for_the_seconds_and_with_another_seed_to_others() {
    let (one, two, other) = (quick(&[]), quick(&[]), quick(&["--seed", "1"]));
    assert_eq!(one.printed(), two.printed());
    for name in FILES.iter().filter(|name| !["cost.png", "index.html"].contains(name)) {
        assert!(one.file(name) == two.file(name), "{name} differs");
    }
    let pages = [&one, &two].map(|run| String::from_utf8(run.file("index.html")).unwrap());
    let before_what_is_measured = |page: &str| page.split_once("\"slopes\"").unwrap().0.to_string();
    assert_eq!(before_what_is_measured(&pages[0]), before_what_is_measured(&pages[1]));
    assert_ne!(one.printed(), other.printed());
    for name in ["loss.png", "results.json"] {
        assert!(one.file(name) != other.file(name), "{name} does not depend on the seed");
    }
}

#[test]
fn overwriting_loses_the_first_gradient_of_row_0_and_adding_keeps_it() {
    let run = quick(&[]);
    let (_, trap) = run.stdout.split_once("the trap, dw[idx] = dout").unwrap();
    let (overwritten, added) = trap.split_once("added, one position at a time").unwrap();
    let row = |text: &str, row: usize| -> Vec<i32> {
        text.lines().nth(1 + row).unwrap().split_whitespace().map(|entry| entry.parse().unwrap()).collect()
    };
    assert_eq!((row(overwritten, 0), row(added, 0)), (vec![1, 2, 3], vec![11, 22, 33]));
    (1..7).for_each(|number| assert_eq!(row(overwritten, number), row(added, number)));
    assert_eq!(run.metric("lost_gradient"), 60.0);
}

#[test]
fn embedding_and_mat_mul_give_the_same_numbers_for_every_seed() {
    for seed in ["0", "1", "2", "3", "4"] {
        let run = quick(&["--seed", seed]);
        for what in ["outputs", "gradients", "losses"] {
            let difference = run.metric(&format!("largest_difference_of_{what}"));
            assert!(difference < 1e-6, "seed {seed}: {what} differ by {difference}");
        }
        let results = run.results();
        let losses = |name: &str| results["loss"][name]["value"].as_array().unwrap().clone();
        assert_eq!(losses("Embedding").len(), 2000);
        assert!((losses("one-hot × MatMul")[0].as_f64().unwrap() - 7f64.ln()).abs() < 0.01);
        assert!(losses("Embedding")[1999].as_f64().unwrap() < 1.3);
    }
}

#[test]
fn the_time_of_mat_mul_grows_like_v_and_that_of_embedding_does_not() {
    let slopes = || {
        let run = run_well(PROGRAM, &["--max-vocab", "100000", "--repeats", "3", "--timing"]);
        let results = run.results();
        let names = ["mat_mul_slope", "embedding_slope", "embedding_in_cache_slope"];
        names.map(|name| results["timing"][name].as_f64().unwrap())
    };
    let as_taught =
        |[mat_mul, embedding, in_cache]: [f64; 3]| mat_mul > 0.7 && embedding < 0.4 && in_cache.abs() < 0.15;
    // Another program may take the processor in the middle of a measurement: three tries.
    let tries: Vec<[f64; 3]> = (0..3).map(|_| slopes()).take_while(|&slopes| !as_taught(slopes)).collect();
    assert!(tries.len() < 3, "slopes of MatMul, of Embedding, and of Embedding in the cache: {tries:?}");
}

#[test]
fn sizes_are_exact_and_no_seconds_reach_the_results() {
    let run = quick(&["--hidden", "10", "--batch", "2"]);
    assert_eq!(run.metric("multiplications_at_a_million"), 10_000_000.0);
    // 3 · (2, V) + (V, 10) + (2, 10) floats; 2 ids, (2, 10), and 2 rows of 10 with their numbers.
    assert_eq!(run.metric("mat_mul_bytes_per_step_at_a_million"), 4.0 * (16_000_000.0 + 20.0));
    assert_eq!(run.metric("embedding_bytes_per_step"), 4.0 * (2.0 + 20.0 + 22.0));
    let results = run.results();
    assert!(results.get("timing").is_none());
    assert_eq!(results["settings"]["max_vocab"], 1000);
    for word in ["mat_mul_slope: ", "embedding_slope: ", "MatMul (µs per step)"] {
        assert!(run.stderr.contains(word), "{word}");
    }
}

#[test]
fn refuses_bad_input_in_one_sentence() {
    let refuse = |flags: &[&str], status, words: &[&str]| assert_refused(PROGRAM, flags, status, words);
    for flag in ["--hidden", "--batch", "--epochs", "--repeats", "--max-vocab"] {
        for value in ["0", "-3", "1.5", "three"] {
            refuse(&[flag, value], 2, &[flag, value, "at least 1"]);
        }
    }
    refuse(&["--max-vocab", "999"], 2, &["--max-vocab", "at least 1000"]);
    refuse(&["--max-vocab", "1000001"], 2, &["--max-vocab", "at most 1000000"]);
    refuse(&["--hidden", "201"], 2, &["--hidden", "at most 200"]);
    refuse(&["--batch", "101"], 2, &["--batch", "at most 100"]);
    refuse(&["--repeats", "1001"], 2, &["--repeats", "at most 1000"]);
    refuse(&["--lr", "-1"], 2, &["--lr", "above 0"]);
    refuse(&["--lr", "1e30"], 1, &["no longer a number", "smaller --lr"]);
    refuse(&["--seed", "-1"], 2, &["--seed"]);
    refuse(&["--out", PROGRAM], 1, &["cannot", "--out"]);
}
