//! Reads input texts as one document: [`load`] parses, [`bundle`] inlines files, [`merge`] joins documents, [`overlay`]
//! corrects. [`source_map`] maps pointers back to lines and columns.

pub mod bundle;
pub mod catalog;
pub mod load;
pub mod merge;
pub mod overlay;
pub mod source_map;
