//! From an API description to a typed client crate.
//!
//! Text comes in, files and diagnostics go out; nothing here touches the disk.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod catalog;
pub mod diagnostic;
pub mod document;
pub mod emit;
pub mod infer;
pub mod ir;
pub mod ledger;
pub mod load;
pub mod locate;
pub mod lower;
pub mod names;
pub mod overlay;
pub mod pointer;
pub mod render;
pub mod repair;
pub mod spec;
pub mod upgrade;

use std::collections::BTreeMap;

use diagnostic::Diagnostics;
use document::Text;

/// Everything one client is made from.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The package name of the client crate.
    pub package: String,
    /// The API descriptions; several are merged into one API.
    pub documents: Vec<Text>,
    /// An APIs.json catalogue that lists the API.
    pub catalog: Option<Text>,
    /// OpenAPI overlays, applied in this order.
    pub overlays: Vec<Text>,
}

/// The files of a crate: path relative to its folder, `/`-separated, and text.
pub type Files = BTreeMap<String, String>;

/// Counts for the summary line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Operations the client can call.
    pub operations: usize,
    /// Types it declares.
    pub types: usize,
    /// Repairs and inferences in the ledger.
    pub repairs: usize,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// The client crate; empty where the diagnostics have errors.
    pub files: Files,
    /// The ledger, as YAML text.
    pub ledger: String,
    /// What the inputs got wrong.
    pub diagnostics: Diagnostics,
    /// Counts for the summary line.
    pub summary: Summary,
}

/// What came of normalizing.
#[derive(Debug, Clone, Default)]
pub struct Normalized {
    /// The repaired document as OpenAPI 3.0.3 YAML; empty where the diagnostics have errors.
    pub yaml: String,
    /// What the inputs got wrong.
    pub diagnostics: Diagnostics,
}

/// Makes a client crate.
#[must_use]
pub fn generate(_input: &Input) -> Output {
    Output::default()
}

/// Repairs the documents and writes them as one OpenAPI 3.0.3 document.
#[must_use]
pub fn normalize(_input: &Input) -> Normalized {
    Normalized::default()
}
