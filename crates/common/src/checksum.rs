//! A fingerprint by which two runs can tell that they read the same text.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

/// The SHA-256 of bytes that come in pieces.
#[derive(Debug, Clone, Default)]
pub struct Checksum(Sha256);

impl Checksum {
    /// The next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The checksum of all bytes so far, in hexadecimal.
    pub fn hexadecimal(&self) -> String {
        self.0.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What is written has no other effect; so [`io::copy`] gives the checksum of a file of any size.
impl Write for Checksum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The SHA-256 of a text in hexadecimal.
///
/// ```
/// assert_eq!(&common::checksum::sha256("")[..16], "e3b0c44298fc1c14");
/// ```
pub fn sha256(text: &str) -> String {
    let mut checksum = Checksum::default();
    checksum.update(text.as_bytes());
    checksum.hexadecimal()
}
