//! 4.1.1 – 4.1.2 The layer Embedding, forward and backward, beside the product that it replaces.

use anyhow::Result;
use common::layers::Embedding;
use common::param::Param;
use common::text::one_hot;
use ndarray::{Array2, array, aview1};
use notebook::{BarPlot, Notebook};
use tr::tr;

/// A weight in which each entry tells its place: row 4 is 40, 41, 42.
pub fn readable_weight() -> Array2<f32> {
    Array2::from_shape_fn((7, 3), |(row, column)| (10 * row + column) as f32) // (V, H)
}

/// For printing without decimals.
pub fn whole(values: &Array2<f32>) -> Array2<i32> {
    values.mapv(|entry| entry as i32)
}

/// 4.1.1 Forward: pick the rows.
pub fn forward_picks_rows(notebook: &mut Notebook) {
    notebook.cell(tr!("Embedding, forward: pick rows (4.1.1 – 4.1.2)"));
    let w = Param::sparse(readable_weight());
    let idx = [0u32, 2, 0, 4]; // (B)
    notebook.array("w", "(V, H)", &whole(&w.value));
    notebook.array("idx", "(B)", &aview1(&idx));
    let mut by_hand = Array2::zeros((idx.len(), 3)); // (B, H)
    for (mut row, &id) in by_hand.outer_iter_mut().zip(&idx) {
        row.assign(&w.value.row(id as usize));
    }
    notebook.array("w[idx]", "(B, H)", &whole(&by_hand));
    let product = one_hot(aview1(&idx), 7).dot(&w.value); // (B, V) · (V, H) = (B, H)
    notebook.array(tr!("one-hot of idx · w"), "(B, H)", &whole(&product));
    let by_layer = Embedding::default().forward(&idx, &w); // (B, H)
    assert_eq!(by_hand, product);
    assert_eq!(by_hand, by_layer);
    notebook.say(tr!(
        "They are equal, and the layer `Embedding` gives the same: it picks, and multiplies nothing."
    ));
}

/// 4.1.2 Backward: add into the rows. Overwriting them loses a gradient.
pub fn backward_adds_into_rows(notebook: &mut Notebook) -> Result<()> {
    notebook.cell(tr!("Embedding, backward: add into rows. The trap (4.1.2)"));
    let idx = [0u32, 2, 0, 4]; // (B), word 0 stands in it twice
    let dout: Array2<f32> = array![[10., 20., 30.], [4., 5., 6.], [1., 2., 3.], [7., 8., 9.]]; // (B, H)
    notebook.array("idx", "(B)", &aview1(&idx));
    notebook.array("dout", "(B, H)", &whole(&dout));

    let (mut overwritten, mut added) = (Array2::zeros((7, 3)), Array2::<f32>::zeros((7, 3))); // (V, H)
    for (&id, row) in idx.iter().zip(dout.outer_iter()) {
        overwritten.row_mut(id as usize).assign(&row);
        let mut sum = added.row_mut(id as usize);
        sum += &row;
    }
    notebook.array(tr!("the trap, dw[idx] = dout"), "(V, H)", &whole(&overwritten));
    notebook.array(tr!("added, one position at a time"), "(V, H)", &whole(&added));
    let differing: Vec<usize> = (0..7).filter(|&row| overwritten.row(row) != added.row(row)).collect();
    let lost = &added.row(0) - &overwritten.row(0); // (H)
    assert_eq!((&differing[..], lost.to_vec()), (&[0][..], dout.row(0).to_vec()));
    notebook.say(tr!(
        "They differ in row 0 alone. Word 0 stands in idx twice, at positions 0 and 2: the second gradient\n\
         overwrites the first, and 10 20 30 is lost. Nothing crashes and nothing warns."
    ));

    let of_product = one_hot(aview1(&idx), 7).t().dot(&dout); // (V, B) · (B, H) = (V, H)
    let mut w = Param::sparse(readable_weight()); // (V, H)
    let mut layer = Embedding::default();
    layer.forward(&idx, &w);
    layer.backward(&dout, &mut w);
    assert_eq!(added, of_product);
    assert_eq!(added, w.grad.to_dense());
    notebook.say(tr!(
        "Adding is what MatMul does (one-hotᵀ · dout, equal in every entry), and so does `Embedding`."
    ));
    notebook.metric("lost_gradient", lost.sum());
    let rows: Vec<String> = (0..7).map(|row| row.to_string()).collect();
    let [of_trap, right] = [&overwritten, &added].map(|dw| dw.rows().into_iter().map(|row| row.sum()));
    let plot = BarPlot::new(
        tr!("idx = [0, 2, 0, 4]: what reaches each row of dw"),
        tr!("row of dw (id of the word)"),
        tr!("sum of the row's gradient"),
        &rows,
    )
    .group(tr!("overwritten: dw[idx] = dout"), &of_trap.collect::<Vec<f32>>())
    .group(tr!("added, one position at a time"), &right.collect::<Vec<f32>>())
    .values_with_decimals(0);
    notebook.picture("trap.png", &plot)?;
    Ok(())
}
