//! The conversation: every kind of line, and how it ends.

use std::io::{self, Write};

use common::text::preprocess;
use ndarray::array;
use vectors::WordVectors;
use vectors::ask::{answer, interactive};

fn royal_family() -> WordVectors {
    let (_, vocabulary) = preprocess("king man queen woman 군중 - a=b");
    let rows = array![[1., 1.], [0.1, 1.], [1., -1.], [0.1, -1.], [4., -9.], [1., 2.], [-1., 1.]];
    WordVectors::new(vocabulary, rows).unwrap()
}

fn said(line: &str) -> String {
    match answer(&royal_family(), line) {
        Ok(answer) => answer.to_string(),
        Err(no_answer) => no_answer.to_string(),
    }
}

fn conversation(input: &[u8]) -> String {
    let mut output = Vec::new();
    interactive(&royal_family(), input, &mut output).unwrap();
    String::from_utf8(output).unwrap()
}

#[test]
fn one_word_asks_for_its_neighbours_in_columns_that_know_how_wide_korean_is() {
    let expected = "\
[queen]
  군중      0.9333
  woman     0.7740
  king      0.0000
  -        -0.3162
  man      -0.6332";
    assert_eq!(said(" queen \n"), expected);
}

#[test]
fn three_words_ask_for_an_analogy_by_both_scorings() {
    let expected = "\
king : man = queen : ?
  by cosine              by raw dot product
  woman         0.9911   군중      9.3533
  군중          0.9829   woman     1.0050
  -            -0.7670   a=b      -1.0945
  a=b          -0.8513   -        -1.8906";
    assert_eq!(said("king man queen"), expected);
}

#[test]
fn a_sum_and_the_question_written_out_are_the_same_analogy() {
    let table = |line: &str| said(line).lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let expected = table("king man queen");
    assert_eq!(expected.len(), 5);
    for line in [
        "king : man = queen : ?",
        "king:man = queen:?",
        "man - king + queen",
        "queen + man − king",
        "- king + man + queen",
        "+ man + queen - king",
    ] {
        assert_eq!(table(line), expected, "{line}");
    }
}

#[test]
fn a_sign_alone_and_a_word_with_an_equals_sign_are_words() {
    assert!(said("-").starts_with("[-]"));
    assert!(said("a=b").starts_with("[a=b]"));
}

#[test]
fn an_unknown_word_gets_one_sentence_with_a_suggestion() {
    assert_eq!(said("quene"), r#""quene" is not in the vocabulary; did you mean "queen"?"#);
    assert_eq!(said("king men queen"), r#""men" is not in the vocabulary; did you mean "man"?"#);
    assert!(
        said("King - man + woman").starts_with(r#""King" is not in the vocabulary; did you mean "king""#)
    );
}

#[test]
fn nonsense_gets_one_sentence() {
    assert!(said(" \t\n").starts_with("nothing was asked"));
    for line in [
        "king man",
        "king man queen woman",
        "king +",
        "king + man",
        "king - man - queen",
        "king - - man",
        "= : ?",
        "king * man + queen",
        "- + -",
    ] {
        let sentence = said(line);
        assert!(sentence.starts_with(&format!("{line:?} is no question")) && !sentence.contains('\n'));
    }
}

#[test]
fn a_conversation_ends_with_quit_exit_or_the_end_of_input() {
    let help = conversation(b"").strip_suffix("\n> \n").unwrap().to_owned();
    assert_eq!(help.lines().count(), 1);
    assert_eq!(conversation(b"quit\nking\n"), format!("{help}\n> "));
    assert_eq!(conversation(b" exit \r\nking\n"), format!("{help}\n> "));
    assert_eq!(conversation(b"king"), format!("{help}\n> {}\n> \n", said("king")));
    assert_eq!(conversation(b"\xff\n\nquit").matches("> ").count(), 3);
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly_and_another_failure_is_told() {
    struct Failing(io::ErrorKind);
    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }
    let vectors = royal_family();
    assert!(interactive(&vectors, &b"king\n"[..], Failing(io::ErrorKind::BrokenPipe)).is_ok());
    let other = interactive(&vectors, &b"king\n"[..], Failing(io::ErrorKind::StorageFull));
    assert_eq!(other.unwrap_err().kind(), io::ErrorKind::StorageFull);
}
