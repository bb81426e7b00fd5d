//! How every picture looks: one type scale, one palette, a faint grid, and where the titles stand.
//!
//! All sizes are in pixels of the sheet, which is twice as large as the picture.

use plotters::chart::MeshStyle;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::Axis;
use super::backend::{Backend, SHEET, Sheet};
use crate::font::{self, shortened};

/// A chart of any kind.
pub(crate) type Chart<'a> = ChartContext<'a, Backend<'a>, Cartesian2d<Axis, Axis>>;

/// The distance of everything from the edge of the sheet, and of the chart from its upper edge, where the title is.
pub(crate) const EDGE: i32 = 56;
pub(crate) const TOP: i32 = 240;
/// The room for the name of the vertical axis; the names of its values come on top.
pub(crate) const LEFT: i32 = 102;
/// The room for the name of the horizontal axis, and with the names of its values.
pub(crate) const X_NAME: i32 = 78;
pub(crate) const BELOW: i32 = X_NAME + 88;

/// The type scale: legible when the picture is shown at half its size.
pub(crate) const TITLE: i32 = 68;
pub(crate) const TEXT: i32 = 50;
pub(crate) const SMALL: i32 = 44;

pub(crate) const INK: RGBColor = RGBColor(34, 34, 34);
pub(crate) const GREY: RGBColor = RGBColor(110, 110, 110);
pub(crate) const FAINT: RGBColor = RGBColor(226, 226, 226);

/// Colours of Okabe and Ito, told apart by colour-blind readers, in an order whose neighbours differ in a grey print.
pub(crate) fn palette(index: usize) -> RGBColor {
    let colours = [
        RGBColor(0, 114, 178),
        RGBColor(230, 159, 0),
        RGBColor(0, 158, 115),
        RGBColor(204, 121, 167),
        RGBColor(213, 94, 0),
        RGBColor(86, 180, 233),
        RGBColor(70, 70, 70),
    ];
    colours[index % colours.len()]
}

/// `share` of `colour`, the rest of `other`: opaque, so that crossing lines do not add up.
pub(crate) fn mixed(colour: RGBColor, share: f64, other: RGBColor) -> RGBColor {
    let mix = |a: u8, b: u8| (f64::from(a) * share + f64::from(b) * (1.0 - share)).round() as u8;
    RGBColor(mix(colour.0, other.0), mix(colour.1, other.1), mix(colour.2, other.2))
}

/// A colour dark enough for letters on white.
pub(crate) fn for_letters(colour: RGBColor) -> RGBColor {
    mixed(colour, 0.72, BLACK)
}

/// Letters whose middle stands at the height where they are drawn; `at` says which side of them does.
pub(crate) fn letters(size: i32, colour: RGBColor, at: HPos) -> TextStyle<'static> {
    let font = FontDesc::new(FontFamily::SansSerif, f64::from(size), FontStyle::Normal);
    font.color(&colour).pos(Pos::new(at, VPos::Center))
}

/// The width of a text in pixels.
pub(crate) fn text_width(text: &str, size: i32) -> i32 {
    font::size(text, f64::from(size)).0
}

/// The width of the widest of some texts.
pub(crate) fn widest<'a>(texts: impl Iterator<Item = &'a String>) -> i32 {
    texts.map(|text| text_width(text, SMALL)).max().unwrap_or(0)
}

/// What a picture says besides its data; what has no room is shortened.
#[derive(Clone, Debug)]
pub(crate) struct Titles {
    title: String,
    pub(crate) x_name: String,
    pub(crate) y_name: String,
}

impl Titles {
    pub(crate) fn new(title: &str, x_name: &str, y_name: &str) -> Self {
        Self {
            title: title.to_string(),
            x_name: shortened(x_name, 1400, TEXT),
            y_name: shortened(y_name, 1120, TEXT),
        }
    }

    /// The title, and a remark below it. They begin where the data begin; a caption of plotters stands in the middle.
    pub(crate) fn write(&self, sheet: &Sheet, chart: &Chart, remark: &str) -> anyhow::Result<()> {
        let left = chart.plotting_area().get_base_pixel().0;
        for (text, size, colour, y) in [(&*self.title, TITLE, INK, 92), (remark, SMALL, GREY, 172)] {
            let text = shortened(text, SHEET.0 - EDGE - left, size);
            sheet.draw_text(&text, &letters(size, colour, HPos::Left), (left, y))?;
        }
        Ok(())
    }
}

/// The faint grid and the letters of the names. The axes themselves are not drawn: their tick marks only keep the
/// names at a distance.
pub(crate) fn styled<'s, 'c, 'm>(
    mesh: &'s mut MeshStyle<'c, 'm, Axis, Axis, Backend<'c>>,
) -> &'s mut MeshStyle<'c, 'm, Axis, Axis, Backend<'c>> {
    mesh.bold_line_style(FAINT.stroke_width(2))
        .axis_style(TRANSPARENT)
        .label_style(letters(SMALL, INK, HPos::Center))
        .axis_desc_style(letters(TEXT, INK, HPos::Center))
        .set_tick_mark_size(LabelAreaPosition::Left, 12)
        .set_tick_mark_size(LabelAreaPosition::Bottom, 17)
}

/// The line on which the data stand.
pub(crate) fn draw_base(chart: &mut Chart, y: f64) -> anyhow::Result<()> {
    let x = chart.x_range();
    chart.draw_series([PathElement::new([(x.start, y), (x.end, y)], GREY.stroke_width(3))])?;
    Ok(())
}

/// The names of the horizontal axis, read from below. plotters can turn names, but then it places their middle where
/// their end belongs.
pub(crate) fn write_upright(sheet: &Sheet, chart: &Chart) -> anyhow::Result<()> {
    let style = letters(SMALL, INK, HPos::Right).transform(FontTransform::Rotate270);
    let bottom = chart.plotting_area().get_pixel_range().1.end;
    for (place, name) in &chart.plotting_area().as_coord_spec().x_spec().ticks {
        let x = chart.backend_coord(&(*place, 0.0)).0;
        sheet.draw_text(name, &style, (x, bottom + 24))?;
    }
    Ok(())
}

/// A text with a white rim, legible on lines.
pub(crate) fn rimmed_text(
    sheet: &Sheet,
    text: &str,
    style: &TextStyle,
    (x, y): (i32, i32),
) -> anyhow::Result<()> {
    let white = style.color(&WHITE);
    for (right, down) in [(-4, 0), (4, 0), (0, -4), (0, 4), (-3, -3), (3, -3), (-3, 3), (3, 3)] {
        sheet.draw_text(text, &white, (x + right, y + down))?;
    }
    Ok(sheet.draw_text(text, style, (x, y))?)
}
