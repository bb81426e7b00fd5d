//! The colours of a picture, brought down to a few, so that a pixel takes one byte instead of three.

use png::{BitDepth, ColorType, Compression, Encoder, Filter};

/// Colours that differ in the last three bits of red, green and blue alone are one.
const SHIFT: u32 = 3;
/// How many colours there are then.
const KINDS: usize = 1 << (3 * (8 - SHIFT));

/// So many colours are enough for cells, lines and the edges of letters.
const MOST: usize = 80;

/// In the place of an index: nobody has asked for this kind of colour yet.
const UNKNOWN: u8 = u8::MAX;

/// A few colours, and which of them stands for each other.
pub(crate) struct FewColours {
    colours: Vec<[u8; 3]>,
    index_of_kind: Vec<u8>,
}

impl FewColours {
    /// The most frequent colours of these pixels, three bytes each; of colours that are one, the first met.
    pub(crate) fn of(pixels: &[u8]) -> Self {
        let mut counts = vec![0_u32; KINDS];
        let mut first = vec![[0; 3]; KINDS];
        for &pixel in pixels.as_chunks::<3>().0 {
            let kind = kind(pixel);
            if counts[kind] == 0 {
                first[kind] = pixel;
            }
            counts[kind] += 1;
        }
        let mut kinds: Vec<usize> = (0..KINDS).filter(|&kind| counts[kind] > 0).collect();
        kinds.sort_by_key(|&kind| (u32::MAX - counts[kind], kind));
        let colours: Vec<[u8; 3]> = kinds.iter().take(MOST).map(|&kind| first[kind]).collect();
        let mut index_of_kind = vec![UNKNOWN; KINDS];
        for (place, &kind) in kinds.iter().enumerate() {
            let index = if place < MOST { place } else { nearest(&colours, first[kind]) };
            index_of_kind[kind] = index as u8;
        }
        Self { colours, index_of_kind }
    }

    /// Writes pictures of this size in these colours.
    pub(crate) fn encoder<'a>(
        &self,
        bytes: &'a mut Vec<u8>,
        (width, height): (u32, u32),
        compression: Compression,
    ) -> Encoder<'a, &'a mut Vec<u8>> {
        let mut encoder = Encoder::new(bytes, width, height);
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_palette(self.colours.concat());
        encoder.set_compression(compression);
        encoder.set_filter(Filter::NoFilter); // the difference of two places in a palette means nothing
        encoder
    }

    /// For each pixel its place in the palette; a colour that is not among those it was made of becomes the nearest.
    pub(crate) fn indices(&mut self, pixels: &[u8]) -> Vec<u8> {
        let index = |&pixel: &[u8; 3]| {
            let index = &mut self.index_of_kind[kind(pixel)];
            if *index == UNKNOWN {
                *index = nearest(&self.colours, pixel) as u8;
            }
            *index
        };
        pixels.as_chunks::<3>().0.iter().map(index).collect()
    }
}

fn kind(pixel: [u8; 3]) -> usize {
    pixel.into_iter().fold(0, |kind, value| kind << (8 - SHIFT) | usize::from(value >> SHIFT))
}

fn nearest(colours: &[[u8; 3]], wanted: [u8; 3]) -> usize {
    let distance = |colour: &[u8; 3]| -> u32 {
        colour.iter().zip(wanted).map(|(&one, other)| u32::from(one.abs_diff(other)).pow(2)).sum()
    };
    let all = colours.iter().enumerate();
    all.min_by_key(|(_, colour)| distance(colour)).map_or(0, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_stay_as_they_are() {
        let pixels = [255, 255, 255, 34, 34, 34, 0, 114, 178, 34, 34, 34];
        let mut colours = FewColours::of(&pixels);
        let back: Vec<u8> =
            colours.indices(&pixels).iter().flat_map(|&index| colours.colours[index as usize]).collect();
        assert_eq!(back, pixels);
    }

    #[test]
    fn a_colour_that_comes_later_becomes_the_nearest() {
        let mut colours = FewColours::of(&[255, 255, 255, 0, 114, 178]);
        let (white, blue) = (colours.indices(&[240, 240, 240]), colours.indices(&[0, 90, 150]));
        assert_eq!((white, blue), (colours.indices(&[255, 255, 255]), colours.indices(&[0, 114, 178])));
    }

    #[test]
    fn of_many_colours_the_frequent_stay_and_the_others_become_the_nearest() {
        let mut pixels = [200, 100, 0].repeat(1000);
        pixels.extend((0..=255_u8).flat_map(|red| (0..=255_u8).flat_map(move |green| [red, green, 255])));
        let mut colours = FewColours::of(&pixels);
        assert_eq!(colours.colours.len(), MOST);
        let orange = colours.indices(&pixels)[0];
        assert_eq!(colours.colours[orange as usize], [200, 100, 0]);
    }
}
