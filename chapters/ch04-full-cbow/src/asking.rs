//! `ask`: questions to vectors that were saved.

use std::io::{self, BufWriter, Write};

use anyhow::Result;
use vectors::{WordVectors, ask};

use crate::settings::Question;

/// Answers one question, or each line of standard input.
pub fn ask(question: &Question) -> Result<()> {
    let path = match &question.vectors {
        Some(path) => path.clone(),
        None => {
            let path = notebook::default_folder(env!("CARGO_PKG_NAME")).join("vectors.txt");
            anyhow::ensure!(
                path.is_file(),
                "there are no vectors at {} yet: train some with cargo run -p ch04-full-cbow, or give --vectors FILE",
                path.display()
            );
            path
        }
    };
    let vectors = WordVectors::read_text(path)?;
    if question.words.is_empty() {
        ask::interactive(&vectors, io::stdin().lock(), io::stdout().lock())?;
        return Ok(());
    }
    let answer =
        ask::answer(&vectors, &question.words.join(" ")).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let mut output = BufWriter::new(io::stdout().lock());
    let written = writeln!(output, "{answer}").and_then(|()| output.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()), // nobody reads on
        written => Ok(written?),
    }
}
