//! The flags of a program that keeps checkpoints.

use std::time::Duration;

/// `--checkpoint` and `--resume`; a program takes them in with `#[command(flatten)]`.
#[derive(Debug, Clone, clap::Args)]
#[command(about = None, long_about = None)]
pub struct CheckpointFlags {
    /// Write a checkpoint every so many minutes, and when the training is stopped; 0 for none
    #[arg(long = "checkpoint", value_name = "MINUTES", default_value = "10", allow_hyphen_values = true, value_parser = minutes)]
    pub(crate) every: Duration,

    /// Go on from the last checkpoint in the output folder, if there is one, as if the training had never stopped
    #[arg(long)]
    pub resume: bool,
}

/// A week, in minutes: checkpoints more seldom than this are none.
const LONGEST: f64 = 7.0 * 24.0 * 60.0;

fn minutes(text: &str) -> Result<Duration, String> {
    match text.trim().parse::<f64>() {
        Ok(0.0) => Ok(Duration::ZERO),
        Ok(minutes) if (0.0..=LONGEST).contains(&minutes) => {
            Ok(Duration::from_secs_f64(60.0 * minutes).max(Duration::from_nanos(1)))
        }
        _ => Err(format!("must be a number of minutes from 0 to {LONGEST}, but is `{text}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_may_be_a_fraction_or_zero_and_nothing_below() {
        assert_eq!(minutes("10"), Ok(Duration::from_secs(600)));
        assert_eq!(minutes("0.5"), Ok(Duration::from_secs(30)));
        assert_eq!(minutes("0"), Ok(Duration::ZERO));
        for wrong in ["-1", "often", "", "nan", "inf", "1e9"] {
            let expected = format!("must be a number of minutes from 0 to 10080, but is `{wrong}`");
            assert_eq!(minutes(wrong), Err(expected));
        }
    }
}
