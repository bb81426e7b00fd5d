use std::time::Duration;

/// How long each way is tried at least.
const TRIAL: Duration = Duration::from_millis(30);

/// So many times as long as it was tried, the faster way is kept.
const KEPT: u32 = 30;

/// How long the first steps are taken alone without being judged: they are slow in whatever way, because the system
/// hands out memory when it is first written.
const WARMING_UP: Duration = Duration::from_millis(50);

/// Whether the threads take the steps of a training together, or one of them alone: whichever is faster at the moment.
///
/// Two threads that wait for each other in every step are faster than one where nothing else runs. Where other
/// programs want the processor too, each waits for the other whenever that one is not running. Nothing tells
/// beforehand which it will be, so both are tried, again and again, for a short time.
pub(crate) struct Pace {
    stage: Stage,
    is_together: bool,
    /// What the steps of this stage have taken, how many there were, and when the stage is over.
    spent: Duration,
    steps: u32,
    enough: Duration,
}

enum Stage {
    TryTogether,
    /// After what a step together took.
    TryAlone(Duration),
    KeepFaster,
}

impl Pace {
    pub(crate) fn new() -> Self {
        let (stage, enough) = (Stage::KeepFaster, WARMING_UP);
        Self { stage, is_together: false, spent: Duration::ZERO, steps: 0, enough }
    }

    /// After a step that took so long: whether the next is to be taken together.
    pub(crate) fn is_together_after(&mut self, step: Duration) -> bool {
        self.spent += step;
        self.steps += 1;
        if self.spent >= self.enough {
            let mean = self.spent / self.steps;
            (self.stage, self.is_together, self.enough) = match self.stage {
                Stage::TryTogether => (Stage::TryAlone(mean), false, TRIAL),
                Stage::TryAlone(together) => (Stage::KeepFaster, together <= mean, KEPT * self.spent),
                Stage::KeepFaster => (Stage::TryTogether, true, TRIAL),
            };
            (self.spent, self.steps) = (Duration::ZERO, 0);
        }
        self.is_together
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The share of 100,000 steps taken together, where a step takes so many microseconds together and alone.
    fn share_together([together, alone]: [u64; 2]) -> f64 {
        let (mut pace, mut is_together, mut count) = (Pace::new(), true, 0);
        for _ in 0..100_000 {
            count += usize::from(is_together);
            let step = if is_together { together } else { alone };
            is_together = pace.is_together_after(Duration::from_micros(step));
        }
        count as f64 / 1e5
    }

    #[test]
    fn nearly_all_steps_go_the_faster_way_however_long_they_are() {
        for alone in [30, 3_000, 300_000] {
            let share = share_together([2 * alone / 3, alone]);
            assert!(share > 0.95, "{share} together, though {alone} microseconds alone are slower");
            let share = share_together([4 * alone / 3, alone]);
            assert!(share < 0.05, "{share} together, though {alone} microseconds alone are faster");
        }
    }

    #[test]
    fn what_becomes_faster_is_noticed() {
        let mut pace = Pace::new();
        let mut steps = |[together, alone]: [u64; 2]| {
            let mut is_together = true;
            for _ in 0..10_000 {
                is_together =
                    pace.is_together_after(Duration::from_micros(if is_together { together } else { alone }));
            }
            pace.is_together
        };
        let outcomes = [[300, 200], [130, 200], [300, 200]].map(&mut steps);
        assert_eq!(outcomes, [false, true, false]);
    }
}
