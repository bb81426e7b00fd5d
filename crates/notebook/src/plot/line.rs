//! Lines: how a loss falls, how a cost grows.

use std::collections::BTreeSet;

use super::Picture;
use super::axis::Axis;
use super::canvas::{
    self, Anchor, Canvas, Colour, GREY, SMALL, WHITE, for_letters, mixed, palette, shortened, text_width,
};
use super::frame::{Frame, Titles, widest};
use super::label::spread;
use crate::Number;

/// The widest label beside a line; what is longer is shortened.
const WIDEST_LABEL: f64 = 300.0;
const LINE_OF_LABELS: f64 = 29.0;
const WAY_TO_LABEL: f64 = 30.0;

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
    pub fn new(title: &str, x_name: &str, y_name: &str) -> Self {
        let titles = Titles::new(title, x_name, y_name);
        Self { titles, lines: Vec::new(), references: Vec::new(), log_x: false, log_y: false, whole_x: true }
    }

    /// Adds a line through the points (x, y).
    ///
    /// # Panics
    /// If `x` and `y` differ in length.
    pub fn line(self, name: &str, x: &[impl Number], y: &[impl Number]) -> Self {
        self.smoothed_line(name, x, y, 1)
    }

    /// Adds a noisy line: faint as it is, and strong as the mean of the last `window` values. The picture says so.
    ///
    /// # Panics
    /// If `x` and `y` differ in length, or `window` is 0.
    pub fn smoothed_line<X: Number>(mut self, name: &str, x: &[X], y: &[impl Number], window: usize) -> Self {
        assert_eq!(x.len(), y.len(), "the line `{name}` needs one y for each x");
        assert!(window > 0, "the line `{name}` needs a window of at least 1");
        let points = x.iter().zip(y).map(|(x, y)| (x.to_f64(), y.to_f64())).collect();
        self.whole_x &= !X::HAS_DECIMALS;
        self.lines.push(Line { name: name.to_string(), points, window });
        self
    }

    /// Adds a dashed horizontal line at a value worth knowing, for example the loss of a uniform guess.
    pub fn reference(mut self, y: f64, name: &str) -> Self {
        self.references.push((y, name.to_string()));
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

    fn x_axis(&self) -> Axis {
        Axis::around(self.lines.iter().flat_map(|line| &line.points).map(|point| point.0), self.log_x)
            .of_whole_numbers(self.whole_x && !self.lines.is_empty())
    }

    fn y_axis(&self) -> Axis {
        let values = self.lines.iter().flat_map(|line| &line.points).map(|point| point.1);
        Axis::around(values.chain(self.references.iter().map(|reference| reference.0)), self.log_y)
            .with_room(0.05)
    }

    fn remark(&self) -> String {
        let windows: BTreeSet<usize> =
            self.lines.iter().map(|line| line.window).filter(|&window| window > 1).collect();
        match Vec::from_iter(windows).as_slice() {
            [] => String::new(),
            [window] => format!("faint: every value; strong: mean of the last {window}"),
            windows => {
                let windows: Vec<String> = windows.iter().map(usize::to_string).collect();
                format!("faint: every value; strong: mean of the last {}", windows.join(" or "))
            }
        }
    }

    fn draw(&self, canvas: &mut Canvas) {
        let (x_axis, y_axis) = (self.x_axis(), self.y_axis());
        let (x_ticks, y_ticks) = (x_axis.ticks(7), y_axis.ticks(6));
        let names =
            self.lines.iter().map(|line| &line.name).chain(self.references.iter().map(|(_, name)| name));
        let label_width = names.map(|name| text_width(name, SMALL)).fold(0.0, f64::max).min(WIDEST_LABEL);
        let frame = Frame::with_room(widest(&y_ticks), label_width + WAY_TO_LABEL, 44.0);
        let (x_axis, y_axis) =
            (x_axis.between(frame.left, frame.right), y_axis.between(frame.bottom, frame.top));

        frame.write_titles(canvas, &self.titles, &self.remark());
        frame.draw_y_axis(canvas, &y_axis, &y_ticks);
        frame.draw_x_axis(canvas, &x_axis, &x_ticks);
        let mut ends: Vec<End> = Vec::new();
        for (value, name) in &self.references {
            let Some(y) = y_axis.position(*value) else { continue };
            canvas.dashes(frame.left, frame.right, y, GREY);
            ends.push(End { name, point: (frame.right, y), colour: GREY });
        }
        for line in self.lines.iter().filter(|line| line.window > 1) {
            let colour = mixed(self.colour_of(line), 0.3, WHITE);
            draw_line(canvas, &line.points, &x_axis, &y_axis, 1.0, colour);
        }
        for line in &self.lines {
            let colour = self.colour_of(line);
            let points = smoothed(&line.points, line.window);
            let end = draw_line(canvas, &points, &x_axis, &y_axis, 3.5, colour);
            ends.extend(end.map(|point| End { name: &line.name, point, colour }));
        }
        write_names(canvas, &ends, &frame, label_width);
    }

    fn colour_of(&self, line: &Line) -> Colour {
        palette(self.lines.iter().position(|other| std::ptr::eq(other, line)).unwrap_or(0))
    }
}

impl Picture for LinePlot {
    fn to_png(&self) -> Vec<u8> {
        canvas::png(|canvas| self.draw(canvas))
    }
}

/// Where a line ends, to be named there.
struct End<'a> {
    name: &'a str,
    point: (f64, f64),
    colour: Colour,
}

/// Draws the line and returns its last point.
fn draw_line(
    canvas: &mut Canvas,
    points: &[(f64, f64)],
    x_axis: &Axis,
    y_axis: &Axis,
    width: f64,
    colour: Colour,
) -> Option<(f64, f64)> {
    let place = |&(x, y): &(f64, f64)| Some((x_axis.position(x)?, y_axis.position(y)?));
    let places: Vec<Option<(f64, f64)>> = points.iter().map(place).collect();
    for piece in places.split(Option::is_none) {
        let piece: Vec<(f64, f64)> = piece.iter().copied().flatten().collect();
        canvas.path(&thinned(&piece), width, colour);
        if let [point] = piece[..] {
            canvas.disc(point, width.max(2.0) * 1.5, colour);
        }
    }
    places.into_iter().flatten().next_back()
}

/// Of the neighbouring points in one column of pixels only the first, the lowest, the highest and the last.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept = Vec::new();
    for column in points.chunk_by(|a, b| a.0.floor() == b.0.floor()) {
        let by_height = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let (lowest, highest) = (column.iter().min_by(by_height), column.iter().max_by(by_height));
        let of_column = [column.first(), lowest, highest, column.last()];
        kept.extend(of_column.into_iter().flatten().copied());
    }
    kept.dedup();
    kept
}

/// Each y replaced by the mean of the last `window` values, of fewer at the beginning. What is not finite does not count.
fn smoothed(points: &[(f64, f64)], window: usize) -> Vec<(f64, f64)> {
    if window <= 1 {
        return points.to_vec();
    }
    // The mean of the very first values is as noisy as they are.
    let too_few = (window / 10).min(points.len() / 10);
    let (mut sum, mut count) = (0.0, 0);
    let mut means = Vec::with_capacity(points.len());
    for (index, &(x, y)) in points.iter().enumerate() {
        if y.is_finite() {
            sum += y;
            count += 1;
        }
        let leaving = index.checked_sub(window).map(|leaving| points[leaving].1);
        if let Some(y) = leaving.filter(|y| y.is_finite()) {
            sum -= y;
            count -= 1;
        }
        if index >= too_few {
            means.push((x, if y.is_finite() { sum / f64::from(count) } else { y }));
        }
    }
    means
}

fn write_names(canvas: &mut Canvas, ends: &[End], frame: &Frame, room: f64) {
    let wanted: Vec<f64> = ends.iter().map(|end| end.point.1).collect();
    let heights = spread(&wanted, LINE_OF_LABELS, frame.top, frame.bottom);
    for (end, height) in ends.iter().zip(heights).filter(|(_, height)| *height <= frame.bottom) {
        let start = frame.right + WAY_TO_LABEL;
        // A thin line leads from where the line ends to its name, if the name had to move.
        canvas.line(end.point, (start - 6.0, height), 1.0, mixed(end.colour, 0.6, WHITE));
        let name = shortened(end.name, room, SMALL);
        canvas.text(&name, (start, height), Anchor::Left, SMALL, for_letters(end.colour));
    }
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
        let kept = thinned(&points);
        assert!(kept.len() <= 4 * 1001);
        assert!(kept.iter().any(|point| point.1 == 0.0) && kept.iter().any(|point| point.1 == 96.0));
    }
}
