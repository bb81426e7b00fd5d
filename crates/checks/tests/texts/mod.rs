//! The texts that programs say: in the sources as arguments of `tr!`, in Korean in the catalogue of their package.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use polib::message::MessageView;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::LitStr;

/// What a text is found by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// What tells two texts with the same English apart.
    pub context: Option<String>,
    pub english: String,
    /// The English of several, where a number decides.
    pub plural: Option<String>,
}

/// A text of a source.
#[derive(Debug)]
pub struct Text {
    /// The file and the line, as `crates/x/src/lib.rs:7`.
    pub at: String,
    pub key: Key,
    /// The names of what is filled in.
    pub given: BTreeSet<String>,
}

/// A package that says something, and what of it is in its catalogue.
#[derive(Debug)]
pub struct Package {
    /// The folder, as `crates/x`.
    pub name: String,
    pub texts: Vec<Text>,
    /// The literals that are shown without `tr!`, and where.
    pub untranslated: Vec<(String, String)>,
    pub korean: BTreeMap<Key, String>,
}

pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All packages that have a catalogue.
pub fn speaking() -> Vec<Package> {
    let mut folders: Vec<String> = Vec::new();
    for part in ["chapters", "crates"] {
        let entries = fs::read_dir(workspace().join(part)).expect("a folder of packages");
        let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        folders.extend(names.map(|name| format!("{part}/{name}")));
    }
    folders.sort();
    folders.iter().filter_map(|folder| package(folder)).collect()
}

fn package(name: &str) -> Option<Package> {
    let file = fs::read_to_string(workspace().join(name).join("ko.po")).ok()?;
    let catalogue = polib::po_file::parse_from_reader(file.as_bytes());
    let catalogue = catalogue.unwrap_or_else(|error| panic!("{name}/ko.po: {error}"));
    let korean = catalogue.messages().map(translation).collect();
    let mut package = Package { name: name.to_string(), texts: Vec::new(), untranslated: Vec::new(), korean };
    for source in sources(&workspace().join(name).join("src")) {
        let shown = source.strip_prefix(workspace()).expect("a file of the workspace");
        let tokens: TokenStream = fs::read_to_string(&source)
            .expect("a source")
            .parse()
            .unwrap_or_else(|error| panic!("{shown:?}: {error}"));
        look_through(&shown.display().to_string(), tokens, &mut package);
    }
    Some(package)
}

fn translation(message: &dyn MessageView) -> (Key, String) {
    let context = message.msgctxt().map(str::to_string);
    let plural = message.msgid_plural().ok().map(str::to_string);
    let korean = match message.msgstr_plural() {
        Ok(forms) => forms.first().cloned().unwrap_or_default(),
        Err(_) => message.msgstr().expect("it has one form").to_string(),
    };
    (Key { context, english: message.msgid().to_string(), plural }, korean)
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files.chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

/// What shows a literal if it is the first argument, or the first in a list.
const SHOWING: [&str; 6] = ["cell", "say", "stopped", "remark", "progress", "legend"];
const SHOWING_TYPES: [&str; 5] = ["Table", "LinePlot", "BarPlot", "HeatMap", "ScatterPlot"];

/// Finds `tr!(…)` and what should be one, at any depth.
fn look_through(file: &str, tokens: TokenStream, package: &mut Package) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |index: Option<usize>, word: &str| {
        index.and_then(|index| trees.get(index)).is_some_and(|tree| tree.to_string() == word)
    };
    for (index, tree) in trees.iter().enumerate() {
        let TokenTree::Group(group) = tree else { continue };
        let before = |distance: usize| index.checked_sub(distance);
        let at = format!("{file}:{}", group.span_open().start().line);
        // What is tested says what it likes.
        if is(before(1), "tests") || is(before(2), "tests") {
            continue;
        }
        if is(before(1), "!") && is(before(2), "tr") {
            package.texts.push(text(at, group.stream()));
        } else if group.delimiter() == Delimiter::Parenthesis {
            let method = is(before(2), ".") && SHOWING.iter().any(|name| is(before(1), name));
            let new = is(before(1), "new") && SHOWING_TYPES.iter().any(|name| is(before(4), name));
            let literals = if method || new { first_literals(group.stream()) } else { Vec::new() };
            package.untranslated.extend(literals.into_iter().map(|literal| (at.clone(), literal)));
        }
        look_through(file, group.stream(), package);
    }
}

/// The literals at the beginning, also of a list.
fn first_literals(tokens: TokenStream) -> Vec<String> {
    match tokens.into_iter().next() {
        Some(tree @ TokenTree::Literal(_)) => string(&tree).into_iter().collect(),
        Some(TokenTree::Group(list)) if list.delimiter() == Delimiter::Bracket => {
            list.stream().into_iter().filter_map(|tree| string(&tree)).collect()
        }
        _ => Vec::new(),
    }
}

/// `"context" => "one" | "many" % number, name = value, name`, of which all but the first English may be missing.
fn text(at: String, tokens: TokenStream) -> Text {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut parts = trees.split(|tree| tree.to_string() == ",");
    let head: Vec<String> = parts.next().unwrap_or_default().iter().filter_map(string).collect();
    let signs: String = trees
        .iter()
        .take(5)
        .filter(|tree| matches!(tree, TokenTree::Punct(_)))
        .map(ToString::to_string)
        .collect();
    let has_context = signs.starts_with("=>");
    let mut strings = head.into_iter();
    let context = if has_context { strings.next() } else { None };
    let english = strings.next().unwrap_or_else(|| panic!("{at}: tr! without a text"));
    let plural = strings.next();
    let mut given: BTreeSet<String> =
        parts.filter_map(|part| part.first()).map(ToString::to_string).collect();
    if plural.is_some() {
        given.insert("n".to_string());
    }
    Text { at, key: Key { context, english, plural }, given }
}

fn string(tree: &TokenTree) -> Option<String> {
    syn::parse_str::<LitStr>(&tree.to_string()).ok().map(|literal| literal.value())
}

/// The names between `{` and `}`; `{t+1}` is no name, but a formula.
pub fn places(text: &str) -> BTreeSet<String> {
    let names = text.split('{').skip(1).filter_map(|piece| piece.split_once('}')).map(|(name, _)| name);
    let is_name = |name: &&str| name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    names.filter(is_name).map(str::to_string).collect()
}
