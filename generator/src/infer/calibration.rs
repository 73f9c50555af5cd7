//! Measurements of the rules on documents that declare their types.

pub(crate) mod ablation;
pub mod calibrate;
pub mod evaluate;
