//! The programs say in Korean all that they say in English, and nothing else.

mod texts;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use ab_glyph::{Font, FontRef};
use checks::output::numbers;
use texts::{Text, places, speaking, workspace};

/// What is written in Latin letters in Korean too, besides the words of a corpus: letters of shapes and formulas; names of
/// arrays and functions; functions; models, layers, optimizers and tools; units.
const SYMBOLS: &str = "
    A B C D E H K L M N O P Q R T U V W a b c d e g h i j k m n p q s t v w x y z dL dW dh dout ds dscore dw dx dy h0 h1
    W_in W_out dw_in dw_out f32 w_ w_in w_out w_t contexts corpus idx loss score target labels id_to_word word_to_id
    cos exp ln log max mean nat nats bit bits sigmoid softmax sqrt
    ID CBOW EmbeddingCbow SimpleCBOW SimpleSkipGram skip gram word2vec PMI PPMI SVD ppmi
    Embedding EmbeddingDot MatMul NegativeSamplingLoss SigmoidWithLoss SoftmaxWithLoss
    Adam SGD adagrad adam lazy momentum nesterov rmsprop sgd
    CPU Ctrl Goldberg Levy al et NumPy PTB Penn Python Rust SHA SIMD TensorFlow Treebank fastText gensim toy world
    GB KB MB TB kB ms ns s us µs
";

/// Fails with all problems at once.
fn assert_none(problems: impl IntoIterator<Item = String>) {
    let problems: Vec<String> = problems.into_iter().collect();
    assert!(problems.is_empty(), "\n{}\n{} problem(s)", problems.join("\n"), problems.len());
}

#[test]
fn every_text_has_its_korean_and_no_korean_is_without_its_text() {
    let mut problems = Vec::new();
    for package in speaking() {
        let catalogue = format!("{}/ko.po", package.name);
        let has_korean = |key| package.korean.get(key).is_some_and(|korean| !korean.is_empty());
        let missing = package.texts.iter().filter(|text| !has_korean(&text.key));
        problems.extend(
            missing.map(|text| format!("{}: no Korean in {catalogue} for {:?}", text.at, text.key.english)),
        );
        let said: BTreeSet<_> = package.texts.iter().map(|text| &text.key).collect();
        let unsaid = package.korean.keys().filter(|key| !said.contains(key));
        problems.extend(unsaid.map(|key| format!("{catalogue}: nowhere said: {:?}", key.english)));
    }
    assert_none(problems);
}

#[test]
fn the_same_is_filled_in_in_both_languages() {
    let mut problems = Vec::new();
    for package in speaking() {
        for Text { at, key, given } in &package.texts {
            let english = &places(&key.english) | &places(key.plural.as_deref().unwrap_or_default());
            let korean = package.korean.get(key).map_or(english.clone(), |korean| places(korean));
            if &english != given || english != korean {
                problems.push(format!("{at}: given {given:?}, in English {english:?}, in Korean {korean:?}"));
            }
        }
    }
    assert_none(problems);
}

#[test]
fn nothing_is_shown_without_being_translated() {
    let known = Known::read();
    let shown = speaking().into_iter().flat_map(|package| package.untranslated);
    let english = shown.filter(|(_, text)| latin_words(text).iter().any(|word| !known.has(word)));
    assert_none(english.map(|(at, text)| format!("{at}: without tr!: {text:?}")));
}

#[test]
fn pictures_have_every_syllable_of_the_korean_texts() {
    let bytes = fs::read(workspace().join("assets/notebook-gothic.ttf")).expect("the font");
    let font = FontRef::try_from_slice(&bytes).expect("the font can be read");
    let mut problems = Vec::new();
    for package in speaking() {
        for text in package.korean.values() {
            let is_hangul = |letter: &char| ('가'..='힣').contains(letter);
            let missing = text.chars().filter(is_hangul).filter(|letter| font.glyph_id(*letter).0 == 0);
            problems.extend(
                missing.map(|letter| format!("{}/ko.po: no {letter} in the font: {text}", package.name)),
            );
        }
    }
    assert_none(problems);
}

/// The chapters, as folders, that keep what they print in Korean.
fn outputs() -> Vec<(PathBuf, String, String)> {
    let chapters = fs::read_dir(workspace().join("chapters"))
        .expect("chapters")
        .map(|entry| entry.expect("an entry").path());
    let read = |folder: PathBuf| {
        let [english, korean] =
            ["output.txt", "output.ko.txt"].map(|name| fs::read_to_string(folder.join(name)));
        Some((folder, english.ok()?, korean.ok()?))
    };
    chapters.filter_map(read).collect()
}

#[test]
fn the_same_numbers_are_printed_in_the_same_order() {
    for (folder, english, korean) in outputs() {
        let of = |text| -> Vec<(usize, Vec<String>)> {
            let lines = str::lines(text).enumerate();
            let owned = |line: &str| numbers(line).into_iter().map(str::to_string).collect();
            lines.map(|(index, line)| (index + 1, owned(line))).collect()
        };
        let (english, korean) = (of(&english), of(&korean));
        let differs = english.iter().zip(&korean).find(|(one, other)| one != other);
        assert_eq!(differs, None, "{}", folder.join("output.ko.txt").display());
        assert_eq!(english.len(), korean.len(), "{}", folder.join("output.ko.txt").display());
    }
}

/// The words in Latin letters of a text, without flags, files, code in backticks and what is filled in.
fn latin_words(text: &str) -> Vec<String> {
    let files = [".html", ".json", ".npy", ".png", ".tsv", ".txt"];
    let is_prose = |token: &&str| !token.contains("--") && !files.iter().any(|end| token.contains(end));
    let is_latin = |letter: char| {
        letter.is_ascii_alphanumeric() || letter == '_' || (letter != '×' && ('À'..='ɏ').contains(&letter))
    };
    let without_code: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let pieces = without_code.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, rest)| rest));
    let prose: Vec<String> =
        pieces.flat_map(|piece| piece.split_whitespace().filter(is_prose)).map(str::to_string).collect();
    let words = prose.iter().flat_map(|token| token.split(move |letter| !is_latin(letter)));
    let is_word = |word: &&str| {
        let is_checksum = word.len() == 12 && word.chars().all(|letter| letter.is_ascii_hexdigit());
        let is_number = word.starts_with(|letter: char| letter.is_ascii_digit());
        word.contains(char::is_alphabetic) && !is_number && !is_checksum
    };
    words.filter(is_word).map(str::to_string).collect()
}

/// The words that are the same in both languages: symbols, and the words of the texts that are learned from.
struct Known {
    symbols: BTreeSet<&'static str>,
    of_corpus: BTreeSet<String>,
}

impl Known {
    fn read() -> Self {
        let world = fs::read_to_string(workspace().join("assets/toy-world.txt")).expect("the toy world");
        let sentence = "You say goodbye and I say hello.";
        let words = world.split(|letter: char| !letter.is_alphanumeric()).chain(sentence.split([' ', '.']));
        let of_corpus = words.map(str::to_lowercase).collect();
        Self { symbols: SYMBOLS.split_whitespace().collect(), of_corpus }
    }

    fn has(&self, word: &str) -> bool {
        self.symbols.contains(word) || self.of_corpus.contains(&word.to_lowercase())
    }
}

#[test]
fn no_english_is_left_in_korean() {
    let known = Known::read();
    let mut problems = BTreeSet::new();
    for package in speaking() {
        for text in package.korean.values() {
            let unknown = latin_words(text).into_iter().filter(|word| !known.has(word));
            problems.extend(unknown.map(|word| format!("{}/ko.po: {word} in {text:?}", package.name)));
        }
    }
    for (folder, _, korean) in outputs() {
        for (index, line) in korean.lines().enumerate() {
            let words = latin_words(line).into_iter();
            let unknown = words.filter(|word| !known.has(word));
            let name = folder.file_name().expect("a chapter has a name").to_string_lossy().into_owned();
            problems.extend(
                unknown
                    .map(|word| format!("chapters/{name}/output.ko.txt:{}: {word} in {line:?}", index + 1)),
            );
        }
    }
    assert_none(problems);
}

#[test]
fn every_chapter_speaks_korean() {
    let chapters = fs::read_dir(workspace().join("chapters"))
        .expect("chapters")
        .map(|entry| entry.expect("an entry").path());
    assert_none(
        chapters.filter(|folder| !folder.join("ko.po").is_file()).map(|folder| folder.display().to_string()),
    );
}

#[test]
fn the_flag_decides_the_language_and_otherwise_the_system() {
    let test = std::env::current_exe().expect("this test is a program");
    let program = test
        .ancestors()
        .nth(2)
        .expect("target/debug")
        .join(format!("ch03-simple-cbow{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        println!("not tried: ch03-simple-cbow is not built; run `cargo test` for the whole workspace");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let is_korean = |variables: &[(&str, &str)], flags: &[&str]| {
        let mut command = Command::new(&program);
        for name in ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(name);
        }
        command
            .envs(variables.iter().copied())
            .args(["--epochs", "1", "--out"])
            .arg(folder.path())
            .args(flags);
        let stdout = command.output().expect("a program that is there starts").stdout;
        String::from_utf8(stdout).expect("programs print UTF-8").starts_with("\n[1] 맥락과 타깃 (3.3.1)\n")
    };
    assert!(is_korean(&[("LANG", "ko_KR.UTF-8")], &[]));
    assert!(is_korean(&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "ko_KR.UTF-8")], &[]));
    assert!(!is_korean(&[("LANG", "ko_KR.UTF-8"), ("LC_ALL", "C")], &[]));
    for english in ["C", "en_US.UTF-8", "de_DE.UTF-8"] {
        assert!(!is_korean(&[("LANG", english)], &[]), "{english}");
        assert!(is_korean(&[("LANG", english)], &["--lang", "ko"]), "{english}");
    }
    assert!(!is_korean(&[("LANG", "ko_KR.UTF-8")], &["--lang", "en"]));
    if cfg!(target_os = "linux") {
        assert!(!is_korean(&[], &[]), "without any variable");
    }
}
