//! Commands in `sh` blocks and in running text: cargo and the program take them as they stand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Problem;
use super::markdown::Document;

/// What cargo itself takes, as far as READMEs use it.
const CARGO_SWITCHES: [&str; 11] = [
    "--release",
    "--workspace",
    "--quiet",
    "-q",
    "--all",
    "--all-targets",
    "--check",
    "--locked",
    "--offline",
    "--no-deps",
    "--open",
];
/// Cargo's flags with the name of a target, and where its file lies in a package.
const CARGO_TARGETS: [(&str, &str); 4] =
    [("--bin", "src/bin"), ("--example", "examples"), ("--bench", "benches"), ("--test", "tests")];

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

/// Who can say whether a program takes some flags.
pub(crate) trait Programs {
    /// What the program of a package says against these flags, if it is a chapter's, is built and has something
    /// against them.
    fn refusal(&self, package: &str, flags: &[String]) -> Option<String>;
    /// All that a program says about its flags; `None` if it is not built.
    fn help(&self, package: &str) -> Option<String>;
}

/// The programs in the folder where cargo builds them.
pub(crate) struct Built {
    pub(crate) folder: PathBuf,
}

impl Built {
    fn output(&self, package: &str, flags: &[String]) -> Option<std::process::Output> {
        let program = self.folder.join(format!("{package}{}", std::env::consts::EXE_SUFFIX));
        if !program.is_file() {
            println!(
                "a command of {package} was not tried: it is not built; run `cargo test` for the whole workspace"
            );
            return None;
        }
        // Whatever stands before --help is checked; then nothing is run.
        Some(Command::new(program).args(flags).arg("--help").output().expect("a built program starts"))
    }
}

impl Programs for Built {
    fn refusal(&self, package: &str, flags: &[String]) -> Option<String> {
        let output = self.output(package, flags)?;
        (!output.status.success())
            .then(|| String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_string())
    }

    fn help(&self, package: &str) -> Option<String> {
        let help = |flags: &[String]| {
            let output = self.output(package, flags)?;
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let mut all = help(&[])?;
        let listed = all.split_once("Commands:\n").map_or(String::new(), |(_, listed)| listed.to_string());
        let commands = listed.lines().take_while(|line| !line.is_empty());
        for command in
            commands.filter_map(|line| line.split_whitespace().next()).filter(|&name| name != "help")
        {
            all.push_str(&help(&[command.to_string()])?);
        }
        Some(all)
    }
}

/// Checks the commands of a README; `own` is the package whose flags may be named without it.
pub(crate) fn check(
    document: &Document,
    workspace: &Path,
    programs: &dyn Programs,
    own: Option<&str>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut refuse = |line, command: &str, what: String| {
        problems.push(Problem::new(document, line, format!("`{command}` {what}")));
    };
    for (line, command) in in_blocks(document) {
        match CargoCommand::parse(&command) {
            Some(cargo) => {
                if let Some(what) = cargo.problem(workspace, programs) {
                    refuse(line, &command, what);
                }
            }
            None if own.is_some() => {
                refuse(line, &command, "is not a cargo command and cannot be tried".into())
            }
            None => {}
        }
    }
    for code in document.inlines().flat_map(|inline| inline.codes) {
        let is_pattern = own.is_none() && code.text.contains('<'); // `cargo run -p <package>`
        let what = match (CargoCommand::parse(&code.text), own) {
            (Some(cargo), _) if !is_pattern => cargo.problem(workspace, programs),
            (None, Some(package)) if code.text.starts_with('-') => {
                problem_of_flags(&code.text, package, programs)
            }
            _ => None,
        };
        if let Some(what) = what {
            refuse(code.line, &code.text, what);
        }
    }
    problems
}

/// The commands in `sh` blocks, each with the number of its line.
pub(crate) fn in_blocks(document: &Document) -> Vec<(usize, String)> {
    let mut commands: Vec<(usize, String)> = Vec::new();
    for (fence_line, fence) in document.fences().filter(|(_, fence)| fence.language == "sh") {
        let mut goes_on = false;
        for (index, line) in fence.lines.iter().enumerate() {
            let (text, continued) =
                line.strip_suffix('\\').map_or((line.as_str(), false), |text| (text, true));
            match commands.last_mut() {
                Some((_, command)) if goes_on => command.push_str(text.trim_start()),
                _ if text.trim().is_empty() || text.trim_start().starts_with('#') => {}
                _ => commands.push((fence_line + 1 + index, text.trim_start().to_string())),
            }
            goes_on = continued;
        }
    }
    commands
}

/// What is wrong with flags that stand alone in running text: `--trace`, `--lr 0.5`, `-p`.
fn problem_of_flags(text: &str, package: &str, programs: &dyn Programs) -> Option<String> {
    let words = words(text);
    let first = words.first()?;
    if !first.starts_with("--") || first == "--" {
        return None; // a negative number, or a flag of another program
    }
    if CARGO_SWITCHES.contains(&first.as_str()) || CARGO_TARGETS.iter().any(|(flag, _)| flag == first) {
        return None;
    }
    if words.len() > 1 {
        return programs.refusal(package, &words).map(|why| format!("is refused: {why}"));
    }
    let help = programs.help(package)?;
    let is_known = help.split(|c: char| c.is_whitespace() || ",[]".contains(c)).any(|word| word == first);
    (!is_known).then(|| format!("is no flag of {package}"))
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
    fn problem(&self, workspace: &Path, programs: &dyn Programs) -> Option<String> {
        let folder = match &self.package {
            None if self.subcommand == "run" => return Some("names no package".to_string()),
            None => None,
            Some(package) => {
                let folders = ["chapters", "crates"].map(|part| workspace.join(part).join(package));
                let Some(folder) = folders.into_iter().find(|folder| folder.join("Cargo.toml").is_file())
                else {
                    return Some(format!("names the package {package}, which does not exist"));
                };
                Some(folder)
            }
        };
        let is_chapter = folder
            .as_ref()
            .is_some_and(|folder| folder.parent().is_some_and(|part| part.ends_with("chapters")));
        self.problem_for_cargo(workspace, folder.as_deref()).or_else(|| match &self.package {
            Some(package) if self.subcommand == "run" && is_chapter => {
                programs.refusal(package, &self.flags).map(|why| format!("is refused: {why}"))
            }
            _ => None,
        })
    }

    fn problem_for_cargo(&self, workspace: &Path, folder: Option<&Path>) -> Option<String> {
        let mut others = self.others.iter();
        while let Some(word) = others.next() {
            if CARGO_SWITCHES.contains(&word.as_str()) {
                continue;
            }
            let Some((_, place)) = CARGO_TARGETS.iter().find(|(flag, _)| flag == word) else {
                if word.starts_with('-') {
                    return Some(format!("has the flag {word}, which is not known to be cargo's"));
                }
                continue; // the name of a test
            };
            let file = format!("{place}/{}.rs", others.next().map_or("", String::as_str));
            let packages = folder.map_or_else(|| packages(workspace), |folder| vec![folder.to_path_buf()]);
            if !packages.iter().any(|package| package.join(&file).is_file()) {
                return Some(format!("needs a file {file}, which does not exist"));
            }
        }
        None
    }
}

/// The folders of all packages.
fn packages(workspace: &Path) -> Vec<PathBuf> {
    let entries = ["chapters", "crates"].map(|part| fs::read_dir(workspace.join(part)));
    entries.into_iter().flatten().flatten().flatten().map(|entry| entry.path()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A program that takes `--lr` with a number, `--trace`, and no more.
    struct Fake;

    impl Programs for Fake {
        fn refusal(&self, _: &str, flags: &[String]) -> Option<String> {
            let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
            match flags[..] {
                [] | ["--trace"] | ["--text", _] => None,
                ["--lr", number] if number.parse::<f32>().is_ok() => None,
                _ => Some(format!("error: {flags:?}")),
            }
        }

        fn help(&self, _: &str) -> Option<String> {
            Some("  --lr <LR>   the rate\n  --trace\n  --text <TEXT>".to_string())
        }
    }

    fn problems_of(own: Option<&str>, body: &str) -> Vec<String> {
        let workspace = tempfile::tempdir().unwrap();
        for folder in ["chapters/x/tests", "crates/checks/src/bin"] {
            fs::create_dir_all(workspace.path().join(folder)).unwrap();
        }
        for file in [
            "chapters/x/Cargo.toml",
            "chapters/x/tests/parity.rs",
            "crates/checks/Cargo.toml",
            "crates/checks/src/bin/refresh.rs",
        ] {
            fs::write(workspace.path().join(file), "").unwrap();
        }
        let document = Document::parse("chapters/x/README.md", &format!("# T\n\n{body}\n"));
        check(&document, workspace.path(), &Fake, own).iter().map(ToString::to_string).collect()
    }

    fn problems(body: &str) -> Vec<String> {
        problems_of(Some("x"), body)
    }

    #[test]
    fn good_commands_are_accepted() {
        for command in [
            "cargo run -p x",
            "cargo run --release -p x -- --lr 0.5",
            "cargo run -p x -- --text \"나는 밥을\"",
            "PARITY_DIR=some/folder cargo test --workspace --test parity",
            "cargo test -p x name_of_a_test",
            "cargo run -p checks --bin refresh",
        ] {
            assert_eq!(problems(&format!("```sh\n{command}\n```\nor `{command}`")), [""; 0], "{command}");
        }
        assert_eq!(problems("`--trace`, `--lr 0.1`, `--text \"a b\"`, `--release` and `-0.5`"), [""; 0]);
        assert_eq!(problems("```sh\n# first\ncargo run -p x -- \\\n    --lr 1\n```"), [""; 0]);
    }

    #[test]
    fn a_wrong_command_is_named_with_its_line() {
        let expected = [
            ("cargo run", "`cargo run` names no package"),
            ("cargo run -p y", "`cargo run -p y` names the package y, which does not exist"),
            (
                "cargo run -p x -- --lr fast",
                "`cargo run -p x -- --lr fast` is refused: error: [\"--lr\", \"fast\"]",
            ),
            (
                "cargo run --relase -p x",
                "`cargo run --relase -p x` has the flag --relase, which is not known to be cargo's",
            ),
            ("cargo test --test no", "`cargo test --test no` needs a file tests/no.rs, which does not exist"),
        ];
        for (command, problem) in expected {
            assert_eq!(
                problems(&format!("```sh\ncargo run -p x\n\n{command}\n```")),
                [format!("chapters/x/README.md:6: {problem}")]
            );
            assert_eq!(
                problems(&format!("Try it:\n`{command}`")),
                [format!("chapters/x/README.md:4: {problem}")]
            );
        }
        assert!(problems("```sh\nls\n```")[0].contains("README.md:4: `ls` is not a cargo command"));
    }

    #[test]
    fn a_flag_in_running_text_is_one_of_the_chapter() {
        assert_eq!(problems("`--trac`"), ["chapters/x/README.md:3: `--trac` is no flag of x"]);
        assert!(problems("`--lr fast`")[0].contains("README.md:3: `--lr fast` is refused"));
    }

    #[test]
    fn documents_for_the_whole_may_name_other_tools_and_patterns() {
        assert_eq!(
            problems_of(None, "```sh\ngit status\n```\n`cargo run -p <package>`, `--anything`"),
            [""; 0]
        );
    }
}
