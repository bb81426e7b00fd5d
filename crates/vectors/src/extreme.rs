//! The formulas of [`common::similarity`] in 64 bits, for vectors whose squares are beyond 32, too large or too small: a
//! training that went astray leaves such vectors, and their cosines are numbers all the same.

use common::similarity::Scoring;
use ndarray::{Array1, ArrayView1, ArrayView2};

/// Whether the squares of the numbers of a vector (H) do not add up to a number of 32 bits that means something.
pub(crate) fn is_beyond_32_bits(vector: ArrayView1<f32>) -> bool {
    let largest = vector.iter().fold(0.0, |largest: f32, number| largest.max(number.abs()));
    largest > 0.0 && !(1e-6..=1e15).contains(&largest)
}

/// The cosine of two vectors (H).
pub(crate) fn cosine(x: ArrayView1<f32>, y: ArrayView1<f32>) -> f32 {
    narrow(unit(wide(x)).dot(&unit(wide(y))))
}

/// As [`common::similarity::most_similar`].
pub(crate) fn most_similar(w: ArrayView2<f32>, id: u32, top: usize) -> Vec<(u32, f32)> {
    let query = unit(wide(w.row(id as usize))); // (H)
    best(w.outer_iter().map(|row| unit(wide(row)).dot(&query)), &[id], top)
}

/// As [`common::similarity::analogy`].
pub(crate) fn analogy(w: ArrayView2<f32>, ids: [u32; 3], top: usize, scoring: Scoring) -> Vec<(u32, f32)> {
    let vector = |row: ArrayView1<f32>| match scoring {
        Scoring::Cosine => unit(wide(row)), // (H)
        Scoring::RawDot => wide(row),       // (H)
    };
    let [a, b, c] = ids.map(|id| vector(w.row(id as usize)));
    let query = unit(b - a + c); // (H)
    best(w.outer_iter().map(|row| vector(row).dot(&query)), &ids, top)
}

fn wide(vector: ArrayView1<f32>) -> Array1<f64> {
    vector.mapv(f64::from)
}

/// The number of 32 bits that comes nearest.
fn narrow(value: f64) -> f32 {
    value.clamp(f32::MIN.into(), f32::MAX.into()) as f32
}

/// A vector divided by its length; one of zeros stays as it is.
fn unit(vector: Array1<f64>) -> Array1<f64> {
    let length = vector.dot(&vector).sqrt();
    if length > 0.0 { vector / length } else { vector }
}

fn best(scores: impl Iterator<Item = f64>, left_out: &[u32], top: usize) -> Vec<(u32, f32)> {
    let mut ranked: Vec<(u32, f64)> = (0..).zip(scores).filter(|(id, _)| !left_out.contains(id)).collect();
    ranked.sort_by(|(_, a), (_, b)| b.total_cmp(a)); // stable: the lower id stays first among equals
    ranked.into_iter().take(top).map(|(id, score)| (id, narrow(score))).collect()
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use common::similarity;
    use ndarray::array;

    use super::*;

    #[test]
    fn both_agree_where_32_bits_are_enough() {
        let w = array![[1.0, 1.0], [0.1, 1.0], [1.0, -1.0], [0.1, -1.0], [4.0, -9.0]];
        let same = |left: Vec<(u32, f32)>, right: Vec<(u32, f32)>| {
            assert_eq!(left.len(), right.len());
            for (left, right) in left.into_iter().zip(right) {
                assert_eq!(left.0, right.0);
                assert_abs_diff_eq!(left.1, right.1, epsilon = 1e-5);
            }
        };
        same(most_similar(w.view(), 1, 9), similarity::most_similar(w.view(), 1, 9));
        for scoring in [Scoring::Cosine, Scoring::RawDot] {
            let ids = [0, 1, 2];
            same(analogy(w.view(), ids, 9, scoring), similarity::analogy(w.view(), ids, 9, scoring));
        }
    }

    #[test]
    fn the_direction_of_a_vector_does_not_depend_on_its_length() {
        for tiny in [1e-7, 1e-30, 1e-44] {
            let w = array![[tiny, tiny], [0.1, 1.0], [3.0, 2.9]];
            assert!(is_beyond_32_bits(w.row(0)) && !is_beyond_32_bits(w.row(1)));
            assert_abs_diff_eq!(cosine(w.row(0), w.row(0)), 1.0, epsilon = 1e-6);
            assert_eq!(most_similar(w.view(), 0, 1)[0].0, 2);
        }
        let w = array![[f32::MAX, f32::MAX], [0.1, 1.0], [f32::MAX, f32::MIN], [2.0, 2.0]];
        assert!(is_beyond_32_bits(w.row(0)) && !is_beyond_32_bits(array![0.0, 0.0].view()));
        assert_abs_diff_eq!(cosine(w.row(0), w.row(3)), 1.0, epsilon = 1e-6);
        assert_eq!(most_similar(w.view(), 0, 1)[0].0, 3);
    }
}
