//! The README tells the truth: its links lead somewhere, its commands are accepted, and no step is left out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn readme() -> String {
    fs::read_to_string(workspace().join("README.md")).expect("the README")
}

fn chapters() -> Vec<String> {
    let entries = fs::read_dir(workspace().join("chapters")).expect("the chapters");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What stands between each `start` and the next `end`.
fn all_between<'a>(text: &'a str, start: &str, end: char) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split_once(end)).map(|(between, _)| between).collect()
}

/// Every `cargo …` command, in code blocks and in running text.
fn commands() -> Vec<String> {
    let readme = readme();
    let in_blocks = readme.lines().filter(|line| line.starts_with("cargo ")).map(str::to_string);
    let in_text = all_between(&readme, "`cargo ", '`').into_iter().map(|rest| format!("cargo {rest}"));
    in_blocks.chain(in_text).collect()
}

/// The words of a command, where quotes hold words together.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in command.split('"').enumerate() {
        match number % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_string)),
            _ => words.push(part.to_string()),
        }
    }
    words
}

#[test]
fn every_link_inside_the_repository_leads_somewhere() {
    let readme = readme();
    let links = all_between(&readme, "](", ')');
    assert!(links.iter().any(|link| link.ends_with("loss.png")), "the first picture is shown");
    for link in links.iter().filter(|link| !link.starts_with("http")) {
        assert!(workspace().join(link).exists(), "README.md links to {link}, which does not exist");
    }
}

#[test]
fn every_step_is_in_the_reading_table_with_its_command() {
    let readme = readme();
    for chapter in chapters() {
        let command = format!("`cargo run -p {chapter}`");
        let row = readme.lines().find(|line| line.starts_with("| ") && line.contains(&command));
        assert!(row.is_some(), "the reading table has no row with {command}");
    }
}

#[test]
fn every_path_in_the_house_exists() {
    for part in ["crates", "chapters"] {
        for entry in fs::read_dir(workspace().join(part)).expect("a folder") {
            let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
            assert!(
                part == "chapters" || readme().contains(&format!("`crates/{name}`")),
                "nothing about crates/{name}"
            );
        }
    }
}

#[test]
fn every_command_names_a_package_and_flags_that_it_accepts() {
    let binaries =
        std::env::current_exe().expect("this test").ancestors().nth(2).expect("target/debug").to_path_buf();
    let mut tried = 0;
    for command in commands() {
        let words = words(&command);
        let Some(place) = words.iter().position(|word| word == "-p") else { continue };
        let package = &words[place + 1];
        let folders = ["chapters", "crates"].map(|part| workspace().join(part).join(package));
        assert!(folders.iter().any(|folder| folder.is_dir()), "`{command}` names no package");
        let binary = binaries.join(format!("{package}{}", std::env::consts::EXE_SUFFIX));
        if words[1] != "run" || !folders[0].is_dir() {
            continue;
        }
        if !binary.is_file() {
            println!(
                "skipped `{command}`: {} is not built; run `cargo test` for the whole workspace",
                binary.display()
            );
            continue;
        }
        let flags = words.iter().position(|word| word == "--").map_or(&[][..], |dashes| &words[dashes + 1..]);
        // Whatever stands before --help is checked; then nothing is run.
        let output = Command::new(binary).args(flags).arg("--help").output().expect("the program starts");
        assert!(
            output.status.success(),
            "`{command}` is refused: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        tried += 1;
    }
    println!("{tried} commands were accepted");
}
