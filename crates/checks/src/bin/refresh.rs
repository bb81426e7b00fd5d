//! Runs every chapter, or those that are named, and keeps what it prints as `chapters/<package>/output.txt` and what it draws as
//! `assets/<package>/*.png`, in Korean as `output.ko.txt` and `assets/<package>/ko/*.png`, which READMEs show and tests
//! compare with; and writes numbers and code into the blocks of the READMEs:
//!
//! ```text
//! cargo run -p checks --bin refresh
//! cargo run -p checks --bin refresh ch03-simple-cbow
//! ```
//!
//! Where a README must be edited by hand, it says so, and ends with exit status 1.

use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};

fn main() -> io::Result<ExitCode> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let mut packages: Vec<String> = fs::read_dir(workspace.join("chapters"))?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<_>>()?;
    packages.sort();
    let named: Vec<String> = env::args().skip(1).collect();
    if let Some(unknown) = named.iter().find(|name| !packages.contains(name)) {
        println!("there is no chapter `{unknown}`; there are {}", packages.join(", "));
        return Ok(ExitCode::FAILURE);
    }
    // A README may show commands of another chapter.
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let flags = packages.iter().flat_map(|package| ["--package", package]);
    let built = Command::new(cargo).args(["build", "--bins"]).args(flags).current_dir(&workspace).status()?;
    if !built.success() {
        return Ok(ExitCode::FAILURE);
    }
    // Cargo builds the programs of all packages into one folder; this one may be in that of releases.
    let built_in = env::current_exe()?.ancestors().nth(2).expect("target").join("debug");

    let mut by_hand = Vec::new();
    for package in packages.into_iter().filter(|package| named.is_empty() || named.contains(package)) {
        println!("{package}");
        let program = built_in.join(format!("{package}{}", env::consts::EXE_SUFFIX));
        by_hand.extend(checks::readme::refresh(&workspace, &package, &program)?);
    }
    by_hand.iter().for_each(|what| println!("{what}"));
    Ok(ExitCode::from(u8::from(!by_hand.is_empty())))
}
