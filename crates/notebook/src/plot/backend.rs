//! What plotters draws on: its own bitmap, with smooth edges, good letters and round joins.

use plotters::prelude::{BitMapBackend, DrawingArea, IntoDrawingArea};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use crate::font;

/// The size of every picture, in pixels.
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 800;

/// Everything is drawn so many times as large and then averaged, which makes edges smooth.
const ENLARGED: u32 = 2;

/// The size of the sheet on which a picture is drawn before it is averaged.
pub(crate) const SHEET: (i32, i32) = ((WIDTH * ENLARGED) as i32, (HEIGHT * ENLARGED) as i32);

/// The whole sheet, on which charts are built. Positions are in its pixels, from the upper left corner.
pub(crate) type Sheet<'a> = DrawingArea<Backend<'a>, plotters::coord::Shift>;

/// The bytes of a PNG file with what `draw` draws.
pub(crate) fn png(draw: impl FnOnce(&Sheet) -> anyhow::Result<()>) -> Vec<u8> {
    let size = (WIDTH * ENLARGED, HEIGHT * ENLARGED);
    let mut pixels = vec![255; (size.0 * size.1 * 3) as usize];
    draw(&Backend(BitMapBackend::with_buffer(&mut pixels, size)).into_drawing_area())
        .expect("drawing into memory does not fail");

    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("writing into memory does not fail");
    writer.write_image_data(&averaged(&pixels)).expect("the picture has as many pixels as it says");
    writer.finish().expect("writing into memory does not fail");
    bytes
}

/// The picture in its own size: each pixel is the mean of a square of enlarged ones.
fn averaged(sheet: &[u8]) -> Vec<u8> {
    let (enlarged, row_length) = (ENLARGED as usize, (WIDTH * 3) as usize);
    let mut sums = vec![0_u16; row_length * HEIGHT as usize];
    for (y, line) in sheet.chunks_exact(row_length * enlarged).enumerate() {
        let row = &mut sums[y / enlarged * row_length..][..row_length];
        for (sum, pixels) in row.chunks_exact_mut(3).zip(line.chunks_exact(enlarged * 3)) {
            for pixel in pixels.chunks_exact(3) {
                sum.iter_mut().zip(pixel).for_each(|(sum, &part)| *sum += u16::from(part));
            }
        }
    }
    let count = (ENLARGED * ENLARGED) as u16;
    sums.iter().map(|sum| ((sum + count / 2) / count) as u8).collect()
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

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        lower_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<()> {
        self.0.draw_rect(upper_left, lower_right, style, fill)
    }
}
