//! Whoever does what a refusal says gets on: the same mistake is not told twice, and the end is a training or a text that
//! has nothing to learn from.

use std::collections::BTreeMap;

use checks::program::{Run, run, temporary_file};
use common::random::generator;
use rand::RngExt;

const PROGRAM: &str = env!("CARGO_BIN_EXE_beyond-fast-word2vec");

type Flags = BTreeMap<String, String>;

/// The flag that a sentence says to change, and its new value: the one it names, or a tenth or half or ten times the one
/// that it calls too large or too small.
fn remedy(sentence: &str) -> Option<(String, String)> {
    let (_, advice) = sentence.trim_end().rsplit_once("try ")?;
    let mut words = advice.split_whitespace().map(|word| word.trim_matches(['(', ')', ',', ';', ':']));
    let flag = words.clone().find(|word| word.starts_with("--"))?;
    let value = words.find(|word| word.parse::<f64>().is_ok())?;
    let number: f64 = value.parse().unwrap();
    let other = match (flag, advice.starts_with("a smaller") || advice.starts_with("a larger")) {
        ("--lr", true) => (number / 10.0).to_string(),
        ("--sample", true) => (number * 10.0).min(1.0).to_string(),
        (_, true) => (number as u64 / 2).to_string(),
        _ => value.to_string(),
    };
    Some((flag.to_string(), other))
}

/// Does what the sentences say until there is a training, or a text that will not do. Returns the last run, and how often
/// there was something to do.
fn follow(fixed: &[&str], mut flags: Flags) -> (Run, usize) {
    let mut before = Vec::new();
    loop {
        let list: Vec<&str> = flags.iter().flat_map(|(flag, value)| [flag.as_str(), value]).collect();
        let run = run(PROGRAM, &[fixed, &list].concat());
        if run.status == 0 {
            assert!(!run.stdout.contains("NaN") && !run.stdout.contains("inf "), "{flags:?}: {}", run.stdout);
            return (run, before.len());
        }
        assert!(run.status == 1 && run.stderr.starts_with("error: "), "{flags:?}: {}", run.stderr);
        assert!(!before.contains(&flags), "{flags:?} again: {}", run.stderr);
        before.push(flags.clone());
        let Some((flag, value)) = remedy(&run.stderr) else { return (run, before.len()) };
        assert_ne!(flags.insert(flag, value.clone()).as_ref(), Some(&value), "{flags:?}: {}", run.stderr);
    }
}

#[test]
fn every_remedy_helps_or_leads_to_another_on_hundreds_of_tiny_texts_with_either_model() {
    let mut random = generator(11);
    let mut told = BTreeMap::<&str, usize>::new();
    for number in 0..200 {
        let lines: Vec<Vec<String>> = (0..random.random_range(0..5))
            .map(|_| {
                let words = 0..random.random_range(0..[3, 9][number / 2 % 2]);
                words.map(|_| format!("w{}", random.random_range(0..4))).collect()
            })
            .collect();
        let text = lines.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join("\n");
        let (_folder, path) = temporary_file("text.txt", &text);
        let mut pick = |values: &[&str]| values[random.random_range(0..values.len())].to_string();
        let mut flags = Flags::from([
            ("--model".to_string(), ["cbow", "skip-gram"][number % 2].to_string()),
            ("--window".to_string(), pick(&["1", "3", "1000"])),
            ("--negative".to_string(), pick(&["1", "5", "500"])),
            ("--epochs".to_string(), pick(&["1", "30"])),
            ("--min-count".to_string(), pick(&["1", "2", "5", "9"])),
        ]);
        for (flag, values) in [("--sample", &["", "0", "1e-9", "0.01"]), ("--lr", &["", "0.5", "20", "1e30"])]
        {
            let value = pick(values);
            if !value.is_empty() {
                flags.insert(flag.to_string(), value);
            }
        }
        let (run, steps) = follow(&["--corpus", &path, "--hidden", "4"], flags);
        if run.status == 0 {
            *told.entry(if steps > 0 { "helped" } else { "well at once" }).or_default() += 1;
        } else if run.stderr.contains("no word in") {
            assert!(text.trim().is_empty(), "{}", run.stderr);
            *told.entry("empty").or_default() += 1;
        } else {
            assert!(
                run.stderr.contains("no word of the text has a neighbour; give a text"),
                "{}",
                run.stderr
            );
            assert!(lines.iter().all(|words| words.len() < 2), "untrue of {lines:?}");
            *told.entry("without neighbours").or_default() += 1;
        }
    }
    let least = [("helped", 60), ("well at once", 5), ("empty", 10), ("without neighbours", 5)];
    assert!(least.iter().all(|(what, least)| told[what] >= *least), "{told:?}");
}

#[test]
fn every_remedy_for_the_toy_world_helps_as_well() {
    for given in [
        &[("--min-count", "20000")][..],
        &[("--min-count", "5000")],
        &[("--min-count", "5000"), ("--negative", "1")],
        &[("--window", "1000")],
        &[("--min-count", "1000"), ("--negative", "400")],
        &[("--negative", "500")],
        &[("--lr", "100")],
        &[("--sample", "1e-9")],
    ] {
        let flags = given.iter().map(|(flag, value)| (flag.to_string(), value.to_string())).collect();
        let (run, steps) = follow(&["--hidden", "4", "--epochs", "1"], flags);
        assert!(run.status == 0 && steps > 0, "{given:?}: {}", run.stderr);
    }
}
