use ndarray::Array2;

use crate::fast::vectorised;
use crate::param::Param;

/// Picks the rows of words: what one-hot · W computes, without the product (book 4.1).
#[derive(Debug, Clone, Default)]
pub struct Embedding {
    ids: Vec<u32>, // (B), which rows the last forward picked
}

impl Embedding {
    /// y\[b\] = W\[ids\[b\]\]: ids (B), W (V, H) → y (B, H).
    pub fn forward(&mut self, ids: &[u32], w: &Param) -> Array2<f32> {
        self.ids = ids.to_vec();
        let mut picked = Vec::with_capacity(ids.len() * w.value.ncols());
        let rows = w.rows();
        for &id in ids {
            picked.extend_from_slice(rows.row(id));
        }
        Array2::from_shape_vec((ids.len(), w.value.ncols()), picked).expect("one row of H floats for each id")
    }

    /// dW\[ids\[b\]\] += dout\[b\]: dout (B, H). An id has no gradient, so nothing is returned.
    ///
    /// Adds, never overwrites: an id that stands twice in the batch gets both gradients.
    pub fn backward(&mut self, dout: &Array2<f32>, w: &mut Param) {
        assert_eq!(dout.nrows(), self.ids.len(), "one row of dout for each id of the last forward");
        let dout = dout.as_slice().expect("dout lies in one piece").chunks_exact(dout.ncols());
        vectorised(
            #[inline(always)]
            || {
                for (&id, row) in self.ids.iter().zip(dout) {
                    w.grad.add_to_row(id, 1.0, row);
                }
            },
        );
    }
}
