//! What plotters draws on: its own bitmap, with smooth edges, good letters and round joins.

use plotters::prelude::{BitMapBackend, DrawingArea, IntoDrawingArea};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::colours::FewColours;
use crate::font;

/// The size of every picture, in pixels.
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 800;

/// The size of the sheet on which a picture is drawn. It is then averaged to half the size, which makes edges smooth.
pub(crate) const SHEET: (i32, i32) = (2 * WIDTH as i32, 2 * HEIGHT as i32);

/// The whole sheet, on which charts are built. Positions are in its pixels, from the upper left corner.
pub(crate) type Sheet<'a> = DrawingArea<Backend<'a>, plotters::coord::Shift>;

/// The bytes of a PNG file with what `draw` draws.
pub(crate) fn png(draw: impl FnOnce(&Sheet) -> anyhow::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast); // a third of a short run was spent on the last few kilobytes
    let mut writer = encoder.write_header().expect("writing into memory does not fail");
    writer.write_image_data(&drawn(draw)).expect("the picture has as many pixels as it says");
    writer.finish().expect("writing into memory does not fail");
    bytes
}

/// The same in a few colours: a file of less than half the size, for pictures with letters on many colours.
pub(crate) fn png_of_few_colours(draw: impl FnOnce(&Sheet) -> anyhow::Result<()>) -> Vec<u8> {
    let pixels = drawn(draw);
    let mut colours = FewColours::of(&pixels);
    let mut bytes = Vec::new();
    let encoder = colours.encoder(&mut bytes, (WIDTH, HEIGHT), png::Compression::Balanced);
    let mut writer = encoder.write_header().expect("writing into memory does not fail");
    writer.write_image_data(&colours.indices(&pixels)).expect("the picture has as many pixels as it says");
    writer.finish().expect("writing into memory does not fail");
    bytes
}

/// The pixels of what `draw` draws.
fn drawn(draw: impl FnOnce(&Sheet) -> anyhow::Result<()>) -> Vec<u8> {
    let mut bitmap = Bitmap::white((WIDTH, HEIGHT));
    bitmap.draw(draw);
    bitmap.averaged()
}

/// The sheet of a picture of any size, on which one can draw again and again.
#[derive(Clone)]
pub(crate) struct Bitmap {
    size: (u32, u32),
    pixels: Vec<u8>,
}

impl Bitmap {
    /// A sheet for a picture of this size.
    pub(crate) fn white((width, height): (u32, u32)) -> Self {
        let size = (2 * width, 2 * height);
        Self { size, pixels: vec![255; (size.0 * size.1 * 3) as usize] }
    }

    /// Draws on what is there.
    pub(crate) fn draw(&mut self, draw: impl FnOnce(&Sheet) -> anyhow::Result<()>) {
        let bitmap = BitMapBackend::with_buffer(&mut self.pixels, self.size);
        draw(&Backend(bitmap).into_drawing_area()).expect("drawing into memory does not fail");
    }

    /// The picture in its own size: each pixel is the mean of a square of four.
    pub(crate) fn averaged(&self) -> Vec<u8> {
        let row = (self.size.0 * 3) as usize;
        let mut picture = vec![0; self.pixels.len() / 4];
        for (means, two_rows) in picture.chunks_exact_mut(row / 2).zip(self.pixels.chunks_exact(2 * row)) {
            let (upper, lower) = two_rows.split_at(row);
            let squares = upper.as_chunks::<6>().0.iter().zip(lower.as_chunks::<6>().0);
            for (mean, (upper, lower)) in means.as_chunks_mut::<3>().0.iter_mut().zip(squares) {
                let sum = |colour: usize, row: &[u8; 6]| u16::from(row[colour]) + u16::from(row[colour + 3]);
                *mean = [0, 1, 2].map(|colour| ((sum(colour, upper) + sum(colour, lower) + 2) / 4) as u8);
            }
        }
        picture
    }
}

/// The bitmap of plotters, except for what is overridden below: paths and letters.
pub(crate) struct Backend<'a>(BitMapBackend<'a>);

type BitMapError = <BitMapBackend<'static> as DrawingBackend>::ErrorType;
type Result<T> = std::result::Result<T, DrawingErrorKind<BitMapError>>;

impl DrawingBackend for Backend<'_> {
    type ErrorType = BitMapError;

    /// Segments with a disc at each joint. plotters would make one polygon with mitred joins, which on a noisy curve
    /// are long spikes.
    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<()> {
        if style.color().alpha == 0.0 {
            return Ok(());
        }
        let mut last = None;
        for point in path {
            if let Some(last) = last {
                self.0.draw_line(last, point, style)?;
            }
            if style.stroke_width() > 2 {
                self.0.draw_circle(point, style.stroke_width().div_ceil(2), style, true)?;
            }
            last = Some(point);
        }
        Ok(())
    }

    /// The outlines of the letters come from ab_glyph directly: plotters would leave out the space that a letter has
    /// on its left side and round its width down, so that words look uneven.
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Result<()> {
        let (width, height) = font::size(text, style.size());
        let left = match style.anchor().h_pos {
            HPos::Left => 0,
            HPos::Center => -width / 2,
            HPos::Right => -width,
        };
        let base_line = match style.anchor().v_pos {
            VPos::Top => height,
            VPos::Center => height / 2,
            VPos::Bottom => 0,
        };
        font::rasterize(text, style.size(), |x, y, coverage| {
            let (x, y) = style.transform().transform(left + x, base_line + y);
            self.draw_pixel((at.0 + x, at.1 + y), style.color().mix(coverage))
        })
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Result<(u32, u32)> {
        let (width, height) = font::size(text, style.size());
        Ok((width as u32, height as u32))
    }

    fn get_size(&self) -> (u32, u32) {
        self.0.get_size()
    }

    fn ensure_prepared(&mut self) -> Result<()> {
        self.0.ensure_prepared()
    }

    fn present(&mut self) -> Result<()> {
        self.0.present()
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Result<()> {
        self.0.draw_pixel(at, colour)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Result<()> {
        self.0.draw_line(from, to, style)
    }
}
