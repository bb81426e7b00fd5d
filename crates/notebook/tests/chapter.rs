//! A whole chapter as its reader runs it: the program `examples/chapter.rs`.

use std::fs;
use std::process::{Command, Output, Stdio};

use tempfile::{TempDir, tempdir};

/// The program that cargo has built for this test run, beside the tests.
fn chapter() -> Command {
    let tests = std::env::current_exe().unwrap();
    let program = tests
        .ancestors()
        .nth(2)
        .unwrap()
        .join("examples")
        .join(format!("chapter{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "build the examples first: cargo build -p notebook --examples");
    Command::new(program)
}

/// Runs it in this folder, where it writes into `here`.
fn run(scratch: &TempDir, flags: &[&str]) -> Output {
    chapter().current_dir(scratch).args(["--out", "here"]).args(flags).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const OUTPUT: &str = "
[1] 3.2.1  An inference-based method
────────────────────────────────────
One row of W_in for each word:
w_in  (V, H) = (2, 3)
  you    0.0100  0.0000  1.5000
  안녕  -0.0200  0.3000  0.0000
corpus  (T,) = (8,)
  0 1 2 3 4 1 5 6
  word       P
  ----  ------
  you   0.1429
  안녕  0.8571

[2] 3.4  Training
─────────────────

Written
───────
here/loss.png
here/results.json
";

#[test]
fn the_results_are_printed_and_the_seconds_are_not_among_them() {
    let scratch = tempdir().unwrap();
    let output = run(&scratch, &[]);
    assert!(output.status.success());
    assert_eq!(text(&output.stdout), OUTPUT);
    assert!(text(&output.stderr).contains("seconds: 0.125"));
}

#[test]
fn two_runs_write_the_same_bytes() {
    let scratch = tempdir().unwrap();
    let files =
        || ["loss.png", "results.json"].map(|name| fs::read(scratch.path().join("here").join(name)).unwrap());
    run(&scratch, &[]);
    let first = files();
    run(&scratch, &[]);
    assert_eq!(first, files());
}

#[test]
fn the_settings_are_recorded_as_they_were_typed() {
    let scratch = tempdir().unwrap();
    run(&scratch, &["--epochs", "3", "--learning-rate", "0.01", "--seed", "7", "--timing"]);
    let json = fs::read_to_string(scratch.path().join("here/results.json")).unwrap();
    let results: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(results["settings"], serde_json::json!({ "epochs": 3, "learning_rate": 0.01 }));
    assert_eq!(results["seed"], 7);
    assert_eq!(results["corpus"]["vocabulary"], 7);
    assert_eq!(results["files"], serde_json::json!(["loss.png"]));
    assert_eq!(results["timing"]["seconds"], 0.125);
    assert!(
        json.contains("\"iteration\": [1, 2, 3]") && json.contains("\"learning_rate\": 0.01\n"),
        "{json}"
    );
}

#[test]
fn a_wrong_flag_is_one_sentence_and_status_2() {
    let scratch = tempdir().unwrap();
    let output = run(&scratch, &["--epochs", "-5"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("must be a whole number of at least 1, but is `-5`"));
}

#[test]
fn a_folder_that_cannot_be_used_is_one_sentence_and_status_1_before_anything_is_printed() {
    let scratch = tempdir().unwrap();
    fs::write(scratch.path().join("here"), "").unwrap();
    let output = run(&scratch, &[]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let sentence = text(&output.stderr);
    assert!(
        sentence.starts_with("error: cannot use `here` as the output folder")
            && sentence.lines().count() == 1
    );
}

#[test]
fn when_nobody_reads_any_more_the_files_are_written_all_the_same() {
    let scratch = tempdir().unwrap();
    let mut child = chapter();
    child.current_dir(&scratch).args(["--out", "here"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(!text(&output.stderr).contains("error") && !text(&output.stderr).contains("panic"));
    assert!(scratch.path().join("here/results.json").is_file());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_under_standard_output_is_one_sentence_and_status_1() {
    let scratch = tempdir().unwrap();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = chapter();
    let output = command.current_dir(&scratch).args(["--out", "here"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("error: cannot write the results to standard output"));
}

#[test]
fn without_out_the_folder_is_found_from_anywhere_in_the_workspace() {
    let scratch = tempdir().unwrap();
    let inside = scratch.path().join("chapters/one/src");
    fs::create_dir_all(&inside).unwrap();
    fs::write(scratch.path().join("Cargo.toml"), "").unwrap();
    let output = chapter().current_dir(inside).env_remove("CARGO_MANIFEST_DIR").output().unwrap();
    assert!(
        text(&output.stdout).ends_with("out/example-chapter/loss.png\nout/example-chapter/results.json\n")
    );
    assert!(scratch.path().join("out/example-chapter/loss.png").is_file());
}
