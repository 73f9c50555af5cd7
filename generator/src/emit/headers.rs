//! The struct of the headers that an operation's answers declare, and the table that reads it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::words::{From, Imports, format, ident, ty};
use super::{Item, docs};
use crate::ir::{Api, Header, Headers, Operation};

/// The items of an operation's headers; none where it declares none.
pub(super) fn items(api: &Api, operation: &Operation) -> Vec<Item> {
    let Some(headers) = &operation.headers else { return Vec::new() };
    let method = operation.method_name.rust();
    vec![Item::Tokens(structure(api, headers, method)), table(api, headers)]
}

/// Adds what the headers of an operation need.
pub(super) fn imports(api: &Api, operation: &Operation, imports: &mut Imports) {
    let Some(headers) = &operation.headers else { return };
    imports.runtime("headers");
    for field in &headers.fields {
        imports.of(&field.ty);
        imports.formats(api, &field.ty);
    }
}

fn structure(api: &Api, headers: &Headers, method: &str) -> TokenStream {
    let name = ident(&headers.name);
    let about = docs::own(&[
        &format!("The headers of the answers of [`Client::{method}`], which"),
        &format!("`{name}::of(&response.headers)` reads, and of an error `{name}::of(error.headers())`."),
    ]);
    let fields = headers.fields.iter().map(|header| field(api, header));
    quote! {
        #about
        #[derive(Debug, Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
    }
}

fn field(api: &Api, header: &Header) -> TokenStream {
    let docs = docs::named(&header.docs, header.name.wire());
    let deprecated = header.deprecated.then(|| quote!(#[deprecated]));
    let (name, value) = (ident(&header.name), ty(api, &header.ty, From::Elsewhere));
    quote!(#docs #deprecated pub #name: Option<#value>)
}

fn table(api: &Api, headers: &Headers) -> Item {
    let lines = headers.fields.iter().map(|header| {
        let kind = if header.is_json { "json" } else { "plain" };
        let form = format(api, &header.ty).map(|format| format!(" as {format}")).unwrap_or_default();
        format!("{} => {}: {kind}{form}", Literal::string(header.name.wire()), header.name.rust())
    });
    Item::Table { name: "headers", subject: headers.name.rust().to_owned(), lines: lines.collect() }
}
