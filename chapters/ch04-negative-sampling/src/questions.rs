//! 4.2.2 – 4.2.4 From one question with V answers to a yes or no, and what an answer costs.

use anyhow::Result;
use ch03_simple_cbow::Examples;
use common::layers::{EmbeddingDot, SigmoidWithLoss};
use common::param::Param;
use common::random::small_normal;
use ndarray::{ArrayView1, array};
use notebook::{LinePlot, Notebook, Table};
use rand::Rng;
use tr::tr;

/// 4.2.2 and 4.2.4 From one question with V answers to a question with two.
pub fn one_yes_or_no_question(notebook: &mut Notebook, toy: &Examples, random: &mut impl Rng) {
    notebook.cell(tr!("From one question with V answers to a yes or no: EmbeddingDot (4.2.2, 4.2.4)"));
    notebook.say(tr!(
        "you ___ goodbye. \"Which of all words is it?\" takes V scores. \"Is it say?\" takes one:\n\
         the hidden layer times the row of \"say\" in W_out."
    ));
    let (words, say) = (&toy.vocabulary, toy.target[0]);
    let h = 100.0 * small_normal(1, 3, random); // (1, H)
    let mut w_out = Param::sparse(100.0 * small_normal(words.len(), 3, random)); // (V, H)
    notebook.array("h", "(1, H)", &h);
    notebook.labelled_array("w_out", "(V, H)", words.words(), &w_out.value);
    let all = h.dot(&w_out.value.t()); // (1, V)
    let products: Vec<f32> = h.iter().zip(w_out.row(say)).map(|(h, w)| h * w).collect(); // (H)
    let score: f32 = products.iter().sum();
    notebook.labelled_array(tr!("all V scores: h · w_outᵀ"), "(V, 1)", words.words(), &all.t());
    let terms: Vec<String> = products.iter().map(|product| format!("({product:.4})")).collect();
    notebook.say(tr!(
        "only \"say\", by hand: {terms} = {score}",
        terms = terms.join(" + "),
        score = format!("{score:.4}")
    ));

    let mut layer = EmbeddingDot::default();
    let by_layer = layer.forward(&h, &array![[say]], &w_out); // (1, 1)
    let dscore = array![[0.5_f32]]; // (1, 1), as if the loss asked for half a point less
    let dh = layer.backward(&dscore, &mut w_out); // (1, H)
    let dw = w_out.grad.to_dense().row(say as usize).to_owned(); // (H)
    assert!((score - all[[0, say as usize]]).abs() < 1e-6 && (score - by_layer[[0, 0]]).abs() < 1e-6);
    assert_eq!(dh.row(0), 0.5 * &ArrayView1::from(w_out.row(say)));
    assert_eq!(dw, 0.5 * &h.row(0));
    notebook.say(tr!(
        "`EmbeddingDot` gives the same. Backward, a score is a product of two rows, so each gets the other,\n\
         times dscore: dh = dscore · w_out[say], dw_out[say] += dscore · h. Checked for dscore = 0.5:"
    ));
    notebook.array("dh", "(1, H)", &dh);
    notebook.array(tr!("dw_out[say], and no other row"), "(H)", &dw);
}

/// 4.2.3 The probability of a yes, and what an answer costs.
pub fn sigmoid_and_its_loss(notebook: &mut Notebook) -> Result<()> {
    notebook.cell(tr!("Sigmoid, binary cross-entropy, and the gradient y − t (4.2.3)"));
    notebook.say(tr!(
        "y = 1 / (1 + exp(−x)) is the probability of a yes; t = 1 if yes is right, 0 if no is.\n\
         L = −t ln y − (1 − t) ln(1 − y)\n\
         dL/dx = dL/dy · dy/dx = (y − t) / (y (1 − y)) · y (1 − y) = y − t"
    ));
    let y = |x: f64| 1.0 / (1.0 + (-x).exp());
    let loss = |x: f64, t: f64| -t * y(x).ln() - (1.0 - t) * (1.0 - y(x)).ln();
    let slope = |x: f64, t: f64| (loss(x + 1e-4, t) - loss(x - 1e-4, t)) / 2e-4;
    let numerically = tr!("numerically");
    let mut table =
        Table::new(["x", "y", "L, t = 1", "y − 1", &numerically, "L, t = 0", "y − 0", &numerically]);
    for x in [-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0] {
        let mut cells = vec![format!("{x}"), format!("{:.4}", y(x))];
        for t in [1.0, 0.0] {
            let mut layer = SigmoidWithLoss::default();
            let by_layer = layer.forward(&array![[x as f32]], &array![[t as f32]]);
            let dx = f64::from(layer.backward()[[0, 0]]);
            assert!((by_layer - loss(x, t)).abs() < 1e-4 && (dx - slope(x, t)).abs() < 1e-5);
            cells.extend([loss(x, t), y(x) - t, slope(x, t)].map(|number| format!("{number:.4}")));
        }
        table.row(cells);
    }
    notebook.table(&table);
    notebook.say(tr!(
        "Numerically is (L(x + ε) − L(x − ε)) / 2ε, which knows nothing of the derivation. The layer\n\
         `SigmoidWithLoss` finds the same losses and gradients. A wrong and sure answer costs the most."
    ));
    let x: Vec<f64> = (-40..=40).map(|tenth| f64::from(tenth) / 10.0).collect();
    let of = |height: &dyn Fn(f64) -> f64| x.iter().map(|&x| height(x)).collect::<Vec<f64>>();
    let plot = LinePlot::new(
        tr!("A score becomes a probability, and costs"),
        tr!("x, the score of a word"),
        tr!("y or loss (nats)"),
    )
    .line("y = sigmoid(x)", &x, &of(&y))
    .line(tr!("loss if yes is right"), &x, &of(&|x| loss(x, 1.0)))
    .line(tr!("loss if no is right"), &x, &of(&|x| loss(x, 0.0)))
    .reference(2f64.ln(), "ln 2 = 0.6931");
    notebook.picture("sigmoid.png", &plot)?;
    Ok(())
}
