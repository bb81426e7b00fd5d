//! A training that is interrupted goes on as if it had not been.

mod interruption;

use std::fs;
#[cfg(unix)]
use std::process::Command;

use interruption::{Training, kills};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ch04-full-cbow");

/// So many runs with `KILLS=50 cargo test -p ch04-full-cbow --test checkpoints`.
#[test]
fn runs_that_are_killed_at_random_moments_go_on_to_the_same_bits_and_leave_nothing_behind() {
    Training::undisturbed(PROGRAM, &["--epochs", "2"]).assert_survives_kills(kills(5));
}

#[test]
fn either_model_and_every_optimizer_goes_on_to_the_same_bits_with_any_number_of_threads() {
    let skip_gram = ["--model", "skip-gram", "--window", "1"];
    let with_any_number = [("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")];
    for (model, optimizer, threads) in [
        (&[][..], "adam", &with_any_number[..]),
        (&[], "lazy-adam", &with_any_number),
        (&skip_gram, "lazy-adam", &[("1", "2")]),
        (&skip_gram, "adam", &[("2", "1")]),
        (&[], "momentum", &[("2", "2")]),
        (&[], "sgd", &[("1", "1")]),
    ] {
        let flags = [&["--epochs", "1", "--hidden", "20", "--optimizer", optimizer], model].concat();
        let training = Training::undisturbed(PROGRAM, &flags);
        for &(before, after) in threads {
            let folder = training.killed(&["--threads", before]);
            let output = training.go_on(folder.path(), &["--threads", after]);
            training.assert_undisturbed(output, folder.path());
        }
    }
}

#[test]
fn another_text_and_other_settings_are_refused_and_the_difference_named() {
    let training = Training::undisturbed(PROGRAM, &["--epochs", "1", "--hidden", "20"]);
    let folder = training.killed(&[]);
    let text = folder.path().join("text.txt");
    fs::write(&text, "a b c d e f g h i j k l m n o p q r s t u v w x y z\n".repeat(30)).unwrap();
    for (flags, difference) in [
        (&["--lr", "0.001"][..], "made with --lr 0.002, and this run is with --lr 0.001; give the same"),
        (&["--window", "1"], "made with --window 2, and this run is with --window 1"),
        (&["--batch", "50"], "made with --batch 100, and this run is with --batch 50"),
        (&["--negative", "4"], "made with --negative 5, and this run is with --negative 4"),
        (
            &["--optimizer", "lazy-adam"],
            "made with --optimizer adam, and this run is with --optimizer lazy-adam",
        ),
        (&["--model", "skip-gram"], "made with --model cbow, and this run is with --model skip-gram"),
        (&["--seed", "1"], "made with --seed 0, with the text of 186303 words"),
        (&["--min-count", "2"], "made without --min-count, and this run is with --min-count 2"),
        (
            &["--corpus", text.to_str().unwrap(), "--lr", "0.002", "--window", "2", "--seed", "0"],
            "made with the text of 186303 words with the SHA-256 a443aa95",
        ),
    ] {
        let output = training.go_on(folder.path(), flags);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{flags:?}: {stderr}");
        assert!(
            stderr.starts_with("error: --resume: the checkpoint was") && stderr.contains(difference),
            "{stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    fs::remove_file(text).unwrap();
    let output = training.go_on(folder.path(), &[]);
    training.assert_undisturbed(output, folder.path());
}

#[test]
fn a_damaged_checkpoint_is_noticed_and_the_one_before_taken() {
    let training = Training::undisturbed(PROGRAM, &["--epochs", "1", "--hidden", "20"]);
    for extension in ["json", "safetensors"] {
        let folder = training.killed(&[]);
        let names =
            fs::read_dir(folder.path().join("checkpoint")).unwrap().map(|entry| entry.unwrap().path());
        // Of two digits at the most, and the text comes after the matrices.
        let newest = names.filter(|path| path.extension().is_some_and(|it| it == "json")).max().unwrap();
        let path = newest.with_extension(extension);
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
        let output = training.go_on(folder.path(), &[]);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(stderr.contains(&format!("`{}` is damaged", path.display())), "{stderr}");
        assert!(stderr.contains("note: going on from"), "{stderr}");
        training.assert_undisturbed(output, folder.path());
    }
}

#[test]
fn without_resume_a_checkpoint_is_named_and_stays_until_there_is_another() {
    let training = Training::undisturbed(PROGRAM, &["--epochs", "1", "--hidden", "20"]);
    let folder = training.killed(&[]);
    let anew = training.start(folder.path(), &[]).wait_with_output().unwrap();
    let stderr = String::from_utf8(anew.stderr).unwrap();
    assert!(stderr.contains("note: --resume would go on from the checkpoint in"), "{stderr}");
    let output = training.go_on(folder.path(), &[]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("note: going on from"));
    training.assert_undisturbed(output, folder.path());
    let output = training.go_on(folder.path(), &[]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("note: there is no checkpoint in"));
    training.assert_undisturbed(output, folder.path());
}

/// Windows has no such signals for a child alone.
#[cfg(unix)]
#[test]
fn a_signal_that_ends_programs_leaves_a_checkpoint() {
    let training = Training::undisturbed(PROGRAM, &["--epochs", "5", "--hidden", "60"]);
    for signal in ["-INT", "-TERM", "-HUP"] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = training.start(folder.path(), &[]);
        let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("Training") {
            line.clear();
            assert!(std::io::BufRead::read_line(&mut stdout, &mut line).unwrap() > 0, "it never trained");
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        std::io::Read::read_to_string(&mut stdout, &mut line).unwrap();
        let stopped = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&stopped.stderr);
        assert!(stderr.contains("note: --resume with the same flags goes on from"), "{signal}: {stderr}");
        assert!(folder.path().join("checkpoint/checkpoint-1.json").is_file(), "{signal}");
        let output = training.go_on(folder.path(), &[]);
        training.assert_undisturbed(output, folder.path());
    }
}

/// The system says SIGHUP to a program when its terminal is closed, and takes no more output.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_that_is_closed_leaves_the_vectors_and_a_checkpoint() {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let folder = tempfile::tempdir().unwrap();
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap().into_string().unwrap();
    let end = || fs::OpenOptions::new().write(true).open(&name).unwrap();
    let mut child = checks::program::command(PROGRAM)
        .args(["--epochs", "100000", "--hidden", "20", "--checkpoint", "0.001", "--out"])
        .arg(folder.path())
        .stdout(end())
        .stderr(end())
        .spawn()
        .unwrap();
    while !folder.path().join("checkpoint/checkpoint-1.json").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before its first checkpoint");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    drop(terminal);
    assert!(Command::new("kill").args(["-HUP", &child.id().to_string()]).status().unwrap().success());
    child.wait().unwrap();
    for file in ["vectors.txt", "results.json", "checkpoint"] {
        assert!(folder.path().join(file).exists(), "{file}");
    }
}
