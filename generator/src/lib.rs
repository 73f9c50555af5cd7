//! From an API description to a typed client crate.
//!
//! Text comes in, files and diagnostics go out; nothing here touches the disk, and nothing panics on any input. The
//! stages pass plain data from one to the next:
//!
//! | stage | in | out |
//! | --- | --- | --- |
//! | [`load`] | text | [`Document`]: untyped, in document order |
//! | [`bundle`] | a document, and the files that it refers to | one document |
//! | [`catalog`], [`merge`] | a catalogue, several documents | one document |
//! | [`overlay`] | the document as its author wrote it, and corrections | the corrected document |
//! | [`upgrade`] | a document of any dialect | a document of OpenAPI 3.0 that leads back to its author's places |
//! | [`spec`] | that document | [`Spec`]: typed, each item read on its own, so that a bad one costs itself |
//! | [`infer`] | the spec | [`Inferences`]: a side table of what the document leaves out, with evidence |
//! | [`lower`] | the spec and the inferences | [`ir::Api`]: the client as it will be, every name settled |
//! | [`sample`] | spec, inferences, IR | one call of each operation that is known to be right, as the IR keeps it |
//! | [`emit`] | the IR | token streams, item by item |
//! | [`render`] | the items | [`Files`] |
//!
//! Beside that line stand [`ledger`] (repairs and inferences as a file for people), [`mod@explain`] (all about one
//! place), [`mod@normalize`] (the document with its inferences declared), [`pin`] (conclusions as keywords),
//! [`coverage`] (how much of the document the client has) and [`locate`] (a pointer's line and column).
//! [`mod@pointer`], [`diagnostic`], [`repair`] and [`document`] are the words they all share; [`names`] is the only
//! maker of Rust names; `room` gives all of it a stack that the longest chain of references does not fill.
//!
//! Three rules hold it together. No function both decides and prints: [`ir`] knows neither `openapiv3` nor tokens, and
//! [`emit`] cannot see a schema. A document's fault is never a reason to give up on the rest of it: what cannot be
//! understood becomes the least wrong thing or is left out, with a diagnostic. The same inputs give the same bytes,
//! whatever order paths and schemas stand in. Who may import whom is a table that `cargo xtask tidy` checks.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod bundle;
pub mod catalog;
pub mod coverage;
pub mod diagnostic;
pub mod document;
pub mod emit;
pub mod explain;
pub mod infer;
pub mod ir;
pub mod ledger;
pub mod load;
pub mod locate;
pub mod lower;
pub mod merge;
pub mod names;
pub mod normalize;
pub mod overlay;
pub mod pin;
pub mod pointer;
pub mod render;
pub mod repair;
mod room;
pub mod sample;
pub mod spec;
pub mod upgrade;

use std::collections::BTreeMap;

use coverage::Coverage;
use diagnostic::{Code, Diagnostic, Diagnostics};
use document::{Dialect, Document, Text};
use infer::{Certainty, Inferences, report};
use pointer::{Place, Pointer};
use repair::Repairs;
use spec::Spec;

/// Everything one client is made from.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The package name of the client crate.
    pub package: String,
    /// The API descriptions; several are merged into one API.
    pub documents: Vec<Text>,
    /// The files that the documents refer to by relative paths, called as [`bundle::name_of`] says.
    pub files: Vec<Text>,
    /// Those that are not given, and why: lower case, no full stop.
    pub unread: BTreeMap<String, String>,
    /// An APIs.json catalogue that lists the API.
    pub catalog: Option<Text>,
    /// OpenAPI overlays, applied in this order.
    pub overlays: Vec<Text>,
    /// How sure a conclusion must be to be kept.
    pub certainty: Certainty,
    /// Whether the client has an example that calls every operation.
    pub driver: bool,
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
    /// How much of the description the client has.
    pub coverage: Coverage,
}

/// What came of normalizing.
#[derive(Debug, Clone, Default)]
pub struct Normalized {
    /// The repaired document as OpenAPI 3.0.3 YAML; empty where the diagnostics have errors.
    pub yaml: String,
    /// What the inputs got wrong.
    pub diagnostics: Diagnostics,
}

/// What came of a look at the parameters.
#[derive(Debug, Clone, Default)]
pub struct Inferred {
    /// Every parameter of every operation; none where the diagnostics have errors.
    pub rows: Vec<report::Row>,
    /// What the inputs got wrong.
    pub diagnostics: Diagnostics,
}

/// What came of a look at one place.
#[derive(Debug, Clone)]
pub struct Explained {
    /// What is known about it, or how far the way to it leads; `None` where the diagnostics have errors.
    pub explanation: Option<Result<explain::Explanation, explain::Nowhere>>,
    /// What the inputs got wrong.
    pub diagnostics: Diagnostics,
}

/// Makes a client crate: all stages, one after the other. A stage reports what it finds and goes on; errors end the run
/// after the stage that found them.
#[must_use]
pub fn generate(input: &Input) -> Output {
    room::with_room(|| every_stage(input))
}

fn every_stage(input: &Input) -> Output {
    let mut diagnostics = Diagnostics::default();
    let mut repairs = Repairs::default();
    let Some(known) = understand(input, &mut diagnostics, &mut repairs) else {
        return Output { diagnostics, ..Output::default() };
    };
    let Known { spec, inferences, author, declared, .. } = &known;
    let (api, typing) = lower::lower(&input.package, &known.sources, spec, inferences, &mut diagnostics);
    if diagnostics.has_errors() {
        return Output { diagnostics, ..Output::default() };
    }
    let mut api = ir::Api { samples: sample::samples(spec, inferences, &api), ..api };
    lower::choose_examples(&mut api);
    let mut made = emit::files(&api);
    made.extend(emit::driver().filter(|_| input.driver));
    let files = render::render(&api, &made);
    let names: Vec<&str> = known.sources.iter().map(String::as_str).collect();
    let ledger = ledger::write_at(input.certainty, spec, inferences, &repairs, *author, &names);
    let summary = Summary {
        operations: api.groups.iter().map(|group| group.operations.len()).sum(),
        types: api.types.defs.len(),
        repairs: ledger::entries(inferences, &repairs),
    };
    let operations = coverage::operations(declared, spec, &diagnostics);
    Output { files, ledger, diagnostics, summary, coverage: Coverage { operations, typing } }
}

/// Repairs the documents and writes them as one OpenAPI 3.0.3 document.
#[must_use]
pub fn normalize(input: &Input) -> Normalized {
    room::with_room(|| declared_and_written(input))
}

fn declared_and_written(input: &Input) -> Normalized {
    let mut diagnostics = Diagnostics::default();
    let mut repairs = Repairs::default();
    let known = understand(input, &mut diagnostics, &mut repairs);
    let known = known.filter(|_| !diagnostics.has_errors());
    let yaml = known.map(|known| normalize::write(known.document, &known.spec, &known.inferences)).unwrap_or_default();
    Normalized { yaml, diagnostics }
}

/// What is known of an API once its documents are read, repaired and thought about.
struct Known {
    /// The names of the documents, as generated files give them.
    sources: Vec<String>,
    /// The specification that the author's documents follow.
    author: Dialect,
    /// Where their operations stand.
    declared: Vec<Place>,
    /// The documents as one of OpenAPI 3.0.
    document: Document,
    /// The same, typed.
    spec: Spec,
    /// What it leaves out.
    inferences: Inferences,
}

/// Tells of every parameter what is declared and what is inferred about it, and why.
#[must_use]
pub fn inferred(input: &Input) -> Inferred {
    room::with_room(|| every_parameter(input))
}

fn every_parameter(input: &Input) -> Inferred {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let Some(document) = describe(input, &mut diagnostics, &mut repairs) else {
        return Inferred { diagnostics, ..Inferred::default() };
    };
    let author = report::written(&document);
    let Known { spec, inferences, .. } = know(input, document, &mut diagnostics, &mut repairs);
    let changes = report::Changes { repairs: &repairs, diagnostics: &diagnostics };
    let rows = report::rows(&author, &spec, &inferences, changes);
    Inferred { rows, diagnostics }
}

/// Tells all that is known about one place: `wanted` is a JSON Pointer into the author's document, or a method and a path,
/// with or without the name of a parameter.
#[must_use]
pub fn explain(input: &Input, wanted: &str) -> Explained {
    room::with_room(|| everything_about(input, wanted))
}

fn everything_about(input: &Input, wanted: &str) -> Explained {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let Some(document) = describe(input, &mut diagnostics, &mut repairs) else {
        return Explained { explanation: None, diagnostics };
    };
    let written = report::written(&document);
    let known = know(input, document.clone(), &mut diagnostics, &mut repairs);
    let Known { spec, inferences, author, sources, .. } = &known;
    let (api, _) = lower::lower("client", sources, spec, inferences, &mut diagnostics);
    let changes = report::Changes { repairs: &repairs, diagnostics: &diagnostics };
    let rows = report::rows(&written, spec, inferences, changes);
    let known = explain::Known {
        document: &document,
        written: &written,
        dialect: *author,
        spec,
        inferences,
        rows: &rows,
        api: &api,
        repairs: &repairs,
        diagnostics: &diagnostics,
    };
    let explanation = Some(explain::explain(wanted, known));
    Explained { explanation, diagnostics }
}

fn understand(input: &Input, diagnostics: &mut Diagnostics, repairs: &mut Repairs) -> Option<Known> {
    let document = describe(input, diagnostics, repairs)?;
    Some(know(input, document, diagnostics, repairs))
}

/// All that is concluded from the one document that the inputs describe.
fn know(input: &Input, document: Document, diagnostics: &mut Diagnostics, repairs: &mut Repairs) -> Known {
    let (author, declared) = (document.dialect, coverage::declared(&document));
    let document = upgrade::upgrade(document, diagnostics, repairs);
    let spec = Spec::read(&document, diagnostics);
    if spec.operations.is_empty() {
        let place = document.place(&Pointer::of(["paths"]));
        let message = "the document describes no operation, so that the client has nothing to call";
        let help = "add the operations to `paths`, in the document or in an overlay";
        diagnostics.push(Diagnostic::new(Code::NoOperations, place, message).help(help));
    }
    let inferences = infer::conclude(&spec, input.certainty);
    let sources = input.documents.iter().map(|text| header_name(&text.name)).collect();
    Known { sources, author, declared, document, spec, inferences }
}

/// The one document that the inputs describe, as its author would write it. `None` where there is none.
fn describe(input: &Input, diagnostics: &mut Diagnostics, repairs: &mut Repairs) -> Option<Document> {
    let documents: Vec<_> = input.documents.iter().flat_map(|text| load::documents(text, diagnostics)).collect();
    let files = bundle::Files { texts: &input.files, unread: &input.unread, documents: &input.documents };
    let documents = documents.into_iter().map(|document| bundle::bundle(document, files, diagnostics)).collect();
    let catalog = input.catalog.as_ref().and_then(|text| catalog::read(text, diagnostics));
    let overlays: Vec<_> = input.overlays.iter().filter_map(|text| overlay::read(text, diagnostics)).collect();
    if diagnostics.has_errors() {
        return None;
    }
    let mut document = merge::merge(documents, catalog.as_ref(), diagnostics, repairs)?;
    overlay::apply(&mut document, &overlays, diagnostics);
    if let Some(catalog) = &catalog {
        merge::coverage(&document, catalog, diagnostics);
    }
    (!diagnostics.has_errors()).then_some(document)
}

/// What the API descriptions of a text declare, counted as witnesses for and against the rules of inference. `None`
/// where there is none.
#[must_use]
pub fn count(text: &Text) -> Option<infer::count::Ballot> {
    room::with_room(|| {
        let specs = typed(text);
        let ballots = specs.iter().map(infer::count::Ballot::of);
        ballots.reduce(|mut sum, ballot| {
            sum.add(ballot);
            sum
        })
    })
}

/// What is inferred of every argument of a text that declares a type, once that is taken away. `None` where the text
/// holds no API description.
#[must_use]
pub fn measure(text: &Text) -> Option<Vec<infer::measure::Case>> {
    room::with_room(|| {
        let specs = typed(text);
        (!specs.is_empty()).then(|| specs.iter().flat_map(infer::measure::cases).collect())
    })
}

/// The API descriptions of a text, as they are.
fn typed(text: &Text) -> Vec<Spec> {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let documents = load::documents(text, &mut diagnostics).into_iter();
    let upgraded = documents.map(|document| upgrade::upgrade(document, &mut diagnostics, &mut repairs));
    upgraded.collect::<Vec<_>>().iter().map(|document| Spec::read(document, &mut diagnostics)).collect()
}

/// A document's name as generated files give it: the same on every machine, so without the folders above it where its
/// path starts outside the current folder.
fn header_name(name: &str) -> String {
    let is_local = !name.starts_with(['/', '.']) && !name.contains(':');
    let name = if is_local { name } else { name.rsplit(['/', '\\']).next().unwrap_or(name) };
    name.chars().filter(|c| !c.is_control()).collect()
}
