//! Files as people have them: told by their content, packed or not, and with bad lines.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use common::text::Vocabulary;
use flate2::Compression;
use flate2::write::GzEncoder;
use ndarray::{Array2, array};
use proptest::prelude::*;
use tempfile::{TempDir, tempdir};
use vectors::questions::{read_analogies, read_word_pairs};
use vectors::{LeftOut, Options, WordVectors};

fn file(folder: &TempDir, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join("model");
    fs::write(&path, content).unwrap();
    path
}

fn packed(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(content.as_ref()).unwrap();
    packed.finish().unwrap()
}

fn read(content: impl AsRef<[u8]>) -> Result<WordVectors, String> {
    let folder = tempdir().unwrap();
    let read = Options::default().read(file(&folder, content));
    read.map(|(vectors, _)| vectors).map_err(|error| error.to_string())
}

fn read_skipping(content: impl AsRef<[u8]>) -> (WordVectors, LeftOut) {
    let folder = tempdir().unwrap();
    let options = Options { skip_bad_lines: true, ..Options::default() };
    options.read(file(&folder, content)).unwrap()
}

/// As word2vec.c and gensim write it, with a line end after each vector or without.
fn binary(words: &[&[u8]], rows: &Array2<f32>, line_end: &str) -> Vec<u8> {
    let mut bytes = format!("{} {}\n", words.len(), rows.ncols()).into_bytes();
    for (word, row) in words.iter().zip(rows.outer_iter()) {
        bytes.extend([*word, b" "].concat());
        row.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
        bytes.extend(line_end.bytes());
    }
    bytes
}

#[test]
fn every_format_is_told_by_its_content_packed_or_not() {
    let text = "2 3\nyou 0.5 -1 3.5\n왕 1 2 -0.25\n";
    let rows = array![[0.5, -1.0, 3.5], [1.0, 2.0, -0.25]];
    let words: [&[u8]; 2] = [b"you", "왕".as_bytes()];
    let contents = [text.into(), binary(&words, &rows, "\n"), binary(&words, &rows, "")];
    for content in contents {
        for content in [packed(&content), content] {
            let vectors = read(content).unwrap();
            assert_eq!(vectors.vocabulary().words(), ["you", "왕"]);
            assert_eq!(vectors.vectors(), rows);
        }
    }
}

#[test]
fn vectors_without_a_first_line_are_read_as_glove_writes_them() {
    for content in ["you 0.5 -1\n왕 1 2\n", "\u{feff}you 0.5 -1\r\n왕 1 2", "you\t0.5\t-1 \n\n왕 1 2 \n\n\n"]
    {
        let vectors = read(content).unwrap();
        assert_eq!(vectors.vocabulary().words(), ["you", "왕"], "{content:?}");
        assert_eq!(vectors.vectors(), array![[0.5, -1.0], [1.0, 2.0]]);
    }
    let sentence = read("you 0.5 -1\n왕 1\n").unwrap_err();
    assert!(sentence.ends_with("line 2: \"왕\" has 1 numbers, but the first line has 2"), "{sentence}");
    let content = "you 0.5 -1\nat name@domain.com 1 2\nsay 1e99 2\nhello 7 8\nyou 3 4\nbye 1\n\n";
    let (vectors, left_out) = read_skipping(content);
    assert_eq!(
        (vectors.vocabulary().words(), left_out.number),
        (&["you".to_owned(), "hello".to_owned()][..], 4)
    );
    for (named, place) in left_out.named.iter().zip(["line 2: ", "line 3: ", "line 5: ", "line 6: "]) {
        assert!(named.starts_with(place), "{named}");
    }
    // What begins as word2vec's first line, but for a mistake, is none of GloVe's words.
    assert!(read("3 2 1\nyou 1 2\n").unwrap_err().contains("is missing (here is \"3 2 1\")"));
}

#[test]
fn an_array_has_its_words_beside_it_or_in_the_list_that_is_named() {
    let folder = tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (_, vocabulary) = common::text::preprocess("you say");
    let vectors = WordVectors::new(vocabulary, array![[1.0, 2.0], [3.0, 4.0]]).unwrap();
    vectors.write_npy(at("v.npy"), at("words.txt")).unwrap();
    assert_eq!(Options::default().read(at("v.npy")).unwrap().0, vectors);

    fs::rename(at("words.txt"), at("list")).unwrap();
    let sentence = Options::default().read(at("v.npy")).unwrap_err().to_string();
    assert!(sentence.contains("words.txt; give it with --words FILE, one word per line"), "{sentence}");
    let named = Options { words: Some(at("list")), ..Options::default() };
    assert_eq!(named.read(at("v.npy")).unwrap().0, vectors);

    fs::write(at("packed"), packed(fs::read(at("v.npy")).unwrap())).unwrap();
    assert_eq!(named.read(at("packed")).unwrap().0, vectors);
    vectors.write_text(at("v.txt")).unwrap();
    assert!(named.read(at("v.txt")).unwrap_err().to_string().contains("leave out --words"));
}

#[test]
fn what_cannot_be_read_is_called_by_its_name() {
    let cases: [(&[u8], &str); 20] = [
        (b"\x80\x04\x95\x1f\0\0\0", "a pickle of Python"),
        (b"\x80\x02cgensim.models\n", "save_word2vec_format"),
        (b"PK\x03\x04\x14\0\0\0vectors.npy", "a zip archive"),
        (b"\xfd7zXZ\0\0\x04", "packed by xz; unpack it first"),
        (b"BZh91AY&SY", "packed by bzip2"),
        (b"\x28\xb5\x2f\xfd\0\0", "packed by zstd"),
        (b"7z\xbc\xaf\x27\x1c\0", "a 7z archive"),
        (b"\xba\x16\x4f\x2f\x0c\0\0\0", "a model of fastText"),
        (b"\xff\xfe2\0 \x003\0\n\0", "text in UTF-16; save it as UTF-8"),
        (b"\0\0\0\0\0\0\0\0", "this is not text"),
        (b"", "this file is empty"),
        (b"you say goodbye\n", "as in GloVe's files, with a word and its numbers, is missing"),
        (b"\x40\x01\0\0\0\0\0\0{\"w_in\":{", "a file of safetensors, which has no words"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)"),
        (b"PAR1\x15\x04", "a table in Parquet"),
        (b"\xb3\xaa\xb4\xc2 1.0 2.0\n\xb9\xe4 3 4\n", "Korean in CP949 (EUC-KR); save it as UTF-8 first"),
        (b"2 2\n\xb3\xaa\xb4\xc2 1 2\n\xb9\xe4 3 4\n", "Korean in CP949 (EUC-KR); save it as UTF-8 first"),
        (b"2\0 \x002\0\n\0a\0 \x001\0 \x001\0\n\0", "text in UTF-16 without a byte order mark"),
    ];
    for (content, expected) in cases {
        for content in [content.to_vec(), packed(content)] {
            let sentence = read(content).unwrap_err();
            assert!(sentence.contains(expected) && !sentence.contains("convert"), "{sentence}\n{expected}");
        }
    }
    let tar = [&b"vectors.txt"[..], &[0; 246], b"ustar\x0000", &[0; 248], b"2 2\n"].concat();
    assert!(read(packed(tar)).unwrap_err().contains("a tar archive"));
    assert!(read(b"\x89HDF\r\n\x1a\n").unwrap_err().contains("HDF5"));
    assert!(read(b"\x7fELF\xf0\n\xff").unwrap_err().contains("this is no file of word vectors; give"));
    assert!(read(&packed(b"2 2\n")[..12]).unwrap_err().contains("it is damaged or cut short"));
    assert!(read(packed(packed(b"2 2\n"))).unwrap_err().contains("packed by gzip twice"));
    let sentence = Options::default().read("none/vectors.txt").unwrap_err().to_string();
    assert!(sentence.ends_with("; check its name and its folder"), "{sentence}");
}

#[test]
fn a_message_says_what_is_there() {
    for (line, expected) in [
        (" 1 2", "the word before the numbers is empty"),
        ("", "a word and its numbers are missing on this line, which is empty"),
        ("New York 1 2", "the word \"New York\" has a space in it; write it with _ instead"),
        ("밥 을 1 2", "the word \"밥 을\" has a space in it"),
        ("you 0,5 1", "\"0,5\" is not a number (the decimal mark is a point)"),
        ("you York 1", "\"York\" is not a number"),
        ("you 1 2 3", "\"you\" has 3 numbers, but the first line promises 2"),
        ("you 1", "\"you\" has 1 numbers"),
        ("you 1 nan", "\"nan\" is not a finite number"),
    ] {
        let sentence = read(format!("2 2\n{line}\nsay 1 2\n")).unwrap_err();
        assert!(sentence.contains(&format!("line 2: {expected}")), "{sentence}\n{expected}");
        assert_eq!(sentence.contains("decimal mark"), line.contains(','), "{sentence}");
    }
}

#[test]
fn bad_lines_are_left_out_counted_and_named() {
    let lines = [
        b"you 1 2".to_vec(),
        b"you 3 4".to_vec(),
        b"nan NaN 1".to_vec(),
        b"few 1".to_vec(),
        b"New York 1 2".to_vec(),
        "왕 1 2".as_bytes()[1..].to_vec(),
        b" 1 2".to_vec(),
        b"say 5 6".to_vec(),
    ];
    let content = [b"9 2".to_vec(), lines.join(&b'\n')].join(&b'\n');
    let (vectors, left_out) = read_skipping(&content);
    assert_eq!(vectors.vocabulary().words(), ["you", "say"]);
    assert_eq!(vectors.vectors(), array![[1.0, 2.0], [5.0, 6.0]]);
    assert_eq!(left_out.number, 7, "{left_out}");
    let expected = [
        "line 3: \"you\" is already on line 2",
        "line 4: \"NaN\" is not a finite number",
        "line 5: \"few\" has 1 numbers",
        "line 6: the word \"New York\" has a space",
        "line 7: this is not UTF-8",
        "line 8: the word before the numbers is empty",
        "the first line promises 9 words, but 8 follow",
    ];
    for (named, expected) in left_out.named.iter().zip(expected) {
        assert!(named.starts_with(expected), "{named}\n{expected}");
    }
    assert!(read(content).unwrap_err().contains("line 3: \"you\" is already on line 2"));
    let folder = tempdir().unwrap();
    let options = Options { skip_bad_lines: true, ..Options::default() };
    let sentence = options.read(file(&folder, "1 1\nyou x\n")).unwrap_err().to_string();
    assert!(
        sentence.contains("no vector remains") && sentence.contains("line 2: \"x\" is not"),
        "{sentence}"
    );
}

#[test]
fn bad_words_of_the_binary_format_and_of_an_array_are_left_out_too() {
    let rows = array![[1.0, 2.0], [f32::NAN, 0.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]];
    let content = binary(&[b"you", b"nan", b"you", b"\xec\x99", b"say"], &rows, "\n");
    let (vectors, left_out) = read_skipping(&content);
    assert_eq!(vectors.vocabulary().words(), ["you", "say"]);
    assert_eq!(vectors.vectors(), array![[1.0, 2.0], [7.0, 8.0]]);
    assert!(left_out.named[0].starts_with("word 2: the vector of \"nan\" holds NaN"), "{left_out}");
    assert!(left_out.named[1].starts_with("word 3: \"you\" is already on word 1"), "{left_out}");
    assert!(left_out.named[2].starts_with("word 4: the word \"\u{fffd}\" is not UTF-8"), "{left_out}");
    assert!(read(&content).unwrap_err().contains(", word 2: the vector of \"nan\" holds NaN"));
    let cut = &content[..content.len() - 3];
    assert!(read(cut).unwrap_err().contains("word 2"));
    assert!(read_skipping(cut).1.named[3].contains("the file ends after 4; it is cut short"));

    let folder = tempdir().unwrap();
    let (array, words) = (folder.path().join("v.npy"), folder.path().join("words.txt"));
    let (_, vocabulary) = common::text::preprocess("you are say");
    let vectors = WordVectors::new(vocabulary, array![[1.0], [2.0], [3.0]]).unwrap();
    vectors.write_npy(&array, &words).unwrap();
    fs::write(&words, "you\nyou\nsay\n").unwrap();
    fs::remove_file(folder.path().join("v.npy.sha256")).unwrap(); // the list was changed on purpose
    let options = Options { skip_bad_lines: true, ..Options::default() };
    let (vectors, left_out) = options.read(&array).unwrap();
    assert_eq!((vectors.vectors(), left_out.number), (array![[1.0], [3.0]].view(), 1));
}

#[test]
fn a_header_that_promises_too_much_is_a_sentence_and_takes_no_memory() {
    let promise =
        |content: &str| read([content.as_bytes(), b"you \0\0\x80\x3f\0\0\x80\x3f"].concat()).unwrap_err();
    let sentence = promise(&format!("{0} {0}\n", u64::MAX));
    assert!(sentence.contains("but the file has"), "{sentence}");
    let endless = read(packed(format!("1 {}\nyou \0\0\0\0\0\0\0\0", 1_u64 << 61))).unwrap_err();
    assert!(endless.contains("GB, for which this computer has no memory"), "{endless}");
}

#[test]
fn letters_are_composed_on_reading() {
    let decomposed = "\u{1107}\u{1161}\u{11b8}";
    let vectors = read(format!("2 1\n{decomposed} 1\ncafe\u{301} 2\n")).unwrap();
    assert_eq!(vectors.vocabulary().words(), ["밥", "café"]);
    // Twins in a file keep a name of their own each.
    let twins = read(format!("2 1\n밥 1\n{decomposed} 2\n")).unwrap();
    assert_eq!(twins.vocabulary().words(), ["밥", decomposed]);

    let folder = tempdir().unwrap();
    let questions = read_analogies(file(&folder, format!(": f\n{decomposed} b c d\n"))).unwrap();
    assert_eq!(questions[0].a, "밥");
    assert_eq!(read_word_pairs(file(&folder, format!("{decomposed} b 1\n"))).unwrap()[0].first, "밥");
}

#[cfg(unix)]
#[test]
fn a_file_without_end_ends_quickly_with_a_sentence() {
    for (name, start) in [("/dev/zero", "this is not text"), ("/dev/full", "this is not text")] {
        for sentence in [
            Options::default().read(name).unwrap_err(),
            WordVectors::read_text(name).unwrap_err(),
            read_analogies(name).unwrap_err(),
            read_word_pairs(name).unwrap_err(),
            WordVectors::read_npy(name, name).unwrap_err(),
        ]
        .map(|error| error.to_string())
        {
            assert!(sentence.contains(start) || sentence.contains("not a .npy file"), "{sentence}");
        }
    }
}

#[test]
fn a_line_without_end_is_bounded() {
    let folder = tempdir().unwrap();
    let long = "a ".repeat(9 << 20);
    for sentence in [
        read(format!("1 1\n{long}")).unwrap_err(),
        read_analogies(file(&folder, &long)).unwrap_err().to_string(),
        read_word_pairs(file(&folder, &long)).unwrap_err().to_string(),
    ] {
        assert!(sentence.contains("has no end within 16 MB"), "{sentence}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic_and_bad_ones_can_be_left_out(
        start in prop::sample::select(vec![&b"2 2\n"[..], b"3 1\na 1\n", b"", b"2 1\na \0\0\0\0", b"\x1f\x8b", b"\x93NUMPY"]),
        bytes in prop::collection::vec(any::<u8>(), 0..100),
        skip_bad_lines in any::<bool>(),
    ) {
        let folder = tempdir().unwrap();
        let path = file(&folder, [start, &bytes].concat());
        if let Ok((vectors, _)) = (Options { skip_bad_lines, words: None }).read(path) {
            prop_assert!(vectors.vectors().iter().all(|value| value.is_finite()));
        }
    }

    /// As the projector reads them: a line is overlooked if JavaScript finds nothing but white space in it; and as
    /// Python's `splitlines` would cut them.
    #[test]
    fn labels_and_rows_of_the_projector_stay_in_step_for_every_word(
        words in prop::collection::btree_set("[\u{feff}\u{a0}\u{3000}\u{2028}\u{85}\u{1c}\u{200b}\\\\u{}a-c가]{1,4}", 1..6),
    ) {
        let folder = tempdir().unwrap();
        let (rows, labels) = (folder.path().join("vectors.tsv"), folder.path().join("metadata.tsv"));
        let mut vocabulary = Vocabulary::default();
        words.iter().for_each(|word| _ = vocabulary.insert(word));
        let vectors = WordVectors::new(vocabulary, Array2::zeros((words.len(), 2))).unwrap();
        vectors.write_projector(&rows, &labels).unwrap();
        let text = fs::read_to_string(&labels).unwrap();
        let is_blank = |letter: char| letter.is_whitespace() || letter == '\u{feff}';
        let seen = text.split('\n').filter(|line| !line.chars().all(is_blank)).count();
        let ends = "\n\r\x0b\x0c\x1c\x1d\x1e\u{85}\u{2028}\u{2029}";
        let cut = text.split(|letter| ends.contains(letter)).count() - 1;
        prop_assert_eq!((seen, cut), (words.len(), words.len()));
        prop_assert_eq!(WordVectors::read_projector(&rows, &labels).unwrap(), vectors);
    }
}
