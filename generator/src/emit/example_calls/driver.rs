//! `examples/drive/calls.rs`: a call of every operation for the example program.

use quote::quote;

use super::{call, wire};
use crate::emit::rust_types::ident;
use crate::emit::{Content, Item};
use crate::ir::Api;

/// Returns the content of the file.
pub(in crate::emit) fn content(api: &Api) -> Content {
    let examples = wire::operations(api).map(|operation| (operation, wire::example(api, operation)));
    let mut calls = Vec::new();
    let mut items = Vec::new();
    for (operation, example) in examples {
        let (id, method, template) = (&operation.id, operation.http_method, &operation.template);
        let Some(Ok(example)) = example else {
            let reason = example.and_then(|example| example.as_ref().err()).cloned().unwrap_or_default();
            calls.push(quote!(Drive { operation: #id, method: #method, path: #template, call: Err(#reason) }));
            continue;
        };
        let (name, call) = (ident(&operation.method_name), call(api, operation, example));
        calls.push(quote!(Drive { operation: #id, method: #method, path: #template, call: Ok(#name) }));
        items.push(Item::Tokens(quote! {
            fn #name(client: &api::Client) -> CallFuture<'_> {
                Box::pin(async move { super::outcome_of(#call.send_with_response().await) })
            }
        }));
    }
    let head = Item::Tokens(quote! {
        //! A call of each operation, with example values from the document or values that its schemas allow.
        #![allow(unused_imports, reason = "not every API uses every kind of value")]

        use super::given::{self, api};
        use super::{CallFuture, Drive};
    });
    let table = Item::Tokens(quote! {
        /// All operations of the API.
        pub const CALLS: &[Drive] = &[#(#calls),*];
    });
    Content::Rust([head, table].into_iter().chain(items).collect())
}
