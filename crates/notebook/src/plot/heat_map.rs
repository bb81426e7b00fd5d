//! Heat maps: a matrix as colours.

use ndarray::{ArrayRef, Ix2};
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::Picture;
use super::axis::Axis;
use super::backend::{self, SHEET, Sheet};
use super::look::{
    self, Chart, EDGE, GREY, SMALL, TEXT, TOP, Titles, ink_on, letters, room_for_data, styled, text_width,
    value_colour,
};
use crate::Number;
use crate::font::shortened;
use crate::number::fixed;
use crate::short::short_words;

/// The width of the bar that explains the colours, and its distance from the cells.
const BAR_WIDTH: i32 = 52;
const WAY_TO_BAR: i32 = 68;

/// A matrix as coloured cells with labels, the values printed in the cells when they have room there.
///
/// ```
/// use ndarray::array;
/// use notebook::HeatMap;
///
/// let words = ["you", "say"];
/// let ppmi = array![[0.0_f32, 1.8074], [1.8074, 0.0]]; // (V, V)
/// let map = HeatMap::new("PPMI", "context", "word", &words, &words, &ppmi).legend("PPMI (bits)");
/// # use notebook::Picture;
/// # assert!(!map.to_png().is_empty());
/// ```
///
/// Darker is more, also in a grey print. NaN and infinite values are grey cells with a dash.
#[derive(Clone, Debug)]
pub struct HeatMap {
    titles: Titles,
    rows: Vec<String>,
    columns: Vec<String>,
    values: Vec<f64>,
    legend: String,
    decimals: usize,
    diverging: bool,
}

impl HeatMap {
    /// A map of `values` (rows, columns), each row and each column with its label.
    ///
    /// # Panics
    /// If there is not exactly one label for each row and for each column.
    pub fn new<A: Number>(
        title: impl AsRef<str>,
        x_name: impl AsRef<str>,
        y_name: impl AsRef<str>,
        rows: &[impl AsRef<str>],
        columns: &[impl AsRef<str>],
        values: &ArrayRef<A, Ix2>,
    ) -> Self {
        assert_eq!(
            (rows.len(), columns.len()),
            values.dim(),
            "a heat map needs one label per row and per column"
        );
        Self {
            titles: Titles::new(title.as_ref(), x_name.as_ref(), y_name.as_ref()),
            rows: rows.iter().map(|row| short_words(row.as_ref())).collect(),
            columns: columns.iter().map(|column| short_words(column.as_ref())).collect(),
            values: values.iter().map(|value| value.to_f64()).collect(),
            legend: String::new(),
            decimals: if A::HAS_DECIMALS { 2 } else { 0 },
            diverging: false,
        }
    }

    /// Says beside the colour bar what the colours measure.
    pub fn legend(mut self, name: impl Into<String>) -> Self {
        self.legend = name.into();
        self
    }

    /// Two colours that meet in white at zero, for values on both sides of it.
    pub fn diverging(mut self) -> Self {
        self.diverging = true;
        self
    }

    fn draw(&self, sheet: &Sheet) -> anyhow::Result<()> {
        let scale = self.scale();
        let room_for_legend = if self.legend.is_empty() { 0 } else { TEXT + 28 };
        let beside_bar = 24 + scale.widest_name() + room_for_legend;
        let right = WAY_TO_BAR + BAR_WIDTH + beside_bar;
        let y_axis = Axis::of_words(&self.rows, room_for_data(&Axis::default(), 0).1).downwards();
        let x_axis = Axis::of_words(&self.columns, room_for_data(&y_axis, right).0);
        let mut chart = look::chart(sheet, &self.titles, (x_axis, y_axis), right)?;
        self.titles.write(sheet, &chart, "")?;

        let (width, height) = chart.plotting_area().dim_in_pixel();
        let cell = (width as usize / self.columns.len().max(1), height as usize / self.rows.len().max(1));
        chart.draw_series(self.cells().map(|(x, y, value)| {
            // What is left free is a seam between large cells, and nothing between small ones.
            Rectangle::new([(x, y), (x + 0.985, y - 0.98)], self.colour(&scale, value).filled())
        }))?;
        if let Some(size) = self.size_of_values(cell) {
            chart.draw_series(self.cells().map(|(x, y, value)| {
                let ink = ink_on(self.colour(&scale, value));
                Text::new(self.text(value), (x + 0.5, y - 0.5), letters(size, ink, HPos::Center))
            }))?;
        }
        self.draw_colour_bar(sheet, &chart, scale, beside_bar)
    }

    /// The values with the upper left corners of their cells, whose sides are 1.
    fn cells(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let (rows, columns) = (self.rows.len(), self.columns.len());
        let values = self.values.iter().enumerate();
        values.map(move |(index, &value)| ((index % columns) as f64, (rows - index / columns) as f64, value))
    }

    /// A value as it is printed in its cell.
    fn text(&self, value: f64) -> String {
        if value.is_finite() { fixed(value, self.decimals).replace('-', "−") } else { "–".to_string() }
    }

    /// The size of type in which every value has room in its cell of these pixels: all are printed or none.
    fn size_of_values(&self, (width, height): (usize, usize)) -> Option<i32> {
        let longest = self.values.iter().map(|&value| self.text(value)).max_by_key(String::len)?;
        let has_room =
            |&size: &i32| text_width(&longest, size) + 16 <= width as i32 && size + 8 <= height as i32;
        [SMALL, 36].into_iter().find(has_room)
    }

    /// From the lowest to the highest colour; around zero if diverging, from zero if no value is below.
    fn scale(&self) -> Axis {
        let finite = || self.values.iter().copied().filter(|value| value.is_finite());
        let farthest = finite().map(f64::abs).fold(0.0, f64::max);
        let mut axis = Axis::around(finite(), false);
        if self.diverging || farthest == 0.0 {
            axis.high = if farthest == 0.0 { 1.0 } else { farthest };
            axis.low = if self.diverging { -axis.high } else { 0.0 };
        } else if finite().all(|value| value >= 0.0) {
            axis.low = 0.0;
        }
        axis.with_ticks(5, self.decimals == 0)
    }

    /// White to dark blue, or dark orange over white to dark blue.
    fn colour(&self, scale: &Axis, value: f64) -> RGBColor {
        let share = (value - scale.low) / (scale.high - scale.low);
        value_colour(if self.diverging { share * 2.0 - 1.0 } else { share })
    }

    /// A chart of its own beside the cells, of all colours from the lowest value to the highest.
    fn draw_colour_bar(&self, sheet: &Sheet, cells: &Chart, scale: Axis, room: i32) -> anyhow::Result<()> {
        let bottom = cells.plotting_area().get_pixel_range().1.end;
        let mut chart = ChartBuilder::on(sheet)
            .margin(EDGE)
            .margin_left(SHEET.0 - EDGE - room - BAR_WIDTH)
            .margin_top(TOP)
            .margin_bottom(SHEET.1 - bottom)
            .right_y_label_area_size(room)
            .build_cartesian_2d(Axis::of_words(&[], BAR_WIDTH), scale.clone())?;
        let step = (scale.high - scale.low) / 128.0;
        chart.draw_series((0..128).map(|index| {
            let low = scale.low + step * f64::from(index);
            let colour = self.colour(&scale, low + step / 2.0);
            Rectangle::new([(0.0, low), (1.0, low + step)], colour.filled())
        }))?;
        styled(&mut chart.configure_mesh())
            .disable_mesh()
            .axis_style(GREY.stroke_width(2))
            .set_tick_mark_size(LabelAreaPosition::Right, 12)
            .y_desc(shortened(&self.legend, bottom - TOP, TEXT))
            .draw()?;
        Ok(())
    }
}

impl Picture for HeatMap {
    fn to_png(&self) -> Vec<u8> {
        backend::png(|sheet| self.draw(sheet))
    }
}
