//! The product with a one-hot row, and below it what Embedding does instead, forward and back, as a picture.

use anyhow::Result;
use common::layers::Embedding;
use common::param::Param;
use common::text::one_hot;
use ndarray::{Array2, Axis, array, aview1};
use notebook::{NetworkPlot, Notebook, Rows};
use tr::tr;

use crate::embedding_layer::{readable_weight, whole};

/// Draws one product by its terms, and four picked rows with their gradients.
pub fn draw(notebook: &mut Notebook) -> Result<()> {
    let ids: Vec<String> = (0..7).map(|id| id.to_string()).collect();
    let id = 2;
    let x = one_hot(aview1(&[id]), 7).reversed_axes(); // (V, 1)
    let mut w = Param::sparse(readable_weight()); // (V, H)
    let terms = &x * &w.value; // (V, H)
    let h = terms.sum_axis(Axis(0)).insert_axis(Axis(0)); // (1, H)
    assert_eq!(h.row(0), w.value.row(id as usize));

    let idx = [0u32, 2, 0, 4]; // (B)
    let dout: Array2<f32> = array![[10., 20., 30.], [4., 5., 6.], [1., 2., 3.], [7., 8., 9.]]; // (B, H)
    let mut layer = Embedding::default();
    let picked = layer.forward(&idx, &w); // (B, H)
    layer.backward(&dout, &mut w);
    let dw = w.grad.to_dense(); // (V, H)

    let each = || (0..7).map(|id| (id, id));
    let rows = || idx.iter().map(|&id| id as usize).enumerate(); // for each position, the row that it picks
    let reached = || rows().map(|(position, row)| (row, position));
    let touched = || rows().map(|(_, row)| row);
    let column = Array2::from_shape_fn((4, 1), |(position, _)| idx[position]); // (B, 1)
    let plot = NetworkPlot::new(tr!("Above: the product with a one-hot row. Below: Embedding"))
        .band([
            Rows::new(tr!("x, one-hot of {id}", id), "(V, 1)", &ids, &whole(&x)).framed([id as usize]),
            Rows::new("w", "(V, H)", &ids, &whole(&w.value)).framed([id as usize]).forward(each()),
            Rows::new("x[v] · w[v]", "(V, H)", &ids, &whole(&terms)).framed([id as usize]).forward(each()),
            Rows::new("h = Σ x[v] · w[v]", "(1, H)", NO_LABELS, &whole(&h)).forward((0..7).map(|id| (id, 0))),
        ])
        .band([
            Rows::new("idx", "(B, 1)", NO_LABELS, &column),
            Rows::new("w", "(V, H)", &ids, &whole(&w.value)).framed(touched()).forward(rows()),
            Rows::new("w[idx]", "(B, H)", NO_LABELS, &whole(&picked)).forward(reached()),
            Rows::new("dw", "(V, H)", &ids, &whole(&dw)).framed(touched()),
            Rows::new("dout", "(B, H)", NO_LABELS, &whole(&dout)).back(reached()),
        ]);
    Ok(notebook.picture("network.png", &plot)?)
}

const NO_LABELS: &[&str] = &[];
