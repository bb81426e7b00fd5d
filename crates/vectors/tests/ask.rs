//! The conversation: every kind of line, and how it ends.

use std::io::{self, Write};

use common::text::preprocess;
use ndarray::array;
use vectors::WordVectors;
use vectors::ask::{answer, answer_all, interactive};

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

#[test]
fn two_words_ask_for_their_cosine() {
    assert_eq!(said("king queen"), "[king] [queen]\n  cosine 0.0000");
    assert_eq!(said("man 군중"), "[man] [군중]\n  cosine -0.8689");
    assert!(said("king quene").ends_with(r#"did you mean "queen"?"#));
}

#[test]
fn a_sum_without_spaces_is_understood_or_told_how_to_write_it() {
    let expected = said("king - man + woman");
    for line in
        ["king-man+woman", "king −man +woman", "woman+king–man", "king－man＋woman", "king － man ＋ woman"]
    {
        assert_eq!(said(line).lines().nth(2), expected.lines().nth(2), "{line}");
    }
    assert!(said("king-man+womann").contains(r#""womann" is not in the vocabulary; did you mean "woman"?"#));
    let hint = "if a sum is meant, put a space before and after each sign: king - man + woman";
    assert!(said("kingg-man+woman").ends_with(hint), "{}", said("kingg-man+woman"));
    assert!(said("king-size").starts_with(r#""king-size" is not in the vocabulary"#));
}

#[test]
fn every_word_that_is_listed_can_be_asked() {
    let words = [
        "10\u{a0}000",
        "New York",
        " ",
        "",
        "\u{3000}",
        "quit",
        "co-op",
        "a:b=c",
        "king",
        "+",
        "\"",
        "cafe\u{301}",
        "밥",
    ];
    let mut vocabulary = common::text::Vocabulary::default();
    words.iter().for_each(|word| _ = vocabulary.insert(word));
    let rows = ndarray::Array2::from_shape_fn((words.len(), 2), |(i, j)| (i + j) as f32);
    let vectors = WordVectors::new(vocabulary, rows).unwrap();
    for word in words {
        let answer = answer(&vectors, word).unwrap_or_else(|no_answer| panic!("{word:?}: {no_answer}"));
        assert!(answer.to_string().starts_with(&format!("[{word}]\n")), "{word:?}: {answer}");
    }
    let said = |line: &str| {
        answer(&vectors, line).map_or_else(|error| error.to_string(), |answer| answer.to_string())
    };
    assert!(said("10 000").starts_with("[10\u{a0}000]"));
    assert!(said("café").starts_with("[cafe\u{301}]"));
    assert!(said("\u{1107}\u{1161}\u{11b8}").starts_with("[밥]"));
    assert!(said("\u{1107}\u{1161}\u{11b8}\u{1107}").ends_with("did you mean \"밥\"?"));
    assert!(said("10\u{a0}000 New York").starts_with("[10\u{a0}000] [New York]"));
    assert!(said("New York : king = 10 000 : ?").starts_with("New York : king = 10\u{a0}000 : ?"));
    assert!(said("co-op king").starts_with("[co-op] [king]"));
    let mut output = Vec::new();
    interactive(&vectors, &b"\"quit\"\n\"New York\" king\n"[..], &mut output).unwrap();
    let output = String::from_utf8(output).unwrap();
    assert!(output.contains("> [quit]\n") && output.contains("> [New York] [king]\n"), "{output}");

    let pieces = |pieces: &[&str]| answer_all(&vectors, pieces).unwrap().to_string();
    assert!(pieces(&["New York", "king"]).starts_with("[New York] [king]"));
    assert_eq!(pieces(&["king", "-", "co-op", "+", "New York"]), said("king - co-op + New York"));
}

#[test]
fn a_question_without_end_ends_with_a_sentence() {
    let zeros = io::BufReader::new(io::repeat(0));
    let error = interactive(&royal_family(), zeros, io::sink()).unwrap_err();
    assert!(error.to_string().contains("a question of 65536 bytes"), "{error}");
    let error = interactive(&royal_family(), &b"\xff\n".repeat(1000)[..], io::sink()).unwrap_err();
    assert!(error.to_string().contains("questions in a row are not UTF-8"), "{error}");
    assert!(interactive(&royal_family(), &b"\xff\nking\n".repeat(1000)[..], io::sink()).is_ok());
    let long = "king ".repeat(13_000);
    assert!(said(&long).len() < 200 && said(&"가".repeat(20_000)).len() < 300);
}

#[test]
fn cosines_are_numbers_whatever_the_vectors_are() {
    let (_, vocabulary) = preprocess("a b c d e");
    let huge = f32::MAX;
    let rows = array![
        [huge, -huge, huge],
        [1e30, 1e-30, 0.0],
        [0.0, 0.0, 0.0],
        [-huge, huge, huge],
        [1e-40, 2e-44, 0.0]
    ];
    let vectors = WordVectors::new(vocabulary, rows).unwrap();
    assert!(answer(&vectors, "e e").unwrap().to_string().contains("1.0000"));
    for line in ["a", "c", "e", "a d", "c c", "a b c", "a d a", "b a d", "d - a + b", "e a d"] {
        let said = answer(&vectors, line).unwrap().to_string();
        assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
    }
}
