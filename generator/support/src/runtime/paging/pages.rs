//! The pages of a call, and their items, one after the other.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::{fmt, vec};

use futures_core::Stream;

use super::Paged;
use super::walk::{Around, Walk};
use crate::runtime::answer::Answer;
use crate::runtime::call::{Call, Operation, start};
use crate::runtime::error::Error;
use crate::runtime::exchange::Exchange;

/// The answers of a call, page after page: what [`Call::pages`] gives.
///
/// Each page is asked for when it is polled for, with everything that was set on the call. Dropping it ends it: nothing
/// is asked for any more. It ends by itself after the last page, and after the first error.
#[must_use = "pages do nothing until they are polled"]
pub struct Pages<'c, O: Paged> {
    call: Call<'c, O>,
    walk: Walk,
    pending: Option<Exchange<'c>>,
}

/// The items of a call, from all its pages: what [`Call::items`] gives. As [`Pages`], it asks for a page when the first
/// of its items is polled for.
#[must_use = "items do nothing until they are polled"]
pub struct Items<'c, O: Paged> {
    pages: Pages<'c, O>,
    items: vec::IntoIter<O::Item>,
}

/// A page of an operation, or why there is none.
type PageOf<O> = Result<<O as Operation>::Output, Error<<O as Operation>::Error>>;

/// An item of an operation, or why there is none.
type ItemOf<O> = Result<<O as Paged>::Item, Error<<O as Operation>::Error>>;

impl<'c, O: Paged + Clone> Call<'c, O> {
    /// The answer, page after page, from the one that the arguments say.
    pub fn pages(self) -> Pages<'c, O> {
        Pages { call: self, walk: Walk::default(), pending: None }
    }

    /// The items of all pages, from the page that the arguments say.
    pub fn items(self) -> Items<'c, O> {
        Items { pages: self.pages(), items: Vec::new().into_iter() }
    }
}

impl<O: Paged> Pages<'_, O> {
    /// Ends after so many pages, also where more follow. Nothing else limits how many there are.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.walk.most = Some(most);
        self
    }

    /// The next page; `None` after the last one.
    pub async fn next(&mut self) -> Option<PageOf<O>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<PageOf<O>>> {
        if self.pending.is_none() {
            let Some(next) = self.walk.next() else { return Poll::Ready(None) };
            let started = next.map_err(Error::from).and_then(|url| Ok(start(&self.call, url)?));
            match started {
                Ok(exchange) => self.pending = Some(exchange),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        let Some(exchange) = &mut self.pending else { return Poll::Ready(None) };
        let answer = ready!(exchange.as_mut().poll(context));
        self.pending = None;
        let page = answer.map_err(Error::widen).and_then(|answer| self.page(answer));
        if page.is_err() {
            self.walk.end();
        }
        Poll::Ready(Some(page))
    }

    fn page(&mut self, answer: Answer) -> Result<O::Output, Error<O::Error>> {
        let (headers, url, body) = (answer.headers.clone(), answer.url.clone(), answer.body.clone());
        let mut output = O::decode(answer)?;
        let around = Around { headers: &headers, url: &url, body: &body };
        self.walk.take(&mut self.call.operation, &mut output, &around)?;
        Ok(output)
    }
}

impl<O: Paged> Items<'_, O> {
    /// Ends after so many pages, also where more follow. Nothing else limits how many there are.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.pages = self.pages.max_pages(most);
        self
    }

    /// The next item; `None` after the last one of the last page.
    pub async fn next(&mut self) -> Option<ItemOf<O>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<ItemOf<O>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(mut page)) => {
                    let items = O::items(&mut page).map(std::mem::take);
                    self.items = items.unwrap_or_default().into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Nothing in them is pinned: what runs is behind a pointer of its own.
impl<O: Paged> Unpin for Pages<'_, O> {}
impl<O: Paged> Unpin for Items<'_, O> {}

impl<O: Paged> Stream for Pages<'_, O> {
    type Item = Result<O::Output, Error<O::Error>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paged> Stream for Items<'_, O> {
    type Item = Result<O::Item, Error<O::Error>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paged + fmt::Debug> fmt::Debug for Pages<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.call).finish_non_exhaustive()
    }
}

impl<O: Paged + fmt::Debug> fmt::Debug for Items<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("call", &self.pages.call).finish_non_exhaustive()
    }
}
