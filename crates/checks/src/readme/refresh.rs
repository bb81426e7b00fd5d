//! Writes the numbers that a chapter prints today into the output blocks of its READMEs.

use std::fs;
use std::io;
use std::path::Path;

use crate::output::skeleton;

use super::form::Language;
use super::markdown::Document;
use super::{Problem, Runs, numbers, shown};

/// Brings the output blocks of both READMEs of a chapter up to date, as far as only numbers and their alignment have
/// changed, and returns what must be edited by hand, one sentence each.
///
/// `program` is the built program of the chapter, `before` what it printed when the READMEs were last true. A README
/// that does not exist is left out.
///
/// # Errors
/// If a README cannot be written.
///
/// # Panics
/// If the program fails.
pub fn refresh(workspace: &Path, package: &str, program: &Path, before: &str) -> io::Result<Vec<String>> {
    let mut by_hand = Vec::new();
    let mut runs = Runs::new(program);
    for language in Language::BOTH {
        let name = format!("chapters/{package}/{}", language.file_name());
        let Ok(text) = fs::read_to_string(workspace.join(&name)) else { continue };
        let (fresh, problems) = refreshed(&name, &text, package, &mut |flags| runs.printed(flags), before);
        if fresh != text {
            fs::write(workspace.join(&name), fresh)?;
        }
        by_hand.extend(problems.iter().map(ToString::to_string));
    }
    Ok(by_hand)
}

/// The README with fresh numbers, and what must be edited by hand.
fn refreshed(
    name: &str,
    text: &str,
    package: &str,
    printed: shown::Printed,
    before: &str,
) -> (String, Vec<Problem>) {
    let document = Document::parse(name, text);
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    let mut problems = Vec::new();
    for (line, fence) in document.fences() {
        // How many lines below the fence the output begins, what is printed today, what was printed before.
        let (first, fresh, before) = match fence.language.as_str() {
            "text" => (1, printed(&[]), Some(before)),
            "console" => (2, shown::flags_of(fence, package).and_then(|flags| printed(&flags)), None),
            _ => continue,
        };
        let shown: Vec<&str> = fence.lines.iter().skip(first - 1).map(String::as_str).collect();
        let fresh = fresh.and_then(|fresh| replacement(&shown, &fresh, before));
        match fresh {
            Ok(fresh) => {
                for (index, fresh) in fresh.iter().enumerate() {
                    let indented = format!("{}{fresh}", " ".repeat(fence.indentation));
                    lines[line - 1 + first + index] = indented.trim_end().to_string();
                }
            }
            Err(what) => problems.push(Problem::new(&document, line, what)),
        }
    }
    let fresh = lines.join("\n") + "\n";
    problems.extend(numbers::check(&Document::parse(name, &fresh), &[], |_| false));
    problems.sort_by_key(|problem| problem.line);
    (fresh, problems)
}

/// The lines that are printed in the place of those shown.
fn replacement(shown: &[&str], printed: &str, before: Option<&str>) -> Result<Vec<String>, String> {
    let printed: Vec<&str> = printed.lines().collect();
    let places = places(shown, &printed);
    let place = match places[..] {
        [] => {
            return Err(
                "edit this block by hand: the program does not print these words any more".to_string()
            );
        }
        [place] => Some(place),
        _ => same_as_before(shown, &printed, &places, before),
    };
    let place = place.ok_or("edit this block by hand: several places of the output have its words")?;
    Ok(printed[place..place + shown.len()].iter().map(ToString::to_string).collect())
}

/// Where the printed lines agree in everything but numbers and alignment.
fn places(shown: &[&str], printed: &[&str]) -> Vec<usize> {
    let skeletons = |lines: &[&str]| lines.iter().map(|line| skeleton(line)).collect::<Vec<_>>();
    let (shown, printed) = (skeletons(shown), skeletons(printed));
    let windows = printed.windows(shown.len().max(1)).enumerate();
    windows.filter(|(_, window)| *window == &shown[..]).map(|(place, _)| place).collect()
}

/// Of several places, the one that shows the very numbers; else the one that was the right one before.
fn same_as_before(shown: &[&str], printed: &[&str], places: &[usize], before: Option<&str>) -> Option<usize> {
    let holds = |lines: &[&str], place: usize| {
        lines[place..place + shown.len()]
            .iter()
            .zip(shown)
            .all(|(one, other)| one.trim_end() == other.trim_end())
    };
    if let Some(&place) = places.iter().find(|&&place| holds(printed, place)) {
        return Some(place);
    }
    let before: Vec<&str> = before?.lines().collect();
    let places_before = self::places(shown, &before);
    let right = places_before.iter().position(|&place| holds(&before, place))?;
    (places_before.len() == places.len()).then(|| places[right])
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "loss  0.50\n----\nrows\n  1  9.50\n  2 10.50\nend\n";
    const TODAY: &str = "loss 10.25\n-----\nrows\n  1  9.25\n  2 10.25\nend\n";

    fn refresh(body: &str) -> (String, Vec<String>) {
        let mut printed = |flags: &[String]| match flags.join(" ").as_str() {
            "" => Ok(TODAY.to_string()),
            "--trace" => Ok("h 0.75\n".to_string()),
            _ => Err("the command fails".to_string()),
        };
        let (fresh, problems) = refreshed("chapters/x/README.md", body, "x", &mut printed, BEFORE);
        (fresh, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn numbers_and_their_alignment_are_written_anew() {
        let (fresh, problems) = refresh(
            "Word.\n\n```text\nloss  0.50\n----\n```\n\n```console\n$ cargo run -p x -- --trace\nh 0.70\n```\n",
        );
        assert_eq!(
            fresh,
            "Word.\n\n```text\nloss 10.25\n-----\n```\n\n```console\n$ cargo run -p x -- --trace\nh 0.75\n```\n"
        );
        assert_eq!(problems, [""; 0]);
    }

    #[test]
    fn of_lines_with_the_same_words_those_in_the_old_place_are_taken() {
        assert_eq!(refresh("```text\n  2 10.50\n```\n").0, "```text\n  2 10.25\n```\n");
        assert_eq!(refresh("```text\n  1  9.50\n```\n").0, "```text\n  1  9.25\n```\n");
    }

    #[test]
    fn changed_words_doubtful_places_and_stale_prose_are_left_to_a_person() {
        let (fresh, problems) = refresh("```text\nlost  0.50\n```\n\nIt was 0.50.\n");
        assert_eq!(fresh, "```text\nlost  0.50\n```\n\nIt was 0.50.\n");
        assert_eq!(
            problems,
            [
                "chapters/x/README.md:1: edit this block by hand: the program does not print these words any more"
            ]
        );
        assert!(refresh("```text\n  3  7.50\n```\n").1[0].contains("several places"));
        let (_, problems) = refresh("```text\nloss  0.50\n```\n\nIt was 0.50.\n");
        assert_eq!(
            problems,
            ["chapters/x/README.md:5: 0.50 stands in no output, Rust or math block of this README"]
        );
    }
}
