//! The flags that every chapter takes, and checks for the numbers of its own.

use std::num::IntErrorKind;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use crate::{Catalogue, Language};

/// The flags that every chapter takes.
///
/// A chapter flattens them into its own and keeps them out of its settings (the seed is written separately).
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Flags of every chapter")]
pub struct SharedFlags {
    /// Where the random numbers start: the same seed gives the same results
    #[arg(long, value_name = "NUMBER", default_value = "0", allow_hyphen_values = true, value_parser = whole_number)]
    pub seed: u64,

    /// Folder for the pictures and results.json (if not given, `out/` and the name of the package, in the workspace)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// The language of what is printed and drawn (if not given, that of the system)
    #[arg(long, value_name = "LANGUAGE", global = true)]
    pub lang: Option<Language>,

    /// A second font (TTF, OTF or TTC) for letters in pictures that the built-in one lacks, such as Japanese ones
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,

    /// Also write how long things took into results.json (which then differs from run to run)
    #[arg(long)]
    pub timing: bool,
}

impl SharedFlags {
    /// The texts of a crate in the language of this run; `korean` is its catalogue, `include_str!("../ko.po")`.
    pub fn texts(&self, korean: &str) -> Catalogue {
        match self.lang.unwrap_or_else(Language::of_the_system) {
            Language::Ko => Catalogue::of(Some(korean)),
            Language::En => Catalogue::of(None),
        }
    }
}

/// Checks a flag that counts something: a whole number of at least 1, which has 32 bits at the most, so that the product
/// of two, such as the iterations of all epochs, is still a number.
///
/// clap's own range would answer `five` with "invalid digit found in string". `allow_hyphen_values` lets `--epochs -5` and
/// `--epochs -inf` come this far; without it clap takes them for unknown flags.
///
/// # Errors
/// The sentence that clap shows after ``invalid value '-5' for '--epochs <EPOCHS>': ``.
pub fn positive_integer(text: &str) -> Result<usize, String> {
    integer_within(text, 1..=u32::MAX.into()).map(|number| number as usize)
}

/// [`positive_integer`] with a largest value, for a flag whose memory could not be had: `positive_integer_up_to::<1000>`.
///
/// # Errors
/// The sentence that clap shows.
pub fn positive_integer_up_to<const LARGEST: usize>(text: &str) -> Result<usize, String> {
    integer_within(text, 1..=LARGEST as u64).map(|number| number as usize)
}

/// Checks a flag that may be zero, such as a seed: a whole number of at least 0.
fn whole_number(text: &str) -> Result<u64, String> {
    integer_within(text, 0..=u64::MAX)
}

/// Checks a flag that is a whole number between two others, or one of them.
///
/// # Errors
/// The sentence that clap shows.
pub fn integer_within(text: &str, range: RangeInclusive<u64>) -> Result<u64, String> {
    let (smallest, largest) = range.into_inner();
    let number = text.trim().parse::<u64>();
    let is_too_large = match &number {
        Ok(number) => *number > largest,
        Err(error) => *error.kind() == IntErrorKind::PosOverflow,
    };
    match number {
        Ok(number) if (smallest..=largest).contains(&number) => Ok(number),
        _ if is_too_large => Err(format!("must be at most {largest}, but is `{text}`")),
        _ => Err(format!("must be a whole number of at least {smallest}, but is `{text}`{}", hint(text))),
    }
}

/// Checks a flag that measures something, such as a learning rate: a number above 0.
///
/// # Errors
/// The sentence that clap shows.
pub fn positive_number(text: &str) -> Result<f32, String> {
    let needed = match text.trim().parse::<f32>() {
        Ok(number) if number.is_finite() && number > 0.0 => return Ok(number),
        Ok(0.0) if !is_written_as_zero(text) => format!("at least {:e} (less becomes 0)", f32::MIN_POSITIVE),
        Ok(f32::INFINITY) if !is_written_as_zero(text) => format!("at most {:e}", f32::MAX),
        _ => "a number above 0".to_string(),
    };
    Err(format!("must be {needed}, but is `{text}`{}", hint(text)))
}

/// Checks a flag that is a share of a whole, a power and the like: a number between two others, or one of them.
///
/// # Errors
/// The sentence that clap shows.
pub fn number_within(text: &str, range: RangeInclusive<f64>) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(0.0) if !is_written_as_zero(text) => {
            Err(format!("must be 0, or differ from 0 by at least {:e}, but is `{text}`", f64::MIN_POSITIVE))
        }
        Ok(number) if range.contains(&number) => Ok(number + 0.0), // -0 becomes 0
        _ => {
            let (smallest, largest) = range.into_inner();
            Err(format!("must be a number from {smallest} to {largest}, but is `{text}`{}", hint(text)))
        }
    }
}

/// Whether a number is 0 as it stands, not because it is too small to be kept.
fn is_written_as_zero(text: &str) -> bool {
    !text.to_lowercase().split('e').next().unwrap_or("").contains(|digit| matches!(digit, '1'..='9'))
}

/// What to do about a number that looks right to whoever typed it.
fn hint(text: &str) -> &'static str {
    if text.contains(|letter: char| !letter.is_ascii() && letter.is_numeric()) {
        " (type it with the digits 0 to 9)" // full-width ones look the same
    } else if text.contains(',') && text.replace(',', ".").parse::<f64>().is_ok() {
        " (the decimal mark is a point, and no mark stands between thousands)"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(clap::Parser, Debug)]
    struct Flags {
        #[arg(long, default_value = "0.001", allow_hyphen_values = true, value_parser = positive_number)]
        learning_rate: f32,
        #[command(flatten)]
        shared: SharedFlags,
    }

    fn sentence(flags: &[&str]) -> String {
        let error = Flags::try_parse_from([&["chapter"], flags].concat()).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        error.to_string()
    }

    #[test]
    fn a_count_is_a_whole_number_of_at_least_one() {
        assert_eq!(positive_integer("7"), Ok(7));
        for wrong in ["0", "-3", "1.5", "three", "", "9e9"] {
            let expected = format!("must be a whole number of at least 1, but is `{wrong}`");
            assert_eq!(positive_integer(wrong), Err(expected));
        }
        assert_eq!(positive_integer_up_to::<7>("7"), Ok(7));
        assert_eq!(positive_integer_up_to::<7>("8"), Err("must be at most 7, but is `8`".to_string()));
        for long in ["4294967296", "99999999999999999999"] {
            let expected = format!("must be at most 4294967295, but is `{long}`");
            assert_eq!(positive_integer(long), Err(expected));
        }
    }

    #[test]
    fn a_measure_is_finite_and_above_zero() {
        assert_eq!(positive_number("0.001"), Ok(0.001));
        for wrong in ["0", "-0.5", "nan", "inf", "-inf", "0e5", "much", ""] {
            assert_eq!(positive_number(wrong), Err(format!("must be a number above 0, but is `{wrong}`")));
        }
        assert!(positive_number("1e-60").unwrap_err().contains("less becomes 0"));
        assert!(positive_number("1e60").unwrap_err().starts_with("must be at most 3.4"));
    }

    #[test]
    fn a_number_within_two_others_is_no_other_by_rounding() {
        assert_eq!(number_within(" 0.75", -1.0..=1.0), Ok(0.75));
        assert!(number_within("-0", 0.0..=1.0).unwrap().is_sign_positive());
        for wrong in ["1.01", "-1e-3", "nan", "inf", "much", "", "1e400"] {
            let expected = format!("must be a number from 0 to 1, but is `{wrong}`");
            assert_eq!(number_within(wrong, 0.0..=1.0), Err(expected));
        }
        assert!(number_within("1e-400", 0.0..=1.0).unwrap_err().starts_with("must be 0, or differ from 0"));
    }

    #[test]
    fn a_number_that_looks_right_comes_with_what_is_wrong_with_it() {
        assert!(positive_integer("５").unwrap_err().ends_with("`５` (type it with the digits 0 to 9)"));
        assert!(positive_number("0,5").unwrap_err().contains("`0,5` (the decimal mark is a point"));
        assert!(positive_integer("1,000").unwrap_err().contains("no mark stands between thousands"));
    }

    #[test]
    fn what_begins_with_a_hyphen_gets_our_sentence() {
        for wrong in ["-1", "-inf", "-nan", "--"] {
            let expected = format!("must be a number above 0, but is `{wrong}`");
            assert!(sentence(&["--learning-rate", wrong]).contains(&expected), "{wrong}");
        }
        assert!(sentence(&["--seed", "-1"]).contains("must be a whole number of at least 0, but is `-1`"));
        assert!(
            sentence(&["--seed", "18446744073709551616"]).contains("must be at most 18446744073709551615")
        );
    }
}
