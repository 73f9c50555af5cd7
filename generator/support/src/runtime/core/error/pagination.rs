//! The error of pagination. It shows neither cursors nor URLs.

use std::fmt;

/// Pagination that would not end, or whose next page cannot be requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaginationError {
    page: u64,
    problem: PaginationErrorKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PaginationErrorKind {
    SamePage,
    EmptyPages,
    #[cfg(any(feature = "cursors", feature = "next_links"))]
    SameMark,
    #[cfg(feature = "next_links")]
    Elsewhere,
    #[cfg(feature = "next_links")]
    NoUrl,
    Unfit,
}

impl PaginationError {
    pub(crate) fn new(page: u64, problem: PaginationErrorKind) -> Self {
        Self { page, problem }
    }

    /// Returns the number of the page, counted from 1.
    pub fn page(&self) -> u64 {
        self.page
    }
}

impl fmt::Display for PaginationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self.problem {
            PaginationErrorKind::SamePage => "repeats an earlier page, but the server reports another one",
            PaginationErrorKind::EmptyPages => "is empty like all recent pages, but the server reports another one",
            #[cfg(any(feature = "cursors", feature = "next_links"))]
            PaginationErrorKind::SameMark => "is followed by a page that was already requested",
            #[cfg(feature = "next_links")]
            PaginationErrorKind::Elsewhere => "is followed by a page of another origin",
            #[cfg(feature = "next_links")]
            PaginationErrorKind::NoUrl => "is followed by a page whose URL is not a valid http or https URL",
            PaginationErrorKind::Unfit => "is followed by a page that the parameter cannot represent",
        };
        write!(f, "page {} {problem}", self.page)
    }
}

impl std::error::Error for PaginationError {}
