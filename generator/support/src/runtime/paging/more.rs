//! What an answer says of further pages, in the one form in which turning a page asks for it.

use super::slot::{Slot, Whole};

/// What says whether there are further pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// The answer, with yes or no.
    Said(Option<bool>),
    /// How many pages there are, where the answer says it. Where it does not, pages are read until one is empty.
    Pages(Option<u64>),
    /// How many items there are on all pages, where the answer says it. Where it does not, pages are read until one is
    /// empty.
    Total(Option<u64>),
    /// How many items were asked for: a page with fewer is the last one.
    Asked(Option<u64>),
    /// Nothing but what the next page is called, or that this one has items.
    Open,
}

impl More {
    /// A member that is true where there are further pages.
    #[must_use]
    pub fn said(more: Option<&bool>) -> Self {
        Self::Said(more.copied())
    }

    /// A member that is true on the last page.
    #[must_use]
    pub fn unless(last: Option<&bool>) -> Self {
        Self::Said(last.map(|last| !last))
    }

    /// A member that counts all pages.
    #[must_use]
    pub fn pages(pages: Option<&impl Whole>) -> Self {
        Self::Pages(pages.and_then(Whole::whole))
    }

    /// A member that counts the items of all pages.
    #[must_use]
    pub fn total(total: Option<&impl Whole>) -> Self {
        Self::Total(total.and_then(Whole::whole))
    }

    /// The argument that says how many items a page has.
    #[must_use]
    pub fn asked(size: &impl Slot) -> Self {
        Self::Asked(size.number())
    }
}
