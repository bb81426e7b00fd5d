//! The published forms of analogies and judged pairs, and every way in which a file can miss them.

use std::fs;
use std::path::PathBuf;

use common::similarity::AnalogyQuestion;
use tempfile::{TempDir, tempdir};
use vectors::questions::{WordPair, read_analogies, read_word_pairs};

fn file(folder: &TempDir, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    path
}

fn question(relation: &str, [a, b, c, answer]: [&str; 4]) -> AnalogyQuestion {
    let [relation, a, b, c, answer] = [relation, a, b, c, answer].map(str::to_owned);
    AnalogyQuestion { relation, a, b, c, answer }
}

fn pair(first: &str, second: &str, score: f64) -> WordPair {
    WordPair { first: first.to_owned(), second: second.to_owned(), score }
}

#[test]
fn analogies_stand_under_their_relation() {
    let folder = tempdir().unwrap();
    let content = "\u{feff}: capital-common-countries\r\nAthens Greece Bern Switzerland\r\n\n: 가족\n왕  여왕\t남자 여자";
    let read = read_analogies(file(&folder, "analogies.txt", content)).unwrap();
    let capital = question("capital-common-countries", ["Athens", "Greece", "Bern", "Switzerland"]);
    assert_eq!(read, [capital.clone(), question("가족", ["왕", "여왕", "남자", "여자"])]);
    let lower = question("capital-common-countries", ["athens", "greece", "bern", "switzerland"]);
    assert_eq!(capital.to_lowercase(), lower);
}

#[test]
fn what_is_wrong_with_a_file_of_analogies_is_named_with_its_line() {
    let folder = tempdir().unwrap();
    for (content, expected) in [
        (&b""[..], "analogies_bad.txt: no analogy is in this file"),
        (b": family\n", "no analogy is in this file"),
        (b"a b c d\n", "line 1: a line \": relation\" must come before"),
        (b": family\na b c d\na b c\n", "line 3: an analogy has four words, but this line has 3"),
        (b": family\na b c d e\n", "line 2: an analogy has four words, but this line has 5"),
        (b": family\na b c \xff\n", "line 2: this is not UTF-8"),
    ] {
        let sentence = read_analogies(file(&folder, "analogies_bad.txt", content)).unwrap_err().to_string();
        assert!(sentence.contains(expected), "{sentence}\n{expected}");
    }
    assert!(read_analogies(folder.path()).unwrap_err().to_string().contains("this is a folder"));
}

#[test]
fn pairs_are_read_as_wordsim_and_simlex_publish_them() {
    let folder = tempdir().unwrap();
    let expected = [pair("love", "sex", 6.77), pair("tiger", "cat", 7.35)];
    for content in [
        "Word 1,Word 2,Human (mean),1,2\nlove,sex,6.77,9,6\ntiger,cat,7.35,9,7\n",
        "Word 1\tWord 2\tHuman (mean)\nlove\tsex\t6.77\ntiger\tcat\t7.35\n",
        "# a comment\nlove sex 6.77\n\ntiger   cat 7.35",
        "word1\tword2\tPOS\tSimLex999\tconc(w1)\nlove\tsex\tN\t6.77\t2.1\r\ntiger\tcat\tN\t7.35\t3\r\n",
    ] {
        assert_eq!(read_word_pairs(file(&folder, "pairs.txt", content)).unwrap(), expected, "{content}");
    }
    assert_eq!(pair("Arafat", "Peace", 6.73).to_lowercase(), pair("arafat", "peace", 6.73));
}

#[test]
fn what_is_wrong_with_a_file_of_pairs_is_named_with_its_line() {
    let folder = tempdir().unwrap();
    for (content, expected) in [
        ("", "pairs_bad.txt: no pair is in this file"),
        ("word1 word2 score\n", "no pair is in this file"),
        ("love sex 6.77\ntiger cat\n", "line 2: two words and a number are needed, not \"tiger cat\""),
        ("love sex 6.77\ntiger cat much\n", "line 2: two words and a number"),
        ("love sex 6.77\ntiger cat NaN\n", "line 2: two words and a number"),
        ("love\tsex\t6.77\n\tcat\t1\n", "line 2: two words and a number"),
        ("word1 word2 score\nonce more\n", "line 2: two words and a number"),
    ] {
        let sentence = read_word_pairs(file(&folder, "pairs_bad.txt", content)).unwrap_err().to_string();
        assert!(sentence.contains(expected), "{sentence}\n{expected}");
    }
}

#[test]
fn what_never_ends_is_not_read_for_ever() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("endless");
    for line in ["\n", ": relation\n", "# remark\n"] {
        fs::write(&path, line.repeat((1 << 24) / line.len() + 1)).unwrap();
        for sentence in [read_analogies(&path).err().unwrap(), read_word_pairs(&path).err().unwrap()] {
            let sentence = sentence.to_string();
            let expected = ["goes on after 16 MB", "an analogy has four words", "two words and a number"];
            assert!(expected.iter().any(|part| sentence.contains(part)), "{line:?}: {sentence}");
        }
    }
}
