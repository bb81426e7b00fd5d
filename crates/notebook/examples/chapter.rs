//! The smallest chapter: `cargo run -p notebook --example chapter`

use std::process::ExitCode;

use clap::Parser;
use ndarray::array;
use notebook::{LinePlot, Notebook, SharedFlags, Table, positive_integer, positive_number};

/// Shows what a notebook can print, draw and record
#[derive(Parser, serde::Serialize)]
#[command(version)]
struct Flags {
    /// How often to read the whole corpus
    #[arg(long, default_value = "100", allow_negative_numbers = true, value_parser = positive_integer)]
    epochs: usize,

    /// How far one step of the optimizer goes
    #[arg(long, default_value = "0.001", allow_negative_numbers = true, value_parser = positive_number)]
    learning_rate: f32,

    #[command(flatten)]
    #[serde(skip)]
    shared: SharedFlags,
}

fn main() -> ExitCode {
    notebook::exit_code(run(Flags::parse()))
}

fn run(flags: Flags) -> anyhow::Result<()> {
    let mut notebook = Notebook::open("example-chapter", env!("CARGO_PKG_VERSION"), &flags.shared)?;
    notebook.settings(&flags);
    notebook.corpus("toy", 8, 7, "none");

    notebook.cell("3.2.1  An inference-based method");
    notebook.say("One row of W_in for each word:");
    let words = ["you", "안녕"];
    notebook.labelled_array("w_in", "(V, H)", &words, &array![[0.01_f32, -0.00001, 1.5], [-0.02, 0.3, 0.0]]);
    notebook.array("corpus", "(T,)", &array![0_u32, 1, 2, 3, 4, 1, 5, 6]);
    notebook.table(Table::new(["word", "P"]).row(["you", "0.1429"]).row(["안녕", "0.8571"]));

    notebook.cell("3.4  Training");
    let bar = notebook.progress(flags.epochs, "training");
    let mut losses = Vec::new();
    for epoch in 0..flags.epochs {
        losses.push(7_f64.ln() * 0.99_f64.powi(epoch as i32));
        bar.advance(1);
    }
    drop(bar);
    let epochs: Vec<usize> = (1..=flags.epochs).collect();
    let plot = LinePlot::new("손실 Loss", "epoch", "loss (nats per example)")
        .line("made up", &epochs, &losses)
        .reference(7_f64.ln(), "ln 7 = 1.9459");
    notebook.loss_curve("made up", &epochs, &losses);
    notebook.metric("final_loss", losses[losses.len() - 1]);
    notebook.timing("seconds", 0.125);
    notebook.picture("loss.png", &plot)?;
    notebook.close()?;
    Ok(())
}
