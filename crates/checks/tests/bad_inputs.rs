//! What people give the programs by mistake is answered as `bad-inputs.tsv` says: a line for each, easy to add to.
//!
//! Arguments are separated by spaces, which double quotes hold together; `{file}` is a file with the input, which is
//! otherwise given on standard input. In arguments and input `\n`, `\t`, `\\` and `\x41` stand for bytes, `{words 9}` for
//! so many different words, `{letters 9}` for so many letters in one. The sentence must have all of the parts that `|`
//! separates. After a failure it must be a single one on standard error; a status of 0 lets it stand anywhere.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// A line of the table.
struct BadInput<'a> {
    number: usize,
    program: &'a str,
    arguments: Vec<String>,
    input: Vec<u8>,
    status: i32,
    sentence: Vec<&'a str>,
}

#[test]
fn every_bad_input_is_answered_as_the_table_says() {
    let table = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("bad-inputs.tsv")).unwrap();
    let lines = table.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty());
    let wrong: Vec<String> =
        lines.filter_map(|(index, line)| BadInput::parse(index + 1, line).problem()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

impl<'a> BadInput<'a> {
    fn parse(number: usize, line: &'a str) -> Self {
        let cells: Vec<&str> = line.split('\t').collect();
        let [program, arguments, input, status, sentence] = cells[..] else {
            panic!("line {number} of bad-inputs.tsv has {} cells instead of 5", cells.len());
        };
        Self {
            number,
            program,
            arguments: arguments_of(arguments),
            input: bytes_of(input),
            status: status.parse().unwrap_or_else(|_| panic!("line {number}: the status `{status}`")),
            sentence: sentence.split('|').map(str::trim).collect(),
        }
    }

    /// How the program answers otherwise than the table says.
    fn problem(&self) -> Option<String> {
        let program = built(self.program);
        if !program.is_file() {
            println!(
                "{} was not tried: it is not built; run `cargo test` for the whole workspace",
                self.program
            );
            return None;
        }
        let (status, stdout, stderr) = self.run(&program);
        let complaint = if status != Some(self.status) {
            format!("ends with the status {status:?}")
        } else if stderr.contains("panicked") {
            "panics".to_string()
        } else if self.status != 0 && !stderr.starts_with("error: ") {
            "does not begin with `error: `".to_string()
        } else if self.status == 1 && stderr.trim_end().lines().count() != 1 {
            "says more than one line".to_string()
        } else {
            let said = if self.status == 0 { format!("{stdout}{stderr}") } else { stderr.clone() };
            let missing = self.sentence.iter().find(|part| !said.contains(**part))?;
            format!("does not say `{missing}`")
        };
        Some(format!("bad-inputs.tsv:{}: {} {complaint}: {stderr}", self.number, self.program))
    }

    fn run(&self, program: &Path) -> (Option<i32>, String, String) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        let takes_file = self.arguments.iter().any(|argument| argument.contains("{file}"));
        if takes_file {
            fs::write(&file, &self.input).unwrap();
        }
        let file = file.to_str().expect("a path in UTF-8");
        let mut child = Command::new(program)
            .env("LC_ALL", "C")
            .args(self.arguments.iter().map(|argument| argument.replace("{file}", file)))
            .arg("--out")
            .arg(folder.path().join("out"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut stdin, input) = (child.stdin.take().unwrap(), self.input.clone());
        // In a thread of its own, and without looking whether the program reads all of it.
        let writer = thread::spawn(move || {
            if !takes_file {
                let _ = stdin.write_all(&input);
            }
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }
}

/// Where cargo builds the program of a package, as seen from a test.
fn built(package: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).expect("a test is in target/…/deps");
    folder.join(format!("{package}{}", env::consts::EXE_SUFFIX))
}

fn arguments_of(text: &str) -> Vec<String> {
    let as_text = |word: &str| String::from_utf8(bytes_of(word)).expect("arguments in UTF-8");
    // Every second piece stands in quotes.
    text.split('"')
        .enumerate()
        .flat_map(|(number, piece)| match number % 2 {
            0 => piece.split_whitespace().map(as_text).collect(),
            _ => vec![as_text(piece)],
        })
        .collect()
}

fn bytes_of(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '{']) {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let (made, length) = made_of(&rest[at..]);
        bytes.extend(made);
        rest = &rest[at + length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// What stands for bytes at the beginning of `text`, and how long it is.
fn made_of(text: &str) -> (Vec<u8>, usize) {
    if let Some(code) = text.strip_prefix("\\x") {
        return (vec![u8::from_str_radix(&code[..2], 16).expect("two hexadecimal digits")], 4);
    }
    let simple = [("\\n", "\n"), ("\\t", "\t"), ("\\\\", "\\"), ("{file}", "{file}")];
    if let Some((written, meant)) = simple.iter().find(|(written, _)| text.starts_with(written)) {
        return (meant.as_bytes().to_vec(), written.len());
    }
    let end = text.find('}').unwrap_or_else(|| panic!("what does this stand for: {text}"));
    let (what, number) = text[1..end].split_once(' ').expect("what, and how many");
    let number: usize = number.parse().expect("how many");
    let made = match what {
        "words" => (0..number).map(|word| format!("w{word} ")).collect(),
        "letters" => "x".repeat(number),
        _ => panic!("{what} of bad-inputs.tsv stands for nothing"),
    };
    (made.into_bytes(), end + 1)
}
