//! Declarations as tokens: their names with full paths, and the types that callers pass.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{GenericArgument, PathArguments, Type, TypeParamBound};

use super::module_names::ModuleNames;

/// Parses a part of a declaration.
pub(super) fn parsed<T: syn::parse::Parse>(text: &str) -> T {
    syn::parse_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Returns Rust in which every name of the client and of its dependencies has its full path.
pub(super) fn qualified(names: &ModuleNames, module: &str, rust: impl ToTokens) -> String {
    let mut text = String::new();
    write(names, module, rust.to_token_stream(), &mut text);
    text
}

fn write(names: &ModuleNames, module: &str, tokens: TokenStream, text: &mut String) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |at: usize, punctuation: char| match trees.get(at) {
        Some(TokenTree::Punct(found)) => found.as_char() == punctuation,
        _ => false,
    };
    for (at, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Group(group) => {
                let mut inner = String::new();
                write(names, module, group.stream(), &mut inner);
                text.push_str(&format!("({inner}) "));
            }
            TokenTree::Ident(name) => {
                // Segments after the first, names of associated types, and lifetimes.
                let is_inner = at > 0 && (is(at - 1, ':') && at > 1 && is(at - 2, ':') || is(at - 1, '\''));
                let name = name.to_string();
                let is_local = is_inner || is(at + 1, '=') || name == "_";
                text.push_str(&if is_local { name } else { names.path(module, &name) });
                text.push(' ');
            }
            TokenTree::Punct(punctuation) => {
                text.push(punctuation.as_char());
                if punctuation.spacing() == Spacing::Alone {
                    text.push(' ');
                }
            }
            TokenTree::Literal(literal) => text.push_str(&literal.to_string()),
        }
    }
}

/// The maximum number of types that callers pass for a parameter.
pub(super) const MAX_FORMS: usize = 3;

/// Returns the types that callers pass for a parameter: `T` for `impl Into<T>`, and a `Vec` for an iterator. Callers also
/// pass references for texts, and parsed URLs.
pub(super) fn passed(ty: &Type) -> Vec<TokenStream> {
    let Type::ImplTrait(bounds) = ty else { return vec![ty.to_token_stream()] };
    let Some(TypeParamBound::Trait(bound)) = bounds.bounds.first() else { return vec![ty.to_token_stream()] };
    let Some(segment) = bound.path.segments.last() else { return vec![ty.to_token_stream()] };
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return vec![ty.to_token_stream()] };
    match arguments.args.first() {
        Some(GenericArgument::Type(into)) if segment.ident == "Into" => {
            let into = into.to_token_stream();
            match into.to_string().as_str() {
                "String" => vec![into, quote!(&'c str), quote!(&'c String)],
                "UriString" => vec![into, quote!(url::Url)],
                _ => vec![into],
            }
        }
        Some(GenericArgument::AssocType(item)) if segment.ident == "IntoIterator" => {
            passed(&item.ty).iter().map(|item| quote!(Vec<#item>)).collect()
        }
        _ => vec![ty.to_token_stream()],
    }
}
