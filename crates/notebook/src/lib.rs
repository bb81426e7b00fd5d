//! What a chapter shows: numbered cells, arrays with their shapes, tables, pictures, a progress bar and
//! `results.json`. It knows no mathematics of word2vec.
//!
//! A chapter opens a [`Notebook`], writes cells into it and closes it; the shortest is
//! `ch03-inference-basics`.
//!
//! Results go to standard output and are the same on every run. What differs from run to run (progress,
//! seconds, absolute paths) goes to standard error.

mod array;
mod error;
mod files;
mod flags;
mod font;
mod language;
mod notebook;
mod number;
mod packed;
mod page;
mod plot;
pub mod results;
mod short;
mod table;
mod terminal;

use std::io::Write;
use std::process::{ExitCode, Termination};

pub use error::{Error, Result};
pub use files::default_folder;
pub use flags::{
    SharedFlags, integer_within, number_within, positive_integer, positive_integer_up_to, positive_number,
};
pub use indicatif::ProgressBar;
pub use language::{Catalogue, Language};
pub use notebook::Notebook;
pub use number::Number;
pub use packed::Packed;
pub use page::{RecordedCurve, recorded};
pub use plot::{BarPlot, HeatMap, LinePlot, MovingMap, NetworkPlot, Picture, Rows, ScatterPlot};
pub use short::{bytes_text, grouped};
pub use table::Table;
pub use terminal::remark;

/// The status of a chapter whose training was stopped by Ctrl-C: that which shells have for a program that Ctrl-C ended.
pub const STOPPED: u8 = 130;

/// Ends a chapter: success is status 0 (or what the chapter says, such as [`STOPPED`]), an error is one line `error: …` on
/// standard error and status 1.
///
/// The causes of an error follow it on the same line, joined by `: `.
///
/// ```no_run
/// fn run() -> anyhow::Result<()> {
///     Ok(())
/// }
///
/// fn main() -> std::process::ExitCode {
///     notebook::exit_code(run())
/// }
/// ```
pub fn exit_code(result: anyhow::Result<impl Termination>) -> ExitCode {
    result.map_or_else(
        |error| {
            // `{:#}` joins the chain by ": ". If standard error is closed there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        },
        Termination::report,
    )
}
