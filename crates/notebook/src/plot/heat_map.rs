//! Heat maps: a matrix as colours.

use ndarray::{ArrayRef, Ix2};
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::Picture;
use super::axis::Axis;
use super::backend::{self, SHEET, Sheet};
use super::look::{
    BELOW, EDGE, FAINT, GREY, INK, LEFT, SMALL, TEXT, TOP, Titles, X_NAME, letters, mixed, styled,
    text_width, widest, write_upright,
};
use crate::Number;
use crate::font::shortened;
use crate::number::fixed;

const WIDEST_LABEL: i32 = 400;
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
        title: &str,
        x_name: &str,
        y_name: &str,
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
            titles: Titles::new(title, x_name, y_name),
            rows: rows.iter().map(|row| row.as_ref().to_string()).collect(),
            columns: columns.iter().map(|column| column.as_ref().to_string()).collect(),
            values: values.iter().map(|value| value.to_f64()).collect(),
            legend: String::new(),
            decimals: if A::HAS_DECIMALS { 2 } else { 0 },
            diverging: false,
        }
    }

    /// Says beside the colour bar what the colours measure.
    pub fn legend(mut self, name: &str) -> Self {
        self.legend = name.to_string();
        self
    }

    /// Two colours that meet in white at zero, for values on both sides of it.
    pub fn diverging(mut self) -> Self {
        self.diverging = true;
        self
    }

    fn draw(&self, sheet: &Sheet) -> anyhow::Result<()> {
        let scale = self.scale();
        let grid = self.grid(&scale);
        let (rows, columns) = (self.rows.len(), self.columns.len());
        let row_names = names(&self.rows, grid.height).map(|(place, name)| (rows as f64 - place, name));
        let y_axis = Axis::of_places(rows, row_names.collect());
        let x_axis = Axis::of_places(columns, names(&self.columns, grid.width).collect());

        let mut chart = ChartBuilder::on(sheet)
            .margin(EDGE)
            .margin_top(TOP)
            .margin_right(SHEET.0 - grid.right)
            .x_label_area_size(SHEET.1 - EDGE - grid.bottom)
            .y_label_area_size(grid.left - EDGE)
            .build_cartesian_2d(x_axis, y_axis)?;
        self.titles.write(sheet, &chart, "")?;
        let mut mesh = chart.configure_mesh();
        // The cells may be narrower than the name below them.
        let x_name = shortened(&self.titles.x_name, grid.right - EDGE, TEXT);
        let y_name = shortened(&self.titles.y_name, grid.bottom - EDGE, TEXT);
        styled(&mut mesh).disable_mesh().x_desc(x_name).y_desc(y_name);
        if grid.upright {
            mesh.disable_x_axis().draw()?;
            write_upright(sheet, &chart)?;
        } else {
            mesh.draw()?;
        }

        let seam = if grid.width > 24.0 && grid.height > 24.0 { 2 } else { 0 };
        chart.draw_series(self.cells().map(|(x, y, value)| {
            let mut cell = Rectangle::new([(x, y), (x + 1.0, y - 1.0)], self.colour(&scale, value).filled());
            cell.set_margin(0, seam, 0, seam);
            cell
        }))?;
        if let Some(size) = self.size_of_values(&grid) {
            chart.draw_series(self.cells().map(|(x, y, value)| {
                let ink = if is_dark(self.colour(&scale, value)) { WHITE } else { INK };
                let is_number = value.is_finite();
                let text = if is_number {
                    fixed(value, self.decimals).replace('-', "−")
                } else {
                    "–".to_string()
                };
                Text::new(text, (x + 0.5, y - 0.5), letters(size, ink, HPos::Center))
            }))?;
        }
        self.draw_colour_bar(sheet, &grid, scale)
    }

    /// The values with the left upper corners of their cells, whose sides are 1.
    fn cells(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let (rows, columns) = (self.rows.len(), self.columns.len());
        let corner = move |index| ((index % columns) as f64, (rows - index / columns) as f64);
        self.values.iter().enumerate().map(move |(index, &value)| (corner(index).0, corner(index).1, value))
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
        match (value.is_finite(), self.diverging) {
            (false, _) => FAINT,
            (true, false) => gradient(share, BLUES),
            (true, true) if share < 0.5 => gradient(1.0 - share * 2.0, ORANGES),
            (true, true) => gradient(share * 2.0 - 1.0, BLUES),
        }
    }

    fn grid(&self, scale: &Axis) -> Grid {
        let widest_of = |labels: &[String]| widest(labels.iter()).min(WIDEST_LABEL);
        let left = EDGE + LEFT + widest_of(&self.rows);
        let right = SHEET.0 - EDGE - self.room_beside_bar(scale) - BAR_WIDTH - WAY_TO_BAR;
        let (rows, columns) = (self.rows.len().max(1) as f64, self.columns.len().max(1) as f64);

        // Cells are not wider than twice their height, so that a small matrix still looks like one.
        let widest_column = widest_of(&self.columns);
        let is_upright = |width: f64| f64::from(widest_column + 24) > width;
        let height_if = |upright: bool| {
            let below = if upright { X_NAME + widest_column + 44 } else { BELOW };
            f64::from(SHEET.1 - EDGE - below - TOP) / rows
        };
        let width = f64::from(right - left) / columns;
        let height = height_if(is_upright(width));
        let width = width.min((height * 2.0).max(SMALL.into()));
        let upright = is_upright(width);
        let height = height_if(upright).min((width * 2.0).max(SMALL.into()));
        let (right, bottom) = (left + (width * columns) as i32, TOP + (height * rows) as i32);
        Grid { left, right, bottom, width, height, upright }
    }

    /// The size of type in which every value has room in its cell: all are printed or none.
    fn size_of_values(&self, grid: &Grid) -> Option<i32> {
        let longest = self.values.iter().map(|&value| fixed(value, self.decimals)).max_by_key(String::len)?;
        [SMALL, 36].into_iter().find(|&size| {
            f64::from(text_width(&longest, size) + 16) <= grid.width && f64::from(size + 8) <= grid.height
        })
    }

    /// The room right of the colour bar: names of values, and what they measure.
    fn room_beside_bar(&self, scale: &Axis) -> i32 {
        24 + scale.room_for_names() + if self.legend.is_empty() { 0 } else { TEXT + 28 }
    }

    /// A chart of its own beside the cells, of all colours from the lowest value to the highest.
    fn draw_colour_bar(&self, sheet: &Sheet, grid: &Grid, scale: Axis) -> anyhow::Result<()> {
        let left = grid.right + WAY_TO_BAR;
        let room = self.room_beside_bar(&scale);
        let mut chart = ChartBuilder::on(sheet)
            .margin_left(left)
            .margin_right(SHEET.0 - left - BAR_WIDTH - room)
            .margin_top(TOP)
            .margin_bottom(SHEET.1 - grid.bottom)
            .right_y_label_area_size(room)
            .build_cartesian_2d(Axis::of_places(1, Vec::new()), scale.clone())?;
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
            .y_desc(shortened(&self.legend, grid.bottom - TOP, TEXT))
            .draw()?;
        Ok(())
    }
}

impl Picture for HeatMap {
    fn to_png(&self) -> Vec<u8> {
        backend::png(|sheet| self.draw(sheet))
    }
}

/// Where the cells are on the sheet, and their size.
struct Grid {
    left: i32,
    right: i32,
    bottom: i32,
    width: f64,
    height: f64,
    /// Whether the names of the columns have no room side by side.
    upright: bool,
}

/// As many labels as have room on cells of `pixels`, each at the middle of its cell.
fn names(labels: &[String], pixels: f64) -> impl Iterator<Item = (f64, String)> {
    let every = (f64::from(SMALL) / pixels).ceil() as usize;
    let some = labels.iter().enumerate().step_by(every);
    some.map(|(index, label)| (index as f64 + 0.5, shortened(label, WIDEST_LABEL, SMALL)))
}

const BLUES: [RGBColor; 3] = [RGBColor(247, 249, 252), RGBColor(86, 155, 205), RGBColor(8, 48, 107)];
const ORANGES: [RGBColor; 3] = [RGBColor(247, 249, 252), RGBColor(233, 140, 60), RGBColor(127, 59, 8)];

/// The colour for a share between 0 and 1.
fn gradient(share: f64, [start, middle, end]: [RGBColor; 3]) -> RGBColor {
    if share < 0.5 { mixed(middle, share * 2.0, start) } else { mixed(end, share * 2.0 - 1.0, middle) }
}

fn is_dark(RGBColor(red, green, blue): RGBColor) -> bool {
    0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue) < 140.0
}
