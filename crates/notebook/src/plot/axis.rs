//! One axis: which value is where, and which values are named.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, ValueFormatter};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::Ranged;

use super::look::{SMALL, TEXT, text_width};
use crate::font::shortened;
use crate::grouped;

/// Numbers beyond have no place, and a logarithmic axis goes no lower than its inverse: differences and quotients stay
/// finite.
const LIMIT: f64 = 1e100;

/// The names of an axis need no more pixels than this side by side.
const ROOM_FOR_NAMES: i32 = 1300;

/// The longest word that is written upright; what is longer is shortened.
const LONGEST_UPRIGHT: i32 = 380;

/// The values from `low` to `high`, of which those in `ticks` are named. An axis of words has one in each place of 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Axis {
    /// The lowest and the highest value, or their logarithms.
    pub(crate) low: f64,
    pub(crate) high: f64,
    logarithmic: bool,
    pub(crate) ticks: Vec<(f64, String)>,
    pub(crate) of_words: bool,
    /// Whether the names have no room side by side below the axis.
    pub(crate) upright: bool,
}

/// An axis for plotters that is logarithmic or not as asked for at run time, and has names of its own: those of plotters
/// know neither whole numbers nor powers of ten, and do not set thousands apart.
impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, &value: &f64, pixels: (i32, i32)) -> i32 {
        let value = if self.logarithmic { value.log10() } else { value };
        RangedCoordf64::from(self.low..self.high).map(&value.clamp(self.low, self.high), pixels)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        let of_fine_grid = hint.weight().allow_light_points();
        if of_fine_grid { Vec::new() } else { self.ticks.iter().map(|tick| tick.0).collect() }
    }

    fn range(&self) -> Range<f64> {
        if self.logarithmic { 10_f64.powf(self.low)..10_f64.powf(self.high) } else { self.low..self.high }
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        self.ticks.iter().find(|tick| tick.0 == *value).map_or(String::new(), |tick| tick.1.clone())
    }
}

impl Axis {
    /// An axis on which all values that can have a place have room; around a constant, half and twice its size have.
    pub(crate) fn around(values: impl Iterator<Item = f64>, logarithmic: bool) -> Self {
        let axis = Self { low: 0.0, high: 1.0, logarithmic, ..Self::default() };
        let values = values.filter(|&value| axis.has(value));
        let values = values.map(|value| if logarithmic { value.log10() } else { value });
        let Some((low, high)) =
            values.map(|value| (value, value)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        else {
            return axis;
        };
        let size = low.abs().max(high.abs());
        let is_zero = size < 1.0 / LIMIT;
        let room = match () {
            _ if !is_zero && high - low > size * 1e-9 => 0.0,
            _ if logarithmic => 2_f64.log10(),
            _ if is_zero => 1.0,
            _ => size / 2.0,
        };
        Self { low: low - room, high: high + room, ..axis }
    }

    /// Words in places of 1 each, which share `pixels`: side by side, or upright, of very many only some.
    pub(crate) fn of_words(words: &[String], pixels: i32) -> Self {
        let length = words.len().max(1) as f64;
        let place = f64::from(pixels) / length;
        let upright = words.iter().any(|word| f64::from(text_width(word, SMALL) + 24) > place);
        let every = if upright { (f64::from(TEXT) / place).ceil() as usize } else { 1 };
        let words = words.iter().enumerate().step_by(every);
        let ticks = words.map(|(index, word)| (index as f64 + 0.5, shortened(word, LONGEST_UPRIGHT, SMALL)));
        Self { high: length, ticks: ticks.collect(), of_words: true, upright, ..Self::default() }
    }

    /// The first word at the upper end.
    pub(crate) fn downwards(mut self) -> Self {
        self.ticks.iter_mut().for_each(|(place, _)| *place = self.high - *place);
        self
    }

    /// Room beyond the lowest and the highest value, and the zero if it is near: a height is read from there.
    pub(crate) fn with_room(mut self, share: f64) -> Self {
        let room = (self.high - self.low) * share;
        let zero_is_near = !self.logarithmic && self.low >= 0.0 && self.low < 0.4 * self.high;
        self.low = if zero_is_near { 0.0 } else { self.low - room };
        self.high += room;
        self
    }

    /// Names about `count` round values (whole numbers only, if `whole`: there is no epoch 1.5), or the powers of ten of
    /// a logarithmic axis; fewer if the names are long.
    pub(crate) fn with_ticks(mut self, count: usize, whole: bool) -> Self {
        self.ticks =
            if self.logarithmic { self.powers_of_ten(count) } else { self.round_values(count, whole) };
        let is_crowded = self.widest_name() * self.ticks.len() as i32 > ROOM_FOR_NAMES;
        if is_crowded && count > 1 { self.with_ticks(count / 2, whole) } else { self }
    }

    /// The width of the widest name.
    pub(crate) fn widest_name(&self) -> i32 {
        self.ticks.iter().map(|(_, name)| text_width(name, SMALL)).max().unwrap_or(0)
    }

    /// Whether a value has a place; NaN and infinity have none, nor has zero on a logarithmic axis.
    pub(crate) fn has(&self, value: f64) -> bool {
        value.abs() <= LIMIT && (!self.logarithmic || value >= 1.0 / LIMIT)
    }

    fn round_values(&self, count: usize, whole: bool) -> Vec<(f64, String)> {
        let Range { start, end } = self.range();
        let step = round_step((end - start) / count as f64).max(if whole { 1.0 } else { 0.0 });
        let (first, last) = ((start / step - 1e-9).ceil(), (end / step + 1e-9).floor());
        let multiples = (0..=(last - first) as usize).map(|index| (first + index as f64) * step);
        multiples.map(|value| (value, name(value, step))).collect()
    }

    fn powers_of_ten(&self, count: usize) -> Vec<(f64, String)> {
        let (low, high) = (self.low - 1e-9, self.high + 1e-9);
        let (first, last) = (low.ceil() as i32, high.floor() as i32);
        if last > first {
            let exponents = (first..=last).step_by((last - first) as usize / count + 1);
            return exponents.map(|exponent| (10_f64.powi(exponent), power_of_ten(exponent))).collect();
        }
        // Less than two powers of ten say nothing about the scale: name some values between them.
        let powers = [first - 1, first].map(|exponent| 10_f64.powi(exponent));
        let simple =
            powers.into_iter().flat_map(|power| [1.0, 2.0, 5.0].map(|factor| (factor * power, power)));
        let inside = simple.filter(|(value, _)| (low..=high).contains(&value.log10()));
        let named: Vec<_> = inside.map(|(value, power)| (value, name(value, power))).collect();
        if named.len() < 2 { self.round_values(4, false) } else { named }
    }
}

/// The smallest of 1, 2, 5, 10, 20, 50, … (and 0.5, 0.2, 0.1, …) that is not below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= least * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

/// `value` with the decimals that a step of `step` needs.
fn name(value: f64, step: f64) -> String {
    let size = value.abs();
    if size < step / 2.0 {
        return "0".to_string();
    }
    let sign = if value < 0.0 { "−" } else { "" };
    if step < 1e-5 || size >= 1e7 {
        let exponent = size.log10().floor();
        let decimals = (exponent - step.log10().floor()).clamp(0.0, 6.0) as usize;
        return format!(
            "{sign}{:.decimals$}×{}",
            size / 10_f64.powf(exponent),
            power_of_ten(exponent as i32)
        );
    }
    let decimals = (-step.log10().floor()).max(0.0) as usize;
    let digits = format!("{size:.decimals$}");
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
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
        assert_eq!(axis.range(), 1.0..100.0);
        assert_eq!(axis.map(&10.0, (0, 10)), 5);
        assert_eq!([0.0, f64::NAN, f64::INFINITY].map(|value| axis.has(value)), [false; 3]);
    }

    #[test]
    fn every_range_has_ticks_and_finite_positions() {
        let close: [&[f64]; 4] = [&[0.0], &[-7.5], &[1.0, 1.0 + 1e-15], &[1e9, 1e9 + 1.0]];
        let far: [&[f64]; 4] = [&[], &[f64::MAX, f64::MIN], &[1e-300, 2e-300], &[5e-324]];
        for (values, logarithmic) in
            [close, far].concat().iter().flat_map(|values| [(values, false), (values, true)])
        {
            let axis = around(values, logarithmic).with_room(0.05).with_ticks(6, false);
            assert!((1..=20).contains(&axis.ticks.len()), "{values:?} {logarithmic} {:?}", axis.ticks);
            let mut places = axis.ticks.iter().map(|(value, _)| axis.map(value, (0, 100)));
            assert!(places.all(|place| (0..=100).contains(&place)), "{values:?}");
        }
    }
}
