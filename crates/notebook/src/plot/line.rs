//! Lines: how a loss falls, how a cost grows.
//!
//! This is how a picture is drawn with plotters: a [`ChartBuilder`] divides the sheet between the axes and the data,
//! [`configure_mesh`](ChartContext::configure_mesh) draws the grid and names the axes, and each line is a series.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;
use tr::tr;

use super::Picture;
use super::axis::Axis;
use super::backend::{self, Sheet};
use super::label::spread;
use super::look::{
    BELOW, Chart, EDGE, GREY, LEFT, SMALL, TOP, Titles, draw_base, for_letters, letters, mixed, palette,
    styled, text_width,
};
use crate::Number;
use crate::font::shortened;

/// Names of lines: the widest (what is longer is shortened), the distance between two, and that from the line.
const WIDEST_NAME: i32 = 600;
const LINE_OF_NAMES: f64 = 58.0;
const WAY_TO_NAME: i32 = 60;

/// Lines over a common axis, each named where it ends.
///
/// ```
/// use notebook::LinePlot;
///
/// let losses = [1.9459_f32, 1.7, 1.2, 0.9];
/// let plot = LinePlot::new("Loss of SimpleCBOW", "iteration", "loss (nats per example)")
///     .smoothed_line("SimpleCBOW", &[1, 2, 3, 4], &losses, 2)
///     .reference(1.9459, "ln 7 = 1.9459");
/// # use notebook::Picture;
/// # assert!(!plot.to_png().is_empty());
/// ```
///
/// A point whose value is NaN, infinite, or not above zero on a logarithmic axis, is left out and interrupts its line.
/// Millions of points are fine: only what differs in the picture is drawn.
#[derive(Clone, Debug)]
pub struct LinePlot {
    titles: Titles,
    lines: Vec<Line>,
    references: Vec<(f64, String)>,
    log_x: bool,
    log_y: bool,
    whole_x: bool,
}

#[derive(Clone, Debug)]
struct Line {
    name: String,
    points: Vec<(f64, f64)>,
    /// How many values a smoothed point is the mean of; 1 leaves the line as it is.
    window: usize,
}

impl LinePlot {
    /// An empty picture. Name the axes with their units.
    pub fn new(title: impl AsRef<str>, x_name: impl AsRef<str>, y_name: impl AsRef<str>) -> Self {
        let titles = Titles::new(title.as_ref(), x_name.as_ref(), y_name.as_ref());
        Self { titles, lines: Vec::new(), references: Vec::new(), log_x: false, log_y: false, whole_x: true }
    }

    /// Adds a line through the points (x, y).
    ///
    /// # Panics
    /// If `x` and `y` differ in length.
    pub fn line(self, name: impl Into<String>, x: &[impl Number], y: &[impl Number]) -> Self {
        self.smoothed_line(name, x, y, 1)
    }

    /// Adds a noisy line: faint as it is, and strong as the mean of the last `window` values. The picture says so.
    ///
    /// # Panics
    /// If `x` and `y` differ in length, or `window` is 0.
    pub fn smoothed_line<X: Number>(
        mut self,
        name: impl Into<String>,
        x: &[X],
        y: &[impl Number],
        window: usize,
    ) -> Self {
        let name = name.into();
        assert_eq!(x.len(), y.len(), "the line `{name}` needs one y for each x");
        assert!(window > 0, "the line `{name}` needs a window of at least 1");
        let points = x.iter().zip(y).map(|(x, y)| (x.to_f64(), y.to_f64())).collect();
        self.whole_x &= !X::HAS_DECIMALS;
        self.lines.push(Line { name, points, window });
        self
    }

    /// Adds a dashed horizontal line at a value worth knowing, for example the loss of a uniform guess.
    pub fn reference(mut self, y: f64, name: impl Into<String>) -> Self {
        self.references.push((y, name.into()));
        self
    }

    /// Makes equal steps on the horizontal axis mean equal factors.
    pub fn log_x(mut self) -> Self {
        self.log_x = true;
        self
    }

    /// Makes equal steps on the vertical axis mean equal factors.
    pub fn log_y(mut self) -> Self {
        self.log_y = true;
        self
    }

    fn draw(&self, sheet: &Sheet) -> anyhow::Result<()> {
        let y_axis = self.y_axis();
        let names =
            self.references.iter().map(|(_, name)| name).chain(self.lines.iter().map(|line| &line.name));
        let widest_name = names.map(|name| text_width(name, SMALL)).max().unwrap_or(0).min(WIDEST_NAME);

        let mut chart = ChartBuilder::on(sheet)
            .margin(EDGE)
            .margin_top(TOP)
            .margin_right(EDGE + WAY_TO_NAME + widest_name)
            .x_label_area_size(BELOW)
            .y_label_area_size(LEFT + y_axis.widest_name())
            .build_cartesian_2d(self.x_axis(), y_axis.clone())?;
        self.titles.write(sheet, &chart, &self.remark())?;
        styled(&mut chart.configure_mesh()).x_desc(&self.titles.x_name).y_desc(&self.titles.y_name).draw()?;
        let (x, y) = (chart.x_range(), chart.y_range());
        draw_base(&mut chart, y.start)?;

        let mut ends = Vec::new();
        for (y, name) in self.references.iter().filter(|(y, _)| y_axis.has(*y)) {
            let (start, end) = ((x.start, *y), (x.end, *y));
            chart.draw_series(DashedLineSeries::new([start, end], 18, 18, GREY.stroke_width(4)))?;
            ends.push(End { name, point: chart.backend_coord(&end), colour: GREY });
        }
        for (index, line) in self.lines.iter().enumerate().filter(|(_, line)| line.window > 1) {
            draw_line(&mut chart, &line.points, mixed(palette(index), 0.3, WHITE).stroke_width(2))?;
        }
        for (index, line) in self.lines.iter().enumerate() {
            let (points, colour) = (smoothed(&line.points, line.window), palette(index));
            let end = draw_line(&mut chart, &points, colour.stroke_width(7))?;
            ends.extend(end.map(|point| End { name: &line.name, point, colour }));
        }
        write_names(sheet, &chart, &ends)
    }

    fn x_axis(&self) -> Axis {
        let values = self.lines.iter().flat_map(|line| &line.points).map(|point| point.0);
        Axis::around(values, self.log_x).with_ticks(7, self.whole_x && !self.lines.is_empty())
    }

    fn y_axis(&self) -> Axis {
        let values = self.lines.iter().flat_map(|line| &line.points).map(|point| point.1);
        let references = self.references.iter().map(|reference| reference.0);
        Axis::around(values.chain(references), self.log_y).with_room(0.05).with_ticks(6, false)
    }

    /// What the faint and the strong lines are, if there are any.
    fn remark(&self) -> String {
        match self.lines.iter().map(|line| line.window).max() {
            Some(window) if window > 1 => {
                tr!("faint: every value; strong: mean of the last {window}", window)
            }
            _ => String::new(),
        }
    }
}

impl Picture for LinePlot {
    fn to_png(&self) -> Vec<u8> {
        backend::png(|sheet| self.draw(sheet))
    }
}

/// Draws a line, in pieces if some points have no place, and returns the pixel where it ends.
fn draw_line(
    chart: &mut Chart,
    points: &[(f64, f64)],
    style: ShapeStyle,
) -> anyhow::Result<Option<(i32, i32)>> {
    let axes = chart.plotting_area().as_coord_spec();
    let has_place = |&(x, y): &(f64, f64)| axes.x_spec().has(x) && axes.y_spec().has(y);
    let end = points.iter().rfind(|point| has_place(point)).map(|point| chart.backend_coord(point));
    let pieces = points.split(|point| !has_place(point));
    let pieces: Vec<_> = pieces.map(|piece| thinned(piece, |at| chart.backend_coord(at).0 / 2)).collect();
    for piece in pieces {
        // A single point would be no line; it is a dot.
        let size = if piece.len() == 1 { (style.stroke_width * 3 / 2).max(6) } else { 0 };
        chart.draw_series(LineSeries::new(piece, style.filled()).point_size(size))?;
    }
    Ok(end)
}

/// Of the neighbouring points in one column of pixels only the first, the lowest, the highest and the last.
fn thinned(points: &[(f64, f64)], column: impl Fn(&(f64, f64)) -> i32) -> Vec<(f64, f64)> {
    let mut kept = Vec::new();
    for column in points.chunk_by(|a, b| column(a) == column(b)) {
        let by_height = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let (lowest, highest) = (column.iter().min_by(by_height), column.iter().max_by(by_height));
        let of_column = [column.first(), lowest, highest, column.last()];
        kept.extend(of_column.into_iter().flatten().copied());
    }
    kept.dedup();
    kept
}

/// Each y replaced by the mean of the last `window` values, of fewer at the beginning. What is not finite does not count.
pub(crate) fn smoothed(points: &[(f64, f64)], window: usize) -> Vec<(f64, f64)> {
    if window <= 1 {
        return points.to_vec();
    }
    // The mean of the very first values is as noisy as they are.
    let too_few = (window / 10).min(points.len() / 10);
    let counted = |y: f64| if y.is_finite() { (y, 1.0) } else { (0.0, 0.0) };
    let (mut sum, mut count) = (0.0, 0.0);
    let means = points.iter().enumerate().map(|(index, &(x, y))| {
        let entering = counted(y);
        let leaving = if index < window { (0.0, 0.0) } else { counted(points[index - window].1) };
        sum += entering.0 - leaving.0;
        count += entering.1 - leaving.1;
        (x, if y.is_finite() { sum / count } else { y })
    });
    means.skip(too_few).collect()
}

/// Where a line ends, in pixels, to be named there.
struct End<'a> {
    name: &'a str,
    point: (i32, i32),
    colour: RGBColor,
}

/// Names beside the lines instead of a legend box of plotters: the eye need not go to and fro between them.
fn write_names(sheet: &Sheet, chart: &Chart, ends: &[End]) -> anyhow::Result<()> {
    let (x_pixels, y_pixels) = chart.plotting_area().get_pixel_range();
    let start = x_pixels.end + WAY_TO_NAME;
    let wanted: Vec<f64> = ends.iter().map(|end| f64::from(end.point.1)).collect();
    let heights = spread(&wanted, LINE_OF_NAMES, f64::from(y_pixels.start), f64::from(y_pixels.end));
    for (end, height) in ends.iter().zip(heights).filter(|(_, height)| *height <= f64::from(y_pixels.end)) {
        // A thin line leads from where the line ends to its name, if the name had to move.
        let place = (start, height.round() as i32);
        let leader = [end.point, (start - 12, place.1)];
        sheet.draw(&PathElement::new(leader, mixed(end.colour, 0.6, WHITE).stroke_width(2)))?;
        let name = shortened(end.name, WIDEST_NAME, SMALL);
        sheet.draw_text(&name, &letters(SMALL, for_letters(end.colour), HPos::Left), place)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smoothed_value_is_the_mean_of_the_last_few() {
        let points = [(1.0, 4.0), (2.0, 2.0), (3.0, f64::NAN), (4.0, 6.0)];
        let means = smoothed(&points, 2);
        assert_eq!(means[..2], [(1.0, 4.0), (2.0, 3.0)]);
        assert!(means[2].1.is_nan());
        assert_eq!(means[3], (4.0, 6.0));
    }

    #[test]
    fn a_million_points_become_a_few_per_column_of_pixels() {
        let points: Vec<(f64, f64)> =
            (0..1_000_000).map(|i| (f64::from(i) / 1000.0, f64::from(i % 97))).collect();
        let kept = thinned(&points, |point| point.0.floor() as i32);
        assert!(kept.len() <= 4 * 1001);
        assert!(kept.iter().any(|point| point.1 == 0.0) && kept.iter().any(|point| point.1 == 96.0));
    }
}
