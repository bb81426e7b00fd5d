//! How far a training is, on standard error.

use std::fmt::Display;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar on standard error, with the time left. It is not shown where nobody looks (a file, a pipe), uses
/// no colour, and disappears when it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new(total: usize, what: &str) -> Self {
        // Drawn at most ten times a second, and not at all if standard error is no terminal.
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr_with_hz(10));
        let style = ProgressStyle::with_template("{prefix} [{bar:30}] {percent:>3} %  {eta} left  {msg}");
        bar.set_style(style.expect("the template is correct").progress_chars("=> "));
        bar.set_prefix(what.to_string());
        Self { bar }
    }

    /// Goes on by so many steps.
    pub fn advance(&self, steps: usize) {
        self.bar.inc(steps as u64);
    }

    /// Goes to this step.
    pub fn set(&self, step: usize) {
        self.bar.set_position(step as u64);
    }

    /// Shows a short text beside the bar, for example the latest loss.
    pub fn show(&self, text: impl Display) {
        self.bar.set_message(text.to_string());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
