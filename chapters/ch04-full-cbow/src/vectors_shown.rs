//! What every program that has trained word vectors shows of them.

use anyhow::Result;
use notebook::{Notebook, Table};
use tr::tr;
use vectors::WordVectors;

/// Of words from the most frequent to the rarest: some of letters (if there are any), neither the most frequent,
/// which stand beside everything, nor rare.
pub fn telling_words<'a>(most_frequent_first: impl Iterator<Item = &'a str>, number: usize) -> Vec<&'a str> {
    let mut words: Vec<&str> = most_frequent_first.collect();
    let of_letters = |word: &&str| word.chars().all(char::is_alphabetic);
    if words.iter().any(of_letters) {
        words.retain(of_letters);
    }
    let step = words.len() / 50;
    words.into_iter().skip(step).step_by(step.max(1)).take(number).collect()
}

/// The five nearest of each of some known words, by cosine.
///
/// # Panics
/// If one of the words has no vector.
pub fn nearest_table(vectors: &WordVectors, words: &[&str]) -> Table {
    let mut table = Table::new([tr!("word"), tr!("nearest by cosine")]);
    for word in words {
        let nearest = vectors.nearest(word, 5).expect("the word is known");
        let nearest: Vec<String> =
            nearest.iter().map(|(word, cosine)| format!("{word} {cosine:.3}")).collect();
        table.row([word.to_string(), nearest.join("  ")]);
    }
    table
}

/// The vectors in three formats, in the folder of the run.
///
/// # Errors
/// If a file cannot be written.
pub fn write_all_formats(notebook: &mut Notebook, vectors: &WordVectors) -> Result<()> {
    vectors.write_text(notebook.path("vectors.txt")?)?;
    vectors.write_npy(notebook.path("vectors.npy")?, notebook.path("words.txt")?)?;
    vectors
        .write_projector(notebook.path("projector-vectors.tsv")?, notebook.path("projector-words.tsv")?)?;
    Ok(())
}

/// Says and records that Ctrl-C has ended the training, `after` so many steps, and where what was learned goes.
///
/// # Errors
/// An earlier failure of standard output.
pub fn say_stopped(notebook: &mut Notebook, after: &str) -> Result<()> {
    notebook
        .stopped(tr!("Stopped by Ctrl-C after {after}; what follows is what was learned until then.", after));
    // Also where it is seen if Ctrl-C has ended the reader of standard output too, as in `… | tee log`.
    let path = notebook.path("vectors.txt")?;
    notebook.remark(tr!("the vectors learned so far go to {path}", path = path.display()));
    Ok(())
}
