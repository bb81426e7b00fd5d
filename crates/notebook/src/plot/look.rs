//! How every picture looks: one type scale, one palette, a faint grid, and where the titles stand.
//!
//! All sizes are in pixels of the sheet, which is twice as large as the picture.

use plotters::chart::MeshStyle;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::Axis;
use super::backend::{Backend, SHEET, Sheet};
use crate::font::{self, shortened};
use crate::short::{short_words, up_to};

/// The distance of everything from the edge of the sheet, and of the data from its upper edge, where the title is.
pub(crate) const EDGE: i32 = 56;
pub(crate) const TOP: i32 = 240;
/// The room for the name of the vertical axis; the names of its values come on top.
pub(crate) const LEFT: i32 = 102;
/// The room for the name of the horizontal axis and for the names of its values.
pub(crate) const BELOW: i32 = 166;

/// The type scale: legible when the picture is shown at half its size.
pub(crate) const TITLE: i32 = 68;
pub(crate) const TEXT: i32 = 50;
pub(crate) const SMALL: i32 = 44;

pub(crate) const INK: RGBColor = RGBColor(34, 34, 34);
pub(crate) const GREY: RGBColor = RGBColor(110, 110, 110);
pub(crate) const FAINT: RGBColor = RGBColor(226, 226, 226);

/// Colours of Okabe and Ito, told apart by colour-blind readers, in an order whose neighbours differ in a grey print.
pub(crate) fn palette(index: usize) -> RGBColor {
    let colours: [u32; 7] = [0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0xd55e00, 0x56b4e9, 0x464646];
    let [_, red, green, blue] = colours[index % colours.len()].to_be_bytes();
    RGBColor(red, green, blue)
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

/// The colour of a value in a cell, as a share of the largest: dark orange at −1 over white to dark blue at 1; grey if it
/// is no number.
pub(crate) fn value_colour(share: f64) -> RGBColor {
    let white = RGBColor(247, 249, 252);
    let (blue, dark_blue) = (RGBColor(86, 155, 205), RGBColor(8, 48, 107));
    let (orange, dark_orange) = (RGBColor(233, 140, 60), RGBColor(127, 59, 8));
    match share {
        _ if !share.is_finite() => FAINT,
        ..-0.5 => mixed(dark_orange, -share * 2.0 - 1.0, orange),
        ..0.0 => mixed(orange, -share * 2.0, white),
        ..0.5 => mixed(blue, share * 2.0, white),
        _ => mixed(dark_blue, share * 2.0 - 1.0, blue),
    }
}

/// The colour of letters on this one.
pub(crate) fn ink_on(RGBColor(red, green, blue): RGBColor) -> RGBColor {
    let brightness = 0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue);
    if brightness < 140.0 { WHITE } else { INK }
}

/// Letters whose left end, middle or right end, as `at` says, stands where they are drawn, and the middle of whose height.
pub(crate) fn letters(size: i32, colour: RGBColor, at: HPos) -> TextStyle<'static> {
    let font = FontDesc::new(FontFamily::SansSerif, f64::from(size), FontStyle::Normal);
    font.color(&colour).pos(Pos::new(at, VPos::Center))
}

/// The width of a text in pixels.
pub(crate) fn text_width(text: &str, size: i32) -> i32 {
    font::size(text, f64::from(size)).0
}

/// A text with a white rim, legible on lines.
pub(crate) fn rimmed_text(
    sheet: &Sheet,
    text: &str,
    style: &TextStyle,
    (x, y): (i32, i32),
) -> anyhow::Result<()> {
    for (right, down) in [(-4, 0), (4, 0), (0, -4), (0, 4), (-3, -3), (3, -3), (-3, 3), (3, 3)] {
        sheet.draw_text(text, &style.color(&WHITE), (x + right, y + down))?;
    }
    Ok(sheet.draw_text(text, style, (x, y))?)
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
        let (x_name, y_name) = (shortened(x_name, 1400, TEXT), shortened(y_name, 1120, TEXT));
        // A sheet has no room for half of these columns.
        Self { title: up_to(400, &short_words(title)).into_owned(), x_name, y_name }
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

/// A chart of any kind.
pub(crate) type Chart<'a> = ChartContext<'a, Backend<'a>, Cartesian2d<Axis, Axis>>;

/// A chart with its grid and names, built as [`LinePlot`](super::LinePlot) builds its own, but also for axes of words;
/// `right` is the room beside it.
pub(crate) fn chart<'a>(
    sheet: &Sheet<'a>,
    titles: &Titles,
    (x_axis, y_axis): (Axis, Axis),
    right: i32,
) -> anyhow::Result<Chart<'a>> {
    let below = if x_axis.upright { x_axis.widest_name() } else { SMALL };
    let mut chart = ChartBuilder::on(sheet)
        .margin(EDGE)
        .margin_top(TOP)
        .margin_right(EDGE + right)
        .x_label_area_size(BELOW - SMALL + below)
        .y_label_area_size(LEFT + y_axis.widest_name())
        .build_cartesian_2d(x_axis.clone(), y_axis.clone())?;

    let mut mesh = chart.configure_mesh();
    styled(&mut mesh).x_desc(&titles.x_name).y_desc(&titles.y_name);
    if x_axis.of_words {
        mesh.disable_x_mesh();
    }
    if y_axis.of_words {
        mesh.disable_y_mesh();
    }
    if !x_axis.upright {
        mesh.draw()?;
        return Ok(chart);
    }
    // plotters can turn names, but then it places their middle where their end belongs.
    mesh.disable_x_axis().draw()?;
    let style = letters(SMALL, INK, HPos::Right).transform(FontTransform::Rotate270);
    let bottom = chart.plotting_area().get_pixel_range().1.end;
    for (place, name) in &x_axis.ticks {
        let x = chart.backend_coord(&(*place, 0.0)).0;
        sheet.draw_text(name, &style, (x, bottom + 24))?;
    }
    Ok(chart)
}

/// The width and the height that [`chart`] has for the data.
pub(crate) fn room_for_data(y_axis: &Axis, right: i32) -> (i32, i32) {
    (SHEET.0 - 2 * EDGE - LEFT - y_axis.widest_name() - right, SHEET.1 - TOP - BELOW - EDGE)
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
    chart.draw_series(LineSeries::new([(x.start, y), (x.end, y)], GREY.stroke_width(3)))?;
    Ok(())
}
