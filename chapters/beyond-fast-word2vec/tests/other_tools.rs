//! What users of word2vec.c and gensim are used to: saved vocabularies, phrases, the binary format, W_out, and trainings that
//! begin where others have ended.

use std::process::{Command, Stdio};

use checks::program::{Run, assert_refused, run_well, temporary_file};

const PROGRAM: &str = env!("CARGO_BIN_EXE_beyond-fast-word2vec");

/// 100 sentences in which `new` and `york` always stand side by side.
fn text() -> String {
    "you see new york and i see rome\nwe see rome and you see new york\n".repeat(50)
}

fn on_text(path: &str, flags: &[&str]) -> Run {
    run_well(PROGRAM, &[&["--corpus", path, "--hidden", "20"], flags].concat())
}

fn saved(run: &Run, folder: &tempfile::TempDir, name: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, run.file(name)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_saved_vocabulary_decides_which_words_of_another_text_are_read_from_standard_input_too() {
    let (folder, path) = temporary_file("text.txt", text());
    let first = on_text(&path, &["--also-save", "vocabulary"]);
    assert!(first.file("vocabulary.txt").starts_with(b"see 200\n"));
    let vocabulary = saved(&first, &folder, "vocabulary.txt");

    let (_other, other_path) = temporary_file("other.txt", text().replace("rome", "paris"));
    let second = on_text(&other_path, &["--vocabulary", &vocabulary]);
    assert_eq!(second.metric("vocabulary"), first.metric("vocabulary"));
    assert_eq!(second.metric("words"), 700.0, "without `paris`");
    let out = folder.path().join("out");
    let piped = Command::new(PROGRAM)
        .args(["--corpus", "-", "--hidden", "20", "--vocabulary", &vocabulary, "--out"])
        .arg(&out)
        .stdin(Stdio::from(std::fs::File::open(&other_path).unwrap()))
        .output()
        .unwrap();
    assert!(piped.status.success());
    assert!(std::fs::read(out.join("vectors.txt")).unwrap() == second.file("vectors.txt"));

    let (_wrong, wrong) = temporary_file("wrong.txt", "see\n");
    assert_refused(PROGRAM, &["--corpus", &path, "--vocabulary", &wrong], 1, &["line 1 of the vocabulary"]);
    assert_refused(PROGRAM, &["--vocabulary", &vocabulary], 2, &["--vocabulary"]);
}

#[test]
fn phrases_become_words() {
    let (_folder, path) = temporary_file("text.txt", text());
    let run = on_text(&path, &["--phrases", "5"]);
    assert!(
        run.stdout.contains("Phrases that have become words: 2. The most frequent: new_york and_i\n"),
        "{}",
        run.stdout
    );
    assert!(String::from_utf8(run.file("words.txt")).unwrap().contains("new_york\n"));
    let none = on_text(&path, &["--phrases", "1000"]);
    assert_eq!(none.metric("vocabulary"), on_text(&path, &[]).metric("vocabulary"));
}

#[test]
fn a_training_begins_with_the_vectors_of_an_earlier_one_in_any_format() {
    let (folder, path) = temporary_file("text.txt", text());
    let first = on_text(&path, &["--epochs", "30", "--sample", "0", "--also-save", "binary,binary-gz,w-out"]);
    let w_out = saved(&first, &folder, "w-out.bin");
    let went_on: Vec<Run> = ["vectors.txt", "vectors.bin", "vectors.bin.gz"]
        .map(|name| {
            let flags = [
                "--epochs",
                "1",
                "--sample",
                "0",
                "--start-from",
                &saved(&first, &folder, name),
                "--start-w-out",
                &w_out,
            ];
            on_text(&path, &flags)
        })
        .into();
    let vectors = went_on[0].file("vectors.txt");
    assert!(went_on.iter().all(|run| run.file("vectors.txt") == vectors), "the same numbers in every format");
    // It goes on where the first has ended, not where a fresh one begins.
    let first_loss = |run: &Run| run.results()["loss"]["epoch"]["value"][0].as_f64().unwrap();
    assert!(first_loss(&went_on[0]) < first_loss(&first) - 0.1);

    let vectors = saved(&first, &folder, "vectors.txt");
    let refused = ["--corpus", &path, "--hidden", "30", "--start-from", &vectors];
    assert_refused(PROGRAM, &refused, 1, &["train with --hidden 20"]);
    let (_other, other) = temporary_file("other.txt", "a b c d\n".repeat(20));
    let refused = ["--corpus", &other, "--hidden", "20", "--start-from", &vectors];
    assert_refused(PROGRAM, &refused, 1, &["has no vector for any word of the text"]);
    assert_refused(PROGRAM, &["--corpus", &path, "--start-w-out", &w_out], 2, &["--start-from"]);
}

#[test]
fn too_many_words_are_forgotten_and_it_is_said() {
    let many: String = (0..3000).map(|number| format!("often rare{number} often\n")).collect();
    let (_folder, path) = temporary_file("text.txt", many);
    let run = on_text(&path, &["--max-words", "1000", "--min-count", "1"]);
    assert!(run.stderr.contains("more than 1000 different words"), "{}", run.stderr);
    assert!(run.metric("vocabulary") <= 1000.0);
}

#[test]
fn the_ids_of_the_words_wait_where_they_are_told_to() {
    let (folder, path) = temporary_file("text.txt", text());
    let usual = on_text(&path, &[]);
    let elsewhere = on_text(&path, &["--tmp", folder.path().to_str().unwrap()]);
    assert!(usual.file("vectors.txt") == elsewhere.file("vectors.txt"));
    assert_refused(PROGRAM, &["--corpus", &path, "--tmp", "there/is/none"], 1, &["name another with --tmp"]);
}

#[test]
fn the_final_learning_rate_and_the_sum_of_neighbours_are_part_of_the_result() {
    let (_folder, path) = temporary_file("text.txt", text());
    let vectors = |flags: &[&str]| on_text(&path, flags).file("vectors.txt");
    let usual = vectors(&[]);
    assert!(usual != vectors(&["--final-lr", "0.01"]) && usual != vectors(&["--sum-neighbours"]));
    assert_refused(PROGRAM, &["--corpus", &path, "--final-lr", "0.1"], 2, &["must not be larger than --lr"]);
}
