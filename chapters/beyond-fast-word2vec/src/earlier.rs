//! What goes from one training to another: vectors to begin with, and the files that only another training wants.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use ndarray::Array2;
use notebook::Notebook;
use serde::Serialize;
use vectors::WordVectors;
use whole_file::WholeFile;
use word2vec::{Start, Text, Word2Vec};

/// The flags that name vectors to begin with, and files to write.
#[derive(Args, Clone, Debug, Serialize)]
pub struct EarlierFlags {
    /// Begin with the vectors of an earlier training, in any format that `ask` reads; words that it did not know begin
    /// as always
    #[arg(long, value_name = "FILE")]
    pub start_from: Option<PathBuf>,
    /// Begin with its W_out too, as --also-save w-out has written it
    #[arg(long, value_name = "FILE", requires = "start_from")]
    pub start_w_out: Option<PathBuf>,
    /// Further files: vectors.bin, the vectors in word2vec's binary format; vectors.bin.gz, the same packed;
    /// vocabulary.txt, the words with their counts; w-out.bin, the rows of W_out in the binary format
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    #[serde(skip)] // the result does not depend on it
    pub also_save: Vec<Further>,
}

/// A file that is only written where it is wished.
#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
pub enum Further {
    Binary,
    BinaryGz,
    Vocabulary,
    WOut,
}

impl EarlierFlags {
    /// Where a training on this text begins, if with earlier vectors.
    pub fn start(&self, settings: &Word2Vec, text: &Text) -> Result<Option<Start>> {
        let read = |path: &PathBuf| {
            let (vectors, _) = vectors::Options::default().read(path)?;
            let hidden = vectors.vectors().ncols();
            ensure!(
                hidden == settings.hidden,
                "the vectors in `{}` have {hidden} numbers, and --hidden is {}: train with --hidden {hidden}",
                text_files::shown(path),
                settings.hidden
            );
            Ok(vectors)
        };
        let Some(path) = &self.start_from else { return Ok(None) };
        let w_in = read(path)?;
        let w_out = self.start_w_out.as_ref().map(read).transpose()?;
        let known = text.words().filter(|word| w_in.vector(word).is_ok()).count();
        ensure!(
            known > 0,
            "`{}` has no vector for any word of the text: give vectors of a text like it",
            text_files::shown(path)
        );
        Ok(Some(Start::with_vectors(settings, text, |word| {
            [w_in.vector(word).ok(), w_out.as_ref().and_then(|w_out| w_out.vector(word).ok())]
        })))
    }

    /// Writes the files that are wished.
    pub fn save(
        &self,
        notebook: &mut Notebook,
        text: &Text,
        vectors: &WordVectors,
        w_out: Option<Array2<f32>>,
    ) -> Result<()> {
        let w_out = w_out.map(|w_out| WordVectors::new(text.vocabulary(), w_out)).transpose()?;
        for further in &self.also_save {
            match further {
                Further::Binary => vectors.write_binary(notebook.path("vectors.bin")?)?,
                Further::BinaryGz => vectors.write_binary(notebook.path("vectors.bin.gz")?)?,
                Further::WOut => {
                    let w_out = w_out.as_ref().expect("the training keeps it where it is to be saved");
                    w_out.write_binary(notebook.path("w-out.bin")?)?;
                }
                Further::Vocabulary => {
                    let path = notebook.path("vocabulary.txt")?;
                    let mut bytes = Vec::new();
                    text.write_vocabulary(&mut bytes)?;
                    let written = WholeFile::create(&path).and_then(|mut file| {
                        file.write_all(&bytes)?;
                        file.put_in_place()
                    });
                    written.with_context(|| {
                        format!(
                            "cannot write `{}`; free some space, or name another folder with --out",
                            text_files::shown(&path)
                        )
                    })?;
                }
            }
        }
        Ok(())
    }
}
