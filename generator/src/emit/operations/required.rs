//! Checks of required parameters that have setters.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::rust_types::ident;
use crate::ir::{Binding, ParamIn, Parameter};

/// Returns the statements that reject a request without its required parameters. Values in the path are checked where
/// they are encoded.
pub(super) fn checks(parameters: &[Parameter]) -> TokenStream {
    let is_in_path = |parameter: &Parameter| matches!(parameter.binding, Binding::Param(ParamIn::Path, _));
    let required = parameters.iter().filter(|parameter| parameter.required_setter && !is_in_path(parameter));
    let checks = required.map(|parameter| {
        let (name, error) = (ident(&parameter.name), error(parameter));
        quote!(if self.#name.is_none() { return Err(#error); })
    });
    quote!(#(#checks)*)
}

/// Returns a reference to the value of a parameter in the path.
pub(super) fn path_value(parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    if parameter.required_setter {
        let error = error(parameter);
        quote!(self.#name.as_ref().ok_or_else(|| #error)?)
    } else {
        quote!(&self.#name)
    }
}

/// Returns the error of a call without a required parameter.
fn error(parameter: &Parameter) -> TokenStream {
    let wire = parameter.name.wire();
    let problem = format!("is required, but not set: call `{}`", parameter.name.rust());
    quote!(InvalidParameter::new(#wire, #problem))
}
