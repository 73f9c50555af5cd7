//! Pagination: the request of the next page, and the state of a paginated call. No I/O.

#[cfg(feature = "next_links")]
mod link_header;
mod page_param;
mod state;

use super::response::BufferedResponse;
#[cfg(any(feature = "cursors", feature = "next_links"))]
use super::to_param::ToParam;

pub use page_param::{AsCount, PageParam};
pub(crate) use state::PaginatorState;

/// The data of a page that does not depend on the operation.
pub struct PageInfo<'p> {
    /// The number of items.
    pub(crate) count: u64,
    /// The maximum number of items of a page so far.
    pub(crate) largest: u64,
    /// The number of pages so far, including this one.
    pub(crate) pages: u64,
    /// The response.
    pub(crate) response: &'p BufferedResponse,
}

/// The next page, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextPage(pub(crate) NextPageKind);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NextPageKind {
    /// There is no further page.
    Last,
    /// The parameter is set to a number.
    Number,
    #[cfg(feature = "cursors")]
    /// The parameter is set to a cursor of the server.
    Cursor { before: Option<String>, mark: String },
    #[cfg(feature = "next_links")]
    /// The next page has this URL.
    Url(String),
    /// The type of the parameter cannot represent the next page.
    Unrepresentable,
}

impl NextPageKind {
    /// Returns true for a cursor or a URL of the server, which differs from page to page.
    fn is_token(&self) -> bool {
        match self {
            #[cfg(feature = "cursors")]
            Self::Cursor { .. } => true,
            #[cfg(feature = "next_links")]
            Self::Url(_) => true,
            Self::Last | Self::Number | Self::Unrepresentable => false,
        }
    }
}

impl PageInfo<'_> {
    /// Returns the next page of a numbered pagination. `first` is the number of the first page.
    pub fn number(&self, slot: &mut impl PageParam, first: u64, more: HasMore) -> NextPage {
        let here = slot.number().unwrap_or(first);
        let passed = here.saturating_sub(first);
        let is_more = match more {
            HasMore::Flag(flag) => flag == Some(true),
            HasMore::Pages(Some(pages)) => passed.saturating_add(1) < pages,
            // An empty page follows the last page.
            HasMore::Total(Some(total)) => {
                self.count > 0 && passed.saturating_mul(self.largest).saturating_add(self.count) < total
            }
            HasMore::Pages(None) | HasMore::Total(None) | HasMore::Unknown => self.count > 0,
            HasMore::PageSize(size) => self.is_full(size),
        };
        if is_more { counted(slot, here.saturating_add(1)) } else { NextPage(NextPageKind::Last) }
    }

    #[cfg(feature = "current_page")]
    /// Returns the next page of a numbered pagination. `current` is the number of this page in the response, from which
    /// the first number follows if the caller has set none.
    pub fn number_after(&self, slot: &mut impl PageParam, current: Option<&impl AsCount>, more: HasMore) -> NextPage {
        match slot.number().or_else(|| current?.count()) {
            // Pages that begin with 0 are numbered from 0; others are numbered from 1.
            Some(here) if slot.set(&here.to_string()) => self.number(slot, u64::from(here >= self.pages), more),
            None if self.count == 0 || more == HasMore::Flag(Some(false)) => NextPage(NextPageKind::Last),
            _ => NextPage(NextPageKind::Unrepresentable),
        }
    }

    /// Returns the next page of a pagination by offset. `first` is the offset of the first item.
    pub fn offset(&self, slot: &mut impl PageParam, first: u64, more: HasMore) -> NextPage {
        let next = slot.number().unwrap_or(first).saturating_add(self.count);
        let is_more = match more {
            HasMore::Flag(flag) => flag == Some(true),
            HasMore::Total(Some(total)) => next.saturating_sub(first) < total,
            HasMore::Pages(_) | HasMore::Total(None) | HasMore::Unknown => true,
            HasMore::PageSize(size) => self.is_full(size),
        };
        // Without items the offset would not change.
        if is_more && self.count > 0 { counted(slot, next) } else { NextPage(NextPageKind::Last) }
    }

    #[cfg(feature = "cursors")]
    /// Returns the next page by cursor. A numeric cursor that is 0, or that follows an empty page, ends the pagination.
    pub fn cursor<T: ToParam>(&self, slot: &mut impl PageParam, next: Option<&T>, more: HasMore) -> NextPage {
        let mark = next.map(|next| next.to_param().into_owned()).filter(|mark| !mark.is_empty());
        // Servers also return a cursor on the last page, for later calls.
        let leads = |mark: &str| mark.parse::<u64>().map_or(true, |number| number > 0 && self.count > 0);
        let is_over = more == HasMore::Flag(Some(false));
        let Some(mark) = mark.filter(|mark| !is_over && leads(mark)) else { return NextPage(NextPageKind::Last) };
        let before = slot.text();
        if slot.set(&mark) {
            NextPage(NextPageKind::Cursor { before, mark })
        } else {
            NextPage(NextPageKind::Unrepresentable)
        }
    }

    #[cfg(feature = "cursors")]
    /// Returns the next page of a pagination by the id of the last item.
    pub fn after_id<T: ToParam>(&self, slot: &mut impl PageParam, last: Option<&T>, more: HasMore) -> NextPage {
        // Every page has a last item, so only an explicit flag indicates a next page.
        if more == HasMore::Flag(Some(true)) { self.cursor(slot, last, more) } else { NextPage(NextPageKind::Last) }
    }

    #[cfg(feature = "next_links")]
    /// Returns the next page of a pagination by URLs in the response body.
    pub fn next_url<T: ToParam>(&self, next: Option<&T>, more: HasMore) -> NextPage {
        let next = next.map(|next| next.to_param().trim().to_owned()).filter(|next| !next.is_empty());
        match next.filter(|_| more != HasMore::Flag(Some(false))) {
            Some(next) => NextPage(NextPageKind::Url(next)),
            None => NextPage(NextPageKind::Last),
        }
    }

    #[cfg(feature = "next_links")]
    /// Returns the next page of a pagination by `Link` headers (RFC 8288).
    pub fn link_header(&self) -> NextPage {
        link_header::next(&self.response.headers, &self.response.url.0)
            .map_or(NextPage(NextPageKind::Last), |next| NextPage(NextPageKind::Url(next)))
    }

    fn is_full(&self, size: Option<u64>) -> bool {
        self.count > 0 && size.is_none_or(|size| self.count >= size)
    }
}

fn counted(slot: &mut impl PageParam, number: u64) -> NextPage {
    NextPage(if slot.set(&number.to_string()) { NextPageKind::Number } else { NextPageKind::Unrepresentable })
}

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
    pub fn flag(more: Option<&bool>) -> Self {
        Self::Flag(more.copied())
    }

    /// Creates an indication from a field that is true on the last page.
    pub fn unless_last(last: Option<&bool>) -> Self {
        Self::Flag(last.map(|last| !last))
    }

    /// Creates an indication from the total number of pages.
    pub fn pages(pages: Option<&impl AsCount>) -> Self {
        Self::Pages(pages.and_then(AsCount::count))
    }

    /// Creates an indication from the total number of items.
    pub fn total(total: Option<&impl AsCount>) -> Self {
        Self::Total(total.and_then(AsCount::count))
    }

    /// Creates an indication from the parameter with the number of items of a page.
    pub fn page_size(size: &impl PageParam) -> Self {
        Self::PageSize(size.number())
    }
}
