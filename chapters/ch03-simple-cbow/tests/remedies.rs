//! Whoever does what a refusal says gets on: the same mistake is not told twice, and the end is a training or a text that
//! is too short.

use std::collections::BTreeMap;

use checks::program::run;
use common::random::generator;
use rand::RngExt;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ch03-simple-cbow");

/// The flag and the value that a sentence says to try, if it names both.
fn remedy(sentence: &str) -> Option<(String, String)> {
    let (_, advice) = sentence.rsplit_once("try --")?;
    let mut words = advice.split([' ', ',', '\n']);
    Some((format!("--{}", words.next()?), words.next()?.to_string()))
}

#[test]
fn every_remedy_helps_or_leads_to_another_on_tiny_texts() {
    let mut random = generator(3);
    let (mut helped, mut too_short) = (0, 0);
    for _ in 0..100 {
        let words = (0..random.random_range(0..12)).map(|_| format!("w{}", random.random_range(0..4)));
        let text = words.collect::<Vec<_>>().join(" ");
        let mut flags = BTreeMap::from([("--text".to_string(), text.clone())]);
        for (flag, values) in [("--window", [1, 2, 5, 1000]), ("--batch", [1, 3, 9, 4_000_000_000_u32])] {
            flags.insert(flag.to_string(), values[random.random_range(0..values.len())].to_string());
        }
        let mut before = Vec::new();
        loop {
            let list: Vec<&str> = flags.iter().flat_map(|(flag, value)| [flag.as_str(), value]).collect();
            let run = run(PROGRAM, &[&["--epochs", "1", "--hidden", "2"], &list[..]].concat());
            if run.status == 0 {
                helped += usize::from(!before.is_empty());
                break;
            }
            assert!(run.status == 1 && run.stderr.starts_with("error: "), "{}", run.stderr);
            let Some((flag, value)) = remedy(&run.stderr) else {
                assert!(["give a longer", "give some"].iter().any(|advice| run.stderr.contains(advice)));
                assert!(text.split_whitespace().count() < 3, "untrue of `{text}`: {}", run.stderr);
                too_short += 1;
                break;
            };
            assert!(!before.contains(&flags), "{flags:?} again: {}", run.stderr);
            before.push(flags.clone());
            assert_ne!(flags.insert(flag, value.clone()).as_ref(), Some(&value), "{}", run.stderr);
        }
    }
    assert!(helped > 30 && too_short > 10, "{helped} helped, {too_short} too short");
}

#[test]
fn every_remedy_for_too_much_memory_helps() {
    let text: String = (0..1000).map(|word| format!("w{word} ")).collect();
    let flags = ["--text", &text, "--epochs", "1", "--batch", "100", "--hidden"];
    let refusal = run(PROGRAM, &[&flags[..], &["10000"]].concat()).stderr;
    let (flag, value) = remedy(&refusal).unwrap();
    assert_eq!(flag, "--hidden");
    assert!(value.parse::<usize>().unwrap() > 1000, "{refusal}");
}
