//! The English of the Rust documentation that rustup puts on the reader's own disk: real text, no download.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use common::text::composed;

use crate::collector::Collector;
use crate::progress::{OnProgress, Progress};
use crate::{Corpus, Error, Options, html};

/// Thousands of names occur only once or twice; nothing can be learned about them.
const MIN_COUNT: u64 = 5;

/// What has fewer words is a label or a signature rather than a paragraph.
const SHORTEST_PARAGRAPH: usize = 5;

/// Folders without prose of their own: sources, and the intrinsics that say the same for each processor.
const SKIPPED_FOLDERS: [&str; 5] = ["src", "arch", "core_arch", "simd", "static.files"];

/// Pages that repeat others: a whole book on one page, and its table of contents.
const SKIPPED_PAGES: [&str; 2] = ["print.html", "toc.html"];

/// The paragraphs of all pages, in the order of their paths, each only where it comes first.
///
/// What the rest of this project calls a sentence is a whole page here, as the Treebank is a single sentence to
/// the book: paragraphs are short, so windows that end with them would leave half of the words unguessed.
pub(crate) fn load(options: &Options, on_progress: OnProgress) -> Result<Corpus, Error> {
    let folder = match &options.rust_docs {
        Some(folder) => folder.clone(),
        None => installed_documentation()?,
    };
    let mut pages = Vec::new();
    if folder.is_dir() {
        find_pages(&folder, &mut pages)?;
    }
    if pages.is_empty() {
        return Err(Error::NoRustDocs { path: folder });
    }
    let total = pages.iter().map(|page| page.bytes).sum();

    let mut collector = Collector::default();
    let mut known = HashSet::new();
    let mut done = 0;
    for page in pages {
        let text = std::fs::read(&page.path).map_err(|cause| Error::Read { path: page.path, cause })?;
        html::paragraphs(&String::from_utf8_lossy(&text), |paragraph| {
            push_if_new(&words(&composed(paragraph)), &mut known, &mut collector);
        });
        collector.end_sentence();
        done += page.bytes;
        on_progress(Progress { doing: "reading", done, total });
    }
    collector.finish("rust-docs", options.min_count.unwrap_or(MIN_COUNT))
}

/// The documentation of the toolchain that runs here.
fn installed_documentation() -> Result<PathBuf, Error> {
    let output = Command::new("rustc").args(["--print", "sysroot"]).output().map_err(|_| Error::NoRustc)?;
    let sysroot = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || sysroot.trim().is_empty() {
        return Err(Error::NoRustc);
    }
    Ok(Path::new(sysroot.trim()).join("share/doc/rust/html"))
}

struct Page {
    path: PathBuf,
    bytes: u64,
}

/// Adds the pages of `folder` and of the folders in it, sorted by name, so that every run reads them alike.
fn find_pages(folder: &Path, pages: &mut Vec<Page>) -> Result<(), Error> {
    let refuse = |cause| Error::Read { path: folder.to_owned(), cause };
    let mut entries =
        std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(refuse)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(refuse)?;
        if kind.is_dir() && !SKIPPED_FOLDERS.contains(&name.as_str()) {
            find_pages(&entry.path(), pages)?;
        } else if kind.is_file() && name.ends_with(".html") && !SKIPPED_PAGES.contains(&name.as_str()) {
            let bytes = entry.metadata().map_err(refuse)?.len();
            pages.push(Page { path: entry.path(), bytes });
        }
    }
    Ok(())
}

/// Pushes the paragraph unless it was met before: `core` says again what `std` says, and many types say the
/// same of the same method.
fn push_if_new(paragraph: &[String], known: &mut HashSet<u64>, collector: &mut Collector) {
    if paragraph.len() < SHORTEST_PARAGRAPH {
        return;
    }
    // Eight bytes per paragraph instead of its text: among 10^5 paragraphs no two hashes meet in practice.
    let mut hasher = DefaultHasher::new();
    paragraph.hash(&mut hasher);
    if !known.insert(hasher.finish()) {
        return;
    }
    for word in paragraph {
        collector.hash(word.as_bytes());
        collector.hash(b" ");
        collector.push(word);
    }
    collector.hash(b"\n");
}

/// The words of a paragraph in lower case, without its punctuation: `Vec<T>` is `vec`, `std::mem` is `std`
/// and `mem`, `read_to_string()` one word, and so is `Cargo.lock`, which has nothing to do with a lock.
fn words(paragraph: &str) -> Vec<String> {
    let within_a_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\'' | '’');
    paragraph
        .split_whitespace()
        .flat_map(|chunk| {
            let plain = without_angle_brackets(chunk);
            let parts = plain.split(|c: char| !within_a_word(c));
            let words = parts.map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
            words.filter(|word| !word.is_empty()).map(|word| word.replace('’', "'")).collect::<Vec<_>>()
        })
        .collect()
}

/// `Option<Box<T>>::take` without `<Box<T>>`: the letters of type parameters would be the neighbours of all
/// types, and hide what tells one type from another.
fn without_angle_brackets(chunk: &str) -> String {
    match (chunk.find('<'), chunk.rfind('>')) {
        (Some(open), Some(close)) if open < close => format!("{} {}", &chunk[..open], &chunk[close + 1..]),
        _ => chunk.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use tempfile::{TempDir, tempdir};

    use super::*;
    use crate::test_folder::write;

    fn options(folder: &TempDir, min_count: u64) -> Options {
        Options {
            rust_docs: Some(folder.path().to_owned()),
            min_count: Some(min_count),
            ..Options::default()
        }
    }

    #[test]
    fn a_paragraph_is_its_words_in_lower_case_without_punctuation() {
        assert_eq!(
            words("A `Vec<T>` grows by push(). It’s contiguous (mostly): std::vec -- a < b"),
            ["a", "vec", "grows", "by", "push", "it's", "contiguous", "mostly", "std", "vec", "a", "b"]
        );
        assert_eq!(words("Option<Box<T>>::take x->y"), ["option", "take", "x", "y"]);
        assert_eq!(words("In Cargo.lock, e.g. the end. ..."), ["in", "cargo.lock", "e.g", "the", "end"]);
    }

    #[test]
    fn pages_are_read_in_order_and_a_paragraph_only_once() {
        let folder = tempdir().unwrap();
        write(
            &folder,
            "b.html",
            b"<p>The second page says this too.</p><li>Both pages say these words.</li>",
        );
        write(
            &folder,
            "a/x.html",
            b"<p>The <code>Vec</code> comes first. Always.</p><p>Both pages say these words.</p>",
        );
        write(&folder, "src/y.html", b"<p>Sources are not read for their words.</p>");
        write(&folder, "print.html", b"<p>The whole book once more on one page.</p>");
        let corpus = load(&options(&folder, 1), &mut |_| {}).unwrap();
        assert_eq!(&corpus.vocabulary.words()[..3], ["the", "vec", "comes"]);
        assert_eq!(corpus.sentence_ends, [10, 16], "each page is one sentence");
    }

    #[test]
    fn a_folder_without_pages_names_the_command_that_installs_them() {
        let folder = tempdir().unwrap();
        let sentence = load(&options(&folder, 1), &mut |_| {}).unwrap_err().to_string();
        assert!(sentence.ends_with("install it with `rustup component add rust-docs`"), "{sentence}");
    }
}
