//! A cost ladder: one step, timed at growing vocabulary sizes V, and how fast its cost grows with V.

use std::fmt::Display;
use std::time::Instant;

use notebook::{LinePlot, Table, grouped};
use tr::tr;

/// The seconds that one step takes at each of some vocabulary sizes.
#[derive(Debug, Clone, Default)]
pub struct Ladder {
    /// V, rising.
    pub sizes: Vec<usize>,
    /// The median seconds of one step at each size.
    pub seconds: Vec<f64>,
}

impl Ladder {
    /// Adds a size, larger than those before, and its seconds.
    pub fn push(&mut self, size: usize, seconds: f64) {
        self.sizes.push(size);
        self.seconds.push(seconds);
    }

    /// The slope of the straight line through the points on log-log axes: 1 if the cost grows like V, 0 if it
    /// does not depend on V.
    pub fn slope(&self) -> f64 {
        slope_in_logarithms(&self.sizes, &self.seconds)
    }
}

/// The microseconds of one step, a column for each ladder; a dash where one was not measured.
pub fn table(sizes: &[usize], ladders: &[(impl Display, &Ladder)]) -> Table {
    let names = ladders.iter().map(|(name, _)| tr!("{name} (µs per step)", name));
    let mut table = Table::new(["V".to_string()].into_iter().chain(names));
    for &size in sizes {
        let cells = ladders.iter().map(|(_, ladder)| {
            let rung = ladder.sizes.iter().position(|&measured| measured == size);
            rung.map_or("–".to_string(), |rung| format!("{:.1}", 1e6 * ladder.seconds[rung]))
        });
        table.row([grouped(size as u64)].into_iter().chain(cells));
    }
    table
}

/// The ladders as lines on log-log axes, each named with its slope.
pub fn plot(title: impl AsRef<str>, ladders: &[(impl Display, &Ladder)]) -> LinePlot {
    let plot = LinePlot::new(title, tr!("V, words in the vocabulary"), tr!("microseconds per step (median)"));
    let with_lines = ladders.iter().fold(plot, |plot, (name, ladder)| {
        let microseconds: Vec<f64> = ladder.seconds.iter().map(|seconds| 1e6 * seconds).collect();
        let slope = format!("{:.2}", (100.0 * ladder.slope()).round() / 100.0 + 0.0); // no −0.00
        plot.line(tr!("{name}: slope {slope}", name, slope), &ladder.sizes, &microseconds)
    });
    with_lines.log_x().log_y()
}

/// The vocabulary sizes of a ladder: 1,000, 3,000, 10,000 … up to `largest`, which is always the last. A
/// ladder that would have a single rung or two starts at a tenth of `largest` instead.
pub fn sizes(largest: usize) -> Vec<usize> {
    let start = (largest / 10).min(1_000);
    let powers = std::iter::successors(Some(start), |&size| Some(size * 10));
    let rungs = powers.flat_map(|size| [size, 3 * size]);
    let mut sizes: Vec<usize> = rungs.take_while(|&size| size < largest).collect();
    sizes.push(largest);
    sizes
}

/// Checks `--max-vocab`: from 1,000, for a ladder that shows something, to 1,000,000, for one that fits into
/// memory.
///
/// # Errors
/// The sentence that clap shows.
pub fn largest_vocabulary(text: &str) -> Result<usize, String> {
    notebook::integer_within(text, 1_000..=1_000_000).map(|size| size as usize)
}

/// The seconds of one `step`: each of `repeats` measurements times `steps` of them, and the median is taken,
/// because a computer is sometimes busy with something else. One step goes before, untimed: the first touch
/// of memory is slow.
pub fn median_seconds(repeats: usize, steps: usize, mut step: impl FnMut()) -> f64 {
    step();
    let mut measured: Vec<f64> = (0..repeats)
        .map(|_| {
            let start = Instant::now();
            (0..steps).for_each(|_| step());
            start.elapsed().as_secs_f64() / steps as f64
        })
        .collect();
    measured.sort_by(f64::total_cmp);
    let (below, above) = (measured[(repeats - 1) / 2], measured[repeats / 2]);
    (below + above) / 2.0
}

/// The least-squares slope of ln y over ln x.
///
/// # Panics
/// If the lists differ in length, or there are fewer than two points.
pub fn slope_in_logarithms(x: &[usize], y: &[f64]) -> f64 {
    assert_eq!(x.len(), y.len(), "one y for each x");
    assert!(x.len() >= 2, "a line through {} point(s) has no slope", x.len());
    let points: Vec<(f64, f64)> = x.iter().zip(y).map(|(&x, y)| ((x as f64).ln(), y.ln())).collect();
    let count = points.len() as f64;
    let mean_x = points.iter().map(|point| point.0).sum::<f64>() / count;
    let mean_y = points.iter().map(|point| point.1).sum::<f64>() / count;
    let covariance: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let variance: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    covariance / variance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_end_at_the_largest_and_are_at_least_three() {
        assert_eq!(sizes(1_000_000), [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000]);
        assert_eq!(sizes(20_000), [1_000, 3_000, 10_000, 20_000]);
        assert_eq!(sizes(1_000), [100, 300, 1_000]);
        for largest in (1_000..50_000).step_by(777) {
            let sizes = sizes(largest);
            assert!(sizes.len() >= 3 && sizes.windows(2).all(|pair| pair[0] < pair[1]), "{sizes:?}");
            assert_eq!(sizes.last(), Some(&largest));
        }
    }

    #[test]
    fn the_slope_is_the_power_of_the_growth() {
        let x = [10, 100, 1000, 3000];
        for power in [0.0, 0.5, 1.0, 2.0] {
            let y = x.map(|x| 7.0 * f64::from(x as u32).powf(power));
            assert!((slope_in_logarithms(&x, &y) - power).abs() < 1e-12);
        }
    }

    #[test]
    fn the_median_does_not_mind_one_slow_measurement() {
        let mut calls = 0;
        let seconds = median_seconds(3, 1, || {
            calls += 1;
            let milliseconds = if calls == 3 { 200 } else { 1 };
            std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        });
        assert_eq!(calls, 4, "one warm-up and three repeats");
        assert!((0.001..0.1).contains(&seconds), "{seconds}");
    }
}
