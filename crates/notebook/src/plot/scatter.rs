//! Points with words: a map of word vectors.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::Picture;
use super::axis::Axis;
use super::backend::{self, SHEET, Sheet};
use super::label::{Area, Label, Labels};
use super::look::{
    BELOW, Chart, EDGE, GREY, INK, LEFT, SMALL, TOP, Titles, draw_base, for_letters, letters, palette,
    rimmed_text, styled,
};
use crate::Number;

const RADIUS: i32 = 12;
/// The size of the names of groups, larger than the words.
const NAME: i32 = 60;
/// Half of the last name of the horizontal axis stands right of the chart.
const RIGHT: i32 = 110;

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
    words: Vec<String>,
    points: Vec<(f64, f64)>,
}

impl ScatterPlot {
    /// An empty picture. Name the axes.
    pub fn new(title: &str, x_name: &str, y_name: &str) -> Self {
        Self { titles: Titles::new(title, x_name, y_name), groups: Vec::new() }
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
    pub fn group<N: Number>(mut self, name: &str, words: &[impl AsRef<str>], points: &[(N, N)]) -> Self {
        assert_eq!(words.len(), points.len(), "the points `{name}` need one word for each");
        let words = words.iter().map(|word| word.as_ref().to_string()).collect();
        let points = points.iter().map(|(x, y)| (x.to_f64(), y.to_f64())).collect();
        self.groups.push(Group { name: name.to_string(), words, points });
        self
    }

    fn draw(&self, sheet: &Sheet) -> anyhow::Result<()> {
        let (x_axis, y_axis) = self.axes();
        let mut chart = ChartBuilder::on(sheet)
            .margin(EDGE)
            .margin_top(TOP)
            .margin_right(RIGHT)
            .x_label_area_size(BELOW)
            .y_label_area_size(LEFT + y_axis.room_for_names())
            .build_cartesian_2d(x_axis, y_axis)?;

        let radius = if self.drawable().count() > 150 { RADIUS * 3 / 5 } else { RADIUS };
        let dots = self.dots(&chart);
        let taken = dots.iter().map(|dot| Area::around(dot.at, radius.into(), radius.into()));
        let mut labels = Labels::new(taken.collect(), inside(&chart));
        let names = self.place_names(&dots, &mut labels);
        let words: Vec<Option<Label>> =
            dots.iter().map(|dot| labels.place(dot.at, dot.word, SMALL)).collect();
        let wordless = words.iter().zip(&dots).filter(|(label, dot)| label.is_none() && !dot.word.is_empty());
        let remark = match wordless.count() {
            0 => String::new(),
            1 => "one word has no room beside its point".to_string(),
            count => format!("{count} words have no room beside their points"),
        };

        self.titles.write(sheet, &chart, &remark)?;
        styled(&mut chart.configure_mesh()).x_desc(&self.titles.x_name).y_desc(&self.titles.y_name).draw()?;
        let lowest = chart.y_range().start;
        draw_base(&mut chart, lowest)?;
        for (label, dot) in words.iter().zip(&dots) {
            if let Some(end) = label.as_ref().and_then(|label| label.leader) {
                sheet.draw(&PathElement::new([pixel(dot.at), pixel(end)], GREY.stroke_width(2)))?;
            }
        }
        for (index, group) in self.groups.iter().enumerate() {
            group.draw(&mut chart, index, radius)?;
        }
        for label in words.iter().flatten() {
            rimmed_text(sheet, &label.text, &letters(SMALL, INK, HPos::Left), label.middle_left())?;
        }
        for (label, colour) in names {
            let style = letters(NAME, for_letters(colour), HPos::Left);
            rimmed_text(sheet, &label.text, &style, label.middle_left())?;
        }
        Ok(())
    }

    fn drawable(&self) -> impl Iterator<Item = (f64, f64)> {
        self.groups.iter().flat_map(Group::drawable).map(|(_, point)| point)
    }

    /// Both axes with the same length of one unit, the points in the middle.
    fn axes(&self) -> (Axis, Axis) {
        let x_axis = Axis::around(self.drawable().map(|point| point.0), false);
        let y_axis = Axis::around(self.drawable().map(|point| point.1), false);
        let with_room = |for_names: i32| {
            let width = f64::from(SHEET.0 - EDGE - LEFT - for_names - RIGHT);
            let height = f64::from(SHEET.1 - TOP - BELOW - EDGE);
            // Room at the edge for the words of the outermost points.
            let x_unit = (x_axis.high - x_axis.low) / (width - 320.0);
            let unit = x_unit.max((y_axis.high - y_axis.low) / (height - 180.0));
            let around = |axis: &Axis, pixels: f64| {
                let (middle, half) = (axis.low.midpoint(axis.high), unit * pixels / 2.0);
                Axis::around([middle - half, middle + half].into_iter(), false)
            };
            (around(&x_axis, width).with_ticks(8, false), around(&y_axis, height).with_ticks(6, false))
        };
        // The names on the vertical axis need room, and which they are depends on the room: the second try knows them.
        let first_try = with_room(y_axis.clone().with_ticks(6, false).room_for_names());
        with_room(first_try.1.room_for_names())
    }

    fn dots(&self, chart: &Chart) -> Vec<Dot<'_>> {
        let groups = self.groups.iter().enumerate();
        let dots = groups.flat_map(|(index, group)| group.drawable().map(move |dot| (index, dot)));
        dots.map(|(group, (word, point))| {
            let (x, y) = chart.backend_coord(&point);
            Dot { at: (x.into(), y.into()), word, group }
        })
        .collect()
    }

    /// The name of each group as near to the middle of its points as there is room, with its colour.
    fn place_names(&self, dots: &[Dot], labels: &mut Labels) -> Vec<(Label, RGBColor)> {
        let mut names = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            let members: Vec<&Dot> = dots.iter().filter(|dot| dot.group == index).collect();
            let mean =
                |of: fn(&Dot) -> f64| members.iter().map(|dot| of(dot)).sum::<f64>() / members.len() as f64;
            let middle = (mean(|dot| dot.at.0), mean(|dot| dot.at.1));
            let label = if members.is_empty() { None } else { labels.place(middle, &group.name, NAME) };
            names.extend(label.map(|label| (label, palette(index))));
        }
        names
    }
}

impl Group {
    fn drawable(&self) -> impl Iterator<Item = (&str, (f64, f64))> {
        let dots = self.words.iter().map(String::as_str).zip(self.points.iter().copied());
        dots.filter(|(_, (x, y))| x.is_finite() && y.is_finite())
    }

    /// Draws the points, in a form of its own for each of three groups, which a grey print keeps.
    fn draw(&self, chart: &mut Chart, index: usize, radius: i32) -> anyhow::Result<()> {
        let (points, colour) = (self.drawable().map(|(_, point)| point), palette(index).filled());
        match index % 3 {
            0 => chart.draw_series(PointSeries::of_element(points, radius, colour, &Circle::new))?,
            1 => chart.draw_series(PointSeries::of_element(
                points,
                radius,
                colour,
                &|at, radius, colour| {
                    EmptyElement::at(at) + Rectangle::new([(-radius, -radius), (radius, radius)], colour)
                },
            ))?,
            _ => chart.draw_series(PointSeries::of_element(
                points,
                radius,
                colour,
                &|at, radius, colour| {
                    let hole = Circle::new((0, 0), radius - 4, WHITE.filled());
                    EmptyElement::at(at) + Circle::new((0, 0), radius + 2, colour) + hole
                },
            ))?,
        };
        Ok(())
    }
}

impl Picture for ScatterPlot {
    fn to_png(&self) -> Vec<u8> {
        backend::png(|sheet| self.draw(sheet))
    }
}

/// A point on the sheet.
struct Dot<'a> {
    at: (f64, f64),
    word: &'a str,
    group: usize,
}

fn pixel((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Where labels may stand: on the data, but not on the line below them.
fn inside(chart: &Chart) -> Area {
    let (x, y) = chart.plotting_area().get_pixel_range();
    Area { left: x.start.into(), top: y.start.into(), right: x.end.into(), bottom: (y.end - 4).into() }
}
