//! The rules: `step` follows the book line by line, `rest` is what n such lines with gradient 0 add up to.
//!
//! Settings are computed in `f64` and rounded once: in `f32`, 1 − 0.999 is wrong in the fifth digit.

use super::Rule;

/// Keeps a quotient finite where no gradient has been seen yet (book: `1e-7`).
const DIVISION_GUARD: f32 = 1e-7;

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

    fn step(&self, _time: u32, weight: &mut [f32], gradient: &[f32], _memory: [&mut [f32]; 2]) {
        for (w, g) in weight.iter_mut().zip(gradient) {
            *w -= self.learning_rate * g;
        }
    }

    fn rest(&self, _since: u32, _until: u32, _weight: &mut [f32], _memory: [&mut [f32]; 2]) {}
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

    fn step(&self, _time: u32, weight: &mut [f32], gradient: &[f32], [velocity, _]: [&mut [f32]; 2]) {
        for ((w, g), v) in weight.iter_mut().zip(gradient).zip(velocity) {
            *v = self.momentum * *v - self.learning_rate * g;
            *w += *v;
        }
    }

    fn rest(&self, since: u32, until: u32, weight: &mut [f32], [velocity, _]: [&mut [f32]; 2]) {
        let roll = sum_of_powers(self.momentum, until - since);
        let left = power(self.momentum, until - since);
        for (w, v) in weight.iter_mut().zip(velocity) {
            *w += roll * *v;
            *v *= left;
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

    fn step(&self, _time: u32, weight: &mut [f32], gradient: &[f32], [velocity, _]: [&mut [f32]; 2]) {
        for ((w, g), v) in weight.iter_mut().zip(gradient).zip(velocity) {
            *v = self.momentum * *v - self.learning_rate * g;
            *w += self.momentum * self.momentum * *v - (1.0 + self.momentum) * self.learning_rate * g;
        }
    }

    fn rest(&self, since: u32, until: u32, weight: &mut [f32], [velocity, _]: [&mut [f32]; 2]) {
        let roll = self.momentum * self.momentum * sum_of_powers(self.momentum, until - since);
        let left = power(self.momentum, until - since);
        for (w, v) in weight.iter_mut().zip(velocity) {
            *w += roll * *v;
            *v *= left;
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

    fn step(&self, _time: u32, weight: &mut [f32], gradient: &[f32], [squares, _]: [&mut [f32]; 2]) {
        for ((w, g), h) in weight.iter_mut().zip(gradient).zip(squares) {
            *h += g * g;
            *w -= self.learning_rate * g / (h.sqrt() + DIVISION_GUARD);
        }
    }

    fn rest(&self, _since: u32, _until: u32, _weight: &mut [f32], _memory: [&mut [f32]; 2]) {}
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

    fn step(&self, _time: u32, weight: &mut [f32], gradient: &[f32], [squares, _]: [&mut [f32]; 2]) {
        let (kept, added) = (self.decay as f32, (1.0 - self.decay) as f32);
        for ((w, g), h) in weight.iter_mut().zip(gradient).zip(squares) {
            *h = kept * *h + added * g * g;
            *w -= self.learning_rate * g / (h.sqrt() + DIVISION_GUARD);
        }
    }

    fn rest(&self, since: u32, until: u32, _weight: &mut [f32], [squares, _]: [&mut [f32]; 2]) {
        let left = power(self.decay as f32, until - since);
        for h in squares {
            *h *= left;
        }
    }
}

/// Momentum and RMSProp at once, corrected for their start at zero (Kingma and Ba 2015):
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², W ← W − ηₜ m / √v, ηₜ = η √(1 − β₂ᵗ) / (1 − β₁ᵗ).
pub struct Adam {
    learning_rate: f64,
    beta1: f64,
    beta2: f64,
    /// `drift[s]`: see [`drift_after`](Self::drift_after).
    drift: Vec<f64>,
}

impl Adam {
    /// With this learning rate η, β₁ = 0.9 and β₂ = 0.999.
    pub fn new(learning_rate: f32) -> Self {
        let mut adam =
            Self { learning_rate: f64::from(learning_rate), beta1: 0.9, beta2: 0.999, drift: Vec::new() };
        adam.drift = adam.drift_table();
        adam
    }

    /// ηₜ, the learning rate of step number `time`.
    fn rate(&self, time: u32) -> f64 {
        let power = |beta: f64| beta.powf(f64::from(time));
        self.learning_rate * (1.0 - power(self.beta2)).sqrt() / (1.0 - power(self.beta1))
    }

    /// How fast the moves of a row without gradient shrink: by β₁ / √β₂ with each step.
    fn shrinkage(&self) -> f64 {
        self.beta1 / self.beta2.sqrt()
    }

    /// Without a gradient, k steps after step s, m has shrunk by β₁ᵏ and √v by √β₂ᵏ, so the row moves by
    /// ηₛ₊ₖ rᵏ · m/√v with r = β₁/√β₂. All these moves, for k from 1 to infinity, add up to
    /// `drift_after(s)` · m/√v.
    fn drift_after(&self, step: u32) -> f64 {
        self.drift[(step as usize).min(self.drift.len() - 1)]
    }

    /// Computed backwards, drift(s) = r · (ηₛ₊₁ + drift(s + 1)), from a step so late that ηₜ has become η.
    fn drift_table(&self) -> Vec<f64> {
        let r = self.shrinkage();
        let late = (1e-9f64.ln() / self.beta2.ln()).ceil() as usize; // β₂ᵗ < 1e-9
        let mut drift = vec![self.learning_rate * r / (1.0 - r); late + 1];
        for step in (0..late).rev() {
            drift[step] = r * (self.rate(step as u32 + 1) + drift[step + 1]);
        }
        drift
    }
}

impl Rule for Adam {
    fn formula(&self) -> &'static str {
        "m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², W ← W − ηₜ m / √v, ηₜ = η √(1 − β₂ᵗ) / (1 − β₁ᵗ)"
    }

    fn memories(&self) -> usize {
        2
    }

    fn step(&self, time: u32, weight: &mut [f32], gradient: &[f32], [mean, square]: [&mut [f32]; 2]) {
        let rate = self.rate(time) as f32;
        let (new1, new2) = ((1.0 - self.beta1) as f32, (1.0 - self.beta2) as f32);
        for (((w, g), m), v) in weight.iter_mut().zip(gradient).zip(mean).zip(square) {
            *m += new1 * (g - *m);
            *v += new2 * (g * g - *v);
            *w -= rate * *m / (v.sqrt() + DIVISION_GUARD);
        }
    }

    /// The moves of a finite rest are all moves from now on, less those that are still to come at its end.
    ///
    /// Exact but for the division guard, which is taken as if √v had not shrunk: the moves that count are
    /// over after some twenty steps, in which √v loses one hundredth.
    fn rest(&self, since: u32, until: u32, weight: &mut [f32], [mean, square]: [&mut [f32]; 2]) {
        let missed = f64::from(until - since);
        let to_come = self.shrinkage().powf(missed) * self.drift_after(until);
        let move_by = (self.drift_after(since) - to_come) as f32;
        let (left1, left2) = (self.beta1.powf(missed) as f32, self.beta2.powf(missed) as f32);
        for ((w, m), v) in weight.iter_mut().zip(mean).zip(square) {
            *w -= move_by * *m / (v.sqrt() + DIVISION_GUARD);
            *m *= left1;
            *v *= left2;
        }
    }
}

/// [`Adam`] that leaves a row alone while it has no gradient: neither does the row drift on, nor do m and v
/// fade. Cheaper, often used for embeddings, and not the same: rare words learn more slowly.
pub struct LazyAdam(Adam);

impl LazyAdam {
    /// With this learning rate η, β₁ = 0.9 and β₂ = 0.999.
    pub fn new(learning_rate: f32) -> Self {
        Self(Adam::new(learning_rate))
    }
}

impl Rule for LazyAdam {
    fn formula(&self) -> &'static str {
        self.0.formula()
    }

    fn memories(&self) -> usize {
        self.0.memories()
    }

    fn step(&self, time: u32, weight: &mut [f32], gradient: &[f32], memory: [&mut [f32]; 2]) {
        self.0.step(time, weight, gradient, memory);
    }

    fn rest(&self, _since: u32, _until: u32, _weight: &mut [f32], _memory: [&mut [f32]; 2]) {}
}

/// μⁿ.
fn power(base: f32, exponent: u32) -> f32 {
    f64::from(base).powf(f64::from(exponent)) as f32
}

/// μ + μ² + … + μⁿ.
fn sum_of_powers(base: f32, count: u32) -> f32 {
    let base = f64::from(base);
    (base * (1.0 - base.powf(f64::from(count))) / (1.0 - base)) as f32
}
