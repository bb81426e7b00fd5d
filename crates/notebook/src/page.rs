//! The page for the browser: one file that needs nothing else, neither a network nor a server.
//!
//! What it shows was computed by the program and recorded while it ran; the scripts of `assets/page/` lay it out. They are
//! modules of JavaScript, which find each other by `import` where an editor reads them; here they are put one after the
//! other into the page, without these lines. Their texts are English, and Korean by `assets/page/ko.po`.

use std::collections::BTreeMap;

use ndarray::{ArrayRef, ArrayViewD, Dimension};
use serde::Serialize;
use serde_json::Value;

use crate::Number;
use crate::plot::smoothed;

const PAGE: &str = include_str!("../../../assets/page/page.html");
const STYLE: &str = include_str!("../../../assets/page/page.css");
const KOREAN: &str = include_str!("../../../assets/page/ko.po");

/// The page with this recording, shown by these scripts, each after those that it imports.
pub(crate) fn page(scripts: &[&str], recording: &impl Serialize) -> String {
    let json = |value: &Value| value.to_string().replace('<', "\\u003c"); // `</script>` would end it
    let recording = serde_json::to_value(recording).expect("a recording can be written as JSON");
    let korean = serde_json::to_value(korean()).expect("texts can be written as JSON");
    let scripts: Vec<String> = scripts.iter().map(|script| joined(script)).collect();
    PAGE.replace("{{style}}", STYLE)
        .replace("{{korean}}", &json(&korean))
        .replace("{{scripts}}", &scripts.join("\n"))
        .replace("{{recording}}", &json(&recording))
}

/// A module without its imports and exports.
fn joined(script: &str) -> String {
    let lines = script.lines().filter(|line| !line.starts_with("import "));
    lines.map(|line| line.strip_prefix("export ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
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

/// Numbers for a page: as rows in rows, with five decimals, one more than is shown, so that the file stays small.
pub fn recorded<A: Number, D: Dimension>(values: &ArrayRef<A, D>) -> Value {
    nested(&values.view().into_dyn())
}

fn nested<A: Number>(values: &ArrayViewD<A>) -> Value {
    match values.ndim() {
        0 => values.first().map_or(Value::Null, |value| rounded(value.to_f64()).into()),
        _ => values.outer_iter().map(|part| nested(&part)).collect(),
    }
}

fn rounded(number: f64) -> f64 {
    (number * 1e5).round() / 1e5
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
