//! Commands in `sh` blocks and in running text: cargo and the program take them as they stand.

use std::env;
use std::path::Path;
use std::process::Command;

use super::Problem;
use super::markdown::Document;
use super::truth::{Answer, Truth};

/// A command as words, cut where the flags of the program begin.
#[derive(Debug, PartialEq)]
pub(crate) struct CargoCommand {
    /// `run`, `test`, …
    pub(crate) subcommand: String,
    /// The name after `-p`.
    pub(crate) package: Option<String>,
    /// Cargo's other words.
    others: Vec<String>,
    /// What stands after `--`.
    pub(crate) flags: Vec<String>,
}

/// What cargo says about the flags of one of its commands; nothing, if it has no such command.
fn cargo_help(subcommand: &str) -> String {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args([subcommand, "-h"]).output().expect("cargo starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Whether a help text names a flag.
fn names(help: &str, flag: &str) -> bool {
    help.split(|c: char| c.is_whitespace() || ",[]".contains(c))
        .any(|word| word.trim_end_matches("...") == flag)
}

/// Checks the commands of a README. In a chapter's, its flags may be named alone.
pub(crate) fn check(document: &Document, truth: &Truth) -> Vec<Problem> {
    let own = truth.package.as_deref();
    let mut problems = Vec::new();
    let mut refuse = |line, command: &str, what: Option<String>| {
        problems.extend(what.map(|what| Problem::new(document, line, format!("`{command}` {what}"))));
    };
    for (line, command) in in_blocks(document) {
        let unknown = own.map(|_| "is not a cargo command and cannot be tried".to_string());
        let cargo = CargoCommand::parse(&command);
        refuse(line, &command, cargo.map_or(unknown, |cargo| cargo.problem(truth)));
    }
    for code in &document.codes {
        let is_pattern = own.is_none() && code.text.contains('<'); // `cargo run -p <package>`
        let what = match (CargoCommand::parse(&code.text), own) {
            (Some(cargo), _) if !is_pattern => cargo.problem(truth),
            (None, Some(package)) => problem_of_flags(&code.text, package, truth),
            _ => None,
        };
        refuse(code.line, &code.text, what);
    }
    problems
}

/// The commands in `sh` blocks, each with the number of its line.
fn in_blocks(document: &Document) -> Vec<(usize, String)> {
    let mut commands: Vec<(usize, String)> = Vec::new();
    for fence in document.fences.iter().filter(|fence| fence.language == "sh") {
        let mut goes_on = false;
        for (index, line) in fence.lines.iter().enumerate() {
            let (text, continued) =
                line.strip_suffix('\\').map_or((line.as_str(), false), |text| (text, true));
            match commands.last_mut() {
                Some((_, command)) if goes_on => command.push_str(text.trim_start()),
                _ if text.trim().is_empty() || text.trim_start().starts_with('#') => {}
                _ => commands.push((fence.line + 1 + index, text.trim_start().to_string())),
            }
            goes_on = continued;
        }
    }
    commands
}

/// What is wrong with flags that stand alone in running text: `--trace`, `--lr 0.5`.
fn problem_of_flags(text: &str, package: &str, truth: &Truth) -> Option<String> {
    let words = words(text);
    let first = words.first().filter(|first| first.starts_with("--") && *first != "--")?;
    if words.len() > 1 {
        return refusal((truth.help)(package, &words));
    }
    // It may also be one of the chapter's command `ask`, or cargo's.
    let helps = [vec![], vec!["ask".to_string()]].map(|command| (truth.help)(package, &command));
    let is_known = helps.iter().flatten().flatten().any(|help| names(help, first));
    (helps[0].is_some() && !is_known && !names(&cargo_help("run"), first))
        .then(|| format!("is no flag of {package}"))
}

fn refusal(help: Option<Answer>) -> Option<String> {
    Some(format!("is refused: {}", help?.err()?))
}

impl CargoCommand {
    /// Reads a command that begins with `cargo`; settings of the environment may stand before it.
    pub(crate) fn parse(command: &str) -> Option<Self> {
        let words = words(command);
        let mut words = words.into_iter().skip_while(|word| {
            word.split_once('=')
                .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        });
        if words.next()? != "cargo" {
            return None;
        }
        let subcommand = words.next()?;
        let (mut package, mut others) = (None, Vec::new());
        while let Some(word) = words.next() {
            match word.as_str() {
                "--" => break,
                "-p" | "--package" => package = words.next(),
                _ => others.push(word),
            }
        }
        Some(Self { subcommand, package, others, flags: words.collect() })
    }

    /// What is wrong with it.
    fn problem(&self, truth: &Truth) -> Option<String> {
        match &self.package {
            None if self.subcommand == "run" => return Some("names no package".to_string()),
            Some(package) if !exists(&truth.workspace, package) => {
                return Some(format!("names the package {package}, which does not exist"));
            }
            _ => {}
        }
        let help = cargo_help(&self.subcommand);
        if help.is_empty() {
            return Some("is no command of cargo".to_string());
        }
        if let Some(word) = self.others.iter().find(|word| word.starts_with('-') && !names(&help, word)) {
            return Some(format!("has the flag {word}, which is not known to be cargo's"));
        }
        let is_other_program = |word: &String| ["--bin", "--example"].contains(&word.as_str());
        let is_main_program = self.subcommand == "run" && !self.others.iter().any(is_other_program);
        let package = self.package.as_ref().filter(|_| is_main_program)?;
        refusal((truth.help)(package, &self.flags))
    }
}

/// Whether the workspace has a package of this name.
fn exists(workspace: &Path, package: &str) -> bool {
    ["chapters", "crates"].iter().any(|part| workspace.join(part).join(package).join("Cargo.toml").is_file())
}

/// The words of a command, where quotes hold words together.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for character in command.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, _) if character.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}
