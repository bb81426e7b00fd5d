//! 2.3.4 – 3.1.1 The count-based way, and what it costs.

use anyhow::Result;
use common::counting::{co_occurrence_matrix, ppmi};
use common::similarity::most_similar;
use common::text::Vocabulary;
use notebook::{HeatMap, Notebook, Table, bytes_text, grouped};
use tr::tr;

/// 2.3.4 – 2.4.1 The count-based way: a row of neighbour counts is a word vector.
pub fn counts_as_vectors(notebook: &mut Notebook, corpus: &[u32], vocabulary: &Vocabulary) -> Result<()> {
    notebook.cell(tr!("The count-based way: co-occurrence, PPMI, cosine (2.3.4 – 2.4.1)"));
    notebook.say(tr!(
        "The meaning of a word is formed by the words around it (the distributional hypothesis).\n\
         So count, for each word, how often each other word stands next to it:"
    ));
    let words = vocabulary.words();
    let counts = co_occurrence_matrix(corpus, words.len(), 1); // (V, V)
    notebook.labelled_array(tr!("co-occurrence"), "(V, V)", words, &counts);
    notebook.say(tr!("PPMI replaces a count by how much more often than by chance two words meet:"));
    let information = ppmi(&counts); // (V, V)
    notebook.labelled_array("ppmi", "(V, V)", words, &information);

    let you = vocabulary.id("you").expect("the sentence has it");
    notebook.say(tr!("Words with similar rows are alike. Nearest to \"you\" by the cosine of the counts:"));
    let mut table = Table::new([tr!("word"), tr!("cosine")]);
    for (id, cosine) in most_similar(counts.mapv(|count| count as f32).view(), you, 5) {
        table.row([vocabulary.word(id).to_string(), format!("{cosine:.4}")]);
    }
    notebook.table(&table);
    notebook.picture(
        "ppmi.png",
        &HeatMap::new(
            tr!("PPMI of the toy sentence"),
            tr!("word"),
            tr!("neighbour"),
            words,
            words,
            &information,
        )
        .legend(tr!("PPMI (bits)")),
    )?;
    Ok(())
}

/// 3.1.1 Why counting does not scale.
pub fn what_counting_costs(notebook: &mut Notebook) {
    notebook.cell(tr!("What counting costs (3.1.1)"));
    notebook.say(tr!(
        "The matrix is V × V, and making short dense vectors of it by singular value decomposition takes\n\
         about V³ multiplications, with all the data at once:"
    ));
    let mut table = Table::new(["V".to_string(), tr!("matrix of f32"), "V³".to_string()]);
    for vocabulary_size in [7u64, 1_000, 10_000, 100_000, 1_000_000] {
        table.row([
            grouped(vocabulary_size),
            bytes_text(4 * vocabulary_size.pow(2)),
            format!("{:.0e}", (vocabulary_size as f64).powi(3)),
        ]);
    }
    notebook.table(&table);
}
