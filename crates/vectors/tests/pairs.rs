//! Files that belong together: those of two trainings are noticed, also if they have equally many rows.

use std::fs;
use std::path::{Path, PathBuf};

use common::text::Vocabulary;
use ndarray::{Array2, array};
use tempfile::tempdir;
use vectors::{Error, Options, WordVectors};

fn word_vectors(words: [&str; 2], rows: Array2<f32>) -> WordVectors {
    let mut vocabulary = Vocabulary::default();
    words.iter().for_each(|word| _ = vocabulary.insert(word));
    WordVectors::new(vocabulary, rows).unwrap()
}

/// A way to write a pair, a way to read it, and the names of both files.
type Pair = (
    fn(&WordVectors, PathBuf, PathBuf) -> Result<(), Error>,
    fn(PathBuf, PathBuf) -> Result<WordVectors, Error>,
    [&'static str; 2],
);

const PAIRS: [Pair; 2] = [
    (WordVectors::write_npy, WordVectors::read_npy, ["vectors.npy", "words.txt"]),
    (WordVectors::write_projector, WordVectors::read_projector, ["vectors.tsv", "metadata.tsv"]),
];

/// The files of two trainings with equally many words, each in a folder of its own.
fn two_trainings(folder: &Path, (write, _, names): &Pair) -> [PathBuf; 2] {
    [(["you", "say"], array![[1.0], [2.0]]), (["good", "bye"], array![[3.0], [4.0]])].map(|(words, rows)| {
        let folder = folder.join(words[0]);
        fs::create_dir(&folder).unwrap();
        write(&word_vectors(words, rows), folder.join(names[0]), folder.join(names[1])).unwrap();
        folder
    })
}

#[test]
fn files_of_two_trainings_are_noticed_whichever_of_the_three_is_old() {
    for pair in PAIRS {
        let folder = tempdir().unwrap();
        let [old, new] = two_trainings(folder.path(), &pair);
        let (_, read, [vectors, words]) = pair;
        let checksums = format!("{vectors}.sha256");
        for file in [vectors, words, &checksums] {
            let kept = fs::read(new.join(file)).unwrap();
            fs::copy(old.join(file), new.join(file)).unwrap();
            let sentence = read(new.join(vectors), new.join(words)).unwrap_err().to_string();
            assert!(
                sentence.contains("vectors and words may come from two different trainings"),
                "{sentence}"
            );
            assert!(sentence.contains(&checksums), "{sentence}");
            fs::write(new.join(file), kept).unwrap();
            assert_eq!(
                read(new.join(vectors), new.join(words)).unwrap().vocabulary().words(),
                ["good", "bye"]
            );
        }
    }
}

#[test]
fn ask_notices_it_too() {
    let folder = tempdir().unwrap();
    let [old, new] = two_trainings(folder.path(), &PAIRS[0]);
    fs::copy(old.join("words.txt"), new.join("words.txt")).unwrap();
    let sentence = Options::default().read(new.join("vectors.npy")).unwrap_err().to_string();
    assert!(sentence.contains("words.txt: this is not the file of which "), "{sentence}");
}

#[test]
fn files_without_checksums_and_a_list_of_another_name_are_taken_as_they_are() {
    for pair in PAIRS {
        let folder = tempdir().unwrap();
        let [old, new] = two_trainings(folder.path(), &pair);
        let (_, read, [vectors, words]) = pair;
        fs::copy(old.join(words), new.join("mine")).unwrap();
        assert_eq!(read(new.join(vectors), new.join("mine")).unwrap().vocabulary().words(), ["you", "say"]);
        fs::remove_file(new.join(format!("{vectors}.sha256"))).unwrap();
        assert_eq!(read(new.join(vectors), old.join(words)).unwrap().vocabulary().words(), ["you", "say"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_checksums_are_those_that_sha256sum_checks_and_writes() {
    use std::process::Command;

    for pair in PAIRS {
        let folder = tempdir().unwrap();
        let [_, new] = two_trainings(folder.path(), &pair);
        let (_, read, [vectors, words]) = pair;
        let checksums = format!("{vectors}.sha256");
        let sha256sum = |arguments: &[&str]| {
            let output = Command::new("sha256sum").args(arguments).current_dir(&new).output().unwrap();
            assert!(output.status.success(), "{output:?}");
            output.stdout
        };
        sha256sum(&["--check", "--strict", &checksums]);
        assert_eq!(sha256sum(&[vectors, words]), fs::read(new.join(&checksums)).unwrap());
        fs::write(new.join(&checksums), sha256sum(&["--binary", vectors, words])).unwrap();
        read(new.join(vectors), new.join(words)).unwrap();
    }
}
