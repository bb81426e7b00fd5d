//! A point where threads wait for each other.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// How often a thread looks whether the others have come before it lets other programs have its processor.
const PATIENCE: usize = 10_000;

/// Where a fixed number of threads wait until all have come, again and again.
///
/// They wait some microseconds thousands of times a second. To be sent to sleep by the system and woken again would
/// take longer than the work between two meetings, so they stay awake and look.
pub(crate) struct Meeting {
    threads: usize,
    /// How many have come to the meeting that is next.
    present: AtomicUsize,
    /// How many meetings are over.
    over: AtomicUsize,
    /// Whether a thread has left for good, in a panic.
    is_broken: AtomicBool,
}

impl Meeting {
    pub fn new(threads: usize) -> Self {
        Self {
            threads,
            present: AtomicUsize::new(0),
            over: AtomicUsize::new(0),
            is_broken: AtomicBool::new(false),
        }
    }

    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Every thread holds what this returns as long as it takes part: if it panics, the others hear of it.
    pub fn enter(&self) -> impl Drop + '_ {
        Member(self)
    }

    /// Waits for all others. The last one to come does what is to be done `alone`, before any goes on.
    ///
    /// # Panics
    /// If another thread has panicked, so that waiting for it would have no end.
    pub fn wait(&self, alone: impl FnOnce()) {
        let number = self.over.load(Ordering::Acquire);
        if self.present.fetch_add(1, Ordering::AcqRel) + 1 == self.threads {
            alone();
            self.present.store(0, Ordering::Relaxed);
            self.over.store(number + 1, Ordering::Release);
            return;
        }
        let mut looks = 0;
        while self.over.load(Ordering::Acquire) == number {
            assert!(!self.is_broken.load(Ordering::Relaxed), "another thread of the training has panicked");
            looks += 1;
            if looks < PATIENCE { std::hint::spin_loop() } else { thread::yield_now() }
        }
    }
}

struct Member<'a>(&'a Meeting);

impl Drop for Member<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.is_broken.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn nobody_goes_on_before_all_have_come_and_one_has_worked_alone() {
        let (meeting, diary) = (Meeting::new(3), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let _present = meeting.enter();
                    for _ in 0..100 {
                        diary.lock().unwrap().push("work");
                        meeting.wait(|| diary.lock().unwrap().push("alone"));
                    }
                });
            }
        });
        let round = ["work", "work", "work", "alone"];
        assert_eq!(diary.into_inner().unwrap(), round.repeat(100));
    }

    #[test]
    fn a_panic_of_one_ends_the_waiting_of_all() {
        let meeting = Meeting::new(2);
        let waited = thread::scope(|scope| {
            let waiting = scope.spawn(|| meeting.wait(|| {}));
            let panicking = scope.spawn(|| {
                let _present = meeting.enter();
                panic!("on purpose");
            });
            (waiting.join().is_err(), panicking.join().is_err())
        });
        assert_eq!(waited, (true, true));
    }
}
