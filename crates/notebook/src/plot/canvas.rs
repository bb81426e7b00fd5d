//! A white sheet to draw on, and its PNG.
//!
//! plotters draws the lines, discs and rectangles, on a bitmap. The outlines of the letters come from ab_glyph
//! directly: plotters leaves out the space that a letter has on its left side, so that words look uneven.

use ab_glyph::{Font, ScaleFont, point};
use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::style::{Color, RGBColor, ShapeStyle};

use crate::font;

/// The size of every picture, in pixels.
pub(crate) const WIDTH: f64 = 1200.0;
pub(crate) const HEIGHT: f64 = 800.0;

/// Everything is drawn so many times as large and then averaged, which makes edges smooth.
const ENLARGED: usize = 2;

/// The type scale: legible when the picture is shown at half its size.
pub(crate) const TITLE: f64 = 34.0;
pub(crate) const TEXT: f64 = 25.0;
pub(crate) const SMALL: f64 = 22.0;

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

pub(crate) const WHITE: Colour = Colour(255, 255, 255);
pub(crate) const INK: Colour = Colour(34, 34, 34);
pub(crate) const GREY: Colour = Colour(110, 110, 110);
pub(crate) const FAINT: Colour = Colour(226, 226, 226);

/// Colours of Okabe and Ito, told apart by colour-blind readers, in an order whose neighbours differ in a grey print.
const PALETTE: [Colour; 7] = [
    Colour(0, 114, 178),
    Colour(230, 159, 0),
    Colour(0, 158, 115),
    Colour(204, 121, 167),
    Colour(213, 94, 0),
    Colour(86, 180, 233),
    Colour(70, 70, 70),
];

pub(crate) fn palette(index: usize) -> Colour {
    PALETTE[index % PALETTE.len()]
}

/// `share` of `colour`, the rest of `other`: opaque, so that crossing lines do not add up.
pub(crate) fn mixed(colour: Colour, share: f64, other: Colour) -> Colour {
    let mix = |a: u8, b: u8| (f64::from(a) * share + f64::from(b) * (1.0 - share)).round() as u8;
    Colour(mix(colour.0, other.0), mix(colour.1, other.1), mix(colour.2, other.2))
}

/// A colour dark enough for letters on white.
pub(crate) fn for_letters(colour: Colour) -> Colour {
    mixed(colour, 0.72, Colour(0, 0, 0))
}

/// Which point of a text is placed where it is asked for; vertically it is always the middle.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Left,
    Middle,
    Right,
}

/// A sheet of pixels. Positions are in pixels of the finished picture, from its upper left corner.
pub(crate) struct Canvas<'sheet> {
    sheet: BitMapBackend<'sheet>,
}

const LINE_LENGTH: usize = WIDTH as usize * ENLARGED;
const LINES: usize = HEIGHT as usize * ENLARGED;
const IN_MEMORY: &str = "drawing into memory does not fail";

/// The bytes of a PNG file with what `paint` draws.
pub(crate) fn png(paint: impl FnOnce(&mut Canvas)) -> Vec<u8> {
    let mut pixels = vec![255; LINE_LENGTH * LINES * 3];
    let size = (LINE_LENGTH as u32, LINES as u32);
    paint(&mut Canvas { sheet: BitMapBackend::with_buffer(&mut pixels, size) });
    encode(&averaged(&pixels))
}

fn encode(pixels: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH as u32, HEIGHT as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("writing into memory does not fail");
    writer.write_image_data(pixels).expect("the picture has as many pixels as it says");
    writer.finish().expect("writing into memory does not fail");
    bytes
}

impl Canvas<'_> {
    /// A line with round ends.
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Colour) {
        let style = colour.style().stroke_width((width * ENLARGED as f64).round() as u32);
        self.sheet.draw_line(enlarged(from), enlarged(to), &style).expect(IN_MEMORY);
        if width > 1.0 {
            [from, to].into_iter().for_each(|end| self.disc(end, width / 2.0, colour));
        }
    }

    /// A line through many points.
    pub(crate) fn path(&mut self, points: &[(f64, f64)], width: f64, colour: Colour) {
        for pair in points.windows(2) {
            self.line(pair[0], pair[1], width, colour);
        }
    }

    /// A dashed horizontal line.
    pub(crate) fn dashes(&mut self, left: f64, right: f64, y: f64, colour: Colour) {
        let (dash, gap) = (9.0, 9.0);
        let mut x = left;
        while x < right {
            self.line((x, y), ((x + dash).min(right), y), 2.0, colour);
            x += dash + gap;
        }
    }

    /// A filled circle.
    pub(crate) fn disc(&mut self, centre: (f64, f64), radius: f64, colour: Colour) {
        let radius = (radius * ENLARGED as f64).round() as u32;
        self.sheet.draw_circle(enlarged(centre), radius, &colour.style(), true).expect(IN_MEMORY);
    }

    /// A filled rectangle.
    pub(crate) fn rectangle(&mut self, upper_left: (f64, f64), lower_right: (f64, f64), colour: Colour) {
        let (from, to) = (enlarged(upper_left), enlarged(lower_right));
        if from.0 < to.0 && from.1 < to.1 {
            self.sheet.draw_rect(from, to, &colour.style(), true).expect(IN_MEMORY);
        }
    }

    /// Writes a text; the middle of its height is at `at`.
    pub(crate) fn text(&mut self, text: &str, at: (f64, f64), anchor: Anchor, size: f64, colour: Colour) {
        let start = enlarged((at.0 - width_before(text, anchor, size), at.1 + height(size) / 2.0));
        self.letters(text, size, colour, |x, y| (start.0 + x, start.1 + y));
    }

    /// Writes a text with a white rim, legible on lines.
    pub(crate) fn rimmed_text(
        &mut self,
        text: &str,
        at: (f64, f64),
        anchor: Anchor,
        size: f64,
        colour: Colour,
    ) {
        for (x, y) in [
            (-2.0, 0.0),
            (2.0, 0.0),
            (0.0, -2.0),
            (0.0, 2.0),
            (-1.4, -1.4),
            (1.4, -1.4),
            (-1.4, 1.4),
            (1.4, 1.4),
        ] {
            self.text(text, (at.0 + x, at.1 + y), anchor, size, WHITE);
        }
        self.text(text, at, anchor, size, colour);
    }

    /// Writes a text that is read from below; `Left` is its lower end.
    pub(crate) fn upright_text(
        &mut self,
        text: &str,
        at: (f64, f64),
        anchor: Anchor,
        size: f64,
        colour: Colour,
    ) {
        let start = enlarged((at.0 + height(size) / 2.0, at.1 + width_before(text, anchor, size)));
        self.letters(text, size, colour, |x, y| (start.0 + y, start.1 - x));
    }

    /// `place` says where a pixel of the text is on the sheet, given its way along and above (−) the base line.
    fn letters(&mut self, text: &str, size: f64, colour: Colour, place: impl Fn(i32, i32) -> (i32, i32)) {
        let font = font::font().as_scaled((size * ENLARGED as f64) as f32);
        let mut along = 0.0;
        for character in font::drawable(text).chars() {
            let letter = font.glyph_id(character).with_scale_and_position(font.scale(), point(along, 0.0));
            along += font.h_advance(letter.id);
            let Some(outline) = font.outline_glyph(letter) else { continue };
            let corner = outline.px_bounds().min;
            outline.draw(|x, y, coverage| {
                let at = place(corner.x as i32 + x as i32, corner.y as i32 + y as i32);
                let shade = RGBColor(colour.0, colour.1, colour.2).mix(f64::from(coverage.min(1.0)));
                self.sheet.draw_pixel(at, shade.to_backend_color()).expect(IN_MEMORY);
            });
        }
    }
}

impl Colour {
    fn style(self) -> ShapeStyle {
        RGBColor(self.0, self.1, self.2).filled()
    }
}

/// The picture in its own size: each pixel is the mean of a square of enlarged ones.
fn averaged(pixels: &[u8]) -> Vec<u8> {
    let mut sums = vec![0_u16; WIDTH as usize * HEIGHT as usize * 3];
    for (y, line) in pixels.chunks_exact(LINE_LENGTH * 3).enumerate() {
        let row = &mut sums[y / ENLARGED * WIDTH as usize * 3..][..WIDTH as usize * 3];
        for (sum, square) in row.chunks_exact_mut(3).zip(line.chunks_exact(ENLARGED * 3)) {
            for pixel in square.chunks_exact(3) {
                sum.iter_mut().zip(pixel).for_each(|(sum, &part)| *sum += u16::from(part));
            }
        }
    }
    let count = (ENLARGED * ENLARGED) as u16;
    sums.iter().map(|sum| ((sum + count / 2) / count) as u8).collect()
}

fn enlarged((x, y): (f64, f64)) -> (i32, i32) {
    ((x * ENLARGED as f64).round() as i32, (y * ENLARGED as f64).round() as i32)
}

/// The height of a capital or a digit.
fn height(size: f64) -> f64 {
    size * 0.61
}

fn width_before(text: &str, anchor: Anchor, size: f64) -> f64 {
    match anchor {
        Anchor::Left => 0.0,
        Anchor::Middle => text_width(text, size) / 2.0,
        Anchor::Right => text_width(text, size),
    }
}

/// The width of a text in pixels.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    let font = font::font().as_scaled(size as f32);
    let text = font::drawable(text);
    let widths = text.chars().map(|character| font.h_advance(font.glyph_id(character)));
    f64::from(widths.sum::<f32>())
}

/// `text`, or its beginning and `…` if it is wider than `room`.
pub(crate) fn shortened(text: &str, room: f64, size: f64) -> String {
    let mut text = font::drawable(text);
    if text_width(&text, size) <= room {
        return text;
    }
    while !text.is_empty() && text_width(&format!("{text}…"), size) > room {
        text.pop();
    }
    text.truncate(text.trim_end().len());
    text.push('…');
    text
}
