//! The loss in the course of a training.

use std::error::Error;
use std::fmt;

/// A loss so many times the first (or 1, if the first is less) is that of a training that diverges. Who knows nothing
/// guesses evenly, which is about what the first loss is; a training that is fine never goes far above it, and a
/// single unlucky example costs 10 to 20 times as much, not a thousand times.
pub const DIVERGED: f64 = 1000.0;

/// A loss curve while it is recorded: each point is the mean loss of so many iterations, summed in `f64`.
///
/// ```
/// use common::loss_curve::LossCurve;
///
/// let mut curve = LossCurve::new("SimpleCBOW", 2, 0.001);
/// for loss in [2.0, 1.0, 0.5] {
///     curve.record(loss).unwrap();
/// }
/// assert_eq!((curve.iteration, curve.value), (vec![2, 3], vec![1.5, 0.5]));
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LossCurve {
    /// After how many iterations.
    pub iteration: Vec<usize>,
    /// The mean loss of the iterations since the point before.
    pub value: Vec<f64>,
    name: String,
    average_over: usize,
    learning_rate: f32,
    /// The loss of the first iteration.
    first: Option<f64>,
    /// The sum of the losses, and their number, of which the last point is the mean.
    last_point: (f64, usize),
}

impl LossCurve {
    /// A curve of which each point will be the mean of `average_over` iterations; the last may be of fewer.
    /// What is learned and how fast is what an error tells.
    ///
    /// # Panics
    /// If `average_over` is 0.
    pub fn new(name: &str, average_over: usize, learning_rate: f32) -> Self {
        assert!(average_over > 0, "a point of the curve is the mean of at least one loss");
        let (iteration, value, last_point) = (Vec::new(), Vec::new(), (0.0, 0));
        Self {
            iteration,
            value,
            name: name.to_string(),
            average_over,
            learning_rate,
            first: None,
            last_point,
        }
    }

    /// Adds the loss of the next iteration.
    ///
    /// # Errors
    /// [`Diverged`] if it is no number, or [`DIVERGED`] times the first.
    pub fn record(&mut self, loss: f64) -> Result<(), Diverged> {
        self.check(loss)?;
        self.first.get_or_insert(loss);
        let iteration = self.iterations() + 1;
        let (sum, length) = self.last_point;
        if length % self.average_over == 0 {
            self.last_point = (loss, 1);
            self.iteration.push(iteration);
            self.value.push(loss);
        } else {
            self.last_point = (sum + loss, length + 1);
            let point = self.value.len() - 1;
            self.iteration[point] = iteration;
            self.value[point] = self.last_point.0 / self.last_point.1 as f64;
        }
        Ok(())
    }

    /// Whether a loss that is no point of the curve, such as that after the last step, is a number that means something.
    ///
    /// # Errors
    /// [`Diverged`] if not.
    pub fn check(&self, loss: f64) -> Result<(), Diverged> {
        let bound = DIVERGED * self.first.unwrap_or(f64::MAX / DIVERGED).max(1.0);
        if loss.abs() < bound {
            return Ok(());
        }
        let (name, learning_rate) = (self.name.clone(), self.learning_rate);
        Err(Diverged { name, learning_rate, loss, iteration: self.iterations() + 1 })
    }

    /// How many losses were recorded.
    pub fn iterations(&self) -> usize {
        self.iteration.last().copied().unwrap_or(0)
    }

    /// The mean of the last losses of the curve: of `points` points, or of all if there are fewer.
    pub fn mean_of_last(&self, points: usize) -> f64 {
        let last = &self.value[self.value.len().saturating_sub(points)..];
        last.iter().sum::<f64>() / last.len() as f64
    }
}

/// A training took steps too long for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Diverged {
    /// What was learned, for example `SimpleCBOW`.
    pub name: String,
    /// Its learning rate.
    pub learning_rate: f32,
    /// The loss that is no number or too large.
    pub loss: f64,
    /// When it was noticed, counted from 1.
    pub iteration: usize,
}

impl fmt::Display for Diverged {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self { name, learning_rate, loss, iteration } = self;
        let problem = if loss.is_finite() { "grows without end" } else { "is no longer a number" };
        write!(
            formatter,
            "the loss of {name} {problem}: try a smaller --lr than {learning_rate:?} (iteration {iteration})"
        )
    }
}

impl Error for Diverged {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_of_the_curve_is_the_mean_of_its_iterations_and_the_last_may_be_of_fewer() {
        let mut curve = LossCurve::new("", 3, 0.1);
        [1.0, 2.0, 6.0, 1.0, 1.0, 1.0, 10.0, 20.0].into_iter().for_each(|loss| curve.record(loss).unwrap());
        assert_eq!((&curve.iteration[..], &curve.value[..]), (&[3, 6, 8][..], &[3.0, 1.0, 15.0][..]));
        assert_eq!((curve.iterations(), curve.mean_of_last(2), curve.mean_of_last(9)), (8, 8.0, 19.0 / 3.0));
    }

    #[test]
    fn a_loss_that_is_no_number_ends_the_training_with_one_sentence() {
        let mut curve = LossCurve::new("skip-gram", 1, 0.5);
        curve.record(1.0).unwrap();
        for loss in [f64::NAN, f64::INFINITY] {
            let sentence = curve.record(loss).unwrap_err().to_string();
            let expected =
                "the loss of skip-gram is no longer a number: try a smaller --lr than 0.5 (iteration 2)";
            assert_eq!(sentence, expected);
        }
        curve.record(20.0).unwrap(); // an unlucky example
        let sentence = curve.record(1e4).unwrap_err().to_string();
        assert_eq!(
            sentence,
            "the loss of skip-gram grows without end: try a smaller --lr than 0.5 (iteration 3)"
        );
    }
}
