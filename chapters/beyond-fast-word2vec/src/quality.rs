//! What vectors know: analogies, judged pairs, neighbours; and the files that keep them.

use anyhow::Result;
use ch04_full_cbow::vectors_shown::{nearest_table, telling_words, write_all_formats};
use common::similarity::AnalogyQuestion;
use common::text::Vocabulary;
use corpus::{Corpus, Source};
use ndarray::ArrayView2;
use notebook::{Notebook, Table};
use tr::tr;
use vectors::questions::{WordPair, read_analogies, read_word_pairs};
use vectors::{Scoring, WordVectors, evaluation};

use crate::settings::Flags;

/// The share of the corpus's own questions that the vectors (V, H) of a vocabulary solve, by cosine.
pub fn solved(corpus: &Corpus, vocabulary: &Vocabulary, vectors: ArrayView2<f32>) -> f64 {
    let result = evaluation::analogies(vocabulary, vectors, &corpus.questions);
    result.overall.share(Scoring::Cosine).unwrap_or(0.0)
}

/// `0.999` as `99.9 %`.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// The nearest words of the words that the corpus names, or of a few others, by cosine.
pub fn nearest_words(notebook: &mut Notebook, vectors: &WordVectors, probes: &[String]) {
    notebook.cell(tr!("Nearest words"));
    let mut probes: Vec<&str> =
        probes.iter().map(String::as_str).filter(|word| vectors.vocabulary().id(word).is_some()).collect();
    if probes.is_empty() {
        let most_frequent_first = vectors.vocabulary().words().iter().map(String::as_str);
        probes = telling_words(most_frequent_first, 5);
    }
    notebook.table(&nearest_table(vectors, &probes));
}

/// Questions that others have published.
#[derive(Default)]
pub struct Published {
    analogies: Option<Vec<AnalogyQuestion>>,
    pairs: Option<Vec<WordPair>>,
}

impl Published {
    /// Reads the files that were named; in small letters, if those of the text are.
    pub fn read(flags: &Flags, source: &Source) -> Result<Self> {
        let mut analogies = flags.questions.as_ref().map(read_analogies).transpose()?;
        let mut pairs = flags.pairs.as_ref().map(read_word_pairs).transpose()?;
        if flags.reading.lower_case || !matches!(source, Source::Files(_)) {
            analogies.iter_mut().flatten().for_each(|question| *question = question.to_lowercase());
            pairs.iter_mut().flatten().for_each(|pair| *pair = pair.to_lowercase());
        }
        Ok(Self { analogies, pairs })
    }

    /// Asks them.
    pub fn ask(&self, notebook: &mut Notebook, vectors: &WordVectors) {
        if self.analogies.is_some() || self.pairs.is_some() {
            notebook.cell(tr!("Questions that others have published"));
        }
        if let Some(questions) = &self.analogies {
            let result = evaluation::analogies(vectors.vocabulary(), vectors.vectors(), questions);
            let mut table =
                Table::new([tr!("relation"), tr!("asked"), tr!("unknown words"), tr!("solved by cosine")]);
            let relations = result.relations.iter().map(|(name, solved)| (name.clone(), solved));
            for (name, solved) in relations.chain([(tr!("all"), &result.overall)]) {
                let share = solved.share(Scoring::Cosine).map_or("–".to_string(), percent);
                table.row([name, solved.asked.to_string(), solved.skipped.to_string(), share]);
            }
            notebook.table(&table);
            notebook.metric("questions_solved", result.overall.share(Scoring::Cosine).unwrap_or(0.0));
        }
        if let Some(pairs) = &self.pairs {
            let agreement = evaluation::word_pairs(vectors, pairs);
            let (n, of) = (agreement.compared, pairs.len());
            match agreement.spearman {
                Some(rho) => {
                    notebook.say(tr!(
                        "{n} of {of} pairs are known; rank correlation of cosines and judgements (Spearman): {rho}",
                        n,
                        of,
                        rho = format!("{rho:.4}")
                    ));
                    notebook.metric("pairs_rank_correlation", rho);
                }
                None => notebook.say(tr!(
                    "{n} of {of} pairs are known; too few to compare cosines and judgements",
                    n,
                    of
                )),
            }
        }
    }
}

/// The files, and what reads them.
pub fn save(notebook: &mut Notebook, vectors: &WordVectors) -> Result<()> {
    notebook.cell(tr!("The vectors as files"));
    write_all_formats(notebook, vectors)?;
    notebook.say(tr!(
        "vectors.txt            the word2vec text format, for gensim and for `ask` of ch04-full-cbow\n\
         vectors.npy, words.txt numpy.load, and the word of each row\n\
         projector-*.tsv        the two files that the TensorFlow embedding projector asks for"
    ));
    let file = notebook.folder().join("vectors.txt");
    notebook.remark(tr!(
        "note: ask these vectors with `cargo run -p ch04-full-cbow -- ask --vectors \"{file}\" WORD`",
        file = file.display()
    ));
    Ok(())
}
