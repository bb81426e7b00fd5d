//! Files that are not plain text in UTF-8, told by their first bytes, with what to do about each.

/// A file that is something else than plain text in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Foreign {
    /// What it is, and the remedy: `packed by xz; unpack it first, with …`.
    pub(crate) what: &'static str,
    /// Whether it is text all the same, in other bytes.
    pub(crate) is_text: bool,
}

/// Programs' own formats by their first bytes, and what to do about each, whether a text is wanted or word vectors.
const FORMATS: [(&[u8], &str); 27] = [
    (b"\xfd7zXZ\0", "packed by xz; unpack it first, with `xz -d`"),
    (b"BZh", "packed by bzip2; unpack it first, with `bzip2 -d`"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd; unpack it first, with `zstd -d`"),
    (b"\x04\x22\x4d\x18", "packed by lz4; unpack it first, with `lz4 -d`"),
    (b"\x1f\x9d", "packed by compress; unpack it first, with `gzip -d`"),
    (b"\x1f\x8b", "packed by gzip twice; unpack it once, with `gzip -d`"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it with `7z x` and give the file inside"),
    (b"Rar!\x1a\x07", "a rar archive; unpack it and give the file inside"),
    (b"%PDF-", "a PDF document; turn it into text in UTF-8 first, for example with `pdftotext`"),
    (b"{\\rtf", "a document in RTF; save it as plain text in UTF-8 first"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "a document of Word or Hangul (.doc, .hwp); save it as plain text in UTF-8 first",
    ),
    (b"\x89PNG\r\n", "a picture (PNG); give a file with words in it"),
    (b"\xff\xd8\xff", "a picture (JPEG); give a file with words in it"),
    (b"GIF87a", "a picture (GIF); give a file with words in it"),
    (b"GIF89a", "a picture (GIF); give a file with words in it"),
    (b"\x93NUMPY", "an array of NumPy (.npy), which has no words; give a file of words"),
    (
        b"\x89HDF",
        "a file in HDF5; write what you need of it as text in UTF-8 (vectors in word2vec's text format)",
    ),
    (b"PAR1", "a table in Parquet; write what you need of it as text in UTF-8"),
    (b"GGUF", "a language model (GGUF); give a text, or vectors in word2vec's text format"),
    (b"SQLite format 3\0", "a database (SQLite); write what you need of it as text in UTF-8"),
    (b"\x80\x02", PICKLE),
    (b"\x80\x03", PICKLE),
    (b"\x80\x04", PICKLE),
    (b"\x80\x05", PICKLE),
    (b"\xba\x16\x4f\x2f", "a model of fastText (.bin); give the .vec file beside it"),
];
const ZIP: &str = "a zip archive (so are .docx, .hwpx, .epub, .npz and PyTorch's files); unpack it with `unzip` and give \
                   the file inside, or save the document as plain text in UTF-8";
const PICKLE: &str = "a pickle of Python (gensim's save writes one); in gensim, write word2vec's format with \
                      model.wv.save_word2vec_format(\"vectors.txt\")";
const TAR: &str = "a tar archive; unpack it with `tar xf` and give the file inside";
const SAFETENSORS: &str =
    "a file of safetensors, which has no words; write its vectors in word2vec's text format";

const UTF_32: &str = "text in UTF-32; save it as UTF-8 first, for example with `iconv -f UTF-32 -t UTF-8`";
const UTF_16: &str = "text in UTF-16; save it as UTF-8 first, for example with `iconv -f UTF-16 -t UTF-8`";
const UTF_16LE: &str = "text in UTF-16 without a byte order mark; save it as UTF-8 first, for example with `iconv -f UTF-16LE -t UTF-8`";
const UTF_16BE: &str = "text in UTF-16 without a byte order mark; save it as UTF-8 first, for example with `iconv -f UTF-16BE -t UTF-8`";

/// What a file is that begins so, if it is known and no plain text in UTF-8.
pub(crate) fn recognise(start: &[u8]) -> Option<Foreign> {
    let no_text = |what| Foreign { what, is_text: false };
    let text = |what| Foreign { what, is_text: true };
    if let Some(&(_, what)) = FORMATS.iter().find(|(first, _)| begins(start, first)) {
        return Some(no_text(what));
    }
    if start.get(257..262) == Some(b"ustar") {
        return Some(no_text(TAR));
    }
    // The length of a header in JSON, which is below 16 MB, and the header.
    if start.get(3..10) == Some(b"\0\0\0\0\0{\"") {
        return Some(no_text(SAFETENSORS));
    }
    match start {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some(text(UTF_32)),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(text(UTF_16)),
        _ if is_utf_16(start, u16::from_le_bytes, 1) => Some(text(UTF_16LE)),
        _ if is_utf_16(start, u16::from_be_bytes, 0) => Some(text(UTF_16BE)),
        _ => None,
    }
}

/// `BZh` may also begin a word; bzip2 goes on with a digit and the first digits of π, or of its root
/// if there is nothing in it.
fn begins(start: &[u8], first: &[u8]) -> bool {
    let is_bzip2 = || matches!(start.get(4..7), Some(b"1AY" | b"\x17rE"));
    start.starts_with(first) && (first != b"BZh" || is_bzip2())
}

/// Whether all characters are of a text in this order of the bytes, and its spaces and line ends, or all of its letters,
/// have their zero in the byte that is higher there.
fn is_utf_16(start: &[u8], unit: fn([u8; 2]) -> u16, higher: usize) -> bool {
    let pairs = start.chunks_exact(2).map(|pair| [pair[0], pair[1]]);
    let zeros = |place: usize| pairs.clone().filter(|pair| pair[place] == 0).count();
    let (zeros_there, zeros_elsewhere) = (zeros(higher), zeros(1 - higher));
    // Zeros that stand alone in a text of UTF-8 are odd, but no reason to take it for something else.
    let fewest = pairs.len() / if std::str::from_utf8(start).is_ok() { 2 } else { 16 };
    if zeros_there < fewest.max(2).min(pairs.len()) || zeros_there <= zeros_elsewhere {
        return false;
    }
    // A character of two units may be cut at the end.
    let mut decoded = char::decode_utf16(pairs.map(unit)).peekable();
    while let Some(character) = decoded.next() {
        match character {
            Ok(character) if character.is_control() && !character.is_whitespace() => return false,
            Err(_) if decoded.peek().is_some() => return false,
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf_16_is_told_in_both_orders_with_and_without_its_mark() {
        for text in ["You say goodbye", "나는 밥을 먹고\n가가 가 갔다 😀 \n", "a"] {
            let (little, big) = (utf_16(text, u16::to_le_bytes), utf_16(text, u16::to_be_bytes));
            assert_eq!(recognise(&little).unwrap().what, UTF_16LE, "{text}");
            assert_eq!(recognise(&big).unwrap().what, UTF_16BE, "{text}");
            assert_eq!(recognise(&[b"\xff\xfe", &little[..]].concat()).unwrap().what, UTF_16);
            assert_eq!(recognise(&[b"\xfe\xff", &big[..]].concat()).unwrap().what, UTF_16);
        }
    }

    #[test]
    fn text_in_utf_8_and_bytes_of_no_text_are_not_taken_for_something_else() {
        let elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0";
        for start in
            ["".as_bytes(), b"a", b"BZhang said", "나는 밥을".as_bytes(), b"ab\0cdefg", &[0; 64], elf]
        {
            assert_eq!(recognise(start), None, "{start:?}");
        }
    }

    #[test]
    fn what_is_packed_is_named_with_what_unpacks_it() {
        for (start, word) in [
            (&b"BZh91AY&SY"[..], "bzip2 -d"),
            (b"\xfd7zXZ\0\0", "xz -d"),
            (b"\x28\xb5\x2f\xfd\x04", "zstd -d"),
            (b"PK\x03\x04\x14", "unzip"),
            (b"\x40\x01\0\0\0\0\0\0{\"w_in\":{", "safetensors"),
            (b"\x89PNG\r\n\x1a\n", "PNG"),
            (b"\x89HDF\r\n\x1a\n", "HDF5"),
        ] {
            let foreign = recognise(start).unwrap();
            assert!(foreign.what.contains(word) && !foreign.is_text);
        }
    }
}
