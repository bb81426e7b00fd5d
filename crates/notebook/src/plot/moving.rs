//! A moving picture: words find their places on a map while a loss falls.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::Picture;
use super::animation::animated_png;
use super::axis::Axis;
use super::backend::{Bitmap, Sheet};
use super::label::{Area, Labels};
use super::line::smoothed;
use super::look::{FAINT, GREY, INK, draw_base, letters, mixed, palette, styled};
use crate::short::short_words;
use crate::{Number, grouped};

/// The size in pixels, less than that of a still picture: a file holds many frames.
const SIZE: (u32, u32) = (680, 370);
/// On the sheet, which is twice as large: where the titles stand, the frame of the map, and between which pixels the loss
/// is drawn, from left to right and from the lowest to the highest.
const TITLE: (i32, i32) = (30, 48);
const MAP: Area = Area { x: 360.0, y: 410.0, half_width: 330.0, half_height: 310.0 };
const LOSS: [(i32, i32); 2] = [(830, 1300), (610, 160)];
const LARGE: i32 = 42;
const SMALL: i32 = 32;
const RADIUS: i32 = 9;

/// The most frames that are shown, for how many milliseconds each, and the last.
const FRAMES: usize = 21;
const MILLISECONDS: u16 = 180;
const MILLISECONDS_OF_LAST: u16 = 3000;

/// Words that move over a plane while a loss falls. Where pictures stand still, the last moment is seen.
///
/// ```
/// use notebook::MovingMap;
///
/// let losses = [1.9459_f32, 1.7, 1.2, 0.9];
/// let plot = MovingMap::new("Two words move", "iteration", "loss", &["king", "queen"])
///     .loss(&[1, 2, 3, 4], &losses, 2)
///     .reference(1.9459)
///     .moment(0, &[(0.0_f32, 0.0_f32), (0.0, 0.1)])
///     .moment(4, &[(1.0_f32, 0.5_f32), (-0.8, -0.4)]);
/// # use notebook::Picture;
/// # assert!(!plot.to_png().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct MovingMap {
    title: String,
    x_name: String,
    y_name: String,
    words: Vec<String>,
    losses: Vec<(f64, f64)>,
    reference: Option<f64>,
    moments: Vec<Moment>,
}

/// Where each word is at an iteration.
#[derive(Clone, Debug)]
struct Moment {
    iteration: f64,
    places: Vec<(f64, f64)>,
}

impl MovingMap {
    /// A picture without a moment. The names are those of the axes of the loss curve.
    pub fn new(
        title: impl Into<String>,
        x_name: impl Into<String>,
        y_name: impl Into<String>,
        words: &[impl AsRef<str>],
    ) -> Self {
        Self {
            title: title.into(),
            x_name: x_name.into(),
            y_name: y_name.into(),
            words: words.iter().map(|word| short_words(word.as_ref())).collect(),
            losses: Vec::new(),
            reference: None,
            moments: Vec::new(),
        }
    }

    /// The loss at each iteration, drawn as the mean of the last `window` values.
    ///
    /// # Panics
    /// If the lists differ in length.
    pub fn loss(mut self, iterations: &[usize], values: &[impl Number], window: usize) -> Self {
        assert_eq!(iterations.len(), values.len(), "one loss for each iteration");
        let points = iterations.iter().zip(values).map(|(x, y)| (x.to_f64(), y.to_f64()));
        self.losses = smoothed(&points.collect::<Vec<_>>(), window);
        self
    }

    /// A dashed line at a loss worth knowing.
    pub fn reference(mut self, loss: f64) -> Self {
        self.reference = Some(loss);
        self
    }

    /// Adds a moment, later than those before: where each word is.
    ///
    /// # Panics
    /// If there is not one place for each word.
    pub fn moment<N: Number>(mut self, iteration: usize, places: &[(N, N)]) -> Self {
        assert_eq!(places.len(), self.words.len(), "one place for each word");
        let places = places.iter().map(|(x, y)| (x.to_f64(), y.to_f64())).collect();
        self.moments.push(Moment { iteration: iteration as f64, places });
        self
    }

    /// Some of the moments, at equal distances, the first and the last among them.
    fn frames(&self) -> Vec<&Moment> {
        let count = self.moments.len().min(FRAMES);
        let place = |number: usize| number * (self.moments.len() - 1) / (count - 1).max(1);
        (0..count).map(|number| &self.moments[place(number)]).collect()
    }

    /// What stays in all frames: the titles, the frame of the map, the grid of the loss.
    fn background(&self, layout: &Layout) -> Bitmap {
        let mut bitmap = Bitmap::white(SIZE);
        bitmap.draw(|sheet| {
            sheet.draw_text(&self.title, &letters(LARGE, INK, HPos::Left), TITLE)?;
            let corner = |side: f64| (MAP.x + side * MAP.half_width, MAP.y + side * MAP.half_height);
            let corners = [-1.0, 1.0].map(|side| pixel(corner(side)));
            sheet.draw(&Rectangle::new(corners, FAINT.stroke_width(3)))?;

            let [(left, right), (bottom, top)] = LOSS;
            let room = sheet.clone().shrink((left - 110, top), (right - left + 110, bottom - top + 110));
            let mut chart = ChartBuilder::on(&room)
                .x_label_area_size(110)
                .y_label_area_size(110)
                .build_cartesian_2d(layout.iterations.clone(), layout.losses.clone())?;
            styled(&mut chart.configure_mesh())
                .label_style(letters(SMALL, INK, HPos::Center))
                .axis_desc_style(letters(SMALL, INK, HPos::Center))
                .x_desc(&self.x_name)
                .y_desc(&self.y_name)
                .draw()?;
            draw_base(&mut chart, layout.losses.low)?;
            if let Some(loss) = self.reference {
                let ends = [layout.iterations.low, layout.iterations.high].map(|iteration| (iteration, loss));
                chart.draw_series(DashedLineSeries::new(ends, 14, 14, GREY.stroke_width(3)))?;
            }
            Ok(())
        });
        bitmap
    }

    /// What has come from one moment to the next, and stays: the ways of the words, a piece of the loss.
    fn draw_ways(&self, sheet: &Sheet, layout: &Layout, from: &Moment, to: &Moment) -> anyhow::Result<()> {
        let faint = mixed(palette(0), 0.3, WHITE).stroke_width(4);
        for (&from, &to) in from.places.iter().zip(&to.places) {
            sheet.draw(&PathElement::new([layout.on_map(from), layout.on_map(to)], faint))?;
        }
        let since = self.losses.iter().rposition(|point| point.0 <= from.iteration).unwrap_or(0);
        let new = self.losses[since..].iter().take_while(|point| point.0 <= to.iteration);
        let mut line: Vec<(i32, i32)> = new.map(|&point| layout.on_curve(point)).collect();
        line.dedup();
        Ok(sheet.draw(&PathElement::new(line, palette(0).stroke_width(6)))?)
    }

    /// What is seen of a moment alone: the words, the iteration, a dot where the loss is.
    fn draw_moment(&self, sheet: &Sheet, layout: &Layout, moment: &Moment) -> anyhow::Result<()> {
        let dots: Vec<(i32, i32)> = moment.places.iter().map(|&place| layout.on_map(place)).collect();
        let area = |&(x, y): &(i32, i32)| {
            let half = f64::from(RADIUS);
            Area { x: x.into(), y: y.into(), half_width: half, half_height: half }
        };
        let mut labels = Labels::new(dots.iter().map(area).collect(), MAP);
        for (word, &dot) in self.words.iter().zip(&dots) {
            let Some(label) = labels.place((dot.0.into(), dot.1.into()), word, SMALL) else { continue };
            if let Some(leader) = label.leader {
                sheet.draw(&PathElement::new(leader, GREY.stroke_width(2)))?;
            }
            sheet.draw_text(&label.text, &letters(SMALL, INK, HPos::Left), label.middle_left())?;
        }
        for &dot in &dots {
            sheet.draw(&Circle::new(dot, RADIUS, palette(0).filled()))?;
        }
        let now = format!("{} {}", self.x_name, grouped(moment.iteration as u64));
        let (left, top) = (LOSS[0].0, LOSS[1].1);
        sheet.draw_text(&now, &letters(SMALL, GREY, HPos::Left), (left, top - 48))?;
        if let Some(&point) = self.losses.iter().rfind(|point| point.0 <= moment.iteration) {
            sheet.draw(&Circle::new(layout.on_curve(point), RADIUS + 2, palette(1).filled()))?;
        }
        Ok(())
    }
}

impl Picture for MovingMap {
    fn to_png(&self) -> Vec<u8> {
        let layout = Layout::of(self);
        let background = self.background(&layout);
        let frames = self.frames();
        let (Some(&first), Some(&last)) = (frames.first(), frames.last()) else {
            let pixels = background.averaged();
            return animated_png(SIZE, &pixels, [(pixels.clone(), MILLISECONDS)].into_iter());
        };
        let seen = |bitmap: &Bitmap, moment: &Moment| {
            let mut bitmap = bitmap.clone();
            bitmap.draw(|sheet| self.draw_moment(sheet, &layout, moment));
            bitmap.averaged()
        };
        let mut all_ways = background.clone();
        for pair in frames.windows(2) {
            all_ways.draw(|sheet| self.draw_ways(sheet, &layout, pair[0], pair[1]));
        }
        let still = seen(&all_ways, last);
        let (mut ways, mut before) = (background, first);
        let frames = frames.iter().copied().map(|moment| {
            ways.draw(|sheet| self.draw_ways(sheet, &layout, before, moment));
            before = moment;
            let is_last = moment.iteration == last.iteration;
            (seen(&ways, moment), if is_last { MILLISECONDS_OF_LAST } else { MILLISECONDS })
        });
        animated_png(SIZE, &still, frames)
    }
}

/// Where on the sheet something is, in all frames alike.
struct Layout {
    iterations: Axis,
    losses: Axis,
    /// The middle of the map, and the pixels of a unit.
    middle: (f64, f64),
    pixels: f64,
}

impl Layout {
    fn of(picture: &MovingMap) -> Self {
        let losses = picture.losses.iter().map(|point| point.1).chain(picture.reference);
        let places = || picture.moments.iter().flat_map(|moment| &moment.places);
        let x = Axis::around(places().map(|place| place.0), false);
        let y = Axis::around(places().map(|place| place.1), false);
        // Room at the edge for the words beside the outermost dots.
        let (width, height) = (MAP.half_width - 150.0, MAP.half_height - 40.0);
        Self {
            iterations: Axis::around(picture.losses.iter().map(|point| point.0), false).with_ticks(3, true),
            losses: Axis::around(losses, false).with_room(0.05).with_ticks(4, false),
            middle: (x.low.midpoint(x.high), y.low.midpoint(y.high)),
            pixels: (2.0 * width / (x.high - x.low)).min(2.0 * height / (y.high - y.low)),
        }
    }

    fn on_map(&self, (x, y): (f64, f64)) -> (i32, i32) {
        pixel((MAP.x + self.pixels * (x - self.middle.0), MAP.y - self.pixels * (y - self.middle.1)))
    }

    fn on_curve(&self, (iteration, loss): (f64, f64)) -> (i32, i32) {
        (self.iterations.map(&iteration, LOSS[0]), self.losses.map(&loss, LOSS[1]))
    }
}

fn pixel((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}
