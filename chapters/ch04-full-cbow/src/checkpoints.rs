//! What a checkpoint of the training holds, and how the training goes on from it.

use anyhow::Result;
use ch04_full_cbow::SplitModel;
use checkpoint::{Checkpoints, Tensor, Tensors, flags_of};
use common::optimizer::{Memory, Times};
use corpus::Corpus;
use ndarray::Array2;
use notebook::Notebook;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::settings::{Flags, Settings};
use crate::training::Progress;

/// All but the matrices. The order of the batches is not part of it: the seed makes it again.
#[derive(Serialize, Deserialize)]
struct State<P> {
    progress: P,
    /// How far the generator of the negatives has come: 128 bits, too many for a number in JSON.
    draws: String,
}

/// Checkpoints in the output folder, of a training with these settings on this text.
pub fn open(notebook: &Notebook, corpus: &Corpus, settings: &Settings, flags: &Flags) -> Checkpoints {
    let mut conditions = flags_of(settings);
    conditions.extend(flags_of(&settings.corpus)); // how the text is read
    conditions.remove("--corpus"); // where it lies may change
    let text = format!("of {} words with the SHA-256 {}", corpus.ids.len(), corpus.sha256);
    conditions.insert("text".to_string(), text.into());
    conditions.insert("--seed".to_string(), settings.seed.into());
    conditions.insert("version".to_string(), env!("CARGO_PKG_VERSION").into());
    Checkpoints::new(notebook.folder().join("checkpoint"), conditions, &flags.checkpoints, notebook::remark)
}

/// Writes down where the training is: for each slice of the model its weights (V, H/2), with what the optimizer remembers
/// of them and the step of each row, and the rest.
pub fn write(checkpoints: &mut Checkpoints, model: &mut SplitModel, draws: &ChaCha8Rng, progress: &Progress) {
    let state = State { progress, draws: draws.get_word_pos().to_string() };
    model.at_rest(|slices| {
        let mut tensors = Tensors::new();
        for (number, slice) in slices.iter_mut().enumerate() {
            for (weight, param) in ["w_in", "w_out"].into_iter().zip(slice.model.params()) {
                let rows = param.value.nrows();
                let value = param.value.as_slice().expect("a weight lies in one piece");
                let Memory { entries, times } = &param.memory;
                let times: Vec<u32> = times.iter().flat_map(|row| [row.last, row.brought_to]).collect();
                tensors.insert(format!("{weight}.{number}"), Tensor::f32(rows, value));
                tensors.insert(format!("{weight}.{number}.memory"), Tensor::f32(rows, entries));
                tensors.insert(format!("{weight}.{number}.times"), Tensor::u32(rows, times));
            }
        }
        checkpoints.write(&state, &tensors);
    });
}

/// Brings a training that has not begun yet to where the last checkpoint was written, if `--resume` asks for it.
pub fn resume(
    checkpoints: &mut Checkpoints,
    model: &mut SplitModel,
    draws: &mut ChaCha8Rng,
    progress: &mut Progress,
) -> Result<()> {
    let Some((state, mut tensors)) = checkpoints.resume::<State<Progress>>()? else { return Ok(()) };
    *progress = state.progress;
    draws.set_word_pos(state.draws.parse()?);
    model.at_rest(|slices| {
        for (number, slice) in slices.iter_mut().enumerate() {
            slice.optimizer.set_time(progress.curve.iterations() as u32);
            for (weight, param) in ["w_in", "w_out"].into_iter().zip(slice.model.params()) {
                let mut take = |what: &str| {
                    tensors.remove(&format!("{weight}.{number}{what}")).expect("what `write` has written")
                };
                param.value = Array2::from_shape_vec(param.value.dim(), take("").into_f32())?;
                let times = take(".times").into_u32();
                let times = times.chunks_exact(2).map(|row| Times { last: row[0], brought_to: row[1] });
                param.memory = Memory { entries: take(".memory").into_f32(), times: times.collect() };
            }
        }
        Ok(())
    })
}
