//! Adam, and how it rests: where n steps with gradient 0 move the weight.

use super::Rule;
use super::rules::DIVISION_GUARD;
use crate::fast::{add_scaled, vectorised};

/// Momentum and RMSProp at once, corrected for their start at zero (Kingma and Ba 2015):
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², W ← W − ηₜ m / √v, ηₜ = η √(1 − β₂ᵗ) / (1 − β₁ᵗ).
///
/// What is remembered of m is the direction m / √v in which the weight moves, because that is all that a rest
/// needs; the next step gets m back by multiplying with √v.
pub struct Adam {
    beta1: f64,
    beta2: f64,
    /// For each step t until ηₜ has become η: ηₜ, and how far a row drifts from there on, [`drift`](Self::drift).
    course: Vec<(f32, f64)>,
    /// For each number of steps until nothing is left: β₁ⁿ, β₂ⁿ and (β₁/√β₂)ⁿ.
    powers: Vec<(f32, f32, f64)>,
}

impl Adam {
    /// With this learning rate η, β₁ = 0.9 and β₂ = 0.999.
    pub fn new(learning_rate: f32) -> Self {
        let (beta1, beta2, learning_rate) = (0.9f64, 0.999f64, f64::from(learning_rate));
        let shrinkage = beta1 / beta2.sqrt();
        let late = (1e-9f64.ln() / beta2.ln()).ceil() as i32; // from here on β₂ᵗ < 1e-9
        let power = |steps| (beta1.powi(steps) as f32, beta2.powi(steps) as f32, shrinkage.powi(steps));
        let powers = (0..=late).map(power).collect();

        // Computed backwards: drift(s) = r · (ηₛ₊₁ + drift(s + 1)), and in the end ηₜ = η.
        let rate = |time| learning_rate * (1.0 - beta2.powi(time)).sqrt() / (1.0 - beta1.powi(time));
        let mut course = vec![(rate(late) as f32, learning_rate * shrinkage / (1.0 - shrinkage))];
        for step in (0..late).rev() {
            let (_, drift) = course[course.len() - 1];
            course.push((rate(step) as f32, shrinkage * (rate(step + 1) + drift)));
        }
        course.reverse();
        Self { beta1, beta2, course, powers }
    }

    /// Without a gradient, k steps after step s, m has shrunk by β₁ᵏ and √v by √β₂ᵏ, so the row moves by
    /// ηₛ₊ₖ rᵏ · m/√v with r = β₁/√β₂. All these moves, for k from 1 to infinity, add up to `drift(s)` · m/√v.
    fn drift(&self, step: u32) -> f64 {
        self.course[self.course.len().min(step as usize + 1) - 1].1
    }

    /// [`drift`](Self::drift) from `step` on, for a row whose last step was `last`.
    fn drift_since(&self, last: u32, step: u32) -> f64 {
        self.powers_of(step - last).2 * self.drift(step)
    }

    fn rate(&self, time: u32) -> f32 {
        self.course[self.course.len().min(time as usize + 1) - 1].0
    }

    fn powers_of(&self, steps: u32) -> (f32, f32, f64) {
        self.powers[self.powers.len().min(steps as usize + 1) - 1]
    }
}

impl Rule for Adam {
    fn formula(&self) -> &'static str {
        "m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², W ← W − ηₜ m / √v, ηₜ = η √(1 − β₂ᵗ) / (1 − β₁ᵗ)"
    }

    fn memories(&self) -> usize {
        2
    }

    fn step(&self, last: u32, time: u32, weight: &mut [f32], gradient: &[f32], memory: [&mut [f32]; 2]) {
        let rate = self.rate(time);
        let (mean_kept, square_kept, _) = self.powers_of(time - last); // the missed steps, and this one
        let (mean_new, square_new) = ((1.0 - self.beta1) as f32, (1.0 - self.beta2) as f32);
        // The compiler must know that the slices do not overlap, which it does of arguments only.
        #[inline(always)]
        fn step(
            [w, v, u]: [&mut [f32]; 3],
            g: &[f32],
            rate: f32,
            [mean_kept, mean_new, square_kept, square_new]: [f32; 4],
        ) {
            for (((w, v), u), g) in w.iter_mut().zip(v).zip(u).zip(g) {
                let m = mean_kept * *u * (v.sqrt() + DIVISION_GUARD) + mean_new * g;
                *v = square_kept * *v + square_new * g * g;
                *u = m / (v.sqrt() + DIVISION_GUARD);
                *w -= rate * *u;
            }
        }
        let [direction, square] = memory;
        let kept_and_new = [mean_kept, mean_new, square_kept, square_new];
        vectorised(
            #[inline(always)]
            move || step([weight, square, direction], gradient, rate, kept_and_new),
        );
    }

    /// The moves of a finite rest are all moves from its start on, less those that are still to come at its
    /// end.
    ///
    /// Exact but for the division guard, which is taken as if √v had not shrunk: the moves that count are
    /// over after some twenty steps, in which √v loses one hundredth.
    fn rest(&self, last: u32, since: u32, until: u32, weight: &mut [f32], [direction, _]: [&[f32]; 2]) {
        let move_by = (self.drift_since(last, since) - self.drift_since(last, until)) as f32;
        vectorised(
            #[inline(always)]
            move || add_scaled(weight, -move_by, direction),
        );
    }
}

/// [`Adam`] that leaves a row alone while it has no gradient: neither does the row drift on, nor do m and v
/// fade. Often used for embeddings, and not the same: rare words learn differently.
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

    fn step(&self, _last: u32, time: u32, weight: &mut [f32], gradient: &[f32], memory: [&mut [f32]; 2]) {
        self.0.step(time - 1, time, weight, gradient, memory);
    }

    fn rest(&self, _last: u32, _since: u32, _until: u32, _weight: &mut [f32], _memory: [&[f32]; 2]) {}
}
