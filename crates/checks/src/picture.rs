//! Looks at a picture as far as a test can: its size, whether something is drawn on it, and whether two show the same.

use std::collections::HashSet;

/// The size of every picture of this workspace that stands still, in pixels.
pub const SIZE: (u32, u32) = (1200, 800);

/// So many pixels may be apart in two pictures that show the same. Another processor rounds the end of a line to the
/// next pixel, which [`pixels_apart`] forgives; the letters that look most alike differ by more, except for the bare
/// strokes i, l and I (see the tests).
pub const TOLERATED: usize = 3;

/// Colours so close are the same: out of 255.
const SAME_COLOUR: u8 = 16;

/// A decoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Red, green and blue of each pixel, row after row.
    pub pixels: Vec<[u8; 3]>,
}

/// A fraction of a second: numerator and denominator.
pub type Delay = (u16, u16);

impl Picture {
    /// The same with another picture on it, whose upper left corner is at `x`, `y`.
    fn with(&self, part: &Picture, (x, y): (u32, u32)) -> Self {
        let mut whole = self.clone();
        let rows = part.pixels.chunks_exact(part.size.0 as usize);
        for (row, new) in whole.pixels.chunks_exact_mut(self.size.0 as usize).skip(y as usize).zip(rows) {
            row[x as usize..][..new.len()].copy_from_slice(new);
        }
        whole
    }
}

/// Decodes a PNG: the picture, or that which viewers show that know no animated PNG.
///
/// # Panics
/// If it is none, or not one of three colours with eight bits each, directly or by a palette.
pub fn decode(png: &[u8]) -> Picture {
    frames(png).swap_remove(0).0
}

/// The picture as [`decode`] gives it; and then, of an animated PNG, each further frame as it is seen, and its delay.
///
/// # Panics
/// As [`decode`].
pub fn frames(png: &[u8]) -> Vec<(Picture, Option<Delay>)> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND); // a palette's colours in the place of its indices
    let mut reader = decoder.read_info().expect("a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("a picture that fits into memory")];
    let count = reader.info().animation_control().map_or(0, |animation| animation.num_frames as usize);
    let count = if reader.info().frame_control.is_some() { count } else { 1 + count }; // the first may be no part of it
    let mut frames: Vec<(Picture, Option<Delay>)> = Vec::new();
    while frames.len() < count {
        let info = reader.next_frame(&mut bytes).expect("a whole PNG");
        assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
        let part = Picture {
            size: (info.width, info.height),
            pixels: bytes[..info.buffer_size()].chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect(),
        };
        let control = reader.info().frame_control;
        let place = control.map_or((0, 0), |control| (control.x_offset, control.y_offset));
        let seen = match frames.last() {
            Some((last, _)) => last.with(&part, place),
            None => part,
        };
        frames.push((seen, control.map(|control| (control.delay_num, control.delay_den))));
    }
    frames
}

/// Asserts that a PNG has the size of all pictures (or moves) and is not blank: several colours, and between 1 and 90
/// percent of it drawn on.
///
/// # Panics
/// If not.
pub fn assert_drawn(name: &str, png: &[u8]) {
    if let Some(fault) = fault(png) {
        panic!("{name} {fault}");
    }
}

/// What [`assert_drawn`] has against a PNG.
pub(crate) fn fault(png: &[u8]) -> Option<String> {
    let mut frames = frames(png);
    let does_move = frames.len() > 1;
    let picture = frames.swap_remove(0).0;
    let background = picture.pixels[0];
    let drawn = picture.pixels.iter().filter(|&&pixel| pixel != background).count();
    let share = drawn as f64 / picture.pixels.len() as f64;
    let colours: HashSet<_> = picture.pixels.iter().collect();
    if picture.size != SIZE && !does_move {
        return Some(format!("has the size {:?}, not {SIZE:?}", picture.size));
    }
    if !(0.01..0.9).contains(&share) {
        return Some(format!("is blank or full: {share} of it is drawn on"));
    }
    (colours.len() <= 20).then(|| format!("has only {} colours", colours.len()))
}

/// How two PNG files differ in what they show, if they do: in the number of their frames, how long one is seen, or in more
/// pixels of one than the [`TOLERATED`].
pub fn difference(kept: &[u8], drawn: &[u8]) -> Option<String> {
    let [kept, drawn] = [kept, drawn].map(frames);
    if kept.len() != drawn.len() {
        return Some(format!("has {} frames, and what the program draws {}", kept.len(), drawn.len()));
    }
    let mut frames = kept.iter().zip(&drawn).enumerate();
    frames.find_map(|(number, ((kept, delay), (drawn, delay_drawn)))| {
        let of_frame = if number > 0 { format!(" in frame {number}") } else { String::new() };
        if delay != delay_drawn {
            return Some(format!("differs from what the program draws{of_frame} in its delay"));
        }
        let apart = pixels_apart(kept, drawn);
        (apart.len() > TOLERATED).then(|| {
            let (x, y) = apart[apart.len() / 2];
            let count = apart.len();
            format!(
                "differs from what the program draws{of_frame} in {count} pixels, such as x = {x}, y = {y}"
            )
        })
    })
}

/// The pixels (x, y) of either picture whose colour the other has nowhere near: not at the same place, nor beside it,
/// nor between the darkest and the lightest of these nine, up to a little. All pixels, if the sizes differ.
pub fn pixels_apart(one: &Picture, other: &Picture) -> Vec<(u32, u32)> {
    let (width, height) = one.size;
    let all = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    all.filter(|&at| one.size != other.size || !(is_near(one, other, at) && is_near(other, one, at)))
        .collect()
}

/// Whether the colour of `one` at a place is near in `other`.
fn is_near(one: &Picture, other: &Picture, (x, y): (u32, u32)) -> bool {
    let (width, height) = one.size;
    let pixel = |picture: &Picture, x: u32, y: u32| picture.pixels[(y * width + x) as usize];
    let wanted = pixel(one, x, y);
    if wanted == pixel(other, x, y) {
        return true;
    }
    let beside = |at: u32, end: u32| at.saturating_sub(1)..=(at + 1).min(end - 1);
    let (mut darkest, mut lightest) = ([255; 3], [0; 3]);
    for (x, y) in beside(y, height).flat_map(|y| beside(x, width).map(move |x| (x, y))) {
        for (colour, value) in pixel(other, x, y).into_iter().enumerate() {
            darkest[colour] = value.min(darkest[colour]);
            lightest[colour] = value.max(lightest[colour]);
        }
    }
    (0..3).all(|colour| {
        let range =
            darkest[colour].saturating_sub(SAME_COLOUR)..=lightest[colour].saturating_add(SAME_COLOUR);
        range.contains(&wanted[colour])
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use ab_glyph::{Font, FontRef, ScaleFont, point};

    const FONT: &[u8] = include_bytes!("../../../assets/notebook-gothic.ttf");
    const INK: [f32; 3] = [34.0; 3];

    fn blank(size: (u32, u32)) -> Picture {
        Picture { size, pixels: vec![[255; 3]; (size.0 * size.1) as usize] }
    }

    /// The bytes of a PNG file.
    pub(crate) fn encode(picture: &Picture) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, picture.size.0, picture.size.1);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let data: Vec<u8> = picture.pixels.iter().flatten().copied().collect();
        encoder.write_header().unwrap().write_image_data(&data).unwrap();
        bytes
    }

    /// A smooth falling curve, three pixels thick, some pixels further down; and below it a faint band in many colours.
    pub(crate) fn picture_with_curve(moved: usize) -> Picture {
        let mut picture = blank(SIZE);
        for x in 100..1100 {
            let y = 100.0 + 500.0 * (1.0 - (-(f64::from(x) - 100.0) / 300.0).exp());
            for thick in 0..3 {
                picture.pixels[(y as usize + moved + thick) * 1200 + x as usize] = [0, 114, 178];
            }
            for y in 700..720 {
                picture.pixels[y * 1200 + x as usize] = [226, 226, (x / 10) as u8];
            }
        }
        picture
    }

    /// A letter as the pictures draw it, at their smallest size.
    fn letter(character: char) -> Picture {
        let font = FontRef::try_from_slice(FONT).unwrap();
        let mut picture = blank((40, 40));
        let scaled = font.as_scaled(22.0);
        let glyph = scaled.scaled_glyph(character);
        let glyph = ab_glyph::Glyph { position: point(8.0, 28.0), ..glyph };
        let Some(outline) = font.outline_glyph(glyph) else { return picture };
        let bounds = outline.px_bounds();
        outline.draw(|x, y, share| {
            let (x, y) = (x + bounds.min.x as u32, y + bounds.min.y as u32);
            let mixed = INK.map(|ink| (ink * share + 255.0 * (1.0 - share)) as u8);
            picture.pixels[(y * 40 + x) as usize] = mixed;
        });
        picture
    }

    #[test]
    fn any_two_letters_or_digits_but_bare_strokes_are_told_apart() {
        let letters = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain("가나너는을를,.;:-–=()".chars());
        let letters: Vec<(char, Picture)> = letters.map(|character| (character, letter(character))).collect();
        let mut alike = Vec::new();
        for (index, (one, drawn)) in letters.iter().enumerate() {
            for (other, drawn_other) in &letters[index + 1..] {
                let apart = pixels_apart(drawn, drawn_other).len();
                if apart <= TOLERATED {
                    alike.push(format!("{one}{other} {apart}"));
                }
            }
        }
        assert_eq!(alike, ["il 2", "iI 2", "lI 0"]);
    }

    #[test]
    fn a_curve_may_be_a_pixel_but_not_two_away() {
        let apart = |moved| pixels_apart(&picture_with_curve(0), &picture_with_curve(moved)).len();
        assert_eq!((apart(0), apart(1)), (0, 0));
        assert!(apart(2) > 500 && apart(3) > 1000, "{} {}", apart(2), apart(3));
    }

    /// The bytes of an animated PNG with these pictures, each of which is seen as long as the number says.
    fn animated(pictures: &[(Picture, u16)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (width, height) = pictures[0].0.size;
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_animated(pictures.len() as u32, 0).unwrap();
        let mut writer = encoder.write_header().unwrap();
        for (picture, delay) in pictures {
            let data: Vec<u8> = picture.pixels.iter().flatten().copied().collect();
            writer.set_frame_delay(*delay, 1000).unwrap();
            writer.write_image_data(&data).unwrap();
        }
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn a_moving_picture_is_compared_frame_by_frame() {
        let curves = |moved: [usize; 3], delay| -> Vec<u8> {
            let pictures = moved.map(|moved| (picture_with_curve(moved), delay));
            animated(&pictures)
        };
        let kept = curves([0, 5, 10], 100);
        assert_eq!(difference(&kept, &curves([1, 5, 9], 100)), None);
        assert!(difference(&kept, &curves([0, 5, 6], 100)).unwrap().contains("in frame 2 in"));
        assert!(difference(&kept, &curves([0, 5, 10], 200)).unwrap().contains("delay"));
        assert!(difference(&kept, &encode(&picture_with_curve(0))).unwrap().contains("frames"));
    }

    #[test]
    fn pictures_of_different_size_are_apart_everywhere() {
        assert_eq!(pixels_apart(&blank((4, 4)), &blank((4, 5))).len(), 16);
    }

    #[test]
    fn a_blank_picture_is_a_fault_and_a_drawn_one_is_none() {
        assert!(fault(&encode(&blank(SIZE))).unwrap().contains("blank"));
        assert!(fault(&encode(&blank((4, 4)))).unwrap().contains("size"));
        assert_eq!(fault(&encode(&picture_with_curve(0))), None);
    }
}
