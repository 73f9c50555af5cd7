//! The pages of a call, and their items, as iterators that hold up their thread.

use std::{fmt, vec};

use super::Paged;
use super::round::{Round, items};
use crate::runtime::blocking::{Call, answer};
use crate::runtime::error::Error;
use crate::runtime::mode::Blocking;

/// The answers of a call, page after page: what [`Call::pages`] gives.
///
/// Each page is asked for when it is needed, with everything that was set on the call. It ends after the last page, and
/// after the first error.
#[must_use = "pages are asked for one by one, as they are needed"]
pub struct Pages<'c, O: Paged> {
    round: Round<'c, O, Blocking>,
}

/// The items of a call, from all its pages: what [`Call::items`] gives. As [`Pages`], it asks for a page when the first
/// of its items is needed.
#[must_use = "items are asked for page by page, as they are needed"]
pub struct Items<'c, O: Paged> {
    pages: Pages<'c, O>,
    items: vec::IntoIter<O::Item>,
}

impl<'c, O: Paged> Call<'c, O> {
    /// The answer, page after page, from the one that the arguments say.
    pub fn pages(self) -> Pages<'c, O> {
        Pages { round: Round::new(self) }
    }

    /// The items of all pages, from the page that the arguments say.
    pub fn items(self) -> Items<'c, O> {
        Items { pages: self.pages(), items: Vec::new().into_iter() }
    }
}

impl<O: Paged> Pages<'_, O> {
    /// Ends after so many pages, also where more follow. Nothing else limits how many there are.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.round.limit(most);
        self
    }
}

impl<O: Paged> Items<'_, O> {
    /// Ends after so many pages, also where more follow. Nothing else limits how many there are.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.pages = self.pages.max_pages(most);
        self
    }
}

impl<O: Paged> Iterator for Pages<'_, O> {
    type Item = Result<O::Output, Error<O::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        let answer = self.round.turn()?.and_then(|()| answer(&self.round.call));
        Some(self.round.page(answer))
    }
}

impl<O: Paged> Iterator for Items<'_, O> {
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
