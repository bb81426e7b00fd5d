//! Word vectors as they come out of a file, one after the other, with a decision about each bad one.

use std::fmt;
use std::path::PathBuf;

use common::text::{Vocabulary, composed};
use ndarray::Array2;
use tr::tr;

use crate::lines::excerpt;
use crate::{Error, WordVectors};

/// How many bad vectors are named one by one.
const NAMED: usize = 10;

/// With more bad vectors than so many, and ten times as many bad ones as good ones, a file is something else, which may
/// never end.
const MOST_BAD: usize = 10_000;

/// The vectors that could not be read and were left out, as [`Options::skip_bad_lines`](crate::Options) wishes.
///
/// [`Display`](fmt::Display) says how many, and names the first ones, a line each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How many there are.
    pub number: usize,
    /// Where the first ones stand, and what is wrong with them.
    pub named: Vec<String>,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&tr!("left out, because they could not be read: {n}", n = self.number))?;
        self.named.iter().try_for_each(|named| write!(f, "\n  {named}"))?;
        match self.number - self.named.len() {
            0 => Ok(()),
            more => write!(f, "\n  {}", tr!("and {more} more", more)),
        }
    }
}

/// How to treat what a file holds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Treatment {
    /// Leave out what is bad, instead of ending there.
    pub(crate) skip_bad: bool,
    /// Compose the letters of each word, see [`composed`]; otherwise words stay as they stand in the file.
    pub(crate) compose: bool,
}

/// The words and numbers read so far.
pub(crate) struct Gathered {
    path: PathBuf,
    /// What the places in this file are called: `line` or `word`.
    place: &'static str,
    dimension: usize,
    treatment: Treatment,
    vocabulary: Vocabulary,
    /// The place of each word.
    places: Vec<usize>,
    /// The numbers of all words, and of the one that is being read.
    pub(crate) values: Vec<f32>,
    left_out: LeftOut,
}

impl Gathered {
    /// Nothing yet of vectors with so many numbers each; `place` is `line` or `word`.
    pub(crate) fn new(path: PathBuf, place: &'static str, dimension: usize, treatment: Treatment) -> Self {
        let (vocabulary, left_out) = (Vocabulary::default(), LeftOut::default());
        Self {
            path,
            place,
            dimension,
            treatment,
            vocabulary,
            places: Vec::new(),
            values: Vec::new(),
            left_out,
        }
    }

    /// Makes room for so many numbers more.
    pub(crate) fn reserve(&mut self, numbers: usize) -> Result<(), Error> {
        let refused = self.values.try_reserve(numbers);
        refused.map_err(|_| Error::file(&self.path, too_large(self.values.len().saturating_add(numbers))))
    }

    /// Gives the next id to a word whose numbers are now at the end of the values.
    pub(crate) fn insert(&mut self, word: &str, place: usize) -> Result<(), String> {
        if let Some(id) = self.vocabulary.id(word) {
            let (kind, earlier) = (self.place, self.places[id as usize]);
            return Err(format!("{} is already on {kind} {earlier}; keep one of the two", excerpt(word)));
        }
        let numbers = self.values.len() - self.places.len() * self.dimension;
        assert_eq!(numbers, self.dimension, "the numbers of a word come before it");
        if let Some(value) =
            self.values[self.values.len() - numbers..].iter().find(|value| !value.is_finite())
        {
            return Err(format!("the vector of {} holds {value}, which is no finite number", excerpt(word)));
        }
        let composed = if self.treatment.compose { composed(word) } else { word.into() };
        // Of two words that differ in nothing else, the second stays as it is.
        let is_taken = self.vocabulary.id(&composed).is_some();
        self.vocabulary.insert(if is_taken { word } else { &composed });
        self.places.push(place);
        Ok(())
    }

    /// Leaves out what is at this place, if that is wanted; otherwise it is the end of the reading.
    pub(crate) fn leave_out(&mut self, place: usize, problem: String) -> Result<(), Error> {
        if !self.treatment.skip_bad {
            let path = self.path.clone();
            return Err(match self.place {
                "line" => Error::Line { path, line: place, problem },
                _ => Error::Word { path, word: place, problem },
            });
        }
        self.values.truncate(self.places.len() * self.dimension);
        self.note(format!("{} {place}: {problem}", self.place));
        if self.left_out.number > MOST_BAD && self.left_out.number / 10 > self.places.len() {
            let (good, place) = (self.places.len(), self.place);
            let problem = format!(
                "up to {place} {}, only {good} could be read; this is no file of word vectors ({})",
                self.left_out.number + good,
                self.left_out.named[0]
            );
            return Err(Error::file(&self.path, problem));
        }
        Ok(())
    }

    /// Something that is wrong with the whole file: noted if bad lines are to be left out, otherwise an error.
    pub(crate) fn complain(&mut self, problem: String) -> Result<(), Error> {
        if !self.treatment.skip_bad {
            return Err(Error::file(&self.path, problem));
        }
        self.note(problem);
        Ok(())
    }

    fn note(&mut self, what: String) {
        self.left_out.number += 1;
        if self.left_out.named.len() < NAMED {
            self.left_out.named.push(what);
        }
    }

    /// The word vectors, and what was left out.
    pub(crate) fn finish(mut self) -> Result<(WordVectors, LeftOut), Error> {
        if self.vocabulary.is_empty() && self.left_out.number > 0 {
            return Err(Error::file(&self.path, format!("no vector remains; {}", self.left_out)));
        }
        self.values.truncate(self.places.len() * self.dimension); // the last word may be there in part
        self.values.shrink_to_fit();
        let shape = (self.vocabulary.len(), self.dimension);
        let vectors = Array2::from_shape_vec(shape, self.values).expect("each word has as many numbers");
        Ok((WordVectors::new(self.vocabulary, vectors)?, self.left_out))
    }
}

/// A sentence about numbers for which there is no memory.
fn too_large(numbers: usize) -> String {
    let gigabytes = numbers as f64 * size_of::<f32>() as f64 / 1e9;
    format!(
        "its {numbers} numbers take {gigabytes:.1} GB, for which this computer has no memory; \
         give a file with fewer words or shorter vectors"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_no_memory_can_hold_are_a_sentence_with_their_size() {
        let mut gathered = Gathered::new("huge.npy".into(), "line", 1, Treatment::default());
        let sentence = gathered.reserve(1 << 60).unwrap_err().to_string();
        assert!(
            sentence.starts_with("huge.npy: its 1152921504606846976 numbers take 4611686018.4 GB"),
            "{sentence}"
        );
    }

    #[test]
    fn what_has_hardly_anything_good_in_it_is_not_read_for_ever() {
        let mut gathered =
            Gathered::new("noise".into(), "line", 1, Treatment { skip_bad: true, compose: false });
        let problem = (1..).find_map(|line| gathered.leave_out(line, "no number".into()).err()).unwrap();
        let expected = "noise: up to line 10001, only 0 could be read; this is no file of word vectors (line 1: no number)";
        assert_eq!(problem.to_string(), expected);
    }

    #[test]
    fn ten_are_named_and_the_others_counted() {
        let mut gathered =
            Gathered::new("bad.txt".into(), "line", 1, Treatment { skip_bad: true, compose: false });
        (1..=12).for_each(|line| gathered.leave_out(line, "no number".into()).unwrap());
        let shown = gathered.left_out.to_string();
        assert!(
            shown.starts_with("left out, because they could not be read: 12\n  line 1: no number\n"),
            "{shown}"
        );
        assert!(shown.ends_with("\n  line 10: no number\n  and 2 more"), "{shown}");
    }
}
