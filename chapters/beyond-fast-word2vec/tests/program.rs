//! What the program prints, draws, saves and refuses.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
#[cfg(unix)]
use std::{
    io::{BufRead, BufReader, Read},
    time::Duration,
};

use checks::picture::assert_drawn;
use checks::program::{
    Run, assert_prints_output_txt, assert_refused, assert_same_run, run, run_well, temporary_file,
};
use flate2::Compression;
use flate2::write::GzEncoder;

const PROGRAM: &str = env!("CARGO_BIN_EXE_beyond-fast-word2vec");
const PICTURES: [&str; 3] = ["ladder.png", "loss.png", "quality.png"];
const VECTORS: [&str; 5] =
    ["projector-vectors.tsv", "projector-words.tsv", "vectors.npy", "vectors.txt", "words.txt"];
const CHECKSUMS: [&str; 2] = ["projector-vectors.tsv.sha256", "vectors.npy.sha256"];
const KOREAN: &str = "나는 밥을 먹고 너는 빵을 먹고 우리는 물을 마신다\n";

fn on_text(path: &str, flags: &[&str]) -> Run {
    run_well(PROGRAM, &[&["--corpus", path, "--hidden", "20"], flags].concat())
}

#[test]
fn prints_what_output_txt_shows() {
    assert_prints_output_txt(PROGRAM, env!("CARGO_MANIFEST_DIR"), &PICTURES);
}

#[test]
fn draws_every_picture_and_saves_every_format() {
    let run = run_well(PROGRAM, &["--epochs", "2", "--hidden", "20"]);
    let mut files = [&PICTURES[..], &VECTORS, &CHECKSUMS, &["index.html", "results.json"]].concat();
    files.sort_unstable();
    assert_eq!(run.file_names(), files);
    PICTURES.iter().for_each(|name| assert_drawn(name, &run.file(name)));
    assert!(String::from_utf8(run.file("vectors.txt")).unwrap().starts_with("676 20\n"));
}

#[test]
fn any_number_of_threads_and_any_run_gives_the_same_bits() {
    let short = |flags: &[&str]| run_well(PROGRAM, &[&["--epochs", "2", "--hidden", "20"], flags].concat());
    let vectors = ["2", "4"].map(|shards| {
        let one = short(&["--shards", shards, "--threads", "1"]);
        for threads in ["1", "2", "4"] {
            let other = short(&["--shards", shards, "--threads", threads]);
            assert_eq!(one.printed(), other.printed());
            for name in one.file_names().iter().filter(|name| *name != "ladder.png") {
                assert!(one.file(name) == other.file(name), "{name} differs"); // the ladder shows measured times
            }
        }
        one.file("vectors.txt")
    });
    assert!(vectors[0] != vectors[1], "the number of shards is part of the result");
    assert!(vectors[0] != short(&["--seed", "1"]).file("vectors.txt"));
}

#[test]
fn every_rung_solves_the_analogies_with_either_model() {
    for flags in [&["--model", "cbow"], &["--model", "skip-gram"]] {
        let run = run_well(PROGRAM, flags);
        let table = run.stdout.split("analogies solved\n").nth(1).expect("a table of rungs");
        let rows: Vec<&str> = table.lines().skip(1).take(5).collect();
        for row in rows {
            let share = row.trim_end_matches(" %").rsplit(' ').next().unwrap();
            assert!(share.parse::<f64>().unwrap() > 99.0, "{row}");
        }
        assert!(run.metric("analogy_accuracy") > 0.99);
    }
}

#[test]
fn reads_any_text_plain_packed_from_a_folder_and_from_standard_input() {
    let text = KOREAN.repeat(40);
    let (folder, path) = temporary_file("text.txt", &text);
    let plain = on_text(&path, &["--window", "2"]);
    assert!(plain.stdout.contains("먹고") && !plain.stderr.contains('□'), "{}", plain.stdout);
    assert_eq!(plain.metric("vocabulary"), 8.0);
    assert!(String::from_utf8(plain.file("words.txt")).unwrap().contains("우리는"));
    assert!(!plain.stdout.contains("ladder"));

    for threads in ["1", "2", "4"] {
        assert_same_run(&plain, &on_text(&path, &["--window", "2", "--threads", threads]));
    }
    let in_folder = on_text(folder.path().to_str().unwrap(), &["--window", "2"]);
    assert!(plain.file("vectors.txt") == in_folder.file("vectors.txt"));

    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    let (_folder, path) = temporary_file("text.txt.gz", packed.finish().unwrap());
    assert!(plain.file("vectors.txt") == on_text(&path, &["--window", "2"]).file("vectors.txt"));

    let out = tempfile::tempdir().unwrap();
    let output =
        with_input(&["--corpus", "-", "--hidden", "20", "--window", "2"], out.path(), text.as_bytes());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(plain.file("vectors.txt") == fs::read(out.path().join("vectors.txt")).unwrap());
}

#[test]
fn reads_the_corpora_that_have_a_name() {
    let toy = run_well(PROGRAM, &["--corpus", "toy", "--hidden", "20"]);
    assert!(toy.stdout.contains("goodbye") && !toy.stdout.contains("ladder"), "{}", toy.stdout);
    assert_eq!(toy.results()["corpus"]["tokens"], 8);
    let world = ["--epochs", "1", "--hidden", "20"];
    let named = run_well(PROGRAM, &[&world[..], &["--corpus", "toy-world"]].concat());
    assert!(run_well(PROGRAM, &world).file("vectors.txt") == named.file("vectors.txt"));

    let page = "<p>The King sees the Queen and a man sees a woman.</p>";
    let pages = (0..50).map(|number| page.replace('.', &format!(" {number}.")));
    let (folder, _path) = temporary_file("page.html", pages.collect::<String>());
    let (_questions, questions) = temporary_file("questions.txt", b": family\nKing Queen man woman\n");
    let documentation = folder.path().to_str().unwrap();
    let flags = ["--corpus", "rust-docs", "--rust-docs", documentation, "--questions", &questions];
    let run = run_well(PROGRAM, &[&flags[..], &["--hidden", "20"]].concat());
    assert_eq!(run.metric("vocabulary"), 8.0, "the numbers are too rare: {}", run.stdout);
    let family = run.stdout.lines().find(|line| line.trim_start().starts_with("family")).unwrap();
    assert_eq!(family.split_whitespace().nth(1), Some("1"), "asked in small letters: {family}");
}

fn with_input(flags: &[&str], out: &Path, input: &[u8]) -> Output {
    let mut child = checks::program::command(PROGRAM)
        .args(flags)
        .arg("--out")
        .arg(out)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn asks_the_questions_of_others_in_lower_case_too() {
    let (_text, text) =
        temporary_file("text.txt", "The King sees the Queen and a man sees a woman\n".repeat(50));
    let (_questions, questions) =
        temporary_file("questions.txt", b": family\nKing Queen man woman\nking duke man woman\n");
    let (_pairs, pairs) =
        temporary_file("pairs.txt", b"King Queen 8\nman woman 9\nking man 3\nking cabbage 1\n");
    let flags = ["--questions", &questions, "--pairs", &pairs];
    let run = on_text(&text, &[&flags[..], &["--lower-case"]].concat());
    assert!(run.stdout.contains("3 of 4 pairs are known; rank correlation"), "{}", run.stdout);
    let family = run.stdout.lines().find(|line| line.trim_start().starts_with("family")).unwrap();
    assert_eq!(family.split_whitespace().skip(1).take(2).collect::<Vec<_>>(), ["1", "1"]);
    let with_capitals = on_text(&text, &flags);
    assert!(with_capitals.stdout.contains("2 of 4 pairs are known"), "{}", with_capitals.stdout);
}

#[test]
fn timings_are_recorded_only_when_asked_for() {
    let (_folder, path) = temporary_file("text.txt", KOREAN.repeat(40));
    assert!(on_text(&path, &[]).results().get("timing").is_none());
    let results = on_text(&path, &["--timing"]).results();
    assert!(results["timing"]["words_per_second"].as_f64().unwrap() > 0.0);
    if cfg!(target_os = "linux") {
        assert!(results["timing"]["peak_memory_bytes"].as_f64().unwrap() > 1e6);
    }
    let results = run_well(PROGRAM, &["--epochs", "1", "--hidden", "20", "--timing"]).results();
    assert_eq!(results["timing"].as_object().unwrap().len(), if cfg!(target_os = "linux") { 7 } else { 6 });
}

/// What the program prints from this cell on, a moment after which it gets Ctrl-C, and its folder.
///
/// Ctrl-C is a signal to a process; Windows has no such signal for a child alone.
#[cfg(unix)]
fn stopped_by_ctrl_c(flags: &[&str], cell: &str) -> (String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut child = checks::program::command(PROGRAM)
        .args(flags)
        .arg("--out")
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains(cell) {
        line.clear();
        assert!(stdout.read_line(&mut line).unwrap() > 0, "it never came to {cell}");
    }
    std::thread::sleep(Duration::from_millis(300));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let mut printed = String::new();
    stdout.read_to_string(&mut printed).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{printed}");
    let results = fs::read_to_string(folder.path().join("results.json")).unwrap();
    assert!(results.contains("\n  \"stopped\": true,\n"), "{results}");
    (printed, folder)
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_learned() {
    let (_text, text) = temporary_file("text.txt", KOREAN.repeat(400));
    let flags = ["--corpus", &text, "--epochs", "1000000"];
    let (printed, folder) = stopped_by_ctrl_c(&flags, "The fast trainer");
    assert!(printed.contains("Stopped by Ctrl-C after about"), "{printed}");
    assert!(fs::read_to_string(folder.path().join("vectors.txt")).unwrap().starts_with("8 100\n"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_in_the_slow_loops_and_on_the_ladder_keeps_the_vectors_of_the_fast_trainer() {
    for (cell, flags, sentence) in [
        ("in plain loops", &["--negative", "20", "--hidden", "400"][..], "the fast trainer was done before"),
        ("The ladder", &["--hidden", "400"], "this comparison is left out"),
    ] {
        let (printed, folder) = stopped_by_ctrl_c(flags, cell);
        assert!(printed.contains("Stopped by Ctrl-C") && printed.contains(sentence), "{printed}");
        assert!(!printed.contains("ladder.png"), "{printed}");
        assert!(fs::read_to_string(folder.path().join("vectors.txt")).unwrap().starts_with("676 400\n"));
    }
}

#[test]
fn a_training_that_was_not_stopped_has_no_such_key() {
    let (_folder, path) = temporary_file("text.txt", KOREAN.repeat(40));
    assert!(on_text(&path, &[]).results().get("stopped").is_none());
}

#[test]
fn refuses_bad_input_in_one_sentence() {
    let refuse = |flags: &[&str], status, words: &[&str]| assert_refused(PROGRAM, flags, status, words);
    for flag in ["--window", "--hidden", "--negative", "--epochs", "--shards", "--threads", "--min-count"] {
        for value in ["0", "-1", "x", "1.5"] {
            refuse(&[flag, value], 2, &[flag, value]);
        }
    }
    for value in ["-1", "1.5", "nan"] {
        refuse(&["--sample", value], 2, &["--sample", "from 0 to 1"]);
    }
    refuse(&["--lr", "nan"], 2, &["--lr"]);
    refuse(&["--model", "glove"], 2, &["cbow", "skip-gram"]);
    refuse(&["--questions", "x.txt"], 2, &["--questions", "--corpus"]);
    refuse(&["--pairs", "x.txt"], 2, &["--pairs", "--corpus"]);
    refuse(&["--lower-case"], 2, &["--lower-case", "--corpus"]);
    refuse(&["--text", "my-text.txt"], 2, &["--text", "--corpus"]);
    refuse(&["--corpus", "toy", "my-text.txt"], 2, &["--corpus toy", "./toy"]);
    refuse(&["--download"], 2, &["--download", "--corpus ptb"]);
    refuse(&["--rust-docs", "x"], 2, &["--rust-docs", "--corpus rust-docs"]);
    refuse(&["--corpus", "ptb", "--ptb", PROGRAM], 1, &["not the Penn Treebank"]);
    refuse(&["--corpus", "rust-docs", "--rust-docs", "x"], 1, &["rustup component add rust-docs"]);
    refuse(&["--corpus", "rust-doc"], 1, &["`rust-doc`", "rust-docs"]);
    refuse(&["--window", "30"], 1, &["window"]);
    refuse(&["--min-count", "1000", "--negative", "400"], 1, &["--negative 400", "--min-count"]);
    refuse(&["--lr", "1e30", "--epochs", "1"], 1, &["no longer", "--lr"]);
    refuse(&["--corpus", "no-such-file.txt"], 1, &["no-such-file.txt"]);
    refuse(&["--corpus", PROGRAM], 1, &["UTF-8"]);
    refuse(&["--out", PROGRAM], 1, &["--out"]);
    let (_folder, empty) = temporary_file("empty.txt", b"");
    refuse(&["--corpus", &empty], 1, &["no word"]);
    let (_folder, rare) = temporary_file("rare.txt", b"a b c\n");
    refuse(&["--corpus", &rare], 1, &["occurs 5 times", "minimum count of 1"]);
    let (_folder, lonely) = temporary_file("lonely.txt", "a\nb\n".repeat(20));
    refuse(&["--corpus", &lonely], 1, &["neighbour"]);
    let (_folder, text) = temporary_file("text.txt", KOREAN.repeat(40));
    refuse(&["--corpus", &text, "--lr", "1e30"], 1, &["no longer numbers", "learning rate"]);
    refuse(&["--corpus", &text, "--questions", "none.txt"], 1, &["none.txt"]);
    refuse(&["--corpus", &text, "--pairs", &text], 1, &["text.txt"]);
}

/// A limit does not hold for root, for whom this is a training like any other.
#[cfg(target_os = "linux")]
#[test]
fn where_the_system_refuses_threads_those_there_are_do_the_work() {
    let (_folder, path) = temporary_file("text.txt", KOREAN.repeat(40));
    let limited = ["-c", r#"ulimit -u 1; exec "$0" "$@""#, PROGRAM, "--corpus", &path];
    run_well("bash", &[&limited[..], &["--shards", "8", "--threads", "8"]].concat());
}

#[test]
fn a_short_text_may_have_epochs_without_a_prediction() {
    let (_folder, path) = temporary_file("text.txt", "You say goodbye and I say hello.\n");
    let flags = ["--min-count", "1", "--epochs"];
    let run = on_text(&path, &[&flags[..], &["200"]].concat());
    assert!(run.stdout.contains('–') && !run.stdout.contains("NaN"), "{}", run.stdout);
    let flags = ["--corpus", &path, "--min-count", "1", "--sample", "1e-9"];
    assert_refused(PROGRAM, &flags, 1, &["--sample 0"]);
}

#[test]
fn a_training_that_diverges_names_the_flag_to_change() {
    for flags in [["--lr", "5"], ["--lr", "50"]] {
        assert_refused(PROGRAM, &flags, 1, &["grow without end", "--lr"]);
    }
    // Before the plain loops, which would take half a minute.
    let run = run(PROGRAM, &["--lr", "5", "--model", "skip-gram"]);
    assert!(run.status == 1 && !run.stdout.contains("plain loops"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn the_power_of_the_counts_is_part_of_the_result_and_checked() {
    for wrong in ["2", "-1.5", "many"] {
        assert_refused(PROGRAM, &["--ns-exponent", wrong], 2, &["--ns-exponent", "from -1 to 1"]);
    }
    let vectors = ["0.75", "0", "-0.5"].map(|power| {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().to_str().unwrap();
        let run = run(PROGRAM, &["--corpus", "toy", "--ns-exponent", power, "--out", out]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        std::fs::read(folder.path().join("vectors.txt")).unwrap()
    });
    assert!(vectors[0] != vectors[1] && vectors[1] != vectors[2]);
}
