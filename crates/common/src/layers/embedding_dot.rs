use ndarray::Array2;

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
            for (entry, weight) in dh_row.iter_mut().zip(w.row(id)) {
                *entry += scale * weight;
            }
            w.grad.add_to_row(id, scale, self.h.row(b).to_slice().expect("rows of h lie in one piece"));
        }
        dh
    }
}

/// a · b. Eight sums side by side, which the compiler keeps in one register of eight floats; a single sum
/// would have to be computed one addition after the other.
#[inline]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (a_eights, b_eights) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a_eights.remainder().iter().zip(b_eights.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_eights.zip(b_eights) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}
