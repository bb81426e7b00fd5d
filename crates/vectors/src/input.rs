//! Opening a file, packed by gzip or not, and recognising by its first bytes what cannot be read here.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use crate::Error;

/// How many bytes are looked at to recognise a file.
const START: u64 = 1024;

/// Programs' own formats by their first bytes, and what to do about each.
const FOREIGN: [(&[u8], &str); 14] = [
    (b"PK\x03\x04", "a zip archive (so are .npz and PyTorch's files); unpack it and give the file inside"),
    (b"\xfd7zXZ\0", "packed by xz; unpack it first, with `xz -d`"),
    (b"BZh", "packed by bzip2; unpack it first, with `bzip2 -d`"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd; unpack it first, with `zstd -d`"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it and give the file inside"),
    (b"\x89HDF", "a file in HDF5; write word2vec's text format from it"),
    (b"\x80\x02", PICKLE),
    (b"\x80\x03", PICKLE),
    (b"\x80\x04", PICKLE),
    (b"\x80\x05", PICKLE),
    (b"\xba\x16\x4f\x2f", "a model of fastText (.bin); give the .vec file beside it"),
    (b"\xff\xfe", UTF_16),
    (b"\xfe\xff", UTF_16),
    (GZIP, "packed by gzip twice; unpack it once, with `gzip -d`"),
];
const GZIP: &[u8] = b"\x1f\x8b";
const PICKLE: &str = "a pickle of Python (gensim's save writes one); in gensim, write word2vec's format with \
                      model.wv.save_word2vec_format(\"vectors.txt\")";
const TAR: &str = "a tar archive; unpack it with `tar xf` and give the file inside";
const UTF_16: &str = "text in UTF-16; save it as UTF-8, for example with `iconv -f UTF-16 -t UTF-8`";

/// A file that has been opened and whose beginning is known.
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    /// The first bytes, unpacked, which `reader` gives once more.
    pub(crate) start: Vec<u8>,
    pub(crate) reader: Box<dyn BufRead>,
    /// How many bytes there are, unless the file is packed or not an ordinary one, such as a pipe.
    pub(crate) length: Option<u64>,
}

impl Input {
    /// Opens a file; one packed by gzip is unpacked on the way, whatever its name.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let failed = |cause| Error::Read { path: path.to_owned(), cause };
        // Asked before it is opened, because Windows does not open folders at all.
        let metadata = fs::metadata(path).map_err(failed)?;
        if metadata.is_dir() {
            return Err(Error::file(path, "this is a folder; give the path of a file in it"));
        }
        let file = BufReader::with_capacity(1 << 16, File::open(path).map_err(failed)?);
        let (mut start, mut reader) = peek(file).map_err(failed)?;
        let mut length = metadata.is_file().then_some(metadata.len());
        if start.starts_with(GZIP) {
            let unpacked = BufReader::with_capacity(1 << 16, MultiGzDecoder::new(reader));
            (start, reader) = peek(unpacked).map_err(failed)?;
            length = None;
        }
        let tar = start.get(257..262).filter(|magic| *magic == b"ustar").map(|_| TAR);
        let foreign = FOREIGN.iter().find(|(magic, _)| start.starts_with(magic)).map(|&(_, name)| name);
        if let Some(name) = tar.or(foreign) {
            return Err(Error::file(path, format!("this is {name}")));
        }
        Ok(Self { path: path.to_owned(), start, reader, length })
    }
}

/// The first bytes, and a reader that begins with them.
fn peek(mut reader: impl BufRead + 'static) -> io::Result<(Vec<u8>, Box<dyn BufRead>)> {
    let mut start = Vec::new();
    reader.by_ref().take(START).read_to_end(&mut start)?;
    Ok((start.clone(), Box::new(Cursor::new(start).chain(reader))))
}
