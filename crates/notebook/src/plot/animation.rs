//! Moving pictures: an animated PNG, in which of each frame only the rectangle that differs from the last is stored.

use png::{BlendOp, Compression, DisposeOp};

use super::colours::FewColours;

/// A frame: its pixels, three bytes each, and for how many milliseconds it is seen.
pub(crate) type Frame = (Vec<u8>, u16);

/// The bytes of a file with these frames, which are played without end; `still` is what viewers show that know no animated
/// PNG, and should have the colours of all frames. All have this size.
pub(crate) fn animated_png(
    size: (u32, u32),
    still: &[u8],
    frames: impl ExactSizeIterator<Item = Frame>,
) -> Vec<u8> {
    let mut colours = FewColours::of(still);
    let mut bytes = Vec::new();
    let mut encoder = colours.encoder(&mut bytes, size, Compression::Fast);
    encoder.set_animated(frames.len() as u32, 0).expect("there is a frame");
    encoder.set_sep_def_img(true).expect("it is animated");
    encoder.set_blend_op(BlendOp::Source).expect("it is animated");
    encoder.set_dispose_op(DisposeOp::None).expect("it is animated");
    let mut writer = encoder.write_header().expect("writing into memory does not fail");
    writer.write_image_data(&colours.indices(still)).expect("the picture has as many pixels as it says");
    let mut last: Option<Vec<u8>> = None;
    for (pixels, milliseconds) in frames {
        let part = last.map_or(Part::whole(size), |last| Part::that_differs(&last, &pixels, size));
        writer.set_frame_delay(milliseconds, 1000).expect("it is animated");
        writer.reset_frame_position().expect("it is animated"); // or else the new size could reach over the edge
        writer.set_frame_dimension(part.width, part.height).expect("a part of the picture");
        writer.set_frame_position(part.left, part.top).expect("a part of the picture");
        let indices = colours.indices(&part.of(&pixels, size));
        writer.write_image_data(&indices).expect("the part has as many pixels as it says");
        last = Some(pixels);
    }
    writer.finish().expect("all frames are written");
    bytes
}

/// A rectangle of a picture.
struct Part {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl Part {
    fn whole((width, height): (u32, u32)) -> Self {
        Self { left: 0, top: 0, width, height }
    }

    /// The smallest rectangle that holds all pixels that differ in two pictures; one pixel, if none does.
    fn that_differs(one: &[u8], other: &[u8], (width, _): (u32, u32)) -> Self {
        let row = 3 * width as usize;
        let (mut left, mut right, mut top, mut bottom) = (width, 0, None, 0);
        let rows = one.chunks_exact(row).zip(other.chunks_exact(row));
        for (y, (one, other)) in (0..).zip(rows).filter(|(_, (one, other))| one != other) {
            let mut pixels = one.as_chunks::<3>().0.iter().zip(other.as_chunks::<3>().0);
            left = left.min(pixels.clone().position(|(one, other)| one != other).unwrap_or(0) as u32);
            right = right.max(pixels.rposition(|(one, other)| one != other).unwrap_or(0) as u32);
            (top, bottom) = (top.or(Some(y)), y);
        }
        match top {
            Some(top) => Self { left, top, width: right - left + 1, height: bottom - top + 1 },
            None => Self::whole((1, 1)),
        }
    }

    fn of(&self, pixels: &[u8], (width, _): (u32, u32)) -> Vec<u8> {
        let rows = pixels.chunks_exact(3 * width as usize).skip(self.top as usize).take(self.height as usize);
        let columns = 3 * self.left as usize..3 * (self.left + self.width) as usize;
        rows.map(|row| &row[columns.clone()]).collect::<Vec<_>>().concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_frame_only_what_has_changed_is_stored() {
        let white = vec![255; 4 * 3 * 3];
        let mut dotted = white.clone();
        for place in [5, 10] {
            dotted[3 * place..][..3].copy_from_slice(&[0, 114, 178]);
        }
        let frames = [(white.clone(), 100), (dotted.clone(), 100), (dotted.clone(), 3000)];
        let bytes = animated_png((4, 3), &dotted, frames.into_iter());
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        assert_eq!(reader.info().animation_control().unwrap().num_frames, 3);
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let mut seen = Vec::new();
        for _ in 0..4 {
            let info = reader.next_frame(&mut pixels).unwrap();
            let part = reader.info().frame_control.map(|part| (part.x_offset, part.y_offset, part.delay_num));
            seen.push((part, info.width, info.height, pixels[..info.buffer_size()].to_vec()));
        }
        assert_eq!(seen[0], (None, 4, 3, dotted.clone()));
        assert_eq!(seen[1], (Some((0, 0, 100)), 4, 3, white));
        let part = [&dotted[15..21], &dotted[27..33]].concat();
        assert_eq!(seen[2], (Some((1, 1, 100)), 2, 2, part));
        assert_eq!((seen[3].0, seen[3].1), (Some((0, 0, 3000)), 1));
    }
}
