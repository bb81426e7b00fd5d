//! Heat maps: a matrix as colours.

use ndarray::{ArrayRef, Ix2};

use super::Picture;
use super::axis::Axis;
use super::canvas::{
    self, Anchor, Canvas, Colour, GREY, HEIGHT, INK, SMALL, TEXT, WHITE, WIDTH, mixed, shortened, text_width,
};
use super::frame::{EDGE, Titles, widest};
use super::label::Area;
use crate::Number;
use crate::number::fixed;

const WIDEST_LABEL: f64 = 200.0;
const TOP: f64 = 120.0;
const BAR_WIDTH: f64 = 26.0;

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

    /// Prints the values with so many decimals instead of two (none for whole numbers).
    pub fn decimals(mut self, decimals: usize) -> Self {
        self.decimals = decimals;
        self
    }

    /// Two colours that meet in white at zero, for values on both sides of it.
    pub fn diverging(mut self) -> Self {
        self.diverging = true;
        self
    }

    /// From the lowest to the highest colour; around zero if diverging, from zero if no value is below.
    fn scale(&self) -> Axis {
        let finite = || self.values.iter().copied().filter(|value| value.is_finite());
        let farthest = finite().map(f64::abs).fold(0.0, f64::max);
        let mut axis = Axis::around(finite(), false).of_whole_numbers(self.decimals == 0);
        if self.diverging || farthest == 0.0 {
            axis.high = if farthest == 0.0 { 1.0 } else { farthest };
            axis.low = if self.diverging { -axis.high } else { 0.0 };
        } else if finite().all(|value| value >= 0.0) {
            axis.low = 0.0;
        }
        axis.between(0.0, 1.0)
    }

    fn draw(&self, canvas: &mut Canvas) {
        let scale = self.scale();
        let grid = self.grid(&scale);
        let size = self.size_of_values(&grid);
        self.write_titles(canvas, &grid);
        for (index, &value) in self.values.iter().enumerate() {
            let (row, column) = (index / self.columns.len(), index % self.columns.len());
            self.draw_cell(canvas, &grid.cell(row, column), value, scale.position(value), size);
        }
        self.write_labels(canvas, &grid);
        self.draw_colour_bar(canvas, &grid, &scale);
    }

    fn grid(&self, scale: &Axis) -> Grid {
        let widest_of = |labels: &[String]| {
            labels.iter().map(|label| text_width(label, SMALL)).fold(0.0, f64::max).min(WIDEST_LABEL)
        };
        let bar = BAR_WIDTH
            + 12.0
            + widest(&scale.ticks(5))
            + if self.legend.is_empty() { 0.0 } else { TEXT + 14.0 };
        let left = EDGE + TEXT + 14.0 + widest_of(&self.rows) + 14.0;
        let right = WIDTH - EDGE - bar - 34.0;
        let (rows, columns) = (self.rows.len().max(1) as f64, self.columns.len().max(1) as f64);

        // Cells are not wider than twice their height, so that a small matrix still looks like one.
        let upright = widest_of(&self.columns) + 12.0 > (right - left) / columns;
        let below = if upright { widest_of(&self.columns) + 22.0 } else { 44.0 };
        let height = (HEIGHT - EDGE - TEXT - 14.0 - below - TOP) / rows;
        let width = ((right - left) / columns).min((height * 2.0).max(SMALL));
        let upright = upright || widest_of(&self.columns) + 12.0 > width;
        let below = if upright { widest_of(&self.columns) + 22.0 } else { 44.0 };
        let height = ((HEIGHT - EDGE - TEXT - 14.0 - below - TOP) / rows).min((width * 2.0).max(SMALL));
        Grid { left, width, height, upright, right: left + width * columns, bottom: TOP + height * rows }
    }

    fn write_titles(&self, canvas: &mut Canvas, grid: &Grid) {
        let room = WIDTH - EDGE - grid.left;
        canvas.text(
            &shortened(&self.titles.title, room, canvas::TITLE),
            (grid.left, 46.0),
            Anchor::Left,
            canvas::TITLE,
            INK,
        );
        let middle = ((grid.left + grid.right) / 2.0, (TOP + grid.bottom) / 2.0);
        let x_name = shortened(&self.titles.x_name, grid.right - EDGE, TEXT);
        canvas.text(&x_name, (middle.0, HEIGHT - EDGE - TEXT / 2.0), Anchor::Middle, TEXT, INK);
        let y_name = shortened(&self.titles.y_name, grid.bottom - EDGE, TEXT);
        canvas.upright_text(&y_name, (EDGE + TEXT / 2.0, middle.1), Anchor::Middle, TEXT, INK);
    }

    fn draw_cell(&self, canvas: &mut Canvas, cell: &Area, value: f64, share: Option<f64>, size: Option<f64>) {
        let colour = share.map_or(canvas::FAINT, |share| colour(share, self.diverging));
        let seam = if cell.right - cell.left > 12.0 && cell.bottom - cell.top > 12.0 { 1.0 } else { 0.0 };
        canvas.rectangle((cell.left, cell.top), (cell.right - seam, cell.bottom - seam), colour);
        if let Some(size) = size {
            let text = if share.is_some() {
                fixed(value, self.decimals).replace('-', "−")
            } else {
                "–".to_string()
            };
            let middle = ((cell.left + cell.right) / 2.0, (cell.top + cell.bottom) / 2.0);
            let ink = if is_dark(colour) { WHITE } else { INK };
            canvas.text(&text, middle, Anchor::Middle, size, ink);
        }
    }

    /// The size of type in which every value has room in its cell: all are printed or none.
    fn size_of_values(&self, grid: &Grid) -> Option<f64> {
        if grid.width < SMALL || grid.height < SMALL {
            return None;
        }
        let longest = self.values.iter().map(|&value| fixed(value, self.decimals)).max_by_key(String::len)?;
        let has_room =
            |size: &f64| text_width(&longest, *size) + 8.0 <= grid.width && size + 4.0 <= grid.height;
        [SMALL, 18.0].into_iter().find(has_room)
    }

    fn write_labels(&self, canvas: &mut Canvas, grid: &Grid) {
        let every = (SMALL / grid.height).ceil() as usize;
        for (row, label) in self.rows.iter().enumerate().step_by(every.max(1)) {
            let label = shortened(label, WIDEST_LABEL, SMALL);
            let y = TOP + grid.height * (row as f64 + 0.5);
            canvas.text(&label, (grid.left - 12.0, y), Anchor::Right, SMALL, INK);
        }
        let every = if grid.upright { (SMALL / grid.width).ceil() as usize } else { 1 };
        for (column, label) in self.columns.iter().enumerate().step_by(every.max(1)) {
            let label = shortened(label, WIDEST_LABEL, SMALL);
            let x = grid.left + grid.width * (column as f64 + 0.5);
            if grid.upright {
                canvas.upright_text(&label, (x, grid.bottom + 12.0), Anchor::Right, SMALL, INK);
            } else {
                canvas.text(&label, (x, grid.bottom + 24.0), Anchor::Middle, SMALL, INK);
            }
        }
    }

    fn draw_colour_bar(&self, canvas: &mut Canvas, grid: &Grid, scale: &Axis) {
        let left = grid.right + 34.0;
        let height = grid.bottom - TOP;
        let steps = 128;
        for step in 0..steps {
            let share = (f64::from(step) + 0.5) / f64::from(steps);
            let (lower, upper) = (f64::from(step) / f64::from(steps), f64::from(step + 1) / f64::from(steps));
            let upper_left = (left, grid.bottom - height * upper);
            canvas.rectangle(
                upper_left,
                (left + BAR_WIDTH, grid.bottom - height * lower),
                colour(share, self.diverging),
            );
        }
        let ticks = scale.ticks(5);
        for tick in &ticks {
            let Some(share) = scale.position(tick.value) else { continue };
            let y = grid.bottom - height * share;
            canvas.line((left + BAR_WIDTH, y), (left + BAR_WIDTH + 6.0, y), 1.0, GREY);
            canvas.text(&tick.name, (left + BAR_WIDTH + 12.0, y), Anchor::Left, SMALL, INK);
        }
        let legend = shortened(&self.legend, height, TEXT);
        let x = left + BAR_WIDTH + 12.0 + widest(&ticks) + 4.0 + TEXT / 2.0;
        canvas.upright_text(&legend, (x, TOP + height / 2.0), Anchor::Middle, TEXT, INK);
    }
}

impl Picture for HeatMap {
    fn to_png(&self) -> Vec<u8> {
        canvas::png(|canvas| self.draw(canvas))
    }
}

/// Where the cells are.
struct Grid {
    left: f64,
    right: f64,
    bottom: f64,
    width: f64,
    height: f64,
    upright: bool,
}

impl Grid {
    fn cell(&self, row: usize, column: usize) -> Area {
        let (left, top) = (self.left + self.width * column as f64, TOP + self.height * row as f64);
        Area { left, top, right: left + self.width, bottom: top + self.height }
    }
}

/// The colour for a share between 0 and 1: white to dark blue, or dark orange over white to dark blue.
fn colour(share: f64, diverging: bool) -> Colour {
    if !diverging {
        return blue(share);
    }
    if share >= 0.5 { blue(share * 2.0 - 1.0) } else { orange(1.0 - share * 2.0) }
}

fn blue(share: f64) -> Colour {
    gradient(share, [Colour(247, 249, 252), Colour(86, 155, 205), Colour(8, 48, 107)])
}

fn orange(share: f64) -> Colour {
    gradient(share, [Colour(247, 249, 252), Colour(233, 140, 60), Colour(127, 59, 8)])
}

fn gradient(share: f64, [start, middle, end]: [Colour; 3]) -> Colour {
    if share < 0.5 { mixed(middle, share * 2.0, start) } else { mixed(end, share * 2.0 - 1.0, middle) }
}

fn is_dark(colour: Colour) -> bool {
    0.299 * f64::from(colour.0) + 0.587 * f64::from(colour.1) + 0.114 * f64::from(colour.2) < 140.0
}
