//! Why there is no further page, though the server says so. What it shows has no cursors and no URLs in it.

use std::fmt;

/// Pages that would never end, or whose next one cannot be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagingError {
    page: u64,
    problem: Problem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    SamePage,
    SameMark,
    Elsewhere,
    NoUrl,
    Unfit,
}

impl PagingError {
    pub(crate) fn new(page: u64, problem: Problem) -> Self {
        Self { page, problem }
    }

    /// Which page it is about, counted from 1 where the walk began.
    #[must_use]
    pub fn page(&self) -> u64 {
        self.page
    }
}

impl fmt::Display for PagingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self.problem {
            Problem::SamePage => "is the same as the one before, though the server says that another follows",
            Problem::SameMark => "is followed by one that was asked for already, so that the pages would never end",
            Problem::Elsewhere => "is followed by one of another server, to which this call must not go",
            Problem::NoUrl => "is followed by one whose address is no http or https URL",
            Problem::Unfit => "is followed by one that the operation's argument cannot name",
        };
        write!(f, "page {} {problem}", self.page)
    }
}

impl std::error::Error for PagingError {}
