//! Whatever bytes a file holds, whoever reads it says what it read or what is wrong in one sentence. Nobody panics, waits
//! for ever or fills the memory.
//!
//! Each case damages a file of some format and gives it to every reader, also to those of other formats.
//! `PROPTEST_CASES=10000 cargo test -p checks --test readers` tries as many files.

use std::fmt::Display;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use corpus::Source;
use flate2::Compression;
use flate2::write::GzEncoder;
use ndarray::{Array2, array};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use tempfile::tempdir;
use vectors::{Options, WordVectors, ask, questions};
use word2vec::{ReadOptions, Text};

/// More than all readers together need for files of a few hundred bytes, whatever these promise.
const MEMORY: f64 = 1e9;

const TEXTS: [&str; 10] = [
    "you say goodbye and i say hello .\n나는 밥을 먹고 너는 빵을 먹는다 .\n",
    "3 2\nking 0.5 -1\n여왕 1e-3 2\nman 3 4\n",
    "king 0.5 -1\nqueen 1 2\nman 3 4\n",
    ": capital-common-countries\nAthens Greece Oslo Norway\n: family\nboy girl king queen\n",
    "tiger,cat,7.35\nbook\tpaper\t7.46\n",
    "<html><body><main><p>A word of this page says more than <code>five</code> others &amp; so on.</p><pre>x</pre>",
    "king\nqueen\nman\n",
    "0.5\t-1\n1e-3\t2\n3\t4\n",
    "2 5000000000\nking 0.5\n",
    "3 2\nking NaN 1\nqueen 1 1e999\nman 3 4\n",
];

/// A file of each format, nearly all of them valid.
fn files() -> Vec<Vec<u8>> {
    let folder = tempdir().unwrap();
    let (array, words) = (folder.path().join("vectors.npy"), folder.path().join("words.txt"));
    let vocabulary = common::text::preprocess("king queen man").1;
    let rows = array![[0.5, -1.0], [1e-3, 2.0], [3.0, 4.0]];
    WordVectors::new(vocabulary, rows.clone()).unwrap().write_npy(&array, &words).unwrap();
    let texts = TEXTS.iter().map(|text| text.as_bytes().to_vec());
    texts.chain([fs::read(array).unwrap(), binary(&rows)]).collect()
}

/// The binary format of word2vec, of three words.
fn binary(rows: &Array2<f32>) -> Vec<u8> {
    let words = ["king", "queen", "man"].iter().zip(rows.outer_iter()).flat_map(|(word, row)| {
        let numbers = row.iter().flat_map(|&value| value.to_le_bytes()).collect::<Vec<u8>>();
        [word.as_bytes(), b" ", &numbers, b"\n"].concat()
    });
    b"3 2\n".iter().copied().chain(words).collect()
}

/// What happens to files on their way.
#[derive(Debug, Clone)]
enum Damage {
    /// A byte becomes another.
    Change(Index, u8),
    /// The end is missing.
    Cut(Index),
    /// A piece is missing.
    Remove(Index, usize),
    /// A piece is there twice.
    Repeat(Index, usize),
    /// Something else stands in between.
    Insert(Index, Vec<u8>),
}

impl Damage {
    fn any() -> impl Strategy<Value = Self> {
        let place = any::<Index>;
        let pieces = select(vec![
            &b"\0"[..],
            b"\n",
            b"\r\n",
            b" ",
            b"\t",
            b"NaN",
            b"1e999",
            b"18446744073709551616",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"\xe1\x84\x87\xe1\x85\xa1",
            b"\xc2\xa0",
            b"<!--",
            b"&#",
        ]);
        prop_oneof![
            (place(), any::<u8>()).prop_map(|(at, byte)| Self::Change(at, byte)),
            place().prop_map(Self::Cut),
            (place(), 1..9_usize).prop_map(|(at, length)| Self::Remove(at, length)),
            (place(), 1..99_usize).prop_map(|(at, length)| Self::Repeat(at, length)),
            (place(), prop::collection::vec(any::<u8>(), 1..9))
                .prop_map(|(at, bytes)| Self::Insert(at, bytes)),
            (place(), pieces).prop_map(|(at, piece)| Self::Insert(at, piece.to_vec())),
        ]
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |at: &Index| at.index(bytes.len() + 1);
        let range = |at: &Index, length: usize| place(at)..(place(at) + length).min(bytes.len());
        match self {
            Self::Change(at, byte) => {
                let at = range(at, 1);
                bytes[at].fill(*byte);
            }
            Self::Cut(at) => bytes.truncate(place(at)),
            Self::Remove(at, length) => _ = bytes.drain(range(at, *length)),
            Self::Repeat(at, length) => {
                let range = range(at, *length);
                let piece = bytes[range.clone()].to_vec();
                bytes.splice(range.start..range.start, piece);
            }
            Self::Insert(at, piece) => {
                let at = place(at);
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// Reads the file as if it were of each format.
fn read_as_everything(file: &Path) {
    for skip_bad_lines in [false, true] {
        let outcome = Options { words: None, skip_bad_lines }.read(file);
        assert_finite(answered(outcome.map(|(vectors, _)| vectors)));
    }
    let words = file.with_file_name("list.txt");
    fs::write(&words, "king\nqueen\nman\n").unwrap();
    assert_finite(answered(WordVectors::read_text(file)));
    assert_of_three(answered(WordVectors::read_npy(file, &words)));
    assert_finite(answered(WordVectors::read_npy(file, file)));
    assert_of_three(answered(WordVectors::read_projector(file, &words)));
    assert_finite(answered(WordVectors::read_projector(file, file)));
    for question in answered(questions::read_analogies(file)).iter().flatten() {
        let words = [&question.a, &question.b, &question.c, &question.answer];
        assert!(words.iter().all(|word| is_word(word)), "{question:?}");
    }
    for pair in answered(questions::read_word_pairs(file)).iter().flatten() {
        assert!(is_word(&pair.first) && is_word(&pair.second) && pair.score.is_finite(), "{pair:?}");
    }
    answered(Text::read(
        &[file.to_owned()],
        &ReadOptions { min_count: 1, lower_case: true, ..ReadOptions::default() },
        |_, _| {},
    ));
    let of = corpus::Options::default;
    answered(Source::Files(vec![file.to_owned()]).load(&of(), |_| {}));
    answered(Source::Ptb.load(&corpus::Options { ptb: Some(file.to_owned()), ..of() }, |_| {}));
    let folder = file.parent().map(Path::to_owned);
    answered(
        Source::RustDocs.load(&corpus::Options { rust_docs: folder, min_count: Some(1), ..of() }, |_| {}),
    );
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text == text.trim()
}

/// What was read with a list of three words has three.
fn assert_of_three(vectors: Option<WordVectors>) {
    assert!(vectors.iter().all(|vectors| vectors.vocabulary().len() == 3));
    assert_finite(vectors);
}

fn assert_finite(vectors: Option<WordVectors>) {
    assert!(vectors.iter().flat_map(WordVectors::vectors).all(|value| value.is_finite()));
}

/// What was read, if it could be; otherwise there is a short sentence, below which a few bad lines may be listed.
fn answered<T>(outcome: Result<T, impl Display>) -> Option<T> {
    outcome
        .map_err(|error| {
            let sentence = error.to_string();
            assert!(sentence.lines().count() <= 12 && (10..2000).contains(&sentence.len()), "{sentence:?}");
        })
        .ok()
}

/// Files that hold the same three words, as they are in each format.
fn whole_files(folder: &Path) -> (WordVectors, Vec<PathBuf>) {
    let rows = array![[0.5, -1.0], [1e-3, 2.0], [3.0, 4.0]];
    let vectors = WordVectors::new(common::text::preprocess("king queen man").1, rows.clone()).unwrap();
    let at = |name: &str| folder.join(name);
    vectors.write_text(at("text")).unwrap();
    vectors.write_npy(at("array"), at("words.txt")).unwrap();
    fs::write(at("binary"), binary(&rows)).unwrap();
    let text = fs::read_to_string(at("text")).unwrap();
    fs::write(at("glove"), text.split_once('\n').unwrap().1).unwrap();
    (vectors, ["text", "array", "binary", "glove"].map(at).to_vec())
}

#[test]
fn what_is_whole_is_read_as_it_was_written() {
    let folder = tempdir().unwrap();
    let (vectors, files) = whole_files(folder.path());
    let mut double = fs::read(folder.path().join("array")).unwrap(); // in 64 bits: `f8`
    let kind = double.windows(2).position(|two| two == b"f4").unwrap();
    double.truncate(double.len() - 6 * size_of::<f32>());
    double[kind..kind + 2].copy_from_slice(b"f8");
    double.extend(vectors.vectors().iter().flat_map(|&value| f64::from(value).to_le_bytes()));
    fs::write(folder.path().join("double"), double).unwrap();
    for file in files.into_iter().chain([folder.path().join("double")]) {
        assert_eq!(Options::default().read(&file).unwrap().0, vectors, "{}", file.display());
    }
    let (tensors, labels) = (folder.path().join("vectors.tsv"), folder.path().join("metadata.tsv"));
    vectors.write_projector(&tensors, &labels).unwrap();
    assert_eq!(WordVectors::read_projector(&tensors, &labels).unwrap(), vectors);
    let file = folder.path().join("questions");
    fs::write(&file, TEXTS[3].replace(' ', " \t ")).unwrap();
    let read = questions::read_analogies(&file).unwrap();
    assert_eq!(read.iter().map(|question| &*question.answer).collect::<Vec<_>>(), ["Norway", "queen"]);
    fs::write(&file, TEXTS[4]).unwrap();
    let scores = questions::read_word_pairs(&file).unwrap().iter().map(|pair| pair.score).collect::<Vec<_>>();
    assert_eq!(scores, [7.35, 7.46]);
}

#[test]
fn what_is_cut_is_not_taken_for_whole() {
    let folder = tempdir().unwrap();
    let (_, files) = whole_files(folder.path());
    for file in &files[..3] {
        fs::remove_file(folder.path().join("array.sha256")).ok();
        let whole = fs::read(file).unwrap();
        // A text may also end with `4.` or `4` instead of `4.0` and a line end.
        for length in 0..whole.len() - 3 {
            fs::write(file, &whole[..length]).unwrap();
            assert!(Options::default().read(file).is_err(), "{} of {} bytes", file.display(), length);
        }
    }
}

proptest! {
    #[test]
    fn every_reader_answers_every_damaged_file(
        mut bytes in select(files()),
        damages in prop::collection::vec(Damage::any(), 0..4),
        pack in prop::option::weighted(0.2, prop::option::of(Damage::any())),
    ) {
        damages.iter().for_each(|damage| damage.apply(&mut bytes));
        if let Some(damage) = pack {
            bytes = packed(&bytes);
            damage.iter().for_each(|damage| damage.apply(&mut bytes));
        }
        let folder = tempdir().unwrap();
        let file = folder.path().join("page.html"); // the name that the Rust documentation has
        fs::write(&file, bytes).unwrap();
        read_as_everything(&file);
        prop_assert!(process::peak_memory_bytes().is_none_or(|bytes| bytes < MEMORY));
    }

    #[test]
    fn every_line_that_is_asked_has_an_answer(line in "(king|여왕|man|[-+:=, ]|\\PC){0,9}") {
        let vocabulary = common::text::preprocess("king 여왕 man").1;
        let vectors = WordVectors::new(vocabulary, array![[0.0, 0.0], [1e-3, 2.0], [3.0, 4.0]]).unwrap();
        let shown = match ask::answer(&vectors, &line) {
            Ok(answer) => answer.to_string(),
            Err(refusal) => refusal.to_string(),
        };
        prop_assert!(!shown.is_empty() && !shown.contains("NaN"), "{}", shown);
    }
}
