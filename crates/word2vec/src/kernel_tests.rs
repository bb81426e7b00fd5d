//! Tests of the arithmetic on rows.

use proptest::prelude::*;
use pulp::Scalar;

use super::*;

/// All that a training computes, on rows of WIDTH floats: four rows h, four rows to go with them, of which one is asked
/// twice.
#[derive(Clone, Copy)]
struct All<'a, const WIDTH: usize> {
    h: &'a [f32],
    floats: &'a [f32],
    gradients: &'a [f32],
}

const ROWS: [usize; 4] = [3, 0, 2, 0];

impl<const WIDTH: usize> WithSimd for All<'_, WIDTH> {
    type Output = Vec<f32>;

    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        let Self { h, floats, gradients } = self;
        let starts = ROWS.map(|row| row * WIDTH);
        let mut all = vec![0.0; 4 * GROUP];
        products(simd, h, floats, &starts, WIDTH, &mut all);
        let mut w = floats.to_vec();
        let mut dh = vec![f32::NAN; GROUP * WIDTH]; // whatever is there is overwritten
        products_backward(simd, gradients, h, &mut dh, &mut w, &starts[..3], WIDTH);
        all.append(&mut dh);
        all.append(&mut w);
        all.push(dot(simd, &h[..WIDTH], &floats[..WIDTH]));
        let mut row = h[..WIDTH].to_vec();
        add(simd, &mut row, &floats[..WIDTH]);
        let (first, second) = (&floats[WIDTH..2 * WIDTH], &floats[2 * WIDTH..3 * WIDTH]);
        scale_and_add(simd, &mut row, 0.5, -2.0, &[first, second]);
        all.append(&mut row);
        let mut row = vec![f32::NAN; WIDTH];
        scaled_sum(simd, 0.25, floats, [&[2, 1], &[2]], &mut row);
        all.append(&mut row);
        let mut rows = floats.to_vec();
        add_to_all(simd, &mut rows, [&[3], &[1, 3]], &h[..WIDTH]);
        all.append(&mut rows);
        let (mut dh, mut w) = (h[WIDTH..2 * WIDTH].to_vec(), floats[..WIDTH].to_vec());
        dot_backward(simd, 0.3, &h[..WIDTH], &mut dh, &mut w);
        all.append(&mut dh);
        all.append(&mut w);
        all
    }
}

/// The same in loops that could not be plainer.
fn plainly<const WIDTH: usize>(All { h, floats, gradients }: All<WIDTH>) -> Vec<f64> {
    let h = |row: usize, column: usize| f64::from(h[row * WIDTH + column]);
    let w = |row: usize, column: usize| f64::from(floats[row * WIDTH + column]);
    let gradient = |n: usize, row: usize| f64::from(gradients[n * GROUP + row]);
    let columns = || 0..WIDTH;
    let mut all = Vec::new();
    for row in ROWS {
        all.extend((0..GROUP).map(|i| columns().map(|d| h(i, d) * w(row, d)).sum::<f64>()));
    }
    for i in 0..GROUP {
        all.extend(columns().map(|d| (0..3).map(|n| gradient(n, i) * w(ROWS[n], d)).sum::<f64>()));
    }
    for row in 0..4 {
        let asked = ROWS[..3].iter().position(|&asked| asked == row);
        let change = |n: usize, d| (0..GROUP).map(|i| gradient(n, i) * h(i, d)).sum::<f64>();
        all.extend(columns().map(|d| w(row, d) + asked.map_or(0.0, |n| change(n, d))));
    }
    all.push(columns().map(|d| h(0, d) * w(0, d)).sum());
    all.extend(columns().map(|d| 0.5 * (h(0, d) + w(0, d)) - 2.0 * (w(1, d) + w(2, d))));
    all.extend(columns().map(|d| 0.25 * (2.0 * w(2, d) + w(1, d))));
    for (row, times) in [0.0, 1.0, 0.0, 2.0].into_iter().enumerate() {
        all.extend(columns().map(|d| w(row, d) + times * h(0, d)));
    }
    all.extend(columns().map(|d| h(1, d) + 0.3 * w(0, d)));
    all.extend(columns().map(|d| w(0, d) + 0.3 * h(0, d)));
    all
}

/// With the first rows of WIDTH floats.
fn check<const WIDTH: usize>(h: &[f32], floats: &[f32], gradients: &[f32]) -> Result<(), TestCaseError> {
    let all = All::<WIDTH> { h: &h[..GROUP * WIDTH], floats: &floats[..4 * WIDTH], gradients };
    let expected = plainly(all);
    for computed in [Arch::new().dispatch(all), all.with_simd(Scalar)] {
        prop_assert_eq!(computed.len(), expected.len());
        for (computed, expected) in computed.iter().zip(&expected) {
            prop_assert!((f64::from(*computed) - expected).abs() < 1e-4, "{} for {}", computed, expected);
        }
    }
    Ok(())
}

const WIDEST: usize = 112;

proptest! {
    #[test]
    fn any_simd_instructions_compute_what_plain_loops_do(
        h in prop::collection::vec(-2f32..2.0, GROUP * WIDEST),
        floats in prop::collection::vec(-2f32..2.0, 4 * WIDEST),
        gradients in prop::collection::vec(-2f32..2.0, 3 * GROUP),
    ) {
        // Of vectors of 16 floats four, and then one, two and three more; of eight, none and two.
        check::<64>(&h, &floats, &gradients)?;
        check::<80>(&h, &floats, &gradients)?;
        check::<96>(&h, &floats, &gradients)?;
        check::<WIDEST>(&h, &floats, &gradients)?;
        if row_multiple() == 8 {
            // Of eight floats, one and three more.
            check::<72>(&h, &floats, &gradients)?;
            check::<88>(&h, &floats, &gradients)?;
        }
    }
}

#[test]
#[should_panic(expected = "a row of 9 floats is no whole number of vectors")]
fn a_row_that_is_not_a_whole_number_of_vectors_is_refused() {
    struct Nine;
    impl WithSimd for Nine {
        type Output = ();

        fn with_simd<S: Simd>(self, _: S) {
            // Portable vectors have one float, and then every row is whole.
            assert_whole_vectors::<S>(if S::F32_LANES > 1 {
                9
            } else {
                panic!("a row of 9 floats is no whole number of vectors")
            });
        }
    }
    Arch::new().dispatch(Nine);
}
