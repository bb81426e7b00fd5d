//! `ask`: questions to vectors that were saved.

use std::io::{self, ErrorKind, Write};

use anyhow::{Context, Result};
use tr::tr;
use vectors::{Error, Options, ask};

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
    let options = Options { words: question.word_list.clone(), skip_bad_lines: question.skip_bad_lines };
    let (vectors, left_out) = options.read(path).map_err(|error| match error {
        // Without the first line, which says what is in the file, there is nothing to read.
        Error::Line { line: 1, .. } => error.into(),
        Error::Line { .. } | Error::Word { .. } => {
            anyhow::anyhow!("{error} (--skip-bad-lines leaves it out)")
        }
        error => error.into(),
    })?;
    if left_out.number > 0 {
        let _ = writeln!(io::stderr(), "{}", tr!("note: {left_out}", left_out)); // if that is closed there is nobody left to tell
    }
    let mut output = io::stdout().lock();
    let outcome = match question.words.as_slice() {
        [] => ask::interactive(&vectors, io::stdin().lock(), output).context("the conversation broke off"),
        words => {
            let answer = ask::answer_all(&vectors, words)?;
            writeln!(output, "{answer}").context("cannot write the answer to standard output")
        }
    };
    match outcome {
        Err(error) if is_broken_pipe(&error) => Ok(()), // nobody reads on
        outcome => outcome,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
