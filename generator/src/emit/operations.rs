//! `src/operations.rs` and `src/operations/*.rs`: the operations of the API.
//!
//! Each operation has a struct of its parameters, which implements the runtime's `Operation` and further traits, a
//! method of the client that creates a request builder for it, and setters of its optional parameters.

mod bodies;
mod choices;
mod decode;
mod definition;
mod encode;
mod headers;
mod method;
mod pagination;
mod required;
mod setters;
mod streaming;
mod values;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::rust_types::{Imports, TypeContext, ident};
use super::{Content, Item, docs};
use crate::ir::{Api, Binding, BodyKind, Module, Operation, Parameter, ResponseType};

pub(super) use bodies::{also_from, variant_type};
pub(super) use decode::response_type;
pub(super) use encode::serialization;
pub(super) use values::{accepted, forms, is_upload};

/// Returns the content of `src/operations.rs`: the list of modules.
pub(super) fn index(api: &Api) -> Content {
    let modules: Vec<Ident> = api.modules.iter().map(|module| ident(&module.name)).collect();
    let items = vec![
        Item::Tokens(quote! {
            //! The operations of the API, each with the struct of its parameters.
        }),
        Item::Tokens(quote!(#(mod #modules;)*)),
        Item::Tokens(quote!(#(pub use #modules::*;)*)),
    ];
    Content::Rust(items)
}

/// Returns the items of one module.
pub(super) fn module(api: &Api, module: &Module) -> Vec<Item> {
    let mut items = vec![Item::Tokens(head(api, module))];
    for operation in &module.operations {
        items.extend(definition::items(api, operation).map(Item::Tokens));
        items.extend(streaming::items(api, operation).into_iter().map(Item::Tokens));
        items.extend(pagination::implementation(api, operation).map(Item::Tokens));
        items.extend(decode::enums(api, operation).into_iter().map(Item::Tokens));
        items.extend(headers::items(api, operation));
        items.push(Item::Tokens(method::item(api, operation)));
        items.extend(setters::items(api, operation).map(Item::Tokens));
        items.extend(choices::items(api, operation).into_iter().map(Item::Tokens));
        items.extend(bodies::items(api, operation).into_iter().map(Item::Tokens));
    }
    items
}

fn head(api: &Api, module: &Module) -> TokenStream {
    let mut imports = Imports::default();
    for name in
        ["BufferedResponse", "Call", "Client", "Error", "InvalidParameter", "Method", "Operation", "RequestEncoder"]
    {
        imports.runtime(name);
    }
    for operation in &module.operations {
        decode::imports(api, operation, &mut imports);
        choices::imports(operation, &mut imports);
        headers::imports(api, operation, &mut imports);
        streaming::imports(api, operation, &mut imports);
        pagination::imports(api, operation, &mut imports);
        if operation.security.is_some() {
            imports.runtime("SecurityRequirements");
        }
        if operation.backoff.is_some() {
            imports.runtime("BackoffField");
        }
        values::import_parameters(api, &operation.parameters, &mut imports);
    }
    let about = format!(" Operations of {}.", module.name.wire());
    let allow_missing = docs::allow_missing(module.operations.iter().any(is_undocumented));
    let imports = imports.to_tokens(TypeContext::Elsewhere);
    quote! {
        #![doc = #about]
        #allow_missing
        #imports
    }
}

/// Returns true if a setter, a header field or a variant of an operation has no documentation.
fn is_undocumented(operation: &Operation) -> bool {
    let headers = operation.headers.iter().flat_map(|headers| &headers.fields).map(|header| &header.docs);
    let responses = operation.outputs().map(|(output, _)| output).chain([&operation.error]);
    let responses = responses.flat_map(|response| match response {
        ResponseType::Single(_) => &[][..],
        ResponseType::PerStatus(response) => response.variants.as_slice(),
    });
    let mut docs = headers.chain(responses.map(|variant| &variant.docs));
    docs.any(|docs| docs::is_empty(docs)) || operation.parameters.iter().any(is_undocumented_parameter)
}

/// Returns true if the setter of a parameter, or a variant or setter of its body, has no documentation.
fn is_undocumented_parameter(parameter: &Parameter) -> bool {
    let has_setter = !parameter.required && docs::is_empty(&parameter.docs);
    let has_variant = match &parameter.binding {
        Binding::Body(BodyKind::Choice(choice)) => choice.variants.iter().any(|variant| docs::is_empty(&variant.docs)),
        _ => false,
    };
    let mut parts = forms(&parameter.binding).into_iter().flat_map(|form| &form.parts);
    has_setter || has_variant || parts.any(|part| !part.required && docs::is_empty(&part.docs))
}
