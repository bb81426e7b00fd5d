//! The one font of all pictures, compiled in: Latin, Greek, Hangul and mathematical signs.
//!
//! Nothing has to be installed, and every machine draws the same letters. `assets/README.md` says where the font
//! comes from.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock};

use ab_glyph::{Font, FontRef};
use unicode_normalization::UnicodeNormalization;

use crate::terminal::remark;

static BYTES: &[u8] = include_bytes!("../../../assets/notebook-gothic.ttf");

/// Drawn in place of a character that the font lacks.
const MISSING: char = '□';

pub(crate) fn font() -> &'static FontRef<'static> {
    static FONT: OnceLock<FontRef<'static>> = OnceLock::new();
    FONT.get_or_init(|| FontRef::try_from_slice(BYTES).expect("the font in assets/ can be read"))
}

/// The characters of `text` that pictures cannot draw, each once, sorted. A picture shows □ in their place.
///
/// ```
/// assert!(notebook::font::missing_glyphs("너는 say hello → ∂L/∂W").is_empty());
/// assert_eq!(notebook::font::missing_glyphs("漢字 and 漢"), ['字', '漢']);
/// ```
pub fn missing_glyphs(text: &str) -> Vec<char> {
    let missing: BTreeSet<char> = text.nfc().filter(|&character| !has_glyph(character)).collect();
    missing.into_iter().collect()
}

fn has_glyph(character: char) -> bool {
    font().glyph_id(character).0 != 0
}

/// `text` as it can be drawn: Hangul typed on macOS composed into syllables, missing characters replaced by □ and
/// reported once.
pub(crate) fn drawable(text: &str) -> String {
    let missing = missing_glyphs(text);
    if !missing.is_empty() {
        report(&missing);
    }
    text.nfc().map(|character| if has_glyph(character) { character } else { MISSING }).collect()
}

fn report(missing: &[char]) {
    static REPORTED: Mutex<BTreeSet<char>> = Mutex::new(BTreeSet::new());
    let mut reported = REPORTED.lock().expect("nothing panics while it holds the list");
    let new: String = missing.iter().filter(|character| reported.insert(**character)).collect();
    if !new.is_empty() {
        remark(&format!(
            "note: the font of the pictures has no `{}`; a □ is drawn instead",
            new.escape_debug()
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_what_the_chapters_write() {
        let signs = "– — … ‘ ’ “ ” · − → ← ↑ ↓ × ÷ ± ≤ ≥ ≈ ≠ √ Σ ∞ ∂ σ α β χ² µs μs ⁰¹²³⁴⁵⁶⁷⁸⁹⁻ ₀₁₂₃₄₅₆₇₈₉ □";
        let words = "단순한 word2vec 추론 기반 기법 왕 − 남자 + 여자 = 여왕 ㄱㅏ café";
        assert_eq!(missing_glyphs(signs), []);
        assert_eq!(missing_glyphs(words), []);
    }

    #[test]
    fn decomposed_hangul_is_composed() {
        let typed_on_macos: String = "한글".nfd().collect();
        assert_eq!(typed_on_macos.chars().count(), 6);
        assert_eq!(drawable(&typed_on_macos), "한글");
    }

    #[test]
    fn a_missing_character_becomes_a_box() {
        assert_eq!(drawable("漢字"), "□□");
    }
}
