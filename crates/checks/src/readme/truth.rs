//! What READMEs are held to: what a chapter prints and draws today, and which commands are taken.

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use crate::program::{self, ENGLISH, KOREAN, Run};

/// What a program prints, or what it says against its flags.
pub type Answer = Result<String, String>;
/// Runs a program with some flags.
pub type Printed = dyn FnMut(&[String]) -> Answer + Send;
/// Asks the program of a package for help behind some flags; `None` if it is not built.
pub type Help = dyn Fn(&str, &[String]) -> Option<Answer> + Send;

/// What a README is held to. Tests of the checker itself make one up.
pub struct Truth {
    /// The root, from which all paths are named.
    pub workspace: PathBuf,
    /// The chapter; none for documents for the whole, which show no output.
    pub package: Option<String>,
    /// What the chapter prints today.
    pub printed: Box<Printed>,
    /// The file, from the root, in which what it prints without flags is kept.
    pub output: String,
    /// What it printed, without flags, when its READMEs were last true.
    pub printed_before: String,
    /// The pictures that it draws today, by name.
    pub drawn: BTreeMap<String, Vec<u8>>,
    /// `results.json` of the run without flags.
    pub results: Vec<u8>,
    /// The folder, from the root, in which its pictures are kept.
    pub pictures: String,
    /// Those of measured times, which are never twice the same.
    pub timing: Vec<String>,
    /// Which flags the programs take.
    pub help: Box<Help>,
    /// What the Korean README is held to; none if the chapter speaks no Korean, and it shows what the English one does.
    pub korean: Option<Box<Truth>>,
}

impl Truth {
    /// Runs the built program of a chapter, in Korean too if it has the catalogue for it.
    pub fn of_chapter(workspace: &Path, package: &str, program: &Path, timing: &[&str]) -> Self {
        let speaks_korean = workspace.join("chapters").join(package).join("ko.po").is_file();
        thread::scope(|scope| {
            let korean = speaks_korean
                .then(|| scope.spawn(|| Self::in_language(KOREAN, workspace, package, program, timing)));
            let english = Self::in_language(ENGLISH, workspace, package, program, timing);
            let korean = korean.map(|run| Box::new(run.join().expect("the program succeeds in Korean")));
            Self { korean, ..english }
        })
    }

    fn in_language(
        locale: &'static str,
        workspace: &Path,
        package: &str,
        program: &Path,
        timing: &[&str],
    ) -> Self {
        let mut runs = Runs::new(locale, program);
        let (output, folder) = if locale == KOREAN { ("output.ko.txt", "/ko") } else { ("output.txt", "") };
        let output = format!("chapters/{package}/{output}");
        Self {
            package: Some(package.to_string()),
            printed_before: fs::read_to_string(workspace.join(&output)).unwrap_or_default(),
            output,
            drawn: runs.drawn(),
            results: runs.by_itself.file("results.json"),
            pictures: format!("assets/{package}{folder}"),
            timing: timing.iter().map(ToString::to_string).collect(),
            printed: Box::new(move |flags| runs.printed(flags)),
            ..Self::of_documents(workspace, program.parent().expect("a program is in a folder"))
        }
    }

    /// Of documents for the whole, only commands are tried, with the programs in the folder where cargo builds them.
    pub fn of_documents(workspace: &Path, built_in: &Path) -> Self {
        let built_in = built_in.to_path_buf();
        Self {
            workspace: workspace.to_path_buf(),
            package: None,
            printed: Box::new(|_| Err("only a chapter has output".to_string())),
            output: String::new(),
            printed_before: String::new(),
            drawn: BTreeMap::new(),
            results: Vec::new(),
            pictures: "assets".to_string(),
            timing: Vec::new(),
            help: Box::new(move |package, flags| help(&built_in, package, flags)),
            korean: None,
        }
    }
}

/// Whatever stands before `--help` is checked; then nothing is run.
fn help(built_in: &Path, package: &str, flags: &[String]) -> Option<Answer> {
    let program = built_in.join(format!("{package}{}", env::consts::EXE_SUFFIX));
    if !program.is_file() {
        println!(
            "a command of {package} was not tried: it is not built; run `cargo test` for the whole workspace"
        );
        return None;
    }
    let (succeeds, stdout, stderr) = output(ENGLISH, Command::new(program).args(flags).arg("--help"));
    Some(if succeeds { Ok(stdout) } else { Err(stderr.lines().next().unwrap_or_default().to_string()) })
}

/// Whether a program that is there succeeds, and what it prints.
fn output(locale: &str, command: &mut Command) -> (bool, String, String) {
    let output = command.env("LC_ALL", locale).output().expect("a program that is there starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

/// Runs of one chapter, each made once.
struct Runs {
    locale: &'static str,
    program: PathBuf,
    by_itself: Run,
    printed: HashMap<Vec<String>, Answer>,
}

impl Runs {
    fn new(locale: &'static str, program: &Path) -> Self {
        let by_itself = program::run_in(locale, path_as_text(program), &[]);
        assert_eq!(by_itself.status, 0, "{}", by_itself.stderr);
        Self { locale, program: program.to_path_buf(), by_itself, printed: HashMap::new() }
    }

    /// The pictures that the run without flags has drawn, by name.
    fn drawn(&self) -> BTreeMap<String, Vec<u8>> {
        let names = self.by_itself.file_names().into_iter().filter(|name| name.ends_with(".png"));
        names.map(|name| (name.clone(), self.by_itself.file(&name))).collect()
    }

    /// What the program prints with these flags, or what it says against them. Paths are those of a run without
    /// `--out`.
    fn printed(&mut self, flags: &[String]) -> Answer {
        if flags.is_empty() {
            return Ok(self.by_itself.stdout_as_without_out(&self.program));
        }
        if let Some(known) = self.printed.get(flags) {
            return known.clone();
        }
        let result = self.run(flags);
        self.printed.insert(flags.to_vec(), result.clone());
        result
    }

    fn run(&self, flags: &[String]) -> Answer {
        let (succeeds, stdout, stderr) = if flags[0] == "ask" {
            // The one command of a chapter that reads what a run has saved, and writes nothing.
            let vectors = self.by_itself.folder().join("vectors.txt");
            output(
                self.locale,
                Command::new(&self.program).args(["ask", "--vectors"]).arg(vectors).args(&flags[1..]),
            )
        } else if flags.iter().any(|flag| flag == "--out" || flag.starts_with("--out=")) {
            return Err("a command shown with its output has no --out".to_string());
        } else {
            let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
            let run = program::run_in(self.locale, path_as_text(&self.program), &flags);
            (run.status == 0, run.stdout_as_without_out(&self.program), run.stderr)
        };
        let sentence = stderr.lines().find(|line| line.starts_with("error: "));
        if succeeds {
            Ok(stdout)
        } else {
            Err(format!("the command fails: {}", sentence.unwrap_or(&stderr).trim()))
        }
    }
}

fn path_as_text(program: &Path) -> &str {
    program.to_str().expect("the path of the program is UTF-8")
}
