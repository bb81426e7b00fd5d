//! The documents for the whole tell the truth: their links lead somewhere, their commands are accepted, and no step
//! and no room of the house is left out.

use std::fs;
use std::path::{Path, PathBuf};

use checks::readme::assert_documents_true;

/// All documents at the root; a new one belongs here.
const DOCUMENTS: [&str; 5] =
    ["README.md", "README.ko.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md"];
/// The same in English and in Korean.
const TWINS: [(&str, &str); 1] = [("README.md", "README.ko.md")];
/// Those with the reading table.
const WITH_TABLE: [&str; 2] = ["README.md", "README.ko.md"];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(name: &str) -> String {
    fs::read_to_string(workspace().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The names in a folder, sorted.
fn names_in(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(workspace().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn links_commands_pictures_and_numbers_are_true() {
    assert_documents_true(&workspace(), &DOCUMENTS, &TWINS);
}

#[test]
fn no_document_at_the_root_is_left_out() {
    let names = names_in(".").into_iter().filter(|name| name.ends_with(".md"));
    let forgotten: Vec<String> = names.filter(|name| !DOCUMENTS.contains(&name.as_str())).collect();
    assert_eq!(forgotten, [""; 0], "belongs among DOCUMENTS of {}", file!());
}

#[test]
fn every_step_is_in_the_reading_table_with_its_command() {
    for name in WITH_TABLE {
        let readme = text(name);
        for chapter in names_in("chapters") {
            let command = format!("`cargo run -p {chapter}`");
            let row = readme.lines().find(|line| line.starts_with("| ") && line.contains(&command));
            assert!(row.is_some(), "the reading table of {name} has no row with {command}");
        }
    }
}

#[test]
fn every_room_of_the_house_is_described() {
    let all: String = DOCUMENTS.map(text).concat();
    for name in names_in("crates") {
        assert!(all.contains(&format!("`crates/{name}`")), "nothing about crates/{name}");
    }
}
