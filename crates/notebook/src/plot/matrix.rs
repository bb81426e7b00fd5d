//! One matrix of a network on the sheet: its name, its cells or bars, and where arrows meet its rows.

use std::collections::BTreeSet;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;
use tr::tr;

use super::Rows;
use super::arrow::draw_frame;
use super::backend::Sheet;
use super::look::{FAINT, GREY, INK, SMALL, ink_on, letters, palette, text_width, value_colour};
use crate::font::shortened;
use crate::short::grouped;

/// The size of numbers, labels and shapes.
const NUMBER: i32 = 36;
/// The widest label; what is longer is shortened.
const WIDEST_LABEL: i32 = 190;
const BESIDE_LABEL: i32 = 14;
/// The width of the dots in the place of columns left out, and of a bar of 1.
const ELLIPSIS: i32 = 40;
const BAR: i32 = 130;
/// The shortest arrows: from row to row, and between all rows.
const LEVEL: i32 = 70;
const FAN: i32 = 122;

/// A matrix with its place on the sheet.
pub(crate) struct Placed<'a> {
    pub(crate) rows: &'a Rows,
    /// The rows shown, `None` standing for those left out.
    pub(crate) lines: Vec<Option<usize>>,
    pub(crate) width: Width,
    /// Where the cells begin, and the height of a row.
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) height: i32,
    /// The end of the room for the name.
    pub(crate) end_of_name: i32,
}

/// How wide a matrix is: the arrows before it, its labels, its cells, and each of so many of them.
pub(crate) struct Width {
    pub(crate) gap: i32,
    pub(crate) label: i32,
    pub(crate) cells: i32,
    cell: i32,
    columns: usize,
}

impl Width {
    /// Of a matrix with these rows and up to so many columns.
    pub(crate) fn of(rows: &Rows, lines: &[Option<usize>], columns: usize) -> Self {
        let shown = || lines.iter().flatten().copied();
        let columns = columns.min(rows.width());
        let numbers = shown().flat_map(|row| &rows.values[row][..columns]);
        let widest = numbers.map(|&value| text_width(&rows.text(value), NUMBER)).max().unwrap_or(0);
        let labels = shown().filter_map(|row| rows.labels.get(row));
        let label = labels.map(|label| text_width(label, NUMBER).min(WIDEST_LABEL) + BESIDE_LABEL).max();
        let cell = (widest + if rows.are_bars { 24 } else { 12 }).max(76);
        let beside = if rows.are_bars { BAR } else { Self::of_dots(rows, columns) };
        let pairs: BTreeSet<_> = rows.arrows.pairs.iter().collect();
        let are_level = pairs.iter().all(|(left, right)| left == right);
        let gap = if are_level && pairs.len() == rows.arrows.pairs.len() { LEVEL } else { FAN };
        Self { gap, label: label.unwrap_or(0), cells: cell * columns as i32 + beside, cell, columns }
    }

    /// The room for the dots in the place of columns that are not shown.
    fn of_dots(rows: &Rows, columns: usize) -> i32 {
        if rows.width() > columns { ELLIPSIS } else { 0 }
    }

    /// Makes two matrices that stand one above the other equally wide.
    pub(crate) fn level_with(&mut self, other: &mut Self) {
        (self.gap, self.label) = (self.gap.max(other.gap), self.label.max(other.label));
        (other.gap, other.label) = (self.gap, self.label);
        if self.columns == other.columns && self.columns > 1 {
            let cell = self.cell.max(other.cell);
            for width in [&mut *self, &mut *other] {
                width.cells += (cell - width.cell) * width.columns as i32;
                width.cell = cell;
            }
        }
        self.cells = self.cells.max(other.cells);
        other.cells = self.cells;
    }
}

impl Placed<'_> {
    pub(crate) fn draw(&self, sheet: &Sheet) -> anyhow::Result<()> {
        let room = self.end_of_name - self.left;
        let sizes = [SMALL, 40, NUMBER];
        let size =
            sizes.into_iter().find(|&size| text_width(&self.rows.name, size) <= room).unwrap_or(NUMBER);
        let lines = [(&self.rows.name, size, INK, 76), (&self.rows.shape(), NUMBER, GREY, 28)];
        for (text, size, colour, above) in lines {
            let text = shortened(text, room, size);
            sheet.draw_text(&text, &letters(size, colour, HPos::Left), (self.left, self.top - above))?;
        }
        for (line, row) in self.lines.iter().enumerate() {
            match *row {
                Some(row) if self.rows.are_bars => self.draw_bar(sheet, line, row)?,
                Some(row) => self.draw_cells(sheet, line, row)?,
                None => self.draw_dots(sheet, line)?,
            }
        }
        // Above the neighbours.
        for (line, row) in self.lines.iter().enumerate() {
            if row.is_some_and(|row| self.rows.framed.contains(&row)) {
                let (top, bottom) = (self.top_of(line) - 2, self.top_of(line + 1) - 2);
                draw_frame(sheet, [(self.left - 3, top), (self.right(), bottom)], INK)?;
            }
        }
        Ok(())
    }

    fn top_of(&self, line: usize) -> i32 {
        self.top + self.height * line as i32
    }

    fn middle_of(&self, line: usize) -> i32 {
        self.top_of(line) + self.height / 2 - 1
    }

    /// Where the cells end, or the numbers beside the bars.
    fn right(&self) -> i32 {
        let beside = if self.rows.are_bars { BAR } else { Width::of_dots(self.rows, self.width.columns) };
        self.left + self.width.cell * self.width.columns as i32 + beside
    }

    fn draw_label(&self, sheet: &Sheet, line: usize, row: usize) -> anyhow::Result<()> {
        let Some(label) = self.rows.labels.get(row) else { return Ok(()) };
        let at = (self.left - BESIDE_LABEL, self.middle_of(line));
        let label = shortened(label, WIDEST_LABEL, NUMBER);
        Ok(sheet.draw_text(&label, &letters(NUMBER, INK, HPos::Right), at)?)
    }

    fn draw_cells(&self, sheet: &Sheet, line: usize, row: usize) -> anyhow::Result<()> {
        self.draw_label(sheet, line, row)?;
        let (top, middle) = (self.top_of(line), self.middle_of(line));
        let mut left = self.left;
        for &value in self.rows.values[row].iter().take(self.width.columns) {
            let colour = value_colour(value / self.rows.largest);
            // What is left free is a seam between the cells.
            let corners = [(left, top), (left + self.width.cell - 3, top + self.height - 3)];
            sheet.draw(&Rectangle::new(corners, colour.filled()))?;
            let ink = if value == 0.0 { GREY } else { ink_on(colour) };
            let at = (left + self.width.cell / 2 - 1, middle);
            sheet.draw_text(&self.rows.text(value), &letters(NUMBER, ink, HPos::Center), at)?;
            left += self.width.cell;
        }
        if self.rows.width() > self.width.columns {
            let style = letters(NUMBER, GREY, HPos::Center);
            sheet.draw_text("…", &style, (left + ELLIPSIS / 2, middle))?;
        }
        Ok(())
    }

    fn draw_bar(&self, sheet: &Sheet, line: usize, row: usize) -> anyhow::Result<()> {
        self.draw_label(sheet, line, row)?;
        let Some(&value) = self.rows.values[row].first() else { return Ok(()) };
        let (top, bottom) = (self.top_of(line) + 8, self.top_of(line + 1) - 10);
        let end = self.left + (f64::from(BAR) * value.clamp(0.0, 1.0)).round() as i32;
        for (end, colour) in [(self.left + BAR, FAINT), (end.max(self.left + 2), palette(0))] {
            sheet.draw(&Rectangle::new([(self.left, top), (end, bottom)], colour.filled()))?;
        }
        let style = letters(NUMBER, INK, HPos::Left);
        Ok(sheet.draw_text(&self.rows.text(value), &style, (self.left + BAR + 10, self.middle_of(line)))?)
    }

    /// Dots in the place of rows left out; after the last row also how many these are, where there is room.
    fn draw_dots(&self, sheet: &Sheet, line: usize) -> anyhow::Result<()> {
        let count = grouped(self.rows.left_out(&self.lines) as u64);
        let mut text = tr!("… {count} other rows", count);
        if line + 1 < self.lines.len() || text_width(&text, NUMBER) > self.width.cells {
            text = "…".to_string();
        }
        let at = (self.left + 4, self.middle_of(line));
        Ok(sheet.draw_text(&text, &letters(NUMBER, GREY, HPos::Left), at)?)
    }

    /// Where an arrow meets a row at its left, before the labels, and at its right; none if the row is not shown.
    pub(crate) fn ends(&self, row: usize) -> Option<[(i32, i32); 2]> {
        let line = self.lines.iter().position(|shown| *shown == Some(row))?;
        let y = self.middle_of(line);
        Some([(self.left - self.width.label - 10, y), (self.right() + 12, y)])
    }
}
