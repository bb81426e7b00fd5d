//! What is written comes back, and nothing else does.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use checkpoint::{CheckpointFlags, Checkpoints, Conditions, Tensor, Tensors};
use clap::Parser;
use serde_json::{Value, json};
use tempfile::TempDir;

fn conditions(lr: f32) -> Conditions {
    Conditions::from([
        ("version".to_string(), json!("1")),
        ("--lr".to_string(), json!(lr)),
        ("--keep-case".to_string(), json!(false)),
    ])
}

#[derive(Parser)]
struct Program {
    #[command(flatten)]
    checkpoints: CheckpointFlags,
}

fn in_folder(folder: &TempDir) -> Checkpoints {
    under(folder, conditions(0.5))
}

fn under(folder: &TempDir, conditions: Conditions) -> Checkpoints {
    let flags = Program::parse_from(["program", "--resume"]).checkpoints;
    Checkpoints::new(folder.path().join("checkpoint"), conditions, &flags, remark)
}

fn remark(text: &str) {
    REMARKS.with_borrow_mut(|remarks| remarks.push(text.to_string()));
}

fn tensors(first: f32) -> Tensors<'static> {
    Tensors::from([
        ("w_in".to_string(), Tensor::f32(2, vec![first, -0.0, f32::MIN_POSITIVE, 1e30, 0.1, 3.0])),
        ("counts".to_string(), Tensor::u32(1, vec![7, u32::MAX])),
        ("none".to_string(), Tensor::f32(3, vec![])),
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
    assert!(checkpoints.resume::<f64>().unwrap().is_none());
    for state in [0.1 + 0.2, 1.0 / 3.0, 5e-324, 123_456_789.123_456_79] {
        checkpoints.write(&state, &tensors(1.5));
        let read: (f64, Tensors) = in_folder(&folder).resume().unwrap().unwrap();
        assert_eq!((read.0.to_bits(), read.1), (f64::to_bits(state), tensors(1.5)));
    }
    checkpoints.close(false);
    assert_eq!(file_names(folder.path()), [""; 0]);
}

#[test]
fn the_one_before_is_kept_and_what_others_made_of_no_use_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut checkpoints = in_folder(&folder);
    (1..=4).for_each(|state| checkpoints.write(&state, &tensors(0.0)));
    let inside = folder.path().join("checkpoint");
    let kept = |number| [format!("checkpoint-{number}.json"), format!("checkpoint-{number}.safetensors")];
    assert_eq!(file_names(&inside), [kept(3), kept(4)].concat());

    fs::write(inside.join("checkpoint-5.safetensors"), "of a run that was killed before its text").unwrap();
    in_folder(&folder).close(false);
    assert_eq!(file_names(&inside).len(), 5);
    let mut another = in_folder(&folder);
    another.write(&5, &tensors(0.0));
    assert_eq!(file_names(&inside), [kept(4), kept(5)].concat());
    // Nor is a damaged one the one before.
    fs::write(inside.join("checkpoint-5.json"), "").unwrap();
    let mut third = in_folder(&folder);
    assert_eq!(third.resume::<i32>().unwrap().unwrap().0, 4);
    third.write(&7, &tensors(0.0));
    assert_eq!(file_names(&inside), [kept(4), kept(6)].concat());
}

#[test]
fn matrices_without_their_text_are_no_checkpoint_and_do_not_stay() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("checkpoint");
    fs::create_dir(&inside).unwrap();
    ["checkpoint-1.safetensors", ".unfinished-ab12.part"]
        .iter()
        .for_each(|name| fs::write(inside.join(name), "half").unwrap());
    let mut checkpoints = in_folder(&folder);
    assert!(checkpoints.resume::<i32>().unwrap().is_none());
    checkpoints.close(false);
    assert!(!inside.exists());
}

#[test]
fn another_training_is_refused_and_the_difference_named() {
    let folder = tempfile::tempdir().unwrap();
    in_folder(&folder).write(&1, &tensors(0.0));
    let refusal = |changed: &str, value: Value| {
        let mut other = conditions(0.5);
        other.insert(changed.to_string(), value);
        under(&folder, other).resume::<i32>().unwrap_err().to_string()
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

thread_local! {
    static REMARKS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// What was said since this was called last.
fn remarks() -> Vec<String> {
    REMARKS.take()
}

#[test]
fn a_changed_byte_anywhere_is_noticed_and_the_one_before_taken() {
    let folder = tempfile::tempdir().unwrap();
    let mut checkpoints = in_folder(&folder);
    let (first, second) = (json!({"epochs": [1.5, 2]}), json!({"epochs": [2.5, 3]}));
    checkpoints.write(&first, &tensors(1.0));
    checkpoints.write(&second, &tensors(2.0));
    let resumed = || in_folder(&folder).resume::<Value>();
    for extension in ["json", "safetensors"] {
        let path = folder.path().join(format!("checkpoint/checkpoint-2.{extension}"));
        let intact = fs::read(&path).unwrap();
        let changed = (0..intact.len()).flat_map(|place| {
            [1, 0x20, 0xff].map(|bits| {
                let mut bytes = intact.clone();
                bytes[place] ^= bits;
                bytes
            })
        });
        let cut = (0..intact.len()).map(|length| intact[..length].to_vec());
        for bytes in changed.chain(cut).chain([[&intact[..], b" "].concat()]) {
            fs::write(&path, &bytes).unwrap();
            remarks();
            assert_eq!(resumed().unwrap().unwrap(), (first.clone(), tensors(1.0)));
            let damaged = format!("note: `{}` is damaged (", path.display());
            let said = remarks();
            assert!(said.len() == 2 && said[0].starts_with(&damaged), "{said:?}");
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(resumed().unwrap().unwrap().0, first);
        fs::write(&path, intact).unwrap();
        assert_eq!(resumed().unwrap().unwrap().0, second);
    }
    for number in [1, 2] {
        fs::write(folder.path().join(format!("checkpoint/checkpoint-{number}.safetensors")), "").unwrap();
    }
    let sentence = resumed().unwrap_err().to_string();
    let path = folder.path().join("checkpoint/checkpoint-2.safetensors");
    let expected = "is damaged (its checksum does not match); leave --resume out to start anew";
    assert_eq!(sentence, format!("--resume: `{}` {expected}", path.display()));
}

#[test]
fn a_checkpoint_that_is_not_asked_for_is_named_before_it_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    in_folder(&folder).write(&1, &tensors(0.0));
    let flags = Program::parse_from(["program"]).checkpoints;
    let mut anew = Checkpoints::new(folder.path().join("checkpoint"), conditions(0.5), &flags, remark);
    assert!(anew.resume::<i32>().unwrap().is_none());
    assert!(remarks()[0].starts_with("note: --resume would go on from the checkpoint in"));
    anew.close(false);
    assert_eq!(in_folder(&folder).resume::<i32>().unwrap().unwrap().0, 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_checkpoint_is_named_and_ends_nothing() {
    let flags = Program::parse_from(["program"]).checkpoints;
    let mut checkpoints = Checkpoints::new("/proc/self/checkpoint", conditions(0.5), &flags, remark);
    checkpoints.write(&1, &tensors(0.0));
    let said = remarks();
    assert!(said[0].starts_with("note: cannot write a checkpoint into `/proc/self/checkpoint`;"), "{said:?}");
}

#[test]
fn checkpoints_are_due_after_their_minutes_and_when_the_training_is_stopped() {
    let due = |minutes: &str, is_stopped| {
        let flags = Program::parse_from(["program", "--checkpoint", minutes]).checkpoints;
        Checkpoints::new("", conditions(0.5), &flags, remark).are_due(is_stopped)
    };
    assert_eq!((due("10", false), due("10", true)), (false, true));
    assert_eq!((due("0", false), due("0", true)), (false, false));
    assert!(due("1e-12", false));
}
