//! Paginated operations, and the steps that async and blocking clients share.

use super::call::{Call, Operation};
use crate::runtime::core::error::Error;
use crate::runtime::core::pagination::{NextPage, PageInfo, PaginatorState};
use crate::runtime::core::response::BufferedResponse;

#[diagnostic::on_unimplemented(
    message = "no pagination is known for the operation `{Self}`",
    label = "this operation has no `pages` and `items`",
    note = "use `send`; if the operation is paginated, declare it with `x-pagination` in the API description"
)]
/// An operation with a paginated response.
pub trait Paginated: Operation {
    /// The type of an item.
    type Item;

    /// Returns the items of a page, if it has any.
    fn items(output: &mut Self::Output) -> Option<&mut Vec<Self::Item>>;

    /// Sets the parameters for the next page.
    fn next_page(&mut self, page: &PageInfo<'_>, output: &Self::Output) -> NextPage;
}

/// A page of an operation, or the error.
pub(super) type PageResult<O> = Result<<O as Operation>::Output, Error<<O as Operation>::Error>>;

/// An item of an operation, or the error.
pub(super) type ItemResult<O> = Result<<O as Paginated>::Item, Error<<O as Operation>::Error>>;

/// A call that is set to the next page.
pub(super) struct Paginator<'c, O: Paginated, M> {
    pub(super) call: Call<'c, O, M>,
    state: PaginatorState,
}

impl<'c, O: Paginated, M> Paginator<'c, O, M> {
    pub(super) fn new(call: Call<'c, O, M>) -> Self {
        Self { call, state: PaginatorState::default() }
    }

    pub(super) fn limit(&mut self, most: u64) {
        self.state.most = Some(most);
    }

    /// Sets the call to the next page. Returns `None` if there is none.
    pub(super) fn advance(&mut self) -> Option<Result<(), Error<O::Error>>> {
        Some(match self.state.next()? {
            #[cfg(feature = "next_links")]
            Ok(url) => {
                self.call.options.next_page = url;
                Ok(())
            }
            #[cfg(not(feature = "next_links"))]
            Ok(_) => Ok(()),
            Err(error) => Err(error.into()),
        })
    }

    /// Decodes a page. The iteration ends after an error.
    pub(super) fn page(&mut self, response: Result<BufferedResponse, Error<O::Error>>) -> PageResult<O> {
        let page = response.and_then(|response| self.read(&response));
        if page.is_err() {
            self.state.end();
        }
        page
    }

    fn read(&mut self, response: &BufferedResponse) -> PageResult<O> {
        let mut output = O::decode(response.clone())?;
        let count = O::items(&mut output).map_or(0, |items| items.len() as u64);
        let page = self.state.on_page(count, response);
        let next = self.call.operation.next_page(&page, &output);
        self.state.set_next(&page, next)?;
        Ok(output)
    }
}

/// Takes the items out of a page.
pub(super) fn items<O: Paginated>(mut page: O::Output) -> std::vec::IntoIter<O::Item> {
    O::items(&mut page).map(std::mem::take).unwrap_or_default().into_iter()
}
