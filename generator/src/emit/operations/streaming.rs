//! Streamed responses: raw bytes, server-sent events and sequences of JSON values.

use proc_macro2::TokenStream;
use quote::quote;

use super::decode;
use crate::emit::rust_types::{Imports, TypeContext, ident, scalar_format, ty};
use crate::ir::{Api, Operation, StreamFraming, StreamVariant};

/// Returns the trait implementations for an operation's streamed responses.
pub(super) fn items(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let name = ident(&operation.type_name);
    let bytes = operation.can_download().then(|| quote!(impl BytesResponse for #name {}));
    let streams = operation.streams.iter().map(|stream| implementation(api, operation, stream));
    bytes.into_iter().chain(streams).collect()
}

/// Adds the imports of these implementations.
pub(super) fn imports(api: &Api, operation: &Operation, imports: &mut Imports) {
    if operation.can_download() {
        imports.runtime("BytesResponse");
    }
    for stream in &operation.streams {
        match stream.kind {
            StreamFraming::Events => imports.runtime("EventStreamResponse"),
            StreamFraming::Newline | StreamFraming::RecordSeparator => {
                imports.runtime("JsonStreamResponse");
                imports.runtime("JsonFraming");
            }
        }
        imports.add(&stream.ty);
        if scalar_format(api, &stream.ty).is_some() {
            imports.runtime("As");
            imports.formats(api, &stream.ty);
        }
    }
}

/// Returns the documentation of an operation's streamed responses.
pub(super) fn about(operation: &Operation) -> Vec<String> {
    let bytes = match (operation.returns_bytes(), operation.has_undeclared_content) {
        (true, _) => Some("`download()` streams the response body."),
        (false, true) => {
            Some("The content of the response is not documented; `download()` streams it, whatever it is.")
        }
        (false, false) => None,
    };
    let streams = operation.streams.iter().map(|stream| match stream.kind {
        StreamFraming::Events => "`events()` streams the events of the response.",
        StreamFraming::Newline | StreamFraming::RecordSeparator => {
            "`json_stream()` streams the values of the response."
        }
    });
    bytes.into_iter().chain(streams).flat_map(|line| [String::new(), line.to_owned()]).collect()
}

fn implementation(api: &Api, operation: &Operation, stream: &StreamVariant) -> TokenStream {
    let (name, accept) = (ident(&operation.type_name), &stream.accept);
    let value = ty(api, &stream.ty, TypeContext::Elsewhere);
    let read = decode::value(api, stream.decoding, &stream.ty);
    let framing = match stream.kind {
        StreamFraming::Events => {
            return quote! {
                impl EventStreamResponse for #name {
                    type Event = #value;
                    const ACCEPT: &'static str = #accept;

                    fn event(response: BufferedResponse) -> Result<Self::Event, Error<Self::Error>> { #read }
                }
            };
        }
        StreamFraming::Newline => quote!(JsonFraming::Newline),
        StreamFraming::RecordSeparator => quote!(JsonFraming::RecordSeparator),
    };
    quote! {
        impl JsonStreamResponse for #name {
            type Line = #value;
            const ACCEPT: &'static str = #accept;
            const KIND: JsonFraming = #framing;

            fn line(response: BufferedResponse) -> Result<Self::Line, Error<Self::Error>> { #read }
        }
    }
}
