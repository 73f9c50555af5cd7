//! State of a pagination and its loop detection. No I/O.

#[cfg(any(feature = "cursors", feature = "next_links"))]
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use url::Url;

use super::super::error::{PaginationError, PaginationErrorKind};
use super::super::response::BufferedResponse;
#[cfg(feature = "next_links")]
use super::link_header;
use super::{NextPage, NextPageKind, PageInfo};

/// The state of a pagination.
#[derive(Debug, Default)]
pub(crate) struct PaginatorState {
    /// The number of received pages.
    pages: u64,
    /// The maximum number of pages.
    pub(crate) most: Option<u64>,
    largest: u64,
    /// The hash of the body of the previous page.
    body: Option<u64>,
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

    /// Records a page with `count` items. `next_page` sets the operation to the next page.
    pub(crate) fn on_page(
        &mut self,
        count: u64,
        response: &BufferedResponse,
        next_page: impl FnOnce(&PageInfo<'_>) -> NextPage,
    ) -> Result<(), PaginationError> {
        self.largest = self.largest.max(count);
        let page = PageInfo { count, largest: self.largest, response };
        let next = next_page(&page);
        self.set_next(next, count, response)
    }

    fn set_next(
        &mut self,
        NextPage(kind): NextPage,
        count: u64,
        response: &BufferedResponse,
    ) -> Result<(), PaginationError> {
        self.pages += 1;
        let body = hash(&response.body);
        let is_same = self.body.replace(body) == Some(body);
        // Consecutive pages with different cursors may both be empty, and therefore equal.
        if is_same && kind != NextPageKind::Last && (count > 0 || !kind.is_token()) {
            return Err(PaginationError::new(self.pages, PaginationErrorKind::SamePage));
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
        self.next = next.unwrap_or_else(|problem| NextRequest::Invalid(PaginationError::new(self.pages, problem)));
        Ok(())
    }

    #[cfg(feature = "cursors")]
    fn marked(&mut self, before: Option<&str>, mark: &str) -> Result<NextRequest, PaginationErrorKind> {
        self.requested.extend(before.map(hash));
        if self.requested.insert(hash(mark)) { Ok(NextRequest::Arguments) } else { Err(PaginationErrorKind::SameMark) }
    }

    #[cfg(feature = "next_links")]
    fn linked(&mut self, link: &str, response: &BufferedResponse) -> Result<NextRequest, PaginationErrorKind> {
        let url = link_header::resolve_link(&response.url, &response.request_url, link)?;
        self.requested.extend([&response.request_url, &response.url].map(|here| hash(here.as_str())));
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
