//! Prints what a command found: diagnostics and faults to the error stream, in colour only on a terminal.
//!
//! Comes in: what the generator and the commands decided. Goes out: the lines a person reads. It decides nothing.

use std::env;
use std::io::{self, IsTerminal, Write};

use generator::Input;
use generator::diagnostic::{Diagnostic, Diagnostics};

use crate::draw;
use crate::fault::Fault;
use crate::lines::{self, Lines};

/// Prints diagnostics with the lines of the inputs that they point at.
pub(crate) fn diagnostics(diagnostics: &Diagnostics, input: &Input, all: bool) {
    drawn(&drawn_diagnostics(diagnostics, input, all));
}

/// Diagnostics with the lines of the inputs that they point at, to be printed later.
pub(crate) fn drawn_diagnostics(diagnostics: &Diagnostics, input: &Input, all: bool) -> String {
    let limit = if all { usize::MAX } else { draw::PER_CODE };
    let lines = Lines::of(input);
    let find = |diagnostic: &Diagnostic| diagnostic.position.or_else(|| lines.find(&diagnostic.place));
    draw::draw(diagnostics, &lines::texts(input), &find, limit)
}

/// What kept a command from doing a part of its work, to be printed later.
pub(crate) fn drawn_fault(fault: &Fault) -> String {
    draw::draw_fault(fault) + "\n\n"
}

/// Prints what was drawn.
pub(crate) fn drawn(text: &str) {
    anstream::eprint!("{text}");
}

/// Prints what kept a command from doing its work.
pub(crate) fn fault(fault: &Fault) {
    drawn(&drawn_fault(fault));
}

/// Prints results to standard output.
pub(crate) fn results(text: &str) -> Result<(), Fault> {
    finish(anstream::stdout().lock().write_all(text.as_bytes()))
}

/// Writes a document to standard output, to the byte.
pub(crate) fn document(text: &str) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    finish(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// A reader that has seen enough, such as `head`, is no fault.
fn finish(written: io::Result<()>) -> Result<(), Fault> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Fault::new(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// How wide a line of text for people may be: as the terminal is, within what reads well.
pub(crate) fn width() -> usize {
    const ELSEWHERE: usize = 100;
    let told = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let width = told.unwrap_or_else(|| if io::stdout().is_terminal() { textwrap::termwidth() } else { ELSEWHERE });
    width.clamp(60, 160)
}

/// A number of things: `1 type`, `2 types`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Prints what a person should know besides the results.
pub(crate) fn note(text: &str) {
    anstream::eprintln!("{text}");
}
