//! What is written comes back, and nothing else does.

use std::fs;
use std::path::Path;

use checkpoint::{Checkpoint, Checkpoints, Conditions, Error, Tensor, Tensors, Values};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

fn conditions(lr: f32) -> Conditions {
    Conditions::from([
        ("version".to_string(), json!("1")),
        ("--lr".to_string(), json!(lr)),
        ("--keep-case".to_string(), json!(false)),
    ])
}

fn in_folder(folder: &TempDir) -> Checkpoints {
    Checkpoints::new(folder.path().join("checkpoint"), conditions(0.5))
}

fn tensors(first: f32) -> Tensors<'static> {
    let weights = Values::F32(vec![first, -0.0, f32::MIN_POSITIVE, 1e30, 0.1, 3.0].into());
    let counts = Values::U32(vec![7, u32::MAX].into());
    Tensors::from([
        ("w_in".to_string(), Tensor { shape: [2, 3], values: weights }),
        ("counts".to_string(), Tensor { shape: [1, 2], values: counts }),
    ])
}

fn file_names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_is_written_comes_back_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let mut checkpoints = in_folder(&folder);
    assert!(checkpoints.newest::<f64>().unwrap().is_none());
    for state in [0.1 + 0.2, 1.0 / 3.0, 5e-324, 123_456_789.123_456_79] {
        checkpoints.write(&state, &tensors(1.5)).unwrap();
        let newest: Checkpoint<f64> = in_folder(&folder).newest().unwrap().unwrap();
        assert_eq!((newest.state.to_bits(), newest.tensors), (f64::to_bits(state), tensors(1.5)));
        assert!(newest.passed_over.is_none());
    }
    checkpoints.remove();
    assert_eq!(file_names(folder.path()), [""; 0]);
}

#[test]
fn the_one_before_is_kept_and_what_others_made_of_no_use_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut checkpoints = in_folder(&folder);
    (1..=4).for_each(|state| checkpoints.write(&state, &tensors(0.0)).unwrap());
    let inside = folder.path().join("checkpoint");
    let kept = |number| [format!("checkpoint-{number}.json"), format!("checkpoint-{number}.safetensors")];
    assert_eq!(file_names(&inside), [kept(3), kept(4)].concat());

    fs::write(inside.join("checkpoint-5.safetensors"), "of a run that was killed before its text").unwrap();
    let mut another = in_folder(&folder);
    assert!(another.has_another());
    another.remove();
    assert_eq!(file_names(&inside).len(), 5);
    another.write(&5, &tensors(0.0)).unwrap();
    assert!(!another.has_another());
    assert_eq!(file_names(&inside), [kept(4), kept(6)].concat());
    // Nor is a damaged one the one before.
    fs::write(inside.join("checkpoint-6.json"), "").unwrap();
    let mut third = in_folder(&folder);
    assert_eq!(third.newest::<i32>().unwrap().unwrap().state, 4);
    third.write(&7, &tensors(0.0)).unwrap();
    assert_eq!(file_names(&inside), [kept(4), kept(7)].concat());
}

#[test]
fn another_training_is_refused_and_the_difference_named() {
    let folder = tempfile::tempdir().unwrap();
    in_folder(&folder).write(&1, &tensors(0.0)).unwrap();
    let refusal = |changed: &str, value: Value| {
        let mut other = conditions(0.5);
        other.insert(changed.to_string(), value);
        let mut checkpoints = Checkpoints::new(folder.path().join("checkpoint"), other);
        checkpoints.newest::<i32>().unwrap_err().to_string()
    };
    let rest = "; give the same, or leave --resume out to start anew";
    for (name, value, difference) in [
        ("--lr", json!(0.25), "with --lr 0.5, and this run is with --lr 0.25"),
        ("--keep-case", json!(true), "without --keep-case, and this run is with --keep-case"),
        ("version", json!("2"), "with the version 1, and this run is with the version 2"),
        ("--new", json!(3), "without --new, and this run is with --new 3"),
    ] {
        let expected = format!("--resume: the checkpoint was made {difference}{rest}");
        assert_eq!(refusal(name, value), expected);
    }
}

proptest! {
    #[test]
    fn a_changed_byte_anywhere_is_noticed_and_the_one_before_taken(
        place in any::<prop::sample::Index>(), other in 1u8.., matrices: bool, cut: bool,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut checkpoints = in_folder(&folder);
        checkpoints.write(&json!({"epochs": [1.5, 2]}), &tensors(1.0)).unwrap();
        checkpoints.write(&json!({"epochs": [2.5, 3]}), &tensors(2.0)).unwrap();
        let damage = |number| {
            let extension = if matrices { "safetensors" } else { "json" };
            let path = checkpoints.folder().join(format!("checkpoint-{number}.{extension}"));
            let mut bytes = fs::read(&path).unwrap();
            let place = place.index(bytes.len());
            if cut { bytes.truncate(place) } else { bytes[place] ^= other }
            fs::write(&path, bytes).unwrap();
            path
        };
        let path = damage(2);
        let newest: Checkpoint<Value> = in_folder(&folder).newest().unwrap().unwrap();
        prop_assert_eq!(newest.state, json!({"epochs": [1.5, 2]}));
        prop_assert_eq!(newest.tensors, tensors(1.0));
        let sentence = newest.passed_over.unwrap().to_string();
        prop_assert!(sentence.contains(&format!("`{}` is damaged", path.display())), "{}", sentence);
        damage(1);
        let refused = in_folder(&folder).newest::<Value>();
        prop_assert!(matches!(refused, Err(Error::Damaged { .. })), "none is intact");
    }
}
