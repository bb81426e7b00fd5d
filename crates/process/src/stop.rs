//! Ctrl-C in a long training: the first ends the training, the second the program.
//!
//! SIGTERM and SIGHUP (`kill`, a terminal that is closed) are taken for Ctrl-C. So is a console of Windows that is
//! closed, but Windows ends the program a moment later.

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use tr::tr;

static STOP: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C keeps what was learned.
pub fn on_ctrl_c() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        let outcome = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
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

/// Whether Ctrl-C was pressed.
pub fn is_wanted() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// What a training should do.
pub fn or_go_on() -> ControlFlow<()> {
    if is_wanted() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}
