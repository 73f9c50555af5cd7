//! Streams of pages and of their items.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::{fmt, vec};

use futures_core::Stream;

use super::super::call::start_exchange;
use super::super::pagination::{ItemResult, PageResult, Paginated, Paginator, items};
use super::Call;
use crate::runtime::core::async_driver::run_to_response;
use crate::runtime::core::error::Error;
use crate::runtime::core::exchange::{Exchange, ExchangeError};
use crate::runtime::core::mode::Async;
use crate::runtime::core::response::BufferedResponse;
use crate::runtime::core::transport::BoxFuture;

/// A stream of pages, returned by [`Call::pages`].
///
/// Pages are requested as they are polled, with all options of the call. The stream ends after an error.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<'c, O: Paginated> {
    paginator: Paginator<'c, O, Async>,
    pending: Option<BoxFuture<'c, Result<BufferedResponse, ExchangeError>>>,
}

/// A stream of the items of all pages, returned by [`Call::items`]. Pages are requested as they are needed.
#[must_use = "streams do nothing unless polled"]
pub struct Items<'c, O: Paginated> {
    pages: Pages<'c, O>,
    items: vec::IntoIter<O::Item>,
}

impl<'c, O> Call<'c, O> {
    /// Returns a stream of pages, beginning with the page that the parameters select.
    pub fn pages(self) -> Pages<'c, O>
    where
        O: Paginated,
    {
        Pages { paginator: Paginator::new(self), pending: None }
    }

    /// Returns a stream of the items of all pages, beginning with the page that the parameters select.
    pub fn items(self) -> Items<'c, O>
    where
        O: Paginated,
    {
        Items { pages: self.pages(), items: Vec::new().into_iter() }
    }
}

impl<'c, O: Paginated> Pages<'c, O> {
    /// Sets the maximum number of pages. Default: no maximum.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.paginator.limit(most);
        self
    }

    /// Returns the next page, or `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<O::Output, Error<O::Error>>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<PageResult<O>>> {
        if self.pending.is_none() {
            let Some(advanced) = self.paginator.advance() else { return Poll::Ready(None) };
            match advanced.and_then(|()| start_exchange(&self.paginator.call)) {
                Ok((exchange, mode)) => self.pending = Some(run(mode, exchange)),
                Err(error) => return Poll::Ready(Some(self.paginator.page(Err(error)))),
            }
        }
        let Some(pending) = &mut self.pending else { return Poll::Ready(None) };
        let response = ready!(pending.as_mut().poll(context));
        self.pending = None;
        Poll::Ready(Some(self.paginator.page(response.map_err(Error::cast))))
    }
}

/// Drives an exchange and returns it with its result.
fn run<'c>(mode: &'c Async, mut exchange: Exchange<'c>) -> BoxFuture<'c, Result<BufferedResponse, ExchangeError>> {
    Box::pin(async move { run_to_response(mode, &mut exchange).await })
}

impl<O: Paginated> Items<'_, O> {
    /// Sets the maximum number of pages. Default: no maximum.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.pages = self.pages.max_pages(most);
        self
    }

    /// Returns the next item, or `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error<O::Error>>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<ItemResult<O>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => self.items = items::<O>(page),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// No field is pinned in place: the pending future is boxed.
impl<O: Paginated> Unpin for Pages<'_, O> {}
impl<O: Paginated> Unpin for Items<'_, O> {}

impl<O: Paginated> Stream for Pages<'_, O> {
    type Item = Result<O::Output, Error<O::Error>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paginated> Stream for Items<'_, O> {
    type Item = Result<O::Item, Error<O::Error>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paginated + fmt::Debug> fmt::Debug for Pages<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.paginator.call).finish_non_exhaustive()
    }
}

impl<O: Paginated + fmt::Debug> fmt::Debug for Items<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("call", &self.pages.paginator.call).finish_non_exhaustive()
    }
}
