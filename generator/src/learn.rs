//! Types learned from sample values: [`examples`] of a document, or recorded bodies.
//!
//! [`Shape`] merges the samples of one location with counts. [`Learned`] is the JSON Schema of a shape, with the counts
//! as evidence. Neither contains a scalar value of a sample: they contain kinds, counts, field names and locations.

pub mod examples;
pub mod exchange;
pub mod invented;
pub mod maps;
pub mod matching;
pub mod named;
pub mod origins;
pub mod plurals;
pub mod samples;
pub mod schema;
pub mod score;
pub mod shape;
pub mod sources;
pub mod strings;
pub mod subschemas;
pub mod texts;
pub mod unmatched;

pub use exchange::{Exchange, Origin, Payload, RecordedSegment, RequestTarget};
pub use origins::RecordedOrigins;
pub use samples::{ExchangeCounts, Learner};
pub use schema::{FieldCount, Learned, Truncation};
pub use score::LearningScore;
pub use shape::{Limit, Shape};
