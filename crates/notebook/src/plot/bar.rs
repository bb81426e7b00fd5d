//! Bars: how probable each word is, before and after training.

use std::ops::Range;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::Picture;
use super::axis::Axis;
use super::backend::{self, SHEET, Sheet};
use super::look::{
    self, Chart, EDGE, SMALL, Titles, draw_base, for_letters, letters, palette, rimmed_text, room_for_data,
    text_width,
};
use crate::Number;
use crate::font::shortened;
use crate::number::fixed;
use crate::short::short_words;

/// A bar for each word, in one or a few groups that stand side by side.
///
/// ```
/// use notebook::BarPlot;
///
/// let words = ["you", "say", "goodbye"];
/// let plot = BarPlot::new("The guess between 'you' and 'goodbye'", "word", "probability", &words)
///     .group("before training", &[0.33_f32, 0.34, 0.33])
///     .group("after training", &[0.01_f32, 0.98, 0.01])
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
    decimals: Option<usize>,
    whole: bool,
}

impl BarPlot {
    /// A picture with these words below the bars and no bars yet. Name the axes with their units.
    pub fn new(
        title: impl AsRef<str>,
        x_name: impl AsRef<str>,
        y_name: impl AsRef<str>,
        words: &[impl AsRef<str>],
    ) -> Self {
        let titles = Titles::new(title.as_ref(), x_name.as_ref(), y_name.as_ref());
        let words = words.iter().map(|word| short_words(word.as_ref())).collect();
        Self { titles, words, groups: Vec::new(), decimals: None, whole: true }
    }

    /// Adds one bar to each word.
    ///
    /// # Panics
    /// If there is not exactly one value per word.
    pub fn group<N: Number>(mut self, name: impl Into<String>, values: &[N]) -> Self {
        let name = name.into();
        assert_eq!(values.len(), self.words.len(), "the bars `{name}` need one value for each word");
        self.whole &= !N::HAS_DECIMALS;
        self.groups.push((name, values.iter().map(|value| value.to_f64()).collect()));
        self
    }

    /// Writes the values on the bars, as long as they have room there.
    pub fn values_with_decimals(mut self, decimals: usize) -> Self {
        self.decimals = Some(decimals);
        self
    }

    fn draw(&self, sheet: &Sheet) -> anyhow::Result<()> {
        let y_axis = self.y_axis();
        let x_axis = Axis::of_words(&self.words, room_for_data(&y_axis, 0).0);
        let mut chart = look::chart(sheet, &self.titles, (x_axis, y_axis), 0)?;
        self.titles.write(sheet, &chart, "")?;
        self.write_key(sheet, &chart)?;

        chart.draw_series(self.bars().map(|(group, sides, value)| {
            Rectangle::new([(sides.start, 0.0), (sides.end, value)], palette(group).filled())
        }))?;
        draw_base(&mut chart, 0.0)?;
        self.write_values(sheet, &chart)
    }

    /// The bars that have a height: the group, where they begin and end if a word has a place of 1, and the value.
    fn bars(&self) -> impl Iterator<Item = (usize, Range<f64>, f64)> {
        let width = 0.76 / self.groups.len() as f64;
        let all = self.groups.iter().enumerate().flat_map(move |(group, (_, values))| {
            values.iter().enumerate().map(move |(word, &value)| {
                let left = word as f64 + 0.12 + width * group as f64;
                (group, left..left + 0.96 * width, value)
            })
        });
        all.filter(|(_, _, value)| value.is_finite())
    }

    fn y_axis(&self) -> Axis {
        let heights: Vec<f64> = self.bars().map(|(_, _, value)| value).collect();
        // A bar is read from zero, so zero is always there; bars of no height get an axis up to 1.
        let top = if heights.iter().all(|&height| height == 0.0) { 1.0 } else { 0.0 };
        let mut axis = Axis::around(heights.into_iter().chain([0.0, top]), false);
        let room = (axis.high - axis.low) * 0.07;
        axis.high += if axis.high > 0.0 { room } else { 0.0 };
        axis.low -= if axis.low < 0.0 { room } else { 0.0 };
        axis.with_ticks(6, self.whole)
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

    fn write_values(&self, sheet: &Sheet, chart: &Chart) -> anyhow::Result<()> {
        let Some(decimals) = self.decimals else { return Ok(()) };
        for (group, sides, value) in self.bars() {
            let text = fixed(value, decimals).replace('-', "−");
            let [(left, y), (right, _)] = [sides.start, sides.end].map(|x| chart.backend_coord(&(x, value)));
            let has_room = |size: &i32| text_width(&text, *size) <= right - left + 4;
            let Some(size) = [SMALL, 38].into_iter().find(has_room) else { continue };
            let style = letters(size, for_letters(palette(group)), HPos::Center);
            let beyond = if value < 0.0 { 30 } else { -30 };
            rimmed_text(sheet, &text, &style, ((left + right) / 2, y + beyond))?;
        }
        Ok(())
    }
}

impl Picture for BarPlot {
    fn to_png(&self) -> Vec<u8> {
        backend::png(|sheet| self.draw(sheet))
    }
}
