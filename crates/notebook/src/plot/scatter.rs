//! Points with words: a map of word vectors.

use super::Picture;
use super::axis::Axis;
use super::canvas::{
    self, Anchor, Canvas, Colour, GREY, INK, SMALL, WHITE, for_letters, palette, shortened, text_width,
};
use super::frame::{Frame, Titles, widest};
use super::label::Area;
use crate::Number;

const RADIUS: f64 = 6.0;
const WIDEST_LABEL: f64 = 260.0;
/// How far a label may be from its point, in rings around it.
const RINGS: [f64; 5] = [0.0, 14.0, 28.0, 44.0, 62.0];
/// The size of the names of groups, larger than the words.
const NAME: f64 = 30.0;

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
/// point. Words without a free place are left out, and the picture says how many. Points with NaN or infinite
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

    fn drawable(&self) -> impl Iterator<Item = (f64, f64)> {
        let points = self.groups.iter().flat_map(|group| group.points.iter().copied());
        points.filter(|(x, y)| x.is_finite() && y.is_finite())
    }

    fn draw(&self, canvas: &mut Canvas) {
        let x_axis = Axis::around(self.drawable().map(|point| point.0), false);
        let y_axis = Axis::around(self.drawable().map(|point| point.1), false);
        let frame = Frame::with_room(widest(&y_axis.ticks(6)), 10.0, 44.0);
        let (x_axis, y_axis) = equal_scales(x_axis, y_axis, &frame);

        let dots = self.dots(&x_axis, &y_axis);
        let mut labels = Labels::around(&dots, &frame);
        let names = self.place_names(&dots, &mut labels);
        let words: Vec<Option<Label>> =
            dots.iter().map(|dot| labels.place(dot.at, dot.word, SMALL)).collect();

        let wordless =
            words.iter().zip(&dots).filter(|(label, dot)| label.is_none() && !dot.word.is_empty()).count();
        let remark = match wordless {
            0 => String::new(),
            1 => "one word has no room and is left out".to_string(),
            _ => format!("{wordless} words have no room and are left out"),
        };
        frame.write_titles(canvas, &self.titles, &remark);
        frame.draw_y_axis(canvas, &y_axis, &y_axis.ticks(6));
        frame.draw_x_axis(canvas, &x_axis, &x_axis.ticks(8));
        for (label, dot) in words.iter().zip(&dots) {
            if let Some(end) = label.as_ref().and_then(|label| label.leader) {
                canvas.line(dot.at, end, 1.0, GREY);
            }
        }
        dots.iter().for_each(|dot| dot.draw(canvas));
        for label in words.iter().flatten() {
            canvas.rimmed_text(&label.text, label.middle_left(), Anchor::Left, SMALL, INK);
        }
        for (label, colour) in names.iter().flat_map(|(label, colour)| label.iter().zip([*colour])) {
            canvas.rimmed_text(&label.text, label.middle_left(), Anchor::Left, NAME, for_letters(colour));
        }
    }

    fn dots(&self, x_axis: &Axis, y_axis: &Axis) -> Vec<Dot<'_>> {
        let count = self.drawable().count();
        let radius = if count > 150 { RADIUS * 0.6 } else { RADIUS };
        let mut dots = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            for (word, &(x, y)) in group.words.iter().zip(&group.points) {
                let (Some(x), Some(y)) = (x_axis.position(x), y_axis.position(y)) else { continue };
                dots.push(Dot { at: (x, y), word, group: index, colour: palette(index), radius });
            }
        }
        dots
    }

    /// The name of each group as near to the middle of its points as there is room.
    fn place_names(&self, dots: &[Dot], labels: &mut Labels) -> Vec<(Option<Label>, Colour)> {
        let mut names = Vec::new();
        for (index, group) in self.groups.iter().enumerate().filter(|(_, group)| !group.name.is_empty()) {
            let members: Vec<&Dot> = dots.iter().filter(|dot| dot.group == index).collect();
            if members.is_empty() {
                continue;
            }
            let count = members.len() as f64;
            let middle = members
                .iter()
                .fold((0.0, 0.0), |sum, dot| (sum.0 + dot.at.0 / count, sum.1 + dot.at.1 / count));
            names.push((labels.place(middle, &group.name, NAME), palette(index)));
        }
        names
    }
}

impl Picture for ScatterPlot {
    fn to_png(&self) -> Vec<u8> {
        canvas::png(|canvas| self.draw(canvas))
    }
}

/// Both axes with the same length of one unit, the points in the middle.
fn equal_scales(x_axis: Axis, y_axis: Axis, frame: &Frame) -> (Axis, Axis) {
    let (width, height) = (frame.right - frame.left, frame.bottom - frame.top);
    // Room at the edge for the words of the outermost points.
    let units =
        ((x_axis.high - x_axis.low) / (width - 160.0)).max((y_axis.high - y_axis.low) / (height - 90.0));
    let around = |axis: Axis, pixels: f64| {
        let middle = axis.low / 2.0 + axis.high / 2.0;
        Axis { low: middle - units * pixels / 2.0, high: middle + units * pixels / 2.0, ..axis }
    };
    let (x_axis, y_axis) = (around(x_axis, width), around(y_axis, height));
    (x_axis.between(frame.left, frame.right), y_axis.between(frame.bottom, frame.top))
}

struct Dot<'a> {
    at: (f64, f64),
    word: &'a str,
    group: usize,
    colour: Colour,
    radius: f64,
}

impl Dot<'_> {
    /// A form of its own for each of three groups, which a grey print keeps.
    fn draw(&self, canvas: &mut Canvas) {
        let ((x, y), radius) = (self.at, self.radius);
        match self.group % 3 {
            0 => canvas.disc(self.at, radius, self.colour),
            1 => canvas.rectangle((x - radius, y - radius), (x + radius, y + radius), self.colour),
            _ => {
                canvas.disc(self.at, radius + 1.0, self.colour);
                canvas.disc(self.at, radius - 2.0, WHITE);
            }
        }
    }
}

/// A label with the place found for it.
struct Label {
    text: String,
    area: Area,
    /// The end of the thin line to its point, if it is far from it.
    leader: Option<(f64, f64)>,
}

impl Label {
    fn middle_left(&self) -> (f64, f64) {
        (self.area.left, (self.area.top + self.area.bottom) / 2.0)
    }
}

/// The places that are taken.
struct Labels {
    taken: Vec<Area>,
    inside: Area,
}

impl Labels {
    fn around(dots: &[Dot], frame: &Frame) -> Self {
        let of_dot = |dot: &Dot| around(dot.at, dot.radius, dot.radius);
        let inside =
            Area { left: frame.left + 2.0, top: frame.top, right: frame.right, bottom: frame.bottom - 2.0 };
        Self { taken: dots.iter().map(of_dot).collect(), inside }
    }

    /// The nearest free place for a text beside a point, from now on taken.
    fn place(&mut self, at: (f64, f64), text: &str, size: f64) -> Option<Label> {
        if text.is_empty() {
            return None;
        }
        let text = shortened(text, WIDEST_LABEL, size);
        let (width, height) = (text_width(&text, size), size * 0.92);
        for distance in RINGS {
            for (side_x, side_y) in SIDES {
                let reach = RADIUS + 4.0 + distance;
                let middle = (at.0 + side_x * (reach + width / 2.0), at.1 + side_y * (reach + height / 2.0));
                let area = around(middle, width / 2.0, height / 2.0);
                let way = if distance > 0.0 { way_to(&area, at) } else { Vec::new() };
                let is_free = self.inside.contains(&area)
                    && self.is_free(&area)
                    && way.iter().all(|step| self.is_free(step));
                if is_free {
                    self.taken.push(area);
                    self.taken.extend(way);
                    let leader = (distance > 0.0).then(|| nearest(&area, at));
                    return Some(Label { text, area, leader });
                }
            }
        }
        None
    }

    fn is_free(&self, area: &Area) -> bool {
        !self.taken.iter().any(|taken| taken.touches(area))
    }
}

fn around((x, y): (f64, f64), half_width: f64, half_height: f64) -> Area {
    Area { left: x - half_width, right: x + half_width, top: y - half_height, bottom: y + half_height }
}

/// Where a line from `at` meets the label.
fn nearest(area: &Area, at: (f64, f64)) -> (f64, f64) {
    (at.0.clamp(area.left, area.right), at.1.clamp(area.top + 4.0, area.bottom - 4.0))
}

/// Small areas along the line from a point to its label, without its beginning at the point and its end.
fn way_to(area: &Area, at: (f64, f64)) -> Vec<Area> {
    let end = nearest(area, at);
    let length = ((end.0 - at.0).powi(2) + (end.1 - at.1).powi(2)).sqrt();
    let steps = (length / 4.0) as usize;
    let step = |index: usize| {
        let share = index as f64 * 4.0 / length;
        around((at.0 + (end.0 - at.0) * share, at.1 + (end.1 - at.1) * share), 1.0, 1.0)
    };
    (3..steps).map(step).collect()
}

/// To the right, left, above, below, and between these, in the order in which they read best.
const SIDES: [(f64, f64); 12] = [
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (1.0, -0.7),
    (1.0, 0.7),
    (-1.0, -0.7),
    (-1.0, 0.7),
    (0.5, -1.0),
    (0.5, 1.0),
    (-0.5, -1.0),
    (-0.5, 1.0),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_lies_on_another_or_on_a_point_or_outside() {
        let frame = Frame::with_room(60.0, 10.0, 44.0);
        let place = |index: u32| {
            (300.0 + f64::from(index * 37 % 101) * 5.0, 200.0 + f64::from(index * 53 % 89) * 4.0)
        };
        let dot = |index| Dot { at: place(index), word: "낱말", group: 0, colour: INK, radius: RADIUS };
        let dots: Vec<Dot> = (0..200).map(dot).collect();

        let mut labels = Labels::around(&dots, &frame);
        let placed: Vec<Area> = dots
            .iter()
            .filter_map(|dot| labels.place(dot.at, dot.word, SMALL))
            .map(|label| label.area)
            .collect();
        assert!(placed.len() > 20, "only {} of 200 words have found a place", placed.len());
        for (index, area) in placed.iter().enumerate() {
            assert!(labels.inside.contains(area));
            assert!(!placed[..index].iter().any(|other| other.touches(area)));
            assert!(!dots.iter().any(|dot| around(dot.at, RADIUS, RADIUS).touches(area)));
        }
    }
}
