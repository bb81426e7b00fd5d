//! A conversation with word vectors: one question a line, one answer or one clear sentence back.
//!
//! | line | question |
//! | --- | --- |
//! | `king` | which words are nearest to king? |
//! | `king man queen`, also `king : man = queen : ?` | king is to man as queen is to what? |
//! | `king - man + woman` | what is king without man but with woman? (man : king = woman : ?) |
//! | `quit`, `exit`, end of input | – |

use std::fmt;
use std::io::{self, BufRead, Write};

use unicode_width::UnicodeWidthStr;

use crate::{Scoring, UnknownWord, WordVectors};

/// How many words an answer has.
const TOP: usize = 5;

const PROMPT: &str = "> ";
const HELP: &str =
    "Ask with one word (king), three (king man queen) or a sum (king - man + woman); quit ends.";

/// The answer to one line.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer<'v> {
    /// The words nearest to one word.
    Nearest {
        /// The word that was asked for.
        word: &'v str,
        /// The nearest words with their cosines, nearest first.
        words: Vec<(&'v str, f32)>,
    },
    /// What solves a : b = c : ?
    Analogy {
        /// The words a, b and c of the question.
        question: [&'v str; 3],
        /// The best words by cosine ([`Scoring::Cosine`]), best first.
        cosine: Vec<(&'v str, f32)>,
        /// The best words by the book's dot product ([`Scoring::RawDot`]), best first.
        raw_dot: Vec<(&'v str, f32)>,
    },
}

/// Why a line has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// The line is empty.
    #[error("nothing was asked: type one word, three words or a sum such as king - man + woman")]
    Empty,
    /// A word is not in the vocabulary.
    #[error(transparent)]
    UnknownWord(#[from] UnknownWord),
    /// The line is no question.
    #[error("{0:?} is no question: ask with one word, three words or a sum such as king - man + woman")]
    NoQuestion(String),
}

/// Answers one line; the table of the module says which questions there are.
///
/// # Errors
/// [`NoAnswer`] for an empty line, a word that is not in the vocabulary, or what is no question.
pub fn answer<'v>(vectors: &'v WordVectors, line: &str) -> Result<Answer<'v>, NoAnswer> {
    let line = line.trim();
    let written_out = line.contains(':') && line.contains('=') && vectors.vocabulary().id(line).is_none();
    let spaced = match written_out {
        true => line.replace([':', '=', '?'], " "), // king : man = queen : ?
        false => line.to_owned(),
    };
    let words: Vec<&str> = spaced.split_whitespace().collect();
    match *words.as_slice() {
        [] if line.is_empty() => Err(NoAnswer::Empty),
        [word] => {
            let id = vectors.id(word)?;
            Ok(Answer::Nearest { word: vectors.vocabulary().word(id), words: vectors.nearest(word, TOP)? })
        }
        [a, b, c] if ![a, b, c].iter().any(|word| sign(word).is_some()) => analogy(vectors, [a, b, c]),
        _ => match sum(&words) {
            Some(question) => analogy(vectors, question),
            None => Err(NoAnswer::NoQuestion(line.to_owned())),
        },
    }
}

fn analogy<'v>(vectors: &'v WordVectors, [a, b, c]: [&str; 3]) -> Result<Answer<'v>, NoAnswer> {
    let vocabulary = vectors.vocabulary();
    let question = [vectors.id(a)?, vectors.id(b)?, vectors.id(c)?].map(|id| vocabulary.word(id));
    Ok(Answer::Analogy {
        question,
        cosine: vectors.analogy(a, b, c, TOP, Scoring::Cosine)?,
        raw_dot: vectors.analogy(a, b, c, TOP, Scoring::RawDot)?,
    })
}

/// The a, b and c of b − a + c, in whatever order the three are given.
fn sum<'a>(pieces: &[&'a str]) -> Option<[&'a str; 3]> {
    let mut pieces = pieces.to_vec();
    if sign(pieces.first()?).is_none() {
        pieces.insert(0, "+");
    }
    let (mut added, mut subtracted) = (Vec::new(), Vec::new());
    for term in pieces.chunks(2) {
        let &[operator, word] = term else { return None };
        match sign(operator)? {
            Sign::Plus => added.push(word),
            Sign::Minus => subtracted.push(word),
        }
    }
    match (subtracted.as_slice(), added.as_slice()) {
        (&[a], &[b, c]) => Some([a, b, c]),
        _ => None,
    }
}

enum Sign {
    Plus,
    Minus,
}

fn sign(piece: &str) -> Option<Sign> {
    match piece {
        "+" => Some(Sign::Plus),
        "-" | "−" | "–" => Some(Sign::Minus),
        _ => None,
    }
}

/// Reads questions from `input` and writes the answers to `output` until `quit`, `exit` or the end of input.
///
/// A reader of `output` that goes away (a broken pipe) ends the conversation like `quit`.
///
/// # Errors
/// What reading or writing gives, but for a broken pipe.
pub fn interactive(vectors: &WordVectors, input: impl BufRead, output: impl Write) -> io::Result<()> {
    match converse(vectors, input, output) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn converse(vectors: &WordVectors, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    writeln!(output, "{HELP}")?;
    let mut line = Vec::new();
    loop {
        write!(output, "{PROMPT}")?;
        output.flush()?;
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return writeln!(output); // the cursor stands behind the prompt
        }
        // What is not UTF-8 becomes �, which no vocabulary has: the sentence about an unknown word shows it.
        let line = String::from_utf8_lossy(&line);
        if ["quit", "exit"].contains(&line.trim()) {
            return Ok(());
        }
        match answer(vectors, &line) {
            Ok(answer) => writeln!(output, "{answer}")?,
            Err(no_answer) => writeln!(output, "{no_answer}")?,
        }
    }
}

impl fmt::Display for Answer<'_> {
    /// A heading and one line for each word; the last line is not ended.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nearest { word, words } => {
                write!(f, "[{word}]")?;
                let width = widest(words);
                words.iter().try_for_each(|found| write!(f, "\n  {}", cell(found, width)))
            }
            Self::Analogy { question: [a, b, c], cosine, raw_dot } => {
                const LEFT: &str = "by cosine";
                let width = widest(cosine).max(LEFT.len());
                let gap = " ".repeat(width - LEFT.len() + SCORE_WIDTH);
                write!(f, "{a} : {b} = {c} : ?\n  {LEFT}{gap}   by raw dot product")?;
                cosine.iter().zip(raw_dot).try_for_each(|(left, right)| {
                    write!(f, "\n  {}   {}", cell(left, width), cell(right, widest(raw_dot)))
                })
            }
        }
    }
}

/// A space, and a score between -9999.9999 and 9999.9999.
const SCORE_WIDTH: usize = 11;

fn widest(found: &[(&str, f32)]) -> usize {
    found.iter().map(|(word, _)| word.width()).max().unwrap_or(0)
}

/// A word and its score; a Korean letter is as wide as two others, which `{:<width$}` does not know.
fn cell((word, score): &(&str, f32), width: usize) -> String {
    format!("{word}{} {score:>10.4}", " ".repeat(width - word.width()))
}
