//! Pagination declared by the extensions `x-pagination` and `x-ms-pageable` (`AutoRest`).
//!
//! The lowering stage checks that the named fields and parameters exist.

use serde_json::{Map, Value};

use super::response::PageResponse;
use super::{
    FieldNames, FirstPage, FirstValues, InferredPagination, MorePages, PageStrategy, PaginationContext, ParameterKey,
};
use crate::infer::Inferences;
use crate::pointer::Pointer;
use crate::spec::{Location, Operation, Spec};

/// The pagination extension of an operation.
#[derive(Debug, Clone)]
pub struct DeclaredPagination {
    /// The location of the extension.
    pub pointer: Pointer,
    /// The declared pagination; `None` if the operation is declared as not paginated.
    pub result: Result<Option<InferredPagination>, DeclarationError>,
}

/// An error in a pagination extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclarationError {
    /// The location of the error.
    pub pointer: Pointer,
    /// The message: lower case, no full stop.
    pub message: String,
}

const X_PAGINATION: &str = "x-pagination";
const X_MS_PAGEABLE: &str = "x-ms-pageable";

/// The keys of one pagination strategy: the key that selects it, and the other keys it allows.
struct KeySet {
    key: &'static str,
    others: &'static [&'static str],
}

/// The strategies by key. `x-pagination` contains exactly one of these keys, or `next` alone.
const STRATEGIES: &[KeySet] = &[
    KeySet { key: "page", others: &["first", "current", "items", "more", "last", "pages", "total", "size", "limit"] },
    KeySet { key: "offset", others: &["first", "items", "more", "last", "total", "size", "limit"] },
    KeySet { key: "cursor", others: &["next", "items", "more", "last"] },
    KeySet { key: "after", others: &["id", "items", "more", "last"] },
    KeySet { key: "link", others: &["items"] },
];

const NEXT: KeySet = KeySet { key: "next", others: &["items", "more", "last"] };

/// Returns the declared pagination of an operation; `None` if it has no such extension.
#[must_use]
pub fn read(
    spec: &Spec,
    operation: &Operation,
    inferences: &Inferences,
    first_values: &FirstValues,
) -> Option<DeclaredPagination> {
    let context = PaginationContext { spec, operation, inferences, first_values };
    let find = |key: &str| Some((operation.pointer.child(key), operation.extensions.get(key)?));
    if let Some((pointer, value)) = find(X_PAGINATION) {
        let result = x_pagination(context, &pointer, value);
        return Some(DeclaredPagination { pointer, result });
    }
    let (pointer, value) = find(X_MS_PAGEABLE)?;
    let result = x_ms_pageable(context, &pointer, value);
    Some(DeclaredPagination { pointer, result })
}

/// Returns true if an operation has an extension that declares its pagination.
pub(in crate::infer) fn is_declared(operation: &Operation) -> bool {
    [X_PAGINATION, X_MS_PAGEABLE].iter().any(|key| operation.extensions.contains_key(*key))
}

/// Returns the pagination that the keys of an `x-pagination` object declare; `None` if the operation does not have its
/// parameters.
pub(in crate::infer) fn resolve(
    spec: &Spec,
    operation: &Operation,
    inferences: &Inferences,
    keys: &Map<String, Value>,
) -> Option<InferredPagination> {
    let first_values = &FirstValues::new(spec, inferences);
    let context = PaginationContext { spec, operation, inferences, first_values };
    x_pagination(context, &Pointer::root(), &Value::Object(keys.clone())).ok().flatten()
}

fn x_pagination(
    context: PaginationContext,
    pointer: &Pointer,
    value: &Value,
) -> Result<Option<InferredPagination>, DeclarationError> {
    let declaration = match value {
        Value::Bool(false) => return Ok(None),
        Value::Object(keys) => Declaration { context, pointer, keys },
        _ => {
            return Err(DeclarationError {
                pointer: pointer.clone(),
                message: "`x-pagination` must be `false` or an object".to_owned(),
            });
        }
    };
    let strategy = strategy(pointer, declaration.keys)?;
    let strategy = match strategy.key {
        "page" => {
            let parameter = declaration.parameter("page")?;
            PageStrategy::Number {
                first: declaration.first_page(&parameter)?,
                parameter,
                more: declaration.more_pages()?,
            }
        }
        "offset" => {
            let parameter = declaration.parameter("offset")?;
            PageStrategy::Offset {
                first: declaration.first(&parameter, 0)?,
                parameter,
                more: declaration.more_pages()?,
            }
        }
        "cursor" => PageStrategy::Cursor {
            next: declaration.next()?,
            parameter: declaration.parameter("cursor")?,
            more: declaration.boolean_end()?,
        },
        "after" => {
            let id = declaration.path("id")?.unwrap_or_else(|| vec!["id".to_owned()]);
            let more = declaration.boolean_end()?;
            if more == MorePages::Unknown {
                return Err(declaration.error_at_root("`after` requires `more` or `last`"));
            }
            PageStrategy::LastItemId { parameter: declaration.parameter("after")?, id, more }
        }
        "link" => PageStrategy::Link,
        _ => PageStrategy::Url { next: declaration.next()?, more: declaration.boolean_end()? },
    };
    Ok(Some(InferredPagination { items: declaration.items()?, strategy }))
}

/// Returns the strategy that the keys of an `x-pagination` object select.
///
/// # Errors
///
/// Returns an error if the keys select no strategy or several, or if one of them belongs to another strategy.
fn strategy(pointer: &Pointer, keys: &Map<String, Value>) -> Result<&'static KeySet, DeclarationError> {
    let error = |message: &str| DeclarationError { pointer: pointer.clone(), message: message.to_owned() };
    let mut found = STRATEGIES.iter().filter(|strategy| keys.contains_key(strategy.key));
    let strategy = match (found.next(), found.next()) {
        (None, _) if keys.contains_key(NEXT.key) => &NEXT,
        (None, _) => return Err(error("it requires one of `page`, `offset`, `cursor`, `after`, `link` and `next`")),
        (Some(strategy), None) if strategy.key != "link" || keys.get("link") == Some(&Value::Bool(true)) => strategy,
        _ => return Err(error("it allows only one of `page`, `offset`, `cursor`, `after` and `link: true`")),
    };
    match keys.keys().find(|key| *key != strategy.key && !strategy.others.contains(&key.as_str())) {
        Some(key) => {
            let others: Vec<String> = strategy.others.iter().map(|key| format!("`{key}`")).collect();
            let allowed = others.join(", ");
            let message = format!("`{key}` is not allowed with `{}`; allowed keys: {allowed}", strategy.key);
            Err(DeclarationError { pointer: pointer.child(key), message })
        }
        None => Ok(strategy),
    }
}

/// Checks the keys of an `x-pagination` object.
///
/// # Errors
///
/// Returns the first error that does not depend on the operation.
pub fn check(pointer: &Pointer, keys: &Map<String, Value>) -> Result<(), DeclarationError> {
    strategy(pointer, keys).map(|_| ())
}

/// The keys of an `x-pagination` object.
struct Declaration<'s> {
    context: PaginationContext<'s>,
    pointer: &'s Pointer,
    keys: &'s Map<String, Value>,
}

impl Declaration<'_> {
    fn error_at_root(&self, message: &str) -> DeclarationError {
        DeclarationError { pointer: self.pointer.clone(), message: message.to_owned() }
    }

    fn next(&self) -> Result<FieldNames, DeclarationError> {
        self.path("next")?.ok_or_else(|| self.error_at_root("`cursor` requires `next`"))
    }

    fn error_at(&self, key: &str, message: String) -> DeclarationError {
        DeclarationError { pointer: self.pointer.child(key), message }
    }

    /// Returns the parameter that a key names.
    fn parameter(&self, key: &str) -> Result<ParameterKey, DeclarationError> {
        let name = self.keys.get(key).and_then(Value::as_str);
        let name = name.ok_or_else(|| self.error_at(key, format!("`{key}` must be the name of a parameter")))?;
        let parts = self.context.operation.parameters.iter();
        let mut found = parts.filter(|parameter| {
            parameter.name == name && matches!(parameter.location, Location::Query | Location::Field(_))
        });
        let parameter = found.next();
        let parameter =
            parameter.ok_or_else(|| self.error_at(key, format!("the operation has no parameter `{name}`")))?;
        Ok(ParameterKey { location: parameter.location, name: name.to_owned() })
    }

    /// Returns the response field that a key names, as a dotted path or a list of names.
    fn path(&self, key: &str) -> Result<Option<FieldNames>, DeclarationError> {
        let path = match self.keys.get(key) {
            None => return Ok(None),
            Some(Value::String(path)) => Some(split(self.context, path)),
            Some(Value::Array(names)) => names.iter().map(|name| name.as_str().map(str::to_owned)).collect(),
            Some(_) => None,
        };
        let path: Option<FieldNames> = path.filter(|path: &FieldNames| !path.iter().any(String::is_empty));
        path.map(Some).ok_or_else(|| self.error_at(key, format!("`{key}` must be the name of a response field")))
    }

    /// Returns the path of the items. Defaults to the only list of the response.
    fn items(&self) -> Result<FieldNames, DeclarationError> {
        if let Some(path) = self.path("items")? {
            return Ok(path);
        }
        let response = PageResponse::find(self.context.spec, self.context.operation, self.context.inferences);
        let list = response.as_ref().and_then(|response| Some(response.list(self.context.operation)?.path()));
        let message = "`items` is required: the response has no list of items, or several";
        list.ok_or_else(|| self.error_at_root(message))
    }

    /// Returns the value of a parameter for the first page. Defaults to the value that the parameter documents.
    fn first(&self, named: &ParameterKey, usual: u64) -> Result<u64, DeclarationError> {
        if let Some(first) = self.keys.get("first") {
            return first
                .as_u64()
                .ok_or_else(|| self.error_at("first", "`first` must be a non-negative integer".to_owned()));
        }
        let mut parameters = self.context.operation.parameters.iter();
        let parameter =
            parameters.find(|parameter| parameter.name == named.name && parameter.location == named.location);
        let documented = parameter.and_then(|parameter| self.context.first_values.number(self.context, parameter));
        Ok(documented.map_or(usual, |first| first.number))
    }

    /// Returns the number of the first page, or the field with the number of the current one.
    fn first_page(&self, parameter: &ParameterKey) -> Result<FirstPage, DeclarationError> {
        match self.path("current")? {
            Some(_) if self.keys.contains_key("first") => {
                Err(self.error_at("current", "`current` and `first` exclude each other".to_owned()))
            }
            Some(current) => Ok(FirstPage::Response(current)),
            None => Ok(FirstPage::Number(self.first(parameter, 1)?)),
        }
    }

    /// Returns the condition under which more pages follow.
    fn more_pages(&self) -> Result<MorePages, DeclarationError> {
        let flag = self.boolean_end()?;
        if flag != MorePages::Unknown {
            return Ok(flag);
        }
        if let Some(pages) = self.path("pages")? {
            return Ok(MorePages::PageCount(pages));
        }
        if let Some(total) = self.path("total")? {
            return Ok(MorePages::ItemCount(total));
        }
        match ["size", "limit"].into_iter().find(|key| self.keys.contains_key(*key)) {
            Some(key) => Ok(MorePages::PageSize(self.parameter(key)?)),
            None => Ok(MorePages::Unknown),
        }
    }

    /// Returns the condition of a boolean field.
    fn boolean_end(&self) -> Result<MorePages, DeclarationError> {
        let more = self.path("more")?.map(MorePages::WhileTrue);
        let last = self.path("last")?.map(MorePages::UntilTrue);
        Ok(more.or(last).unwrap_or(MorePages::Unknown))
    }
}

/// Reads `x-ms-pageable`: the field with the URL of the next page, and the field with the items.
fn x_ms_pageable(
    context: PaginationContext,
    pointer: &Pointer,
    value: &Value,
) -> Result<Option<InferredPagination>, DeclarationError> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    // Without `nextLinkName` there is one page. Separate operations for the next page are not supported.
    let (Some(next), "get", None) = (text("nextLinkName"), context.operation.method, text("operationName")) else {
        return Ok(None);
    };
    let is_plain = |path: &str| !path.split('.').any(str::is_empty);
    let items = text("itemName").unwrap_or("value");
    if !is_plain(next) || !is_plain(items) {
        let message = format!("`{next}` and `{items}` must be names of response fields");
        return Err(DeclarationError { pointer: pointer.clone(), message });
    }
    let strategy = PageStrategy::Url { next: split(context, next), more: MorePages::Unknown };
    Ok(Some(InferredPagination { items: split(context, items), strategy }))
}

/// Splits a path at its dots, unless the response has a field with the complete name.
fn split(context: PaginationContext, path: &str) -> FieldNames {
    let response = PageResponse::find(context.spec, context.operation, context.inferences);
    let has_complete_name = response.is_some_and(|response| response.fields.iter().any(|field| field.path == [path]));
    if has_complete_name { vec![path.to_owned()] } else { path.split('.').map(str::to_owned).collect() }
}
