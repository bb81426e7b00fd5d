//! Runs every chapter and keeps what it prints as `chapters/<package>/output.txt` and what it draws as
//! `assets/<package>/*.png`, which READMEs show and tests compare with:
//!
//! ```text
//! cargo run -p checks --bin refresh
//! ```

use std::io;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

fn main() -> io::Result<()> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut packages: Vec<String> = fs::read_dir(workspace.join("chapters"))?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<_>>()?;
    packages.sort();
    for package in packages {
        println!("{package}");
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["run", "--quiet", "--package", &package])
            .current_dir(&workspace)
            .output()?;
        if !output.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        fs::write(workspace.join("chapters").join(&package).join("output.txt"), output.stdout)?;
        let (drawn, kept) = (workspace.join("out").join(&package), workspace.join("assets").join(&package));
        fs::create_dir_all(&kept)?;
        for entry in fs::read_dir(drawn)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "png") {
                fs::copy(&path, kept.join(path.file_name().expect("a file has a name")))?;
            }
        }
    }
    Ok(())
}
