//! The rules but for Adam: `step` follows the book line by line, `rest` is where n such lines with gradient 0 move the
//! weight. What the memory loses meanwhile it loses at the start of the next step.
//!
//! Settings are computed in `f64` and rounded once: in `f32`, 1 − 0.999 is wrong in the fifth digit.

use super::Rule;

/// Keeps a quotient finite where no gradient has been seen yet (book: `1e-7`).
pub(super) const DIVISION_GUARD: f32 = 1e-7;

/// W ← W − η · g: stochastic gradient descent.
pub struct Sgd {
    learning_rate: f32,
}

impl Sgd {
    /// With this learning rate η.
    pub fn new(learning_rate: f32) -> Self {
        Self { learning_rate }
    }
}

impl Rule for Sgd {
    fn formula(&self) -> &'static str {
        "W ← W − η g"
    }

    fn memories(&self) -> usize {
        0
    }

    fn step(&self, _last: u32, _time: u32, weight: &mut [f32], gradient: &[f32], _memory: [&mut [f32]; 2]) {
        for (w, g) in weight.iter_mut().zip(gradient) {
            *w -= self.learning_rate * g;
        }
    }

    fn rest(&self, _last: u32, _since: u32, _until: u32, _weight: &mut [f32], _memory: [&[f32]; 2]) {}
}

/// v ← μ v − η g, W ← W + v: a ball that rolls on (Polyak 1964).
pub struct Momentum {
    learning_rate: f32,
    momentum: f32,
}

impl Momentum {
    /// With this learning rate η, and μ = 0.9.
    pub fn new(learning_rate: f32) -> Self {
        Self { learning_rate, momentum: 0.9 }
    }
}

impl Rule for Momentum {
    fn formula(&self) -> &'static str {
        "v ← μ v − η g, W ← W + v"
    }

    fn memories(&self) -> usize {
        1
    }

    fn step(
        &self,
        last: u32,
        time: u32,
        weight: &mut [f32],
        gradient: &[f32],
        [velocity, _]: [&mut [f32]; 2],
    ) {
        let faded = power(self.momentum, time - last); // once for each missed step, and once for this
        for ((w, g), v) in weight.iter_mut().zip(gradient).zip(velocity) {
            *v = faded * *v - self.learning_rate * g;
            *w += *v;
        }
    }

    fn rest(&self, last: u32, since: u32, until: u32, weight: &mut [f32], [velocity, _]: [&[f32]; 2]) {
        let roll = sum_of_powers(self.momentum, since - last + 1, until - last);
        for (w, v) in weight.iter_mut().zip(velocity) {
            *w += roll * v;
        }
    }
}

/// Momentum that looks one step ahead, in the form of Bengio et al. (2013), eq. 7.
pub struct Nesterov {
    learning_rate: f32,
    momentum: f32,
}

impl Nesterov {
    /// With this learning rate η, and μ = 0.9.
    pub fn new(learning_rate: f32) -> Self {
        Self { learning_rate, momentum: 0.9 }
    }
}

impl Rule for Nesterov {
    fn formula(&self) -> &'static str {
        "v ← μ v − η g, W ← W + μ² v − (1 + μ) η g"
    }

    fn memories(&self) -> usize {
        1
    }

    fn step(
        &self,
        last: u32,
        time: u32,
        weight: &mut [f32],
        gradient: &[f32],
        [velocity, _]: [&mut [f32]; 2],
    ) {
        let faded = power(self.momentum, time - last); // once for each missed step, and once for this
        for ((w, g), v) in weight.iter_mut().zip(gradient).zip(velocity) {
            *v = faded * *v - self.learning_rate * g;
            *w += self.momentum * self.momentum * *v - (1.0 + self.momentum) * self.learning_rate * g;
        }
    }

    fn rest(&self, last: u32, since: u32, until: u32, weight: &mut [f32], [velocity, _]: [&[f32]; 2]) {
        let roll =
            self.momentum * self.momentum * sum_of_powers(self.momentum, since - last + 1, until - last);
        for (w, v) in weight.iter_mut().zip(velocity) {
            *w += roll * v;
        }
    }
}

/// h ← h + g², W ← W − η g / √h: a weight that has moved much moves less (Duchi et al. 2011).
pub struct AdaGrad {
    learning_rate: f32,
}

impl AdaGrad {
    /// With this learning rate η.
    pub fn new(learning_rate: f32) -> Self {
        Self { learning_rate }
    }
}

impl Rule for AdaGrad {
    fn formula(&self) -> &'static str {
        "h ← h + g², W ← W − η g / √h"
    }

    fn memories(&self) -> usize {
        1
    }

    fn step(
        &self,
        _last: u32,
        _time: u32,
        weight: &mut [f32],
        gradient: &[f32],
        [squares, _]: [&mut [f32]; 2],
    ) {
        for ((w, g), h) in weight.iter_mut().zip(gradient).zip(squares) {
            *h += g * g;
            *w -= self.learning_rate * g / (h.sqrt() + DIVISION_GUARD);
        }
    }

    fn rest(&self, _last: u32, _since: u32, _until: u32, _weight: &mut [f32], _memory: [&[f32]; 2]) {}
}

/// AdaGrad that forgets: h ← ρ h + (1 − ρ) g² (Tieleman and Hinton 2012).
pub struct RmsProp {
    learning_rate: f32,
    decay: f64,
}

impl RmsProp {
    /// With this learning rate η, and ρ = 0.99.
    pub fn new(learning_rate: f32) -> Self {
        Self { learning_rate, decay: 0.99 }
    }
}

impl Rule for RmsProp {
    fn formula(&self) -> &'static str {
        "h ← ρ h + (1 − ρ) g², W ← W − η g / √h"
    }

    fn memories(&self) -> usize {
        1
    }

    fn step(
        &self,
        last: u32,
        time: u32,
        weight: &mut [f32],
        gradient: &[f32],
        [squares, _]: [&mut [f32]; 2],
    ) {
        let (kept, added) = (power(self.decay as f32, time - last), (1.0 - self.decay) as f32);
        for ((w, g), h) in weight.iter_mut().zip(gradient).zip(squares) {
            *h = kept * *h + added * g * g;
            *w -= self.learning_rate * g / (h.sqrt() + DIVISION_GUARD);
        }
    }

    fn rest(&self, _last: u32, _since: u32, _until: u32, _weight: &mut [f32], _memory: [&[f32]; 2]) {}
}

/// μⁿ.
fn power(base: f32, exponent: u32) -> f32 {
    f64::from(base).powf(f64::from(exponent)) as f32
}

/// μᵃ + … + μᶻ, for a ≤ z.
fn sum_of_powers(base: f32, first: u32, last: u32) -> f32 {
    let base = f64::from(base);
    let power = |exponent: u32| base.powf(f64::from(exponent));
    ((power(first) - power(last + 1)) / (1.0 - base)) as f32
}
