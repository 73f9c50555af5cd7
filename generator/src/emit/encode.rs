//! How an operation writes its request: one statement an argument, in the order path, query, headers, body.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::words::{format_tokens, ident};
use crate::ir::{Api, Argument, Carriage, Check, Limit, Operation, PathPart, Separator, Type, Writing};

/// The body of an operation's `encode`: checks first, so that nothing is made of a wrong argument.
pub(super) fn body(api: &Api, operation: &Operation) -> TokenStream {
    let checks =
        operation.arguments.iter().flat_map(|argument| argument.checks.iter().filter_map(|c| check(argument, c)));
    let path = operation.path.iter().filter_map(|part| path_part(operation, part));
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
        if let Some(Writing::Joined(_)) = writing(&argument.carriage) {
            names.push("Separator");
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
        Carriage::MultipartFile | Carriage::JsonBody | Carriage::TextBody(_) | Carriage::BytesBody(_) => None,
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

/// An argument's value as a whole, as an iterator of at most one reference.
fn whole(argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    if argument.required { quote!([&self.#name]) } else { quote!(&self.#name) }
}

fn path_part(operation: &Operation, part: &PathPart) -> Option<TokenStream> {
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
            })
        }
    }
}

/// The line that says which form the fields are for.
fn form(operation: &Operation) -> Option<TokenStream> {
    let has = |wanted: fn(&Carriage) -> bool| operation.arguments.iter().any(|argument| wanted(&argument.carriage));
    if has(|c| matches!(c, Carriage::MultipartField(_) | Carriage::MultipartFile)) {
        Some(quote!(request.multipart();))
    } else if has(|c| matches!(c, Carriage::UrlEncodedField(_))) {
        Some(quote!(request.urlencoded();))
    } else {
        None
    }
}

fn carry(api: &Api, argument: &Argument) -> Option<TokenStream> {
    let (wire, name) = (argument.name.wire(), ident(&argument.name));
    let value = |one: TokenStream, list: TokenStream, writing: Writing, fails: bool| {
        let fails = fails.then(|| quote!(?));
        match writing {
            Writing::Each => {
                let each = each(argument);
                quote!(request.#one(#wire, #each)#fails;)
            }
            Writing::Joined(separator) => {
                let (whole, separator) = (whole(argument), self::separator(separator));
                quote!(request.#list(#wire, #whole, #separator)#fails;)
            }
        }
    };
    let body = |call: TokenStream| {
        if argument.required {
            quote!({ let body = &self.#name; #call })
        } else {
            quote!(if let Some(body) = &self.#name { #call })
        }
    };
    Some(match &argument.carriage {
        Carriage::Path(_) => return None,
        Carriage::Query(writing) => value(quote!(query), quote!(query_list), *writing, false),
        Carriage::Header(writing) => value(quote!(header), quote!(header_list), *writing, true),
        Carriage::Cookie(writing) => value(quote!(cookie), quote!(cookie_list), *writing, true),
        Carriage::UrlEncodedField(writing) | Carriage::MultipartField(writing) => {
            value(quote!(field), quote!(field_list), *writing, false)
        }
        Carriage::MultipartFile => {
            let each = each(argument);
            quote!(request.file(#wire, #each);)
        }
        Carriage::JsonBody => match format_tokens(api, &argument.ty) {
            Some(format) => body(quote!(request.json(&Written::<#format>(body))?;)),
            None if argument.required => quote!(request.json(&self.#name)?;),
            None => body(quote!(request.json(body)?;)),
        },
        Carriage::TextBody(media) if argument.required => quote!(request.text(#media, &self.#name);),
        Carriage::TextBody(media) => body(quote!(request.text(#media, body);)),
        Carriage::BytesBody(media) if argument.required => quote!(request.bytes(#media, self.#name.clone());),
        Carriage::BytesBody(media) => body(quote!(request.bytes(#media, body.clone());)),
    })
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
