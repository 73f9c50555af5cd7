//! `examples/drive/calls.rs`: a call of every operation, for the program that makes them all.

use quote::quote;

use super::calls::call;
use super::words::ident;
use super::{Api, Content, Item, wire};

/// What is in the file.
pub(super) fn content(api: &Api) -> Content {
    let sampled = wire::operations(api).map(|operation| (operation, wire::sample(api, operation)));
    let mut calls = Vec::new();
    let mut items = Vec::new();
    for (operation, sample) in sampled {
        let (id, method, template) = (&operation.id, operation.http_method, &operation.template);
        let Some(Ok(sample)) = sample else {
            let reason = sample.and_then(|sample| sample.as_ref().err()).cloned().unwrap_or_default();
            calls.push(quote!(Drive { operation: #id, method: #method, path: #template, call: Err(#reason) }));
            continue;
        };
        let (name, call) = (ident(&operation.method_name), call(api, operation, sample));
        calls.push(quote!(Drive { operation: #id, method: #method, path: #template, call: Ok(#name) }));
        items.push(Item::Tokens(quote! {
            fn #name(client: &api::Client) -> Calling<'_> {
                Box::pin(async move { super::told(#call.send_with_response().await) })
            }
        }));
    }
    let head = Item::Tokens(quote! {
        //! A call of each operation, with values that the API's description shows or allows.
        #![allow(unused_imports, reason = "not every API takes values of every kind")]

        use super::given::{self, api};
        use super::{Calling, Drive};
    });
    let table = Item::Tokens(quote! {
        /// Every operation of the API.
        pub const CALLS: &[Drive] = &[#(#calls),*];
    });
    Content::Rust([head, table].into_iter().chain(items).collect())
}
