//! The font of all pictures, compiled in: Latin, Greek, Hangul and mathematical signs. A second one, which `--font` names,
//! may have what it lacks.
//!
//! Nothing has to be installed, and every machine draws the same letters. `assets/README.md` says where the font
//! comes from.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{LazyLock, Mutex, OnceLock};

use ab_glyph::{Font, FontArc, PxScale, PxScaleFont, ScaleFont, point};
use tr::tr;
use unicode_normalization::UnicodeNormalization;

use crate::Error;
use crate::terminal::remark;

static FONT: LazyLock<FontArc> = LazyLock::new(|| {
    let bytes = include_bytes!("../../../assets/notebook-gothic.ttf");
    FontArc::try_from_slice(bytes).expect("the font in assets/ can be read")
});

/// The font for letters that the first one lacks.
static SECOND: OnceLock<FontArc> = OnceLock::new();

/// The largest font that is read, in bytes: all of Chinese, Japanese and Korean takes half of it.
const LARGEST: u64 = 1 << 28;

/// Drawn in place of a character that the font lacks.
const MISSING: char = '□';

/// The height of a capital or a digit, as a share of the size of type.
const CAPITAL: f64 = 0.61;

/// Takes a font for letters that the first one lacks; all pictures of the program have it from now on.
pub(crate) fn read_second(path: &Path) -> Result<(), Error> {
    let failed = |problem: String| Error::Font { path: path.to_owned(), problem };
    let metadata = fs::metadata(path).map_err(|cause| failed(format!("cannot be read: {cause}")))?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err(failed("is no file of a font".to_string()));
    }
    let bytes = fs::read(path).map_err(|cause| failed(format!("cannot be read: {cause}")))?;
    let font = FontArc::try_from_vec(bytes).map_err(|_| failed("is no file of a font".to_string()))?;
    let _ = SECOND.set(font); // a program has one
    Ok(())
}

/// The font that has a character, if there is one, so large that its letters have the size of the first font's.
fn font_with(character: char, size: f64) -> Option<PxScaleFont<&'static FontArc>> {
    let font =
        [Some(&*FONT), SECOND.get()].into_iter().flatten().find(|font| font.glyph_id(character).0 != 0)?;
    // ab_glyph counts from the deepest letter to the highest one, which is not the same share of an em in all fonts.
    let height_of_em = |font: &FontArc| Some(font.height_unscaled() / font.units_per_em()?);
    let share = height_of_em(font).zip(height_of_em(&FONT)).map_or(1.0, |(own, first)| own / first);
    Some(font.as_scaled(PxScale::from(size as f32 * share)))
}

/// The width of a text and the height of its capitals, in pixels.
pub(crate) fn size(text: &str, size: f64) -> (i32, i32) {
    let advance = |character| font_with(character, size).map(|font| font.h_advance(font.glyph_id(character)));
    let width: f32 = drawable(text).chars().filter_map(advance).sum();
    (width.ceil() as i32, (size * CAPITAL).round() as i32)
}

/// Calls `draw` for each pixel of a text: how far it is along and above (−) the base line, and how much of it is ink.
pub(crate) fn rasterize<E>(
    text: &str,
    size: f64,
    mut draw: impl FnMut(i32, i32, f64) -> Result<(), E>,
) -> Result<(), E> {
    let (mut along, mut drawn) = (0.0, Ok(()));
    for character in drawable(text).chars() {
        let Some(font) = font_with(character, size) else { continue };
        let glyph = font.glyph_id(character).with_scale_and_position(font.scale(), point(along, 0.0));
        along += font.h_advance(glyph.id);
        let Some(outline) = font.outline_glyph(glyph) else { continue };
        let corner = outline.px_bounds().min;
        outline.draw(|x, y, coverage| {
            if drawn.is_ok() {
                let (x, y) = (corner.x as i32 + x as i32, corner.y as i32 + y as i32);
                drawn = draw(x, y, f64::from(coverage.min(1.0)));
            }
        });
    }
    drawn
}

/// `text`, or its beginning and `…` if it is wider than `room`.
pub(crate) fn shortened(text: &str, room: i32, type_size: i32) -> String {
    let is_wide = |text: &str| size(text, f64::from(type_size)).0 > room;
    let mut text = drawable(text);
    if !is_wide(&text) {
        return text;
    }
    while !text.is_empty() && is_wide(&format!("{text}…")) {
        text.pop();
    }
    format!("{}…", text.trim_end())
}

/// `text` as it can be drawn: Hangul typed on macOS composed into syllables, missing characters replaced by □ and
/// reported once.
fn drawable(text: &str) -> String {
    let missing = missing_glyphs(text);
    if !missing.is_empty() {
        report(&missing);
    }
    text.nfc().map(|character| if has_glyph(character) { character } else { MISSING }).collect()
}

fn has_glyph(character: char) -> bool {
    font_with(character, 1.0).is_some()
}

/// The characters of `text` that pictures cannot draw, each once, sorted.
fn missing_glyphs(text: &str) -> Vec<char> {
    let missing: BTreeSet<char> = text.nfc().filter(|&character| !has_glyph(character)).collect();
    missing.into_iter().collect()
}

fn report(missing: &[char]) {
    static REPORTED: Mutex<BTreeSet<char>> = Mutex::new(BTreeSet::new());
    let mut reported = REPORTED.lock().expect("nothing panics while it holds the list");
    let is_first = reported.is_empty();
    let new: String = missing.iter().filter(|character| reported.insert(**character)).collect();
    if !new.is_empty() {
        let new = new.escape_debug();
        remark(&tr!("note: the font of the pictures has no `{new}`; a □ is drawn instead", new));
    }
    if is_first && SECOND.get().is_none() {
        remark(&tr!("note: --font FILE takes a second font, which may have such letters"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_what_the_chapters_write() {
        let signs = "– — … ‘ ’ “ ” · − → ← ↑ ↓ × ÷ ± ≤ ≥ ≈ ≠ √ Σ ∞ ∂ σ α β χ² µs μs ⁰¹²³⁴⁵⁶⁷⁸⁹⁻ ₀₁₂₃₄₅₆₇₈₉ □";
        let words = "단순한 word2vec 추론 기반 기법 왕 − 남자 + 여자 = 여왕 ㄱㅏ café 너는 say hello → ∂L/∂W";
        assert_eq!(missing_glyphs(signs), []);
        assert_eq!(missing_glyphs(words), []);
        assert_eq!(missing_glyphs("漢字 and 漢"), ['字', '漢']);
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
