//! `tests/wire.rs` and what stands beside it: a test of every operation against a server that knows what must arrive.

use std::fmt::Write;

use proc_macro2::TokenStream;
use quote::quote;

use super::calls::{call, raw};
use super::words::ident;
use super::{Content, Item, docs};
use crate::ir::{self, Answer, Api, Operation, Part, Request, Sample};

const DOCS: &str = "\
//! Calls every operation once, with values that the API's description shows or allows.
//!
//! A server on this machine checks what arrives: method, path, query, headers, cookies
//! and body. It answers as the description says, and the answer must be read.
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

/// `tests/wire.rs`: what is tested, what is not, and the modules.
pub(super) fn content(api: &Api) -> Content {
    let mut text = DOCS.to_owned();
    let left_out: Vec<(&Operation, &String)> =
        operations(api).filter_map(|operation| Some((operation, sample(api, operation)?.as_ref().err()?))).collect();
    if !left_out.is_empty() {
        text.push_str("//!\n//! Not called, as no right values are known:\n//!\n");
    }
    for (operation, reason) in left_out {
        let reason = docs::safe(&reason.replace('\n', " ")).join(" ");
        let _ = writeln!(text, "//! - `{}`: {reason}", operation.method_name.rust());
    }
    text.push_str("#![allow(deprecated)]\n");
    text.push_str(MODULES);
    Content::Text(text)
}

/// `tests/wire/operations.rs`: the tests.
pub(super) fn tests(api: &Api) -> Content {
    let tests = operations(api).filter_map(|operation| Some((operation, sample(api, operation)?.as_ref().ok()?)));
    let tests: Vec<Item> = tests.map(|(operation, sample)| Item::Tokens(test(api, operation, sample))).collect();
    let imports = (!tests.is_empty()).then(|| {
        quote! {
            use super::given::{self, api};
            use super::harness::{self, Answer, Body, Part, Request};
        }
    });
    let head = Item::Tokens(quote! {
        //! A test of each operation.
        #![allow(unused_imports, reason = "not every API sends every kind of body")]
        #imports
    });
    Content::Rust([head].into_iter().chain(tests).collect())
}

/// The operations in the order of their modules.
pub(super) fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.groups.iter().flat_map(|group| &group.operations)
}

/// The sample of an operation; `None` where none was asked for.
pub(super) fn sample<'a>(api: &'a Api, operation: &Operation) -> Option<&'a Result<Sample, String>> {
    api.samples.get(operation.type_name.rust())
}

fn test(api: &Api, operation: &Operation, sample: &Sample) -> TokenStream {
    let name = ident(&operation.method_name);
    let call = call(api, operation, sample);
    let (request, answer) = (request(operation.http_method, &sample.request), answer(&sample.answer));
    quote! {
        #[test]
        fn #name() {
            harness::check(
                |url| Box::pin(async move {
                    let client = given::client(&url).expect("the client can be set up");
                    harness::told(#call.send_with_response().await)
                }),
                &#request,
                &#answer,
            );
        }
    }
}

fn request(method: &str, request: &Request) -> TokenStream {
    let (path, absent) = (&request.path, &request.absent);
    let (query, headers, cookies) = (pairs(&request.query), pairs(&request.headers), pairs(&request.cookies));
    let body = match &request.body {
        ir::Content::Empty => quote!(Body::Empty),
        ir::Content::Json(value) => {
            let text = raw(&value.to_string());
            quote!(Body::Json(#text))
        }
        ir::Content::Pairs(fields) => {
            let fields = pairs(fields);
            quote!(Body::Pairs(#fields))
        }
        ir::Content::Parts(parts) => {
            let parts = parts.iter().map(part);
            quote!(Body::Parts(&[#(#parts),*]))
        }
        ir::Content::Text(text) => {
            let text = raw(text);
            quote!(Body::Text(#text))
        }
    };
    quote! {
        Request {
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

fn answer(answer: &Answer) -> TokenStream {
    let status = proc_macro2::Literal::u16_unsuffixed(answer.status);
    let (media, body) = (option(answer.media.as_deref()), raw(&answer.body));
    quote!(Answer { status: #status, media: #media, body: #body })
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
