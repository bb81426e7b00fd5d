//! A conversation with word vectors: one question a line, one answer or one clear sentence back.
//!
//! | line | question |
//! | --- | --- |
//! | `king` | which words are nearest to king? |
//! | `king queen` | how alike are they? Their cosine |
//! | `king man queen`, also `king : man = queen : ?` | king is to man as queen is to what? |
//! | `king - man + woman` | what is king without man but with woman? (man : king = woman : ?) |
//! | `quit`, `exit`, end of input | – |
//!
//! A word with a space in it is found as it stands; quotation marks make one word of anything, also of `"quit"`.

use std::fmt;
use std::io::{self, BufRead, Read, Write};

use tr::tr;
use unicode_width::UnicodeWidthStr;

use crate::lines::excerpt;
use crate::terms::{self, Term};
use crate::{Scoring, UnknownWord, WordVectors};

/// How many words an answer has.
const TOP: usize = 5;

/// The longest question in bytes: what goes on without a line end must not fill the memory.
const LONGEST_LINE: u64 = 1 << 16;

/// After so many questions in a row that are no text, there is nobody who asks.
const MOST_NOISE: usize = 100;

const PROMPT: &str = "> ";

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
    /// How alike two words are.
    Cosine {
        /// The two words.
        words: [&'v str; 2],
        /// Their cosine, −1 to 1.
        cosine: f32,
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
    #[error("{}", tr!("nothing was asked: type one, two or three words or a sum such as king - man + woman"))]
    Empty,
    /// A word is not in the vocabulary.
    #[error(transparent)]
    UnknownWord(#[from] UnknownWord),
    /// Something that may be a sum is taken for a word that is not in the vocabulary.
    #[error("{}", tr!("{unknown}; if a sum is meant, put a space before and after each sign: king - man + woman", unknown = .0))]
    PerhapsSum(UnknownWord),
    /// The line is no question.
    #[error("{}", tr!("{line} is no question: ask with one, two or three words or a sum such as king - man + woman", line = excerpt(.0)))]
    NoQuestion(String),
}

/// Answers one line; the table of the module says which questions there are.
///
/// # Errors
/// [`NoAnswer`] for an empty line, a word that is not in the vocabulary, or what is no question.
pub fn answer<'v>(vectors: &'v WordVectors, line: &str) -> Result<Answer<'v>, NoAnswer> {
    answer_all(vectors, &[line])
}

/// The same for a question in several pieces, each of which may be a word with spaces in it.
///
/// # Errors
/// As [`answer`].
pub fn answer_all<'v>(vectors: &'v WordVectors, pieces: &[impl AsRef<str>]) -> Result<Answer<'v>, NoAnswer> {
    let terms = terms::split(vectors, pieces);
    let no_question = || NoAnswer::NoQuestion(terms::joined(pieces).trim().to_owned());
    match terms.as_slice() {
        [] if terms::joined(pieces).trim().is_empty() => Err(NoAnswer::Empty),
        [Term::Word(word)] => {
            let id =
                vectors.id(word).map_err(|unknown| match word.contains(['+', '＋', '−', '–', '－']) {
                    true => NoAnswer::PerhapsSum(unknown),
                    false => NoAnswer::UnknownWord(unknown),
                })?;
            let words = vectors.nearest(word, TOP)?;
            Ok(Answer::Nearest { word: vectors.vocabulary().word(id), words })
        }
        [Term::Word(a), Term::Word(b)] => {
            let words = [vectors.id(a)?, vectors.id(b)?].map(|id| vectors.vocabulary().word(id));
            Ok(Answer::Cosine { words, cosine: vectors.cosine(a, b)? })
        }
        [Term::Word(a), Term::Word(b), Term::Word(c)] => analogy(vectors, [a, b, c]),
        terms => analogy(vectors, terms::sum(terms).ok_or_else(no_question)?),
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
    let help = tr!(
        "Ask with one word (king), two (king queen), three (king man queen) or a sum (king - man + woman); quit ends."
    );
    writeln!(output, "{help}")?;
    let (mut line, mut noise) = (Vec::new(), 0);
    loop {
        write!(output, "{PROMPT}")?;
        output.flush()?;
        line.clear();
        let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if read == 0 {
            return writeln!(output); // the cursor stands behind the prompt
        }
        if read as u64 == LONGEST_LINE && !line.ends_with(b"\n") {
            return Err(io::Error::other(format!("a question of {read} bytes without a line end is none")));
        }
        noise = if str::from_utf8(&line).is_ok() { 0 } else { noise + 1 };
        if noise > MOST_NOISE {
            return Err(io::Error::other(format!("{noise} questions in a row are not UTF-8; ask in text")));
        }
        // What is not UTF-8 becomes �, which no vocabulary has: the sentence about an unknown word shows it.
        let line = String::from_utf8_lossy(&line);
        if ["quit", "exit"].contains(&line.trim()) {
            return Ok(());
        }
        match answer(vectors, line.trim_end_matches(['\r', '\n'])) {
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
            Self::Cosine { words: [a, b], cosine } => {
                write!(f, "[{a}] [{b}]\n  {} {cosine:.4}", tr!("cosine"))
            }
            Self::Analogy { question: [a, b, c], cosine, raw_dot } => {
                let (left, right) = (tr!("by cosine"), tr!("by raw dot product"));
                let width = widest(cosine).max(left.width());
                let gap = " ".repeat(width - left.width() + SCORE_WIDTH);
                write!(f, "{a} : {b} = {c} : ?\n  {left}{gap}   {right}")?;
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
