//! Arrows between the matrices of a network: forward, or back with gradients.

use std::collections::BTreeMap;

use plotters::prelude::*;

use super::backend::Sheet;
use super::look::palette;
use super::matrix::Placed;

/// Half the thickness of a line.
const HALF: f64 = 2.5;
/// How far before a row gradients meet that are added.
const BEFORE: i32 = 54;

/// The colour of what flows forward or back.
pub(crate) fn colour_of(back: bool) -> RGBColor {
    palette(if back { 4 } else { 0 })
}

/// The arrows between two neighbours. Gradients that reach one row meet in a plus.
pub(crate) fn draw_arrows(sheet: &Sheet, left: &Placed, right: &Placed) -> anyhow::Result<()> {
    let arrows = &right.rows.arrows;
    let colour = colour_of(arrows.back);
    let mut of_row: BTreeMap<usize, usize> = BTreeMap::new();
    for &(row, _) in &arrows.pairs {
        *of_row.entry(row).or_default() += 1;
    }
    let mut drawn: BTreeMap<(usize, usize), i32> = BTreeMap::new();
    for &pair in &arrows.pairs {
        let (Some([_, (x, y)]), Some([mut end, _])) = (left.ends(pair.0), right.ends(pair.1)) else {
            continue;
        };
        // A word that stands twice among the contexts has two arrows.
        let times = drawn.entry(pair).or_default();
        end.1 += 16 * *times - 8 * (arrows.pairs.iter().filter(|&&other| other == pair).count() as i32 - 1);
        *times += 1;
        match (arrows.back, of_row[&pair.0]) {
            (false, _) => draw_arrow(sheet, (x, y), end, colour)?,
            (true, 1) => draw_arrow(sheet, end, (x, y), colour)?,
            (true, _) => draw_line(sheet, end, (x + BEFORE, y), colour)?,
        }
    }
    for (&row, _) in of_row.iter().filter(|&(_, &times)| arrows.back && times > 1) {
        if let Some([_, (x, y)]) = left.ends(row) {
            draw_arrow(sheet, (x + BEFORE, y), (x, y), colour)?;
            draw_plus(sheet, (x + BEFORE, y))?;
        }
    }
    Ok(())
}

/// A line with a point at its end.
pub(crate) fn draw_arrow(
    sheet: &Sheet,
    from: (i32, i32),
    to: (i32, i32),
    colour: RGBColor,
) -> anyhow::Result<()> {
    let at = |along, beside| beside_way(to, from, along, beside);
    draw_line(sheet, from, at(20.0, 0.0), colour)?;
    Ok(sheet.draw(&Polygon::new([to, at(27.0, 11.0), at(27.0, -11.0)], colour.filled()))?)
}

/// A line as a polygon: equally thick at any slope.
fn draw_line(sheet: &Sheet, from: (i32, i32), to: (i32, i32), colour: RGBColor) -> anyhow::Result<()> {
    let [a, b] = [HALF, -HALF].map(|beside| beside_way(from, to, 0.0, beside));
    let [c, d] = [HALF, -HALF].map(|beside| beside_way(to, from, 0.0, beside));
    Ok(sheet.draw(&Polygon::new([a, b, c, d], colour.filled()))?)
}

/// The place so many pixels along the way from one point to another, and so many beside it.
fn beside_way(from: (i32, i32), to: (i32, i32), along: f64, beside: f64) -> (i32, i32) {
    let (right, down) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let length = right.hypot(down).max(1.0);
    let (right, down) = (right / length, down / length);
    let x = f64::from(from.0) + along * right - beside * down;
    let y = f64::from(from.1) + along * down + beside * right;
    (x.round() as i32, y.round() as i32)
}

/// The sign that gradients are added.
pub(crate) fn draw_plus(sheet: &Sheet, (x, y): (i32, i32)) -> anyhow::Result<()> {
    sheet.draw(&Circle::new((x, y), 24, colour_of(true).filled()))?;
    sheet.draw(&Circle::new((x, y), 20, WHITE.filled()))?;
    for line in [[(x - 12, y), (x + 12, y)], [(x, y - 12), (x, y + 12)]] {
        sheet.draw(&PathElement::new(line, colour_of(true).stroke_width(5)))?;
    }
    Ok(())
}

/// A frame around what takes part.
pub(crate) fn draw_frame(
    sheet: &Sheet,
    [(left, top), (right, bottom)]: [(i32, i32); 2],
    colour: RGBColor,
) -> anyhow::Result<()> {
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    Ok(sheet.draw(&PathElement::new(corners, colour.stroke_width(6)))?)
}
