//! What a question is made of: words of a vocabulary, which may hold spaces and signs themselves, and signs between them.

use crate::WordVectors;

/// A part of a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Term<'a> {
    /// A word, known or not.
    Word(&'a str),
    /// `+`, also as wide as a Korean letter
    Plus,
    /// `-`, `−` or `–`, also as wide as a Korean letter
    Minus,
}

/// The parts of a question that was given in pieces, usually one.
///
/// Signs are parted from words by spaces; where that leaves a word unknown, `king-man+woman` is a sum too.
pub(crate) fn split<'a>(vectors: &WordVectors, pieces: &'a [impl AsRef<str>]) -> Vec<Term<'a>> {
    let spaced = split_at_marks(vectors, pieces, false);
    let is_known = |term: &Term| !matches!(term, Term::Word(word) if vectors.known(word).is_none());
    if spaced.iter().all(is_known) {
        return spaced;
    }
    let glued = split_at_marks(vectors, pieces, true);
    if sum(&glued).is_some() { glued } else { spaced }
}

/// The a, b and c of b − a + c, in whatever order the three are given.
pub(crate) fn sum<'a>(terms: &[Term<'a>]) -> Option<[&'a str; 3]> {
    let mut terms = terms.to_vec();
    if let Term::Word(_) = terms.first()? {
        terms.insert(0, Term::Plus);
    }
    let (mut added, mut subtracted) = (Vec::new(), Vec::new());
    for pair in terms.chunks(2) {
        match *pair {
            [Term::Plus, Term::Word(word)] => added.push(word),
            [Term::Minus, Term::Word(word)] => subtracted.push(word),
            _ => return None,
        }
    }
    match (subtracted.as_slice(), added.as_slice()) {
        (&[a], &[b, c]) => Some([a, b, c]),
        _ => None,
    }
}

fn split_at_marks<'a>(vectors: &WordVectors, pieces: &'a [impl AsRef<str>], glued: bool) -> Vec<Term<'a>> {
    let whole = joined(pieces);
    let marks = Marks { written_out: whole.contains(':') && whole.contains('='), glued };
    let mut terms = Vec::new();
    for piece in pieces {
        let piece = piece.as_ref();
        // Also a sign or nothing but spaces, if that is the whole question.
        let may_be_word = pieces.len() == 1 || sign(piece.trim()).is_none();
        match [piece, piece.trim()].into_iter().find(|word| may_be_word && vectors.known(word).is_some()) {
            Some(word) => terms.push(Term::Word(word)),
            None => marks.split_line(vectors, piece, &mut terms),
        }
    }
    terms
}

/// The question in one line.
pub(crate) fn joined(pieces: &[impl AsRef<str>]) -> String {
    pieces.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" ")
}

/// What parts words besides spaces.
struct Marks {
    /// The colons and the equals sign of `king : man = queen : ?`.
    written_out: bool,
    /// The signs of `king-man+woman`.
    glued: bool,
}

impl Marks {
    /// From left to right: the longest word that is known, otherwise a sign, otherwise whatever goes on to the next space.
    fn split_line<'a>(&self, vectors: &WordVectors, line: &'a str, terms: &mut Vec<Term<'a>>) {
        let mut rest = line.trim_start();
        let mut after_space = true;
        while let Some(first) = rest.chars().next() {
            let mark = &rest[..first.len_utf8()];
            let is_alone = rest[mark.len()..].chars().next().is_none_or(char::is_whitespace);
            let known = self.longest_known(vectors, rest).filter(|&word| word != mark || !self.glued);
            // `-man` may be a word in `a -man`, but not in `king-man`.
            let is_glued = self.glued && (!after_space || known.is_none());
            let sign = sign(mark).filter(|_| is_alone || is_glued);
            let (term, length) = if sign.is_some() {
                (sign, mark.len())
            } else if let Some(word) = known {
                (Some(Term::Word(word)), word.len())
            } else if self.is_separator(first) || (self.written_out && first == '?' && is_alone) {
                (None, mark.len())
            } else if let Some(word) = quoted(rest) {
                (Some(Term::Word(word)), word.len() + 2)
            } else {
                let word =
                    rest.split(|letter: char| letter.is_whitespace() || self.is_separator(letter)).next();
                let word = word.unwrap_or(rest);
                (Some(Term::Word(word)), word.len())
            };
            terms.extend(term);
            rest = &rest[length..];
            after_space = rest.starts_with(char::is_whitespace);
            rest = rest.trim_start();
        }
    }

    /// The longest word of the vocabulary with which `rest` begins, and after which something else can come.
    fn longest_known<'a>(&self, vectors: &WordVectors, rest: &'a str) -> Option<&'a str> {
        /// Words with more spaces and signs in them must be the whole question, or the search would take too long.
        const MOST_ENDS: usize = 16;
        let is_end = |letter: char| {
            letter.is_whitespace() || self.is_separator(letter) || (self.glued && "+＋-−–－".contains(letter))
        };
        let ends = rest.char_indices().skip(1).filter(|&(_, letter)| is_end(letter)).map(|(place, _)| place);
        let ends: Vec<usize> = ends.chain([rest.len()]).take(MOST_ENDS).collect();
        let words = ends.into_iter().rev().map(|end| &rest[..end]);
        let is_mark = |word: &str| self.written_out && [":", "=", "?"].contains(&word);
        words.into_iter().find(|word| !is_mark(word) && vectors.known(word).is_some())
    }

    fn is_separator(&self, letter: char) -> bool {
        self.written_out && ":=".contains(letter)
    }
}

/// What stands in quotation marks at the beginning, if a space or nothing follows them.
fn quoted(rest: &str) -> Option<&str> {
    let (word, after) = rest.strip_prefix('"')?.split_once('"')?;
    (!word.is_empty() && after.chars().next().is_none_or(char::is_whitespace)).then_some(word)
}

fn sign(text: &str) -> Option<Term<'static>> {
    match text {
        "+" | "＋" => Some(Term::Plus),
        "-" | "−" | "–" | "－" => Some(Term::Minus),
        _ => None,
    }
}
