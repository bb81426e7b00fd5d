//! Ctrl-C: while there is nothing to keep it ends the program; in a long training the first ends the training, the second
//! the program.
//!
//! SIGTERM and SIGHUP (`kill`, a terminal that is closed) are taken for Ctrl-C. So is a console of Windows that is
//! closed, but Windows ends the program a moment later.

use std::io::Write;
use std::ops::ControlFlow;
use std::process::exit;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tr::tr;

static STOP: AtomicBool = AtomicBool::new(false);
static KEEP: AtomicBool = AtomicBool::new(false);

/// The status of a program that Ctrl-C ended, as shells have it.
const STOPPED: i32 = 130;

/// From now on Ctrl-C ends the program with a sentence, until there is something to [`keep`].
pub fn on_ctrl_c() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        let outcome = ctrlc::set_handler(|| {
            if !KEEP.load(Ordering::Relaxed) {
                end_at_once();
            }
            if STOP.swap(true, Ordering::Relaxed) {
                exit(STOPPED);
            }
            let note = tr!("stopping: what was learned so far will be saved; Ctrl-C leaves at once");
            let _ = writeln!(std::io::stderr(), "{note}");
        });
        if let Err(error) = outcome {
            let note = tr!("note: Ctrl-C will lose what was learned: {error}", error);
            let _ = writeln!(std::io::stderr(), "{note}");
        }
    });
}

/// From now on Ctrl-C keeps what was learned.
pub fn keep() {
    KEEP.store(true, Ordering::Relaxed);
}

/// Says so and ends, also where standard output is held by a line that nobody takes, or there is no thread to say it.
fn end_at_once() -> ! {
    let (done, said) = channel();
    let _ = thread::Builder::new().spawn(move || {
        let _ = writeln!(std::io::stdout(), "{}", tr!("Stopped by Ctrl-C before anything was learned."));
        let _ = done.send(());
    });
    let _ = said.recv_timeout(Duration::from_millis(500));
    exit(STOPPED)
}

/// Whether Ctrl-C was pressed.
pub fn is_wanted() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// What a training should do.
pub fn or_go_on() -> ControlFlow<()> {
    if is_wanted() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}
