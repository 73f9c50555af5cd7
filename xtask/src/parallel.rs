//! Runs a function on many items in parallel.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;

use indicatif::{ProgressBar, ProgressStyle};

/// Applies `work` to each item and its index, and returns the results in the order of the items.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    let run = || {
        while let Some((at, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
        {
            let result = work(at, item);
            if let Ok(mut results) = results.lock() {
                results.insert(at, result);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..thread::available_parallelism().map_or(1, usize::from).min(items.len()) {
            // If no thread can be started, the current one does all the work.
            _ = thread::Builder::new().spawn_scoped(scope, run);
        }
        run();
    });
    results.into_inner().map(|results| results.into_values().collect()).unwrap_or_default()
}

/// Maps like [`map`], with a progress bar.
pub(crate) fn map_with_progress<T: Sync, R: Send>(
    items: &[T],
    label: &'static str,
    work: impl Fn(usize, &T) -> R + Sync,
) -> Vec<R> {
    let bar = progress_bar(items.len(), label);
    let results = map(items, |at, item| {
        let result = work(at, item);
        bar.inc(1);
        result
    });
    bar.finish_and_clear();
    results
}

/// Maps like [`map_with_progress`], and calls `receive` with each result as soon as it is available, from one thread at
/// a time. After an error of `receive`, no more work is started.
pub(crate) fn map_streaming<T: Sync, R: Send, E: Send + Sync>(
    items: &[T],
    label: &'static str,
    work: impl Fn(usize, &T) -> R + Sync,
    receive: impl FnMut(&R) -> Result<(), E> + Send,
) -> Result<Vec<R>, E> {
    let bar = progress_bar(items.len(), label);
    let receive = Mutex::new(receive);
    let failed = OnceLock::new();
    let results = map(items, |at, item| {
        if failed.get().is_some() {
            return None;
        }
        let result = work(at, item);
        if let Ok(mut receive) = receive.lock()
            && let Err(error) = bar.suspend(|| receive(&result))
        {
            _ = failed.set(error);
        }
        bar.inc(1);
        Some(result)
    });
    bar.finish_and_clear();
    failed.into_inner().map_or_else(|| Ok(results.into_iter().flatten().collect()), Err)
}

/// Creates a progress bar on standard error; it is hidden if that is no terminal.
pub(crate) fn progress_bar(length: usize, label: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:>9} [{bar:40}] {pos}/{len} {eta}");
    let bar = ProgressBar::new(length as u64).with_prefix(label);
    match style {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_is_received_and_the_results_have_the_order_of_the_items() {
        let items: Vec<usize> = (0..100).collect();
        let mut received = Vec::new();
        let results = map_streaming(
            &items,
            "double",
            |at, item| at + item,
            |result| {
                received.push(*result);
                Ok::<(), ()>(())
            },
        );
        let doubled: Vec<usize> = items.iter().map(|item| 2 * item).collect();
        assert_eq!(results, Ok(doubled.clone()));
        received.sort_unstable();
        assert_eq!(received, doubled);
    }

    #[test]
    fn error_of_the_receiver_stops_the_work() {
        let items: Vec<usize> = (0..100_000).collect();
        let mut received = 0;
        let results = map_streaming(
            &items,
            "count",
            |at, _| at,
            |_| {
                received += 1;
                if received < 3 { Ok(()) } else { Err("the disk is full") }
            },
        );
        assert_eq!(results, Err("the disk is full"));
        // Each of the other threads may have started its work before the error.
        assert!(received <= 3 + thread::available_parallelism().map_or(1, usize::from), "{received}");
    }
}
