//! The Penn Treebank of the book: the reader's own copy, the copy in the cache, or a download on request.
//!
//! The text may not be passed on, so it is not part of this project. Whichever way it comes, it is used only
//! if it is the book's text to the last byte.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use whole_file::WholeFile;

use crate::collector::Collector;
use crate::progress::OnProgress;
use crate::words::{self, Piece};
use crate::{Corpus, Error, Options, download};

#[cfg(test)]
mod tests;

/// What tells one text from every other.
#[derive(Debug, Clone)]
pub(crate) struct Edition {
    pub(crate) file_name: &'static str,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    pub(crate) tokens: usize,
}

/// Where the book fetches it from; the environment variable `PTB_BASE_URL` names another place.
const BASE_URL: &str = "https://raw.githubusercontent.com/tomsercu/lstm/master/data";

/// The training text of the book (`dataset/ptb.py`).
fn training_text() -> Edition {
    Edition {
        file_name: "ptb.train.txt",
        bytes: 5_101_618,
        sha256: "fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf".to_owned(),
        tokens: 929_589,
    }
}

/// Whether a file is as long as the training text; its fingerprint must still be looked at.
pub(crate) fn has_its_size(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == training_text().bytes)
}

/// The Penn Treebank as one single sentence, as in the book: a window reaches over `<eos>`.
pub(crate) fn load(options: &Options, on_progress: OnProgress) -> Result<Corpus, Error> {
    let edition = training_text();
    let collector = match &options.ptb {
        Some(path) => {
            let remedy = format!("to train on it as it is, give --corpus {}", path.display());
            read(path, &edition, &remedy, on_progress)?
        }
        None => {
            let base_url = std::env::var("PTB_BASE_URL").unwrap_or_else(|_| BASE_URL.to_owned());
            let folder = cache_folder(|name| std::env::var_os(name)).ok_or(Error::NoCacheFolder)?;
            read_cached(&folder, &edition, options.download.then_some(base_url.as_str()), on_progress)?
        }
    };
    collector.finish("ptb", options.min_count.unwrap_or(1))
}

/// The text in `folder`. If it is not there, or damaged, it is fetched from `base_url`, if one is given.
fn read_cached(
    folder: &Path,
    edition: &Edition,
    base_url: Option<&str>,
    on_progress: OnProgress,
) -> Result<Collector, Error> {
    let path = folder.join(edition.file_name);
    let Some(base_url) = base_url else {
        return match read(&path, edition, "fetch it anew with --download", on_progress) {
            Err(Error::NoSuchFile { path }) => Err(Error::NoTreebank { path }),
            outcome => outcome,
        };
    };
    match read(&path, edition, "", on_progress) {
        Err(Error::NoSuchFile { .. } | Error::AnotherText { .. }) => {
            fetch(folder, edition, base_url, on_progress)
        }
        outcome => outcome,
    }
}

/// Downloads beside the final place, and moves the text there once it has proved to be the right one.
fn fetch(
    folder: &Path,
    edition: &Edition,
    base_url: &str,
    on_progress: OnProgress,
) -> Result<Collector, Error> {
    let url = format!("{}/{}", base_url.trim_end_matches('/'), edition.file_name);
    let path = folder.join(edition.file_name);
    let refuse = |cause| Error::Write { path: path.clone(), cause };

    std::fs::create_dir_all(folder).map_err(refuse)?;
    let mut file = WholeFile::create(&path).map_err(refuse)?;
    download::fetch(&url, &mut file, &path, edition.bytes, on_progress)?;
    file.sync().map_err(refuse)?;
    let collector = read(file.passing_path(), edition, "", on_progress).map_err(|error| match error {
        Error::AnotherText { difference, .. } => Error::WrongDownload { url, difference },
        other => other,
    })?;
    file.put_in_place().map_err(refuse)?;
    Ok(collector)
}

/// Reads the file at `path` and proves that it is this edition. Every line end is the word `<eos>`.
fn read(path: &Path, edition: &Edition, remedy: &str, on_progress: OnProgress) -> Result<Collector, Error> {
    let another =
        |difference| Error::AnotherText { path: path.to_owned(), difference, remedy: remedy.to_owned() };
    let bytes = words::size(path)?.unwrap_or(0);
    if bytes != edition.bytes {
        return Err(another(format!("it has {bytes} bytes instead of {}", edition.bytes)));
    }
    // Before its words are looked at: another text may have none.
    let sha256 = words::sha256(path)?;
    if sha256 != edition.sha256 {
        return Err(another(format!("its SHA-256 is {sha256} instead of {}", edition.sha256)));
    }
    let mut collector = Collector::default();
    words::read(path, &mut collector, on_progress, |collector, piece| match piece {
        Piece::Word(word) => collector.push(word),
        Piece::LineEnd => collector.push("<eos>"),
    })?;
    if collector.len() != edition.tokens {
        return Err(another(format!("it has {} words instead of {}", collector.len(), edition.tokens)));
    }
    Ok(collector)
}

/// Where this platform keeps what can be fetched again, for this project.
fn cache_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    // An empty or relative value would put the cache wherever the program happens to run.
    let folder = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = if cfg!(windows) {
        folder("LOCALAPPDATA")?
    } else if cfg!(target_os = "macos") {
        folder("HOME")?.join("Library/Caches")
    } else {
        folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))?
    };
    Some(caches.join("deep-learning-from-scratch-2"))
}
