//! What the program prints, draws and refuses.

use checks::picture::assert_drawn;
use checks::program::{assert_prints_output_txt, assert_refused, assert_same_run, run_well};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ch03-simple-cbow");
const PICTURES: [&str; 6] =
    ["learning.png", "loss.png", "map.png", "network.png", "prediction.png", "similarity.png"];
const FILES: [&str; 8] = [
    "index.html",
    "learning.png",
    "loss.png",
    "map.png",
    "network.png",
    "prediction.png",
    "results.json",
    "similarity.png",
];
const KOREAN: &str = "나는 밥을 먹고 너는 빵을 먹고 우리는 물을 마신다.";

#[test]
fn prints_what_output_txt_shows() {
    assert_prints_output_txt(PROGRAM, env!("CARGO_MANIFEST_DIR"), &PICTURES);
}

#[test]
fn draws_every_picture_and_every_letter_in_it() {
    for run in [run_well(PROGRAM, &[]), run_well(PROGRAM, &["--text", KOREAN])] {
        assert_eq!(run.stderr, "", "a letter without a glyph is reported there");
        assert_eq!(run.file_names(), FILES);
        PICTURES.iter().for_each(|name| assert_drawn(name, &run.file(name)));
    }
}

#[test]
fn runs_twice_to_the_same_bytes_and_with_another_seed_to_others() {
    let (one, two, other) = (
        run_well(PROGRAM, &["--trace"]),
        run_well(PROGRAM, &["--trace"]),
        run_well(PROGRAM, &["--seed", "1"]),
    );
    assert_same_run(&one, &two);
    assert_ne!(one.printed(), other.printed());
    for name in one.file_names() {
        assert!(one.file(&name) != other.file(&name), "{name} does not depend on the seed");
    }
}

#[test]
fn learns_from_ln_seven_down_for_every_seed() {
    for seed in 0..20 {
        let run = run_well(PROGRAM, &["--seed", &seed.to_string()]);
        let first = run.results()["loss"]["SimpleCBOW"]["value"][0].as_f64().unwrap();
        assert!((first - 7f64.ln()).abs() < 0.01, "seed {seed} starts at {first}");
        assert!((run.metric("initial_loss") - 7f64.ln()).abs() < 0.01);
        let last = run.metric("final_loss");
        assert!((0.25..0.85).contains(&last), "seed {seed} ends at {last}");
        // say ___ and (goodbye), and ___ say (i): one mean and two answers, ln 2 for two of six examples.
        let least = run.metric("least_possible_loss");
        assert!((least - 2.0 * 2f64.ln() / 6.0).abs() < 1e-12 && least < last, "{least}");
    }
}

#[test]
fn results_name_the_text_the_settings_and_every_iteration() {
    let results = run_well(PROGRAM, &["--epochs", "7", "--optimizer", "sgd"]).results();
    assert_eq!(results["package"], "ch03-simple-cbow");
    assert_eq!((&results["corpus"]["tokens"], &results["corpus"]["vocabulary"]), (&8.into(), &7.into()));
    assert_eq!(results["settings"]["optimizer"], "sgd");
    assert_eq!(results["loss"]["SimpleCBOW"]["iteration"].as_array().unwrap().len(), 14);
    assert!(results.get("timing").is_none());
}

#[test]
fn a_window_of_two_tells_all_examples_apart() {
    let run = run_well(PROGRAM, &["--window", "2", "--epochs", "20000"]);
    assert_eq!(run.metric("least_possible_loss"), 0.0);
    assert!(run.metric("final_loss") < 1e-3, "{}", run.metric("final_loss"));
}

#[test]
fn every_optimizer_learns() {
    for (optimizer, lr) in [
        ("sgd", "0.5"),
        ("momentum", "0.1"),
        ("nesterov", "0.1"),
        ("adagrad", "0.1"),
        ("rmsprop", "0.01"),
        ("adam", "0.01"),
    ] {
        let run = run_well(PROGRAM, &["--optimizer", optimizer, "--lr", lr]);
        let last = run.metric("final_loss");
        assert!(last < 0.6, "{optimizer} ends at {last}");
    }
}

#[test]
fn reads_a_korean_text_with_a_wider_window() {
    let run = run_well(PROGRAM, &["--text", KOREAN, "--window", "2", "--trace", "--batch", "1"]);
    for line in ["나는 밥을 ___ 너는 빵을", "(N, C, V) = (6, 4, 9)", "dw_in = Σ"] {
        assert!(run.stdout.contains(line), "{line}");
    }
}

#[test]
fn a_window_too_wide_for_a_page_is_said() {
    let text: String = (0..103).map(|number| format!("w{number} ")).collect();
    let flags = |window| ["--text", &text, "--window", window, "--batch", "1", "--epochs", "1"];
    let run = run_well(PROGRAM, &flags("51"));
    assert!(run.stderr.contains("More than 100 context words"), "{}", run.stderr);
    assert!(!run.file_names().contains(&"index.html".to_string()) && !run.stdout.contains("index.html"));
    let run = run_well(PROGRAM, &flags("50"));
    assert!(run.file_names().contains(&"index.html".to_string()), "{}", run.stderr);
}

#[test]
fn traces_one_step_by_hand_and_by_layers() {
    let run = run_well(PROGRAM, &["--trace", "--hidden", "2", "--batch", "6", "--lr", "0.01"]);
    for name in
        ["h = ", "score = ", "y = ", "−log y", "dscore = ", "dw_out = ", "dh = ", "dh / C", "dw_in = "]
    {
        assert!(run.stdout.lines().any(|line| line.starts_with(name)), "{name}");
    }
    // The first step of Adam moves each weight that has a gradient by the learning rate.
    let (_, moves) = run.stdout.split_once("w_out after − before").unwrap();
    let entries = moves.lines().nth(1).unwrap().split_whitespace().map(|entry| entry.parse::<f64>().unwrap());
    entries.for_each(|entry| assert!((entry.abs() - 0.01).abs() < 1e-3, "{entry}"));
}

#[test]
fn finds_its_output_folder_from_anywhere() {
    let elsewhere = std::env::temp_dir();
    let output = checks::program::command(PROGRAM)
        .current_dir(elsewhere)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    assert!(output.status.success());
    let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let folder = std::path::Path::new(workspace).join("out/ch03-simple-cbow");
    assert!(folder.join("loss.png").is_file() && folder.join("results.json").is_file());
}

#[test]
fn refuses_bad_input_in_one_sentence() {
    let refuse = |flags: &[&str], status, words: &[&str]| assert_refused(PROGRAM, flags, status, words);
    refuse(&["--text", ""], 1, &["no words", "--text"]);
    refuse(&["--text", " \t\n "], 1, &["no words"]);
    refuse(&["--text", "hello"], 1, &["only 1 word"]);
    refuse(&["--text", "hello world"], 1, &["only 2 word"]);
    refuse(&["--window", "4"], 1, &["--window 4", "9 words", "has 8", "--window 3"]);
    refuse(&["--window", "4294967295"], 1, &["try --window 3"]);
    refuse(&["--window", "18446744073709551615"], 2, &["at most 4294967295"]);
    refuse(&["--batch", "7"], 1, &["--batch 7", "6 example", "--batch 6"]);
    refuse(&["--lr", "1e30"], 1, &["no longer a number", "--lr"]);
    for flag in ["--window", "--hidden", "--batch", "--epochs"] {
        for value in ["0", "-3", "1.5", "three", "nan", "99999999999999999999999"] {
            refuse(&[flag, value], 2, &[flag, value]);
        }
    }
    for value in ["0", "-0.1", "nan", "inf", "fast"] {
        refuse(&["--lr", value], 2, &["--lr", value, "above 0"]);
    }
    refuse(&["--hidden", "1000000000"], 2, &["at most 10000"]);
    refuse(&["--seed", "-1"], 2, &["--seed"]);
    refuse(&["--speed"], 2, &["--speed"]);
    refuse(
        &["--optimizer", "adamw"],
        2,
        &["adamw", "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"],
    );
    refuse(&["--out", PROGRAM], 1, &["cannot", "--out"]); // a file in the place of the folder
}
