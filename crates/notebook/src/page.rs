//! The page for the browser: one file that needs nothing else, neither a network nor a server.
//!
//! What it shows was computed by the program and recorded while it ran; the modules of `assets/page/` lay it out. A browser
//! loads no module from beside a page on the disk, so they are put into the page, one after the other, each as a function
//! of its own that gives what it exports. Their texts are English, and Korean by `assets/page/ko.po`.
//!
//! # What is recorded
//!
//! A recording is one object of JSON, the same bytes for the same seed; the `recording.rs` of a chapter documents its own.
//! These names mean the same on every page:
//!
//! | name | what |
//! | --- | --- |
//! | `words` | the words by their ids, as far as they are shown |
//! | `left_out` | how many words of the text, or of the vocabulary, had no room |
//! | `loss` | a [`RecordedCurve`]: `raw`, `smooth` (points [iteration, loss]), `window` |
//! | `uniform_loss` | ln V |
//! | `moments` | what a slider moves over, in the order of time, the first before training and the last after it |
//! | `moments[i].iteration` | how many steps came before it |
//! | `moments[i].loss` | the loss there |
//! | `moments[i].w_in`, `w_out`, `map`, `cosines` | matrices (V, H), (H, V), (V, 2), (V, V), by [`recorded`] |

use std::collections::BTreeMap;

use ndarray::{ArrayRef, ArrayViewD, Dimension};
use serde::Serialize;
use serde_json::Value;

use crate::Number;
use crate::plot::smoothed;

const PAGE: &str = include_str!("../../../assets/page/page.html");
const STYLE: &str = include_str!("../../../assets/page/page.css");
const KOREAN: &str = include_str!("../../../assets/page/ko.po");

/// Every module of `assets/page/`.
const MODULES: [(&str, &str); 35] = [
    ("added-rows.js", include_str!("../../../assets/page/added-rows.js")),
    ("analogy.js", include_str!("../../../assets/page/analogy.js")),
    ("bars.js", include_str!("../../../assets/page/bars.js")),
    ("best-answers.js", include_str!("../../../assets/page/best-answers.js")),
    ("cbow-network.js", include_str!("../../../assets/page/cbow-network.js")),
    ("cost-ladder.js", include_str!("../../../assets/page/cost-ladder.js")),
    ("element.js", include_str!("../../../assets/page/element.js")),
    ("embedding-speedup.js", include_str!("../../../assets/page/embedding-speedup.js")),
    ("explorer.js", include_str!("../../../assets/page/explorer.js")),
    ("first-network.js", include_str!("../../../assets/page/first-network.js")),
    ("frame.js", include_str!("../../../assets/page/frame.js")),
    ("inference-basics.js", include_str!("../../../assets/page/inference-basics.js")),
    ("loss.js", include_str!("../../../assets/page/loss.js")),
    ("map.js", include_str!("../../../assets/page/map.js")),
    ("matrix.js", include_str!("../../../assets/page/matrix.js")),
    ("moments.js", include_str!("../../../assets/page/moments.js")),
    ("nearest.js", include_str!("../../../assets/page/nearest.js")),
    ("negative-sampling.js", include_str!("../../../assets/page/negative-sampling.js")),
    ("neighbours.js", include_str!("../../../assets/page/neighbours.js")),
    ("pairs.js", include_str!("../../../assets/page/pairs.js")),
    ("picked-rows.js", include_str!("../../../assets/page/picked-rows.js")),
    ("ppmi.js", include_str!("../../../assets/page/ppmi.js")),
    ("probabilistic-loss.js", include_str!("../../../assets/page/probabilistic-loss.js")),
    ("questions.js", include_str!("../../../assets/page/questions.js")),
    ("relations.js", include_str!("../../../assets/page/relations.js")),
    ("sampler.js", include_str!("../../../assets/page/sampler.js")),
    ("simple-cbow.js", include_str!("../../../assets/page/simple-cbow.js")),
    ("solved.js", include_str!("../../../assets/page/solved.js")),
    ("step.js", include_str!("../../../assets/page/step.js")),
    ("text.js", include_str!("../../../assets/page/text.js")),
    ("two-questions.js", include_str!("../../../assets/page/two-questions.js")),
    ("vector-map.js", include_str!("../../../assets/page/vector-map.js")),
    ("vectors.js", include_str!("../../../assets/page/vectors.js")),
    ("whole-numbers.js", include_str!("../../../assets/page/whole-numbers.js")),
    ("word-box.js", include_str!("../../../assets/page/word-box.js")),
];

/// The page on which the module of this name shows this recording.
///
/// # Panics
/// If there is no such module, or it imports one that is not there.
pub(crate) fn page(module: &str, recording: &impl Serialize) -> String {
    let mut scripts = vec![("", "const modules = {};\n".to_string())];
    add(module, &mut scripts);
    let scripts: String = scripts.into_iter().map(|(_, script)| script).collect();
    PAGE.replace("{{style}}", STYLE)
        .replace("{{korean}}", &json(&korean()))
        .replace("{{scripts}}", &scripts)
        .replace("{{recording}}", &json(recording))
}

/// Adds a module as a function, after all that it imports: `import { x } from "./y.js";` becomes
/// `const { x } = modules["./y.js"];`, and it gives what stands after `export const` and `export function`.
fn add(name: &str, scripts: &mut Vec<(&'static str, String)>) {
    let module = MODULES.iter().find(|(module, _)| *module == name);
    let &(name, source) =
        module.unwrap_or_else(|| panic!("there is no module assets/page/{name} in page.rs"));
    if scripts.iter().any(|(earlier, _)| *earlier == name) {
        return;
    }
    let mut exports = Vec::new();
    let mut lines = Vec::new();
    for line in source.lines() {
        let import = line.strip_prefix("import ").and_then(|line| line.strip_suffix("\";"));
        if let Some((names, file)) = import.and_then(|import| import.split_once(" from \"./")) {
            add(file, scripts);
            lines.push(format!("const {names} = modules[\"./{file}\"];"));
        } else if let Some(exported) = line.strip_prefix("export ") {
            let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
            exports.extend(exported.split(|letter| !is_name(letter)).nth(1));
            lines.push(exported.to_string());
        } else {
            lines.push(line.to_string());
        }
    }
    let (body, exports) = (lines.join("\n"), exports.join(", "));
    let script = format!("modules[\"./{name}\"] = (() => {{\n{body}\nreturn {{ {exports} }};\n}})();\n");
    scripts.push((name, script));
}

/// As JSON for a script of the page, which `</script>` would end.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("what is recorded can be written as JSON").replace('<', "\\u003c")
}

/// The Korean of each English text.
fn korean() -> BTreeMap<String, String> {
    let catalogue = polib::po_file::parse_from_reader(KOREAN.as_bytes());
    let catalogue = catalogue.expect("a catalogue in the format of gettext");
    let messages = catalogue.messages().filter(|message| !message.is_plural());
    messages
        .map(|message| (message.msgid().to_string(), message.msgstr().unwrap_or_default().to_string()))
        .collect()
}

/// Numbers for a page: as rows in rows, with five decimals, so that the file stays small and shows the four that are printed.
pub fn recorded<A: Number, D: Dimension>(values: &ArrayRef<A, D>) -> Value {
    nested(&values.view().into_dyn())
}

fn nested<A: Number>(values: &ArrayViewD<A>) -> Value {
    match values.ndim() {
        0 => values.first().map_or(Value::Null, |value| rounded(value.to_f64()).into()),
        _ => values.outer_iter().map(|part| nested(&part)).collect(),
    }
}

/// With five decimals, or with all where the four that are shown would not be those that the program prints.
fn rounded(number: f64) -> f64 {
    let hundred_thousandths = (number * 1e5).round();
    let short = hundred_thousandths / 1e5;
    if (hundred_thousandths as i64 % 10).abs() != 5 {
        return short; // four decimals of it are those of the number itself
    }
    let printed = format!("{number:.4}");
    if format!("{short:.4}") == printed { short } else { number }
}

/// A loss curve as [`LinePlot::smoothed_line`](crate::LinePlot::smoothed_line) draws it, for a page: of each, no more
/// than a thousand points (iteration, loss).
#[derive(Clone, Debug, Serialize)]
pub struct RecordedCurve {
    raw: Vec<(f64, f64)>,
    smooth: Vec<(f64, f64)>,
    window: usize,
}

impl RecordedCurve {
    /// A loss for each iteration; smoothed points are the mean of the last `window`.
    pub fn new(iterations: &[impl Number], losses: &[impl Number], window: usize) -> Self {
        let points = iterations.iter().zip(losses).map(|(x, y)| (x.to_f64(), y.to_f64())).collect::<Vec<_>>();
        let smooth = smoothed(&points, window);
        Self { raw: thinned(&points), smooth: thinned(&smooth), window }
    }
}

/// Points at equal distances, and the last.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let distance = points.len().div_ceil(1000).max(1);
    let kept = points.iter().rev().step_by(distance).rev();
    kept.map(|&(x, y)| (x, rounded(y))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    #[test]
    fn every_module_of_the_folder_can_be_put_into_a_page() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/page");
        let names =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let files: BTreeSet<String> = names.filter(|name| name.ends_with(".js")).collect();
        assert_eq!(files, MODULES.iter().map(|(name, _)| name.to_string()).collect());
        for (name, _) in MODULES {
            let page = page(name, &Value::Null);
            assert!(
                !page.contains("\nimport ") && !page.contains("\nexport "),
                "a line of {name} was not understood"
            );
        }
    }

    #[test]
    fn a_module_comes_once_and_after_those_that_it_imports() {
        let page = page("simple-cbow.js", &Value::Null);
        let place = |name: &str| {
            let start = format!("modules[\"./{name}\"] = ");
            assert_eq!(page.matches(&start).count(), 1, "{name}");
            page.find(&start).unwrap()
        };
        assert!(place("element.js") < place("matrix.js") && place("matrix.js") < place("simple-cbow.js"));
    }

    #[test]
    fn every_text_has_its_korean_with_the_same_places_and_no_korean_is_without_its_text() {
        let said =
            |source: &'static str| source.split("tr(\"").skip(1).map(|text| text.split('"').next().unwrap());
        let said: BTreeSet<&str> = MODULES.iter().flat_map(|(_, source)| said(source)).collect();
        let korean = korean();
        assert_eq!(said, korean.keys().map(String::as_str).collect());
        let places = |text: &str| {
            let names = text.split('{').skip(1).map(|piece| piece.split('}').next().unwrap().to_string());
            names.collect::<BTreeSet<String>>()
        };
        for (english, korean) in &korean {
            assert!(!korean.is_empty(), "no Korean for {english:?}");
            assert_eq!(places(english), places(korean), "{english:?}");
        }
    }

    #[test]
    fn the_four_decimals_shown_are_those_printed() {
        for number in [0.123_449_99, 0.123_450_01, -0.754_349_999, 0.5, 1.0 / 3.0, -2e-9, 12.345_65] {
            assert_eq!(format!("{:.4}", rounded(number)), format!("{number:.4}"));
        }
        assert_eq!(rounded(1.0 / 3.0), 0.33333);
    }

    #[test]
    fn a_recording_cannot_end_its_script() {
        let page = page("element.js", &serde_json::json!({ "words": ["</script>"] }));
        assert!(page.contains(r#"{"words":["\u003c/script>"]}"#));
    }
}
