//! `tests/wire.rs` and `tests/wire/operations.rs`: a test of every operation against a server that checks the request.

use proc_macro2::TokenStream;
use quote::quote;

use super::{call, raw};
use crate::emit::rust_types::ident;
use crate::emit::{Content, Item, docs};
use crate::ir::{self, Api, ExpectedRequest, Operation, OperationExample, Part, StubResponse};

const DOCS: &str = "\
//! Calls each operation once, with example values from the document or values that its
//! schemas allow.
//!
//! A local server checks method, path, query, headers, cookies and body of the request,
//! and sends a documented response, which the client must decode.
";

const MODULES: &str = "
#[path = \"wire/given.rs\"]
#[rustfmt::skip]
mod given;
#[path = \"wire/harness.rs\"]
#[rustfmt::skip]
mod harness;
#[path = \"wire/operations.rs\"]
#[rustfmt::skip]
mod operations;
";

/// Returns the content of `tests/wire.rs`: documentation and modules.
pub(in crate::emit) fn content(api: &Api) -> Content {
    let mut text = DOCS.to_owned();
    let skipped: Vec<(&Operation, &String)> =
        operations(api).filter_map(|operation| Some((operation, example(api, operation)?.as_ref().err()?))).collect();
    if !skipped.is_empty() {
        let mut lines = ["", "Not called, because no valid values are known:", ""].map(str::to_owned).to_vec();
        lines.extend(skipped.iter().map(|(operation, reason)| {
            format!("- {}: {}", docs::code(operation.method_name.rust()), docs::inline(reason))
        }));
        text.push_str(&docs::inner_comment(&lines));
    }
    text.push_str("#![allow(deprecated)]\n");
    text.push_str(MODULES);
    Content::Text(text)
}

/// Returns the content of `tests/wire/operations.rs`: the tests.
pub(in crate::emit) fn tests(api: &Api) -> Content {
    let tests = operations(api).filter_map(|operation| Some((operation, example(api, operation)?.as_ref().ok()?)));
    let tests: Vec<Item> = tests.map(|(operation, example)| Item::Tokens(test(api, operation, example))).collect();
    let imports = (!tests.is_empty()).then(|| {
        quote! {
            use super::given::{self, api};
            use super::harness::{self, ExpectedBody, ExpectedRequest, Part, StubResponse};
        }
    });
    let head = Item::Tokens(quote! {
        //! A test of each operation.
        #![allow(unused_imports, reason = "not every API sends every kind of body")]
        #imports
    });
    Content::Rust([head].into_iter().chain(tests).collect())
}

/// Iterates over the operations in the order of their modules.
pub(super) fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.modules.iter().flat_map(|group| &group.operations)
}

/// Returns the example of an operation; `None` if examples were not requested.
pub(super) fn example<'a>(api: &'a Api, operation: &Operation) -> Option<&'a Result<OperationExample, String>> {
    api.examples.get(operation.type_name.rust())
}

fn test(api: &Api, operation: &Operation, example: &OperationExample) -> TokenStream {
    let name = ident(&operation.method_name);
    let call = call(api, operation, example);
    let (request, response) = (request(operation.http_method, &example.request), response(&example.response));
    quote! {
        #[test]
        fn #name() {
            harness::check(
                |url| Box::pin(async move {
                    let client = given::client(&url).expect("the client can be built");
                    harness::outcome_of(#call.send_with_response().await)
                }),
                &#request,
                &#response,
            );
        }
    }
}

fn request(method: &str, request: &ExpectedRequest) -> TokenStream {
    let (path, absent) = (&request.path, &request.absent);
    let (query, headers, cookies) = (pairs(&request.query), pairs(&request.headers), pairs(&request.cookies));
    let body = match &request.body {
        ir::ExpectedBody::Empty => quote!(ExpectedBody::Empty),
        ir::ExpectedBody::Json(value) => {
            let text = raw(&value.to_string());
            quote!(ExpectedBody::Json(#text))
        }
        ir::ExpectedBody::Pairs(fields) => {
            let fields = pairs(fields);
            quote!(ExpectedBody::Pairs(#fields))
        }
        ir::ExpectedBody::Parts(parts) => {
            let parts = parts.iter().map(part);
            quote!(ExpectedBody::Parts(&[#(#parts),*]))
        }
        ir::ExpectedBody::Text(text) => {
            let text = raw(text);
            quote!(ExpectedBody::Text(#text))
        }
    };
    quote! {
        ExpectedRequest {
            method: #method,
            path: #path,
            query: #query,
            headers: #headers,
            absent: &[#(#absent),*],
            cookies: #cookies,
            body: #body,
        }
    }
}

fn part(part: &Part) -> TokenStream {
    let (name, text) = (&part.name, raw(&part.text));
    let (file, media) = (option(part.file.as_deref()), option(part.media.as_deref()));
    quote!(Part { name: #name, file: #file, media: #media, text: #text })
}

fn response(response: &StubResponse) -> TokenStream {
    let status = proc_macro2::Literal::u16_unsuffixed(response.status);
    let (media, body) = (option(response.media.as_deref()), raw(&response.body));
    quote!(StubResponse { status: #status, media: #media, body: #body })
}

fn option(text: Option<&str>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}

fn pairs(pairs: &[(String, String)]) -> TokenStream {
    let pairs = pairs.iter().map(|(name, value)| {
        let value = raw(value);
        quote!((#name, #value))
    });
    quote!(&[#(#pairs),*])
}
