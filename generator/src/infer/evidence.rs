//! The rules about parameters, by kind of evidence. Each rule is a function from [`ParameterContext`] to an optional
//! [`Finding`].
//!
//! [`ParameterContext`]: super::parameter_context::ParameterContext
//! [`Finding`]: super::parameter_context::Finding

pub(super) mod arrays;
pub(super) mod booleans;
pub(super) mod bounds;
pub(super) mod conventions;
pub(super) mod enums;
pub(super) mod names;
pub(super) mod required;
pub(super) mod response_schema;
pub(super) mod roles;
pub(super) mod scalars;
pub(super) mod secrets;
pub(super) mod usage;
pub(super) mod values;
