//! A training that is interrupted goes on as if it had not been.

#[path = "../../ch04-full-cbow/tests/interruption/mod.rs"]
mod interruption;

use std::fs;
#[cfg(unix)]
use std::io::{BufRead, BufReader, Read};
#[cfg(unix)]
use std::process::Command;

use checks::program::{assert_refused, temporary_file};
use interruption::{Training, kills};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_beyond-fast-word2vec");

/// 10,000 sentences of nine of 500 words, the first of them often.
fn text() -> (TempDir, String) {
    let (mut text, mut number) = (String::new(), 1u32);
    for place in 1..=90_000 {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223); // a linear congruential generator
        let share = f64::from(number) / f64::from(u32::MAX);
        text += &format!("w{}", (500.0 * share * share) as u32);
        text.push(if place % 9 == 0 { '\n' } else { ' ' });
    }
    temporary_file("text.txt", text)
}

fn on_text(text: &str, flags: &[&str]) -> Training {
    Training::undisturbed(PROGRAM, &[&["--corpus", text], flags].concat())
}

/// So many runs with `KILLS=50 cargo test -p beyond-fast-word2vec --test checkpoints`.
#[test]
fn runs_that_are_killed_at_random_moments_go_on_to_the_same_bits_and_leave_nothing_behind() {
    let (_folder, text) = text();
    on_text(&text, &["--epochs", "10"]).assert_survives_kills(kills(5));
}

#[test]
fn either_model_goes_on_to_the_same_bits_with_any_number_of_threads() {
    let (_folder, text) = text();
    for model in ["cbow", "skip-gram"] {
        let training = on_text(&text, &["--model", model, "--hidden", "20", "--epochs", "3"]);
        for (before, after) in [("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")] {
            let folder = training.killed(&["--threads", before]);
            let output = training.go_on(folder.path(), &["--threads", after]);
            training.assert_undisturbed(output, folder.path());
        }
    }
}

#[test]
fn a_corpus_with_a_name_goes_on_as_well_but_not_the_many_trainings_of_the_toy_world() {
    let training = Training::undisturbed(PROGRAM, &["--corpus", "toy", "--epochs", "50"]);
    let folder = training.killed(&[]);
    let output = training.go_on(folder.path(), &[]);
    training.assert_undisturbed(output, folder.path());
    assert_refused(PROGRAM, &["--resume"], 2, &["--resume", "--corpus FILE"]);
}

#[test]
fn another_text_and_other_settings_are_refused_and_the_difference_named() {
    let (_folder, text) = text();
    let training = on_text(&text, &["--hidden", "100"]);
    let folder = training.killed(&[]);
    let refusal = |flags: &[&str], difference: &str| {
        let output = training.go_on(folder.path(), flags);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{flags:?}: {stderr}");
        let start = format!("error: --resume: the checkpoint was made {difference}");
        assert!(stderr.starts_with(&start) && stderr.lines().count() == 1, "{stderr}");
    };
    for (flags, difference) in [
        (["--lr", "0.01"], "with --lr 0.05, and this run is with --lr 0.01;"),
        (
            ["--model", "skip-gram"],
            "with --lr 0.05, with --model cbow, and this run is with --lr 0.025, with",
        ),
        (["--window", "4"], "with --window 5, and this run is with --window 4;"),
        (["--negative", "4"], "with --negative 5, and this run is with --negative 4;"),
        (["--ns-exponent", "0.5"], "with --ns-exponent 0.75, and this run is with --ns-exponent 0.5;"),
        (["--epochs", "6"], "with --epochs 5, and this run is with --epochs 6;"),
        (["--sample", "0"], "with --sample 0.001, and this run is with --sample 0.0;"),
        (["--shards", "3"], "with --shards 16, and this run is with --shards 3;"),
        (["--seed", "1"], "with --seed 0, and this run is with --seed 1;"),
        (["--min-count", "6"], "with --min-count 5, and this run is with --min-count 6;"),
    ] {
        refusal(&flags, difference);
    }
    refusal(&["--lower-case"], "without --lower-case, and this run is with --lower-case;");
    let read = fs::read_to_string(&text).unwrap();
    fs::write(&text, read.replacen("w7 ", "w8 ", 1)).unwrap();
    refusal(&[], "with the text of 90000 words with the SHA-256 ");
    // The same text may lie elsewhere.
    let (_elsewhere, moved) = temporary_file("text.txt", read);
    let elsewhere = on_text(&moved, &["--hidden", "100"]);
    let output = elsewhere.go_on(folder.path(), &[]);
    elsewhere.assert_undisturbed(output, folder.path());
}

/// Windows has no such signals for a child alone.
#[cfg(unix)]
#[test]
fn a_signal_that_ends_programs_leaves_a_checkpoint() {
    let (_folder, text) = text();
    let training = on_text(&text, &["--epochs", "40"]);
    for signal in ["-INT", "-TERM", "-HUP"] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = training.start(folder.path(), &[]);
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("The fast trainer") {
            line.clear();
            assert!(stdout.read_line(&mut line).unwrap() > 0, "it never trained");
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        stdout.read_to_string(&mut line).unwrap();
        let stopped = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&stopped.stderr);
        assert!(stderr.contains("note: --resume with the same flags goes on from"), "{signal}: {stderr}");
        let output = training.go_on(folder.path(), &[]);
        training.assert_undisturbed(output, folder.path());
    }
}
