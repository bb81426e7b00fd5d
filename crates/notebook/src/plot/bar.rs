//! Bars: how probable each word is, before and after training.

use super::Picture;
use super::axis::Axis;
use super::canvas::{
    self, Anchor, Canvas, Colour, GREY, INK, SMALL, for_letters, palette, shortened, text_width,
};
use super::frame::{EDGE, Frame, Titles, widest};
use crate::Number;
use crate::number::fixed;

/// The longest word below a bar that is written upright; what is longer is shortened.
const LONGEST_UPRIGHT: f64 = 190.0;

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

    fn y_axis(&self) -> Axis {
        let values = self.groups.iter().flat_map(|(_, values)| values).copied();
        let reference = self.reference.iter().map(|(y, _)| *y);
        let heights: Vec<f64> = values.chain(reference).filter(|height| height.is_finite()).collect();
        // A bar is read from zero, so zero is always there; bars of no height get an axis up to 1.
        let top = if heights.iter().all(|&height| height == 0.0) { 1.0 } else { 0.0 };
        let mut axis =
            Axis::around(heights.into_iter().chain([0.0, top]), false).of_whole_numbers(self.whole);
        let room = (axis.high - axis.low) * 0.07;
        axis.high += if axis.high > 0.0 { room } else { 0.0 };
        axis.low -= if axis.low < 0.0 { room } else { 0.0 };
        axis
    }

    fn draw(&self, canvas: &mut Canvas) {
        let axis = self.y_axis();
        let ticks = axis.ticks(6);
        let label =
            self.reference.as_ref().map_or(0.0, |(_, name)| text_width(name, SMALL).min(260.0) + 22.0);
        let widest_word = self.words.iter().map(|word| text_width(word, SMALL)).fold(0.0, f64::max);
        let sideways = Frame::with_room(widest(&ticks), label, 44.0);
        let upright = widest_word + 12.0 > (sideways.right - sideways.left) / self.words.len().max(1) as f64;
        let room_below = if upright { widest_word.min(LONGEST_UPRIGHT) + 22.0 } else { 44.0 };
        let frame = Frame::with_room(widest(&ticks), label, room_below);
        let axis = axis.between(frame.bottom, frame.top);

        frame.write_titles(canvas, &self.titles, "");
        self.write_key(canvas, &frame);
        frame.draw_y_axis(canvas, &axis, &ticks);
        self.draw_bars(canvas, &frame, &axis);
        self.write_words(canvas, &frame, upright);
        self.draw_reference(canvas, &frame, &axis, label);
        self.write_values(canvas, &frame, &axis);
    }

    /// The names of the groups, each behind a square of its colour, below the title.
    fn write_key(&self, canvas: &mut Canvas, frame: &Frame) {
        if self.groups.len() < 2 {
            return;
        }
        let mut x = frame.left;
        for (index, (name, _)) in self.groups.iter().enumerate() {
            let name = shortened(name, (canvas::WIDTH - EDGE - x - 30.0).max(0.0), SMALL);
            canvas.rectangle((x, 77.0), (x + 18.0, 95.0), palette(index));
            canvas.text(&name, (x + 27.0, 86.0), Anchor::Left, SMALL, for_letters(palette(index)));
            x += 27.0 + text_width(&name, SMALL) + 36.0;
        }
    }

    fn draw_bars(&self, canvas: &mut Canvas, frame: &Frame, axis: &Axis) {
        let zero = axis.position(0.0).unwrap_or(frame.bottom);
        for (bar, value) in self.bars(frame) {
            let Some(height) = axis.position(value) else { continue };
            canvas.rectangle((bar.left, height.min(zero)), (bar.right, height.max(zero)), bar.colour);
        }
        canvas.line((frame.left, zero), (frame.right, zero), 1.5, GREY);
    }

    /// Where each bar stands, with its value.
    fn bars(&self, frame: &Frame) -> impl Iterator<Item = (Bar, f64)> {
        let place = (frame.right - frame.left) / self.words.len().max(1) as f64;
        let width = place * 0.76 / self.groups.len().max(1) as f64;
        let gap = if width > 8.0 { 2.0 } else { 0.0 };
        self.groups.iter().enumerate().flat_map(move |(group, (_, values))| {
            values.iter().enumerate().map(move |(word, &value)| {
                let left = frame.left + place * (word as f64 + 0.12) + width * group as f64;
                (Bar { left, right: left + width - gap, colour: palette(group) }, value)
            })
        })
    }

    fn write_values(&self, canvas: &mut Canvas, frame: &Frame, axis: &Axis) {
        let Some(decimals) = self.decimals else { return };
        for (bar, value) in self.bars(frame) {
            let Some(height) = axis.position(value) else { continue };
            let text = fixed(value, decimals).replace('-', "−");
            let room = bar.right - bar.left + 4.0;
            let Some(size) = [SMALL, 19.0].into_iter().find(|&size| text_width(&text, size) <= room) else {
                continue;
            };
            let beyond = if value < 0.0 { 15.0 } else { -15.0 };
            let place = ((bar.left + bar.right) / 2.0, height + beyond);
            canvas.rimmed_text(&text, place, Anchor::Middle, size, for_letters(bar.colour));
        }
    }

    fn write_words(&self, canvas: &mut Canvas, frame: &Frame, upright: bool) {
        let place = (frame.right - frame.left) / self.words.len().max(1) as f64;
        let every = if upright { (SMALL / place).ceil().max(1.0) as usize } else { 1 };
        for (index, word) in self.words.iter().enumerate().step_by(every) {
            let x = frame.left + place * (index as f64 + 0.5);
            if upright {
                let word = shortened(word, LONGEST_UPRIGHT, SMALL);
                canvas.upright_text(&word, (x, frame.bottom + 12.0), Anchor::Right, SMALL, INK);
            } else {
                canvas.text(word, (x, frame.bottom + 24.0), Anchor::Middle, SMALL, INK);
            }
        }
    }

    fn draw_reference(&self, canvas: &mut Canvas, frame: &Frame, axis: &Axis, room: f64) {
        let Some((value, name)) = &self.reference else { return };
        let Some(y) = axis.position(*value) else { return };
        canvas.dashes(frame.left, frame.right, y, INK);
        let name = shortened(name, room - 22.0, SMALL);
        canvas.text(&name, (frame.right + 12.0, y), Anchor::Left, SMALL, INK);
    }
}

impl Picture for BarPlot {
    fn to_png(&self) -> Vec<u8> {
        canvas::png(|canvas| self.draw(canvas))
    }
}

struct Bar {
    left: f64,
    right: f64,
    colour: Colour,
}
