//! Reports the facts of pages of documentation that differ from the document.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::infer::Contradiction;
use crate::report::ledger;

/// Adds a note for each fact of a page that differs from the document.
pub(crate) fn report(contradictions: &[Contradiction], diagnostics: &mut Diagnostics) {
    for Contradiction { subject, operation, documented, kept } in contradictions {
        let Some(evidence) = documented.evidence.first() else { continue };
        let message = format!(
            "the page describes `{subject}` of {operation} as {} (\u{201c}{}\u{201d}), but the document as {}, which is kept",
            ledger::words(&documented.fact),
            evidence.quote,
            ledger::words(kept),
        );
        let help = "if the page is right, declare the fact in an overlay";
        diagnostics.push(Diagnostic::new(Code::DocsContradiction, evidence.place.clone(), message).help(help));
    }
}
