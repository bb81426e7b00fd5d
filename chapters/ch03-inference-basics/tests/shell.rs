//! The program as its reader runs it: from anywhere, into a pipe, onto a full disk.

use std::fs;
use std::process::{Command, Output, Stdio};

use tempfile::{TempDir, tempdir};

fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_ch03-inference-basics"));
    program.env("LC_ALL", "C"); // whatever the language of this system
    program
}

/// Runs it in this folder, where it writes into `here`.
fn run(scratch: &TempDir, flags: &[&str]) -> Output {
    program().current_dir(scratch).args(["--out", "here"]).args(flags).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
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
    run(&scratch, &["--steps", "3", "--lr", "0.01", "--seed", "7", "--timing"]);
    let json = fs::read_to_string(scratch.path().join("here/results.json")).unwrap();
    let results: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(results["settings"], serde_json::json!({ "hidden": 3, "steps": 3, "lr": 0.01 }));
    assert_eq!(results["seed"], 7);
    assert_eq!(results["corpus"]["vocabulary"], 7);
    assert_eq!(results["files"], serde_json::json!(["ppmi.png", "loss.png", "guess.png", "index.html"]));
    assert!(results["timing"].is_object());
    assert!(json.contains("\"iteration\": [0, 1, 2, 3]") && json.contains("\"lr\": 0.01,\n"), "{json}");
}

#[test]
fn a_folder_that_cannot_be_used_is_one_sentence_and_status_1_before_anything_is_printed() {
    let scratch = tempdir().unwrap();
    fs::write(scratch.path().join("taken"), "").unwrap();
    for (out, words) in [
        ("taken", "cannot use `taken` as the output folder because a file stands there"),
        ("taken/below", "choose another with `--out DIR`"),
    ] {
        let output = program().current_dir(&scratch).args(["--out", out]).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        let sentence = text(&output.stderr);
        assert!(sentence.contains(words) && sentence.lines().count() == 1, "{sentence}");
    }
}

#[test]
fn without_flags_the_seed_is_zero() {
    let scratch = tempdir().unwrap();
    run(&scratch, &[]);
    let json = fs::read_to_string(scratch.path().join("here/results.json")).unwrap();
    let results: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(results["seed"] == 0 && results.get("timing").is_none(), "{json}");
}

#[test]
fn when_nobody_reads_any_more_the_files_are_written_all_the_same() {
    let scratch = tempdir().unwrap();
    let mut child = program();
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
    let mut command = program();
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
    let output = program().current_dir(inside).env_remove("CARGO_MANIFEST_DIR").output().unwrap();
    assert!(
        text(&output.stdout)
            .ends_with("out/ch03-inference-basics/results.json\nout/ch03-inference-basics/index.html\n")
    );
    assert!(scratch.path().join("out/ch03-inference-basics/loss.png").is_file());
}
