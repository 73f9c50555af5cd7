//! Reports: [`ledger`] (repairs and inferences for review), [`explain`] (one location), [`normalize`] (the document with
//! its inferences declared), [`coverage`] (completeness), [`paginated`] (the pagination of operations), [`diff`] (the
//! changes between two clients), [`learned`] (the overlay of recorded exchanges); [`declare`] maps inferences to keywords,
//! and `contradictions` reports pages of documentation that contradict the document.

pub(crate) mod contradictions;
pub mod coverage;
pub mod declare;
pub mod diff;
pub mod explain;
pub mod learned;
pub mod ledger;
pub mod normalize;
pub mod paginated;
