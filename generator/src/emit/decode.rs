//! How an operation reads its answers: one arm for each status that is read in a way of its own, and the enums of what
//! comes out where that differs from status to status.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs;
use super::words::{From, Imports, format_tokens, ident, leaf_format, ty};
use crate::ir::{Api, Arm, Cases, Operation, Outcome, Placing, Reading, Type};

/// The body of an operation's `decode`.
pub(super) fn body(api: &Api, operation: &Operation) -> TokenStream {
    let arms = operation.arms.iter().map(|arm| self::arm(api, operation, arm));
    let rest = operation.arms.last().is_none_or(|last| last.statuses != [EVERY]);
    let undeclared = rest.then(|| quote!(_ => Err(answer.undeclared()),));
    quote!(match answer.status() { #(#arms,)* #undeclared })
}

/// The statuses of the arm that takes what others leave.
const EVERY: (u16, u16) = (0, u16::MAX);

/// An outcome as Rust.
pub(super) fn outcome(api: &Api, outcome: &Outcome) -> TokenStream {
    match outcome {
        Outcome::One(ty) => self::ty(api, ty, From::Elsewhere),
        Outcome::Several(cases) => {
            let name = ident(&cases.name);
            quote!(#name)
        }
    }
}

/// Adds what the outcomes of an operation need.
pub(super) fn imports(api: &Api, operation: &Operation, imports: &mut Imports) {
    for ty in operation.output.types().chain(operation.error.types()) {
        imports.of(ty);
        if leaf_format(api, ty).is_some() {
            imports.runtime("As");
            imports.formats(api, ty);
        }
    }
}

/// The enums of what an operation gives and of what its errors carry.
pub(super) fn enums(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let method = operation.method_name.rust();
    let gives = format!(" What [`Client::{method}`] gives.");
    let refuses = format!(" What the errors of [`Client::{method}`] carry.");
    let both = [(&operation.output, gives), (&operation.error, refuses)];
    let several = both.into_iter().filter_map(|(outcome, about)| match outcome {
        Outcome::One(_) => None,
        Outcome::Several(cases) => Some(enumeration(api, cases, &about)),
    });
    several.collect()
}

fn enumeration(api: &Api, cases: &Cases, about: &str) -> TokenStream {
    let name = ident(&cases.name);
    let variants = cases.variants.iter().map(|case| {
        let (docs, name) = (docs::named(&case.docs, case.name.wire()), ident(&case.name));
        match &case.ty {
            Type::Unit => quote!(#docs #name),
            held => {
                let held = ty(api, held, From::Elsewhere);
                quote!(#docs #name(#held))
            }
        }
    });
    quote! {
        #[doc = #about]
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
    }
}

fn arm(api: &Api, operation: &Operation, arm: &Arm) -> TokenStream {
    let statuses = arm.statuses.iter().map(|range| statuses(*range));
    let outcome = if arm.is_error { &operation.error } else { &operation.output };
    let read = match (arm.place, arm.is_error) {
        (Placing::Undeclared, _) => quote!(Err(answer.undeclared())),
        (_, false) => placed(api, outcome, arm, &success(arm.reading)),
        (_, true) => {
            let read = placed(api, outcome, arm, &error(arm.reading));
            quote!(Err(#read))
        }
    };
    quote!(#(#statuses)|* => #read)
}

fn statuses(range: (u16, u16)) -> TokenStream {
    let number = Literal::u16_unsuffixed;
    match range {
        EVERY => quote!(_),
        (from, to) if from == to => {
            let code = number(from);
            quote!(#code)
        }
        (from, to) => {
            let (from, to) = (number(from), number(to));
            quote!(#from..=#to)
        }
    }
}

/// The runtime's method that reads a success, and what its type arguments are besides the type that is read.
fn success(reading: Reading) -> (Ident, TokenStream) {
    let name = match reading {
        Reading::Json => "json",
        Reading::Untyped => "untyped",
        Reading::Text => "text",
        Reading::Xml => "xml",
        Reading::Bytes => "bytes",
        Reading::Empty => "empty",
    };
    (super::words::word(name), quote!(, _))
}

/// As [`success`], for an error.
fn error(reading: Reading) -> (Ident, TokenStream) {
    let name = match reading {
        Reading::Json => "error_json",
        Reading::Untyped => "error_untyped",
        Reading::Text => "error_text",
        Reading::Xml => "error_xml",
        Reading::Bytes => "error_bytes",
        Reading::Empty => "error_empty",
    };
    (super::words::word(name), quote!())
}

/// An answer, read and put where it belongs in the outcome.
fn placed(api: &Api, outcome: &Outcome, arm: &Arm, (read, rest): &(Ident, TokenStream)) -> TokenStream {
    let (held, make) = place(outcome, arm.place);
    let format = if arm.reading == Reading::Json { held.and_then(|held| format_tokens(api, held)) } else { None };
    match (format, make) {
        (Some(format), None) => quote!(answer.#read::<As<#format>#rest>().map(|As(value)| value)),
        (Some(format), Some(make)) => quote!(answer.#read::<As<#format>#rest>().map(|As(value)| #make(value))),
        (None, None) => quote!(answer.#read()),
        (None, Some(make)) if arm.reading == Reading::Empty => quote!(answer.#read().map(|()| #make)),
        (None, Some(make)) => quote!(answer.#read().map(#make)),
    }
}

/// A value of its own, read of an `answer`.
pub(super) fn value(api: &Api, reading: Reading, ty: &Type) -> TokenStream {
    let arm = Arm { statuses: Vec::new(), is_error: false, reading, place: Placing::Whole };
    placed(api, &Outcome::One(ty.clone()), &arm, &success(reading))
}

/// The type that is read, and what is made of it; `None` where it stays as it is.
fn place(outcome: &Outcome, place: Placing) -> (Option<&Type>, Option<TokenStream>) {
    match (outcome, place) {
        (Outcome::One(ty), Placing::Whole) => (Some(ty), None),
        (Outcome::One(Type::Nullable(some)), Placing::Present) => (Some(some), Some(quote!(Some))),
        (Outcome::One(_), Placing::Absent) => (None, Some(quote!(None))),
        (Outcome::Several(cases), Placing::Variant(i)) => match cases.variants.get(i) {
            Some(case) => {
                let (of, name) = (ident(&cases.name), ident(&case.name));
                (Some(&case.ty), Some(quote!(#of::#name)))
            }
            None => (None, None),
        },
        (Outcome::One(_) | Outcome::Several(_), _) => (None, None),
    }
}
