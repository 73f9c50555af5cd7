//! The struct of an operation's parameters and its implementation of the runtime's `Operation`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::{decode, encode, values};
use crate::emit::rust_types::ident;
use crate::emit::{auth, types};
use crate::ir::{Api, BackoffField, Operation, TimeUnit};

/// Returns the struct and its implementation.
pub(super) fn items<'o>(api: &Api, operation: &'o Operation) -> impl Iterator<Item = TokenStream> + use<'o> {
    let aliases = operation.type_aliases.iter().map(|earlier| types::renamed(earlier, &operation.type_name));
    [structure(api, operation), implementation(api, operation)].into_iter().chain(aliases)
}

fn structure(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let about = format!(" Parameters of [`Client::{}`].", operation.method_name.rust());
    let fields = operation.parameters.iter().map(|parameter| {
        let (name, value) = (ident(&parameter.name), values::stored(api, parameter));
        if parameter.required { quote!(#name: #value) } else { quote!(#name: Option<#value>) }
    });
    quote! {
        #[doc = #about]
        #[derive(Debug, Clone)]
        pub struct #name { #(#fields,)* }
    }
}

fn implementation(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let output = decode::response_type(api, &operation.output);
    let error = decode::response_type(api, &operation.error);
    let (id, method) = (&operation.id, Ident::new(operation.http_method, Span::call_site()));
    let keeps_redirects = operation.redirect_is_response.then(|| {
        quote!(
            const REDIRECT_IS_RESPONSE: bool = true;
        )
    });
    let security = auth::security(operation);
    let server = operation.server.iter().map(|url| quote!(const SERVER: Option<&'static str> = Some(#url);));
    let retry_constants = retry_constants(operation);
    let (encode, decode) = (encode::operation_fn(api, operation), decode::operation_fn(api, operation));
    quote! {
        impl Operation for #name {
            type Output = #output;
            type Error = #error;
            const ID: &'static str = #id;
            const METHOD: Method = Method::#method;
            #keeps_redirects
            #security
            #(#server)*
            #retry_constants

            fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> { #encode }

            fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> { #decode }
        }
    }
}

/// Returns the constants for repeated calls: the idempotency header and the backoff field.
fn retry_constants(operation: &Operation) -> TokenStream {
    let key = operation.idempotency_key.iter();
    let backoff = operation.backoff.iter().map(|BackoffField { field, unit }| match unit {
        TimeUnit::Seconds => quote!(BackoffField::seconds(#field)),
        TimeUnit::Milliseconds => quote!(BackoffField::milliseconds(#field)),
    });
    quote! {
        #(const IDEMPOTENCY_KEY: Option<&'static str> = Some(#key);)*
        #(const BACKOFF: Option<BackoffField> = Some(#backoff);)*
    }
}
