//! Whoever does what a refusal says gets on: the same mistake is not told twice.

use std::collections::BTreeMap;

use checks::program::{run, temporary_file};
use common::random::generator;
use rand::RngExt;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ch04-full-cbow");

/// The flag and the value that a sentence says to try, if it names both.
fn remedy(sentence: &str) -> Option<(String, String)> {
    let (_, advice) = sentence.rsplit_once("try --")?;
    let mut words = advice.split([' ', ',', '\n']);
    Some((format!("--{}", words.next()?), words.next()?.to_string()))
}

#[test]
fn every_remedy_that_names_a_value_helps_or_leads_to_another() {
    let mut random = generator(7);
    let (mut refused, mut helped) = (0, 0);
    for _ in 0..100 {
        let lines = (0..random.random_range(1..5)).map(|_| {
            let words = (0..random.random_range(1..9)).map(|_| format!("w{}", random.random_range(0..4)));
            words.collect::<Vec<_>>().join(" ")
        });
        let (_folder, path) = temporary_file("text.txt", lines.collect::<Vec<_>>().join("\n"));
        let mut flags: BTreeMap<String, String> = ["window", "negative", "batch", "min-count"]
            .map(|flag| (format!("--{flag}"), random.random_range(1..6).to_string()))
            .into();
        let mut before = Vec::new();
        loop {
            let list: Vec<&str> = flags.iter().flat_map(|(flag, value)| [flag.as_str(), value]).collect();
            let fixed = ["--corpus", &path, "--epochs", "1", "--hidden", "2"];
            let run = run(PROGRAM, &[&fixed[..], &list].concat());
            if run.status == 0 {
                helped += usize::from(!before.is_empty());
                break;
            }
            refused += 1;
            assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
            let Some((flag, value)) = remedy(&run.stderr) else {
                // The text itself will not do, and the sentence says what would.
                assert!(
                    ["give ", "smaller --"].iter().any(|word| run.stderr.contains(word)),
                    "{}",
                    run.stderr
                );
                break;
            };
            assert!(!before.contains(&flags), "{flags:?} again: {}", run.stderr);
            before.push(flags.clone());
            assert_ne!(flags.insert(flag, value.clone()).as_ref(), Some(&value), "{}", run.stderr);
        }
    }
    assert!(refused > 30 && helped > 15, "{refused} refused, {helped} helped");
}
