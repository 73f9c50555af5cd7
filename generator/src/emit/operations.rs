//! `src/operations/*.rs`: for each operation the struct of its arguments, how it is written and read, what comes out,
//! the method that starts it, and the setters of what is optional.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::words::{From, Imports, held, ident, leaf_format, ty};
use super::{Content, Item, auth, bodies, decode, docs, encode, headers, paging, streams};
use crate::ir::{Api, Argument, Backoff, Carriage, Format, Group, Operation, TimeUnit, Type};

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
    let mut items = vec![Item::Tokens(head(api, group))];
    for operation in &group.operations {
        items.push(Item::Tokens(structure(api, operation)));
        items.push(Item::Tokens(implementation(api, operation)));
        items.extend(streams::items(api, operation).into_iter().map(Item::Tokens));
        items.extend(paging::implementation(api, operation).map(Item::Tokens));
        items.extend(decode::enums(api, operation).into_iter().map(Item::Tokens));
        items.extend(headers::items(api, operation));
        items.push(Item::Tokens(method(api, operation)));
        items.extend(setters(api, operation).map(Item::Tokens));
        items.extend(bodies::items(api, operation).into_iter().map(Item::Tokens));
    }
    items
}

fn head(api: &Api, group: &Group) -> TokenStream {
    let mut imports = Imports::default();
    for name in ["Answer", "Call", "Client", "Encoder", "Error", "InvalidArgument", "Method", "Operation"] {
        imports.runtime(name);
    }
    for operation in &group.operations {
        decode::imports(api, operation, &mut imports);
        headers::imports(api, operation, &mut imports);
        streams::imports(api, operation, &mut imports);
        paging::imports(api, operation, &mut imports);
        if operation.security.is_some() {
            imports.runtime("Security");
        }
        if operation.backoff.is_some() {
            imports.runtime("Backoff");
        }
        arguments(api, &operation.arguments, &mut imports);
    }
    let about = format!(" Operations of {}.", group.module.wire());
    let imports = imports.lines(From::Elsewhere);
    quote! {
        #![doc = #about]
        #imports
    }
}

/// What arguments name, and the bodies among them.
pub(super) fn arguments(api: &Api, arguments: &[Argument], imports: &mut Imports) {
    for argument in arguments {
        value(api, &argument.carriage, &argument.ty, imports);
        bodies::imports(api, &argument.carriage, imports);
    }
    encode::names(arguments).into_iter().for_each(|name| imports.runtime(name));
}

/// What the type of a value names, and its format.
pub(super) fn value(api: &Api, carriage: &Carriage, ty: &Type, imports: &mut Imports) {
    if bodies::is_upload(carriage) {
        return imports.runtime("Upload");
    }
    imports.of(ty);
    if leaf_format(api, ty).is_some() {
        imports.runtime(if encode::is_serialized(carriage) { "Written" } else { "As" });
        imports.formats(api, ty);
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
pub(super) fn stored(api: &Api, argument: &Argument) -> TokenStream {
    if let Some(name) = bodies::type_name(&argument.carriage) {
        return quote!(#name);
    }
    if encode::is_serialized(&argument.carriage) {
        ty(api, &argument.ty, From::Elsewhere)
    } else {
        held(api, &argument.ty)
    }
}

fn implementation(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let (output, error) = (decode::outcome(api, &operation.output), decode::outcome(api, &operation.error));
    let (id, method) = (&operation.id, Ident::new(operation.http_method, Span::call_site()));
    let keeps = operation.keeps_redirects.then(|| {
        quote!(
            const KEEPS_REDIRECTS: bool = true;
        )
    });
    let security = auth::security(operation);
    let server = operation.server.iter().map(|url| quote!(const SERVER: Option<&'static str> = Some(#url);));
    let repeats = repeats(operation);
    let (encode, decode) = (encode::body(api, operation), decode::body(api, operation));
    quote! {
        impl Operation for #name {
            type Output = #output;
            type Error = #error;
            const ID: &'static str = #id;
            const METHOD: Method = Method::#method;
            #keeps
            #security
            #(#server)*
            #repeats

            fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> { #encode }

            fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> { #decode }
        }
    }
}

/// What there is to know of an operation that is called again.
fn repeats(operation: &Operation) -> TokenStream {
    let key = operation.idempotency_key.iter();
    let backoff = operation.backoff.iter().map(|Backoff { field, unit }| match unit {
        TimeUnit::Seconds => quote!(Backoff::seconds(#field)),
        TimeUnit::Milliseconds => quote!(Backoff::milliseconds(#field)),
    });
    quote! {
        #(const IDEMPOTENCY_KEY: Option<&'static str> = Some(#key);)*
        #(const BACKOFF: Option<Backoff> = Some(#backoff);)*
    }
}

/// The method of the client that starts an operation.
fn method(api: &Api, operation: &Operation) -> TokenStream {
    let about = about(operation);
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    let (name, method) = (ident(&operation.type_name), ident(&operation.method_name));
    let (required, optional): (Vec<&Argument>, Vec<&Argument>) = operation.arguments.iter().partition(|a| a.required);
    let parameters = required.iter().map(|argument| {
        let (name, value) = (ident(&argument.name), parameter(api, argument));
        quote!(#name: #value)
    });
    let given = required.iter().map(|argument| {
        let (name, value) = (ident(&argument.name), converted(api, argument));
        if name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
    });
    let absent = optional.iter().map(|argument| ident(&argument.name));
    quote! {
        impl<M> Client<M> {
            #about
            #deprecated
            pub fn #method(&self, #(#parameters),*) -> Call<'_, #name, M> {
                Call::new(self, #name { #(#given,)* #(#absent: None,)* })
            }
        }
    }
}

/// What an operation does, how it is called over HTTP, and what its required arguments are.
fn about(operation: &Operation) -> TokenStream {
    let mut words: Vec<String> = operation.summary.clone().into_iter().collect();
    words.extend(operation.description.clone().filter(|text| Some(text) != operation.summary.as_ref()));
    words.extend(operation.inferred.iter().cloned());
    let words = docs::named(&words, &operation.id);
    let request = format!("`{} {}`", operation.http_method, operation.template.replace('`', "'"));
    let mut lines = vec![String::new(), request];
    let required: Vec<String> = operation.arguments.iter().filter(|a| a.required).filter_map(told).collect();
    if !required.is_empty() {
        lines.extend([String::new(), "# Arguments".to_owned(), String::new()]);
        lines.extend(required);
    }
    if let Some(taken) = auth::told(operation) {
        lines.extend([String::new(), taken]);
    }
    if let Some(url) = &operation.server {
        let served = format!("Served at `{}`, unless the client has a base URL.", url.replace('`', "'"));
        lines.extend([String::new(), served]);
    }
    lines.extend(told_of_repeats(operation));
    lines.extend(streams::about(operation));
    if let Some(headers) = &operation.headers {
        lines.extend([String::new(), format!("The headers of its answers are [`{}`].", headers.name.rust())]);
    }
    if let Some(paging) = &operation.paging {
        lines.extend([String::new(), "# Pages".to_owned(), String::new(), PAGES.to_owned(), String::new()]);
        lines.extend(paging.docs.iter().cloned());
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let lines = docs::own(&lines);
    quote!(#words #lines)
}

/// What is said of every operation that answers in pages.
const PAGES: &str = "[`Call::pages`] gives one answer after the other, and [`Call::items`] what all of them list.";
/// What is said of calls that are made again.
fn told_of_repeats(operation: &Operation) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(name) = &operation.idempotency_key {
        let is_given = operation.arguments.iter().any(|argument| argument.required && argument.name.wire() == name);
        let made = if is_given { "" } else { "; the client makes a key where none is given" };
        lines.extend([String::new(), format!("Sent with the header `{name}`, so that it can be tried again{made}.")]);
    }
    if let Some(Backoff { field, unit }) = &operation.backoff {
        let unit = match unit {
            TimeUnit::Seconds => "seconds",
            TimeUnit::Milliseconds => "milliseconds",
        };
        let member = field.replace('`', "'");
        let wait =
            format!("Where an answer says in `{member}` how many {unit} to wait, the next call of this client waits.");
        lines.extend([String::new(), wait]);
    }
    lines
}

/// What is said of an argument, as an item of a list; nothing where nothing is.
fn told(argument: &Argument) -> Option<String> {
    let text: Vec<String> = argument.docs.iter().map(|text| docs::sentence(text)).collect();
    let text = text.join(" ");
    (!text.trim().is_empty()).then(|| format!("- `{}`: {text}", argument.name.rust()))
}

/// The type a caller may pass for an argument.
pub(super) fn parameter(api: &Api, argument: &Argument) -> TokenStream {
    match bodies::type_name(&argument.carriage) {
        Some(name) => quote!(impl Into<#name>),
        None => parameter_type(api, &argument.ty),
    }
}

/// The type a caller may pass: whatever turns into the argument's own.
fn parameter_type(api: &Api, value: &Type) -> TokenStream {
    match value {
        Type::List(item) => {
            let is_list = matches!(**item, Type::List(_));
            let item = if is_list { ty(api, item, From::Elsewhere) } else { parameter_type(api, item) };
            quote!(impl IntoIterator<Item = #item>)
        }
        Type::String | Type::Secret | Type::Bytes | Type::Xml | Type::Value | Type::Formatted(Format::Uri) => {
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
pub(super) fn converted(api: &Api, argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    if bodies::type_name(&argument.carriage).is_some() {
        return quote!(#name.into());
    }
    if !encode::is_serialized(&argument.carriage) && leaf_format(api, &argument.ty).is_some() {
        let value = conversion(&argument.ty).map_or_else(|| quote!(#name), |conversion| quote!(#name.#conversion));
        let is_list = matches!(argument.ty, Type::List(_));
        return if is_list { quote!(#name.into_iter().map(As).collect()) } else { quote!(As(#value)) };
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
        Type::String | Type::Secret | Type::Bytes | Type::Xml | Type::Value => Some(quote!(into())),
        Type::Formatted(Format::Uri) | Type::Named(_) => Some(quote!(into())),
        Type::Unit | Type::Bool | Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 => None,
        Type::Timestamp(_) | Type::Date | Type::Formatted(_) | Type::File => None,
        Type::List(_) | Type::Map(_) | Type::Nullable(_) | Type::Boxed(_) | Type::Tuple(_) => None,
    }
}

/// The setters of an operation's optional arguments.
fn setters(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let name = ident(&operation.type_name);
    let setters: Vec<TokenStream> = operation
        .arguments
        .iter()
        .filter(|argument| !argument.required)
        .map(|argument| setter(api, argument, &quote!(self.operation)))
        .collect();
    (!setters.is_empty()).then(|| quote!(impl<M> Call<'_, #name, M> { #(#setters)* }))
}

/// The setter of an argument that `holder` has.
pub(super) fn setter(api: &Api, argument: &Argument, holder: &TokenStream) -> TokenStream {
    let docs = docs::named(&argument.docs, argument.name.wire());
    let deprecated = argument.deprecated.then(|| quote!(#[deprecated]));
    let (name, parameter, value) = (ident(&argument.name), parameter(api, argument), converted(api, argument));
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #name: #parameter) -> Self {
            #holder.#name = Some(#value);
            self
        }
    }
}
