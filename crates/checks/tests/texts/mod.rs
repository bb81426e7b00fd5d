//! The texts that programs say: in the sources as arguments of `tr!`, in Korean in the catalogue of their package.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::LitStr;

/// A text of a source.
#[derive(Debug)]
pub struct Text {
    /// The file and the line, as `crates/x/src/lib.rs:7`.
    pub at: String,
    /// What tells two texts with the same English apart.
    pub context: Option<String>,
    pub english: String,
    /// The English of several, where a number decides.
    pub plural: Option<String>,
    /// The names of what is filled in.
    pub given: BTreeSet<String>,
}

/// A package that says something.
#[derive(Debug)]
pub struct Package {
    /// The folder, as `crates/x`.
    pub name: String,
    pub texts: Vec<Text>,
    /// The places in the sources where a literal is shown that is no argument of `tr!`.
    pub untranslated: Vec<String>,
    /// `ko.po`, if there is one.
    pub catalogue: Option<polib::catalog::Catalog>,
}

pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All packages that have texts or a catalogue.
pub fn packages() -> Vec<Package> {
    let mut packages = Vec::new();
    for part in ["chapters", "crates"] {
        let folders = fs::read_dir(workspace().join(part)).expect("a folder of packages");
        let mut names: Vec<String> = folders
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        packages.extend(names.iter().map(|name| package(&format!("{part}/{name}"))));
    }
    packages.retain(|package| package.catalogue.is_some() || !package.texts.is_empty());
    packages
}

fn package(name: &str) -> Package {
    let file = fs::read_to_string(workspace().join(name).join("ko.po")).ok();
    let catalogue = file.map(|file| {
        polib::po_file::parse_from_reader(file.as_bytes())
            .unwrap_or_else(|error| panic!("{name}/ko.po: {error}"))
    });
    let mut package =
        Package { name: name.to_string(), texts: Vec::new(), untranslated: Vec::new(), catalogue };
    for source in sources(&workspace().join(name).join("src")) {
        let shown = source.strip_prefix(workspace()).expect("a file of the workspace");
        let tokens: TokenStream = fs::read_to_string(&source)
            .expect("a source")
            .parse()
            .unwrap_or_else(|error| panic!("{shown:?}: {error}"));
        look_through(&shown.display().to_string(), tokens, &mut package);
    }
    package
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
            if (method || new) && begins_with_words(group.stream()) {
                package.untranslated.push(at);
            }
        }
        look_through(file, group.stream(), package);
    }
}

fn begins_with_words(tokens: TokenStream) -> bool {
    match tokens.into_iter().next() {
        Some(TokenTree::Literal(literal)) => literal.to_string().contains(char::is_alphabetic),
        Some(TokenTree::Group(list)) if list.delimiter() == Delimiter::Bracket => {
            begins_with_words(list.stream())
        }
        _ => false,
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
    Text { at, context, english, plural, given }
}

fn string(tree: &TokenTree) -> Option<String> {
    syn::parse_str::<LitStr>(&tree.to_string()).ok().map(|literal| literal.value())
}

/// The names between `{` and `}`.
pub fn places(text: &str) -> BTreeSet<String> {
    let pieces = text.split('{').skip(1);
    pieces.filter_map(|piece| piece.split_once('}')).map(|(name, _)| name.to_string()).collect()
}
