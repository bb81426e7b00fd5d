//! 3.5.1 and 3.5.3 What counting says: probabilities, and vectors beside those of the two models.

use ch03_probabilistic_loss::SimpleSkipGram;
use ch03_simple_cbow::{Examples, SimpleCbow, TOY_SENTENCE};
use common::counting::co_occurrence_matrix;
use common::similarity::most_similar;
use notebook::{Notebook, Table};
use tr::tr;

/// 3.5.1 P(A), P(A, B) and P(A | B), counted.
pub fn probabilities_by_counting(notebook: &mut Notebook, examples: &Examples) {
    notebook.cell(tr!("Probabilities by counting (3.5.1)"));
    let (corpus, vocabulary) = (&examples.corpus, &examples.vocabulary);
    let pairs = corpus.len() - 1;
    notebook.say(tr!(
        "{sentence}  →  {pairs} pairs of a word and the word after it",
        sentence = TOY_SENTENCE,
        pairs
    ));
    notebook.say(tr!("P(A)      the next word is A\n\
         P(B)      the word is B\n\
         P(A, B)   both at once: the joint probability\n\
         P(A | B)  the next word is A, given that the word is B: the posterior probability"));
    let mut table = Table::new(["A", "B", "P(A)", "P(B)", "P(A, B)", "P(A | B)", "P(A | B) · P(B)"]);
    for (a, b) in [("say", "you"), ("goodbye", "say"), ("hello", "say"), ("hello", "you")] {
        let [a_id, b_id] = [a, b].map(|word| vocabulary.id(word).expect("the sentence has it"));
        let count =
            |is_counted: &dyn Fn(&[u32]) -> bool| corpus.windows(2).filter(|pair| is_counted(pair)).count();
        let of_a = count(&|pair| pair[1] == a_id);
        let of_b = count(&|pair| pair[0] == b_id);
        let of_both = count(&|pair| pair == [b_id, a_id]);
        let share = |part: usize, whole: usize| part as f64 / whole as f64;
        let (joint, posterior, given) = (share(of_both, pairs), share(of_both, of_b), share(of_b, pairs));
        assert!((joint - posterior * given).abs() < 1e-12);
        let cells = [
            a.to_string(),
            b.to_string(),
            format!("{of_a}/{pairs}"),
            format!("{of_b}/{pairs}"),
            format!("{of_both}/{pairs}"),
            format!("{of_both}/{of_b}"),
            format!("{:.4} = {joint:.4}", posterior * given),
        ];
        table.row(cells);
    }
    notebook.table(&table);
    notebook.say(tr!("P(A, B) = P(A | B) · P(B): the product rule holds in every row."));
}

/// 3.5.3 Count-based against inference-based.
pub fn counting_and_inference(
    notebook: &mut Notebook,
    examples: &Examples,
    cbow: &SimpleCbow,
    skip_gram: &SimpleSkipGram,
) {
    notebook.cell(tr!("Counting and inference side by side (3.5.3)"));
    let vocabulary = &examples.vocabulary;
    let counts = co_occurrence_matrix(&examples.corpus, vocabulary.len(), 1).mapv(|count| count as f32); // (V, V)
    let goodbye = vocabulary.id("goodbye").expect("the sentence has it");
    let mut table = Table::new([
        tr!("nearest to \"goodbye\""),
        tr!("first"),
        tr!("cosine"),
        tr!("second"),
        tr!("cosine"),
        tr!("numbers per word"),
    ]);
    for (name, vectors) in [
        (tr!("counts"), &counts),
        ("SimpleCBOW".to_string(), cbow.word_vectors()),
        ("SimpleSkipGram".to_string(), skip_gram.word_vectors()),
    ] {
        let nearest = most_similar(vectors.view(), goodbye, 2);
        let words = nearest
            .iter()
            .flat_map(|&(id, cosine)| [vocabulary.word(id).to_string(), format!("{cosine:.4}")]);
        let cells: Vec<String> =
            [name].into_iter().chain(words).chain([vectors.ncols().to_string()]).collect();
        table.row(cells);
    }
    notebook.table(&table);
    notebook.say(tr!(
        "Skip-gram knows nothing of \"you\" and \".\": at the ends of the sentence, they are never the middle word,\n\
         and their rows of W_in stay as they were drawn."
    ));
    notebook.say(tr!(
        "Counting reads the corpus once and is done, but a new word means a new row, a new column and a new\n\
         decomposition. Inference reads it many times, in small batches, and goes on from its weights when\n\
         new text comes. Neither is plainly better at similarity (Levy et al. 2015); they even optimise\n\
         related things: skip-gram with negative sampling factorises a shifted PMI matrix (Levy and\n\
         Goldberg 2014)."
    ));
}
