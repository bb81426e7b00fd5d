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
    let colours = FewColours::of(&pixels);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(colours.palette());
    encoder.set_filter(png::Filter::NoFilter); // the difference of two places in a palette means nothing
    let mut writer = encoder.write_header().expect("writing into memory does not fail");
    writer.write_image_data(&colours.indices(&pixels)).expect("the picture has as many pixels as it says");
    writer.finish().expect("writing into memory does not fail");
    bytes
}

/// The pixels of what `draw` draws.
fn drawn(draw: impl FnOnce(&Sheet) -> anyhow::Result<()>) -> Vec<u8> {
    let mut pixels = vec![255; (SHEET.0 * SHEET.1 * 3) as usize];
    let bitmap = BitMapBackend::with_buffer(&mut pixels, (2 * WIDTH, 2 * HEIGHT));
    draw(&Backend(bitmap).into_drawing_area()).expect("drawing into memory does not fail");
    averaged(&pixels)
}

/// The picture in its own size: each pixel is the mean of a square of four.
fn averaged(sheet: &[u8]) -> Vec<u8> {
    let row = (SHEET.0 * 3) as usize;
    let mut picture = vec![0; sheet.len() / 4];
    for (means, two_rows) in picture.chunks_exact_mut(row / 2).zip(sheet.chunks_exact(2 * row)) {
        let (upper, lower) = two_rows.split_at(row);
        let squares = upper.chunks_exact(6).zip(lower.chunks_exact(6));
        for (mean, (upper, lower)) in means.chunks_exact_mut(3).zip(squares) {
            for colour in 0..3 {
                let four = [upper[colour], upper[colour + 3], lower[colour], lower[colour + 3]];
                mean[colour] = ((four.map(u16::from).iter().sum::<u16>() + 2) / 4) as u8;
            }
        }
    }
    picture
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
