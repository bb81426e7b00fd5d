//! Ctrl-C in a long training: the first ends the training, the second the program.

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C keeps what was learned.
pub fn on_ctrl_c() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        let outcome = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
            let _ = writeln!(
                std::io::stderr(),
                "Ctrl-C: what was learned so far will be saved; press it again to leave at once"
            );
        });
        if let Err(error) = outcome {
            let _ = writeln!(std::io::stderr(), "note: Ctrl-C will lose what was learned: {error}");
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
