//! State of a pagination and its loop detection. No I/O.

#[cfg(any(feature = "cursors", feature = "next_links"))]
use std::collections::BTreeSet;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

use url::Url;

use super::super::error::{PaginationError, PaginationErrorKind};
use super::super::response::BufferedResponse;
#[cfg(feature = "next_links")]
use super::link_header;
use super::{NextPage, NextPageKind, PageInfo};

/// The number of pages that no later page may repeat.
const RECENT_PAGES: usize = 16;

/// The maximum number of consecutive pages without items.
const MAX_EMPTY_PAGES: u64 = 100;

/// The state of a pagination.
#[derive(Debug, Default)]
pub(crate) struct PaginatorState {
    /// The number of received pages.
    pages: u64,
    /// The maximum number of pages.
    pub(crate) most: Option<u64>,
    largest: u64,
    /// The hashes of the bodies of the last pages.
    recent: VecDeque<u64>,
    /// The number of pages without items since the last item.
    empty: u64,
    #[cfg(any(feature = "cursors", feature = "next_links"))]
    /// The hashes of the cursors and URLs of requested pages.
    requested: BTreeSet<u64>,
    next: NextRequest,
}

#[derive(Debug, Default)]
enum NextRequest {
    /// The parameters of the operation select the next page.
    #[default]
    Arguments,
    #[cfg(feature = "next_links")]
    /// The next page is at this URL.
    Address(Url),
    /// The next page cannot be requested.
    Invalid(PaginationError),
    /// There is no next page.
    None,
}

impl PaginatorState {
    /// Returns the next request: `None` at the end, `Ok(None)` if the parameters select the page, or its URL.
    pub(crate) fn next(&mut self) -> Option<Result<Option<Url>, PaginationError>> {
        if self.most.is_some_and(|most| self.pages >= most) {
            self.end();
        }
        match std::mem::replace(&mut self.next, NextRequest::None) {
            NextRequest::Arguments => Some(Ok(None)),
            #[cfg(feature = "next_links")]
            NextRequest::Address(url) => Some(Ok(Some(url))),
            NextRequest::Invalid(error) => Some(Err(error)),
            NextRequest::None => None,
        }
    }

    /// Ends the pagination.
    pub(crate) fn end(&mut self) {
        self.next = NextRequest::None;
    }

    /// Records a page with `count` items.
    pub(crate) fn on_page<'p>(&mut self, count: u64, response: &'p BufferedResponse) -> PageInfo<'p> {
        self.pages += 1;
        self.largest = self.largest.max(count);
        self.empty = if count > 0 { 0 } else { self.empty + 1 };
        PageInfo { count, largest: self.largest, pages: self.pages, response }
    }

    /// Sets the page that follows a recorded page.
    pub(crate) fn set_next(&mut self, page: &PageInfo<'_>, NextPage(kind): NextPage) -> Result<(), PaginationError> {
        let &PageInfo { count, pages, response, .. } = page;
        let body = hash(&response.body);
        let is_repeated = self.recent.contains(&body);
        self.recent.push_front(body);
        self.recent.truncate(RECENT_PAGES);
        if kind != NextPageKind::Last {
            // Pages with different cursors may both be empty, and therefore equal.
            if is_repeated && (count > 0 || !kind.is_token()) {
                return Err(PaginationError::new(pages, PaginationErrorKind::SamePage));
            }
            if self.empty > MAX_EMPTY_PAGES {
                return Err(PaginationError::new(pages, PaginationErrorKind::EmptyPages));
            }
        }
        let next = match kind {
            NextPageKind::Last => Ok(NextRequest::None),
            NextPageKind::Number => Ok(NextRequest::Arguments),
            #[cfg(feature = "cursors")]
            NextPageKind::Cursor { before, mark } => self.marked(before.as_deref(), &mark),
            #[cfg(feature = "next_links")]
            NextPageKind::Url(link) => self.linked(&link, response),
            NextPageKind::Unrepresentable => Err(PaginationErrorKind::Unfit),
        };
        self.next = next.unwrap_or_else(|problem| NextRequest::Invalid(PaginationError::new(pages, problem)));
        Ok(())
    }

    #[cfg(feature = "cursors")]
    fn marked(&mut self, before: Option<&str>, mark: &str) -> Result<NextRequest, PaginationErrorKind> {
        self.requested.extend(before.map(hash));
        if self.requested.insert(hash(mark)) { Ok(NextRequest::Arguments) } else { Err(PaginationErrorKind::SameMark) }
    }

    #[cfg(feature = "next_links")]
    fn linked(&mut self, link: &str, response: &BufferedResponse) -> Result<NextRequest, PaginationErrorKind> {
        let url = link_header::resolve_link(&response.url.0, &response.request_url.0, link)?;
        self.requested.extend([&response.request_url, &response.url].map(|here| hash(here.0.as_str())));
        if self.requested.insert(hash(url.as_str())) {
            Ok(NextRequest::Address(url))
        } else {
            Err(PaginationErrorKind::SameMark)
        }
    }
}

fn hash(text: impl AsRef<[u8]>) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.as_ref().hash(&mut hasher);
    hasher.finish()
}
