//! How an operation writes its request: one statement an argument, in the order path, query, headers, body.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::words::{format_tokens, ident};
use crate::ir::{Api, Argument, Carriage, Check, Limit, Operation, PathPart, Separator, Style, Type, Writing};

/// The body of an operation's `encode`: checks first, so that nothing is made of a wrong argument.
pub(super) fn body(api: &Api, operation: &Operation) -> TokenStream {
    let checks =
        operation.arguments.iter().flat_map(|argument| argument.checks.iter().filter_map(|c| check(argument, c)));
    let path = operation.path.iter().filter_map(|part| path_part(api, operation, part));
    let form = form(operation);
    let rest = operation.arguments.iter().filter_map(|argument| carry(api, argument));
    let accept = operation.accept.iter().map(|media| quote!(request.accept(#media);));
    quote! {
        #(#checks)*
        #(#path)*
        #(#accept)*
        #form
        #(#rest)*
        Ok(())
    }
}

/// The runtime's functions and types that `body` names.
pub(super) fn names(operation: &Operation) -> Vec<&'static str> {
    let mut names = Vec::new();
    for argument in &operation.arguments {
        names.extend(argument.checks.iter().map(|check| match check {
            Check::Count(..) => "counted",
            Check::Length(..) => "sized",
            Check::Range(..) => "within",
        }));
        match writing(&argument.carriage) {
            Some(Writing::Joined(_)) => names.push("Separator"),
            Some(Writing::Styled(Style::Joined(_))) => names.extend(["Separator", "Style"]),
            Some(Writing::Styled(_)) => names.push("Style"),
            Some(Writing::Each) | None => {}
        }
    }
    names
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
    }
}

/// Whether an argument is written from its serde form, so that its own format goes around it there.
pub(super) fn is_serialized(carriage: &Carriage) -> bool {
    match carriage {
        Carriage::JsonBody(_) | Carriage::MultipartPart(_) => true,
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
        (None, _) => whole(argument),
    }
}

/// An argument's values one by one, in their own format, as an iterator.
fn each_written(api: &Api, argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    match &argument.ty {
        Type::List(item) => match (format_tokens(api, item), argument.required) {
            (Some(format), true) => quote!(self.#name.iter().map(Written::<#format>)),
            (Some(format), false) => quote!(self.#name.iter().flatten().map(Written::<#format>)),
            (None, _) => each(argument),
        },
        _ => written(api, argument),
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
                        Some(format) => quote!(request.path_styled(#wire, Written::<#format>(&self.#name), #style)?;),
                        None => quote!(request.path_styled(#wire, &self.#name, #style)?;),
                    }
                }
            })
        }
    }
}

/// The line that says which form the fields are for.
fn form(operation: &Operation) -> Option<TokenStream> {
    let has = |wanted: fn(&Carriage) -> bool| operation.arguments.iter().any(|argument| wanted(&argument.carriage));
    if has(|c| matches!(c, Carriage::MultipartField(_) | Carriage::MultipartFile(_) | Carriage::MultipartPart(_))) {
        Some(quote!(request.multipart();))
    } else if has(|c| matches!(c, Carriage::UrlEncodedField(_))) {
        Some(quote!(request.urlencoded();))
    } else {
        None
    }
}

fn carry(api: &Api, argument: &Argument) -> Option<TokenStream> {
    let (wire, name) = (argument.name.wire(), ident(&argument.name));
    let body = |call: TokenStream| {
        if argument.required {
            quote!({ let body = &self.#name; #call })
        } else {
            quote!(if let Some(body) = &self.#name { #call })
        }
    };
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
        Carriage::JsonBody(media) => {
            let json = |value: TokenStream| match media.as_str() {
                "application/json" => quote!(request.json(#value)?;),
                media => quote!(request.json_as(#media, #value)?;),
            };
            match format_tokens(api, &argument.ty) {
                Some(format) => body(json(quote!(&Written::<#format>(body)))),
                None if argument.required => json(quote!(&self.#name)),
                None => body(json(quote!(body))),
            }
        }
        Carriage::TextBody(media) if argument.required => quote!(request.text(#media, &self.#name);),
        Carriage::TextBody(media) => body(quote!(request.text(#media, body);)),
        Carriage::BytesBody(media) if argument.required => quote!(request.bytes(#media, self.#name.clone());),
        Carriage::BytesBody(media) => body(quote!(request.bytes(#media, body.clone());)),
    })
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
