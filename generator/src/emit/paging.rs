//! What an operation says of its pages: where their items are, and how one leads to the next.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::words::{From, Imports, ident, ty};
use crate::ir::{Api, More, Operation, Paging, Reach, Turning, Type};

/// The facts of an operation that answers in pages.
pub(super) fn implementation(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let paging = operation.paging.as_ref()?;
    let name = ident(&operation.type_name);
    let item = ty(api, &paging.item, From::Elsewhere);
    let items = reached(&paging.items, Borrow::Mutable);
    let turn = turn(operation, paging);
    let answer = if names_answer(paging) { quote!(output) } else { quote!(_output) };
    Some(quote! {
        impl Paged for #name {
            type Item = #item;

            fn items(output: &mut Self::Output) -> Option<&mut Vec<Self::Item>> { #items }

            fn turn(&mut self, page: &Page<'_>, #answer: &Self::Output) -> Turn { #turn }
        }
    })
}

/// Adds what the pages of an operation need.
pub(super) fn imports(api: &Api, operation: &Operation, imports: &mut Imports) {
    let Some(paging) = &operation.paging else { return };
    for name in ["Page", "Paged", "Turn"] {
        imports.runtime(name);
    }
    if paging.turning != Turning::Link {
        imports.runtime("More");
    }
    imports.of(&paging.item);
    // What leads far is held by links, and the items of a list may be among it.
    if api.types.lead_far && matches!(paging.item, Type::Boxed(_)) {
        imports.runtime("Link");
    }
}

fn turn(operation: &Operation, paging: &Paging) -> TokenStream {
    let slot = |argument: usize| {
        let name = operation.arguments.get(argument).map(|argument| ident(&argument.name));
        quote!(self.#name)
    };
    let more = |more: &More| match more {
        More::Said(reach) => constructed(&quote!(said), reach),
        More::Unless(reach) => constructed(&quote!(unless), reach),
        More::Pages(reach) => constructed(&quote!(pages), reach),
        More::Total(reach) => constructed(&quote!(total), reach),
        More::Asked(argument) => {
            let slot = slot(*argument);
            quote!(More::asked(&#slot))
        }
        More::Open => quote!(More::Open),
    };
    match &paging.turning {
        Turning::Number { argument, first, more: sign } => {
            let (slot, first, more) = (slot(*argument), Literal::u64_unsuffixed(*first), more(sign));
            quote!(page.number(&mut #slot, #first, #more))
        }
        Turning::Offset { argument, first, more: sign } => {
            let (slot, first, more) = (slot(*argument), Literal::u64_unsuffixed(*first), more(sign));
            quote!(page.offset(&mut #slot, #first, #more))
        }
        Turning::Cursor { argument, next, more: sign } => {
            let (slot, next, more) = (slot(*argument), of_answer(next), more(sign));
            quote!(page.cursor(&mut #slot, #next, #more))
        }
        Turning::After { argument, id, more: sign } => {
            let (slot, more) = (slot(*argument), more(sign));
            let items = walked(Found { tokens: quote!(output), is_option: false }, &paging.items, Borrow::Shared);
            let tokens = match &items {
                Found { tokens, is_option: false } => quote!(#tokens.last()),
                Found { tokens, is_option: true } => quote!(#tokens.and_then(|items| items.last())),
            };
            let id = walked(Found { tokens, is_option: true }, id, Borrow::Shared).tokens;
            quote!(page.after(&mut #slot, #id, #more))
        }
        Turning::Url { next, more: sign } => {
            let (next, more) = (of_answer(next), more(sign));
            quote!(page.follow(#next, #more))
        }
        Turning::Link => quote!(page.link()),
    }
}

fn constructed(name: &TokenStream, reach: &Reach) -> TokenStream {
    let reached = of_answer(reach);
    quote!(More::#name(#reached))
}

/// Whether turning a page asks for something of its answer.
fn names_answer(paging: &Paging) -> bool {
    let of_sign = |more: &More| match more {
        More::Said(_) | More::Unless(_) | More::Pages(_) | More::Total(_) => true,
        More::Asked(_) | More::Open => false,
    };
    match &paging.turning {
        Turning::Number { more, .. } | Turning::Offset { more, .. } => of_sign(more),
        Turning::Cursor { .. } | Turning::After { .. } | Turning::Url { .. } => true,
        Turning::Link => false,
    }
}

/// How what is reached is borrowed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Borrow {
    Shared,
    Mutable,
}

fn of_answer(reach: &Reach) -> TokenStream {
    reached(reach, Borrow::Shared)
}

/// What is reached within the answer, as an option of a reference.
fn reached(reach: &Reach, borrow: Borrow) -> TokenStream {
    let Found { tokens, is_option } = walked(Found { tokens: quote!(output), is_option: false }, reach, borrow);
    let sign = borrow.sign();
    match (is_option, reach.steps.is_empty()) {
        (true, _) => tokens,
        (false, true) => quote!(Some(#tokens)),
        (false, false) => quote!(Some(#sign #tokens)),
    }
}

/// A place, or an option of a reference to one.
struct Found {
    tokens: TokenStream,
    is_option: bool,
}

/// The way from one place to another.
fn walked(from: Found, reach: &Reach, borrow: Borrow) -> Found {
    let (sign, method) = (borrow.sign(), borrow.method());
    let options = |place: TokenStream, options: usize| match options {
        0 => place,
        1 => quote!(#place.#method()),
        _ => quote!(#place.#method().and_then(Option::#method)),
    };
    let Found { mut tokens, mut is_option } = from;
    if reach.optional {
        tokens = if is_option { quote!(#tokens.and_then(Option::#method)) } else { quote!(#tokens.#method()) };
        is_option = true;
    }
    for step in &reach.steps {
        let name = ident(&step.name);
        tokens = match (is_option, step.options) {
            (false, count) => options(quote!(#tokens.#name), count),
            (true, 0) => quote!(#tokens.map(|within| #sign within.#name)),
            (true, count) => {
                let within = options(quote!(within.#name), count);
                quote!(#tokens.and_then(|within| #within))
            }
        };
        is_option |= step.options > 0;
    }
    Found { tokens, is_option }
}

impl Borrow {
    fn sign(self) -> TokenStream {
        match self {
            Self::Shared => quote!(&),
            Self::Mutable => quote!(&mut),
        }
    }

    fn method(self) -> TokenStream {
        match self {
            Self::Shared => quote!(as_ref),
            Self::Mutable => quote!(as_mut),
        }
    }
}
