//! Runs every chapter and keeps what it prints as `chapters/<package>/output.txt` and what it draws as
//! `assets/<package>/*.png`, which READMEs show and tests compare with; and writes the numbers into the output
//! blocks of the READMEs:
//!
//! ```text
//! cargo run -p checks --bin refresh
//! ```
//!
//! Where a README must be edited by hand because words have changed, it says so, and ends with exit status 1.

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
    let mut by_hand = Vec::new();
    for package in packages {
        println!("{package}");
        by_hand.extend(refresh(&workspace, &package)?);
    }
    by_hand.iter().for_each(|what| println!("{what}"));
    Ok(ExitCode::from(u8::from(!by_hand.is_empty())))
}

/// Refreshes one chapter and returns what must be edited by hand.
fn refresh(workspace: &Path, package: &str) -> io::Result<Vec<String>> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--quiet", "--package", package])
        .current_dir(workspace)
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let kept = workspace.join("chapters").join(package).join("output.txt");
    let before = fs::read_to_string(&kept).unwrap_or_default();
    fs::write(kept, output.stdout)?;

    let (drawn, kept) = (workspace.join("out").join(package), workspace.join("assets").join(package));
    fs::create_dir_all(&kept)?;
    for entry in fs::read_dir(drawn)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "png") {
            fs::copy(&path, kept.join(path.file_name().expect("a file has a name")))?;
        }
    }

    // Cargo builds the programs of all packages into the folder of this one.
    let program = env::current_exe()?.with_file_name(format!("{package}{}", env::consts::EXE_SUFFIX));
    checks::readme::refresh(workspace, package, &program, &before)
}
