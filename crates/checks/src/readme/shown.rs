//! Output blocks: `text` is what the chapter prints by itself, `console` what its first line makes it print.

use crate::output::{first_difference, lines_agree, skeleton};

use super::Problem;
use super::commands::CargoCommand;
use super::compare::{Found, find};
use super::markdown::Fence;
use super::refresh::{Lie, Renewal};
use super::truth::Truth;

/// Compares a block with what is printed.
pub(crate) fn renew(fence: &Fence, truth: &mut Truth) -> Result<Renewal, Lie> {
    let (command, flags, before) = match fence.language.as_str() {
        "console" => (1, flags_of(fence, truth.package.as_deref().unwrap_or_default()), ""),
        _ => (0, Ok(vec![]), truth.printed_before.as_str()),
    };
    let printed = flags.and_then(|flags| (truth.printed)(&flags)).map_err(|what| (fence.line + 1, what))?;
    let (printed, before) = (trimmed(&printed), trimmed(before));
    let line = fence.line + 1 + command; // of the first line shown
    let shown: Vec<&str> = fence.lines[command..].iter().map(|line| line.trim_end()).collect();
    if shown.is_empty() {
        return Err((line, "shows no output".to_string()));
    }
    let (problem, place) = match find(&shown, &printed, lines_agree) {
        Found::At(place) => (None, place),
        Found::Departs { shown: index, whole } => {
            let whole = whole.map_or("(no more)", |at| printed[at]);
            let what =
                format!("not what the program prints\n  shown:   {}\n  printed: {whole}", shown[index]);
            let place = place_by_words(&shown, &printed, &before);
            let place = place.map_err(|hint| (line + index, format!("{what}{hint}")))?;
            (Some((line + index, what)), place)
        }
    };
    let output = printed[place..place + shown.len()].iter().map(ToString::to_string);
    let fresh = fence.lines[..command].iter().cloned().chain(output).collect();
    Ok(Renewal { problem, fresh: Some(fresh) })
}

/// Compares what the chapter prints by itself with the file that keeps it, if there is one.
pub(crate) fn check_kept(truth: &mut Truth) -> Option<Problem> {
    let printed = (truth.printed)(&[]).ok().filter(|_| !truth.output.is_empty())?;
    let (line, kept, printed) = first_difference(&truth.printed_before, &printed)?;
    let what = format!("not what the program prints\n  kept:    {kept}\n  printed: {printed}");
    Some(Problem { file: truth.output.clone(), line, what })
}

fn trimmed(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).collect()
}

/// The flags in the first line of a console block.
fn flags_of(fence: &Fence, package: &str) -> Result<Vec<String>, String> {
    let first = fence.lines.first().map_or("", String::as_str);
    let expected = format!("a console block begins with `$ cargo run -p {package} -- …`, not with `{first}`");
    let cargo = first.strip_prefix("$ ").and_then(CargoCommand::parse).ok_or(expected.clone())?;
    if cargo.subcommand != "run" || cargo.package.as_deref() != Some(package) {
        return Err(expected);
    }
    if cargo.flags.is_empty() {
        return Err("without flags, the output belongs into a text block".to_string());
    }
    Ok(cargo.flags)
}

/// Where the printed lines agree in everything but numbers and alignment, or what to add to the problem if that is
/// nowhere or in several places. Of several, the one that was the right one before is meant.
fn place_by_words(shown: &[&str], printed: &[&str], before: &[&str]) -> Result<usize, &'static str> {
    let places = |lines: &[&str]| -> Vec<usize> {
        let skeletons = |lines: &[&str]| lines.iter().map(|line| skeleton(line)).collect::<Vec<_>>();
        let (shown, lines) = (skeletons(shown), skeletons(lines));
        let windows = lines.windows(shown.len()).enumerate();
        windows.filter(|(_, window)| *window == shown).map(|(place, _)| place).collect()
    };
    let (today, earlier) = (places(printed), places(before));
    match today[..] {
        [] => Err(""),
        [place] => Ok(place),
        _ => {
            let right = earlier.iter().position(|&place| before[place..place + shown.len()] == *shown);
            let right = right.filter(|_| earlier.len() == today.len());
            right.map(|index| today[index]).ok_or("\n  several places of the output have its words")
        }
    }
}
