//! Encoding of requests: one statement per parameter, in the order path, query, headers, body.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::required;
use crate::emit::rust_types::{format_tokens, ident};
use crate::ir::{
    Api, Binding, BodyKind, Bound, Constraint, FieldKind, FormEncoding, Operation, ParamIn, Parameter, PathSegment,
    Separator, Serialization, Style, Type,
};

/// Returns the body of an operation's `encode`. Parameters are checked first, so that an invalid one has no effect.
pub(super) fn operation_fn(api: &Api, operation: &Operation) -> TokenStream {
    let checks = checks(&operation.parameters);
    let path = operation.path.iter().filter_map(|segment| path_segment(api, operation, segment));
    let form = form(operation);
    let rest = operation.parameters.iter().filter_map(|parameter| encode_parameter(api, parameter));
    let accept = operation.accept.iter().map(|media| quote!(request.accept(#media);));
    let fixed_query = operation.fixed_query.iter().map(|(name, value)| quote!(request.query(#name, [&#value]);));
    quote! {
        #checks
        #(#path)*
        #(#accept)*
        #(#fixed_query)*
        #form
        #(#rest)*
        Ok(())
    }
}

/// Returns the body of the `encode` of a multipart struct.
pub(super) fn form_fn(api: &Api, fields: &[Parameter]) -> TokenStream {
    let checks = checks(fields);
    let rest = fields.iter().filter_map(|field| encode_parameter(api, field));
    quote! {
        #checks
        request.multipart();
        #(#rest)*
        Ok(())
    }
}

fn checks(parameters: &[Parameter]) -> TokenStream {
    let missing = required::checks(parameters);
    let checks =
        parameters.iter().flat_map(|parameter| parameter.constraints.iter().filter_map(|c| check(parameter, c)));
    quote!(#missing #(#checks)*)
}

/// Returns the names of the runtime that the encoding of parameters uses.
pub(super) fn imported_names(parameters: &[Parameter]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for parameter in parameters {
        names.extend(parameter.constraints.iter().map(|check| match check {
            Constraint::Items(..) => "check_items",
            Constraint::Length(..) => "check_length",
            Constraint::Range(..) => "check_range",
        }));
        names.extend(style_names(&parameter.binding));
        match serialization(&parameter.binding) {
            Some(Serialization::Joined(_)) => names.push("Separator"),
            Some(Serialization::Styled(Style::Joined(_) | Style::Nested { .. })) => {
                names.extend(["Separator", "Style"]);
            }
            Some(Serialization::Styled(_)) => names.push("Style"),
            Some(Serialization::Repeated) | None => {}
        }
    }
    names
}

/// Returns the names of the runtime that the styles of a form use.
fn style_names(binding: &Binding) -> Vec<&'static str> {
    match binding {
        Binding::Body(BodyKind::Form(_, styles)) => {
            let joined = styles.iter().any(|(_, style)| matches!(style, Style::Joined(_) | Style::Nested { .. }));
            let separator = joined.then_some("Separator");
            separator.into_iter().chain((!styles.is_empty()).then_some("Style")).collect()
        }
        Binding::Body(BodyKind::Choice(choice)) => {
            choice.variants.iter().flat_map(|variant| style_names(&variant.binding)).collect()
        }
        Binding::Param(..)
        | Binding::FormField(..)
        | Binding::Body(
            BodyKind::Json(_)
            | BodyKind::Text(_)
            | BodyKind::Bytes(_)
            | BodyKind::File(_)
            | BodyKind::Files
            | BodyKind::Multipart(_),
        ) => Vec::new(),
    }
}

pub(in crate::emit) fn serialization(binding: &Binding) -> Option<Serialization> {
    match binding {
        Binding::Param(_, serialization) | Binding::FormField(_, FieldKind::Value(serialization)) => {
            Some(*serialization)
        }
        Binding::FormField(_, FieldKind::Part(_) | FieldKind::File(_)) => None,
        Binding::Body(BodyKind::Json(_) | BodyKind::Text(_) | BodyKind::Bytes(_)) => None,
        Binding::Body(BodyKind::File(_) | BodyKind::Form(..) | BodyKind::Files) => None,
        Binding::Body(BodyKind::Multipart(_) | BodyKind::Choice(_)) => None,
    }
}

/// Returns true if a parameter is serialized with serde, so that its format is applied during serialization.
pub(super) fn is_serialized(binding: &Binding) -> bool {
    match binding {
        Binding::FormField(_, FieldKind::Part(_)) | Binding::Body(BodyKind::Json(_) | BodyKind::Form(..)) => true,
        binding => matches!(serialization(binding), Some(Serialization::Styled(_))),
    }
}

fn check(parameter: &Parameter, check: &Constraint) -> Option<TokenStream> {
    let wire = parameter.name.wire();
    match check {
        Constraint::Items(least, most) => {
            let range = count_range(*least, *most)?;
            let lists = entire_value(parameter);
            Some(quote!(check_items(#wire, #lists, #range)?;))
        }
        Constraint::Length(least, most) => {
            let range = count_range(*least, *most)?;
            let texts = single_values(parameter);
            Some(quote!(check_length(#wire, #texts, #range)?;))
        }
        Constraint::Range(from, to) => {
            let range = range(from.as_ref(), to.as_ref())?;
            let numbers = single_values(parameter);
            Some(quote!(check_range(#wire, #numbers, #range)?;))
        }
    }
}

fn count_range(least: Option<usize>, most: Option<usize>) -> Option<TokenStream> {
    let number = Literal::usize_unsuffixed;
    match (least.map(number), most.map(number)) {
        (Some(least), Some(most)) => Some(quote!(#least..=#most)),
        (Some(least), None) => Some(quote!(#least..)),
        (None, Some(most)) => Some(quote!(..=#most)),
        (None, None) => None,
    }
}

fn range(from: Option<&Bound>, to: Option<&Bound>) -> Option<TokenStream> {
    // The value is printed from a number of its type, so it is a literal.
    let number = |bound: &Bound| bound.value.parse::<TokenStream>().ok();
    let end = |bound: Option<&Bound>| match bound {
        Some(bound) => {
            let value = number(bound)?;
            Some(if bound.exclusive { quote!(Bound::Excluded(#value)) } else { quote!(Bound::Included(#value)) })
        }
        None => Some(quote!(Bound::Unbounded)),
    };
    match (from, to) {
        (None, None) => None,
        (Some(f), _) if f.exclusive => {
            let (from, to) = (end(from)?, end(to)?);
            Some(quote!({ use std::ops::Bound; (#from, #to) }))
        }
        (from, to) => {
            let exclusive = to.is_some_and(|to| to.exclusive);
            let from = from.and_then(number);
            let to = to.and_then(number);
            Some(match (&to, exclusive) {
                (None, _) => quote!(#from..),
                (Some(to), true) => quote!(#from..#to),
                (Some(to), false) => quote!(#from..=#to),
            })
        }
    }
}

/// Returns an iterator over references to the single values of a parameter.
fn single_values(parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    match (&parameter.ty, parameter.required) {
        (Type::Array(_), true) => quote!(&self.#name),
        (Type::Array(_), false) => quote!(self.#name.iter().flatten()),
        (_, true) => quote!([&self.#name]),
        (_, false) => quote!(&self.#name),
    }
}

/// Returns an iterator over the entire value of a parameter with its format, at most one item.
fn formatted_value(api: &Api, parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    match (format_tokens(api, &parameter.ty), parameter.required) {
        (Some(format), true) => quote!([SerializeAs::<#format>(&self.#name)]),
        (Some(format), false) => quote!(self.#name.as_ref().map(SerializeAs::<#format>)),
        (None, true) => quote!([&self.#name]),
        (None, false) => quote!(self.#name.iter()),
    }
}

/// Returns an iterator over the single values of a parameter with their format.
fn formatted_values(api: &Api, parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    let Type::Array(item) = &parameter.ty else { return formatted_value(api, parameter) };
    match (format_tokens(api, item), parameter.required) {
        (Some(format), true) => quote!(self.#name.iter().map(SerializeAs::<#format>)),
        (Some(format), false) => quote!(self.#name.iter().flatten().map(SerializeAs::<#format>)),
        (None, _) => single_values(parameter),
    }
}

/// Returns an iterator over a reference to the entire value of a parameter, at most one item.
fn entire_value(parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    if parameter.required { quote!([&self.#name]) } else { quote!(&self.#name) }
}

fn path_segment(api: &Api, operation: &Operation, segment: &PathSegment) -> Option<TokenStream> {
    match segment {
        PathSegment::Literal(text) => Some(quote!(request.path_literal(#text);)),
        PathSegment::Parameter(index) => {
            let parameter = operation.parameters.get(*index)?;
            let (wire, value) = (parameter.name.wire(), required::path_value(parameter));
            Some(match (serialization(&parameter.binding)?, &parameter.ty) {
                (Serialization::Joined(separator), _) => {
                    let separator = self::separator(separator);
                    quote!(request.path_list(#wire, #value, #separator)?;)
                }
                (Serialization::Repeated, _) => quote!(request.path(#wire, #value)?;),
                (Serialization::Styled(style), ty) => {
                    let style = self::style(style);
                    let method = if parameter.allow_reserved { "path_allow_reserved" } else { "path_with_style" };
                    let method = Ident::new(method, Span::call_site());
                    match format_tokens(api, ty) {
                        Some(format) => {
                            quote!(request.#method(#wire, &SerializeAs::<#format>(#value), #style)?;)
                        }
                        None => quote!(request.#method(#wire, #value, #style)?;),
                    }
                }
            })
        }
    }
}

/// Returns the statement that sets the encoding of the form.
fn form(operation: &Operation) -> Option<TokenStream> {
    Some(match operation.form()? {
        FormEncoding::Multipart => quote!(request.multipart();),
        FormEncoding::UrlEncoded => quote!(request.urlencoded();),
    })
}

fn encode_parameter(api: &Api, parameter: &Parameter) -> Option<TokenStream> {
    let (wire, name) = (parameter.name.wire(), ident(&parameter.name));
    Some(match &parameter.binding {
        Binding::Param(ParamIn::Path, _) => return None,
        Binding::Param(ParamIn::Query, serialization) => encode_value(api, parameter, *serialization, "query"),
        Binding::Param(ParamIn::Header, serialization) => encode_value(api, parameter, *serialization, "header"),
        Binding::Param(ParamIn::Cookie, serialization) => encode_value(api, parameter, *serialization, "cookie"),
        Binding::FormField(_, FieldKind::Value(serialization)) => {
            encode_value(api, parameter, *serialization, "form_field")
        }
        Binding::FormField(_, FieldKind::Part(media)) => {
            let values = formatted_values(api, parameter);
            quote!(request.part(#wire, #values, #media)?;)
        }
        Binding::FormField(_, FieldKind::File(media)) => {
            let files = single_values(parameter);
            match media {
                Some(media) => quote!(request.file_as(#wire, #files, #media);),
                None => quote!(request.file(#wire, #files);),
            }
        }
        Binding::Body(_) => {
            if parameter.required {
                body(api, &parameter.binding, &parameter.ty, &quote!(&self.#name), &quote!(self.#name))
            } else {
                let value = quote!(body);
                let send = body(api, &parameter.binding, &parameter.ty, &value, &value);
                quote!(if let Some(body) = &self.#name { #send })
            }
        }
    })
}

/// Returns the statement that sets the request body. The value is passed as an expression of a reference, and as one
/// to call methods on.
pub(super) fn body(
    api: &Api,
    binding: &Binding,
    ty: &Type,
    reference: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    let serialized = || match format_tokens(api, ty) {
        Some(format) => quote!(&SerializeAs::<#format>(#reference)),
        None => reference.clone(),
    };
    match binding {
        Binding::Body(BodyKind::Json(media)) => {
            let json = serialized();
            match media.as_str() {
                "application/json" => quote!(request.json(#json)?;),
                media => quote!(request.json_as(#media, #json)?;),
            }
        }
        Binding::Body(BodyKind::Text(media)) => quote!(request.text(#media, #reference);),
        Binding::Body(BodyKind::Bytes(media)) => quote!(request.bytes(#media, #value.clone());),
        Binding::Body(BodyKind::File(range)) => quote!(request.file_body(#range, #reference)?;),
        Binding::Body(BodyKind::Form(kind, styles)) => {
            let start = match kind {
                FormEncoding::UrlEncoded => quote!(request.urlencoded();),
                FormEncoding::Multipart => quote!(request.multipart();),
            };
            let styles = styles.iter().map(|(name, style)| {
                let style = self::style(*style);
                quote!((#name, #style))
            });
            let serialized = serialized();
            quote!(#start request.form(#serialized, &[#(#styles),*])?;)
        }
        Binding::Body(BodyKind::Files) => quote!(request.multipart(); request.files(#reference);),
        Binding::Body(BodyKind::Multipart(_) | BodyKind::Choice(_)) => quote!(#value.encode(request)?;),
        Binding::Param(..) | Binding::FormField(..) => TokenStream::new(),
    }
}

/// Returns the statements that encode a named value in the query, a header, a cookie or a form.
fn encode_value(api: &Api, parameter: &Parameter, serialization: Serialization, target: &str) -> TokenStream {
    let wire = parameter.name.wire();
    // Headers and cookies reject invalid characters immediately.
    let fails = matches!(target, "header" | "cookie").then(|| quote!(?));
    let method = |suffix: &str| Ident::new(&format!("{target}{suffix}"), Span::call_site());
    let statement = match serialization {
        Serialization::Repeated => {
            let (method, values) = (method(""), single_values(parameter));
            quote!(request.#method(#wire, #values)#fails;)
        }
        Serialization::Joined(separator) => {
            let (method, list, separator) = (method("_list"), entire_value(parameter), self::separator(separator));
            quote!(request.#method(#wire, #list, #separator)#fails;)
        }
        Serialization::Styled(style) => {
            let method = method(if parameter.allow_reserved { "_allow_reserved" } else { "_with_style" });
            let (value, style) = (formatted_value(api, parameter), self::style(style));
            quote!(request.#method(#wire, #value, #style)?;)
        }
    };
    let empty = parameter.allow_empty.then(|| {
        let list = entire_value(parameter);
        quote!(request.query_allow_empty(#wire, #list);)
    });
    quote!(#statement #empty)
}

fn style(style: Style) -> TokenStream {
    match style {
        Style::Joined(separator) => {
            let separator = self::separator(separator);
            quote!(Style::Unexploded(#separator))
        }
        Style::Exploded => quote!(Style::Exploded),
        Style::Nested { outer, inner } => {
            let outer = match outer.map(separator) {
                Some(outer) => quote!(Some(#outer)),
                None => quote!(None),
            };
            let inner = separator(inner);
            quote!(Style::Nested { outer: #outer, inner: #inner })
        }
        Style::Label { explode } => quote!(Style::Label { explode: #explode }),
        Style::Matrix { explode } => quote!(Style::Matrix { explode: #explode }),
        Style::DeepObject => quote!(Style::DeepObject),
        Style::Json => quote!(Style::Json),
        Style::ContentDefault => quote!(Style::ContentDefault),
    }
}

fn separator(separator: Separator) -> TokenStream {
    match separator {
        Separator::Comma => quote!(Separator::Comma),
        Separator::Semicolon => quote!(Separator::Semicolon),
        Separator::Space => quote!(Separator::Space),
        Separator::Pipe => quote!(Separator::Pipe),
        Separator::Tab => quote!(Separator::Tab),
    }
}
