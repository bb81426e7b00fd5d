//! A white sheet to draw on, and its PNG.
//!
//! Lines, discs, rectangles and letters on a bitmap are all that a picture needs. A charting library would bring its
//! own ideas of where labels go, and its letters stand unevenly.

use ab_glyph::{Font, ScaleFont, point};

use crate::font;

/// The size of every picture, in pixels.
pub(crate) const WIDTH: f64 = 1200.0;
pub(crate) const HEIGHT: f64 = 800.0;

/// Everything is drawn so many times as large and then averaged, which makes edges smooth.
const ENLARGED: usize = 3;

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
pub(crate) struct Canvas {
    pixels: Vec<Colour>,
}

const LINE_LENGTH: usize = WIDTH as usize * ENLARGED;
const LINES: usize = HEIGHT as usize * ENLARGED;

/// The bytes of a PNG file with what `paint` draws.
pub(crate) fn png(paint: impl FnOnce(&mut Canvas)) -> Vec<u8> {
    let mut canvas = Canvas { pixels: vec![WHITE; LINE_LENGTH * LINES] };
    paint(&mut canvas);
    encode(&canvas.averaged())
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

impl Canvas {
    /// A line with round ends.
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Colour) {
        let (from, to, radius) = (enlarged(from), enlarged(to), width * ENLARGED as f64 / 2.0);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).max(f64::MIN_POSITIVE);
        for y in range(from.1.min(to.1) - radius, from.1.max(to.1) + radius, LINES) {
            // Only the piece of the line that is near to this row of pixels can colour it.
            let row = y as f64 + 0.5;
            let share = |height: f64| if dy == 0.0 { 0.0 } else { ((height - from.1) / dy).clamp(0.0, 1.0) };
            let ends = if dy == 0.0 { (0.0, 1.0) } else { (share(row - radius), share(row + radius)) };
            let (one, other) = (from.0 + ends.0 * dx, from.0 + ends.1 * dx);
            for x in range(one.min(other) - radius, one.max(other) + radius, LINE_LENGTH) {
                let (px, py) = (x as f64 + 0.5 - from.0, row - from.1);
                let nearest = ((px * dx + py * dy) / length).clamp(0.0, 1.0);
                let (away_x, away_y) = (px - nearest * dx, py - nearest * dy);
                if away_x * away_x + away_y * away_y <= radius * radius {
                    self.pixels[y * LINE_LENGTH + x] = colour;
                }
            }
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
        self.line(centre, centre, radius * 2.0, colour);
    }

    /// A filled rectangle.
    pub(crate) fn rectangle(&mut self, upper_left: (f64, f64), lower_right: (f64, f64), colour: Colour) {
        let (from, to) = (enlarged(upper_left), enlarged(lower_right));
        for y in range(from.1.round(), to.1.round(), LINES) {
            for x in range(from.0.round(), to.0.round(), LINE_LENGTH) {
                self.pixels[y * LINE_LENGTH + x] = colour;
            }
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

    /// `place` says where a point of the text is on the sheet, given its way along and above (−) the base line.
    fn letters(&mut self, text: &str, size: f64, colour: Colour, place: impl Fn(f64, f64) -> (f64, f64)) {
        let font = font::font().as_scaled((size * ENLARGED as f64) as f32);
        let mut along = 0.0;
        for character in font::drawable(text).chars() {
            let letter = font.glyph_id(character).with_scale_and_position(font.scale(), point(along, 0.0));
            along += font.h_advance(letter.id);
            let Some(outline) = font.outline_glyph(letter) else { continue };
            let corner = outline.px_bounds().min;
            outline.draw(|x, y, coverage| {
                let (x, y) = place(f64::from(corner.x) + f64::from(x), f64::from(corner.y) + f64::from(y));
                self.blend(x.round(), y.round(), colour, f64::from(coverage));
            });
        }
    }

    fn blend(&mut self, x: f64, y: f64, colour: Colour, share: f64) {
        if x >= 0.0 && y >= 0.0 && (x as usize) < LINE_LENGTH && (y as usize) < LINES {
            let pixel = &mut self.pixels[y as usize * LINE_LENGTH + x as usize];
            *pixel = mixed(colour, share.min(1.0), *pixel);
        }
    }

    fn averaged(&self) -> Vec<u8> {
        let mut sums = vec![0_u16; WIDTH as usize * HEIGHT as usize * 3];
        for (y, line) in self.pixels.chunks_exact(LINE_LENGTH).enumerate() {
            let row = &mut sums[y / ENLARGED * WIDTH as usize * 3..][..WIDTH as usize * 3];
            for (sum, pixels) in row.chunks_exact_mut(3).zip(line.chunks_exact(ENLARGED)) {
                for pixel in pixels {
                    sum[0] += u16::from(pixel.0);
                    sum[1] += u16::from(pixel.1);
                    sum[2] += u16::from(pixel.2);
                }
            }
        }
        let count = (ENLARGED * ENLARGED) as u16;
        sums.iter().map(|sum| ((sum + count / 2) / count) as u8).collect()
    }
}

fn enlarged((x, y): (f64, f64)) -> (f64, f64) {
    (x * ENLARGED as f64, y * ENLARGED as f64)
}

/// The pixels from `start` to `end` that lie on a side of `length` pixels.
fn range(start: f64, end: f64, length: usize) -> std::ops::Range<usize> {
    let limit = |value: f64| value.clamp(0.0, length as f64) as usize;
    limit(start.floor())..limit(end.ceil())
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
