//! Indications in a response of whether further pages exist.

use super::page_param::{AsCount, PageParam};

/// An indication of further pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HasMore {
    /// A boolean in the response.
    Flag(Option<bool>),
    /// The number of pages, if the response contains it. Otherwise pages are requested until one is empty.
    Pages(Option<u64>),
    /// The total number of items, if the response contains it. Otherwise pages are requested until one is empty.
    Total(Option<u64>),
    /// The requested number of items. A page with fewer items is the last.
    PageSize(Option<u64>),
    /// No indication except the cursor of the next page, or that this page has items.
    Unknown,
}

impl HasMore {
    /// Creates an indication from a field that is true if further pages exist.
    #[must_use]
    pub fn flag(more: Option<&bool>) -> Self {
        Self::Flag(more.copied())
    }

    /// Creates an indication from a field that is true on the last page.
    #[must_use]
    pub fn unless_last(last: Option<&bool>) -> Self {
        Self::Flag(last.map(|last| !last))
    }

    /// Creates an indication from the total number of pages.
    #[must_use]
    pub fn pages(pages: Option<&impl AsCount>) -> Self {
        Self::Pages(pages.and_then(AsCount::count))
    }

    /// Creates an indication from the total number of items.
    #[must_use]
    pub fn total(total: Option<&impl AsCount>) -> Self {
        Self::Total(total.and_then(AsCount::count))
    }

    /// Creates an indication from the parameter with the number of items of a page.
    #[must_use]
    pub fn page_size(size: &impl PageParam) -> Self {
        Self::PageSize(size.number())
    }
}
