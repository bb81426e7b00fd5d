//! How a long reading says how far it is, without printing anything itself.

/// How far a reading or a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is going on, as one word for a progress bar: `reading` or `downloading`.
    pub doing: &'static str,
    /// Bytes done so far.
    pub done: u64,
    /// Bytes in all, never less than `done`.
    pub total: u64,
}

/// Who wants to know. A caller who does not passes `&mut |_| {}`.
pub(crate) type OnProgress<'a> = &'a mut dyn FnMut(Progress);
