//! Files of word vectors: what is written is read back bit for bit, and what is wrong is named.

use std::fs;

use common::text::Vocabulary;
use ndarray::{Array2, ShapeBuilder, array};
use proptest::prelude::*;
use tempfile::tempdir;
use vectors::{Error, Options, WordVectors};

fn word_vectors(words: &[impl AsRef<str>], rows: Array2<f32>) -> WordVectors {
    let mut vocabulary = Vocabulary::default();
    words.iter().for_each(|word| _ = vocabulary.insert(word.as_ref()));
    WordVectors::new(vocabulary, rows).unwrap()
}

/// Equal words, and numbers with equal bits (`==` takes 0 and −0 for the same).
fn assert_same(left: &WordVectors, right: &WordVectors) {
    assert_eq!(left.vocabulary(), right.vocabulary());
    assert_eq!(left.vectors().mapv(f32::to_bits), right.vectors().mapv(f32::to_bits));
}

/// Any finite numbers, the tiniest and −0 too, for up to six different words.
fn any_vectors(word: &'static str) -> impl Strategy<Value = WordVectors> {
    let words = prop::collection::btree_set(word, 1..=6);
    let finite = any::<u32>().prop_map(f32::from_bits).prop_filter("finite", |value| value.is_finite());
    (words, 1..=4_usize, prop::collection::vec(finite, 24)).prop_map(|(words, dimension, values)| {
        let words: Vec<String> = words.into_iter().collect();
        let values = values[..words.len() * dimension].to_vec();
        word_vectors(&words, Array2::from_shape_vec((words.len(), dimension), values).unwrap())
    })
}

#[test]
fn the_binary_format_reads_back_bit_for_bit_packed_or_not() {
    let folder = tempdir().unwrap();
    let rows = Array2::from_shape_fn((3, 50), |(row, column)| ((row * 50 + column) as f32).sin());
    let vectors = word_vectors(&["you", "밥을", "no\u{a0}break"], rows);
    for name in ["vectors.bin", "vectors.bin.GZ"] {
        let path = folder.path().join(name);
        vectors.write_binary(&path).unwrap();
        let bytes = fs::read(&path).unwrap();
        assert_eq!(bytes.starts_with(b"\x1f\x8b"), name.ends_with("GZ"));
        assert_same(&Options::default().read(&path).unwrap().0, &vectors);
    }
    let parted = word_vectors(&["new york"], array![[1.0]]);
    assert!(matches!(parted.write_binary(folder.path().join("parted.bin")), Err(Error::Unwritable { .. })));
}

proptest! {
    #[test]
    fn text_reads_back_bit_for_bit(vectors in any_vectors(r"[^\s]{1,6}")) {
        let folder = tempdir().unwrap();
    let path = folder.path().join("vectors.txt");
        vectors.write_text(&path).unwrap();
        assert_same(&WordVectors::read_text(&path).unwrap(), &vectors);
    }

    #[test]
    fn npy_reads_back_bit_for_bit_with_empty_words_and_spaces(vectors in any_vectors(r"[^\n\r]{0,6}")) {
        let folder = tempdir().unwrap();
        let (array, words) = (folder.path().join("vectors.npy"), folder.path().join("words.txt"));
        vectors.write_npy(&array, &words).unwrap();
        assert_same(&WordVectors::read_npy(&array, &words).unwrap(), &vectors);
    }

    #[test]
    fn the_pair_for_the_projector_reads_back_bit_for_bit(vectors in any_vectors(r"[^\s]{1,3} ?[^\s]{1,3}")) {
        let folder = tempdir().unwrap();
        let (rows, words) = (folder.path().join("vectors.tsv"), folder.path().join("metadata.tsv"));
        vectors.write_projector(&rows, &words).unwrap();
        assert_same(&WordVectors::read_projector(&rows, &words).unwrap(), &vectors);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), claimed in any::<u64>()) {
        let folder = tempdir().unwrap();
        let (text, array) = (folder.path().join("vectors.txt"), folder.path().join("vectors.npy"));
        fs::write(&text, [format!("{claimed} 2\n").as_bytes(), &bytes].concat()).unwrap();
        let _ = WordVectors::read_text(&text);
        let _ = WordVectors::read_projector(&text, &text);
        let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({claimed}, 0, {claimed}), }}");
        fs::write(&array, npy(&header, &bytes)).unwrap();
        let _ = WordVectors::read_npy(&array, &text);
        fs::write(&array, npy(&header.replace(" 0,", ""), &bytes)).unwrap();
        let _ = WordVectors::read_npy(&array, &text);
        fs::write(&array, [&b"\x93NUMPY\x01\x00"[..], &bytes].concat()).unwrap();
        let _ = WordVectors::read_npy(&array, &text);
    }
}

fn npy(header: &str, numbers: &[u8]) -> Vec<u8> {
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), numbers].concat()
}

#[test]
fn text_is_a_line_with_the_shape_and_a_line_per_word() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("vectors.txt");
    word_vectors(&["you", "왕"], array![[0.1, -1.0, 1e-7], [3.5, -0.0, 1e20]]).write_text(&path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "2 3\nyou 0.1 -1.0 1e-7\n왕 3.5 -0.0 1e20\n");
}

#[test]
fn npy_has_the_bytes_of_the_specification() {
    let folder = tempdir().unwrap();
    let (path, words) = (folder.path().join("vectors.npy"), folder.path().join("words.txt"));
    word_vectors(&["you", "say"], array![[1.0, -2.0, 0.5], [0.0, -0.0, 3.0]])
        .write_npy(&path, &words)
        .unwrap();
    let mut expected = b"\x93NUMPY\x01\x00\x76\x00".to_vec(); // 10 bytes, then 118 of header: 128 = 2 · 64
    expected.extend(b"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
    expected.resize(127, b' ');
    expected.push(b'\n');
    for number in ["0000803f", "000000c0", "0000003f", "00000000", "00000080", "00004040"] {
        expected.extend(u32::from_str_radix(number, 16).unwrap().to_be_bytes());
    }
    assert_eq!(fs::read(&path).unwrap(), expected);
    assert_eq!(fs::read_to_string(&words).unwrap(), "you\nsay\n");
}

#[test]
fn an_array_in_another_order_is_written_row_by_row() {
    let folder = tempdir().unwrap();
    let (path, words) = (folder.path().join("vectors.npy"), folder.path().join("words.txt"));
    let columns_first = Array2::from_shape_vec((2, 2).f(), vec![1.0, 2.0, 3.0, 4.0]).unwrap();
    let vectors = word_vectors(&["a", "b"], columns_first);
    vectors.write_npy(&path, &words).unwrap();
    assert_eq!(WordVectors::read_npy(&path, &words).unwrap().vectors(), array![[1.0, 3.0], [2.0, 4.0]]);
}

#[test]
fn npy_of_64_bits_is_read() {
    let folder = tempdir().unwrap();
    let (path, words) = (folder.path().join("vectors.npy"), folder.path().join("words.txt"));
    let numbers = [0.1_f64.to_le_bytes(), (-2.0_f64).to_le_bytes()].concat();
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }\n";
    fs::write(&path, npy(header, &numbers)).unwrap();
    fs::write(&words, "you\n").unwrap();
    assert_eq!(WordVectors::read_npy(&path, &words).unwrap().vectors(), array![[0.1, -2.0]]);
}

#[test]
fn text_of_other_tools_is_read_with_spaces_at_the_end_tabs_and_windows_line_ends() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("vectors.txt");
    fs::write(&path, "\u{feff}2 2 \r\nyou 1 2.5E0 \r\nsay\t-3\t4\r\n\r\n").unwrap();
    let vectors = WordVectors::read_text(&path).unwrap();
    assert_eq!(vectors.vocabulary().words(), ["you", "say"]);
    assert_eq!(vectors.vectors(), array![[1.0, 2.5], [-3.0, 4.0]]);
}

#[test]
fn what_is_wrong_with_a_text_file_is_named_with_its_line() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("bad.txt");
    let promise = format!("{} {}\nyou 1 2\n", usize::MAX, usize::MAX);
    let cases: [(&[u8], &str); 17] = [
        (b"", "bad.txt: this file is empty"),
        (b"you 0.1 two\n", "bad.txt, line 1: a first line with the number of words and of dimensions"),
        (b"\n", "line 1: a first line"),
        (b"-2 3\n", "line 1: a first line"),
        (b"0 3\n", "line 1: \"0 3\" leaves no word"),
        (b"2 0\n", "line 1: \"2 0\" leaves no word"),
        (b"1 2\nyou 1\n", "line 2: \"you\" has 1 numbers, but the first line promises 2"),
        (b"1 2\nyou 1 2 3\n", "line 2: \"you\" has 3 numbers, but the first line promises 2"),
        (b"1 2\nyou 1 two\n", "line 2: \"two\" is not a number"),
        (b"1 2\nyou 1 0,5\n", "line 2: \"0,5\" is not a number"),
        (b"1 2\nyou 1 NaN\n", "line 2: \"NaN\" is not a finite number"),
        (b"1 2\nyou 1 1e39\n", "line 2: \"1e39\" is not a finite number"),
        (b"3 1\nyou 1\nsay 2\n", "bad.txt: the first line promises 3 words, but 2 follow"),
        (b"1 1\nyou 1\nsay 2\n", "line 3: the first line promises 1 words, and here is one more"),
        (b"3 1\nyou 1\nsay 2\nyou 3\n", "line 4: \"you\" is already on line 2"),
        (b"1 1\n\xff\xfe 1\n", "line 2: this is not UTF-8"),
        (promise.as_bytes(), "line 2: \"you\" has 2 numbers"),
    ];
    for (content, expected) in cases {
        fs::write(&path, content).unwrap();
        let sentence = WordVectors::read_text(&path).unwrap_err().to_string();
        assert!(sentence.contains(expected), "{sentence}\n{expected}");
    }
    let sentence = WordVectors::read_text(path.with_file_name("none.txt")).unwrap_err().to_string();
    assert!(sentence.starts_with("cannot read ") && sentence.contains("none.txt"), "{sentence}");
    let sentence = WordVectors::read_text(path.parent().unwrap()).unwrap_err().to_string();
    assert!(sentence.contains("this is a folder"), "{sentence}");
}

#[test]
fn a_line_without_its_word_is_refused() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("bad.txt");
    for (content, expected) in [
        ("1 2\n 1 2\n", "line 2: the word before the numbers is empty"),
        ("1 2\n\nyou 1 2\n", "line 2: a word and its numbers are missing"),
    ] {
        fs::write(&path, content).unwrap();
        let sentence = WordVectors::read_text(&path).unwrap_err().to_string();
        assert!(sentence.contains(expected), "{sentence}");
    }
}

#[test]
fn what_is_wrong_with_an_npy_file_is_named() {
    let folder = tempdir().unwrap();
    let (path, words) = (folder.path().join("bad.npy"), folder.path().join("words.txt"));
    fs::write(&words, "you\nsay\n").unwrap();
    let header = |kind: &str, fortran: &str, shape: &str| {
        format!("{{'descr': {kind}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n")
    };
    let good = header("'<f4'", "False", "(2, 1)");
    let huge = header("'<f4'", "False", &format!("({0}, {0})", usize::MAX));
    let cases: [(Vec<u8>, &str); 16] = [
        (b"".to_vec(), "this file ends before a .npy header does"),
        (b"2 1\nyou 1\nsay 2\n".to_vec(), "this is not a .npy file"),
        (b"\x93NUMPY\x02\x00\x00\x00".to_vec(), "this is .npy 2.0"),
        (npy(&good, b"")[..40].to_vec(), "this file ends before"),
        (npy(&good, b"1234567"), "promises 2 x 1 numbers in 8 bytes, but 7 follow"),
        (npy(&good, b"123456789"), "promises 2 x 1 numbers in 8 bytes, but more follow"),
        (npy(&huge, b"12345678"), "but 8 follow"),
        (npy(&header("'>f4'", "False", "(2, 1)"), b"12345678"), "\"'>f4'\" are not read here"),
        (npy(&header("'<i8'", "False", "(2, 1)"), b"12345678"), "\"'<i8'\" are not read here"),
        (npy(&header("[('x', '<f4')]", "False", "(2, 1)"), b"12345678"), "are not read here"),
        (npy(&header("'<f4'", "True", "(2, 1)"), b"12345678"), "the array is in Fortran order"),
        (npy(&header("'<f4'", "False", "(2,)"), b"12345678"), "not one of shape (2,)"),
        (npy(&header("'<f4'", "False", "(2, 1, 1)"), b"12345678"), "not one of shape (2, 1, 1)"),
        (npy(&header("'<f4'", "False", "(0, 18446744073709551615)"), b""), "neither of them 0"),
        (npy("{'descr': '<f4', }", b""), "the header lacks 'fortran_order':"),
        (npy(&good, &[0, 0, 0x80, 0x7f, 0, 0, 0, 0]), "the vector of \"you\" holds inf"),
    ];
    for (content, expected) in cases {
        fs::write(&path, content).unwrap();
        let sentence = WordVectors::read_npy(&path, &words).unwrap_err().to_string();
        assert!(sentence.contains(expected), "{sentence}\n{expected}");
    }
    fs::write(&path, npy(&good, b"12345678")).unwrap();
    for (vocabulary, expected) in [
        ("you\nsay\nhello\n", "3 words cannot share 2 vectors"),
        ("you\nyou\n", "words.txt, line 2: \"you\" is already on line 1"),
        ("", "words.txt: this file is empty"),
    ] {
        fs::write(&words, vocabulary).unwrap();
        let sentence = WordVectors::read_npy(&path, &words).unwrap_err().to_string();
        assert!(sentence.contains(expected), "{sentence}\n{expected}");
    }
    assert!(matches!(WordVectors::read_npy(folder.path(), &words), Err(Error::File { .. })));
}

#[test]
fn what_is_wrong_with_the_pair_for_the_projector_is_named() {
    let folder = tempdir().unwrap();
    let (rows, words) = (folder.path().join("vectors.tsv"), folder.path().join("metadata.tsv"));
    fs::write(&words, "you\nsay\n").unwrap();
    for (content, expected) in [
        ("", "vectors.tsv: this file is empty"),
        ("1\t2\n3\n", "vectors.tsv, line 2: 1 numbers, where the first line has 2"),
        ("1\tx\n", "vectors.tsv, line 1: \"x\" is not a number"),
        ("1\t2\n", "2 words cannot share 1 vectors"),
    ] {
        fs::write(&rows, content).unwrap();
        let sentence = WordVectors::read_projector(&rows, &words).unwrap_err().to_string();
        assert!(sentence.contains(expected), "{sentence}\n{expected}");
    }
}

#[test]
fn a_word_that_a_format_cannot_hold_is_named_and_the_old_file_stays() {
    let folder = tempdir().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    fs::write(&one, "old").unwrap();
    let with = |word: &str| word_vectors(&["you", word], array![[1.0], [2.0]]);
    for word in ["", "New York", "tab\t", "line\nbreak", "\r"] {
        let sentence = with(word).write_text(&one).unwrap_err().to_string();
        assert!(sentence.starts_with(&format!("{word:?} (word 1) cannot be written to ")), "{sentence}");
    }
    for word in ["line\nbreak", "\r"] {
        assert!(matches!(with(word).write_npy(&one, &other), Err(Error::Unwritable { id: 1, .. })));
    }
    for word in ["", " ", "tab\t"] {
        assert!(matches!(with(word).write_projector(&one, &other), Err(Error::Unwritable { id: 1, .. })));
    }
    assert_eq!(fs::read_to_string(&one).unwrap(), "old");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn a_failed_write_leaves_nothing_behind_not_even_half_of_a_pair() {
    let folder = tempdir().unwrap();
    let vectors = word_vectors(&["you"], array![[1.0]]);
    let nowhere = folder.path().join("none").join("words.txt");
    let sentence = vectors.write_text(&nowhere).unwrap_err().to_string();
    assert!(sentence.contains("words.txt: its folder does not exist"), "{sentence}");
    let sentence = vectors.write_text(folder.path()).unwrap_err().to_string();
    assert!(sentence.contains("this is a folder"), "{sentence}");
    assert!(vectors.write_npy(folder.path().join("vectors.npy"), &nowhere).is_err());
    assert!(vectors.write_npy(&nowhere, folder.path().join("words.txt")).is_err());
    assert!(vectors.write_projector(folder.path().join("vectors.tsv"), &nowhere).is_err());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    assert!(matches!(vectors.write_text(""), Err(Error::Write { .. })));
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_a_device_is_not_replaced() {
    let folder = tempdir().unwrap();
    let (file, link) = (folder.path().join("file.txt"), folder.path().join("link.txt"));
    fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let vectors = word_vectors(&["you"], array![[1.0]]);
    vectors.write_text(&link).unwrap();
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(&file).unwrap(), "1 1\nyou 1.0\n");
    let sentence = vectors.write_text("/dev/null").unwrap_err().to_string();
    assert!(sentence.contains("this is not an ordinary file"), "{sentence}");
}
