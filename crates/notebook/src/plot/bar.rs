//! Bars: how probable each word is, before and after training.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::Picture;
use super::axis::Axis;
use super::backend::{self, SHEET, Sheet};
use super::look::{
    BELOW, Chart, EDGE, INK, LEFT, SMALL, TOP, Titles, X_NAME, draw_base, for_letters, letters, palette,
    rimmed_text, styled, text_width, widest, write_upright,
};
use crate::Number;
use crate::font::shortened;
use crate::number::fixed;

/// The longest word below a bar that is written upright, and the widest name of a reference; what is longer is shortened.
const LONGEST_UPRIGHT: i32 = 380;
const WIDEST_REFERENCE: i32 = 476;

/// A bar for each word, in one or a few groups that stand side by side.
///
/// ```
/// use notebook::BarPlot;
///
/// let words = ["you", "say", "goodbye"];
/// let plot = BarPlot::new("The guess between 'you' and 'goodbye'", "word", "probability", &words)
///     .group("before training", &[0.33_f32, 0.34, 0.33])
///     .group("after training", &[0.01_f32, 0.98, 0.01])
///     .reference(1.0 / 3.0, "uniform = 0.3333")
///     .values_with_decimals(2);
/// # use notebook::Picture;
/// # assert!(!plot.to_png().is_empty());
/// ```
///
/// A value that is NaN or infinite has no bar. Words stand upright if they have no room side by side; of very many
/// only some are written.
#[derive(Clone, Debug)]
pub struct BarPlot {
    titles: Titles,
    words: Vec<String>,
    groups: Vec<(String, Vec<f64>)>,
    reference: Option<(f64, String)>,
    decimals: Option<usize>,
    whole: bool,
}

impl BarPlot {
    /// A picture with these words below the bars and no bars yet. Name the axes with their units.
    pub fn new(title: &str, x_name: &str, y_name: &str, words: &[impl AsRef<str>]) -> Self {
        let titles = Titles::new(title, x_name, y_name);
        let words = words.iter().map(|word| word.as_ref().to_string()).collect();
        Self { titles, words, groups: Vec::new(), reference: None, decimals: None, whole: true }
    }

    /// Adds one bar to each word.
    ///
    /// # Panics
    /// If there is not exactly one value per word.
    pub fn group<N: Number>(mut self, name: &str, values: &[N]) -> Self {
        assert_eq!(values.len(), self.words.len(), "the bars `{name}` need one value for each word");
        self.whole &= !N::HAS_DECIMALS;
        self.groups.push((name.to_string(), values.iter().map(|value| value.to_f64()).collect()));
        self
    }

    /// Adds a dashed line at a height worth knowing.
    pub fn reference(mut self, y: f64, name: &str) -> Self {
        self.reference = Some((y, name.to_string()));
        self
    }

    /// Writes the values on the bars, as long as they have room there.
    pub fn values_with_decimals(mut self, decimals: usize) -> Self {
        self.decimals = Some(decimals);
        self
    }

    fn draw(&self, sheet: &Sheet) -> anyhow::Result<()> {
        let y_axis = self.y_axis();
        let reference =
            self.reference.as_ref().map(|(y, name)| (*y, shortened(name, WIDEST_REFERENCE, SMALL)));
        let right = EDGE + reference.as_ref().map_or(0, |(_, name)| text_width(name, SMALL) + 44);
        let left = LEFT + y_axis.room_for_names();
        let place = f64::from(SHEET.0 - EDGE - left - right) / self.words.len().max(1) as f64;
        let widest_word = widest(self.words.iter());
        let upright = f64::from(widest_word + 24) > place;
        let below = if upright { X_NAME + widest_word.min(LONGEST_UPRIGHT) + 44 } else { BELOW };

        let mut chart = ChartBuilder::on(sheet)
            .margin(EDGE)
            .margin_top(TOP)
            .margin_right(right)
            .x_label_area_size(below)
            .y_label_area_size(left)
            .build_cartesian_2d(self.x_axis(upright, place), y_axis)?;
        self.titles.write(sheet, &chart, "")?;
        self.write_key(sheet, &chart)?;
        let mut mesh = chart.configure_mesh();
        styled(&mut mesh).disable_x_mesh().x_desc(&self.titles.x_name).y_desc(&self.titles.y_name);
        if upright {
            mesh.disable_x_axis().draw()?;
            write_upright(sheet, &chart)?;
        } else {
            mesh.draw()?;
        }

        for (group, (_, values)) in self.groups.iter().enumerate() {
            let bars = values.iter().enumerate().filter(|(_, value)| value.is_finite());
            chart.draw_series(bars.map(|(word, &value)| {
                let (left, right) = self.sides(word, group);
                let mut bar = Rectangle::new([(left, 0.0), (right, value)], palette(group).filled());
                bar.set_margin(0, 0, 0, if (right - left) * place > 16.0 { 4 } else { 0 });
                bar
            }))?;
        }
        draw_base(&mut chart, 0.0)?;
        if let Some((y, name)) = reference.filter(|(y, _)| y.is_finite()) {
            let x = chart.x_range();
            let end = (x.end, y);
            chart.draw_series(DashedLineSeries::new([(x.start, y), end], 18, 18, INK.stroke_width(4)))?;
            let (x, y) = chart.backend_coord(&end);
            sheet.draw_text(&name, &letters(SMALL, INK, HPos::Left), (x + 24, y))?;
        }
        self.write_values(sheet, &chart)
    }

    /// The names of the groups, each behind a square of its colour, below the title.
    fn write_key(&self, sheet: &Sheet, chart: &Chart) -> anyhow::Result<()> {
        let mut x = chart.plotting_area().get_base_pixel().0;
        for (index, (name, _)) in self.groups.iter().enumerate().filter(|_| self.groups.len() > 1) {
            let name = shortened(name, (SHEET.0 - EDGE - x - 60).max(0), SMALL);
            sheet.draw(&Rectangle::new([(x, 154), (x + 36, 190)], palette(index).filled()))?;
            let style = letters(SMALL, for_letters(palette(index)), HPos::Left);
            sheet.draw_text(&name, &style, (x + 54, 172))?;
            x += 54 + text_width(&name, SMALL) + 72;
        }
        Ok(())
    }

    /// The words, each in the middle of its place of `place` pixels; of very many only some.
    fn x_axis(&self, upright: bool, place: f64) -> Axis {
        let every = if upright { (f64::from(SMALL) / place).ceil() as usize } else { 1 };
        let words = self.words.iter().enumerate().step_by(every);
        let names = words.map(|(index, word)| (index as f64 + 0.5, shortened(word, LONGEST_UPRIGHT, SMALL)));
        Axis::of_places(self.words.len(), names.collect())
    }

    fn y_axis(&self) -> Axis {
        let values = self.groups.iter().flat_map(|(_, values)| values).copied();
        let reference = self.reference.iter().map(|(y, _)| *y);
        let heights: Vec<f64> = values.chain(reference).filter(|height| height.is_finite()).collect();
        // A bar is read from zero, so zero is always there; bars of no height get an axis up to 1.
        let top = if heights.iter().all(|&height| height == 0.0) { 1.0 } else { 0.0 };
        let mut axis = Axis::around(heights.into_iter().chain([0.0, top]), false);
        let room = (axis.high - axis.low) * 0.07;
        axis.high += if axis.high > 0.0 { room } else { 0.0 };
        axis.low -= if axis.low < 0.0 { room } else { 0.0 };
        axis.with_ticks(6, self.whole)
    }

    /// Where a bar begins and ends, if a word has a place of 1.
    fn sides(&self, word: usize, group: usize) -> (f64, f64) {
        let width = 0.76 / self.groups.len() as f64;
        let left = word as f64 + 0.12 + width * group as f64;
        (left, left + width)
    }

    fn write_values(&self, sheet: &Sheet, chart: &Chart) -> anyhow::Result<()> {
        let Some(decimals) = self.decimals else { return Ok(()) };
        for (group, (_, values)) in self.groups.iter().enumerate() {
            for (word, &value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
                let text = fixed(value, decimals).replace('-', "−");
                let (left, right) = self.sides(word, group);
                let (left, (right, y)) =
                    (chart.backend_coord(&(left, 0.0)).0, chart.backend_coord(&(right, value)));
                let has_room = |size: &i32| text_width(&text, *size) <= right - left + 4;
                let Some(size) = [SMALL, 38].into_iter().find(has_room) else { continue };
                let style = letters(size, for_letters(palette(group)), HPos::Center);
                let beyond = if value < 0.0 { 30 } else { -30 };
                rimmed_text(sheet, &text, &style, ((left + right) / 2, y + beyond))?;
            }
        }
        Ok(())
    }
}

impl Picture for BarPlot {
    fn to_png(&self) -> Vec<u8> {
        backend::png(|sheet| self.draw(sheet))
    }
}
