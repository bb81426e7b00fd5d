//! How alike word vectors are (book 2.3.5, 2.3.6 and 4.3.3; `common/util.py`).

use ndarray::{Array2, ArrayView1, ArrayView2};

/// Keeps the cosine of a zero vector finite (book: `1e-8`).
const DIVISION_GUARD: f32 = 1e-8;

/// The cosine of the angle between two vectors (H): 1 for the same direction, 0 for a right angle.
pub fn cosine(x: ArrayView1<f32>, y: ArrayView1<f32>) -> f32 {
    x.dot(&y) / length(x) / length(y)
}

fn length(vector: ArrayView1<f32>) -> f32 {
    vector.dot(&vector).sqrt() + DIVISION_GUARD
}

/// The rows of `w` (V, H), each divided by its length.
pub fn unit_rows(w: ArrayView2<f32>) -> Array2<f32> {
    let mut unit = w.to_owned();
    for mut row in unit.outer_iter_mut() {
        let length = length(row.view());
        row /= length;
    }
    unit
}

/// The `top` words whose vectors have the largest cosine with that of `id`, which is left out: (id, cosine),
/// largest first, the lower id first among equals. `w` (V, H) has one row for each word.
pub fn most_similar(w: ArrayView2<f32>, id: u32, top: usize) -> Vec<(u32, f32)> {
    let query = w.row(id as usize);
    let cosines = w.outer_iter().map(|row| cosine(row, query));
    largest(cosines, &[id], top)
}

/// How [`analogy`] scores a candidate x for a : b = c : x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scoring {
    /// x̂ · (b̂ − â + ĉ) with all vectors brought to length 1 first, and the sum too: 3CosAdd (Mikolov et al.
    /// 2013, "Linguistic Regularities"), what the field uses.
    Cosine,
    /// x · (b − a + c) brought to length 1, with vectors as they are: the book's, which favours long vectors.
    RawDot,
}

/// The `top` best answers x to a : b = c : x, where a, b and c are left out: (id, score), best first, the
/// lower id first among equals. `w` (V, H) has one row for each word.
pub fn analogy(w: ArrayView2<f32>, [a, b, c]: [u32; 3], top: usize, scoring: Scoring) -> Vec<(u32, f32)> {
    let vector = |id: u32| match scoring {
        Scoring::Cosine => &w.row(id as usize) / length(w.row(id as usize)), // (H)
        Scoring::RawDot => w.row(id as usize).to_owned(),                    // (H)
    };
    let query = vector(b) - vector(a) + vector(c); // (H)
    let query = &query / length(query.view());
    let scores = w.outer_iter().map(|row| match scoring {
        Scoring::Cosine => cosine(row, query.view()),
        Scoring::RawDot => row.dot(&query),
    });
    largest(scores, &[a, b, c], top)
}

/// The `top` largest scores with their positions, without the positions `left_out`.
fn largest(scores: impl IntoIterator<Item = f32>, left_out: &[u32], top: usize) -> Vec<(u32, f32)> {
    let mut ranked: Vec<(u32, f32)> = (0..).zip(scores).filter(|(id, _)| !left_out.contains(id)).collect();
    ranked.sort_by(|(_, a), (_, b)| b.total_cmp(a)); // stable: the lower id stays first among equals
    ranked.truncate(top);
    ranked
}

/// An analogy with its answer: `a : b = c : answer`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AnalogyQuestion {
    /// What b is to a, for instance `capital-common-countries`.
    pub relation: String,
    /// `king` in king : man = queen : woman.
    pub a: String,
    /// `man` in king : man = queen : woman.
    pub b: String,
    /// `queen` in king : man = queen : woman.
    pub c: String,
    /// `woman` in king : man = queen : woman.
    pub answer: String,
}

impl AnalogyQuestion {
    /// The question in lower case, for a vocabulary that knows no capitals.
    pub fn to_lowercase(&self) -> Self {
        let [a, b, c, answer] = [&self.a, &self.b, &self.c, &self.answer].map(|word| word.to_lowercase());
        Self { relation: self.relation.clone(), a, b, c, answer }
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    use super::*;

    #[test]
    fn the_cosine_looks_at_directions_alone() {
        let (x, y) = (array![3.0, 4.0], array![4.0, 3.0]);
        assert_abs_diff_eq!(cosine(x.view(), (10.0 * &x).view()), 1.0, epsilon = 1e-6);
        assert_abs_diff_eq!(cosine(x.view(), y.view()), 0.96, epsilon = 1e-6);
        assert_eq!(cosine(x.view(), array![0.0, 0.0].view()), 0.0);
    }

    #[test]
    fn the_query_is_not_among_its_neighbours_and_equals_keep_the_order_of_their_ids() {
        let w = array![[1.0, 0.0], [0.0, 1.0], [2.0, 0.0], [0.0, 3.0], [-1.0, 0.0]];
        let ids: Vec<u32> = most_similar(w.view(), 0, 10).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, [2, 1, 3, 4]);
    }

    /// king, man, queen, woman: royal is the first axis, male the second; crowd is long and points half way.
    #[test]
    fn king_to_man_is_as_queen_to_woman_and_a_long_vector_wins_the_raw_dot_product() {
        let w = array![[1.0, 1.0], [0.1, 1.0], [1.0, -1.0], [0.1, -1.0], [4.0, -9.0]];
        let best = |scoring| analogy(w.view(), [0, 1, 2], 1, scoring)[0].0;
        assert_eq!(best(Scoring::Cosine), 3);
        assert_eq!(best(Scoring::RawDot), 4);
    }
}
