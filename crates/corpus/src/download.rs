//! One file over HTTPS, by the `curl` that the system has: Windows, macOS and everyone who installed rustup
//! with its usual command has it.
//!
//! A TLS library of our own would add 28 packages and a minute and a half of processor time to the first
//! build, and would not build without a C compiler, for a download that most readers never ask for. `curl`
//! also knows the proxy and the certificates of the machine it is on. Its answer comes through a pipe, so that the limits and the progress stay in our hands.

use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Error;
use crate::progress::{OnProgress, Progress};

/// Writes what `url` answers into `file`, and gives up as soon as it is longer than `size` bytes.
///
/// `path` is what a message calls the file.
pub(crate) fn fetch(
    url: &str,
    file: &mut impl Write,
    path: &Path,
    size: u64,
    on_progress: OnProgress,
) -> Result<(), Error> {
    let mut curl = Running(start_curl(url)?);
    let mut answer = curl.0.stdout.take().expect("the output of curl is a pipe");
    let mut buffer = vec![0; 64 * 1024];
    let mut done = 0;
    loop {
        let count = match answer.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(url, &error.to_string())),
        };
        done += count as u64;
        if done > size {
            let difference = format!("it has more than the {size} bytes of the book's text");
            return Err(Error::WrongDownload { url: url.to_owned(), difference });
        }
        file.write_all(&buffer[..count]).map_err(|cause| Error::Write { path: path.to_owned(), cause })?;
        on_progress(Progress { doing: "downloading", done, total: size });
    }
    curl.finish(url)
}

/// `curl` that sends the answer to its standard output, and one line to its standard error if it fails.
fn start_curl(url: &str) -> Result<Child, Error> {
    let protocols = allowed_protocols(url)?;
    let mut command = Command::new("curl");
    // First of all: no `.curlrc`, which could switch off the check of certificates.
    command.arg("--disable");
    command.args(["--silent", "--show-error", "--fail", "--globoff"]);
    command.args(["--proto", protocols, "--proto-redir", protocols, "--location", "--max-redirs", "5"]);
    command.args(["--connect-timeout", "20", "--max-time", "600"]);
    // Less than 100 bytes a second for 30 seconds counts as a standstill.
    command.args(["--speed-limit", "100", "--speed-time", "30"]);
    if protocols != "=https" {
        command.args(["--noproxy", "*"]); // What this computer serves is not asked of another.
    }
    command.args(["--url", url]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::NoCurl { url: url.to_owned() },
        _ => failed(url, &format!("`curl` does not start: {error}")),
    })
}

/// HTTPS, and plain HTTP only for a server on this very computer, as in the tests.
fn allowed_protocols(url: &str) -> Result<&'static str, Error> {
    if url.starts_with("https://") {
        return Ok("=https");
    }
    let authority = url.strip_prefix("http://").and_then(|rest| rest.split('/').next()).unwrap_or("");
    let is_port = |rest: &str| rest.is_empty() || rest.starts_with(':');
    let local = ["localhost", "127.0.0.1", "[::1]"];
    // The last `@` ends a user name: what looks like a host before it is none.
    if !authority.contains('@') && local.iter().any(|host| authority.strip_prefix(host).is_some_and(is_port))
    {
        return Ok("=http,https");
    }
    Err(Error::NotHttps { url: url.to_owned() })
}

/// `curl` at work. It does not outlive whoever waits for it.
struct Running(Child);

impl Running {
    /// Waits for the end, and passes on what `curl` complains about.
    fn finish(mut self, url: &str) -> Result<(), Error> {
        let mut complaint = String::new();
        if let Some(mut pipe) = self.0.stderr.take() {
            let _ = pipe.read_to_string(&mut complaint); // Without it, the exit status has to say it all.
        }
        let status = self.0.wait().map_err(|error| failed(url, &error.to_string()))?;
        if status.success() {
            return Ok(());
        }
        // `curl: (22) The requested URL returned error: 404`
        let line = complaint.lines().next().unwrap_or("");
        let reason = line.split_once(") ").map_or(line, |(_, reason)| reason).trim();
        Err(if reason.is_empty() {
            failed(url, &format!("curl ended with {status}"))
        } else {
            failed(url, reason)
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail if it has ended already, which is just as well.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn failed(url: &str, reason: &str) -> Error {
    Error::Download { url: url.to_owned(), reason: reason.to_owned() }
}
