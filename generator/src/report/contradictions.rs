//! Reports the facts of pages of documentation that differ from the document.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::infer::Contradiction;
use crate::report::ledger;

/// Adds a note for each fact of a page that differs from the document.
pub(crate) fn report(contradictions: &[Contradiction], diagnostics: &mut Diagnostics) {
    for Contradiction { place, subject, operation, documented, kept } in contradictions {
        let Some(evidence) = documented.evidence.first() else { continue };
        let (kept, documented) = (ledger::words(kept), ledger::words(&documented.fact));
        let message = format!(
            "`{subject}` of {operation} is kept as {kept}, but {} states {documented} (\u{201c}{}\u{201d})",
            evidence.place, evidence.quote,
        );
        let help = "if the page is right, declare the fact in an overlay";
        diagnostics.push(Diagnostic::new(Code::DocsContradiction, place.clone(), message).help(help));
    }
}
