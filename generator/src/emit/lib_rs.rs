//! `src/lib.rs`: the crate's front page, its modules and what it hands out.

use quote::quote;

use super::{Content, Item, docs};
use crate::ir::Api;

/// What is in the file.
pub(super) fn content(api: &Api) -> Content {
    let mut words = vec![format!("A client of {}.", api.title)];
    words.extend(api.description.clone());
    let about: Vec<String> = words.iter().flat_map(|text| [docs::safe(text), vec![String::new()]].concat()).collect();
    let about = about.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    let items = vec![
        quote! {
            #(#![doc = #about])*
            #![doc = " Start with [`Client`]: it has a method for each operation."]
            #![forbid(unsafe_code)]
            #![warn(missing_docs)]
            // Deprecated parts of the API are complete, and the words of its description are its author's.
            #![allow(deprecated, clippy::doc_lazy_continuation, clippy::too_many_arguments, clippy::large_enum_variant)]
        },
        quote! {
            mod client;
            pub mod operations;
            mod runtime;
            pub mod types;
        },
        quote!(
            pub use runtime::*;
        ),
    ];
    Content::Rust(items.into_iter().map(Item::Tokens).collect())
}
