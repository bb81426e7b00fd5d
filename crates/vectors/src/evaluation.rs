//! What word vectors have learned, in numbers: analogies solved, and agreement with human judges.

use common::similarity;
use common::similarity::AnalogyQuestion;
use common::text::Vocabulary;
use ndarray::{Array2, ArrayView2, s};

use crate::questions::WordPair;
use crate::{Scoring, WordVectors};

pub use crate::rank_correlation::spearman;

/// Questions scored together, and words they are scored with: 256 × 4096 scores, 4 MB at a time.
const QUESTIONS_AT_ONCE: usize = 256;
const WORDS_AT_ONCE: usize = 4096;

/// How many analogies were solved: the right word came first of all words but the three of the question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Solved {
    /// The questions of which all four words are in the vocabulary.
    pub asked: usize,
    /// The questions left out because a word is not in the vocabulary.
    pub skipped: usize,
    /// Those solved by cosine, 3CosAdd: [`Scoring::Cosine`].
    pub cosine: usize,
    /// Those solved by the book's dot product: [`Scoring::RawDot`].
    pub raw_dot: usize,
}

impl Solved {
    /// The share of the asked questions that were solved, 0 to 1; nothing if none was asked.
    pub fn share(&self, scoring: Scoring) -> Option<f64> {
        let solved = match scoring {
            Scoring::Cosine => self.cosine,
            Scoring::RawDot => self.raw_dot,
        };
        (self.asked > 0).then(|| solved as f64 / self.asked as f64)
    }
}

/// The result of [`analogies`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analogies {
    /// All questions together.
    pub overall: Solved,
    /// Each relation with its questions, in the order of the first question of each.
    pub relations: Vec<(String, Solved)>,
    /// The words that were asked for and are not in the vocabulary, each once, in order of appearance.
    pub unknown_words: Vec<String>,
}

/// A question as rows of the array.
struct Ids {
    relation: usize,
    question: [u32; 3],
    answer: u32,
}

/// Solves all questions with the vectors `w` (V, H), whose row `id` belongs to word `id` of `vocabulary`, by
/// cosine and by the book's raw dot product.
///
/// Takes the array of a model as it is, so that it can be called after each epoch: normalises the rows once
/// and scores hundreds of questions in one matrix product.
///
/// # Panics
/// If `w` has not as many rows as the vocabulary has words.
pub fn analogies(vocabulary: &Vocabulary, w: ArrayView2<f32>, questions: &[AnalogyQuestion]) -> Analogies {
    assert_eq!(w.nrows(), vocabulary.len(), "one vector for each word");
    let (mut result, ids) = look_up(vocabulary, questions);
    let unit_rows = similarity::unit_rows(w); // (V, H)

    for block in ids.chunks(QUESTIONS_AT_ONCE) {
        let by_cosine = best_answers(unit_rows.view(), block);
        let by_raw_dot = best_answers(w, block);
        for ((ids, cosine), raw_dot) in block.iter().zip(by_cosine).zip(by_raw_dot) {
            for solved in [&mut result.overall, &mut result.relations[ids.relation].1] {
                solved.asked += 1;
                solved.cosine += usize::from(cosine == Some(ids.answer));
                solved.raw_dot += usize::from(raw_dot == Some(ids.answer));
            }
        }
    }
    result
}

/// The questions as ids, and a result that so far counts what was skipped.
fn look_up(vocabulary: &Vocabulary, questions: &[AnalogyQuestion]) -> (Analogies, Vec<Ids>) {
    let mut result = Analogies::default();
    let mut known = Vec::with_capacity(questions.len());
    let (mut relations, mut unknown) = (Vocabulary::default(), Vocabulary::default());
    for question in questions {
        let relation = relations.insert(&question.relation) as usize;
        if relation == result.relations.len() {
            result.relations.push((question.relation.clone(), Solved::default()));
        }
        let AnalogyQuestion { a, b, c, answer, .. } = question;
        match [a, b, c, answer].map(|word| vocabulary.id(word)) {
            [Some(a), Some(b), Some(c), Some(answer)] => {
                known.push(Ids { relation, question: [a, b, c], answer });
            }
            ids => {
                result.overall.skipped += 1;
                result.relations[relation].1.skipped += 1;
                for (word, _) in [a, b, c, answer].into_iter().zip(ids).filter(|(_, id)| id.is_none()) {
                    unknown.insert(word);
                }
            }
        }
    }
    result.unknown_words = unknown.words().to_vec();
    (result, known)
}

/// For each question the row x with the largest x · (b − a + c), or none if no row has a comparable score.
///
/// The length of the sum is the same for all x, so that it need not be brought to 1 to find the best.
fn best_answers(rows: ArrayView2<f32>, questions: &[Ids]) -> Vec<Option<u32>> {
    let mut queries = Array2::zeros((questions.len(), rows.ncols())); // (Q, H)
    for (mut query, Ids { question: [a, b, c], .. }) in queries.outer_iter_mut().zip(questions) {
        let row = |&id: &u32| rows.row(id as usize);
        query.assign(&(&row(b) - &row(a) + row(c)));
    }
    let mut best = vec![(f32::NEG_INFINITY, None); questions.len()];
    for start in (0..rows.nrows()).step_by(WORDS_AT_ONCE) {
        let words = rows.slice(s![start..rows.nrows().min(start + WORDS_AT_ONCE), ..]);
        let scores = queries.dot(&words.t()); // (Q, words at once)
        for ((scores, best), Ids { question, .. }) in scores.outer_iter().zip(&mut best).zip(questions) {
            for (id, &score) in (start as u32..).zip(scores) {
                if score > best.0 && !question.contains(&id) {
                    *best = (score, Some(id)); // only if larger: the lower id wins among equals, NaN never
                }
            }
        }
    }
    best.into_iter().map(|(_, id)| id).collect()
}

/// The result of [`word_pairs`].
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Spearman's rank correlation of the cosines and the judgements, −1 to 1; nothing with fewer than two
    /// pairs, or if all cosines or all judgements are equal.
    pub spearman: Option<f64>,
    /// The pairs of which both words are in the vocabulary.
    pub compared: usize,
    /// The pairs left out because a word is not in the vocabulary.
    pub skipped: usize,
}

/// How well the cosines of `vectors` agree with the judgements of people about the same pairs of words.
pub fn word_pairs(vectors: &WordVectors, pairs: &[WordPair]) -> Agreement {
    let (mut cosines, mut judgements) = (Vec::new(), Vec::new());
    for WordPair { first, second, score } in pairs {
        // Asked first, because for an unknown word the cosine looks for others that may be meant.
        if [first, second].into_iter().all(|word| vectors.known(word).is_some()) {
            let cosine = vectors.cosine(first, second).expect("both words are known");
            cosines.push(f64::from(cosine));
            judgements.push(*score);
        }
    }
    let compared = cosines.len();
    Agreement { spearman: spearman(&cosines, &judgements), compared, skipped: pairs.len() - compared }
}

#[cfg(test)]
mod tests {
    use common::text::preprocess;
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;

    fn questions(text: &str) -> Vec<AnalogyQuestion> {
        let question = |line: &str| {
            let [relation, a, b, c, answer] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let [relation, a, b, c, answer] = [relation, a, b, c, answer].map(str::to_owned);
            AnalogyQuestion { relation, a, b, c, answer }
        };
        text.lines().map(question).collect()
    }

    #[test]
    fn solved_and_skipped_are_counted_overall_and_per_relation() {
        let (_, vocabulary) = preprocess("king man queen woman crowd");
        let w = array![[1.0, 1.0], [0.1, 1.0], [1.0, -1.0], [0.1, -1.0], [4.0, -9.0]];
        let asked = questions(
            "sex king man queen woman\nsex queen woman king man\nwrong king man queen crowd\n\
             sex boy girl king queen\nlost boy man lad woman",
        );
        let result = analogies(&vocabulary, w.view(), &asked);
        let sex = Solved { asked: 2, skipped: 1, cosine: 2, raw_dot: 1 }; // crowd is long and wins the first
        let wrong = Solved { asked: 1, skipped: 0, cosine: 0, raw_dot: 1 };
        let lost = Solved { asked: 0, skipped: 1, cosine: 0, raw_dot: 0 };
        assert_eq!(result.overall, Solved { asked: 3, skipped: 2, cosine: 2, raw_dot: 2 });
        assert_eq!(
            result.relations,
            [("sex".into(), sex.clone()), ("wrong".into(), wrong), ("lost".into(), lost)]
        );
        assert_eq!(result.unknown_words, ["boy", "girl", "lad"]);
        assert_eq!((sex.share(Scoring::Cosine), sex.share(Scoring::RawDot)), (Some(1.0), Some(0.5)));
        assert_eq!(Solved::default().share(Scoring::Cosine), None);
    }

    #[test]
    fn no_questions_and_vectors_that_went_astray_solve_nothing() {
        let (_, vocabulary) = preprocess("king man queen woman");
        let w = Array2::from_elem((4, 2), f32::NAN);
        assert_eq!(analogies(&vocabulary, w.view(), &[]), Analogies::default());
        let result = analogies(&vocabulary, w.view(), &questions("sex king man queen woman"));
        assert_eq!(result.overall, Solved { asked: 1, ..Solved::default() });
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]
        /// More questions and words than fit into one block; whole numbers, so that sums are exact.
        #[test]
        fn blocks_find_what_one_question_at_a_time_finds(seed in 1_u32..1000) {
            let words = WORDS_AT_ONCE + 37;
            let mut vocabulary = Vocabulary::default();
            (0..words).for_each(|id| _ = vocabulary.insert(&id.to_string()));
            let noise = |i: usize| (i as u32).wrapping_mul(2_654_435_761).wrapping_mul(seed) >> 16;
            let w = Array2::from_shape_fn((words, 3), |(i, j)| (noise(3 * i + j) % 201) as f32 - 100.0);
            let ids: Vec<Ids> = (0..QUESTIONS_AT_ONCE + 9)
                .map(|i| [3 * i, 3 * i + 1, 3 * i + 2].map(|i| noise(i) % words as u32))
                .map(|question| Ids { relation: 0, question, answer: 0 })
                .collect();
            let found: Vec<_> = ids.chunks(QUESTIONS_AT_ONCE).flat_map(|block| best_answers(w.view(), block)).collect();
            for (Ids { question: [a, b, c], .. }, found) in ids.iter().zip(found).step_by(11) {
                let query = &w.row(*b as usize) - &w.row(*a as usize) + w.row(*c as usize);
                let score = |id: u32| w.row(id as usize).dot(&query);
                let allowed = (0..words as u32).filter(|id| ![*a, *b, *c].contains(id));
                let best = allowed.rev().max_by(|&x, &y| score(x).total_cmp(&score(y)));
                prop_assert_eq!(found, best);
            }
        }
    }

    #[test]
    fn pairs_with_an_unknown_word_are_skipped() {
        let (_, vocabulary) = preprocess("cat dog car zero");
        let rows = array![[1.0, 0.0], [2.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
        let vectors = WordVectors::new(vocabulary, rows).unwrap();
        let pair =
            |first: &str, second: &str, score| WordPair { first: first.into(), second: second.into(), score };
        let pairs = [
            pair("cat", "dog", 9.0),
            pair("dog", "car", 5.0),
            pair("cat", "zero", 1.0),
            pair("cat", "tiger", 8.0),
        ];
        assert_eq!(word_pairs(&vectors, &pairs), Agreement { spearman: Some(1.0), compared: 3, skipped: 1 });
    }
}
