//! Any text as a corpus: UTF-8 files, or folders of them, with one sentence per line.

use std::path::PathBuf;

use common::text::composed;
use text_files::{Files, is_standard_input};

use crate::collector::Collector;
use crate::progress::{OnProgress, Progress};
use crate::punctuation::set_punctuation_apart;
use crate::words::{self, Piece};
use crate::{Corpus, Error, Options};

/// The files at `paths`, and those in the folders among them, one after the other, as one corpus.
pub(crate) fn load(paths: &[PathBuf], options: &Options, on_progress: OnProgress) -> Result<Corpus, Error> {
    let Files { files, left_out } =
        Files::of(paths).map_err(|(path, cause)| words::unreadable(&path, cause))?;
    // All files are looked at first: a wrong name should not be found only after minutes of reading.
    let sizes: Vec<u64> =
        files.iter().map(|(path, _)| Ok(words::size(path)?.unwrap_or(0))).collect::<Result<_, Error>>()?;
    let total: u64 = sizes.iter().sum();

    let mut collector = Collector::default();
    let mut before = 0;
    for ((path, _), size) in files.iter().zip(sizes) {
        let mut within_all = |part: Progress| {
            let done = before + part.done;
            on_progress(Progress { done, total: total.max(done), ..part });
        };
        words::read(path, &mut collector, &mut within_all, |collector, piece| match piece {
            Piece::Word(word) => set_punctuation_apart(word, |part| push(collector, part, options.keep_case)),
            Piece::LineEnd => collector.end_sentence(),
        })?;
        collector.end_sentence();
        before += size;
    }
    let left_out = (!left_out.is_empty()).then(|| left_out.to_string());
    let corpus =
        collector.finish(&file_names(paths), options.min_count.unwrap_or(1)).map_err(|error| {
            match (error, &left_out) {
                (Error::Empty { name }, Some(left_out)) => {
                    Error::Empty { name: format!("{name} (left out: {left_out})") }
                }
                (error, _) => error,
            }
        })?;
    Ok(Corpus { left_out, ..corpus })
}

fn push(collector: &mut Collector, word: &str, keep_case: bool) {
    if keep_case {
        collector.push(word)
    } else {
        // A small letter may be whole where the capital is not, as ǰ is.
        collector.push(&composed(&word.to_lowercase()))
    }
}

/// Without their folders, so that a result does not depend on where a reader keeps the texts.
fn file_names(paths: &[PathBuf]) -> String {
    let name = |path: &PathBuf| match is_standard_input(path) {
        true => "standard input".to_owned(),
        false => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
    };
    paths.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use tempfile::tempdir;

    use super::*;
    use crate::test_folder::write;

    fn load_bytes(files: &[(&str, &[u8])], options: &Options) -> Result<Corpus, Error> {
        let folder = tempdir().unwrap();
        let paths: Vec<PathBuf> = files.iter().map(|(name, bytes)| write(&folder, name, bytes)).collect();
        load(&paths, options, &mut |_| {})
    }

    fn words_of(text: &str) -> Vec<String> {
        let corpus = load_bytes(&[("a.txt", text.as_bytes())], &Options::default()).unwrap();
        corpus.ids.iter().map(|&id| corpus.vocabulary.word(id).to_owned()).collect()
    }

    #[test]
    fn the_sentence_of_the_posts_gives_the_ids_of_the_posts() {
        let corpus =
            load_bytes(&[("a.txt", b"You say goodbye and I say hello.")], &Options::default()).unwrap();
        assert_eq!(corpus.ids, [0, 1, 2, 3, 4, 1, 5, 6]);
        assert_eq!(corpus.vocabulary.words(), ["you", "say", "goodbye", "and", "i", "hello", "."]);
        assert_eq!(corpus.sha256, "ce720ae3d4fa3f212d6f56771c2fe2cdb6e7b6c11eed4df8a580544ff75f4463");
    }

    #[test]
    fn korean_is_read_as_it_is_written() {
        assert_eq!(
            words_of("나는 \"학교\"에 간다. 정말?"),
            ["나는", "\"", "학교\"에", "간다", ".", "정말", "?"]
        );
    }

    #[test]
    fn words_typed_in_pieces_and_whole_are_no_twins() {
        let text = "밥을 \u{1107}\u{1161}\u{11b8}을 CAFE\u{301} café J\u{30c} ǰ";
        assert_eq!(words_of(text), ["밥을", "밥을", "café", "café", "ǰ", "ǰ"]);
        let options = Options { keep_case: true, ..Options::default() };
        let corpus = load_bytes(&[("a.txt", text.as_bytes())], &options).unwrap();
        assert_eq!(corpus.vocabulary.words(), ["밥을", "CAFÉ", "café", "J\u{30c}", "ǰ"]);
    }

    #[test]
    fn a_line_is_a_sentence_and_so_is_the_end_of_a_file() {
        let files: [(&str, &[u8]); 2] = [("a.txt", b"a b\r\n\nc"), ("b.txt", b"d a\n")];
        let corpus = load_bytes(&files, &Options::default()).unwrap();
        assert_eq!(corpus.name, "a.txt, b.txt");
        assert_eq!(corpus.ids, [0, 1, 2, 3, 0]);
        assert_eq!(corpus.sentence_ends, [2, 3, 5]);
    }

    #[test]
    fn what_is_packed_by_gzip_is_read_as_what_is_in_it() {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(b"You say goodbye and I say hello.").unwrap();
        let corpus = load_bytes(&[("a.txt", &packed.finish().unwrap())], &Options::default()).unwrap();
        assert_eq!(corpus.ids, [0, 1, 2, 3, 4, 1, 5, 6]);
        assert_eq!(corpus.sha256, "ce720ae3d4fa3f212d6f56771c2fe2cdb6e7b6c11eed4df8a580544ff75f4463");
    }

    #[test]
    fn texts_in_other_forms_are_named_with_their_remedy() {
        for (bytes, words) in [
            (&b"BZh91AY&SY"[..], ["packed by bzip2", "`bzip2 -d`"]),
            (b"\xfd7zXZ\0\0", ["packed by xz", "`xz -d`"]),
            (b"\x28\xb5\x2f\xfd\x04", ["packed by zstd", "`zstd -d`"]),
            (b"PK\x03\x04\x14", ["a zip archive", "unpack it"]),
            (b"\xff\xfea\0 \0b\0", ["text in UTF-16", "`iconv -f UTF-16 -t UTF-8`"]),
            (b"\0a\0 \0b\0c", ["without a byte order mark", "`iconv -f UTF-16BE -t UTF-8`"]),
            (b"\xb3\xaa\xb4\xc2 \xb9\xe4\xc0\xbb", ["Korean in CP949", "`iconv -f CP949 -t UTF-8`"]),
        ] {
            let sentence = load_bytes(&[("a.txt", bytes)], &Options::default()).unwrap_err().to_string();
            assert!(words.iter().all(|word| sentence.contains(word)), "{sentence}");
        }
    }

    #[test]
    fn a_folder_stands_for_the_texts_in_it_and_the_rest_is_counted() {
        let folder = tempdir().unwrap();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["b/c.txt", "a.txt", ".hidden", "a.txt~"] {
            write(&folder, name, b"a b");
        }
        write(&folder, "picture.png", b"\x89PNG\r\n\x1a\n\0");
        let read = |path: PathBuf| load(&[path], &Options::default(), &mut |_| {});
        let corpus = read(folder.path().into()).unwrap();
        assert_eq!((corpus.ids, corpus.sentence_ends), (vec![0, 1, 0, 1], vec![2, 4]));
        let said = "1 hidden (.hidden), 1 left by an editor (a.txt~), 1 no text (picture.png)";
        assert_eq!(corpus.left_out.as_deref(), Some(said));
        assert_eq!(read(folder.path().join(".hidden")).unwrap().left_out, None);

        std::fs::remove_file(folder.path().join("a.txt")).unwrap();
        std::fs::remove_file(folder.path().join("b/c.txt")).unwrap();
        let refusal = read(folder.path().into()).unwrap_err().to_string();
        assert!(refusal.contains(&format!("(left out: {said})")), "{refusal}");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_opened_once_and_read() {
        use std::process::Command;

        let folder = tempdir().unwrap();
        let path = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let writer = std::thread::spawn({
            let path = path.clone();
            move || std::fs::write(path, "a b\nc")
        });
        let corpus = load(&[path], &Options::default(), &mut |_| {}).unwrap();
        assert_eq!((corpus.name.as_str(), corpus.ids), ("pipe", vec![0, 1, 2]));
        writer.join().unwrap().unwrap();
    }

    #[test]
    fn case_is_kept_on_request() {
        let options = Options { keep_case: true, ..Options::default() };
        let corpus = load_bytes(&[("a.txt", b"You you")], &options).unwrap();
        assert_eq!(corpus.vocabulary.words(), ["You", "you"]);
    }

    #[test]
    fn progress_goes_to_the_end_over_all_files() {
        let folder = tempdir().unwrap();
        let paths = [write(&folder, "a.txt", b"one two"), write(&folder, "b.txt", b"three")];
        let mut last = None;
        load(&paths, &Options::default(), &mut |progress| last = Some(progress)).unwrap();
        assert_eq!(last, Some(Progress { doing: "reading", done: 12, total: 12 }));
    }
}
