//! Structs of declared response headers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::rust_types::{Imports, TypeContext, format, ident, ty};
use crate::emit::{Item, docs};
use crate::ir::{Api, HeaderFormat, Operation, ResponseHeader, ResponseHeaders};

/// Returns the items for an operation's response headers.
pub(super) fn items(api: &Api, operation: &Operation) -> Vec<Item> {
    let Some(headers) = &operation.headers else { return Vec::new() };
    let method = operation.method_name.rust();
    vec![Item::Tokens(structure(api, headers, method)), table(api, headers)]
}

/// Adds the imports of an operation's response headers.
pub(super) fn imports(api: &Api, operation: &Operation, imports: &mut Imports) {
    let Some(headers) = &operation.headers else { return };
    imports.runtime("headers");
    imports.runtime("InvalidHeader");
    for field in &headers.fields {
        imports.add(&field.ty);
        imports.formats(api, &field.ty);
    }
}

fn structure(api: &Api, headers: &ResponseHeaders, method: &str) -> TokenStream {
    let name = ident(&headers.name);
    let about = docs::comment(&[
        &format!("Response headers of [`Client::{method}`]."),
        "",
        &format!("Parse them with `{name}::from_header_map(&response.headers)`, those of an error with"),
        &format!("`{name}::from_header_map(error.headers())`."),
    ]);
    let fields = headers.fields.iter().map(|header| field(api, header));
    let invalid = ident(&headers.invalid);
    quote! {
        #about
        #[derive(Debug, Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
            /// The errors of headers that do not match the description.
            pub #invalid: Vec<InvalidHeader>,
        }
    }
}

fn field(api: &Api, header: &ResponseHeader) -> TokenStream {
    let docs = docs::paragraphs(&header.docs);
    let deprecated = header.deprecated.then(|| quote!(#[deprecated]));
    let (name, value) = (ident(&header.name), ty(api, &header.ty, TypeContext::Elsewhere));
    quote!(#docs #deprecated pub #name: Option<#value>)
}

fn table(api: &Api, headers: &ResponseHeaders) -> Item {
    let lines = headers.fields.iter().map(|header| {
        let kind = match header.format {
            HeaderFormat::Text => "text",
            HeaderFormat::Lines => "lines",
            HeaderFormat::Json => "json",
        };
        let form = format(api, &header.ty).map(|format| format!(" as {format}")).unwrap_or_default();
        format!("{} => {}: {kind}{form}", Literal::string(header.name.wire()), header.name.rust())
    });
    let subject = format!("{}({})", headers.name.rust(), headers.invalid.rust());
    Item::MacroCall { name: "headers", subject, lines: lines.collect() }
}
