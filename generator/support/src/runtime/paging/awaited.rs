//! The pages of a call, and their items, as streams.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::{fmt, vec};

use futures_core::Stream;

use super::Paged;
use super::round::{ItemOf, PageOf, Round, items};
use crate::runtime::answer::Answer;
use crate::runtime::awaited::{Call, whole};
use crate::runtime::call::opened;
use crate::runtime::error::Error;
use crate::runtime::exchange::{Exchange, Failure};
use crate::runtime::mode::Async;
use crate::runtime::transport::Pending;

/// The answers of a call, page after page: what [`Call::pages`] gives.
///
/// Each page is asked for when it is polled for, with everything that was set on the call. Dropping it ends it: nothing
/// is asked for any more. It ends by itself after the last page, and after the first error.
#[must_use = "pages do nothing until they are polled"]
pub struct Pages<'c, O: Paged> {
    round: Round<'c, O, Async>,
    pending: Option<Pending<'c, Result<Answer, Failure>>>,
}

/// The items of a call, from all its pages: what [`Call::items`] gives. As [`Pages`], it asks for a page when the first
/// of its items is polled for.
#[must_use = "items do nothing until they are polled"]
pub struct Items<'c, O: Paged> {
    pages: Pages<'c, O>,
    items: vec::IntoIter<O::Item>,
}

impl<'c, O: Paged> Call<'c, O> {
    /// The answer, page after page, from the one that the arguments say.
    pub fn pages(self) -> Pages<'c, O> {
        Pages { round: Round::new(self), pending: None }
    }

    /// The items of all pages, from the page that the arguments say.
    pub fn items(self) -> Items<'c, O> {
        Items { pages: self.pages(), items: Vec::new().into_iter() }
    }
}

impl<'c, O: Paged> Pages<'c, O> {
    /// Ends after so many pages, also where more follow. Nothing else limits how many there are.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.round.limit(most);
        self
    }

    /// The next page; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<O::Output, Error<O::Error>>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<PageOf<O>>> {
        if self.pending.is_none() {
            let Some(turned) = self.round.turn() else { return Poll::Ready(None) };
            match turned.and_then(|()| opened(&self.round.call)) {
                Ok((exchange, mode)) => self.pending = Some(driven(mode, exchange)),
                Err(error) => return Poll::Ready(Some(self.round.page(Err(error)))),
            }
        }
        let Some(pending) = &mut self.pending else { return Poll::Ready(None) };
        let answer = ready!(pending.as_mut().poll(context));
        self.pending = None;
        Poll::Ready(Some(self.round.page(answer.map_err(Error::widen))))
    }
}

/// What an exchange gives, with the exchange in it. It does not depend on the operation.
fn driven<'c>(mode: &'c Async, mut exchange: Exchange<'c>) -> Pending<'c, Result<Answer, Failure>> {
    Box::pin(async move { whole(mode, &mut exchange).await })
}

impl<O: Paged> Items<'_, O> {
    /// Ends after so many pages, also where more follow. Nothing else limits how many there are.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.pages = self.pages.max_pages(most);
        self
    }

    /// The next item; `None` after the last one of the last page.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error<O::Error>>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<ItemOf<O>>> {
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
        f.debug_struct("Pages").field("call", &self.round.call).finish_non_exhaustive()
    }
}

impl<O: Paged + fmt::Debug> fmt::Debug for Items<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("call", &self.pages.round.call).finish_non_exhaustive()
    }
}
