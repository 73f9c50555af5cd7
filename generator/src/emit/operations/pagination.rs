//! Implementations of the runtime's pagination trait: the items of a page, and the request of the next one.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::rust_types::{Imports, TypeContext, ident, ty};
use crate::ir::{Api, FieldPath, FirstPageNumber, HasMore, Operation, Pagination, PaginationStrategy, Type};

/// Returns the implementation for a paginated operation.
pub(super) fn implementation(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let pagination = operation.pagination.as_ref()?;
    let name = ident(&operation.type_name);
    let item = ty(api, &pagination.item, TypeContext::Elsewhere);
    let items = value_at(&pagination.items, Borrow::Mutable);
    let next_page = next_page(operation, pagination);
    let response = if reads_response(pagination) { quote!(output) } else { quote!(_output) };
    Some(quote! {
        impl Paginated for #name {
            type Item = #item;

            fn items(output: &mut Self::Output) -> Option<&mut Vec<Self::Item>> { #items }

            fn next_page(&mut self, page: &PageInfo<'_>, #response: &Self::Output) -> NextPage { #next_page }
        }
    })
}

/// Adds the imports of a paginated operation.
pub(super) fn imports(api: &Api, operation: &Operation, imports: &mut Imports) {
    let Some(pagination) = &operation.pagination else { return };
    for name in ["NextPage", "PageInfo", "Paginated"] {
        imports.runtime(name);
    }
    if pagination.strategy != PaginationStrategy::Link {
        imports.runtime("HasMore");
    }
    imports.add(&pagination.item);
    // The items of a list can be type-erased boxes.
    if api.types.needs_erased_boxes && matches!(pagination.item, Type::Boxed(_)) {
        imports.runtime("ErasedBox");
    }
}

fn next_page(operation: &Operation, pagination: &Pagination) -> TokenStream {
    let field = |parameter: usize| {
        let name = operation.parameters.get(parameter).map(|parameter| ident(&parameter.name));
        quote!(self.#name)
    };
    let more = |more: &HasMore| match more {
        HasMore::Flag(path) => indicator(&quote!(flag), path),
        HasMore::LastFlag(path) => indicator(&quote!(unless_last), path),
        HasMore::Pages(path) => indicator(&quote!(pages), path),
        HasMore::Total(path) => indicator(&quote!(total), path),
        HasMore::PageSize(parameter) => {
            let field = field(*parameter);
            quote!(HasMore::page_size(&#field))
        }
        HasMore::Unknown => quote!(HasMore::Unknown),
    };
    match &pagination.strategy {
        PaginationStrategy::Number { parameter, first, more: has_more } => {
            let (field, more) = (field(*parameter), more(has_more));
            match first {
                FirstPageNumber::Known(first) => {
                    let first = Literal::u64_unsuffixed(*first);
                    quote!(page.number(&mut #field, #first, #more))
                }
                FirstPageNumber::Field(path) => {
                    let current = response_value(path);
                    quote!(page.number_after(&mut #field, #current, #more))
                }
            }
        }
        PaginationStrategy::Offset { parameter, first, more: has_more } => {
            let (field, first, more) = (field(*parameter), Literal::u64_unsuffixed(*first), more(has_more));
            quote!(page.offset(&mut #field, #first, #more))
        }
        PaginationStrategy::Cursor { parameter, next, more: has_more } => {
            let (field, next, more) = (field(*parameter), response_value(next), more(has_more));
            quote!(page.cursor(&mut #field, #next, #more))
        }
        PaginationStrategy::LastItemId { parameter, id, more: has_more } => {
            let (field, more) = (field(*parameter), more(has_more));
            let items = follow(Found { tokens: quote!(output), is_option: false }, &pagination.items, Borrow::Shared);
            let tokens = match &items {
                Found { tokens, is_option: false } => quote!(#tokens.last()),
                Found { tokens, is_option: true } => quote!(#tokens.and_then(|items| items.last())),
            };
            let id = follow(Found { tokens, is_option: true }, id, Borrow::Shared).tokens;
            quote!(page.after_id(&mut #field, #id, #more))
        }
        PaginationStrategy::Url { next, more: has_more } => {
            let (next, more) = (response_value(next), more(has_more));
            quote!(page.next_url(#next, #more))
        }
        PaginationStrategy::Link => quote!(page.link_header()),
    }
}

fn indicator(name: &TokenStream, path: &FieldPath) -> TokenStream {
    let value = response_value(path);
    quote!(HasMore::#name(#value))
}

/// Returns true if the request of the next page depends on the body of the response.
fn reads_response(pagination: &Pagination) -> bool {
    let reads_indicator = |more: &HasMore| match more {
        HasMore::Flag(_) | HasMore::LastFlag(_) | HasMore::Pages(_) | HasMore::Total(_) => true,
        HasMore::PageSize(_) | HasMore::Unknown => false,
    };
    match &pagination.strategy {
        PaginationStrategy::Number { first: FirstPageNumber::Field(_), .. } => true,
        PaginationStrategy::Number { more, .. } | PaginationStrategy::Offset { more, .. } => reads_indicator(more),
        PaginationStrategy::Cursor { .. } | PaginationStrategy::LastItemId { .. } | PaginationStrategy::Url { .. } => {
            true
        }
        PaginationStrategy::Link => false,
    }
}

/// The kind of a borrow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Borrow {
    Shared,
    Mutable,
}

fn response_value(path: &FieldPath) -> TokenStream {
    value_at(path, Borrow::Shared)
}

/// Returns the value at a path in the response, as an expression of type `Option<&_>`.
fn value_at(path: &FieldPath, borrow: Borrow) -> TokenStream {
    let Found { tokens, is_option } = follow(Found { tokens: quote!(output), is_option: false }, path, borrow);
    let reference = borrow.operator();
    match (is_option, path.steps.is_empty()) {
        (true, _) => tokens,
        (false, true) => quote!(Some(#tokens)),
        (false, false) => quote!(Some(#reference #tokens)),
    }
}

/// An expression of a place, or of an option of a reference to one.
struct Found {
    tokens: TokenStream,
    is_option: bool,
}

/// Follows a path from a value.
fn follow(from: Found, path: &FieldPath, borrow: Borrow) -> Found {
    let (reference, method) = (borrow.operator(), borrow.method());
    let options = |place: TokenStream, options: usize| match options {
        0 => place,
        1 => quote!(#place.#method()),
        _ => quote!(#place.#method().and_then(Option::#method)),
    };
    let Found { mut tokens, mut is_option } = from;
    if path.optional {
        tokens = if is_option { quote!(#tokens.and_then(Option::#method)) } else { quote!(#tokens.#method()) };
        is_option = true;
    }
    for step in &path.steps {
        let name = ident(&step.name);
        tokens = match (is_option, step.options) {
            (false, count) => options(quote!(#tokens.#name), count),
            (true, 0) => quote!(#tokens.map(|within| #reference within.#name)),
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
    fn operator(self) -> TokenStream {
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
