//! One axis: which value is where, and which values are named.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, ValueFormatter};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::Ranged;

use super::look::widest;
use crate::grouped;

/// Numbers beyond are drawn at this limit, and a logarithmic axis goes no lower than its inverse: differences and
/// quotients stay finite.
const LIMIT: f64 = 1e100;

/// The names of an axis need no more pixels than this side by side.
const ROOM_FOR_NAMES: i32 = 1300;

/// The values from `low` to `high`, of which those in `ticks` are named.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    pub(crate) low: f64,
    pub(crate) high: f64,
    logarithmic: bool,
    pub(crate) ticks: Vec<(f64, String)>,
}

/// An axis of plotters that is logarithmic or not as asked for at run time, and keeps the names of its values. They are
/// ours, since those of plotters know neither whole numbers nor powers of ten, and have no thousands set apart.
impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, pixels: (i32, i32)) -> i32 {
        let value = value.clamp(self.low, self.high);
        if self.logarithmic {
            RangedCoordf64::from(self.low.ln()..self.high.ln()).map(&value.ln(), pixels)
        } else {
            RangedCoordf64::from(self.range()).map(&value, pixels)
        }
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        let is_fine_grid = hint.weight().allow_light_points();
        if is_fine_grid { Vec::new() } else { self.ticks.iter().map(|(value, _)| *value).collect() }
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        self.ticks.iter().find(|tick| tick.0 == *value).map_or(String::new(), |tick| tick.1.clone())
    }
}

impl Axis {
    /// An axis on which all drawable values have room.
    pub(crate) fn around(values: impl Iterator<Item = f64>, logarithmic: bool) -> Self {
        let drawable = values.filter(|&value| can_be_drawn(value, logarithmic));
        let (low, high) = drawable.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            let value = value.clamp(if logarithmic { 1.0 / LIMIT } else { -LIMIT }, LIMIT);
            (low.min(value), high.max(value))
        });
        let (low, high) = match (low > high, logarithmic) {
            (true, false) => (0.0, 1.0),
            (true, true) => (1.0, 10.0),
            (false, _) => widened(low, high, logarithmic),
        };
        Self { low, high, logarithmic, ticks: Vec::new() }
    }

    /// The places from 0 to `length`, some of them with a name.
    pub(crate) fn of_places(length: usize, ticks: Vec<(f64, String)>) -> Self {
        Self { low: 0.0, high: length.max(1) as f64, logarithmic: false, ticks }
    }

    /// Room beyond the lowest and the highest value, and the zero if it is near: a height is read from there.
    pub(crate) fn with_room(mut self, share: f64) -> Self {
        if self.logarithmic {
            let room = (self.high / self.low).powf(share);
            (self.low, self.high) = (self.low / room, self.high * room);
            return self;
        }
        let room = (self.high - self.low) * share;
        let zero_is_near = self.low >= 0.0 && self.low < 0.4 * self.high;
        self.low = if zero_is_near { 0.0 } else { self.low - room };
        self.high += room;
        self
    }

    /// Names about `count` round values (whole numbers only, if `whole`: there is no epoch 1.5), or the powers of ten of
    /// a logarithmic axis; fewer if the names are long.
    pub(crate) fn with_ticks(mut self, count: usize, whole: bool) -> Self {
        self.ticks =
            if self.logarithmic { self.powers_of_ten(count) } else { self.round_values(count, whole) };
        if count > 1 && self.room_for_names() * self.ticks.len() as i32 > ROOM_FOR_NAMES {
            return self.with_ticks(count / 2, whole);
        }
        self
    }

    /// The width of the widest name.
    pub(crate) fn room_for_names(&self) -> i32 {
        widest(self.ticks.iter().map(|(_, name)| name))
    }

    /// Whether a value has a place; NaN and infinity have none, nor has zero on a logarithmic axis.
    pub(crate) fn has(&self, value: f64) -> bool {
        can_be_drawn(value, self.logarithmic)
    }

    fn round_values(&self, count: usize, whole: bool) -> Vec<(f64, String)> {
        let step = round_step((self.high - self.low) / count as f64).max(if whole { 1.0 } else { 0.0 });
        let (first, last) = ((self.low / step - 1e-9).ceil(), (self.high / step + 1e-9).floor());
        let multiples = (0..=(last - first) as usize).map(|index| (first + index as f64) * step);
        multiples.map(|value| (value, name(value, step))).collect()
    }

    fn powers_of_ten(&self, count: usize) -> Vec<(f64, String)> {
        let (first, last) = (self.low.log10().ceil() as i32, self.high.log10().floor() as i32);
        if last > first {
            let exponents = (first..=last).step_by((last - first) as usize / count + 1);
            return exponents.map(|exponent| (10_f64.powi(exponent), power_of_ten(exponent))).collect();
        }
        // Less than two powers of ten say nothing about the scale: name some values between them.
        let simple = [last, last + 1].map(|exponent| [1.0, 2.0, 5.0].map(|factor| (factor, exponent)));
        let inside: Vec<(f64, String)> = simple
            .into_iter()
            .flatten()
            .map(|(factor, exponent)| (factor * 10_f64.powi(exponent), 10_f64.powi(exponent)))
            .filter(|(value, _)| (self.low..=self.high).contains(value))
            .map(|(value, step)| (value, name(value, step)))
            .collect();
        if inside.len() < 2 { self.round_values(4, false) } else { inside }
    }
}

fn can_be_drawn(value: f64, logarithmic: bool) -> bool {
    value.is_finite() && (!logarithmic || value > 0.0)
}

/// A range that is not empty, around a constant.
fn widened(low: f64, high: f64, logarithmic: bool) -> (f64, f64) {
    if logarithmic {
        return if high / low > 1.0 + 1e-9 { (low, high) } else { (low / 2.0, high * 2.0) };
    }
    let size = low.abs().max(high.abs());
    if high - low > size * 1e-9 && size >= 1.0 / LIMIT {
        return (low, high);
    }
    let room = if size < 1.0 / LIMIT { 1.0 } else { size / 2.0 };
    (low - room, high + room)
}

/// The smallest of 1, 2, 5, 10, 20, 50, … (and 0.5, 0.2, 0.1, …) that is not below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= least * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

/// `value` with the decimals that a step of `step` needs.
fn name(value: f64, step: f64) -> String {
    let is_zero = value.abs() < step / 2.0;
    if is_zero {
        return "0".to_string();
    }
    if step < 1e-5 || value.abs() >= 1e7 {
        let exponent = value.abs().log10().floor();
        let decimals = (exponent - step.log10().floor()).clamp(0.0, 6.0) as usize;
        let factor = value / 10_f64.powf(exponent);
        return format!("{factor:.decimals$}×{}", power_of_ten(exponent as i32)).replace('-', "−");
    }
    let decimals = (-step.log10().floor()).max(0.0) as usize;
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{}{rest}", grouped(whole.parse().expect("digits")))
}

fn power_of_ten(exponent: i32) -> String {
    let raised = |character| match character {
        '-' => '⁻',
        digit => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize - '0' as usize],
    };
    let exponent: String = exponent.to_string().chars().map(raised).collect();
    format!("10{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(values: &[f64], logarithmic: bool) -> Axis {
        Axis::around(values.iter().copied(), logarithmic)
    }

    fn names(axis: Axis, whole: bool) -> Vec<String> {
        axis.with_ticks(6, whole).ticks.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn round_values_are_named() {
        let axis = around(&[0.1, 1.9459], false).with_room(0.05);
        assert_eq!(names(axis, false), ["0", "0.5", "1.0", "1.5", "2.0"]);
        let axis = around(&[0.0, 4000.0], false);
        assert_eq!(names(axis, false), ["0", "1,000", "2,000", "3,000", "4,000"]);
        assert_eq!(names(around(&[-1.0, 1.0], false), false), ["−1.0", "−0.5", "0", "0.5", "1.0"]);
    }

    #[test]
    fn whole_numbers_have_no_halves_between_them() {
        assert_eq!(names(around(&[1.0, 3.0], false), true), ["1", "2", "3"]);
    }

    #[test]
    fn a_logarithmic_axis_names_powers_of_ten() {
        let powers = ["10⁻²", "10⁻¹", "10⁰", "10¹", "10²", "10³"];
        assert_eq!(names(around(&[1e-2, 1e3], true), false), powers);
        assert_eq!(names(around(&[2.0, 6.0], true), false), ["2", "5"]);
    }

    #[test]
    fn what_has_no_place_is_skipped() {
        let axis = around(&[1.0, 100.0, f64::NAN, -3.0, 0.0], true);
        assert_eq!((axis.low, axis.high), (1.0, 100.0));
        assert_eq!(axis.map(&10.0, (0, 10)), 5);
        assert_eq!([0.0, f64::NAN, f64::INFINITY].map(|value| axis.has(value)), [false; 3]);
    }

    #[test]
    fn every_range_has_ticks_and_finite_positions() {
        let ranges: [&[f64]; 8] = [
            &[],
            &[0.0],
            &[-7.5],
            &[1.0, 1.0 + 1e-15],
            &[f64::MAX, f64::MIN],
            &[1e-300, 2e-300],
            &[1e9, 1e9 + 1.0],
            &[5e-324],
        ];
        for values in ranges {
            for logarithmic in [false, true] {
                let axis = around(values, logarithmic).with_room(0.05).with_ticks(6, false);
                assert!((1..=20).contains(&axis.ticks.len()), "{values:?} {logarithmic} {:?}", axis.ticks);
                let places = axis.ticks.iter().map(|(value, _)| axis.map(value, (0, 100)));
                assert!(places.into_iter().all(|place| (0..=100).contains(&place)), "{values:?}");
            }
        }
    }
}
