//! A call on its way along pages: what both kinds of clients do between one answer and the next.

use super::Paged;
use super::walk::{Around, Walk};
use crate::runtime::answer::Answer;
use crate::runtime::call::{Call, Operation};
use crate::runtime::error::Error;

/// A page of an operation, or why there is none.
pub(super) type PageOf<O> = Result<<O as Operation>::Output, Error<<O as Operation>::Error>>;

/// An item of an operation, or why there is none.
pub(super) type ItemOf<O> = Result<<O as Paged>::Item, Error<<O as Operation>::Error>>;

/// A call, set to the page that comes next.
pub(super) struct Round<'c, O: Paged, M> {
    pub(super) call: Call<'c, O, M>,
    walk: Walk,
}

impl<'c, O: Paged, M> Round<'c, O, M> {
    pub(super) fn new(call: Call<'c, O, M>) -> Self {
        Self { call, walk: Walk::default() }
    }

    pub(super) fn limit(&mut self, most: u64) {
        self.walk.most = Some(most);
    }

    /// Sets the call to the next page: `None` where there is none.
    pub(super) fn turn(&mut self) -> Option<Result<(), Error<O::Error>>> {
        let next = self.walk.next()?;
        Some(next.map(|address| self.call.options.address = address).map_err(Error::from))
    }

    /// The page that an answer is. After an error nothing follows.
    pub(super) fn page(&mut self, answer: Result<Answer, Error<O::Error>>) -> PageOf<O> {
        let page = answer.and_then(|answer| self.read(answer));
        if page.is_err() {
            self.walk.end();
        }
        page
    }

    fn read(&mut self, answer: Answer) -> PageOf<O> {
        let (headers, body) = (answer.headers.clone(), answer.body.clone());
        let (url, asked) = (answer.url.clone(), answer.asked.clone());
        let mut output = O::decode(answer)?;
        let around = Around { headers: &headers, url: &url, asked: &asked, body: &body };
        self.walk.take(&mut self.call.operation, &mut output, &around)?;
        Ok(output)
    }
}

/// The items of a page, taken out of it.
pub(super) fn items<O: Paged>(mut page: O::Output) -> std::vec::IntoIter<O::Item> {
    O::items(&mut page).map(std::mem::take).unwrap_or_default().into_iter()
}
