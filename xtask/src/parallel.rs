//! Runs a function on many items in parallel.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
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

/// Creates a progress bar on standard error; it is hidden if that is no terminal.
pub(crate) fn progress_bar(length: usize, label: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:>9} [{bar:40}] {pos}/{len} {eta}");
    let bar = ProgressBar::new(length as u64).with_prefix(label);
    match style {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
