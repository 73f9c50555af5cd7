//! How an operation writes its request: one statement an argument, in the order path, query, headers, body.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::words::{format_tokens, ident};
use crate::ir::{
    Api, Argument, Carriage, Check, FormKind, Limit, Operation, PathPart, Separator, Style, Type, Writing,
};

/// The body of an operation's `encode`: checks first, so that nothing is made of a wrong argument.
pub(super) fn body(api: &Api, operation: &Operation) -> TokenStream {
    let checks = checks(&operation.arguments);
    let path = operation.path.iter().filter_map(|part| path_part(api, operation, part));
    let form = form(operation);
    let rest = operation.arguments.iter().filter_map(|argument| carry(api, argument));
    let accept = operation.accept.iter().map(|media| quote!(request.accept(#media);));
    let constants = operation.constants.iter().map(|(name, value)| quote!(request.query(#name, [&#value]);));
    quote! {
        #checks
        #(#path)*
        #(#accept)*
        #(#constants)*
        #form
        #(#rest)*
        Ok(())
    }
}

/// The body of the `encode` of a form that is a struct of its own.
pub(super) fn parts(api: &Api, fields: &[Argument]) -> TokenStream {
    let checks = checks(fields);
    let rest = fields.iter().filter_map(|field| carry(api, field));
    quote! {
        #checks
        request.multipart();
        #(#rest)*
        Ok(())
    }
}

fn checks(arguments: &[Argument]) -> TokenStream {
    let checks = arguments.iter().flat_map(|argument| argument.checks.iter().filter_map(|c| check(argument, c)));
    quote!(#(#checks)*)
}

/// The runtime's functions and types that `body` names.
pub(super) fn names(arguments: &[Argument]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for argument in arguments {
        names.extend(argument.checks.iter().map(|check| match check {
            Check::Count(..) => "counted",
            Check::Length(..) => "sized",
            Check::Range(..) => "within",
        }));
        names.extend(style_names(&argument.carriage));
        match writing(&argument.carriage) {
            Some(Writing::Joined(_)) => names.push("Separator"),
            Some(Writing::Styled(Style::Joined(_))) => names.extend(["Separator", "Style"]),
            Some(Writing::Styled(_)) => names.push("Style"),
            Some(Writing::Each) | None => {}
        }
    }
    names
}

/// What the styles of a whole form name.
fn style_names(carriage: &Carriage) -> Vec<&'static str> {
    match carriage {
        Carriage::FormBody(_, styles) => {
            let joined = styles.iter().any(|(_, style)| matches!(style, Style::Joined(_)));
            let separator = joined.then_some("Separator");
            separator.into_iter().chain((!styles.is_empty()).then_some("Style")).collect()
        }
        Carriage::Choice(choice) => choice.variants.iter().flat_map(|way| style_names(&way.carriage)).collect(),
        Carriage::Path(_)
        | Carriage::Query(_)
        | Carriage::Header(_)
        | Carriage::Cookie(_)
        | Carriage::UrlEncodedField(_)
        | Carriage::MultipartField(_)
        | Carriage::MultipartPart(_)
        | Carriage::MultipartFile(_)
        | Carriage::JsonBody(_)
        | Carriage::TextBody(_)
        | Carriage::BytesBody(_)
        | Carriage::FileBody(_)
        | Carriage::FilesBody
        | Carriage::Parts(_) => Vec::new(),
    }
}

fn writing(carriage: &Carriage) -> Option<Writing> {
    match carriage {
        Carriage::Path(writing)
        | Carriage::Query(writing)
        | Carriage::Header(writing)
        | Carriage::Cookie(writing)
        | Carriage::UrlEncodedField(writing)
        | Carriage::MultipartField(writing) => Some(*writing),
        Carriage::MultipartPart(_) | Carriage::MultipartFile(_) => None,
        Carriage::JsonBody(_) | Carriage::TextBody(_) | Carriage::BytesBody(_) => None,
        Carriage::FileBody(_) | Carriage::FormBody(..) | Carriage::FilesBody => None,
        Carriage::Parts(_) | Carriage::Choice(_) => None,
    }
}

/// Whether an argument is written from its serde form, so that its own format goes around it there.
pub(super) fn is_serialized(carriage: &Carriage) -> bool {
    match carriage {
        Carriage::JsonBody(_) | Carriage::FormBody(..) | Carriage::MultipartPart(_) => true,
        carriage => matches!(writing(carriage), Some(Writing::Styled(_))),
    }
}

fn check(argument: &Argument, check: &Check) -> Option<TokenStream> {
    let wire = argument.name.wire();
    match check {
        Check::Count(least, most) => {
            let range = count_range(*least, *most)?;
            let lists = whole(argument);
            Some(quote!(counted(#wire, #lists, #range)?;))
        }
        Check::Length(least, most) => {
            let range = count_range(*least, *most)?;
            let texts = each(argument);
            Some(quote!(sized(#wire, #texts, #range)?;))
        }
        Check::Range(from, to) => {
            let range = range(from.as_ref(), to.as_ref())?;
            let numbers = each(argument);
            Some(quote!(within(#wire, #numbers, #range)?;))
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

fn range(from: Option<&Limit>, to: Option<&Limit>) -> Option<TokenStream> {
    // A limit's value was printed from a number of its type, so it is a literal.
    let number = |limit: &Limit| limit.value.parse::<TokenStream>().ok();
    let end = |limit: Option<&Limit>| match limit {
        Some(limit) => {
            let value = number(limit)?;
            Some(if limit.exclusive { quote!(Bound::Excluded(#value)) } else { quote!(Bound::Included(#value)) })
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

/// An argument's values one by one, as an iterator of references.
fn each(argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    match (&argument.ty, argument.required) {
        (Type::List(_), true) => quote!(&self.#name),
        (Type::List(_), false) => quote!(self.#name.iter().flatten()),
        (_, true) => quote!([&self.#name]),
        (_, false) => quote!(&self.#name),
    }
}

/// An argument's value as a whole, in its own format, as an iterator of at most one.
fn written(api: &Api, argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    match (format_tokens(api, &argument.ty), argument.required) {
        (Some(format), true) => quote!([Written::<#format>(&self.#name)]),
        (Some(format), false) => quote!(self.#name.as_ref().map(Written::<#format>)),
        (None, true) => quote!([&self.#name]),
        (None, false) => quote!(self.#name.iter()),
    }
}

/// An argument's values one by one, in their own format, as an iterator.
fn each_written(api: &Api, argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    let Type::List(item) = &argument.ty else { return written(api, argument) };
    match (format_tokens(api, item), argument.required) {
        (Some(format), true) => quote!(self.#name.iter().map(Written::<#format>)),
        (Some(format), false) => quote!(self.#name.iter().flatten().map(Written::<#format>)),
        (None, _) => each(argument),
    }
}

/// An argument's value as a whole, as an iterator of at most one reference.
fn whole(argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    if argument.required { quote!([&self.#name]) } else { quote!(&self.#name) }
}

fn path_part(api: &Api, operation: &Operation, part: &PathPart) -> Option<TokenStream> {
    match part {
        PathPart::Literal(text) => Some(quote!(request.literal(#text);)),
        PathPart::Argument(index) => {
            let argument = operation.arguments.get(*index)?;
            let (wire, name) = (argument.name.wire(), ident(&argument.name));
            Some(match (writing(&argument.carriage)?, &argument.ty) {
                (Writing::Joined(separator), _) => {
                    let separator = self::separator(separator);
                    quote!(request.path_list(#wire, &self.#name, #separator)?;)
                }
                (Writing::Each, _) => quote!(request.path(#wire, &self.#name)?;),
                (Writing::Styled(style), ty) => {
                    let style = self::style(style);
                    match format_tokens(api, ty) {
                        Some(format) => quote!(request.path_styled(#wire, &Written::<#format>(&self.#name), #style)?;),
                        None => quote!(request.path_styled(#wire, &self.#name, #style)?;),
                    }
                }
            })
        }
    }
}

/// The line that says which form the fields are for.
fn form(operation: &Operation) -> Option<TokenStream> {
    Some(match operation.form()? {
        FormKind::Multipart => quote!(request.multipart();),
        FormKind::UrlEncoded => quote!(request.urlencoded();),
    })
}

fn carry(api: &Api, argument: &Argument) -> Option<TokenStream> {
    let (wire, name) = (argument.name.wire(), ident(&argument.name));
    Some(match &argument.carriage {
        Carriage::Path(_) => return None,
        Carriage::Query(writing) => carry_value(api, argument, *writing, "query"),
        Carriage::Header(writing) => carry_value(api, argument, *writing, "header"),
        Carriage::Cookie(writing) => carry_value(api, argument, *writing, "cookie"),
        Carriage::UrlEncodedField(writing) | Carriage::MultipartField(writing) => {
            carry_value(api, argument, *writing, "field")
        }
        Carriage::MultipartPart(media) => {
            let each = each_written(api, argument);
            quote!(request.part(#wire, #each, #media)?;)
        }
        Carriage::MultipartFile(media) => {
            let each = each(argument);
            match media {
                Some(media) => quote!(request.file_as(#wire, #each, #media);),
                None => quote!(request.file(#wire, #each);),
            }
        }
        Carriage::JsonBody(_)
        | Carriage::TextBody(_)
        | Carriage::BytesBody(_)
        | Carriage::FileBody(_)
        | Carriage::FormBody(..)
        | Carriage::FilesBody
        | Carriage::Parts(_)
        | Carriage::Choice(_) => {
            if argument.required {
                send(api, &argument.carriage, &argument.ty, &quote!(&self.#name), &quote!(self.#name))
            } else {
                let body = quote!(body);
                let send = send(api, &argument.carriage, &argument.ty, &body, &body);
                quote!(if let Some(body) = &self.#name { #send })
            }
        }
    })
}

/// Sends a whole body; it is given as an expression of a reference, and as one that methods are called on.
pub(super) fn send(
    api: &Api,
    carriage: &Carriage,
    ty: &Type,
    reference: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    let serialized = || match format_tokens(api, ty) {
        Some(format) => quote!(&Written::<#format>(#reference)),
        None => reference.clone(),
    };
    match carriage {
        Carriage::JsonBody(media) => {
            let json = serialized();
            match media.as_str() {
                "application/json" => quote!(request.json(#json)?;),
                media => quote!(request.json_as(#media, #json)?;),
            }
        }
        Carriage::TextBody(media) => quote!(request.text(#media, #reference);),
        Carriage::BytesBody(media) => quote!(request.bytes(#media, #value.clone());),
        Carriage::FileBody(range) => quote!(request.content(#range, #reference)?;),
        Carriage::FormBody(kind, styles) => {
            let start = match kind {
                FormKind::UrlEncoded => quote!(request.urlencoded();),
                FormKind::Multipart => quote!(request.multipart();),
            };
            let styles = styles.iter().map(|(name, style)| {
                let style = self::style(*style);
                quote!((#name, #style))
            });
            let serialized = serialized();
            quote!(#start request.form(#serialized, &[#(#styles),*])?;)
        }
        Carriage::FilesBody => quote!(request.multipart(); request.files(#reference);),
        Carriage::Parts(_) | Carriage::Choice(_) => quote!(#value.encode(request)?;),
        Carriage::Path(_)
        | Carriage::Query(_)
        | Carriage::Header(_)
        | Carriage::Cookie(_)
        | Carriage::UrlEncodedField(_)
        | Carriage::MultipartField(_)
        | Carriage::MultipartPart(_)
        | Carriage::MultipartFile(_) => TokenStream::new(),
    }
}

/// A value that stands beside others under a name: in the query, a header, a cookie or a form.
fn carry_value(api: &Api, argument: &Argument, writing: Writing, place: &str) -> TokenStream {
    let wire = argument.name.wire();
    // Headers and cookies refuse what they cannot hold at once.
    let fails = matches!(place, "header" | "cookie").then(|| quote!(?));
    let method = |suffix: &str| Ident::new(&format!("{place}{suffix}"), Span::call_site());
    let statement = match writing {
        Writing::Each => {
            let (method, each) = (method(""), each(argument));
            quote!(request.#method(#wire, #each)#fails;)
        }
        Writing::Joined(separator) => {
            let (method, whole, separator) = (method("_list"), whole(argument), self::separator(separator));
            quote!(request.#method(#wire, #whole, #separator)#fails;)
        }
        Writing::Styled(style) => {
            let method = method(if argument.reserved { "_reserved" } else { "_styled" });
            let (value, style) = (written(api, argument), self::style(style));
            quote!(request.#method(#wire, #value, #style)?;)
        }
    };
    let empty = argument.empty.then(|| {
        let whole = whole(argument);
        quote!(request.query_empty(#wire, #whole);)
    });
    quote!(#statement #empty)
}

fn style(style: Style) -> TokenStream {
    match style {
        Style::Joined(separator) => {
            let separator = self::separator(separator);
            quote!(Style::Joined(#separator))
        }
        Style::Exploded => quote!(Style::Exploded),
        Style::Label { explode } => quote!(Style::Label { explode: #explode }),
        Style::Matrix { explode } => quote!(Style::Matrix { explode: #explode }),
        Style::Deep => quote!(Style::Deep),
        Style::Json => quote!(Style::Json),
        Style::Natural => quote!(Style::Natural),
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
