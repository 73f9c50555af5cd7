//! Generates typed Rust client crates from API descriptions.
//!
//! `generate` maps an [`Input`] to the files of a client crate, a ledger, diagnostics and coverage. `normalize`,
//! `infer()` and `explain()` report on the same input. The crate does not access the disk, and it does not panic on any
//! input. The stages pass plain data from one to the next:
//!
//! | stage | input | output |
//! | --- | --- | --- |
//! | `input::load` | text | [`document::Document`]: untyped, in document order |
//! | `input::bundle` | a document and the files that it refers to | one document |
//! | `input::catalog`, `input::merge` | a catalog, several documents | one document |
//! | `input::overlay` | the author's document and corrections | the corrected document |
//! | `upgrade` | a document of any dialect | an OpenAPI 3.0 document with the origin of every value |
//! | `spec` | that document | [`spec::Spec`]: typed; every item is read separately, so that an invalid one affects nothing else |
//! | [`mod@documentation`] | pages of documentation, the spec | the texts about each operation |
//! | [`mod@infer`] | the spec and these texts | [`infer::Inferences`]: a side table of missing facts, with evidence |
//! | `lower` | the spec, the inferences and the locked names | [`ir::Api`]: the client as data, with all names |
//! | [`mod@lock`] | the IR, the inferences | the lock: names, inferences and sources that the next generation keeps |
//! | [`mod@learn`] | the spec, recorded exchanges | the shapes of bodies and parameter values, by operation |
//! | `examples` | spec, inferences, IR | an example call of each operation, validated against its schemas |
//! | `emit` | the IR | token streams, item by item |
//! | `render` | the items | [`Files`] |
//!
//! The modules of `report` are the ledger (repairs and inferences as a file for review), explain (everything known about
//! one location), normalize (the document with its inferences declared), declare (inferences as keywords) and coverage
//! (the share of the document that is in the client). [`mod@pointer`], `diagnostic`, `repairs`, `document` and
//! `invisible` are shared by all stages. `names` creates all Rust names. `analysis` runs the stages in order, on a thread with a large
//! stack (`stack`).
//!
//! No function both decides and prints: `ir` uses neither `openapiv3` nor tokens, and `emit` cannot see a schema. An
//! invalid item is omitted or replaced by the least specific type, with a diagnostic; the rest of the document is
//! unaffected. The same inputs give the same bytes, in any order of paths and schemas. `cargo xtask tidy` checks the
//! imports between stages.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod analysis;
pub mod diagnostic;
pub mod document;
pub mod documentation;
pub mod emit;
pub mod examples;
pub mod infer;
mod input;
pub mod invisible;
pub mod ir;
pub mod learn;
pub mod lock;
pub mod lower;
pub mod names;
pub mod pointer;
pub mod render;
pub mod repairs;
mod report;
pub mod spec;
mod stack;
pub mod upgrade;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use diagnostic::Diagnostics;
use document::Text;

pub use input::{bundle, catalog, load, merge, overlay, source_map};
pub use report::{coverage, declare, diff, explain, learned, ledger, normalize, paginated};
pub use stack::STACK_SIZE;

/// The inputs of one client.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The package name of the client crate.
    pub package: String,
    /// The API descriptions; several are merged into one API.
    pub documents: Vec<Text>,
    /// The files that the documents refer to by relative paths, named as [`bundle::resolve_name`] returns them.
    pub files: Vec<Text>,
    /// The referenced files that could not be read, each with the reason: lower case, no full stop.
    pub unreadable: BTreeMap<String, String>,
    /// An APIs.json catalog that lists the API.
    pub catalog: Option<Text>,
    /// OpenAPI overlays, applied in this order.
    pub overlays: Vec<Text>,
    /// Pages of the API's documentation: HTML, Markdown or plain text, according to their names.
    pub docs: Vec<Text>,
    /// The lock of an earlier generation, whose names and inferences are kept.
    pub lock: Option<Text>,
    /// The sources of documents that were fetched for this generation, by name; they replace those of the lock.
    pub fetched: BTreeMap<String, lock::LockedSource>,
    /// `true` if names of items that the document no longer has, and sources of documents that the client no longer has,
    /// are removed from the lock.
    pub prune_lock: bool,
    /// `true` if operations whose ids changed are renamed, with deprecated aliases under their earlier names.
    pub accept_renames: bool,
    /// The version of the client crate; [`ir::DEFAULT_VERSION`] if it is `None`.
    pub version: Option<String>,
    /// The release that the lock records instead of the one that it has.
    pub release: Option<lock::LockedRelease>,
    /// `true` if inferences replace those in the lock that differ.
    pub accept_inferences: bool,
    /// The minimum confidence of inferences that are kept.
    pub certainty: infer::Certainty,
    /// The form of the required parameters of operations.
    pub required: lower::RequiredParameters,
    /// `true` if the client contains an example program that calls every operation.
    pub driver: bool,
    /// The maximum number of threads that format the files; by default, the number of CPUs.
    pub threads: Option<NonZeroUsize>,
}

/// The files of a crate: text by `/`-separated path, relative to the crate's directory.
pub type Files = BTreeMap<String, String>;

/// Counts for the summary line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// The operations of the client.
    pub operations: usize,
    /// The types of the client.
    pub types: usize,
    /// The repairs and inferences in the ledger.
    pub repairs: usize,
}

/// The result of [`generate`].
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// The files of the client crate; empty if the diagnostics contain errors.
    pub files: Files,
    /// The ledger, as YAML.
    pub ledger: String,
    /// The lock, as YAML.
    pub lock: String,
    /// The problems found in the inputs.
    pub diagnostics: Diagnostics,
    /// Counts for the summary line.
    pub summary: Summary,
    /// The share of the documents that is in the client.
    pub coverage: coverage::Coverage,
}

/// The result of [`normalize()`].
#[derive(Debug, Clone, Default)]
pub struct Normalized {
    /// The repaired document as OpenAPI 3.0.3 YAML; empty if the diagnostics contain errors.
    pub yaml: String,
    /// The problems found in the inputs.
    pub diagnostics: Diagnostics,
}

/// The result of [`infer()`].
#[derive(Debug, Clone, Default)]
pub struct Inferred {
    /// All parameters of all operations; empty if the diagnostics contain errors.
    pub rows: Vec<infer::report::Row>,
    /// The problems found in the inputs.
    pub diagnostics: Diagnostics,
}

/// The result of [`explain()`].
#[derive(Debug, Clone)]
pub struct Explained {
    /// The explanation, or the part of the location that exists; `None` if the diagnostics contain errors.
    pub explanation: Option<Result<explain::Explanation, explain::LocationNotFound>>,
    /// The problems found in the inputs.
    pub diagnostics: Diagnostics,
}

/// The result of [`learn()`].
#[derive(Debug, Clone, Default)]
pub struct LearnResult {
    /// The learner of the exchanges; `None` if the diagnostics contain errors.
    pub learner: Option<learn::Learner>,
    /// The specification that the author's document follows.
    pub dialect: Option<document::Dialect>,
    /// The problems found in the inputs.
    pub diagnostics: Diagnostics,
}

/// The result of [`diff()`].
#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// The changes between the clients; `None` if the diagnostics contain errors.
    pub comparison: Option<diff::Comparison>,
    /// The problems found in the old inputs.
    pub old_diagnostics: Diagnostics,
    /// The problems found in the new inputs.
    pub new_diagnostics: Diagnostics,
}

/// Generates a client crate.
///
/// Every stage reports all problems that it finds; errors end the run after the stage that found them.
#[must_use]
pub fn generate(input: &Input) -> Output {
    stack::with_large_stack(|| analysis::generate(input))
}

/// Repairs the documents and writes them as one OpenAPI 3.0.3 document.
#[must_use]
pub fn normalize(input: &Input) -> Normalized {
    stack::with_large_stack(|| analysis::normalize(input))
}

/// Returns the declared and inferred facts of every parameter, with evidence.
#[must_use]
pub fn infer(input: &Input) -> Inferred {
    stack::with_large_stack(|| analysis::infer(input))
}

/// Explains everything known about one location in a document.
///
/// `location` is a JSON Pointer into the author's document, or a method and a path, optionally followed by the name of a
/// parameter.
#[must_use]
pub fn explain(input: &Input, location: &str) -> Explained {
    stack::with_large_stack(|| analysis::explain(input, location))
}

/// Compares the clients of two versions of an API, with the effects on calling code and on deployed clients.
///
/// The new client keeps the names of its lock, or of the old client if it has none, as a regeneration does. `recorded` is
/// the outline that an earlier run wrote for the old inputs; it shows changes of the generator itself.
#[must_use]
pub fn diff(old: &Input, new: &Input, recorded: Option<&[emit::OutlineItem]>) -> Compared {
    stack::with_large_stack(|| analysis::diff(old, new, recorded))
}

/// Creates a learner of recorded exchanges of an API. [`learned::write`] writes what it learned as an overlay.
///
/// `servers` are the URLs of servers that the documents do not name, such as the one of a test environment.
///
/// # Errors
///
/// Returns the first of `servers` that is no absolute URL.
pub fn learn(input: &Input, servers: &[String]) -> Result<LearnResult, String> {
    stack::with_large_stack(|| analysis::learn(input, servers))
}

/// Counts how often the inference rules agree with the declared types of the API descriptions in a text.
///
/// Returns `None` if the text contains no API description.
#[must_use]
pub fn calibration_counts(text: &Text) -> Option<infer::calibration::calibrate::CalibrationCounts> {
    stack::with_large_stack(|| analysis::calibration_counts(text))
}

/// Infers every parameter that declares a type as if it did not, for comparison with the declaration.
///
/// Returns `None` if the text contains no API description.
#[must_use]
pub fn evaluation_cases(text: &Text) -> Option<Vec<infer::calibration::evaluate::EvaluationCase>> {
    stack::with_large_stack(|| analysis::evaluation_cases(text))
}

/// Returns the pagination of each operation of the API descriptions in a text, as their clients have it.
///
/// Returns `None` if the text contains no API description.
#[must_use]
pub fn paginated_operations(text: &Text) -> Option<Vec<paginated::OperationPagination>> {
    stack::with_large_stack(|| analysis::paginated_operations(text))
}

/// Compares the types learned from the examples of the API descriptions in a text with the declared types.
///
/// Returns `None` if the text contains no API description.
#[must_use]
pub fn example_scores(text: &Text) -> Option<learn::LearningScore> {
    stack::with_large_stack(|| analysis::example_scores(text))
}
