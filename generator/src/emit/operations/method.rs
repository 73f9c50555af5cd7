//! The client's method for an operation, and its documentation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{choices, streaming, values};
use crate::emit::rust_types::{ident, runtime_ident};
use crate::emit::{auth, docs};
use crate::ir::{Api, BackoffField, Operation, Parameter, TimeUnit};

/// Returns the method that creates a request builder for an operation.
pub(super) fn item(api: &Api, operation: &Operation) -> TokenStream {
    let about = about(operation);
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    let (name, method) = (ident(&operation.type_name), ident(&operation.method_name));
    let (required, optional): (Vec<&Parameter>, Vec<&Parameter>) =
        operation.parameters.iter().partition(|parameter| parameter.required);
    let parameters = required.iter().map(|parameter| {
        let (name, value) = (ident(&parameter.name), values::accepted(api, parameter));
        quote!(#name: #value)
    });
    let given = required.iter().map(|parameter| {
        let (name, value) = (ident(&parameter.name), values::converted(api, parameter));
        if name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
    });
    let absent = optional.iter().map(|parameter| ident(&parameter.name));
    let aliases = operation.method_aliases.iter().map(|earlier| renamed(api, operation, &required, earlier));
    quote! {
        impl<M> Client<M> {
            #about
            #deprecated
            pub fn #method(&self, #(#parameters),*) -> Call<'_, #name, M> {
                Call::new(self, #name { #(#given,)* #(#absent: None,)* })
            }

            #(#aliases)*
        }
    }
}

/// Returns the method under an earlier name.
fn renamed(api: &Api, operation: &Operation, required: &[&Parameter], earlier: &str) -> TokenStream {
    let about = format!(" Earlier name of [`Client::{}`].", operation.method_name.rust());
    let note = format!("renamed to `{}`", operation.method_name.rust());
    let (earlier, name, method) = (runtime_ident(earlier), ident(&operation.type_name), ident(&operation.method_name));
    let parameters = required.iter().map(|parameter| {
        let (name, value) = (ident(&parameter.name), values::accepted(api, parameter));
        quote!(#name: #value)
    });
    let given = required.iter().map(|parameter| ident(&parameter.name));
    quote! {
        #[doc = #about]
        #[deprecated(note = #note)]
        pub fn #earlier(&self, #(#parameters),*) -> Call<'_, #name, M> {
            self.#method(#(#given),*)
        }
    }
}

/// Returns the documentation of the method.
fn about(operation: &Operation) -> TokenStream {
    let described = [operation.summary.as_ref(), operation.description.as_ref()].into_iter().flatten();
    let paragraphs: Vec<String> = described.chain(&operation.inferred).cloned().collect();
    let mut lines = docs::described(&paragraphs);
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(docs::code(&format!("{} {}", operation.http_method, operation.template)));
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    let required: Vec<String> = required.filter_map(parameter_item).collect();
    if !required.is_empty() {
        lines.extend([String::new(), "# Parameters".to_owned(), String::new()]);
        lines.extend(required);
    }
    let setters = operation.parameters.iter().filter(|parameter| parameter.required_setter);
    let setters: Vec<String> = setters.map(|parameter| format!("`{}`", parameter.name.rust())).collect();
    if !setters.is_empty() {
        lines.extend([String::new(), format!("Required setters: {}.", setters.join(", "))]);
    }
    if let Some(text) = auth::about(operation) {
        lines.extend([String::new(), text]);
    }
    if let Some(url) = &operation.server {
        let text = format!("Sent to {}, unless the client or the call has a base URL.", docs::code(url));
        lines.extend([String::new(), text]);
    }
    lines.extend(about_retries(operation));
    lines.extend(choices::about(operation));
    lines.extend(streaming::about(operation));
    if let Some(headers) = &operation.headers {
        lines.extend([String::new(), format!("Typed response headers: [`{}`].", headers.name.rust())]);
    }
    if let Some(pagination) = &operation.pagination {
        lines.extend([String::new(), "# Pagination".to_owned(), String::new(), PAGINATION.to_owned(), String::new()]);
        lines.extend(pagination.docs.iter().cloned());
    }
    docs::comment(&lines)
}

/// The documentation of every paginated operation.
const PAGINATION: &str = "[`Call::pages`] returns the pages, [`Call::items`] the items of all pages.";

/// Returns the documentation of the idempotency key and the backoff field.
fn about_retries(operation: &Operation) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(name) = &operation.idempotency_key {
        let is_parameter = |parameter: &Parameter| parameter.is_mandatory() && parameter.name.wire() == name;
        let key = if operation.parameters.iter().any(is_parameter) { "" } else { ", generated unless set" };
        let text = format!("Retried safely: each call has an idempotency key in the header {}{key}.", docs::code(name));
        lines.extend([String::new(), text]);
    }
    if let Some(BackoffField { field, unit }) = &operation.backoff {
        let unit = match unit {
            TimeUnit::Seconds => "seconds",
            TimeUnit::Milliseconds => "milliseconds",
        };
        let field = docs::code(field);
        let text =
            format!("If a response contains {field} ({unit}), later calls of this operation are delayed by that long.");
        lines.extend([String::new(), text]);
    }
    lines
}

/// Returns the list item of a required parameter; `None` if it has no description.
fn parameter_item(parameter: &Parameter) -> Option<String> {
    let text: Vec<String> = parameter.docs.iter().map(|text| docs::sentence(text)).collect();
    let text = text.join(" ");
    (!text.trim().is_empty()).then(|| format!("- `{}`: {text}", parameter.name.rust()))
}
