//! Diagnostics of lowering.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::names::{Case, Name, NameRequest};
use crate::pointer::Pointer;
use crate::spec::Spec;

/// Reports a part of the document that the client does not represent as written.
pub(super) fn report(
    spec: &Spec,
    diagnostics: &mut Diagnostics,
    code: Code,
    pointer: &Pointer,
    message: String,
    help: &str,
) {
    diagnostics.push(Diagnostic::new(code, spec.place(pointer), message).help(help));
}

/// Reports a name of the document that differs in Rust.
pub(super) fn report_rename(
    spec: &Spec,
    diagnostics: &mut Diagnostics,
    (name_request, name, case): (&NameRequest, &Name, Case),
    pointer: &Pointer,
) {
    if name_request.was_renamed(name, case) {
        let text = &name_request.text;
        let message = format!("`{text}` is named `{}` in Rust: its own name is reserved or in use", name.rust());
        let help = "choose a name with `x-rust-name` in an overlay";
        report(spec, diagnostics, Code::NameClash, pointer, message, help);
    }
}
