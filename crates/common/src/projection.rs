//! A flat map of word vectors: principal component analysis to two dimensions.

use ndarray::{Array1, Array2, Axis};

/// More than enough for a picture: with each turn the wanted axes stand out more.
const TURNS: usize = 500;

/// The two directions in which vectors differ most, to see these vectors along them, or others, such as earlier ones of
/// the same training.
///
/// The axes are found by power iteration: multiplying with the covariance again and again turns any vector
/// towards the direction of largest variance; the second axis is kept at a right angle to the first. The
/// sign of an axis is free, and chosen so that its largest entry is positive: the same vectors always give
/// the same axes.
#[derive(Clone, Debug)]
pub struct PrincipalAxes {
    mean: Array1<f64>,      // (H)
    axes: [Array1<f64>; 2], // each (H)
}

impl PrincipalAxes {
    /// The axes of vectors (V, H).
    pub fn of(vectors: &Array2<f32>) -> Self {
        let hidden_size = vectors.ncols();
        let vectors = vectors.mapv(f64::from); // (V, H)
        let mean = vectors.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(hidden_size));
        let centred = vectors - &mean;
        // (H, H); for fewer words than numbers, which may be many, it would be the larger of the two.
        let covariance = (centred.nrows() >= hidden_size).then(|| centred.t().dot(&centred));
        let turned = |axis: &Array1<f64>| match &covariance {
            Some(covariance) => covariance.dot(axis),
            None => centred.t().dot(&centred.dot(axis)),
        };
        let first = strongest_axis(hidden_size, turned, 0, None);
        let second = strongest_axis(hidden_size, turned, 1, Some(&first));
        Self { mean, axes: [first, second] }
    }

    /// Where vectors (V, H) lie along them: (V, 2).
    pub fn project(&self, vectors: &Array2<f32>) -> Array2<f32> {
        let centred = vectors.mapv(f64::from) - &self.mean; // (V, H)
        Array2::from_shape_fn((vectors.nrows(), 2), |(word, axis)| {
            centred.row(word).dot(&self.axes[axis]) as f32
        })
    }
}

/// The vectors (V, H), centred and seen along their [`PrincipalAxes`]: (V, 2).
pub fn principal_components(vectors: &Array2<f32>) -> Array2<f32> {
    PrincipalAxes::of(vectors).project(vectors)
}

/// The direction of largest variance that is at a right angle to `other`; `turned` multiplies with the covariance.
fn strongest_axis(
    hidden_size: usize,
    turned: impl Fn(&Array1<f64>) -> Array1<f64>,
    number: usize,
    other: Option<&Array1<f64>>,
) -> Array1<f64> {
    // Any start will do, as long as it is not at a right angle to the axis and always the same.
    let mut axis = Array1::from_shape_fn(hidden_size, |i| 1.0 + ((i + number) % 7) as f64);
    for _ in 0..TURNS {
        match unit_at_right_angles(turned(&axis), other) {
            Some(unit) => axis = unit,
            None => axis.fill(0.0), // no variance is left: all words lie in one place along this axis
        }
    }
    let larger = |largest: f64, &entry: &f64| if entry.abs() > largest.abs() { entry } else { largest };
    if axis.iter().fold(0.0, larger) < 0.0 { -axis } else { axis }
}

/// `vector` without its share of `axis`, brought to length 1; `None` if nothing is left but what rounding leaves.
fn unit_at_right_angles(mut vector: Array1<f64>, axis: Option<&Array1<f64>>) -> Option<Array1<f64>> {
    let whole_length = vector.dot(&vector).sqrt();
    if let Some(axis) = axis {
        vector = &vector - axis * vector.dot(axis);
    }
    let length = vector.dot(&vector).sqrt();
    (length > 1e-12 * whole_length.max(1.0)).then(|| vector / length)
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    use super::*;

    #[test]
    fn points_on_a_tilted_cross_are_turned_upright() {
        let vectors = array![[3.0, 3.0, 9.0], [-3.0, -3.0, 9.0], [1.0, -1.0, 9.0], [-1.0, 1.0, 9.0]];
        let map = principal_components(&vectors);
        let (long, short) = (18f32.sqrt(), 2f32.sqrt());
        assert_abs_diff_eq!(
            map.mapv(f32::abs),
            array![[long, 0.0], [long, 0.0], [0.0, short], [0.0, short]],
            epsilon = 1e-4
        );
        assert_abs_diff_eq!(map.row(0), -&map.row(1), epsilon = 1e-4);
    }

    #[test]
    fn the_map_does_not_depend_on_where_the_vectors_lie_nor_on_a_common_sign() {
        let vectors = array![[1.0, 0.2], [-2.0, 0.1], [0.5, -0.7]];
        let map = principal_components(&vectors);
        assert_abs_diff_eq!(map, principal_components(&(&vectors + 5.0)), epsilon = 1e-4);
        assert_abs_diff_eq!(map, -principal_components(&-vectors), epsilon = 1e-4);
    }

    #[test]
    fn vectors_that_are_all_the_same_lie_in_one_place() {
        assert_eq!(principal_components(&Array2::ones((3, 4))), Array2::<f32>::zeros((3, 2)));
        assert_eq!(principal_components(&Array2::zeros((0, 4))).dim(), (0, 2));
    }

    #[test]
    fn long_vectors_of_few_words_take_no_square_of_their_length() {
        // With a covariance of 20 GB, this would take minutes or end the program.
        let vectors = Array2::from_shape_fn((2, 50_000), |(word, _)| word as f32);
        let half = 50_000f32.sqrt() / 2.0;
        let map = principal_components(&vectors);
        assert_abs_diff_eq!(map, array![[-half, 0.0], [half, 0.0]], epsilon = 1e-2);
    }

    #[test]
    fn a_single_dimension_lies_on_a_line() {
        let map = principal_components(&array![[1.0], [3.0]]);
        assert_abs_diff_eq!(map, array![[-1.0, 0.0], [1.0, 0.0]], epsilon = 1e-5);
    }
}
