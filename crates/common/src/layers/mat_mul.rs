use ndarray::Array2;

use crate::param::Param;

/// A fully connected layer without bias: y = x · W (book 1.3.4 and 3.1.3).
#[derive(Debug, Clone, Default)]
pub struct MatMul {
    x: Array2<f32>, // (B, R), what the last forward saw
}

impl MatMul {
    /// y = x · W: x (B, R), W (R, D) → y (B, D).
    pub fn forward(&mut self, x: &Array2<f32>, w: &Param) -> Array2<f32> {
        self.x = x.to_owned();
        x.dot(&w.value)
    }

    /// dx = dout · Wᵀ and dW += xᵀ · dout: dout (B, D) → dx (B, R).
    pub fn backward(&mut self, dout: &Array2<f32>, w: &mut Param) -> Array2<f32> {
        w.grad.add(&self.x.t().dot(dout)); // (R, D)
        dout.dot(&w.value.t())
    }
}
