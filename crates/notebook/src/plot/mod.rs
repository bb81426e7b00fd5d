//! Pictures: all of one size, with one type scale, one palette and a faint grid, and the same bytes on every run.
//!
//! [`canvas`] draws lines, discs and letters, [`axis`] and [`frame`] place values, [`label`] keeps labels apart; then
//! one file for each kind of picture.

mod axis;
mod bar;
mod canvas;
mod frame;
mod heat_map;
mod label;
mod line;
mod scatter;

pub use bar::BarPlot;
pub use heat_map::HeatMap;
pub use line::LinePlot;
pub use scatter::ScatterPlot;

/// Something that [`Notebook::picture`](crate::Notebook::picture) can draw.
pub trait Picture {
    /// The picture as the bytes of a PNG file, 1200 × 800. The same picture gives the same bytes.
    fn to_png(&self) -> Vec<u8>;
}
