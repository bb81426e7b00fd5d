//! Looks at a picture as far as a test can: its size, and whether something is drawn on it.

use std::collections::HashSet;

/// The size of every picture of this workspace, in pixels.
pub const SIZE: (u32, u32) = (1200, 800);

/// A decoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Red, green and blue of each pixel, row after row.
    pub pixels: Vec<[u8; 3]>,
}

/// Decodes a PNG.
///
/// # Panics
/// If it is none, or not one of three colours with eight bits each.
pub fn decode(png: &[u8]) -> Picture {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("a picture that fits into memory")];
    let info = reader.next_frame(&mut bytes).expect("a whole PNG");
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
    let pixels = bytes[..info.buffer_size()].chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect();
    Picture { size: (info.width, info.height), pixels }
}

/// Asserts that a PNG has the size of all pictures and is not blank: several colours, and between 1 and 90
/// percent of it drawn on.
///
/// # Panics
/// If not.
pub fn assert_drawn(name: &str, png: &[u8]) {
    let picture = decode(png);
    assert_eq!(picture.size, SIZE, "{name}");
    let background = picture.pixels[0];
    let drawn = picture.pixels.iter().filter(|&&pixel| pixel != background).count();
    let share = drawn as f64 / picture.pixels.len() as f64;
    assert!((0.01..0.9).contains(&share), "{name}: {share} of it is drawn on");
    let colours: HashSet<_> = picture.pixels.iter().collect();
    assert!(colours.len() > 20, "{name}: only {} colours", colours.len());
}
