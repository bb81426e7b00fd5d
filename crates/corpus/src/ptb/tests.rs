//! A small text stands for the Penn Treebank, which may not be passed on, and a small server on this computer
//! for the one that keeps it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use tempfile::tempdir;

use super::*;
use crate::test_folder::{names, write};

const TEXT: &[u8] = b" the first line \n the second <unk> N \n";

fn edition() -> Edition {
    Edition {
        file_name: "small.txt",
        bytes: TEXT.len() as u64,
        sha256: common::checksum::sha256(std::str::from_utf8(TEXT).unwrap()),
        tokens: 9,
    }
}

/// A server that answers every request in the same way. Returns its address.
fn serve(answer: impl Fn(&mut TcpStream, &str) -> std::io::Result<()> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = take_request(stream, &answer); // A client that hangs up is part of some tests.
        }
    });
    url
}

fn take_request(
    mut stream: TcpStream,
    answer: &impl Fn(&mut TcpStream, &str) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        request.push(byte[0]);
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    answer(&mut stream, request.split(' ').nth(1).unwrap_or(""))
}

fn ok(stream: &mut TcpStream, length: usize, body: &[u8]) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")?;
    stream.write_all(body)
}

fn redirect(stream: &mut TcpStream, to: &str) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// The download needs `curl`; where there is none, these tests say so and prove nothing.
fn curl_is_here() -> bool {
    let here = std::process::Command::new("curl").arg("--version").output().is_ok();
    if !here {
        eprintln!("skipped: there is no `curl` on this computer");
    }
    here
}

/// What a download from `url` says, after a proof that it leaves no file.
fn problem(url: &str) -> String {
    let folder = tempdir().unwrap();
    let sentence = match read_cached(folder.path(), &edition(), Some(url), &mut |_| {}) {
        Ok(_) => panic!("the download should fail"),
        Err(error) => error.to_string(),
    };
    assert_eq!(names(&folder), [""; 0]);
    assert!(sentence.starts_with(&format!("{url}/small.txt ")), "{sentence}");
    assert!(sentence.ends_with("give your copy with --ptb FILE"), "{sentence}");
    sentence
}

#[test]
fn every_line_end_is_a_word_and_the_text_one_sentence() {
    let folder = tempdir().unwrap();
    let path = write(&folder, "small.txt", TEXT);
    let corpus = read(&path, &edition(), "", &mut |_| {}).unwrap().finish("ptb", 1).unwrap();
    assert_eq!(corpus.vocabulary.words(), ["the", "first", "line", "<eos>", "second", "<unk>", "N"]);
    assert_eq!(corpus.sentence_ends, [9]);
    assert_eq!(corpus.sha256, edition().sha256);
}

#[test]
fn another_text_is_told_by_its_size_its_checksum_or_its_words() {
    let folder = tempdir().unwrap();
    let path = write(&folder, "other.txt", b"other");
    let difference =
        |edition: Edition| read(&path, &edition, "do that", &mut |_| {}).err().unwrap().to_string();
    let sentence = difference(edition());
    assert!(sentence.ends_with("the book: it has 5 bytes instead of 38; do that"), "{sentence}");
    let sentence = difference(Edition { bytes: 5, ..edition() });
    assert!(
        sentence.contains(&format!(
            "its SHA-256 is d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa instead of {}",
            edition().sha256
        )),
        "{sentence}"
    );
    let sha256 = "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa".to_owned();
    let sentence = difference(Edition { bytes: 5, sha256, ..edition() });
    assert!(sentence.ends_with("it has 1 words instead of 9; do that"), "{sentence}");
}

#[test]
fn without_a_copy_both_ways_to_get_one_are_named() {
    let folder = tempdir().unwrap();
    let sentence = read_cached(folder.path(), &edition(), None, &mut |_| {}).err().unwrap().to_string();
    assert!(sentence.ends_with("give your copy with --ptb FILE, or fetch it with --download"), "{sentence}");
}

#[test]
fn the_right_file_is_installed_and_not_fetched_again() {
    if !curl_is_here() {
        return;
    }
    let folder = tempdir().unwrap();
    let url = serve(|stream, path| {
        assert_eq!(path, "/data/small.txt");
        ok(stream, TEXT.len(), TEXT)
    });
    let mut seen = Vec::new();
    let base_url = format!("{url}/data/");
    let collector =
        read_cached(folder.path(), &edition(), Some(&base_url), &mut |progress| seen.push(progress)).unwrap();
    assert_eq!(collector.len(), 9);
    assert_eq!(names(&folder), ["small.txt"]);
    assert_eq!((seen[0].doing, seen[0].done, seen[0].total), ("downloading", 38, 38));

    let nobody = "http://127.0.0.1:1";
    assert!(read_cached(folder.path(), &edition(), Some(nobody), &mut |_| {}).is_ok());
    assert!(read_cached(folder.path(), &edition(), None, &mut |_| {}).is_ok());
}

#[test]
fn a_damaged_copy_is_named_and_a_download_replaces_it() {
    if !curl_is_here() {
        return;
    }
    let folder = tempdir().unwrap();
    write(&folder, "small.txt", &TEXT[..9]);
    let sentence = read_cached(folder.path(), &edition(), None, &mut |_| {}).err().unwrap().to_string();
    assert!(sentence.ends_with("it has 9 bytes instead of 38; fetch it anew with --download"), "{sentence}");
    let url = serve(|stream, _| ok(stream, TEXT.len(), TEXT));
    assert!(read_cached(folder.path(), &edition(), Some(&url), &mut |_| {}).is_ok());
    assert_eq!(names(&folder), ["small.txt"]);
}

#[test]
fn a_wrong_text_is_not_kept() {
    if !curl_is_here() {
        return;
    }
    let url = serve(|stream, _| ok(stream, TEXT.len(), &[b'x'; TEXT.len()]));
    assert!(problem(&url).contains("its SHA-256 is "));
    let url = serve(|stream, _| ok(stream, TEXT.len(), &[0xff; TEXT.len()]));
    assert!(problem(&url).contains("its SHA-256 is "), "no text at all");
    let url = serve(|stream, _| ok(stream, 5, b"short"));
    assert!(problem(&url).contains("it has 5 bytes instead of 38"));
}

#[test]
fn an_answer_that_breaks_off_is_not_kept() {
    if !curl_is_here() {
        return;
    }
    let url = serve(|stream, _| ok(stream, TEXT.len(), &TEXT[..9]));
    assert!(problem(&url).contains("could not be downloaded: "));
}

#[test]
fn a_page_that_is_not_there_is_not_kept() {
    if !curl_is_here() {
        return;
    }
    let url =
        serve(|stream, _| write!(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot found"));
    assert!(problem(&url).contains("404"));
}

#[test]
fn an_answer_without_end_is_broken_off() {
    if !curl_is_here() {
        return;
    }
    let url = serve(|stream, _| {
        write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
        loop {
            stream.write_all(&[b'x'; 4096])?;
        }
    });
    assert!(problem(&url).contains("it has more than the 38 bytes of the book's text"));
}

#[test]
fn a_server_that_does_not_answer_is_named() {
    if !curl_is_here() {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert!(problem(&url).to_lowercase().contains("connect"));
}

#[test]
fn a_redirect_is_followed_but_not_in_a_circle_and_not_out_of_the_web() {
    if !curl_is_here() {
        return;
    }
    let url = serve(|stream, path| match path {
        "/small.txt" => redirect(stream, "/elsewhere"),
        _ => ok(stream, TEXT.len(), TEXT),
    });
    let folder = tempdir().unwrap();
    assert!(read_cached(folder.path(), &edition(), Some(&url), &mut |_| {}).is_ok());

    let url = serve(redirect);
    assert!(problem(&url).contains("redirects"));
    let file = write(&folder, "elsewhere.txt", TEXT);
    let url = serve(move |stream, _| redirect(stream, &format!("file://{}", file.display())));
    assert!(problem(&url).contains("could not be downloaded: "));
}

#[test]
fn plain_http_is_for_this_computer_only() {
    for address in
        ["http://example.com", "http://localhost.example.com", "http://localhost@example.com", "ftp://x", ""]
    {
        let folder = tempdir().unwrap();
        let sentence =
            read_cached(folder.path(), &edition(), Some(address), &mut |_| {}).err().unwrap().to_string();
        assert!(sentence.contains("does not begin with https://"), "{sentence}");
        assert_eq!(names(&folder), [""; 0]);
    }
}

#[test]
fn the_cache_lies_where_the_platform_keeps_caches() {
    let home = if cfg!(windows) { r"C:\home" } else { "/home/me" };
    let folder = cache_folder(|_| Some(home.into())).unwrap();
    assert!(folder.starts_with(home) && folder.ends_with("deep-learning-from-scratch-2"));
    assert_eq!(cache_folder(|_| None), None);
    assert_eq!(cache_folder(|_| Some("relative".into())), None);
}
