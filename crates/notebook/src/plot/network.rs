//! Networks: the matrices of one example side by side, and arrows for what flows between them.

use std::collections::BTreeSet;

use plotters::style::text_anchor::HPos;
use tr::tr;

use super::arrow::{colour_of, draw_arrow, draw_arrows, draw_frame, draw_plus};
use super::backend::{self, SHEET, Sheet};
use super::look::{EDGE, INK, SMALL, TITLE, for_letters, letters, text_width};
use super::matrix::{Placed, Width};
use super::rows::MOST_COLUMNS;
use super::{Picture, Rows};
use crate::font::shortened;
use crate::short::{short_words, up_to};

/// Where the first band begins, below the title and the key.
const FIRST_BAND: i32 = 230;
/// The room for the name and the shape above the rows, and between two bands.
const HEAD: i32 = 106;
const BETWEEN_BANDS: i32 = 60;
/// The height of a row, at least and at most.
const HEIGHT: (i32, i32) = (50, 84);
/// How much longer than the shortest an arrow may be.
const LONGER: i32 = 170;

/// A network at one example: each matrix is rows of cells whose colours show their values, blue above zero and orange
/// below; the rows that take part are framed, and arrows lead forward, or back with the gradients.
///
/// ```
/// use ndarray::array;
/// use notebook::{NetworkPlot, Rows};
///
/// let w_in = array![[0.2_f32, -0.1], [0.4, 0.3]]; // (V, H)
/// let h = array![[0.4_f32, 0.3]]; // (1, H)
/// let plot = NetworkPlot::new("A word picks its row").band([
///     Rows::new("W_in", "(V, H)", &["you", "say"], &w_in).framed([1]),
///     Rows::new("h", "(1, H)", &[""; 0], &h).forward([(1, 0)]),
/// ]);
/// # use notebook::Picture;
/// # assert!(!plot.to_png().is_empty());
/// ```
///
/// Of rows and columns that have no room the first are shown, and those that are framed. Where several gradients reach
/// one row, a plus says that they are added.
#[derive(Clone, Debug)]
pub struct NetworkPlot {
    title: String,
    bands: Vec<Vec<Rows>>,
}

impl NetworkPlot {
    /// A picture without any matrix yet.
    pub fn new(title: impl AsRef<str>) -> Self {
        Self { title: up_to(400, &short_words(title.as_ref())).into_owned(), bands: Vec::new() }
    }

    /// Adds matrices that stand side by side, below those of the band before.
    pub fn band(mut self, matrices: impl IntoIterator<Item = Rows>) -> Self {
        self.bands.push(matrices.into_iter().collect());
        self
    }

    fn draw(&self, sheet: &Sheet) -> anyhow::Result<()> {
        let title = shortened(&self.title, SHEET.0 - 2 * EDGE, TITLE);
        sheet.draw_text(&title, &letters(TITLE, INK, HPos::Left), (EDGE, 92))?;
        self.draw_key(sheet)?;
        for band in self.placed() {
            for pair in band.windows(2) {
                draw_arrows(sheet, &pair[0], &pair[1])?;
            }
            band.iter().try_for_each(|matrix| matrix.draw(sheet))?;
        }
        Ok(())
    }

    /// What arrows and frames mean, below the title.
    fn draw_key(&self, sheet: &Sheet) -> anyhow::Result<()> {
        let all = || self.bands.iter().flatten();
        let has_arrows = |back| all().any(|rows| rows.arrows.back == back && !rows.arrows.pairs.is_empty());
        let has_frames = all().any(|rows| !rows.framed.is_empty());
        let (mut x, y) = (EDGE, 172);
        let mut say = |text: &str, colour, is_used: bool, draw: &dyn Fn(i32) -> anyhow::Result<()>| {
            if !is_used {
                return Ok(());
            }
            draw(x)?;
            sheet.draw_text(text, &letters(SMALL, for_letters(colour), HPos::Left), (x + 102, y))?;
            x += 102 + text_width(text, SMALL) + 60;
            anyhow::Ok(())
        };
        let [forward, back] = [false, true].map(colour_of);
        say(&tr!("forward"), forward, has_arrows(false), &|x| {
            draw_arrow(sheet, (x, y), (x + 84, y), forward)
        })?;
        say(&tr!("gradients, back"), back, has_arrows(true), &|x| {
            draw_arrow(sheet, (x + 84, y), (x, y), back)
        })?;
        say(&tr!("added up"), back, has_arrows(true), &|x| draw_plus(sheet, (x + 60, y)))?;
        say(&tr!("takes part"), INK, has_frames, &|x| {
            draw_frame(sheet, [(x + 8, y - 20), (x + 84, y + 20)], INK)
        })
    }

    /// All matrices with their places, band by band.
    fn placed(&self) -> Vec<Vec<Placed<'_>>> {
        let bands = self.bands.len() as i32;
        let room = SHEET.1 - EDGE - FIRST_BAND - HEAD * bands - BETWEEN_BANDS * (bands - 1);
        let most = (room / HEIGHT.0 / bands.max(1)).max(1) as usize;
        let of_band = |band: &Vec<Rows>| -> Vec<Vec<Option<usize>>> {
            band.iter().map(|rows| rows.shown(&self.wanted(rows.values.len()), most)).collect()
        };
        let lines: Vec<_> = self.bands.iter().map(of_band).collect();
        let tallest = |lines: &Vec<Vec<_>>| lines.iter().map(Vec::len).max().unwrap_or(0) as i32;
        let height = (room / lines.iter().map(tallest).sum::<i32>().max(1)).clamp(HEIGHT.0, HEIGHT.1);

        // As many columns as have room.
        let has_room =
            |&columns: &usize| self.widths(&lines, columns).iter().all(|band| room_left(band) >= 0);
        let columns = (1..=MOST_COLUMNS).rev().find(has_room).unwrap_or(1);
        let widths = self.widths(&lines, columns);

        let mut top = FIRST_BAND + HEAD;
        let mut placed = Vec::new();
        for ((band, lines), widths) in self.bands.iter().zip(lines).zip(widths) {
            let (all, most) = (tallest(&lines), lines.iter().map(|lines| body(lines)).max().unwrap_or(0));
            placed.push(side_by_side(band, lines, widths, (top, most, height)));
            top += all * height + BETWEEN_BANDS + HEAD;
        }
        placed
    }

    /// The rows that are framed in any matrix of so many rows: so all of them show the same words.
    fn wanted(&self, count: usize) -> BTreeSet<usize> {
        let alike = self.bands.iter().flatten().filter(|rows| rows.values.len() == count);
        alike.flat_map(|rows| rows.framed.iter().copied()).collect()
    }

    /// The widths of all matrices, of up to so many columns each. Bands of as many matrices have theirs one above the
    /// other.
    fn widths(&self, lines: &[Vec<Vec<Option<usize>>>], columns: usize) -> Vec<Vec<Width>> {
        let of_band = |(band, lines): (&Vec<Rows>, &Vec<Vec<_>>)| -> Vec<Width> {
            band.iter().zip(lines).map(|(rows, lines)| Width::of(rows, lines, columns)).collect()
        };
        let mut widths: Vec<Vec<Width>> = self.bands.iter().zip(lines).map(of_band).collect();
        if let [above, below] = &mut widths[..]
            && above.len() == below.len()
        {
            for (one, other) in above.iter_mut().zip(below) {
                one.level_with(other);
            }
        }
        widths
    }
}

/// What a band leaves free on the sheet with the shortest arrows.
fn room_left(widths: &[Width]) -> i32 {
    let all: i32 = widths.iter().map(|width| width.gap + width.label + width.cells).sum();
    SHEET.0 - 2 * EDGE - all + widths.first().map_or(0, |first| first.gap)
}

/// The lines without the last if it only says how many rows are left out: so rows that belong together are level.
fn body(lines: &[Option<usize>]) -> i32 {
    lines.len() as i32 - i32::from(lines.last() == Some(&None))
}

/// The matrices of a band, in the middle of the sheet and each in the middle of the height of the band: its top,
/// and the number and the height of its rows.
fn side_by_side(
    band: &[Rows],
    lines: Vec<Vec<Option<usize>>>,
    widths: Vec<Width>,
    (top, most, height): (i32, i32, i32),
) -> Vec<Placed<'_>> {
    let free = room_left(&widths);
    let gaps = (band.len() as i32 - 1).max(1);
    let longer = (free / gaps).clamp(0, LONGER);
    let mut x = EDGE + (free - gaps * longer).max(0) / 2;
    let mut placed: Vec<Placed> = Vec::new();
    for ((rows, lines), width) in band.iter().zip(lines).zip(widths) {
        x += if placed.is_empty() { 0 } else { width.gap + longer };
        let left = x + width.label;
        x = left + width.cells;
        if let Some(before) = placed.last_mut() {
            before.end_of_name = left - 30;
        }
        let top = top + (most - body(&lines)) * height / 2;
        placed.push(Placed { rows, lines, width, left, top, height, end_of_name: SHEET.0 - EDGE });
    }
    placed
}

impl Picture for NetworkPlot {
    fn to_png(&self) -> Vec<u8> {
        backend::png_of_few_colours(|sheet| self.draw(sheet))
    }
}
