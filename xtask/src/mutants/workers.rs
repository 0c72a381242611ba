//! Work that several threads share.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::failure::Failure;

/// Does `work` on every item, with as many workers as there are jobs; the first failure stops all of them.
///
/// # Errors
/// What `work` failed with first.
pub fn run<T: Sync>(
    jobs: u64,
    items: &[T],
    work: impl Fn(u64, &T) -> Result<(), Failure> + Sync,
) -> Result<(), Failure> {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Option<Failure>> = Mutex::new(None);
    thread::scope(|scope| {
        for worker in 0..jobs.max(1) {
            let (next, failed, work) = (&next, &failed, &work);
            scope.spawn(move || {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(failure) = work(worker, item) {
                        next.store(items.len(), Ordering::Relaxed);
                        locked(failed).get_or_insert(failure);
                    }
                }
            });
        }
    });
    unlocked(failed).map_or(Ok(()), Err)
}

/// What a mutex holds, whether or not a thread that held it panicked.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a mutex held.
pub fn unlocked<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_worked_on_once_and_a_failure_is_told() {
        let sum = Mutex::new(0);
        let add = |_, item: &u32| {
            *locked(&sum) += item;
            Ok(())
        };
        run(3, &[1, 2, 4, 8], add).unwrap();
        assert_eq!(unlocked(sum), 15);
        let failed = run(2, &[1, 2, 3], |_, item| match item {
            2 => Err(Failure::new("two")),
            _ => Ok(()),
        });
        assert_eq!(failed.unwrap_err().to_string(), "two");
    }
}
