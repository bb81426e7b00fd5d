//! A second font has letters that the first one lacks; what is no font is refused in a sentence.
//!
//! `square.ttf` is the ㅁ of `assets/notebook-gothic.ttf` (see its licence there) in the place of 日, which that font lacks.

use std::fs;
use std::path::{Path, PathBuf};

use notebook::{LinePlot, Notebook, Picture, SharedFlags};

/// A picture whose title is `title`, with everything else the same.
fn picture(title: &str) -> Vec<u8> {
    LinePlot::new(title, "x", "y").line("line", &[1, 2], &[1.0, 2.0]).to_png()
}

fn open(font: &Path, out: &Path) -> notebook::Result<Notebook> {
    let flags = SharedFlags { font: Some(font.into()), out: Some(out.into()), ..SharedFlags::default() };
    Notebook::open("test", "0", &flags)
}

#[test]
fn a_letter_that_the_first_font_lacks_is_drawn_from_the_second() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |font: &Path| open(font, folder.path()).err().unwrap().to_string();
    let text = folder.path().join("text.ttf");
    fs::write(&text, "no font").unwrap();
    let missing = folder.path().join("missing.ttf");
    for (font, problem) in [
        (text.as_path(), "is no file of a font"),
        (folder.path(), "is no file of a font"),
        (missing.as_path(), "cannot be read"),
    ] {
        let sentence = refusal(font);
        assert!(sentence.contains(problem) && sentence.contains("--font FILE"), "{sentence}");
    }

    assert_eq!(picture("日"), picture("□"));
    let own = [picture("word 단어 □"), picture("ㅁ")];
    let square = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/square.ttf");
    open(&square, folder.path()).unwrap();
    assert_ne!(picture("日"), picture("□"));
    assert_eq!(picture("月"), picture("□"), "neither font has it");
    assert_eq!(picture("日"), picture("ㅁ"), "as large as in the first font");
    assert_eq!([picture("word 단어 □"), picture("ㅁ")], own, "the first font goes first");
}
