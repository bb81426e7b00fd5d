//! What a chapter shows: numbered cells, arrays with their shapes, tables, pictures, a progress bar and
//! `results.json`. It knows no mathematics of word2vec.
//!
//! A chapter opens a [`Notebook`], writes cells into it and closes it:
//!
//! ```
//! use clap::Parser;
//! use ndarray::array;
//! use notebook::{LinePlot, Notebook, SharedFlags, Table};
//!
//! /// The flags of one chapter.
//! #[derive(clap::Parser, serde::Serialize)]
//! struct Flags {
//!     /// How often to read the whole corpus
//!     #[arg(long, default_value = "3", allow_negative_numbers = true, value_parser = notebook::positive_integer)]
//!     epochs: usize,
//!
//!     #[command(flatten)]
//!     #[serde(skip)]
//!     shared: SharedFlags,
//! }
//!
//! fn run(flags: Flags) -> anyhow::Result<()> {
//!     let mut notebook = Notebook::open("example", "0.1.0", &flags.shared)?;
//!     notebook.settings(&flags);
//!
//!     notebook.cell("The first layer");
//!     notebook.say("Every row of h is the mean of two word vectors.");
//!     let h = array![[0.5_f32, -0.00001], [0.25, 1.0]]; // (B, H)
//!     notebook.array("h", "(B, H)", &h);
//!     notebook.table(Table::new(["word", "P"]).row(["안녕", "0.75"]).row(["say", "0.25"]));
//!
//!     let (epochs, losses) = ([1, 2, 3], [1.9, 1.2, 0.7]);
//!     notebook.loss_curve("SimpleCBOW", &epochs, &losses);
//!     let plot = LinePlot::new("Loss", "epoch", "loss (nats)").line("SimpleCBOW", &epochs, &losses);
//!     notebook.picture("loss.png", &plot)?;
//!     notebook.close()?;
//!     Ok(())
//! }
//!
//! # let folder = std::env::temp_dir().join(format!("notebook-doc-{}", std::process::id()));
//! # let out = folder.to_str().unwrap();
//! # // A chapter's main is: fn main() -> ExitCode { notebook::exit_code(run(Flags::parse())) }
//! # run(Flags::parse_from(["example", "--out", out])).unwrap();
//! # std::fs::remove_dir_all(folder).unwrap();
//! ```
//!
//! Results go to standard output and are the same on every run. What differs from run to run (progress,
//! seconds, absolute paths) goes to standard error.

mod array;
mod error;
mod files;
mod flags;
mod font;
mod memory;
mod notebook;
mod number;
mod plot;
mod progress;
pub mod results;
mod short;
#[cfg(feature = "stop")]
pub mod stop;
mod table;
mod terminal;

use sha2::{Digest, Sha256};
use std::io::Write;
use std::process::ExitCode;

pub use error::{Error, Result};
pub use files::default_folder;
pub use flags::{SharedFlags, positive_integer, positive_integer_up_to, positive_number, whole_number};
pub use memory::peak_memory_bytes;
pub use notebook::Notebook;
pub use number::Number;
pub use plot::{BarPlot, HeatMap, LinePlot, Picture, ScatterPlot};
pub use progress::Progress;
pub use short::{bytes_text, grouped};
pub use table::Table;

/// Ends a chapter: success is status 0, an error is one line `error: …` on standard error and status 1.
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
pub fn exit_code(result: anyhow::Result<()>) -> ExitCode {
    let Err(error) = result else { return ExitCode::SUCCESS };
    // `{:#}` joins the chain by ": ". If standard error is closed there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "error: {error:#}");
    ExitCode::FAILURE
}

/// The SHA-256 of some bytes in hexadecimal: a fingerprint by which two texts can be compared.
///
/// ```
/// assert_eq!(&notebook::sha256(b"")[..16], "e3b0c44298fc1c14");
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
