//! A program that is told to stop ends soon, wherever it is. Windows has no such signals for a child alone.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Starts the program, sends the signal once it has printed `cell`, and returns its status, what it printed from then on,
/// and `results.json`.
fn stopped(signal: &str, cell: &str, flags: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut child = checks::program::command(env!("CARGO_BIN_EXE_ch04-full-cbow"))
        .args(flags)
        .arg("--out")
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut printed = String::new();
    while !printed.contains(cell) {
        assert!(stdout.read_line(&mut printed).unwrap() > 0, "it never came to {cell}");
    }
    let begin = Instant::now();
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
    printed.clear();
    stdout.read_to_string(&mut printed).unwrap();
    let status = child.wait().unwrap().code();
    // It takes less than a second where nothing else runs.
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    (status, printed, fs::read_to_string(folder.path().join("results.json")).unwrap_or_default())
}

#[test]
fn a_signal_while_a_large_text_is_read_ends_the_program_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text.txt");
    let lines: String = (0..1_000_000).map(|number| format!("a b c d e f w{number}\n")).collect();
    fs::write(&text, lines).unwrap();
    let path = text.to_str().unwrap();
    for signal in ["-INT", "-TERM", "-HUP"] {
        let (status, printed, results) = stopped(signal, "The corpus", &["--corpus", path, path, path]);
        assert_eq!(status, Some(130), "{printed}");
        assert!(printed.contains("Stopped by Ctrl-C before anything was learned."), "{printed}");
        assert_eq!(results, "");
    }
}

#[test]
fn a_signal_after_the_training_leaves_out_what_is_to_be_looked_at_and_saves_the_vectors() {
    let (status, printed, results) = stopped("-INT", "Nearest words", &["--epochs", "1", "--hidden", "400"]);
    assert_eq!(status, Some(130), "{printed}");
    assert!(printed.contains("Stopped by Ctrl-C after the training;"), "{printed}");
    assert!(printed.contains("vectors.txt") && results.contains("\n  \"stopped\": true,\n"), "{printed}");
}
