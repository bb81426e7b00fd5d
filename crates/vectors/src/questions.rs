//! Questions that others have published: analogies, and pairs of words that people have judged.

use std::path::Path;

use common::similarity::AnalogyQuestion;
use common::text::composed;

use crate::Error;
use crate::lines::{Lines, excerpt};

/// Two words, and how alike people find them.
#[derive(Debug, Clone, PartialEq)]
pub struct WordPair {
    /// One word.
    pub first: String,
    /// The other.
    pub second: String,
    /// The judgement; only the order of the judgements of all pairs matters.
    pub score: f64,
}

impl WordPair {
    /// The pair in lower case, for a vocabulary that knows no capitals.
    pub fn to_lowercase(&self) -> Self {
        Self { first: self.first.to_lowercase(), second: self.second.to_lowercase(), score: self.score }
    }
}

/// Reads analogies in the form of `questions-words.txt` (Mikolov et al. 2013): a line `: relation`, then four
/// words in each line, the last of which is the answer. Empty lines are passed over.
///
/// # Errors
/// [`Error::Read`] if the file cannot be read, [`Error::Line`] for a line that is neither of the two, or for
/// words above the first relation, [`Error::File`] if there is no question at all.
pub fn read_analogies(path: impl AsRef<Path>) -> Result<Vec<AnalogyQuestion>, Error> {
    let mut lines = Lines::open_short(path.as_ref())?;
    let mut relation: Option<String> = None;
    let mut questions = Vec::new();
    while let Some(line) = lines.next()? {
        let line = composed(line.trim_start_matches('\u{feff}').trim());
        if let Some(name) = line.strip_prefix(':') {
            relation = Some(name.trim().to_owned());
            continue;
        }
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let problem = match (<[String; 4]>::try_from(words), &relation) {
            (Ok([a, b, c, answer]), Some(relation)) => {
                questions.push(AnalogyQuestion { relation: relation.clone(), a, b, c, answer });
                continue;
            }
            (Ok(_), None) => "a line \": relation\" must come before the first four words".to_owned(),
            (Err(words), _) if words.is_empty() => continue,
            (Err(words), _) => format!("an analogy has four words, but this line has {}", words.len()),
        };
        return Err(lines.error(problem));
    }
    if questions.is_empty() {
        return Err(lines.file_error("no analogy is in this file; it needs lines of four words"));
    }
    Ok(questions)
}

/// Reads judged pairs in the form of WordSim-353 or SimLex-999: two words and a number in each line, parted
/// by tabs, commas or spaces. SimLex's part of speech, one letter, may stand before the number; what follows
/// the number is not read, nor is a first line with names of columns, an empty line or one that begins with `#`.
///
/// # Errors
/// [`Error::Read`] if the file cannot be read, [`Error::Line`] for a line without two words and a finite
/// number, [`Error::File`] if there is no pair at all.
pub fn read_word_pairs(path: impl AsRef<Path>) -> Result<Vec<WordPair>, Error> {
    let mut lines = Lines::open_short(path.as_ref())?;
    let mut pairs = Vec::new();
    let mut names_of_columns_may_follow = true;
    while let Some(line) = lines.next()? {
        let line = composed(line.trim_start_matches('\u{feff}').trim());
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match parse_pair(&line) {
            Some(pair) => pairs.push(pair),
            None if names_of_columns_may_follow => {}
            None => {
                let problem = format!("two words and a number are needed, not {}", excerpt(&line));
                return Err(lines.error(problem));
            }
        }
        names_of_columns_may_follow = false;
    }
    if pairs.is_empty() {
        return Err(lines.file_error("no pair is in this file; it needs lines of two words and a number"));
    }
    Ok(pairs)
}

fn parse_pair(line: &str) -> Option<WordPair> {
    let fields: Vec<&str> = match ['\t', ','].into_iter().find(|&separator| line.contains(separator)) {
        Some(separator) => line.split(separator).map(str::trim).collect(),
        None => line.split_whitespace().collect(),
    };
    let (first, second, score) = match *fields.as_slice() {
        [first, second, part_of_speech, score, ..]
            if part_of_speech.len() == 1 && part_of_speech.chars().all(char::is_alphabetic) =>
        {
            (first, second, score)
        }
        [first, second, score, ..] => (first, second, score),
        _ => return None,
    };
    let score: f64 = score.parse().ok().filter(|score: &f64| score.is_finite())?;
    let words = !first.is_empty() && !second.is_empty();
    words.then(|| WordPair { first: first.to_owned(), second: second.to_owned(), score })
}
