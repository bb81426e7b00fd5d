//! What two threads are worth where other programs want the processor too:
//!
//! ```text
//! cargo bench -p ch04-full-cbow --bench busy       two minutes
//! ```
//!
//! Whole runs of the program, with its default text.

use std::process::{Command, Stdio};

use checks::busy::compare_one_thread_with_two;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    compare_one_thread_with_two(|threads| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_ch04-full-cbow"));
        program.args(["--threads", &threads.to_string(), "--out"]).arg(folder.path());
        let status = program.stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(status.expect("the program starts").success());
    });
}
