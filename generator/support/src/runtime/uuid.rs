//! UUIDs as they are written in paths, queries, headers and forms; as JSON the type reads and writes itself.
//!
//! Comes in: a UUID. Goes out: its text in lower case with hyphens. Knows no model.

use std::borrow::Cow;

pub use ::uuid::Uuid;

use super::plain::Plain;

impl Plain for Uuid {
    fn plain(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}
