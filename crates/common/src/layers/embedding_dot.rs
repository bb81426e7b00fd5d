use ndarray::Array2;

use crate::fast::{add_scaled, dot, vectorised};
use crate::param::Param;

/// The scores of a few words instead of all V: rows of W, each multiplied with h (book 4.2.4).
///
/// Differs from the book: Q words at once for each example, so that the right word and its K negatives take
/// one layer instead of 1 + K.
#[derive(Debug, Clone, Default)]
pub struct EmbeddingDot {
    h: Array2<f32>,   // (B, H), what the last forward saw
    ids: Array2<u32>, // (B, Q)
}

impl EmbeddingDot {
    /// y\[b, q\] = h\[b\] · W\[ids\[b, q\]\]: h (B, H), ids (B, Q), W (V, H) → y (B, Q).
    pub fn forward(&mut self, h: &Array2<f32>, ids: &Array2<u32>, w: &Param) -> Array2<f32> {
        assert_eq!(h.nrows(), ids.nrows(), "one row of ids for each row of h");
        self.h = h.as_standard_layout().into_owned();
        self.ids = ids.as_standard_layout().into_owned();
        let mut y = Vec::with_capacity(ids.len()); // (B, Q), row after row
        let rows = w.rows();
        vectorised(
            #[inline(always)]
            || {
                for (h, ids) in self.examples() {
                    y.extend(ids.iter().map(|&id| dot(h, rows.row(id))));
                }
            },
        );
        Array2::from_shape_vec(ids.dim(), y).expect("one score for each id")
    }

    /// dh\[b\] = Σ_q dout\[b, q\] · W\[ids\[b, q\]\] and dW\[ids\[b, q\]\] += dout\[b, q\] · h\[b\]:
    /// dout (B, Q) → dh (B, H).
    pub fn backward(&mut self, dout: &Array2<f32>, w: &mut Param) -> Array2<f32> {
        assert_eq!(dout.dim(), self.ids.dim(), "one entry of dout for each score of the last forward");
        let mut dh = vec![0.0; self.h.len()]; // (B, H), row after row
        let scales = dout.as_slice().expect("dout lies in one piece").chunks_exact(dout.ncols());
        vectorised(
            #[inline(always)]
            || {
                for (((h, ids), scales), dh) in
                    self.examples().zip(scales).zip(dh.chunks_exact_mut(self.h.ncols()))
                {
                    for (&id, &scale) in ids.iter().zip(scales) {
                        add_scaled(dh, scale, w.rows().row(id));
                        w.grad.add_to_row(id, scale, h);
                    }
                }
            },
        );
        Array2::from_shape_vec(self.h.dim(), dh).expect("one row for each row of h")
    }

    /// The row of h and the ids of each example of the last forward.
    #[inline(always)]
    fn examples(&self) -> impl Iterator<Item = (&[f32], &[u32])> {
        let h = self.h.as_slice().expect("h lies in one piece");
        let ids = self.ids.as_slice().expect("ids lie in one piece");
        h.chunks_exact(self.h.ncols()).zip(ids.chunks_exact(self.ids.ncols()))
    }
}
