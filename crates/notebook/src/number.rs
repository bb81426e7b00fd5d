//! The numbers that can be shown.

/// A number that a chapter can print in an array or draw in a picture.
///
/// It saves a chapter from converting its losses (`f64`), weights (`f32`), ids (`u32`) and counts (`usize`)
/// before showing them.
pub trait Number: Copy {
    /// Whether values have decimals; whole numbers are printed without.
    const HAS_DECIMALS: bool = false;

    /// The value as the widest floating-point number.
    fn to_f64(self) -> f64;
}

impl Number for f32 {
    const HAS_DECIMALS: bool = true;
    fn to_f64(self) -> f64 {
        self.into()
    }
}

impl Number for f64 {
    const HAS_DECIMALS: bool = true;
    fn to_f64(self) -> f64 {
        self
    }
}

impl Number for i32 {
    fn to_f64(self) -> f64 {
        self.into()
    }
}

impl Number for u32 {
    fn to_f64(self) -> f64 {
        self.into()
    }
}

impl Number for u64 {
    fn to_f64(self) -> f64 {
        self as f64
    }
}

impl Number for usize {
    fn to_f64(self) -> f64 {
        self as f64
    }
}

/// `value` with a fixed number of decimals; what rounds to zero has no sign.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let is_zero = text.chars().all(|character| matches!(character, '-' | '0' | '.'));
    if is_zero { text.trim_start_matches('-').to_string() } else { text }
}

#[cfg(test)]
mod tests {
    use super::fixed;

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        assert_eq!(fixed(-0.00001, 4), "0.0000");
        assert_eq!(fixed(-0.0, 0), "0");
        assert_eq!(fixed(-0.00006, 4), "-0.0001");
    }

    #[test]
    fn what_is_not_a_number_is_still_printed() {
        assert_eq!(fixed(f64::NAN, 4), "NaN");
        assert_eq!(fixed(f64::NEG_INFINITY, 4), "-inf");
    }
}
