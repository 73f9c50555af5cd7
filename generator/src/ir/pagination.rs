//! The pagination of an operation.

use super::Type;
use crate::names::Name;

/// The pagination of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// The path to the items of a page.
    pub items: FieldPath,
    /// The type of an item.
    pub item: Type,
    /// The strategy that finds the next page.
    pub strategy: PaginationStrategy,
    /// The paragraphs of its documentation, with notes about the inference.
    pub docs: Vec<String>,
}

/// The path from a response to a value in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPath {
    /// True if the response itself can be absent.
    pub optional: bool,
    /// The fields on the path; empty for the response itself.
    pub steps: Vec<FieldPathSegment>,
}

/// A field on a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPathSegment {
    /// The name of the field.
    pub name: Name,
    /// The number of nested `Option`s around its value.
    pub options: usize,
}

/// The strategy that finds the next page. Parameters are identified by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaginationStrategy {
    /// A page number.
    Number {
        /// The page parameter.
        parameter: usize,
        /// The number of the first page.
        first: FirstPageNumber,
        /// The indicator of further pages.
        more: HasMore,
    },
    /// A number of items to skip.
    Offset {
        /// The offset parameter.
        parameter: usize,
        /// The offset of the first page.
        first: u64,
        /// The indicator of further pages.
        more: HasMore,
    },
    /// A cursor that each page contains for the next.
    Cursor {
        /// The cursor parameter.
        parameter: usize,
        /// The path to the next cursor.
        next: FieldPath,
        /// An additional indicator of further pages.
        more: HasMore,
    },
    /// The id of the last item of the previous page.
    LastItemId {
        /// The parameter that receives the id.
        parameter: usize,
        /// The path to the id in an item.
        id: FieldPath,
        /// The indicator of further pages.
        more: HasMore,
    },
    /// The URL of the next page in the response body.
    Url {
        /// The path to the URL.
        next: FieldPath,
        /// An additional indicator of further pages.
        more: HasMore,
    },
    /// The URL of the next page in the `Link` header.
    Link,
}

/// The number of the first page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstPageNumber {
    /// A known number.
    Known(u64),
    /// The number of the current page in the response.
    Field(FieldPath),
}

/// The indicator of further pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HasMore {
    /// A field that is true if there are more pages.
    Flag(FieldPath),
    /// A field that is true on the last page.
    LastFlag(FieldPath),
    /// A field with the number of pages.
    Pages(FieldPath),
    /// A field with the number of items of all pages.
    Total(FieldPath),
    /// The page size parameter: a page with fewer items is the last one.
    PageSize(usize),
    /// No indicator.
    Unknown,
}
