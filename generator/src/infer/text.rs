//! Tokens, phrases and sentences of names and descriptions.

pub(super) mod phrases;
pub(super) mod plurals;
pub(super) mod sentences;
pub(super) mod statements;
pub(super) mod subjects;
pub(super) mod tokens;
