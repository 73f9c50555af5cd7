//! Prints results to standard output and diagnostics, errors and notes to standard error.
//!
//! Styles are removed if the stream is no terminal.

use std::env;
use std::io::{self, IsTerminal, Write};

use clientsmith::Input;
use clientsmith::diagnostic::{Diagnostic, Diagnostics};

use crate::error::CliError;
use crate::render_diagnostics as render;
use crate::source_lines::{self, SourceLines};

/// Prints diagnostics with the lines of the inputs that they point at.
pub(crate) fn diagnostics(diagnostics: &Diagnostics, input: &Input, all: bool) {
    rendered(&render_diagnostics(diagnostics, input, all));
}

/// Renders diagnostics with the lines of the inputs that they point at.
pub(crate) fn render_diagnostics(diagnostics: &Diagnostics, input: &Input, all: bool) -> String {
    let limit = if all { usize::MAX } else { render::PER_CODE };
    let lines = SourceLines::new(input);
    let find = |diagnostic: &Diagnostic| diagnostic.position.or_else(|| lines.find(&diagnostic.place));
    render::render(diagnostics, &source_lines::texts(input), &find, limit)
}

/// Renders an error.
pub(crate) fn render_error(error: &CliError) -> String {
    render::render_error(error) + "\n\n"
}

/// Prints rendered diagnostics and errors.
pub(crate) fn rendered(text: &str) {
    anstream::eprint!("{text}");
}

/// Prints an error.
pub(crate) fn error(error: &CliError) {
    rendered(&render_error(error));
}

/// Prints results to standard output.
pub(crate) fn results(text: &str) -> Result<(), CliError> {
    check_written(anstream::stdout().lock().write_all(text.as_bytes()))
}

/// Prints a document to standard output, unchanged.
pub(crate) fn document(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    check_written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Ignores a closed pipe: readers such as `head` stop early.
fn check_written(written: io::Result<()>) -> Result<(), CliError> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(CliError::new(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Returns the line width for text: `COLUMNS` or the terminal's width, within readable limits.
pub(crate) fn width() -> usize {
    const WITHOUT_TERMINAL: usize = 100;
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let detected = || if io::stdout().is_terminal() { textwrap::termwidth() } else { WITHOUT_TERMINAL };
    columns.unwrap_or_else(detected).clamp(60, 160)
}

/// Formats a number with its noun: `1 type`, `2 types`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Prints a note.
pub(crate) fn note(text: &str) {
    anstream::eprintln!("{text}");
}
