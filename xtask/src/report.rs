//! Prints what a command found: diagnostics and faults to the error stream, in colour only on a terminal.
//!
//! Comes in: what the generator and the commands decided. Goes out: the lines a person reads. It decides nothing.

use std::collections::BTreeMap;
use std::io::{self, Write};

use generator::Input;
use generator::diagnostic::{Diagnostic, Diagnostics};
use generator::document::Text;
use generator::locate::Locator;

use crate::draw;
use crate::fault::Fault;

/// Prints diagnostics with the lines of the inputs that they point at.
pub(crate) fn diagnostics(diagnostics: &Diagnostics, input: &Input, all: bool) {
    let texts: Vec<&Text> =
        input.documents.iter().chain(&input.files).chain(&input.catalog).chain(&input.overlays).collect();
    let limit = if all { usize::MAX } else { draw::PER_CODE };
    // A locator reads its text at the first question, so a text without findings is not read again.
    let locators: BTreeMap<&str, Locator> = texts.iter().map(|text| (text.name.as_str(), Locator::new(text))).collect();
    let find = |diagnostic: &Diagnostic| {
        let place = &diagnostic.place;
        diagnostic.position.or_else(|| locators.get(place.source.as_str())?.find(&place.pointer, None))
    };
    anstream::eprint!("{}", draw::draw(diagnostics, &texts, &find, limit));
}

/// Prints what kept a command from doing its work.
pub(crate) fn fault(fault: &Fault) {
    anstream::eprintln!("{}\n", draw::draw_fault(fault));
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

/// A number of things: `1 type`, `2 types`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Prints what a person should know besides the results.
pub(crate) fn note(text: &str) {
    anstream::eprintln!("{text}");
}
