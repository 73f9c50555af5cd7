//! Methods of calls that request another documented media type of the response than the preferred one.

use proc_macro2::TokenStream;
use quote::quote;

use super::decode;
use crate::emit::docs;
use crate::emit::rust_types::{Imports, ident};
use crate::ir::{AlternativeResponse, AnyResponse, Api, Operation, ResponseChoice};

/// Returns the methods, and the operations with other responses.
pub(super) fn items(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let name = ident(&operation.type_name);
    let alternatives = operation.choices.iter().filter_map(|choice| {
        let alternative = choice.alternative.as_ref()?;
        Some(implementation(api, operation, choice, alternative))
    });
    let (retyped, same): (Vec<&ResponseChoice>, Vec<&ResponseChoice>) =
        operation.choices.iter().partition(|choice| choice.alternative.is_some());
    let has_setters = operation.parameters.iter().any(|parameter| !parameter.required);
    let retyped = retyped.into_iter().map(|choice| method(choice, has_setters));
    let same = same.into_iter().map(|choice| method(choice, false));
    let any = operation.any.as_ref().map(|any| any_response(api, operation, any));
    let retyped = retyped.chain(operation.any.as_ref().map(|any| any_method(any, has_setters)));
    let retyped: Vec<TokenStream> = retyped.collect();
    let blocks = [
        (!retyped.is_empty()).then(|| quote!(impl<'c, M> Call<'c, #name, M> { #(#retyped)* })),
        (same.len() > 0).then(|| quote!(impl<M> Call<'_, #name, M> { #(#same)* })),
    ];
    alternatives.chain(any).chain(blocks.into_iter().flatten()).collect()
}

/// Adds the imports of the items.
pub(super) fn imports(operation: &Operation, imports: &mut Imports) {
    for alternative in operation.alternatives() {
        imports.runtime("AlternativeResponse");
        if alternative.output.is_bytes(&alternative.arms) {
            imports.runtime("BytesResponse");
        }
    }
}

/// Returns the documentation of an operation's other media types.
pub(super) fn about(operation: &Operation) -> Vec<String> {
    let line = |choice: &ResponseChoice| {
        let name = choice.method_name.rust();
        format!("`{name}()` requests the response as {}.", docs::code(&choice.media))
    };
    let any = operation.any.as_ref().map(|any| {
        let (method, name) = (any.method_name.rust(), any.enum_name.rust());
        format!("`{method}()` accepts all its media types and returns [`{name}`].")
    });
    operation.choices.iter().map(line).chain(any).flat_map(|line| [String::new(), line]).collect()
}

/// Returns the method. It may have to be called after the setters of the operation.
fn method(choice: &ResponseChoice, has_setters: bool) -> TokenStream {
    let name = ident(&choice.method_name);
    let order = if has_setters { " Set optional parameters before." } else { "" };
    let about = docs::comment(&[format!("Requests the response as {}.{order}", docs::code(&choice.media))]);
    match &choice.alternative {
        Some(alternative) => {
            let operation = ident(&alternative.type_name);
            quote! {
                #about
                pub fn #name(self) -> Call<'c, #operation, M> {
                    self.with_operation(#operation)
                }
            }
        }
        None => {
            let accept = &choice.accept;
            quote! {
                #about
                pub fn #name(self) -> Self {
                    self.with_accept(#accept)
                }
            }
        }
    }
}

fn any_method(any: &AnyResponse, has_setters: bool) -> TokenStream {
    let (name, operation) = (ident(&any.method_name), ident(&any.type_name));
    let order = if has_setters { " Set optional parameters before." } else { "" };
    let about = docs::comment(&[format!("Accepts all documented media types of the response.{order}")]);
    quote! {
        #about
        pub fn #name(self) -> Call<'c, #operation, M> {
            self.with_operation(#operation)
        }
    }
}

/// Returns the enum of an operation's results by media type, and the operation that returns it.
fn any_response(api: &Api, operation: &Operation, any: &AnyResponse) -> TokenStream {
    let (name, content, requested) = (ident(&any.type_name), ident(&any.enum_name), ident(&operation.type_name));
    let method = operation.method_name.rust();
    let about_enum = format!(" Response of [`Client::{method}`] by its media type.");
    let about = format!(" [`Client::{method}`] with a response of any of its media types.");
    let variants = any.variants.iter().filter_map(|variant| {
        let alternative = operation.choices.get(variant.choice)?.alternative.as_ref()?;
        Some((variant, alternative))
    });
    let arms = variants.clone().map(|(variant, alternative)| {
        let (media, variant, operation) = (&variant.media, ident(&variant.name), ident(&alternative.type_name));
        quote!(#(#media)|* => <#operation as AlternativeResponse>::decode(response).map(#content::#variant))
    });
    let declared = variants.map(|(variant, alternative)| {
        let media: Vec<String> = variant.media.iter().map(|media| docs::code(media)).collect();
        let about = docs::comment(&[media.join(" or ")]);
        let (name, value) = (ident(&variant.name), decode::response_type(api, &alternative.output));
        quote!(#about #name(#value))
    });
    let (preferred, output) = (ident(&any.preferred), decode::response_type(api, &operation.output));
    let (accept, error) = (&any.accept, decode::response_type(api, &operation.error));
    quote! {
        #[doc = #about_enum]
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #content {
            /// The preferred media type, or another one of its type.
            #preferred(#output),
            #(#declared,)*
        }

        #[doc = #about]
        #[derive(Debug, Clone)]
        pub struct #name(#requested);

        impl AlternativeResponse for #name {
            type Operation = #requested;
            type Output = #content;
            const ACCEPT: &'static str = #accept;

            fn operation(&self) -> &#requested { &self.0 }

            fn decode(response: BufferedResponse) -> Result<#content, Error<#error>> {
                match response.media_type().as_str() {
                    #(#arms,)*
                    _ => <#requested as Operation>::decode(response).map(#content::#preferred),
                }
            }
        }
    }
}

fn implementation(
    api: &Api,
    operation: &Operation,
    choice: &ResponseChoice,
    alternative: &AlternativeResponse,
) -> TokenStream {
    let (name, requested) = (ident(&alternative.type_name), ident(&operation.type_name));
    let method = operation.method_name.rust();
    let about = format!("[`Client::{method}`] with a response of {}.", docs::code(&choice.media));
    let about = docs::comment(&[about]);
    let accept = &choice.accept;
    let output = decode::response_type(api, &alternative.output);
    let error = decode::response_type(api, &operation.error);
    let decode = decode::status_match(api, &alternative.arms, &alternative.output, &operation.error);
    let bytes = alternative.output.is_bytes(&alternative.arms).then(|| quote!(impl BytesResponse for #name {}));
    quote! {
        #about
        #[derive(Debug, Clone)]
        pub struct #name(#requested);

        impl AlternativeResponse for #name {
            type Operation = #requested;
            type Output = #output;
            const ACCEPT: &'static str = #accept;

            fn operation(&self) -> &#requested { &self.0 }

            fn decode(response: BufferedResponse) -> Result<#output, Error<#error>> { #decode }
        }

        #bytes
    }
}
