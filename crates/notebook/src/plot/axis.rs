//! One axis: which value is where, and which values are named.

/// Numbers beyond are drawn at this limit, and a logarithmic axis goes no lower than its inverse: differences and
/// quotients stay finite.
const LIMIT: f64 = 1e100;

/// The values from `low` to `high` lie from pixel `start` to pixel `end`.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) logarithmic: bool,
    /// Whether only whole numbers are named: there is no epoch 1.5.
    pub(crate) whole: bool,
    pub(crate) start: f64,
    pub(crate) end: f64,
}

/// A value that is named on an axis.
#[derive(Debug, PartialEq)]
pub(crate) struct Tick {
    pub(crate) value: f64,
    pub(crate) name: String,
}

impl Axis {
    /// An axis on which all drawable values have room; `from` and `to` are set when the frame is laid out.
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
        Self { low, high, logarithmic, whole: false, start: 0.0, end: 1.0 }
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

    pub(crate) fn of_whole_numbers(mut self, whole: bool) -> Self {
        self.whole = whole;
        self
    }

    pub(crate) fn between(mut self, start: f64, end: f64) -> Self {
        (self.start, self.end) = (start, end);
        self
    }

    /// The pixel of a value; `None` for what has no place: NaN, infinity, and zero on a logarithmic axis.
    pub(crate) fn position(&self, value: f64) -> Option<f64> {
        if !can_be_drawn(value, self.logarithmic) {
            return None;
        }
        let value = value.clamp(self.low, self.high);
        let share = if self.logarithmic {
            (value / self.low).log10() / (self.high / self.low).log10()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        Some(self.start + share * (self.end - self.start))
    }

    /// About `count` round values, or the powers of ten of a logarithmic axis.
    pub(crate) fn ticks(&self, count: usize) -> Vec<Tick> {
        if self.logarithmic { self.powers_of_ten(count) } else { self.round_values(count) }
    }

    fn round_values(&self, count: usize) -> Vec<Tick> {
        let step = round_step((self.high - self.low) / count as f64).max(if self.whole { 1.0 } else { 0.0 });
        let (first, last) = ((self.low / step - 1e-9).ceil(), (self.high / step + 1e-9).floor());
        let multiples = (0..=(last - first) as usize).map(|index| (first + index as f64) * step);
        multiples.map(|value| Tick { value, name: name(value, step) }).collect()
    }

    fn powers_of_ten(&self, count: usize) -> Vec<Tick> {
        let (first, last) = (self.low.log10().ceil() as i32, self.high.log10().floor() as i32);
        if last - first < 1 {
            // Less than two powers of ten say nothing about the scale: name some values between them.
            return self.simple_multiples();
        }
        let every = (last - first) as usize / count + 1;
        let exponents = (first..=last).step_by(every);
        exponents
            .map(|exponent| Tick { value: 10_f64.powi(exponent), name: power_of_ten(exponent) })
            .collect()
    }

    fn simple_multiples(&self) -> Vec<Tick> {
        let decade = self.low.log10().floor() as i32;
        let multiples = [1.0, 2.0, 5.0].map(|factor| (factor, decade));
        let next = [1.0, 2.0, 5.0].map(|factor| (factor, decade + 1));
        let values = multiples
            .into_iter()
            .chain(next)
            .map(|(factor, exponent)| (factor * 10_f64.powi(exponent), exponent));
        let inside: Vec<Tick> = values
            .filter(|(value, _)| (self.low..=self.high).contains(value))
            .map(|(value, exponent)| Tick { value, name: name(value, 10_f64.powi(exponent)) })
            .collect();
        if inside.len() < 2 { self.round_values(4) } else { inside }
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
    grouped(&format!("{:.decimals$}", value.abs()), value < 0.0)
}

/// Thousands set apart: `1,000,000`.
fn grouped(digits: &str, negative: bool) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::from(if negative { "−" } else { "" });
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
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

    fn names(axis: &Axis) -> Vec<String> {
        axis.ticks(6).into_iter().map(|tick| tick.name).collect()
    }

    #[test]
    fn round_values_are_named() {
        let axis = Axis::around([0.1, 1.9459].into_iter(), false).with_room(0.05);
        assert_eq!(names(&axis), ["0", "0.5", "1.0", "1.5", "2.0"]);
        assert_eq!(
            names(&Axis::around([0.0, 4000.0].into_iter(), false)),
            ["0", "1,000", "2,000", "3,000", "4,000"]
        );
        assert_eq!(names(&Axis::around([-1.0, 1.0].into_iter(), false)), ["−1.0", "−0.5", "0", "0.5", "1.0"]);
    }

    #[test]
    fn whole_numbers_have_no_halves_between_them() {
        assert_eq!(
            names(&Axis::around([1.0, 3.0].into_iter(), false).of_whole_numbers(true)),
            ["1", "2", "3"]
        );
    }

    #[test]
    fn a_logarithmic_axis_names_powers_of_ten() {
        assert_eq!(
            names(&Axis::around([1e-2, 1e3].into_iter(), true)),
            ["10⁻²", "10⁻¹", "10⁰", "10¹", "10²", "10³"]
        );
        assert_eq!(names(&Axis::around([2.0, 6.0].into_iter(), true)), ["2", "5"]);
    }

    #[test]
    fn what_has_no_place_is_skipped() {
        let axis = Axis::around([1.0, 100.0, f64::NAN, -3.0, 0.0].into_iter(), true).between(0.0, 10.0);
        assert_eq!((axis.low, axis.high), (1.0, 100.0));
        assert_eq!(axis.position(10.0), Some(5.0));
        assert_eq!(axis.position(0.0), None);
        assert_eq!(axis.position(f64::INFINITY), None);
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
                let axis =
                    Axis::around(values.iter().copied(), logarithmic).with_room(0.05).between(0.0, 100.0);
                let ticks = axis.ticks(6);
                assert!((1..=20).contains(&ticks.len()), "{values:?} {logarithmic} {ticks:?}");
                assert!(
                    ticks.iter().all(|tick| axis.position(tick.value).unwrap().is_finite()),
                    "{values:?}"
                );
            }
        }
    }
}
