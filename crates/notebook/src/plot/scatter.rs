//! Points with words: a map of word vectors.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;
use tr::tr;

use super::Picture;
use super::axis::Axis;
use super::backend::{self, Sheet};
use super::label::{Area, Label, Labels};
use super::look::{
    self, Chart, GREY, INK, SMALL, Titles, draw_base, for_letters, letters, palette, rimmed_text,
    room_for_data,
};
use crate::Number;
use crate::short::short_words;

const RADIUS: i32 = 12;
/// The size of the names of groups, larger than the words.
const NAME: i32 = 60;
/// Half of the last name of the horizontal axis stands right of the chart.
const RIGHT: i32 = 54;

/// Points on a plane with equal axes, so that distances can be compared, each with a word beside it.
///
/// ```
/// use notebook::ScatterPlot;
///
/// let plot = ScatterPlot::new("Word vectors", "first principal component", "second principal component")
///     .group("royalty", &["king", "queen"], &[(1.0_f32, 0.5_f32), (0.8, -0.4)])
///     .group("countries", &["korea", "france"], &[(-1.0_f32, 0.1_f32), (-0.9, 0.2)]);
/// # use notebook::Picture;
/// # assert!(!plot.to_png().is_empty());
/// ```
///
/// No word lies on another word or point: each takes the nearest free place, farther away with a thin line to its
/// point. Words without a free place are not written, and the picture says how many. Points with NaN or infinite
/// coordinates are left out.
#[derive(Clone, Debug)]
pub struct ScatterPlot {
    titles: Titles,
    groups: Vec<Group>,
}

#[derive(Clone, Debug)]
struct Group {
    name: String,
    dots: Vec<(String, (f64, f64))>,
}

impl ScatterPlot {
    /// An empty picture. Name the axes.
    pub fn new(title: impl AsRef<str>, x_name: impl AsRef<str>, y_name: impl AsRef<str>) -> Self {
        Self { titles: Titles::new(title.as_ref(), x_name.as_ref(), y_name.as_ref()), groups: Vec::new() }
    }

    /// Adds points that belong to no group.
    ///
    /// # Panics
    /// If there is not exactly one word per point (it may be empty).
    pub fn points<N: Number>(self, words: &[impl AsRef<str>], points: &[(N, N)]) -> Self {
        self.group("", words, points)
    }

    /// Adds points of one colour; the name of the group is written among them.
    ///
    /// # Panics
    /// If there is not exactly one word per point (it may be empty).
    pub fn group<N: Number>(
        mut self,
        name: impl AsRef<str>,
        words: &[impl AsRef<str>],
        points: &[(N, N)],
    ) -> Self {
        let name = name.as_ref();
        assert_eq!(words.len(), points.len(), "the points `{name}` need one word for each");
        let points = points.iter().map(|(x, y)| (x.to_f64(), y.to_f64()));
        let dots = words.iter().map(|word| short_words(word.as_ref())).zip(points).collect();
        self.groups.push(Group { name: short_words(name), dots });
        self
    }

    fn draw(&self, sheet: &Sheet) -> anyhow::Result<()> {
        let mut chart = look::chart(sheet, &self.titles, self.axes(), RIGHT)?;
        let lowest = chart.y_range().start;
        draw_base(&mut chart, lowest)?;

        let radius = if self.dots().count() > 150 { RADIUS * 3 / 5 } else { RADIUS };
        let (names, words) = self.labels(&chart, radius);
        for leader in words.iter().flatten().filter_map(|label| label.leader) {
            sheet.draw(&PathElement::new(leader, GREY.stroke_width(2)))?;
        }
        for group in 0..self.groups.len() {
            self.draw_points(&mut chart, group, radius)?;
        }
        for label in words.iter().flatten() {
            rimmed_text(sheet, &label.text, &letters(SMALL, INK, HPos::Left), label.middle_left())?;
        }
        for (group, label) in names {
            let style = letters(NAME, for_letters(palette(group)), HPos::Left);
            rimmed_text(sheet, &label.text, &style, label.middle_left())?;
        }
        let remark = match words.iter().filter(|label| label.is_none()).count() {
            0 => String::new(),
            count => tr!("one word has no room beside its point"
                | "{n} words have no room beside their points" % count),
        };
        self.titles.write(sheet, &chart, &remark)
    }

    /// The name of each group, as near to the middle of its points as there is room, and each word beside its point.
    fn labels(&self, chart: &Chart, radius: i32) -> (Vec<(usize, Label)>, Vec<Option<Label>>) {
        let on_sheet = self.dots().map(|(group, word, point)| {
            let (x, y) = chart.backend_coord(&point);
            (group, word, (f64::from(x), f64::from(y)))
        });
        let dots: Vec<_> = on_sheet.collect();
        let (half_width, half_height) = (radius.into(), radius.into());
        let taken = dots.iter().map(|&(_, _, (x, y))| Area { x, y, half_width, half_height }).collect();
        // Labels stand on the data, but not on the line below them.
        let (x, y) = chart.plotting_area().get_base_pixel();
        let (width, height) = chart.plotting_area().dim_in_pixel();
        let (half_width, half_height) = (f64::from(width) / 2.0, f64::from(height) / 2.0 - 2.0);
        let middle = (f64::from(x) + half_width, f64::from(y) + half_height);
        let mut labels = Labels::new(taken, Area { x: middle.0, y: middle.1, half_width, half_height });
        let mut names = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            let members = || dots.iter().filter(|dot| dot.0 == index).map(|dot| dot.2);
            let count = members().count() as f64;
            let middle = members().fold((0.0, 0.0), |sum, (x, y)| (sum.0 + x / count, sum.1 + y / count));
            if count > 0.0 {
                names.extend(labels.place(middle, &group.name, NAME).map(|label| (index, label)));
            }
        }
        let words = dots.iter().filter(|(_, word, _)| !word.is_empty());
        (names, words.map(|(_, word, at)| labels.place(*at, word, SMALL)).collect())
    }

    /// The points that have a place: the index of the group, the word, and where.
    fn dots(&self) -> impl Iterator<Item = (usize, &str, (f64, f64))> {
        let all = self.groups.iter().enumerate().flat_map(|(index, group)| {
            group.dots.iter().map(move |(word, point)| (index, word.as_str(), *point))
        });
        all.filter(|(_, _, (x, y))| x.is_finite() && y.is_finite())
    }

    /// Both axes with the same length of one unit, the points in the middle.
    fn axes(&self) -> (Axis, Axis) {
        let x_axis = Axis::around(self.dots().map(|(_, _, point)| point.0), false);
        let y_axis = Axis::around(self.dots().map(|(_, _, point)| point.1), false);
        let scaled = |named: &Axis| {
            let (width, height) = room_for_data(named, RIGHT);
            // Room at the edge for the words of the outermost points.
            let x_unit = (x_axis.high - x_axis.low) / f64::from(width - 320);
            let unit = x_unit.max((y_axis.high - y_axis.low) / f64::from(height - 180));
            let around = |axis: &Axis, pixels: i32| {
                let (middle, half) = (axis.low.midpoint(axis.high), unit * f64::from(pixels) / 2.0);
                Axis::around([middle - half, middle + half].into_iter(), false)
            };
            (around(&x_axis, width).with_ticks(8, false), around(&y_axis, height).with_ticks(6, false))
        };
        // The names on the vertical axis need room, and which they are depends on the room: the second try knows them.
        scaled(&scaled(&y_axis).1)
    }

    /// The points of a group, in a form of its own for each of three groups, which a grey print keeps.
    fn draw_points(&self, chart: &mut Chart, index: usize, radius: i32) -> anyhow::Result<()> {
        let points = self.dots().filter(|dot| dot.0 == index).map(|dot| dot.2);
        let form = |at, radius: i32, colour: ShapeStyle| match index % 3 {
            0 => Circle::new(at, radius, colour.filled()).into_dyn(),
            1 => TriangleMarker::new(at, radius + 4, colour.filled()).into_dyn(),
            _ => Circle::new(at, radius, colour.stroke_width(6)).into_dyn(),
        };
        chart.draw_series(PointSeries::of_element(points, radius, palette(index), &form))?;
        Ok(())
    }
}

impl Picture for ScatterPlot {
    fn to_png(&self) -> Vec<u8> {
        backend::png(|sheet| self.draw(sheet))
    }
}
