//! The frame of a picture: title, remark, axes with their names, and the faint grid.

use super::axis::{Axis, Tick};
use super::canvas::{
    Anchor, Canvas, FAINT, GREY, HEIGHT, INK, SMALL, TEXT, TITLE, WIDTH, shortened, text_width,
};

/// The distance of everything from the edge of the picture.
pub(crate) const EDGE: f64 = 28.0;

/// What a picture says besides its data.
#[derive(Clone, Debug)]
pub(crate) struct Titles {
    pub(crate) title: String,
    pub(crate) x_name: String,
    pub(crate) y_name: String,
}

impl Titles {
    pub(crate) fn new(title: &str, x_name: &str, y_name: &str) -> Self {
        Self { title: title.to_string(), x_name: x_name.to_string(), y_name: y_name.to_string() }
    }
}

/// The rectangle of the data.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

impl Frame {
    /// A frame with `left` pixels for the names of values, `right` for labels and `bottom` for what stands below.
    pub(crate) fn with_room(left: f64, right: f64, bottom: f64) -> Self {
        let name_of_axis = TEXT + 14.0;
        Self {
            left: EDGE + name_of_axis + left,
            right: WIDTH - EDGE - right,
            top: 120.0,
            bottom: HEIGHT - EDGE - name_of_axis - bottom,
        }
    }

    /// Title, remark and the names of the axes.
    pub(crate) fn write_titles(&self, canvas: &mut Canvas, titles: &Titles, remark: &str) {
        let room = WIDTH - EDGE - self.left;
        let title = shortened(&titles.title, room, TITLE);
        canvas.text(&title, (self.left, 46.0), Anchor::Left, TITLE, INK);
        canvas.text(&shortened(remark, room, SMALL), (self.left, 86.0), Anchor::Left, SMALL, GREY);

        let centre = ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0);
        let x_name = shortened(&titles.x_name, self.right - self.left, TEXT);
        canvas.text(&x_name, (centre.0, HEIGHT - EDGE - TEXT / 2.0), Anchor::Middle, TEXT, INK);
        let y_name = shortened(&titles.y_name, self.bottom - self.top, TEXT);
        canvas.upright_text(&y_name, (EDGE + TEXT / 2.0, centre.1), Anchor::Middle, TEXT, INK);
    }

    /// The values of the vertical axis with their grid lines.
    pub(crate) fn draw_y_axis(&self, canvas: &mut Canvas, axis: &Axis, ticks: &[Tick]) {
        for tick in ticks {
            let Some(y) = axis.position(tick.value) else { continue };
            canvas.line((self.left, y), (self.right, y), 1.0, FAINT);
            canvas.text(&tick.name, (self.left - 12.0, y), Anchor::Right, SMALL, INK);
        }
    }

    /// The values of the horizontal axis with their grid lines; a name without room beside the one before is left out.
    pub(crate) fn draw_x_axis(&self, canvas: &mut Canvas, axis: &Axis, ticks: &[Tick]) {
        let mut end_of_last = f64::NEG_INFINITY;
        for tick in ticks {
            let Some(x) = axis.position(tick.value) else { continue };
            canvas.line((x, self.top), (x, self.bottom), 1.0, FAINT);
            let half = text_width(&tick.name, SMALL) / 2.0;
            if x - half > end_of_last + 10.0 && x + half <= WIDTH {
                canvas.text(&tick.name, (x, self.bottom + 24.0), Anchor::Middle, SMALL, INK);
                end_of_last = x + half;
            }
        }
        canvas.line((self.left, self.bottom), (self.right, self.bottom), 1.5, GREY);
    }
}

/// The room that the names of these values take.
pub(crate) fn widest(ticks: &[Tick]) -> f64 {
    ticks.iter().map(|tick| text_width(&tick.name, SMALL)).fold(0.0, f64::max) + 12.0
}
