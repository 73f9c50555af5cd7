//! Blocking iterators over pages and items.

use std::{fmt, vec};

use super::super::pagination::{Paginated, Paginator, items};
use super::{Call, buffered_response};
use crate::runtime::core::error::Error;
use crate::runtime::core::mode::Blocking;

/// The pages of a call, returned by [`Call::pages`].
///
/// Pages are requested as they are needed, with all options of the call. The iterator ends after an error.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Pages<'c, O: Paginated> {
    paginator: Paginator<'c, O, Blocking>,
}

/// The items of all pages of a call, returned by [`Call::items`].
///
/// Like [`Pages`], it requests a page when its first item is needed.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Items<'c, O: Paginated> {
    pages: Pages<'c, O>,
    items: vec::IntoIter<O::Item>,
}

impl<'c, O> Call<'c, O> {
    /// Returns an iterator over the pages, beginning with the page that the parameters select.
    pub fn pages(self) -> Pages<'c, O>
    where
        O: Paginated,
    {
        Pages { paginator: Paginator::new(self) }
    }

    /// Returns an iterator over the items of all pages, beginning with the page that the parameters select.
    pub fn items(self) -> Items<'c, O>
    where
        O: Paginated,
    {
        Items { pages: self.pages(), items: Vec::new().into_iter() }
    }
}

impl<O: Paginated> Pages<'_, O> {
    /// Sets the maximum number of pages, after which the iterator ends. Default: no limit.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.paginator.limit(most);
        self
    }
}

impl<O: Paginated> Items<'_, O> {
    /// Sets the maximum number of pages, after which the iterator ends. Default: no limit.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.pages = self.pages.max_pages(most);
        self
    }
}

impl<O: Paginated> Iterator for Pages<'_, O> {
    type Item = Result<O::Output, Error<O::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        let response = self.paginator.advance()?.and_then(|()| buffered_response(&self.paginator.call));
        Some(self.paginator.page(response))
    }
}

impl<O: Paginated> Iterator for Items<'_, O> {
    type Item = Result<O::Item, Error<O::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.items.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Ok(page) => self.items = items::<O>(page),
                Err(error) => return Some(Err(error)),
            }
        }
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
