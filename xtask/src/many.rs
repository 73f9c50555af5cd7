//! Work on many things, several at a time, each on its own.
//!
//! Comes in: the things, and what is to be done with one. Goes out: what became of each, in their order.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use indicatif::{ProgressBar, ProgressStyle};

/// What the work makes of each thing; a bar called `what` shows how far it is.
pub(crate) fn each<T: Sync, R: Send>(things: &[T], what: &'static str, work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    let bar = progress(things.len(), what);
    let next = AtomicUsize::new(0);
    let made = Mutex::new(BTreeMap::new());
    let take = || {
        while let Some((at, thing)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, things.get(at)?)))
        {
            let result = work(at, thing);
            bar.inc(1);
            if let Ok(mut made) = made.lock() {
                made.insert(at, result);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            // Where no thread can be had the others do its work; the last is this one.
            _ = thread::Builder::new().spawn_scoped(scope, take);
        }
        take();
    });
    bar.finish_and_clear();
    made.into_inner().map(|made| made.into_values().collect()).unwrap_or_default()
}

/// A bar on the error stream; nothing is drawn where that is no terminal.
pub(crate) fn progress(length: usize, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:>9} [{bar:40}] {pos}/{len} {eta}");
    let bar = ProgressBar::new(length as u64).with_prefix(what);
    match style {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
