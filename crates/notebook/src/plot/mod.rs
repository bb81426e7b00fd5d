//! Pictures, drawn by plotters: all of one size, with one type scale, one palette and a faint grid, and the same bytes
//! on every run.
//!
//! Each kind of picture is a file; [`line`] is the one to read first. [`look`] has colours and sizes, [`axis`] chooses
//! which values are named, [`label`] keeps labels apart, and [`backend`] is the bitmap below.

mod animation;
mod arrow;
mod axis;
mod backend;
mod bar;
mod colours;
mod heat_map;
mod label;
mod line;
mod look;
mod matrix;
mod moving;
mod network;
mod rows;
mod scatter;

pub use bar::BarPlot;
pub use heat_map::HeatMap;
pub use line::LinePlot;
pub(crate) use line::smoothed;
pub use moving::MovingMap;
pub use network::NetworkPlot;
pub use rows::Rows;
pub use scatter::ScatterPlot;

/// Something that [`Notebook::picture`](crate::Notebook::picture) can draw.
pub trait Picture {
    /// The picture as the bytes of a PNG file, 1200 × 800. The same picture gives the same bytes.
    fn to_png(&self) -> Vec<u8>;
}
