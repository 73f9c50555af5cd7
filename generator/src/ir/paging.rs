//! How the answers of an operation come in pages. Plain data.

use super::Type;
use crate::names::Name;

/// How the answers of an operation come in pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// Where the items of a page are.
    pub items: Reach,
    /// The type of an item.
    pub item: Type,
    /// How a page leads to the next.
    pub turning: Turning,
    /// A sentence about it, and what it was inferred from.
    pub docs: Vec<String>,
}

/// The way from an answer to something within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Whether the answer itself may be missing.
    pub optional: bool,
    /// The members on the way; none for the answer itself.
    pub steps: Vec<Step>,
}

/// A member on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: Name,
    /// How many times over it may be missing: absent, null, or each in its own way.
    pub options: usize,
}

/// How a page leads to the next; arguments are given by their index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turning {
    /// Pages have numbers.
    Number {
        /// The argument that takes them.
        argument: usize,
        /// The number of the first.
        first: u64,
        /// What says whether more follow.
        more: More,
    },
    /// Pages begin behind a number of items.
    Offset {
        /// The argument that takes it.
        argument: usize,
        /// Its value for the first page.
        first: u64,
        /// What says whether more follow.
        more: More,
    },
    /// Each page says what the next one is called.
    Cursor {
        /// The argument that takes it.
        argument: usize,
        /// Where the answer says it.
        next: Reach,
        /// What says whether more follow, besides.
        more: More,
    },
    /// Pages begin behind an item, which is called by its id: the last of the page before.
    After {
        /// The argument that takes it.
        argument: usize,
        /// Where an item has it.
        id: Reach,
        /// What says whether more follow.
        more: More,
    },
    /// Each page has the URL of the next.
    Url {
        /// Where the answer has it.
        next: Reach,
        /// What says whether more follow, besides.
        more: More,
    },
    /// Each page has the URL of the next in its `Link` header.
    Link,
}

/// What says whether more pages follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum More {
    /// A member that is true where they do.
    Said(Reach),
    /// A member that is true where they do not.
    Unless(Reach),
    /// A member that counts the pages.
    Pages(Reach),
    /// A member that counts the items of all pages.
    Total(Reach),
    /// The argument that says how many items a page has.
    Asked(usize),
    /// Nothing else.
    Open,
}
