//! `results.json`: what a run found, in one form for all chapters.
//!
//! The file is the same on every run with the same seed and settings, byte for byte, unless `--timing` asks for
//! the additional key `timing`. [`Results`] explains every key; the first test below shows a whole file.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use crate::error::{Error, Result};

/// Everything in `results.json`, in the order of its keys there.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Results {
    /// The package that ran, for example `ch03-simple-cbow`.
    pub package: String,
    /// Its version.
    pub version: String,
    /// Where its random numbers started (`--seed`).
    pub seed: u64,
    /// The chapter's own flags by name, with the values used; `{}` if it has none.
    pub settings: serde_json::Value,
    /// The text that was read; `null` in a chapter without one.
    pub corpus: Option<Corpus>,
    /// Loss curves by name.
    pub loss: BTreeMap<String, Loss>,
    /// Single numbers by name, for example `final_loss`.
    pub metrics: BTreeMap<String, f64>,
    /// `true` if Ctrl-C stopped the training: all else is what there was until then. Otherwise there is no such key.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// The names of the other files in the same folder, in the order in which they were written.
    pub files: Vec<String>,
    /// Durations by name, in the unit that the name says. Only with `--timing`, otherwise there is no such key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing: Option<BTreeMap<String, f64>>,
}

/// The text that a chapter read.
#[derive(Clone, Debug, Serialize)]
pub struct Corpus {
    /// Its name or path.
    pub name: String,
    /// T, the number of words and signs in it.
    pub tokens: usize,
    /// V, the number of different ones.
    pub vocabulary: usize,
    /// A fingerprint of the text, so that two results can be compared.
    pub sha256: String,
}

/// The loss in the course of a training. Both lists are equally long.
#[derive(Clone, Debug, Serialize)]
pub struct Loss {
    /// After how many iterations.
    pub iteration: Vec<usize>,
    /// The loss there.
    pub value: Vec<f64>,
}

impl Results {
    /// The text of `results.json`, with a newline at its end.
    ///
    /// # Errors
    /// [`Error::NotFinite`] if one of the numbers is NaN or infinite: JSON has no such numbers, and a `null` in
    /// their place would hide that a training diverged.
    pub fn to_json(&self) -> Result<String> {
        self.check_numbers()?;
        let mut bytes = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut bytes, ArraysOnOneLine(PrettyFormatter::new()));
        self.serialize(&mut serializer).expect("strings and finite numbers fit into JSON");
        bytes.push(b'\n');
        Ok(String::from_utf8(bytes).expect("JSON is UTF-8"))
    }

    fn check_numbers(&self) -> Result<()> {
        for (name, curve) in &self.loss {
            for (iteration, &value) in curve.iteration.iter().zip(&curve.value) {
                check(value, || format!("the loss of `{name}` in iteration {iteration}"))?;
            }
        }
        for (name, &value) in &self.metrics {
            check(value, || format!("the metric `{name}`"))?;
        }
        for (name, &value) in self.timing.iter().flatten() {
            check(value, || format!("the timing `{name}`"))?;
        }
        Ok(())
    }
}

fn check(value: f64, what: impl Fn() -> String) -> Result<()> {
    if value.is_finite() { Ok(()) } else { Err(Error::NotFinite { what: what(), value }) }
}

/// Objects as serde_json prints them prettily, but a list of a thousand losses in one line instead of a thousand.
struct ArraysOnOneLine(PrettyFormatter<'static>);

impl Formatter for ArraysOnOneLine {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Results {
        let curve = Loss { iteration: vec![1, 2], value: vec![1.9459, 0.5] };
        Results {
            package: "ch03-simple-cbow".into(),
            version: "0.1.0".into(),
            settings: serde_json::json!({ "epochs": 1000 }),
            loss: BTreeMap::from([("SimpleCBOW".into(), curve)]),
            metrics: BTreeMap::from([("final_loss".into(), 0.5)]),
            files: vec!["loss.png".into()],
            ..Results::default()
        }
    }

    #[test]
    fn the_keys_have_one_order_and_a_list_takes_one_line() {
        let expected = r#"{
  "package": "ch03-simple-cbow",
  "version": "0.1.0",
  "seed": 0,
  "settings": {
    "epochs": 1000
  },
  "corpus": null,
  "loss": {
    "SimpleCBOW": {
      "iteration": [1, 2],
      "value": [1.9459, 0.5]
    }
  },
  "metrics": {
    "final_loss": 0.5
  },
  "files": ["loss.png"]
}
"#;
        assert_eq!(example().to_json().unwrap(), expected);
    }

    #[test]
    fn timings_are_only_written_when_asked_for() {
        let timed = Results { timing: Some(BTreeMap::from([("seconds".into(), 1.5)])), ..example() };
        assert!(timed.to_json().unwrap().contains("\"timing\": {\n    \"seconds\": 1.5\n  }"));
        assert!(!example().to_json().unwrap().contains("timing"));
    }

    #[test]
    fn a_training_that_was_stopped_says_so() {
        assert!(
            Results { stopped: true, ..example() }.to_json().unwrap().contains("\n  \"stopped\": true,\n")
        );
        assert!(!example().to_json().unwrap().contains("stopped"));
    }

    #[test]
    fn what_is_not_a_number_is_refused_by_name() {
        let mut results = example();
        results.loss.get_mut("SimpleCBOW").unwrap().value[1] = f64::NAN;
        let sentence = results.to_json().unwrap_err().to_string();
        assert!(sentence.starts_with("the loss of `SimpleCBOW` in iteration 2 is NaN"), "{sentence}");

        let mut results = example();
        results.metrics.insert("perplexity".into(), f64::INFINITY);
        let sentence = results.to_json().unwrap_err().to_string();
        assert!(sentence.starts_with("the metric `perplexity` is inf"), "{sentence}");
    }
}
