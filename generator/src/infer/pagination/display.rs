//! Descriptions and declarations of inferred pagination.

use std::fmt;

use serde_json::{Map, Value, json};

use super::{FirstPage, InferredPagination, MorePages, PageStrategy};

impl fmt::Display for InferredPagination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.strategy {
            PageStrategy::Number { parameter, first, more } => {
                write!(f, "page number in `{}`, {first}{more}", parameter.name)?;
            }
            PageStrategy::Offset { parameter, more, .. } => write!(f, "offset in `{}`{more}", parameter.name)?,
            PageStrategy::Cursor { parameter, next, more } => {
                write!(f, "cursor in `{}`, from {}{more}", parameter.name, display_path(next))?;
            }
            PageStrategy::LastItemId { parameter, id, more } => {
                write!(f, "last item in `{}`, from its {}{more}", parameter.name, display_path(id))?;
            }
            PageStrategy::Url { next, more } => write!(f, "URL in {}{more}", display_path(next))?,
            PageStrategy::Link => f.write_str("`Link` header")?,
        }
        match self.items.as_slice() {
            [] => f.write_str("; the response is the list of items"),
            items => write!(f, "; items in {}", display_path(items)),
        }
    }
}

impl fmt::Display for FirstPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(first) => write!(f, "starting at {first}"),
            Self::Response(current) => write!(f, "number of the current page in {}", display_path(current)),
        }
    }
}

impl fmt::Display for MorePages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WhileTrue(path) => write!(f, "; more pages while {} is true", display_path(path)),
            Self::UntilTrue(path) => write!(f, "; last page when {} is true", display_path(path)),
            Self::PageCount(path) => write!(f, "; number of pages in {}", display_path(path)),
            Self::ItemCount(path) => write!(f, "; number of items in {}", display_path(path)),
            Self::PageSize(size) => write!(f, "; last page when it has fewer items than `{}`", size.name),
            Self::Unknown => Ok(()),
        }
    }
}

/// Returns the value of `x-pagination` for pagination.
#[must_use]
pub fn declaration(pagination: &InferredPagination) -> Map<String, Value> {
    let mut declared = Map::new();
    let mut put = |key: &str, value: Value| _ = declared.insert(key.to_owned(), value);
    let more = match &pagination.strategy {
        PageStrategy::Number { parameter, first, more } => {
            put("page", json!(parameter.name));
            match first {
                FirstPage::Number(first) => put("first", json!(first)),
                FirstPage::Response(current) => put("current", path_value(current)),
            }
            more
        }
        PageStrategy::Offset { parameter, first, more } => {
            put("offset", json!(parameter.name));
            put("first", json!(first));
            more
        }
        PageStrategy::Cursor { parameter, next, more } => {
            put("cursor", json!(parameter.name));
            put("next", path_value(next));
            more
        }
        PageStrategy::LastItemId { parameter, id, more } => {
            put("after", json!(parameter.name));
            put("id", path_value(id));
            more
        }
        PageStrategy::Url { next, more } => {
            put("next", path_value(next));
            more
        }
        PageStrategy::Link => {
            put("link", json!(true));
            &MorePages::Unknown
        }
    };
    match more {
        MorePages::WhileTrue(member) => put("more", path_value(member)),
        MorePages::UntilTrue(member) => put("last", path_value(member)),
        MorePages::PageCount(member) => put("pages", path_value(member)),
        MorePages::ItemCount(member) => put("total", path_value(member)),
        MorePages::PageSize(parameter) => put("size", json!(parameter.name)),
        MorePages::Unknown => {}
    }
    if !pagination.items.is_empty() {
        put("items", path_value(&pagination.items));
    }
    declared
}

/// Returns the path of a field as `x-pagination` declares it: its names joined with dots, or a list if one contains a
/// dot.
#[must_use]
pub fn path_value(path: &[String]) -> Value {
    if path.iter().any(|name| name.contains('.')) { json!(path) } else { json!(path.join(".")) }
}

/// Returns the path of a field for display.
#[must_use]
pub fn display_path(path: &[String]) -> String {
    if path.is_empty() { "the response".to_owned() } else { format!("`{}`", path.join(".").replace('`', "'")) }
}
