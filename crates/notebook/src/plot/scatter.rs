//! Points with words: a map of word vectors.

use super::Picture;
use super::axis::Axis;
use super::canvas::{self, Anchor, Canvas, Colour, GREY, INK, SMALL, WHITE, for_letters, palette};
use super::frame::{Frame, Titles, widest};
use super::label::{Area, Label, Labels};
use crate::Number;

const RADIUS: f64 = 6.0;
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

    fn drawable(&self) -> impl Iterator<Item = (f64, f64)> {
        let points = self.groups.iter().flat_map(|group| group.points.iter().copied());
        points.filter(|(x, y)| x.is_finite() && y.is_finite())
    }

    fn draw(&self, canvas: &mut Canvas) {
        let x_axis = Axis::around(self.drawable().map(|point| point.0), false);
        let y_axis = Axis::around(self.drawable().map(|point| point.1), false);
        // The names on the vertical axis need room, and which they are depends on the room: the second try knows them.
        let first_try = Frame::with_room(widest(&y_axis.ticks(6)), 10.0, 44.0);
        let (_, named) = equal_scales(x_axis.clone(), y_axis.clone(), &first_try);
        let frame = Frame::with_room(widest(&named.ticks(6)), 10.0, 44.0);
        let (x_axis, y_axis) = equal_scales(x_axis, y_axis, &frame);

        let dots = self.dots(&x_axis, &y_axis);
        let inside =
            Area { left: frame.left, top: frame.top, right: frame.right, bottom: frame.bottom - 2.0 };
        let taken = dots.iter().map(|dot| Area::around(dot.at, dot.radius, dot.radius)).collect();
        let mut labels = Labels::new(taken, inside);
        let names = self.place_names(&dots, &mut labels);
        let words: Vec<Option<Label>> =
            dots.iter().map(|dot| labels.place(dot.at, dot.word, SMALL)).collect();

        let wordless =
            words.iter().zip(&dots).filter(|(label, dot)| label.is_none() && !dot.word.is_empty()).count();
        let remark = match wordless {
            0 => String::new(),
            1 => "one word has no room beside its point".to_string(),
            _ => format!("{wordless} words have no room beside their points"),
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
