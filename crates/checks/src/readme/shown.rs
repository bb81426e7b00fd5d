//! Output blocks: `text` is what the chapter prints by itself, `console` what its first line makes it print.

use crate::output::lines_agree;

use super::Problem;
use super::commands::CargoCommand;
use super::compare::{Found, find};
use super::markdown::{Document, Fence};

/// What a chapter prints with some flags, or why it does not.
pub(crate) type Printed<'a> = &'a mut dyn FnMut(&[String]) -> Result<String, String>;

pub(crate) fn check(document: &Document, package: &str, printed: Printed) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (line, fence) in document.fences() {
        let result = match fence.language.as_str() {
            "text" => printed(&[]).map(|printed| (line + 1, &fence.lines[..], printed)),
            "console" => flags_of(fence, package)
                .and_then(|flags| printed(&flags))
                .map(|printed| (line + 2, &fence.lines[1..], printed)),
            _ => continue,
        };
        match result {
            Ok((line, shown, printed)) => problems.extend(difference(document, line, shown, &printed)),
            Err(what) => problems.push(Problem::new(document, line + 1, what)),
        }
    }
    problems
}

/// The flags in the first line of a console block.
pub(crate) fn flags_of(fence: &Fence, package: &str) -> Result<Vec<String>, String> {
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

fn difference(document: &Document, line: usize, shown: &[String], printed: &str) -> Option<Problem> {
    if shown.is_empty() {
        return Some(Problem::new(document, line, "shows no output"));
    }
    let shown: Vec<&str> = shown.iter().map(|line| line.trim_end()).collect();
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    match find(&shown, &printed, lines_agree) {
        Found::At(_) => None,
        Found::Departs { shown: index, whole } => {
            let what = format!(
                "not what the program prints\n  shown:   {}\n  printed: {}",
                shown[index],
                whole.map_or("(no more)", |at| printed[at])
            );
            Some(Problem::new(document, line + index, what))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "[1] A cell\nloss 0.4804\nepoch 12\n  a  0.10\n  b  0.20\n";

    fn problems(body: &str) -> Vec<String> {
        let document = Document::parse("chapters/x/README.md", &format!("# T\n\n{body}\n"));
        let mut printed = |flags: &[String]| match flags.join(" ").as_str() {
            "" => Ok(PRINTED.to_string()),
            "--trace" => Ok("h 0.5000\n".to_string()),
            _ => Err("it is refused".to_string()),
        };
        check(&document, "x", &mut printed).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_printed_is_accepted_up_to_one_unit_of_a_last_digit() {
        assert_eq!(problems("```text\nloss 0.4803\nepoch 12\n```"), [""; 0]);
        assert_eq!(problems("```console\n$ cargo run -p x -- --trace\nh 0.5001\n```"), [""; 0]);
    }

    #[test]
    fn a_changed_digit_word_count_or_order_is_named_with_its_line() {
        let problem = |line: usize, shown: &str, printed: &str| {
            [format!(
                "chapters/x/README.md:{line}: not what the program prints\n  shown:   {shown}\n  printed: {printed}"
            )]
        };
        assert_eq!(problems("```text\nloss 0.4806\nepoch 12\n```"), problem(4, "loss 0.4806", "loss 0.4804"));
        assert_eq!(problems("```text\nloss 0.4804\nepoch 13\n```"), problem(5, "epoch 13", "epoch 12"));
        assert_eq!(problems("```text\n[1] A sell\n```"), problem(4, "[1] A sell", "[1] A cell"));
        assert_eq!(problems("```text\n  a  0.10\n  c  0.20\n```"), problem(5, "  c  0.20", "  b  0.20"));
        assert_eq!(problems("```text\n  b  0.20\n  a  0.10\n```"), problem(4, "  b  0.20", "epoch 12"));
        assert_eq!(problems("```text\n  b  0.20\nend\n```"), problem(5, "end", "(no more)"));
        assert_eq!(
            problems("```console\n$ cargo run -p x -- --trace\nh 0.6\n```"),
            problem(5, "h 0.6", "h 0.5000")
        );
    }

    #[test]
    fn a_console_block_runs_the_chapter_with_flags_that_it_takes() {
        assert!(
            problems("```console\n$ cargo run -p y -- --trace\nh\n```")[0]
                .contains("README.md:4: a console block begins with")
        );
        assert!(
            problems("```console\nh 0.5000\n```")[0].contains("README.md:4: a console block begins with")
        );
        assert!(problems("```console\n$ cargo run -p x\nh\n```")[0].contains("README.md:4: without flags"));
        assert_eq!(
            problems("```console\n$ cargo run -p x -- --no\nh\n```"),
            ["chapters/x/README.md:4: it is refused"]
        );
        assert!(
            problems("```console\n$ cargo run -p x -- --trace\n```")[0]
                .contains("README.md:5: shows no output")
        );
    }
}
