//! Facts of pages of documentation that differ from the document.

use super::{Candidate, Claim};

/// A fact of a page that differs from the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// The name of the parameter, or the status of the response.
    pub subject: String,
    /// The method and path of the operation.
    pub operation: String,
    /// The fact of the page, with its evidence.
    pub documented: Candidate,
    /// The fact of the document.
    pub kept: Claim,
}
