//! A barrier: a point where threads wait for each other.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// How often a thread looks whether the others have come before it lets the system put it to sleep: some tens of
/// microseconds. A wait is mostly shorter where nothing else runs, and to be woken takes as long; but where other
/// programs want the processor, a thread that stays awake keeps the one it waits for from running.
const LOOKS: usize = 1_000;

/// Where a fixed number of threads wait until all have come, again and again.
///
/// They wait some microseconds thousands of times a second. To be sent to sleep by the system and woken again at once,
/// as [`std::sync::Barrier`] does, would take longer than most waits, so they stay awake and look for a moment.
pub(crate) struct Barrier {
    threads: AtomicUsize,
    /// How many have come since all were here last.
    arrived: AtomicUsize,
    /// How often all have come.
    generation: AtomicUsize,
    /// Whether a thread has left for good, in a panic.
    is_broken: AtomicBool,
    /// Where those sleep who have looked long enough. What they wait for changes only while this is locked, or they might
    /// fall asleep just after it.
    bed: Mutex<()>,
    wake: Condvar,
}

impl Barrier {
    pub fn new(threads: usize) -> Self {
        Self {
            threads: AtomicUsize::new(threads),
            arrived: AtomicUsize::new(0),
            generation: AtomicUsize::new(0),
            is_broken: AtomicBool::new(false),
            bed: Mutex::new(()),
            wake: Condvar::new(),
        }
    }

    pub fn threads(&self) -> usize {
        self.threads.load(Ordering::Relaxed)
    }

    /// Waits for so many threads from now on. To be called before any of them waits.
    pub fn set_threads(&self, threads: usize) {
        self.threads.store(threads, Ordering::Relaxed);
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
        if self.arrived.fetch_add(1, Ordering::AcqRel) + 1 == self.threads() {
            alone();
            self.arrived.store(0, Ordering::Relaxed);
            self.change(|| self.generation.store(generation + 1, Ordering::Release));
            return;
        }
        let is_over = || {
            assert!(!self.is_broken.load(Ordering::Relaxed), "another thread of the training has panicked");
            self.generation.load(Ordering::Acquire) != generation
        };
        for _ in 0..LOOKS {
            if is_over() {
                return;
            }
            spin_loop();
        }
        let mut asleep = self.bed.lock().unwrap_or_else(PoisonError::into_inner);
        while !is_over() {
            asleep = self.wake.wait(asleep).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Changes what the others wait for, and wakes them.
    fn change(&self, change: impl FnOnce()) {
        let awake = self.bed.lock().unwrap_or_else(PoisonError::into_inner);
        change();
        drop(awake);
        self.wake.notify_all();
    }
}

struct Member<'a>(&'a Barrier);

impl Drop for Member<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.change(|| self.0.is_broken.store(true, Ordering::Relaxed));
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

    #[cfg(target_os = "linux")]
    #[test]
    fn who_waits_for_long_sleeps() {
        /// How long the processor has worked for this thread, in nanoseconds.
        fn worked() -> u64 {
            let numbers = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
            numbers.split(' ').next().unwrap().parse().unwrap()
        }
        let barrier = Barrier::new(2);
        let spent = thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let before = worked();
                barrier.wait(|| {});
                worked() - before
            });
            thread::sleep(std::time::Duration::from_millis(300));
            barrier.wait(|| {});
            waiting.join().unwrap()
        });
        assert!(spent < 30_000_000, "{spent} ns");
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
