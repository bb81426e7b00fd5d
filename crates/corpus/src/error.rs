//! What a user can get wrong, each as one sentence that names the value and the remedy.

use std::io;
use std::path::{Path, PathBuf};

/// Why there is no corpus, or no example in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `--corpus toy a.txt`.
    #[error(
        "--corpus {name} cannot be joined with other texts; give it alone, or `./{name}` if a file is meant"
    )]
    NotAlone {
        /// The name that does not stand alone.
        name: String,
    },
    /// A flag that another text needs.
    #[error("{flag} belongs to --corpus {corpus}; give both, or neither")]
    Misplaced {
        /// The flag.
        flag: &'static str,
        /// The text it belongs to.
        corpus: &'static str,
    },

    /// Nothing is at this path.
    #[error("there is no file `{}`; {}", shortened(path), hint(path))]
    NoSuchFile {
        /// The path as it was given.
        path: PathBuf,
    },
    /// A folder where a file is needed.
    #[error("`{}` is a folder, not a text file; give the files in it one by one", text_files::shown(path))]
    IsFolder {
        /// The path as it was given.
        path: PathBuf,
    },
    /// The system does not let us read.
    #[error("`{}` cannot be read ({cause}); check who may read it, or give another", text_files::shown(path))]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The first bytes are those of something else.
    #[error("`{}` is {what}", text_files::shown(path))]
    NoText {
        /// The file.
        path: PathBuf,
        /// What it is, and what to do about it.
        what: &'static str,
    },
    /// The bytes are no UTF-8.
    #[error(
        "`{}` is not UTF-8 text: byte {byte} of the file begins no character; {remedy}",
        text_files::shown(path)
    )]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first wrong byte, counted from 0.
        byte: u64,
        /// What the bytes are instead, as far as they tell, and what to do about it.
        remedy: &'static str,
    },
    /// No white space for too long.
    #[error(
        "`{}` is not a text of words: no white space follows within {limit} bytes after byte {byte}; give a text whose words are separated",
        text_files::shown(path)
    )]
    EndlessWord {
        /// The file.
        path: PathBuf,
        /// Where the word begins, counted from 0.
        byte: u64,
        /// The longest word that is accepted, in bytes.
        limit: usize,
    },
    /// The text has no word at all.
    #[error("there is no word in `{name}`; give a text that has some")]
    Empty {
        /// What was read.
        name: String,
    },
    /// `--min-count` asks for more than the most frequent word has.
    #[error(
        "no word of `{name}` occurs {min_count} times (the most frequent occurs {most} times); try --min-count {most}"
    )]
    NothingLeft {
        /// What was read.
        name: String,
        /// How often a word must occur to be kept.
        min_count: u64,
        /// How often the most frequent word occurs.
        most: u64,
    },

    /// A window of 0.
    #[error("a window of 0 leaves a word without neighbours to guess it from; try a window of 1")]
    NoNeighbours,
    /// Every sentence is shorter than the window and its target.
    #[error(
        "no sentence has the {needed} words that {name} {window} needs (the longest has {longest}); try {name} {fits}"
    )]
    WindowTooWide {
        /// How the reader has asked for it: `a window of`, or the flag of the program; see [`Error::naming_window`].
        name: &'static str,
        /// The neighbours asked for on each side.
        window: usize,
        /// The words a sentence needs for it.
        needed: usize,
        /// The words of the longest sentence.
        longest: usize,
        /// The widest window that fits it.
        fits: usize,
    },
    /// Even the narrowest window does not fit.
    #[error(
        "no sentence has the 3 words that even a window of 1 needs (the longest has {longest}); give longer sentences, one per line"
    )]
    NoExample {
        /// The words of the longest sentence.
        longest: usize,
    },

    /// More examples than their numbers of 32 bits can tell apart.
    #[error(
        "the text has {examples} examples, more than the 4294967296 that can be numbered here; give a shorter text, or train on it with `beyond-fast-word2vec`"
    )]
    TooManyExamples {
        /// How many.
        examples: usize,
    },

    /// There is no `rustc` to ask for its documentation.
    #[error(
        "the Rust documentation cannot be found because `rustc` does not run; put it on the PATH, or give the folder with --rust-docs DIR"
    )]
    NoRustc,
    /// The documentation is not installed, or not in this folder.
    #[error(
        "there is no Rust documentation in `{}`; install it with `rustup component add rust-docs`",
        text_files::shown(path)
    )]
    NoRustDocs {
        /// Where it was looked for.
        path: PathBuf,
    },

    /// The Penn Treebank is neither given nor in the cache.
    #[error(
        "the Penn Treebank is not at `{}`; give your copy with --ptb FILE, or fetch it with --download",
        text_files::shown(path)
    )]
    NoTreebank {
        /// Its place in the cache.
        path: PathBuf,
    },
    /// A file that is not the book's text.
    #[error(
        "`{}` is not the Penn Treebank text of the book: {difference}; {remedy}",
        text_files::shown(path)
    )]
    AnotherText {
        /// The file.
        path: PathBuf,
        /// How it differs.
        difference: String,
        /// What to do about it.
        remedy: String,
    },
    /// The environment names no folder for caches.
    #[error(
        "no folder for caches is known (HOME or LOCALAPPDATA is not set); give your copy with --ptb FILE"
    )]
    NoCacheFolder,
    /// `PTB_BASE_URL` is not safe.
    #[error(
        "`{url}` is not fetched because it does not begin with https://; set PTB_BASE_URL to an address that does"
    )]
    NotHttps {
        /// The whole address.
        url: String,
    },
    /// There is no `curl`.
    #[error(
        "--download needs the program `curl`, which is not on the PATH; install it, or fetch {url} with a browser and give the file with --ptb FILE"
    )]
    NoCurl {
        /// What was to be fetched.
        url: String,
    },
    /// The server, or the way to it, failed.
    #[error("{url} could not be downloaded: {reason}; try again, or give your copy with --ptb FILE")]
    Download {
        /// What was to be fetched.
        url: String,
        /// What `curl` says.
        reason: String,
    },
    /// Something else came than the book's text.
    #[error(
        "{url} is not the Penn Treebank text of the book: {difference}; nothing was kept, give your copy with --ptb FILE"
    )]
    WrongDownload {
        /// What was fetched.
        url: String,
        /// How it differs.
        difference: String,
    },
    /// The system does not let us write.
    #[error(
        "`{}` cannot be written ({cause}); make room or check who may write there",
        text_files::shown(path)
    )]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },

    /// A line of the toy world's grammar cannot be understood.
    #[error("line {line} of the toy world's grammar: {problem}")]
    Grammar {
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}

impl Error {
    /// The same, with the flag by which a program lets its reader choose the window, so that the remedy can be typed.
    pub fn naming_window(mut self, flag: &'static str) -> Self {
        if let Self::WindowTooWide { name, .. } = &mut self {
            *name = flag;
        }
        self
    }

    /// Whether the flags contradict themselves, which a program reports with the exit status 2.
    pub fn is_wrong_flag(&self) -> bool {
        matches!(self, Self::NotAlone { .. } | Self::Misplaced { .. } | Self::NoNeighbours)
    }
}

/// A path that is perhaps a whole text, given by mistake.
fn shortened(path: &Path) -> String {
    let path = text_files::shown(path);
    match path.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &path[..end]),
        None => path,
    }
}

/// What was meant by a path at which nothing is.
fn hint(path: &Path) -> &'static str {
    if path.to_string_lossy().trim().contains(char::is_whitespace) {
        "check the path; if this is the text itself, put it into a file, or give it to `ch03-simple-cbow --text`"
    } else {
        "give --corpus toy, toy-world, toy-world-ko, rust-docs, ptb or the path of a text"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_given_for_a_file_gets_a_hint() {
        let said = |path: &str| Error::NoSuchFile { path: path.into() }.to_string();
        assert_eq!(
            said("You say goodbye"),
            "there is no file `You say goodbye`; check the path; if this is the text itself, put it into a file, or give it to `ch03-simple-cbow --text`"
        );
        assert!(said("text.txt").ends_with("or the path of a text"));
        assert!(said(&"나는 밥을 ".repeat(1000)).len() < 500);
    }

    #[test]
    fn what_the_system_says_stands_in_the_sentence_and_not_again_behind_it() {
        let cause = || io::Error::other("input/output error");
        for error in [
            Error::Read { path: "text".into(), cause: cause() },
            Error::Write { path: "text".into(), cause: cause() },
        ] {
            assert!(error.to_string().contains("(input/output error); "), "{error}");
            assert!(std::error::Error::source(&error).is_none());
        }
    }
}
