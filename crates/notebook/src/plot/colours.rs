//! The colours of a picture, brought down to a few, so that a pixel takes one byte instead of three.

/// Colours that differ in the last three bits of red, green and blue alone are one.
const SHIFT: u32 = 3;
/// How many colours there are then.
const KINDS: usize = 1 << (3 * (8 - SHIFT));

/// So many colours are enough for cells, lines and the edges of letters.
const MOST: usize = 80;

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
        for pixel in pixels.chunks_exact(3) {
            let kind = kind(pixel);
            if counts[kind] == 0 {
                first[kind] = [pixel[0], pixel[1], pixel[2]];
            }
            counts[kind] += 1;
        }
        let mut kinds: Vec<usize> = (0..KINDS).filter(|&kind| counts[kind] > 0).collect();
        kinds.sort_by_key(|&kind| (u32::MAX - counts[kind], kind));
        let colours: Vec<[u8; 3]> = kinds.iter().take(MOST).map(|&kind| first[kind]).collect();
        let mut index_of_kind = vec![0; KINDS];
        for (place, &kind) in kinds.iter().enumerate() {
            let index = if place < MOST { place } else { nearest(&colours, first[kind]) };
            index_of_kind[kind] = index as u8;
        }
        Self { colours, index_of_kind }
    }

    /// The colours one after the other, three bytes each.
    pub(crate) fn palette(&self) -> Vec<u8> {
        self.colours.concat()
    }

    /// For each pixel its place in the palette. The pixels are those that the colours were made of.
    pub(crate) fn indices(&self, pixels: &[u8]) -> Vec<u8> {
        pixels.chunks_exact(3).map(|pixel| self.index_of_kind[kind(pixel)]).collect()
    }
}

fn kind(pixel: &[u8]) -> usize {
    pixel.iter().fold(0, |kind, &value| kind << (8 - SHIFT) | usize::from(value >> SHIFT))
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
        let colours = FewColours::of(&pixels);
        let back: Vec<u8> =
            colours.indices(&pixels).iter().flat_map(|&index| colours.colours[index as usize]).collect();
        assert_eq!(back, pixels);
    }

    #[test]
    fn of_many_colours_the_frequent_stay_and_the_others_become_the_nearest() {
        let mut pixels = [200, 100, 0].repeat(1000);
        pixels.extend((0..=255_u8).flat_map(|red| (0..=255_u8).flat_map(move |green| [red, green, 255])));
        let colours = FewColours::of(&pixels);
        assert_eq!(colours.colours.len(), MOST);
        assert_eq!(colours.colours[colours.indices(&pixels)[0] as usize], [200, 100, 0]);
    }
}
