//! A barrier: a point where threads wait for each other.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// How often a thread looks whether the others have come before it lets other programs have its processor.
const SPINS: usize = 10_000;

/// Where a fixed number of threads wait until all have come, again and again.
///
/// They wait some microseconds thousands of times a second. To be sent to sleep by the system and woken again, as
/// [`std::sync::Barrier`] does, would take longer than the work between two barriers, so they stay awake and look.
pub(crate) struct Barrier {
    threads: usize,
    /// How many have come since all were here last.
    arrived: AtomicUsize,
    /// How often all have come.
    generation: AtomicUsize,
    /// Whether a thread has left for good, in a panic.
    is_broken: AtomicBool,
}

impl Barrier {
    pub fn new(threads: usize) -> Self {
        Self {
            threads,
            arrived: AtomicUsize::new(0),
            generation: AtomicUsize::new(0),
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
        let generation = self.generation.load(Ordering::Acquire);
        if self.arrived.fetch_add(1, Ordering::AcqRel) + 1 == self.threads {
            alone();
            self.arrived.store(0, Ordering::Relaxed);
            self.generation.store(generation + 1, Ordering::Release);
            return;
        }
        let mut spins = 0;
        while self.generation.load(Ordering::Acquire) == generation {
            assert!(!self.is_broken.load(Ordering::Relaxed), "another thread of the training has panicked");
            spins += 1;
            if spins < SPINS { std::hint::spin_loop() } else { thread::yield_now() }
        }
    }
}

struct Member<'a>(&'a Barrier);

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
        let (barrier, diary) = (Barrier::new(3), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let _present = barrier.enter();
                    for _ in 0..100 {
                        diary.lock().unwrap().push("work");
                        barrier.wait(|| diary.lock().unwrap().push("alone"));
                    }
                });
            }
        });
        let round = ["work", "work", "work", "alone"];
        assert_eq!(diary.into_inner().unwrap(), round.repeat(100));
    }

    #[test]
    fn a_panic_of_one_ends_the_waiting_of_all() {
        let barrier = Barrier::new(2);
        let waited = thread::scope(|scope| {
            let waiting = scope.spawn(|| barrier.wait(|| {}));
            let panicking = scope.spawn(|| {
                let _present = barrier.enter();
                panic!("on purpose");
            });
            (waiting.join().is_err(), panicking.join().is_err())
        });
        assert_eq!(waited, (true, true));
    }
}
