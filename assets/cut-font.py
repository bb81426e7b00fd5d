"""Cut the font of the pictures out of NanumGothic (see README.md beside this file).

    pip install fonttools==4.68.0
    python assets/cut-font.py /usr/share/fonts/truetype/nanum/NanumGothic.ttf assets/notebook-gothic.ttf
"""

import sys

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

NAME = "Notebook Gothic"


def between(first, last):
    return {chr(code) for code in range(first, last + 1)}


def hangul():
    """The 2,350 syllables of KS X 1001, two bytes each in EUC-KR (all 11,172 would take 1.3 MB instead of 0.8)."""
    syllables = set()
    for syllable in between(0xAC00, 0xD7A3):
        if len(syllable.encode("euc_kr")) == 2:
            syllables.add(syllable)
    return syllables


def add_small_digits(font):
    """NanumGothic has ¹²³⁴ and ₁₂₃₄ but not the others: draw all ten alike, as reduced digits."""
    glyphs, widths = font["glyf"], font["hmtx"].metrics
    units = font["head"].unitsPerEm
    for raised, digits in ((0.34, "⁰¹²³⁴⁵⁶⁷⁸⁹"), (-0.12, "₀₁₂₃₄₅₆₇₈₉")):
        for digit, small in zip("0123456789", digits):
            source = font.getBestCmap()[ord(digit)]
            pen = TTGlyphPen(glyphs)
            pen.addComponent(source, (0.62, 0, 0, 0.62, 0, round(raised * units)))
            name = f"small{ord(small):04X}"
            glyphs[name] = pen.glyph()
            glyphs[name].recalcBounds(glyphs)
            widths[name] = (round(widths[source][0] * 0.62), glyphs[name].xMin)
            for table in font["cmap"].tables:
                if table.isUnicode():
                    table.cmap[ord(small)] = name
    font.setGlyphOrder(glyphs.glyphOrder)


def add_twins(font):
    """The minus sign (U+2212) and the micro sign (U+00B5) are missing, but not the en dash and the Greek mu."""
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[0x2212] = table.cmap[ord("–")]
            table.cmap[0x00B5] = table.cmap[0x03BC]


def rename(font):
    """The licence reserves the name Nanum for the unmodified font."""
    font["name"].names = [
        record for record in font["name"].names if record.platformID == 3 and record.nameID in range(7)
        and record.langID == 0x409
    ]
    for record in font["name"].names:
        if record.nameID in (1, 4):
            record.string = NAME
        if record.nameID in (3, 6):
            record.string = NAME.replace(" ", "")
    font["name"].setName("SIL Open Font License, Version 1.1 (http://scripts.sil.org/OFL)", 13, 3, 1, 0x409)


def main(source, destination):
    wanted = between(0x20, 0x7E) | between(0xA0, 0x17F) | between(0x370, 0x3FF) | between(0x3131, 0x318E)
    wanted |= set("–—…‘’“”·•‹›→←↑↓↔⇒×÷±≤≥≈≠√Σ∞∂σ∑∏∈ℓ⁻ⁿ−□■●▲、。") | set("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")
    wanted |= hangul()
    font = TTFont(source, recalcTimestamp=False)
    add_small_digits(font)
    add_twins(font)
    options = Options(hinting=False, layout_features=[], notdef_outline=True, glyph_names=False, recalc_timestamp=False,
                      drop_tables=["TSI0", "TSI1", "TSI2", "TSI3", "TSI5", "gasp"], name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(wanted))
    subsetter.subset(font)
    rename(font)
    font.save(destination)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
