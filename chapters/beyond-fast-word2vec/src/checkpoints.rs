//! What a checkpoint of the fast trainer holds, and how the training goes on from it.

use anyhow::Result;
use checkpoint::{Checkpoints, Tensor, Tensors, flags_of};
use corpus::Source;
use notebook::Notebook;
use serde::{Deserialize, Serialize};
use word2vec::{Pause, Progress, Start, Text};

use crate::settings::Flags;
use crate::training::Curve;

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
    conditions.insert("version".to_string(), env!("CARGO_PKG_VERSION").into());
    let folder = notebook.folder().join("checkpoint");
    Ok(Checkpoints::new(folder, conditions, &flags.checkpoints, notebook::remark))
}

/// Writes down where the training is: W_in and W_out, of which each row (H) is padded with zeros, and the rest.
pub fn write(checkpoints: &mut Checkpoints, pause: &Pause, curve: &Curve) {
    let [w_in, w_out] = pause.weights().map(|weights| Tensor::f32(pause.rows(), weights));
    let tensors = Tensors::from([("w_in".to_string(), w_in), ("w_out".to_string(), w_out)]);
    checkpoints.write(&State { progress: pause.progress(), curve }, &tensors);
}

/// From where the training goes on, if `--resume` asks for it, with its curve so far.
pub fn resume(checkpoints: &mut Checkpoints) -> Result<Option<(Start, Curve)>> {
    let resumed = checkpoints.resume::<State<Curve>>()?;
    Ok(resumed.map(|(state, mut tensors)| {
        let weights =
            ["w_in", "w_out"].map(|name| tensors.remove(name).expect("what `write` has written").into_f32());
        (Start { progress: state.progress, weights }, state.curve)
    }))
}
