//! The English and the Korean README show the same code, formulas, output and pictures in the same order. Output and
//! pictures are each in its language, with the same numbers.

use crate::output::numbers;

use super::Problem;
use super::markdown::Document;

/// What both must have.
#[derive(Debug)]
struct Shown {
    line: usize,
    /// How far one row is below the other: 1 in a block, 0 in a picture, which is all in one line.
    step: usize,
    /// What kind of thing it is, and below it the lines inside.
    rows: Vec<Row>,
}

/// A line as it stands there, and what of it is the same in both languages.
#[derive(Clone, Debug)]
struct Row {
    text: String,
    common: String,
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.common == other.common
    }
}

impl Row {
    fn new(text: &str) -> Self {
        Self { text: text.to_string(), common: text.to_string() }
    }

    fn printed(text: &str) -> Self {
        Self { text: text.to_string(), common: numbers(text).join(" ") }
    }
}

/// Compares the two, if both are there; problems are named in the second.
pub(crate) fn check(pair: &[Option<Document>; 2]) -> Vec<Problem> {
    let [Some(one), Some(other)] = pair else { return Vec::new() };
    let (ours, theirs) = (shown(one), shown(other));
    let kinds = |all: &[Shown]| all.iter().map(|shown| shown.rows[0].text.clone()).collect::<Vec<_>>();
    let differing = ours.iter().zip(&theirs).filter(|(ours, theirs)| ours.rows != theirs.rows);
    // When something was left out, everything after it differs too.
    let most = if kinds(&ours) == kinds(&theirs) { usize::MAX } else { 1 };
    let mut problems: Vec<Problem> =
        differing.take(most).map(|(ours, theirs)| difference(one, ours, other, theirs)).collect();
    if problems.is_empty() {
        if let Some(Shown { line, rows, .. }) = ours.get(theirs.len()) {
            let what = format!("{} is missing, which stands in {}:{line}", rows[0].text, one.name);
            problems.push(Problem::new(other, theirs.last().map_or(1, |last| last.line), what));
        }
        if let Some(Shown { line, rows, .. }) = theirs.get(ours.len()) {
            problems.push(Problem::new(
                other,
                *line,
                format!("{} that {} does not have", rows[0].text, one.name),
            ));
        }
    }
    problems
}

fn difference(one: &Document, ours: &Shown, other: &Document, theirs: &Shown) -> Problem {
    let same = ours.rows.iter().zip(&theirs.rows).take_while(|(ours, theirs)| ours == theirs).count();
    let [here, there] = [theirs, ours].map(|shown| shown.rows.get(same).map_or("(no more)", |row| &row.text));
    let (name, line) = (&one.name, ours.line + same * ours.step);
    let what = match same {
        0 => format!("{here} where {name}:{line} has {there}"),
        _ => format!("{} differs from {name}:{line}\n  here:  {here}\n  there: {there}", ours.rows[0].text),
    };
    Problem::new(other, theirs.line + same * theirs.step, what)
}

fn shown(document: &Document) -> Vec<Shown> {
    let pictures = document.pictures().map(|link| Shown {
        line: link.line,
        step: 0,
        rows: vec![
            Row::new("a picture"),
            Row { text: link.target.clone(), common: link.target.replace("/ko/", "/") },
        ],
    });
    let blocks = document.fences.iter().map(|fence| {
        let source = fence.source.as_ref().filter(|_| fence.language == "rust");
        let source = source.map_or(String::new(), |link| format!(" of {}", link.target));
        let kind = format!("a {} block{source}", fence.language);
        // The first line of a console block is a command, the same in both.
        let is_printed = |index| match fence.language.as_str() {
            "text" => true,
            "console" => index > 0,
            _ => false,
        };
        let lines = fence.lines.iter().enumerate();
        let lines =
            lines.map(|(index, line)| if is_printed(index) { Row::printed(line) } else { Row::new(line) });
        Shown { line: fence.line, step: 1, rows: [Row::new(&kind)].into_iter().chain(lines).collect() }
    });
    let mut all: Vec<Shown> = pictures.chain(blocks).collect();
    all.sort_by_key(|shown| shown.line);
    all
}
