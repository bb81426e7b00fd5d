//! What the program prints, draws, saves and refuses.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
#[cfg(unix)]
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    time::{Duration, Instant},
};

use checks::picture::assert_drawn;
use checks::program::{
    Run, assert_prints_output_txt, assert_refused, assert_same_run, run, run_well, temporary_file,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ch04-full-cbow");
const PICTURES: [&str; 4] = ["analogies.png", "loss.png", "map.png", "network.png"];
const VECTORS: [&str; 5] =
    ["projector-vectors.tsv", "projector-words.tsv", "vectors.npy", "vectors.txt", "words.txt"];
const CHECKSUMS: [&str; 2] = ["projector-vectors.tsv.sha256", "vectors.npy.sha256"];

/// A run short enough to be repeated.
const SHORT: [&str; 4] = ["--epochs", "1", "--hidden", "20"];

fn short(flags: &[&str]) -> Run {
    run_well(PROGRAM, &[&SHORT, flags].concat())
}

#[test]
fn prints_what_output_txt_shows() {
    assert_prints_output_txt(PROGRAM, env!("CARGO_MANIFEST_DIR"), &PICTURES);
}

#[test]
fn draws_every_picture_and_saves_every_format() {
    let run = run_well(PROGRAM, &["--epochs", "2", "--hidden", "20"]);
    assert!(!run.stderr.contains('□'), "{}", run.stderr);
    let mut files = [&PICTURES[..], &VECTORS, &CHECKSUMS, &["index.html", "results.json"]].concat();
    files.sort_unstable();
    assert_eq!(run.file_names(), files);
    PICTURES.iter().for_each(|name| assert_drawn(name, &run.file(name)));
    let vectors = String::from_utf8(run.file("vectors.txt")).unwrap();
    assert_eq!(vectors.lines().next(), Some("676 20"));
    assert_eq!(vectors.lines().count(), 677);
}

#[test]
fn any_number_of_threads_and_any_run_gives_the_same_bits() {
    let one = short(&["--threads", "1"]);
    for threads in ["1", "2", "4"] {
        assert_same_run(&one, &short(&["--threads", threads]));
    }
    let other = short(&["--seed", "1"]);
    assert!(one.file("vectors.txt") != other.file("vectors.txt"));
}

#[test]
fn skip_gram_gives_the_same_bits_for_any_number_of_threads() {
    let flags = |threads| ["--model", "skip-gram", "--window", "1", "--threads", threads];
    let one = short(&flags("1"));
    ["2", "4"].iter().for_each(|threads| assert_same_run(&one, &short(&flags(threads))));
}

#[test]
fn solves_the_analogies_of_the_toy_world_for_every_seed() {
    for seed in 0..10 {
        let run = run_well(PROGRAM, &["--seed", &seed.to_string()]);
        let accuracy = run.metric("analogy_accuracy");
        assert!(accuracy >= 0.95, "seed {seed} solves {accuracy}");
        let epochs = run.results()["loss"]["epoch"]["value"].as_array().unwrap().clone();
        let losses: Vec<f64> = epochs.iter().map(|loss| loss.as_f64().unwrap()).collect();
        assert!(losses.windows(2).all(|pair| pair[1] < pair[0]), "{losses:?}");
    }
}

#[test]
fn does_the_same_with_the_toy_world_in_korean() {
    let korean = ["--corpus", "toy-world-ko"];
    for seed in ["0", "1", "4"] {
        let run = run_well(PROGRAM, &[&korean[..], &["--seed", seed]].concat());
        let accuracy = run.metric("analogy_accuracy");
        assert!(accuracy > 0.95, "seed {seed} solves {accuracy}");
        assert!(run.stdout.contains("\n  왕 ") && run.stdout.contains("synthetic"), "{}", run.stdout);
        assert!(!run.stderr.contains('□'), "{}", run.stderr);
        PICTURES.iter().for_each(|name| assert_drawn(name, &run.file(name)));
        let (_folder, vectors) = temporary_file("vectors.txt", run.file("vectors.txt"));
        let (status, answer, _) = asked(&["--vectors", &vectors, "왕", "여왕", "남자"], b"");
        assert!(status == Some(0) && answer.lines().nth(2).unwrap().contains("여자"), "{answer}");
    }
    let joined = short(&[&korean[..], &["--join-particles"]].concat());
    assert!(String::from_utf8(joined.file("words.txt")).unwrap().contains("\n왕은\n"));
}

#[test]
fn the_loss_starts_at_six_times_ln_two() {
    let first = short(&["--lr", "1e-6"]).results()["loss"]["cbow"]["value"][0].as_f64().unwrap();
    assert!((first - 6.0 * 2f64.ln()).abs() < 1e-3, "{first}");
    let first = short(&["--model", "skip-gram", "--window", "1", "--lr", "1e-6"]);
    let first = first.results()["loss"]["skip-gram"]["value"][0].as_f64().unwrap();
    assert!((first - 12.0 * 2f64.ln()).abs() < 2e-3, "{first}");
}

#[test]
fn dense_and_lazy_adam_differ_and_every_optimizer_trains() {
    let adam = short(&[]);
    for (optimizer, lr) in [
        ("lazy-adam", "0.002"),
        ("sgd", "5"),
        ("momentum", "0.5"),
        ("nesterov", "0.5"),
        ("adagrad", "0.05"),
        ("rmsprop", "0.002"),
    ] {
        let run = short(&["--optimizer", optimizer, "--lr", lr]);
        assert!(run.file("vectors.txt") != adam.file("vectors.txt"));
        let loss = run.results()["loss"]["epoch"]["value"][0].as_f64().unwrap();
        assert!(loss < 4.0, "{optimizer}: {loss}");
    }
}

#[test]
fn traces_one_example_of_either_model() {
    for model in ["cbow", "skip-gram"] {
        let run = short(&["--model", model, "--window", "1", "--trace"]);
        for line in
            ["h = the mean of these", "the word and its negatives", "The layers find the same loss", "W_out"]
        {
            assert!(run.stdout.contains(line), "{model}: {line}");
        }
    }
}

#[test]
fn reads_a_korean_text_file() {
    let (_folder, path) =
        temporary_file("text.txt", "나는 밥을 먹고 너는 빵을 먹고 우리는 물을 마신다\n".repeat(40));
    let run = run_well(PROGRAM, &["--corpus", &path, "--window", "2", "--epochs", "3", "--batch", "10"]);
    assert!(run.stdout.contains("나는"));
    assert!(!run.stderr.contains('□'), "{}", run.stderr);
    assert!(String::from_utf8(run.file("words.txt")).unwrap().contains("우리는"));
    assert_eq!(run.results()["corpus"]["vocabulary"], 8);
}

#[test]
fn timings_are_recorded_only_when_asked_for() {
    assert!(short(&[]).results().get("timing").is_none());
    let results = short(&["--timing"]).results();
    assert!(results["timing"]["words_per_second"].as_f64().unwrap() > 0.0);
    if cfg!(target_os = "linux") {
        assert!(results["timing"]["peak_memory_bytes"].as_f64().unwrap() > 1e6);
    }
}

#[test]
fn answers_questions_to_saved_vectors() {
    let trained = run_well(PROGRAM, &[]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors.txt");
    fs::write(&path, trained.file("vectors.txt")).unwrap();
    let ask = |words: &[&str], input: &str| {
        let mut child = checks::program::command(PROGRAM)
            .args(["ask", "--vectors"])
            .arg(&path)
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (status, answer, _) = ask(&["king", "man", "queen"], "");
    assert_eq!(status, Some(0));
    assert!(answer.contains("woman"), "{answer}");
    let (status, answer, _) = ask(&["paris"], "");
    assert!(status == Some(0) && answer.contains("france"), "{answer}");
    let (status, _, problem) = ask(&["kin"], "");
    assert!(status == Some(1) && problem.contains("king") && !problem.contains("panicked"), "{problem}");
    let (status, conversation, _) = ask(&[], "king man queen\nkingg\nquit\n");
    assert!(
        status == Some(0) && conversation.contains("woman") && conversation.contains("king"),
        "{conversation}"
    );
}

/// Starts a training of hours, sends Ctrl-C once it trains, and reads what it prints afterwards, or not.
///
/// Ctrl-C is a signal to a process; Windows has no such signal for a child alone.
#[cfg(unix)]
fn stopped_by_ctrl_c(folder: &Path, flags: &[&str], reads_on: bool) -> (String, String) {
    let mut child = checks::program::command(PROGRAM)
        .args(flags)
        .arg("--out")
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("Training") {
        line.clear();
        assert!(stdout.read_line(&mut line).unwrap() > 0, "it never began to train");
    }
    std::thread::sleep(Duration::from_millis(500));
    let pressed = Instant::now();
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let mut printed = String::new();
    if reads_on {
        stdout.read_to_string(&mut printed).unwrap();
    }
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    // With all that is written at the end, on a computer that may be busy; a batch alone takes milliseconds.
    assert!(pressed.elapsed() < Duration::from_secs(10), "{:?}", pressed.elapsed());
    (printed, stderr)
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_learned_and_says_where() {
    // Between epochs, and in a first epoch that would take minutes.
    for flags in [&["--epochs", "100000"][..], &["--model", "skip-gram", "--negative", "200"]] {
        let folder = tempfile::tempdir().unwrap();
        let (stdout, stderr) = stopped_by_ctrl_c(folder.path(), flags, true);
        assert!(stdout.contains("Stopped by Ctrl-C after"), "{stdout}");
        let path = folder.path().join("vectors.txt");
        assert!(
            stdout.contains(path.to_str().unwrap()) && stderr.contains(path.to_str().unwrap()),
            "{stderr}"
        );
        assert!(fs::read_to_string(path).unwrap().starts_with("676 "));
        let results = fs::read_to_string(folder.path().join("results.json")).unwrap();
        assert!(results.contains("\n  \"stopped\": true,\n"), "{results}");
    }
}

/// As in `… | tee log`: Ctrl-C ends `tee` too.
#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_learned_when_nobody_reads_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let (_, stderr) = stopped_by_ctrl_c(folder.path(), &["--epochs", "100000"], false);
    assert!(stderr.contains("vectors.txt") && !stderr.contains("error"), "{stderr}");
    assert!(folder.path().join("vectors.txt").is_file() && folder.path().join("results.json").is_file());
}

#[test]
fn refuses_bad_input_in_one_sentence() {
    let refuse = |flags: &[&str], status, words: &[&str]| assert_refused(PROGRAM, flags, status, words);
    for flag in ["--window", "--hidden", "--negative", "--batch", "--epochs", "--threads"] {
        for value in ["0", "-1", "x", "1.5"] {
            refuse(&[flag, value], 2, &[flag, value]);
        }
    }
    refuse(&["--lr", "nan"], 2, &["--lr"]);
    refuse(&["--model", "glove"], 2, &["cbow", "skip-gram"]);
    refuse(&["--optimizer", "adamw"], 2, &["lazy-adam"]);
    refuse(&["--download"], 2, &["--download", "ptb"]);
    refuse(&["--epochs", "18446744073709551615"], 2, &["--epochs", "at most"]);
    refuse(&["--batch", "1000000000"], 1, &["--batch 1000000000", "examples"]);
    refuse(&["--negative", "676"], 1, &["--negative 676", "677"]);
    refuse(&["--window", "6"], 1, &["window"]);
    refuse(&["--lr", "1e30", "--epochs", "1"], 1, &["no longer", "--lr"]);
    refuse(&["--corpus", "no-such-file.txt"], 1, &["no-such-file.txt"]);
    refuse(&["--corpus", PROGRAM], 1, &["UTF-8"]);
    refuse(&["--out", PROGRAM], 1, &["--out"]);
    let (folder, empty) = temporary_file("text.txt", "");
    refuse(&["--corpus", &empty], 1, &["no word"]);
    refuse(&["--corpus", folder.path().to_str().unwrap()], 1, &["no word"]);
    let (_folder, short) = temporary_file("text.txt", "a b c d e f\ng h i\n");
    refuse(&["--corpus", &short], 1, &["--window 2"]);
    let (_folder, few) = temporary_file("text.txt", "a b ".repeat(50));
    refuse(&["--corpus", &few], 1, &["--negative 5", "2"]);
}

#[test]
fn a_wrong_question_is_one_sentence() {
    for (flags, words) in [
        (vec!["ask", "--vectors", "no-such-file.txt", "king"], "no-such-file.txt"),
        (vec!["ask", "--vectors", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"), "king"], "Cargo.toml"),
    ] {
        let output = checks::program::command(PROGRAM).args(&flags).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(
            stderr.starts_with("error: ") && stderr.contains(words) && !stderr.contains("panicked"),
            "{stderr}"
        );
    }
    assert_ne!(run(PROGRAM, &["ask"]).status, 101);
}

/// What `ask` says with these flags and this standard input: status, standard output, standard error.
fn asked(flags: &[&str], input: &[u8]) -> (Option<i32>, String, String) {
    let mut child = checks::program::command(PROGRAM)
        .arg("ask")
        .args(flags)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input); // it may have ended before it read all
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn asks_files_of_others_and_says_which_lines_it_left_out() {
    let (_folder, path) =
        temporary_file("bad.txt", "3 2\n\u{1107}\u{1161}\u{11b8} 1 0\nNew York 1 2\n빵 2 1\n");
    let (status, _, problem) = asked(&["--vectors", &path, "밥"], b"");
    let expected = "line 3: the word \"New York\" has a space in it; write it with _ instead (--skip-bad-lines leaves it out)\n";
    assert!(status == Some(1) && problem.ends_with(expected), "{problem}");
    let (status, answer, note) = asked(&["--skip-bad-lines", "--vectors", &path, "밥", "빵"], b"");
    assert_eq!((status, answer.as_str()), (Some(0), "[밥] [빵]\n  cosine 0.8944\n"));
    assert!(note.starts_with("note: left out, because they could not be read: 1\n  line 3: "), "{note}");
    let (_folder, pickle) = temporary_file("vectors.txt", b"\x80\x04\x95\x00");
    assert!(asked(&["--vectors", &pickle, "밥"], b"").2.contains("this is a pickle of Python"));
}

#[test]
fn a_question_without_end_and_an_answer_without_room_are_one_sentence_each() {
    let (_folder, path) = temporary_file("vectors.txt", "2 1\nking 1\nman 1\n");
    let (status, _, problem) = asked(&["--vectors", &path], &vec![b'k'; 1 << 20]);
    assert!(status == Some(1) && problem.contains("a question of 65536 bytes"), "{problem}");
    if cfg!(target_os = "linux") {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = checks::program::command(PROGRAM)
            .args(["ask", "--vectors", &path, "king"])
            .stdout(full)
            .output()
            .unwrap();
        let problem = String::from_utf8(output.stderr).unwrap();
        assert!(problem.starts_with("error: cannot write the answer to standard output: "), "{problem}");
    }
}
