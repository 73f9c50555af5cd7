//! `src/operations/*.rs`: for each operation the struct of its arguments, how it is written and read, the method that
//! starts it, and the setters of what is optional.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::words::{From, Imports, format_tokens, held, ident, leaf_format, ty};
use super::{Content, Item, docs, encode};
use crate::ir::{Api, Argument, Arm, Carriage, Format, Group, Operation, Reading, Type};

/// `src/operations.rs`: the list of modules.
pub(super) fn index(api: &Api) -> Content {
    let modules: Vec<Ident> = api.groups.iter().map(|group| ident(&group.module)).collect();
    let items = vec![
        Item::Tokens(quote! {
            //! The operations of the API; each is a struct that holds its arguments.
        }),
        Item::Tokens(quote!(#(mod #modules;)*)),
        Item::Tokens(quote!(#(pub use #modules::*;)*)),
    ];
    Content::Rust(items)
}

/// The items of one module.
pub(super) fn group(api: &Api, group: &Group) -> Vec<Item> {
    let mut items = vec![head(api, group)];
    for operation in &group.operations {
        items.push(structure(api, operation));
        items.push(implementation(api, operation));
        items.push(method(api, operation));
        items.extend(setters(api, operation));
    }
    items.into_iter().map(Item::Tokens).collect()
}

fn head(api: &Api, group: &Group) -> TokenStream {
    let mut imports = Imports::default();
    for name in ["Answer", "Call", "Client", "Encoder", "Error", "InvalidArgument", "Method", "Operation"] {
        imports.runtime(name);
    }
    for operation in &group.operations {
        imports.of(&operation.output);
        // One with a format is named by that alone.
        if leaf_format(api, &operation.error).is_none() {
            imports.of(&operation.error);
        }
        operation.arguments.iter().for_each(|argument| imports.of(&argument.ty));
        encode::names(operation).into_iter().for_each(|name| imports.runtime(name));
        formats(api, operation, &mut imports);
    }
    let about = format!(" Operations of {}.", group.module.wire());
    let imports = imports.lines(From::Elsewhere);
    quote! {
        #![doc = #about]
        #imports
    }
}

/// The formats that an operation names.
fn formats(api: &Api, operation: &Operation, imports: &mut Imports) {
    for argument in &operation.arguments {
        if leaf_format(api, &argument.ty).is_some() {
            imports.runtime(if argument.carriage == Carriage::JsonBody { "Written" } else { "As" });
            imports.formats(api, &argument.ty);
        }
    }
    for answer in [&operation.output, &operation.error] {
        if leaf_format(api, answer).is_some() {
            imports.runtime("As");
            imports.formats(api, answer);
        }
    }
}

fn structure(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let about = format!(" The arguments of [`Client::{}`].", operation.method_name.rust());
    let fields = operation.arguments.iter().map(|argument| {
        let (name, value) = (ident(&argument.name), stored(api, argument));
        if argument.required { quote!(#name: #value) } else { quote!(#name: Option<#value>) }
    });
    quote! {
        #[doc = #about]
        #[derive(Debug, Clone)]
        pub struct #name { #(#fields,)* }
    }
}

/// The type of the field that holds an argument.
fn stored(api: &Api, argument: &Argument) -> TokenStream {
    match argument.carriage {
        Carriage::JsonBody => ty(api, &argument.ty, From::Elsewhere),
        _ => held(api, &argument.ty),
    }
}

fn implementation(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let output = ty(api, &operation.output, From::Elsewhere);
    let error = match format_tokens(api, &operation.error) {
        Some(format) => quote!(As<#format>),
        None => ty(api, &operation.error, From::Elsewhere),
    };
    let (id, method) = (&operation.id, Ident::new(operation.http_method, Span::call_site()));
    let encode = encode::body(api, operation);
    let arms = operation.arms.iter().map(|arm| self::arm(arm, format_tokens(api, &operation.output)));
    let rest = operation.arms.last().is_none_or(|last| last.statuses != (0, u16::MAX));
    let undeclared = rest.then(|| quote!(_ => Err(answer.undeclared()),));
    quote! {
        impl Operation for #name {
            type Output = #output;
            type Error = #error;
            const ID: &'static str = #id;
            const METHOD: Method = Method::#method;

            fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> { #encode }

            fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
                match answer.status() { #(#arms,)* #undeclared }
            }
        }
    }
}

fn arm(arm: &Arm, output_format: Option<TokenStream>) -> TokenStream {
    let number = Literal::u16_unsuffixed;
    let statuses = match arm.statuses {
        (0, u16::MAX) => quote!(_),
        (from, to) if from == to => {
            let code = number(from);
            quote!(#code)
        }
        (from, to) => {
            let (from, to) = (number(from), number(to));
            quote!(#from..=#to)
        }
    };
    let reading = match (arm.is_error, arm.reading) {
        (false, Reading::Json) => match output_format {
            Some(format) => quote!(answer.json::<As<#format>, _>().map(|As(value)| value)),
            None => quote!(answer.json()),
        },
        (false, Reading::Untyped) => quote!(answer.untyped()),
        (false, Reading::Text) => quote!(answer.text()),
        (false, Reading::Bytes) => quote!(answer.bytes()),
        (false, Reading::Empty) => quote!(answer.empty()),
        (true, Reading::Json) => quote!(Err(answer.error_json())),
        (true, Reading::Untyped) => quote!(Err(answer.error_untyped())),
        (true, Reading::Text) => quote!(Err(answer.error_text())),
        (true, Reading::Bytes) => quote!(Err(answer.error_bytes())),
        (true, Reading::Empty) => quote!(Err(answer.undeclared())),
    };
    quote!(#statuses => #reading)
}

/// The method of the client that starts an operation.
fn method(api: &Api, operation: &Operation) -> TokenStream {
    let about = about(operation);
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    let (name, method) = (ident(&operation.type_name), ident(&operation.method_name));
    let (required, optional): (Vec<&Argument>, Vec<&Argument>) = operation.arguments.iter().partition(|a| a.required);
    let parameters = required.iter().map(|argument| {
        let (name, value) = (ident(&argument.name), parameter_type(api, &argument.ty));
        quote!(#name: #value)
    });
    let given = required.iter().map(|argument| {
        let (name, value) = (ident(&argument.name), converted(api, argument));
        if name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
    });
    let absent = optional.iter().map(|argument| ident(&argument.name));
    quote! {
        impl Client {
            #about
            #deprecated
            pub fn #method(&self, #(#parameters),*) -> Call<'_, #name> {
                Call::new(self, #name { #(#given,)* #(#absent: None,)* })
            }
        }
    }
}

/// What an operation does, how it is called over HTTP, and what its required arguments are.
fn about(operation: &Operation) -> TokenStream {
    let mut words: Vec<String> = operation.summary.clone().into_iter().collect();
    words.extend(operation.description.clone().filter(|text| Some(text) != operation.summary.as_ref()));
    if words.is_empty() {
        words.push(operation.id.clone());
    }
    let words = docs::attributes(&words);
    let request = format!("`{} {}`", operation.http_method, operation.template.replace('`', "'"));
    let mut lines = vec![String::new(), request];
    let required: Vec<&Argument> = operation.arguments.iter().filter(|a| a.required && !a.docs.is_empty()).collect();
    if !required.is_empty() {
        lines.extend([String::new(), "# Arguments".to_owned(), String::new()]);
    }
    for argument in required {
        let text = argument.docs.iter().map(|text| docs::sentence(text)).collect::<Vec<_>>().join(" ");
        lines.push(format!("- `{}`: {text}", argument.name.rust()));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let lines = docs::own(&lines);
    quote!(#words #lines)
}

/// The type a caller may pass: whatever turns into the argument's own.
fn parameter_type(api: &Api, value: &Type) -> TokenStream {
    match value {
        Type::List(item) => {
            let item = match **item {
                Type::List(_) => ty(api, item, From::Elsewhere),
                _ => parameter_type(api, item),
            };
            quote!(impl IntoIterator<Item = #item>)
        }
        Type::String | Type::Secret | Type::Bytes | Type::Value | Type::Formatted(Format::Uri) => {
            let value = ty(api, value, From::Elsewhere);
            quote!(impl Into<#value>)
        }
        Type::Named(_) => {
            let value = ty(api, value, From::Elsewhere);
            quote!(impl Into<#value>)
        }
        plain => ty(api, plain, From::Elsewhere),
    }
}

/// What a caller passed, as the argument's own type.
fn converted(api: &Api, argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    if argument.carriage != Carriage::JsonBody && leaf_format(api, &argument.ty).is_some() {
        return match argument.ty {
            Type::List(_) => quote!(#name.into_iter().map(As).collect()),
            _ => quote!(As(#name)),
        };
    }
    match &argument.ty {
        Type::List(item) => match conversion(item) {
            Some(_) => quote!(#name.into_iter().map(Into::into).collect()),
            None => quote!(#name.into_iter().collect()),
        },
        value => match conversion(value) {
            Some(conversion) => quote!(#name.#conversion),
            None => quote!(#name),
        },
    }
}

fn conversion(value: &Type) -> Option<TokenStream> {
    match value {
        Type::String | Type::Secret | Type::Bytes | Type::Value => Some(quote!(into())),
        Type::Formatted(Format::Uri) | Type::Named(_) => Some(quote!(into())),
        _ => None,
    }
}

/// The setters of an operation's optional arguments.
fn setters(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let name = ident(&operation.type_name);
    let setters: Vec<TokenStream> = operation
        .arguments
        .iter()
        .filter(|argument| !argument.required)
        .map(|argument| setter(api, argument))
        .collect();
    (!setters.is_empty()).then(|| quote!(impl Call<'_, #name> { #(#setters)* }))
}

fn setter(api: &Api, argument: &Argument) -> TokenStream {
    let docs = match argument.docs.as_slice() {
        [] => docs::attributes(&[format!("`{}`", argument.name.wire().replace('`', "'"))]),
        docs => docs::attributes(docs),
    };
    let deprecated = argument.deprecated.then(|| quote!(#[deprecated]));
    let (name, parameter, value) = (ident(&argument.name), parameter_type(api, &argument.ty), converted(api, argument));
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #name: #parameter) -> Self {
            self.operation.#name = Some(#value);
            self
        }
    }
}
