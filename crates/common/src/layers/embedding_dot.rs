use ndarray::Array2;

use crate::fast::{add_scaled, dot};
use crate::param::Param;

/// The scores of a few words instead of all V: rows of W, each multiplied with h (book 4.2.3).
///
/// Differs from the book: N words at once for each example, so that the right word and its K negatives take
/// one layer instead of 1 + K.
#[derive(Debug, Clone, Default)]
pub struct EmbeddingDot {
    h: Array2<f32>,   // (B, H), what the last forward saw
    ids: Array2<u32>, // (B, N)
}

impl EmbeddingDot {
    /// y\[b, n\] = h\[b\] · W\[ids\[b, n\]\]: h (B, H), ids (B, N), W (V, H) → y (B, N).
    pub fn forward(&mut self, h: &Array2<f32>, ids: &Array2<u32>, w: &Param) -> Array2<f32> {
        assert_eq!(h.nrows(), ids.nrows(), "one row of ids for each row of h");
        self.h = h.as_standard_layout().into_owned();
        self.ids = ids.to_owned();
        Array2::from_shape_fn(ids.dim(), |(b, n)| {
            let h_row = self.h.row(b).to_slice().expect("rows of h lie in one piece");
            dot(h_row, w.row(ids[[b, n]]))
        })
    }

    /// dh\[b\] = Σₙ dout\[b, n\] · W\[ids\[b, n\]\] and dW\[ids\[b, n\]\] += dout\[b, n\] · h\[b\]:
    /// dout (B, N) → dh (B, H).
    pub fn backward(&mut self, dout: &Array2<f32>, w: &mut Param) -> Array2<f32> {
        assert_eq!(dout.dim(), self.ids.dim(), "one entry of dout for each score of the last forward");
        let mut dh = Array2::zeros(self.h.dim()); // (B, H)
        for ((b, n), &id) in self.ids.indexed_iter() {
            let scale = dout[[b, n]];
            let dh_row = dh.row_mut(b).into_slice().expect("rows of dh lie in one piece");
            add_scaled(dh_row, scale, w.row(id));
            w.grad.add_to_row(id, scale, self.h.row(b).to_slice().expect("rows of h lie in one piece"));
        }
        dh
    }
}
