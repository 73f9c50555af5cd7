//! What operations say of answers that need not be held whole: bytes, events, values in a row.

use proc_macro2::TokenStream;
use quote::quote;

use super::decode;
use super::words::{From, Imports, ident, leaf_format, ty};
use crate::ir::{Api, Operation, StreamKind, Streaming};

/// What an operation says of such answers.
pub(super) fn items(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let name = ident(&operation.type_name);
    let bytes = operation.gives_bytes().then(|| quote!(impl GivesBytes for #name {}));
    let streams = operation.streams.iter().map(|streaming| self::streaming(api, operation, streaming));
    bytes.into_iter().chain(streams).collect()
}

/// What it names.
pub(super) fn imports(api: &Api, operation: &Operation, imports: &mut Imports) {
    if operation.gives_bytes() {
        imports.runtime("GivesBytes");
    }
    for streaming in &operation.streams {
        match streaming.kind {
            StreamKind::Events => imports.runtime("GivesEvents"),
            StreamKind::Lines | StreamKind::Sequence => {
                imports.runtime("GivesLines");
                imports.runtime("LineKind");
            }
        }
        imports.of(&streaming.ty);
        if leaf_format(api, &streaming.ty).is_some() {
            imports.runtime("As");
            imports.formats(api, &streaming.ty);
        }
    }
}

/// What the docs of an operation say of them.
pub(super) fn about(operation: &Operation) -> Vec<String> {
    let bytes = operation.gives_bytes().then_some("`download()` gives what it answers piece by piece.");
    let streams = operation.streams.iter().map(|streaming| match streaming.kind {
        StreamKind::Events => "`events()` gives its events one by one, as they come.",
        StreamKind::Lines | StreamKind::Sequence => {
            "`lines()` gives the values of its answer one by one, as they come."
        }
    });
    bytes.into_iter().chain(streams).flat_map(|line| [String::new(), line.to_owned()]).collect()
}

fn streaming(api: &Api, operation: &Operation, streaming: &Streaming) -> TokenStream {
    let (name, accept) = (ident(&operation.type_name), &streaming.accept);
    let value = ty(api, &streaming.ty, From::Elsewhere);
    let read = decode::value(api, streaming.reading, &streaming.ty);
    let kind = match streaming.kind {
        StreamKind::Events => {
            return quote! {
                impl GivesEvents for #name {
                    type Event = #value;
                    const ACCEPT: &'static str = #accept;

                    fn event(answer: Answer) -> Result<Self::Event, Error<Self::Error>> { #read }
                }
            };
        }
        StreamKind::Lines => quote!(LineKind::Lines),
        StreamKind::Sequence => quote!(LineKind::Sequence),
    };
    quote! {
        impl GivesLines for #name {
            type Line = #value;
            const ACCEPT: &'static str = #accept;
            const KIND: LineKind = #kind;

            fn line(answer: Answer) -> Result<Self::Line, Error<Self::Error>> { #read }
        }
    }
}
