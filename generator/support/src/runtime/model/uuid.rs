//! The text form of UUIDs in paths, queries, headers and forms: lower case with hyphens.

use std::borrow::Cow;

pub use ::uuid::Uuid;

use crate::runtime::core::to_param::ToParam;

impl ToParam for Uuid {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}
