//! What a text may be, and what is refused.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use word2vec::{Error, ModelKind, ReadOptions, SavedVocabulary, Text, Word2Vec};

/// Every word counts.
fn all() -> ReadOptions {
    ReadOptions { min_count: 1, ..ReadOptions::default() }
}

fn read(paths: &[&Path], options: &ReadOptions) -> Result<Text, Error> {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    Text::read(&paths, options, |_, _| {})
}

fn file(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn refusal(path: &Path, options: &ReadOptions) -> String {
    let sentence = read(&[path], options).err().expect("a refusal").to_string();
    assert_eq!(sentence.lines().count(), 1);
    sentence
}

#[test]
fn words_come_by_frequency_and_then_by_first_appearance() {
    let folder = tempfile::tempdir().unwrap();
    let text = read(&[&file(&folder, "a.txt", b"b a c a\nd c\n")], &all()).unwrap();
    assert!(text.words().eq(["a", "c", "b", "d"]));
    assert_eq!(text.vocabulary().id("b"), Some(2));
    assert_eq!(text.counts(), [2, 2, 1, 1]);
    assert_eq!(text.len(), 6);
}

#[test]
fn plain_packed_and_folders_are_read_alike() {
    let folder = tempfile::tempdir().unwrap();
    let plain = file(&folder, "1.txt", "\u{feff}나는 밥을\r\n먹고 Rust를　쓴다\n".as_bytes()); // an ideographic space
    let second = file(&folder, "2.gz", &[packed("나는 ".as_bytes()), packed("간다".as_bytes())].concat());
    let text = read(&[&plain, &second], &all()).unwrap();
    assert!(text.words().eq(["나는", "밥을", "먹고", "Rust를", "쓴다", "간다"]));
    let of_folder = read(&[folder.path()], &all()).unwrap();
    assert!(of_folder.words().eq(text.words()));
    let small =
        read(&[&plain], &ReadOptions { min_count: 1, lower_case: true, ..ReadOptions::default() }).unwrap();
    assert_eq!(small.words().nth(3), Some("rust를"));
}

#[test]
fn words_typed_in_pieces_and_whole_are_no_twins() {
    let folder = tempfile::tempdir().unwrap();
    let words = "밥을 \u{1107}\u{1161}\u{11b8}을 CAFE\u{301} CAFÉ J\u{30c} ǰ";
    let path = file(&folder, "a.txt", words.as_bytes());
    assert!(read(&[&path], &all()).unwrap().words().eq(["밥을", "CAFÉ", "J\u{30c}", "ǰ"]));
    let small = ReadOptions { min_count: 1, lower_case: true, ..ReadOptions::default() };
    assert!(read(&[&path], &small).unwrap().words().eq(["밥을", "café", "ǰ"]));
    let text = Text::from_sentences([words.split(' ')], &small).unwrap();
    assert!(text.words().eq(["밥을", "café", "ǰ"]));
}

#[test]
fn what_is_no_text_in_a_folder_is_left_out_and_said() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in
        [("a.txt", &b"a b"[..]), (".hidden", b"c"), ("a.txt~", b"d"), ("a.png", b"\x89PNG\r\n\0")]
    {
        file(&folder, name, bytes);
    }
    let text = read(&[folder.path()], &all()).unwrap();
    assert!(text.words().eq(["a", "b"]));
    assert_eq!(
        text.left_out().unwrap(),
        "1 hidden (.hidden), 1 left by an editor (a.txt~), 1 no text (a.png)"
    );
    fs::remove_file(folder.path().join("a.txt")).unwrap();
    assert!(refusal(folder.path(), &all()).contains("(left out: 1 hidden (.hidden), 1 left"));
    assert_eq!(read(&[&folder.path().join(".hidden")], &all()).unwrap().left_out(), None);
}

#[test]
fn a_text_longer_than_what_is_read_at_once_loses_no_word() {
    let folder = tempfile::tempdir().unwrap();
    let words = 400_000;
    let long: String = (0..words)
        .map(|number| format!("w{} {}", number % 1000, if number % 9 == 0 { "\n" } else { "" }))
        .collect();
    for bytes in [long.clone().into_bytes(), packed(long.as_bytes())] {
        let mut last = 0;
        let paths = [file(&folder, "long", &bytes)];
        let text = Text::read(&paths, &all(), |done, all| {
            assert!(done >= last && done <= all.unwrap());
            last = done;
        });
        let text = text.unwrap();
        assert_eq!((text.len(), text.words().len()), (words, 1000));
        assert!(last > 0);
    }
}

#[test]
fn words_below_the_minimum_count_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "a.txt", b"a a a b b c\n");
    let text =
        read(&[&path], &ReadOptions { min_count: 2, lower_case: false, ..ReadOptions::default() }).unwrap();
    assert!(text.words().eq(["a", "b"]));
    assert_eq!(text.len(), 5);
    let sentence = refusal(&path, &ReadOptions { min_count: 4, lower_case: false, ..ReadOptions::default() });
    assert!(sentence.contains("no word occurs 4 times") && sentence.contains('3'), "{sentence}");
}

#[test]
fn what_is_no_text_is_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let refuse = |name: &str, bytes: &[u8], words: &[&str]| {
        let sentence = refusal(&file(&folder, name, bytes), &all());
        for word in words.iter().chain(&[name]) {
            assert!(sentence.contains(word), "{word} is not in: {sentence}");
        }
    };
    refuse("empty.txt", b"", &["no word"]);
    refuse("blank.txt", b" \n\t\n", &["no word"]);
    refuse("latin.txt", b"caf\xe9 au lait", &["UTF-8", "byte 3"]);
    refuse("endless.txt", &vec![b'x'; 3 << 20], &["without a space"]);
    refuse("packed.bz2", b"BZh91AY&SY", &["packed by bzip2", "`bzip2 -d`"]);
    refuse("packed.xz", b"\xfd7zXZ\0\0", &["packed by xz", "`xz -d`"]);
    refuse("packed.zst", b"\x28\xb5\x2f\xfd\x04", &["packed by zstd", "`zstd -d`"]);
    refuse("packed.zip", b"PK\x03\x04\x14", &["a zip archive"]);
    refuse("utf-16.txt", b"\xff\xfea\0 \0b\0", &["text in UTF-16", "`iconv -f UTF-16 -t UTF-8`"]);
    refuse("utf-16.txt", b"\0a\0 \0b\0c", &["text in UTF-16 without", "`iconv -f UTF-16BE -t UTF-8`"]);
    refuse("korean.txt", b"\xb3\xaa\xb4\xc2 \xb9\xe4\xc0\xbb", &["Korean", "`iconv -f CP949 -t UTF-8`"]);
    refuse("cut.gz", &packed(&[b'a', b' '].repeat(90_000))[..100], &["cannot read"]);
    let missing = folder.path().join("missing.txt");
    let error = read(&[&missing], &all()).err().expect("a refusal");
    assert!(error.to_string().contains("missing.txt"));
    // Whoever prints an error with all its sources must not say why twice.
    assert!(std::error::Error::source(&error).is_none());
    let nothing = tempfile::tempdir().unwrap();
    assert!(refusal(nothing.path(), &all()).contains("no word"));
}

#[test]
fn a_saved_vocabulary_is_used_as_it_is_and_other_words_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "vocabulary.txt", b"</s> 9\nsay 20\nyou 10\nhello 3\ni 2\n");
    let vocabulary = Some(SavedVocabulary::read(&path).unwrap());
    let options = ReadOptions { min_count: 3, vocabulary, ..all() };
    let text = file(&folder, "text.txt", b"you say goodbye and i say hello\nnothing\nyou say yes\n");
    let text = read(&[&text], &options).unwrap();
    assert!(text.words().eq(["say", "you", "hello"]));
    assert_eq!(
        (text.counts(), text.len()),
        (&[20, 10, 3][..], 6),
        "its counts, and the words that are there"
    );
    let trained = Word2Vec { hidden: 4, sample: 0.0, ..Word2Vec::of(ModelKind::Cbow) }
        .train(&text, |now| {
            assert!(now.words <= now.of_words && now.of_words == 5 * 6);
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(trained.vectors.dim(), (3, 4));
    let other = file(&folder, "other.txt", b"nothing of it\n");
    assert!(refusal(&other, &options).contains("no word of"));
}

#[test]
fn of_too_many_different_words_the_rare_ones_are_forgotten_on_the_way_and_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..1000).map(|number| format!("often w{number} often\n")).collect();
    let text = file(&folder, "text.txt", text.as_bytes());
    let few = read(&[&text], &ReadOptions { max_words: 10, ..all() }).unwrap();
    assert_eq!((few.forgotten(), few.words().next(), few.counts()[0]), (Some(1), Some("often"), 2000));
    assert!(few.words().len() <= 10 && few.len() == 2000 + few.words().len() as u64 - 1);
    assert_eq!(read(&[&text], &all()).unwrap().forgotten(), None);
}

#[test]
fn two_words_that_stand_side_by_side_too_often_for_chance_become_one() {
    let options = ReadOptions { min_count: 2, ..all() };
    let sentences = [
        ["new", "york", "is", "new"],
        ["is", "new", "york", "far"],
        ["new", "york", "york", "is"],
        ["far", "is", "new", "york"],
    ];
    let text = Text::from_sentences(sentences, &options).unwrap();
    // (4 − 2) · 16 / (5 · 5) = 1.28, and no other two words stand side by side more than twice.
    let joined = text.with_phrases(1.27, &options).unwrap();
    assert!(joined.words().eq(["new_york", "is", "far"]), "{:?}", joined.words().collect::<Vec<_>>());
    assert_eq!(joined.counts(), [4, 4, 2], "`new` and `york` have become too rare by themselves");
    assert!(text.with_phrases(1.29, &options).unwrap().words().eq(text.words()));
}

#[test]
fn ids_wait_where_they_are_told_to() {
    let missing = PathBuf::from("there/is/no/such/folder");
    let options = ReadOptions { temporary_folder: missing, ..all() };
    let refusal = Text::from_sentences([["a", "b"]], &options).err().unwrap().to_string();
    assert!(refusal.contains("such/folder") && refusal.contains("--tmp"), "{refusal}");
}
