//! Setters of parameters: optional ones, and required ones if they are not arguments.

use proc_macro2::TokenStream;
use quote::quote;

use super::values;
use crate::emit::docs;
use crate::emit::rust_types::ident;
use crate::ir::{Api, Operation, Parameter};

/// Returns the setters of an operation's parameters that are not arguments of its method.
pub(super) fn items(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let name = ident(&operation.type_name);
    let setters: Vec<TokenStream> = operation
        .parameters
        .iter()
        .filter(|parameter| !parameter.required)
        .map(|parameter| setter(api, parameter, &quote!(self.operation)))
        .collect();
    (!setters.is_empty()).then(|| quote!(impl<M> Call<'_, #name, M> { #(#setters)* }))
}

/// Returns the setter of a parameter that is a field of `holder`.
pub(super) fn setter(api: &Api, parameter: &Parameter, holder: &TokenStream) -> TokenStream {
    let docs = docs::paragraphs(&parameter.docs);
    let deprecated = parameter.deprecated.then(|| quote!(#[deprecated]));
    let name = ident(&parameter.name);
    let (accepted, value) = (values::accepted(api, parameter), values::converted(api, parameter));
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #name: #accepted) -> Self {
            #holder.#name = Some(#value);
            self
        }
    }
}
