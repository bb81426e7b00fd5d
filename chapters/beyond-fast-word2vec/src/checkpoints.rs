//! What a checkpoint of the fast trainer holds, and how the training goes on from it.

use anyhow::Result;
use checkpoint::{Checkpoints, Tensor, Tensors, flags_of};
use corpus::Source;
use notebook::Notebook;
use serde::{Deserialize, Serialize};
use word2vec::{Pause, Progress, Start, Text};

use crate::settings::Flags;
use crate::training::Curve;

/// Of this program, and of the form of a checkpoint: a change of the second tells older checkpoints apart.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), ", checkpoint 2");

/// The matrices of a checkpoint, each in blocks `w_in.0`, `w_in.1` ….
const MATRICES: [&str; 2] = ["w_in", "w_out"];

/// All but the matrices.
#[derive(Serialize, Deserialize)]
struct State<C> {
    progress: Progress,
    curve: C,
}

/// Checkpoints in the output folder, of a training with these flags on this text.
pub fn open(notebook: &Notebook, text: &Text, flags: &Flags, source: &Source) -> Result<Checkpoints> {
    let mut conditions = flags_of(&flags.settings(source));
    let of_text = format!("of {} words with the SHA-256 {}", text.len(), text.sha256()?);
    conditions.insert("text".to_string(), of_text.into());
    conditions.insert("--seed".to_string(), flags.shared.seed.into());
    conditions.insert("version".to_string(), VERSION.into());
    let folder = notebook.folder().join("checkpoint");
    Ok(Checkpoints::new(folder, conditions, &flags.checkpoints, notebook::remark))
}

/// Writes down where the training is: W_in and W_out in the blocks of [`Pause::weights`], and the rest.
pub fn write(checkpoints: &mut Checkpoints, pause: &Pause, curve: &Curve) {
    let mut tensors = Tensors::new();
    for (name, blocks) in MATRICES.into_iter().zip(pause.weights()) {
        let count = blocks.len();
        for (number, block) in blocks.into_iter().enumerate() {
            let rows = (pause.rows() - number).div_ceil(count);
            tensors.insert(format!("{name}.{number}"), Tensor::f32(rows, block));
        }
    }
    checkpoints.write(&State { progress: pause.progress(), curve }, &tensors);
}

/// From where the training goes on, if `--resume` asks for it, with its curve so far.
pub fn resume(checkpoints: &mut Checkpoints) -> Result<Option<(Start, Curve)>> {
    let resumed = checkpoints.resume::<State<Curve>>()?;
    Ok(resumed.map(|(state, mut tensors)| {
        let weights = MATRICES.map(|name| {
            let blocks = (0..).map_while(|number| tensors.remove(&format!("{name}.{number}")));
            blocks.map(Tensor::into_f32).collect()
        });
        (Start { progress: state.progress, weights }, state.curve)
    }))
}
