//! Runs the stages in order.
//!
//! [`load_document`] reads the inputs as one document, [`analyze_document`] repairs it and infers missing facts. The
//! other functions use the resulting [`Analysis`] for the functions of the public API.

use std::num::NonZeroUsize;
use std::thread;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Dialect, Document, Text};
use crate::documentation::Documentation;
use crate::infer::{self, Inferences, locked, report as parameters};
use crate::input::{bundle, catalog, load, merge, overlay};
use crate::invisible::escape_invisible;
use crate::learn::{Learner, LearningScore, examples as examples_of_bodies, score};
use crate::lock::Lock;
use crate::lower::RequiredParameters;
use crate::names::lock::NameLock;
use crate::pointer::{Place, Pointer};
use crate::repairs::Repairs;
use crate::report::coverage::Typing;
use crate::report::{contradictions, coverage, diff, explain, ledger, normalize, paginated};
use crate::spec::Spec;
use crate::{Compared, Explained, Inferred, Input, LearnResult, Normalized, Output, Summary};
use crate::{emit, examples, ir, lock, lower, render, upgrade};

/// An API after its documents are read and repaired and missing facts are inferred.
struct Analysis {
    /// The names of the documents, as generated files show them.
    sources: Vec<String>,
    /// The specification that the author's documents follow.
    author: Dialect,
    /// The locations of their operations.
    declared: Vec<Place>,
    /// The documents as one OpenAPI 3.0 document.
    document: Document,
    /// The same document, typed.
    spec: Spec,
    /// The inferred facts, those of the lock among them.
    inferences: Inferences,
    /// The lock of an earlier generation; its inferences are among the inferred facts.
    earlier: Lock,
}

/// Generates a client crate.
pub(crate) fn generate(input: &Input) -> Output {
    let mut diagnostics = Diagnostics::default();
    let mut repairs = Repairs::default();
    let Some(analysis) = analyze(input, &mut diagnostics, &mut repairs) else {
        return Output { diagnostics, ..Output::default() };
    };
    let Analysis { spec, inferences, author, declared, .. } = &analysis;
    let mut earlier = analysis.earlier.clone();
    if input.accept_renames {
        lower::accept_renames(spec, inferences, &mut earlier.names);
    }
    let Lock { names: earlier, mut kept, .. } = earlier;
    let (api, typing) = lower_client(input, &analysis, &earlier, &mut diagnostics);
    if diagnostics.has_errors() {
        return Output { diagnostics, ..Output::default() };
    }
    if input.required == RequiredParameters::Positional {
        lower::report_same_typed(spec, &api, &earlier, &mut diagnostics);
        lower::report_order(spec, &api, &earlier, &mut diagnostics);
    }
    let mut api = ir::Api { examples: examples::samples(spec, inferences, &api), ..api };
    lower::choose_examples(&mut api);
    let mut items = emit::files(&api);
    items.extend(emit::driver().filter(|_| input.driver));
    let threads = input.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let files = render::render(&api, &items, threads);
    let names: Vec<&str> = analysis.sources.iter().map(String::as_str).collect();
    let ledger = ledger::write_at(input.certainty, spec, inferences, &repairs, *author, &names);
    let mut names = lock::collect(&api, &earlier);
    if !input.prune_lock {
        names.retire(&earlier);
    }
    kept.sources.extend(input.fetched.clone());
    kept.release = input.release.clone().or(kept.release);
    let lock = lock::write(&names, &locked::collect(spec, inferences), &kept);
    let summary = Summary {
        operations: api.modules.iter().map(|module| module.operations.len()).sum(),
        types: api.types.defs.len(),
        repairs: ledger::entries(inferences, &repairs),
    };
    let operations = coverage::operations(declared, spec, &diagnostics);
    Output { files, ledger, lock, diagnostics, summary, coverage: coverage::Coverage { operations, typing } }
}

/// Writes the repaired documents as one OpenAPI 3.0.3 document.
pub(crate) fn normalize(input: &Input) -> Normalized {
    let mut diagnostics = Diagnostics::default();
    let mut repairs = Repairs::default();
    let analysis = analyze(input, &mut diagnostics, &mut repairs).filter(|_| !diagnostics.has_errors());
    let write = |analysis: Analysis| normalize::write(analysis.document, &analysis.spec, &analysis.inferences);
    Normalized { yaml: analysis.map(write).unwrap_or_default(), diagnostics }
}

/// Returns the declared and inferred facts of every parameter.
pub(crate) fn infer(input: &Input) -> Inferred {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let Some(document) = load_document(input, &mut diagnostics, &mut repairs) else {
        return Inferred { diagnostics, ..Inferred::default() };
    };
    let author = parameters::original_operations(&document);
    let Analysis { spec, inferences, .. } = analyze_document(input, document, &mut diagnostics, &mut repairs);
    let changes = parameters::Changes { repairs: &repairs, diagnostics: &diagnostics };
    let rows = parameters::rows(&author, &spec, &inferences, changes);
    Inferred { rows, diagnostics }
}

/// Explains everything known about one location.
pub(crate) fn explain(input: &Input, location: &str) -> Explained {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let Some(document) = load_document(input, &mut diagnostics, &mut repairs) else {
        return Explained { explanation: None, diagnostics };
    };
    let written = parameters::original_operations(&document);
    let analysis = analyze_document(input, document.clone(), &mut diagnostics, &mut repairs);
    let Analysis { spec, inferences, author, earlier, .. } = &analysis;
    let (api, _) = lower_client(input, &analysis, &earlier.names, &mut diagnostics);
    let changes = parameters::Changes { repairs: &repairs, diagnostics: &diagnostics };
    let rows = parameters::rows(&written, spec, inferences, changes);
    let known = explain::StageResults {
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
    let explanation = Some(explain::explain(location, known));
    Explained { explanation, diagnostics }
}

/// Creates a learner of recorded exchanges.
pub(crate) fn learn(input: &Input, servers: &[String]) -> Result<LearnResult, String> {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let analysis = analyze(input, &mut diagnostics, &mut repairs);
    let Some(Analysis { spec, author, .. }) = analysis.filter(|_| !diagnostics.has_errors()) else {
        return Ok(LearnResult { diagnostics, ..LearnResult::default() });
    };
    Ok(LearnResult { learner: Some(Learner::new(spec, servers)?), dialect: Some(author), diagnostics })
}

/// Compares the clients of two versions of an API.
pub(crate) fn diff(old: &Input, new: &Input, recorded: Option<&[emit::OutlineItem]>) -> Compared {
    let mut compared = Compared::default();
    let before = lower_version(old, &mut compared.old_diagnostics);
    let Some((old_api, old_analysis)) = before else { return compared };
    let after = match &new.lock {
        Some(_) => lower_version(new, &mut compared.new_diagnostics),
        None => {
            let lock = Some(lock_of(&old_api, &old_analysis));
            lower_version(&Input { lock, ..new.clone() }, &mut compared.new_diagnostics)
        }
    };
    let Some((new_api, new_analysis)) = after else { return compared };
    let (old_outline, new_outline) = (emit::outline(&old_api), emit::outline(&new_api));
    let differs = diff::InputChanges::differ;
    let inputs = diff::InputChanges {
        documents: differs(&old.documents, &new.documents)
            || differs(&old.files, &new.files)
            || differs(&old.docs, &new.docs),
        overlays: differs(&old.overlays, &new.overlays),
        overlay_names: old.overlays.iter().chain(&new.overlays).map(|overlay| overlay.name.clone()).collect(),
        generator: recorded.map(|recorded| diff::changed_items(recorded, &old_outline)).unwrap_or_default(),
    };
    let outline = recorded.unwrap_or(&old_outline);
    let old = diff::ComparedClient { api: &old_api, spec: &old_analysis.spec, outline };
    let new = diff::ComparedClient { api: &new_api, spec: &new_analysis.spec, outline: &new_outline };
    compared.comparison = Some(diff::compare(old, new, &inputs));
    compared
}

/// Lowers an API to the client that the input configures, with the names of a lock.
fn lower_client(
    input: &Input,
    analysis: &Analysis,
    earlier: &NameLock,
    diagnostics: &mut Diagnostics,
) -> (ir::Api, Typing) {
    let Analysis { spec, inferences, sources, .. } = analysis;
    let (api, typing) = lower::lower(&input.package, sources, spec, inferences, earlier, diagnostics);
    let package_version = input.version.clone().unwrap_or(api.package_version);
    let mut api = ir::Api { package_version, ..api };
    if input.required == RequiredParameters::Setters {
        lower::use_setters(&mut api);
    }
    (api, typing)
}

/// Creates the intermediate representation of an API.
fn lower_version(input: &Input, diagnostics: &mut Diagnostics) -> Option<(ir::Api, Analysis)> {
    let analysis = analyze(input, diagnostics, &mut Repairs::default())?;
    let Analysis { spec, inferences, .. } = &analysis;
    let mut earlier = analysis.earlier.names.clone();
    if input.accept_renames {
        lower::accept_renames(spec, inferences, &mut earlier);
    }
    let (api, _) = lower_client(input, &analysis, &earlier, diagnostics);
    (!diagnostics.has_errors()).then_some((api, analysis))
}

/// Returns the lock that a generation writes.
fn lock_of(api: &ir::Api, analysis: &Analysis) -> Text {
    let Analysis { spec, inferences, earlier, .. } = analysis;
    let mut names = lock::collect(api, &earlier.names);
    names.retire(&earlier.names);
    let lock = lock::write(&names, &locked::collect(spec, inferences), &earlier.kept);
    Text { name: "lock of the old version".to_owned(), bytes: lock.into_bytes() }
}

/// Reads the lock of an earlier generation.
fn earlier_lock(input: &Input, diagnostics: &mut Diagnostics) -> Lock {
    let mut earlier = input.lock.as_ref().map(|text| lock::read(text, diagnostics)).unwrap_or_default();
    if input.prune_lock {
        earlier.names.prune();
        earlier.kept.sources.retain(|name, _| input.documents.iter().any(|document| document.name == *name));
    }
    earlier
}

/// Loads and analyzes the inputs; returns `None` if they cannot be loaded.
fn analyze(input: &Input, diagnostics: &mut Diagnostics, repairs: &mut Repairs) -> Option<Analysis> {
    let document = load_document(input, diagnostics, repairs)?;
    Some(analyze_document(input, document, diagnostics, repairs))
}

/// Repairs a document and infers the facts that it leaves out. Conclusions of the lock are kept.
fn analyze_document(
    input: &Input,
    document: Document,
    diagnostics: &mut Diagnostics,
    repairs: &mut Repairs,
) -> Analysis {
    let (author, declared) = (document.dialect, coverage::declared(&document));
    let mut document = upgrade::upgrade(document, diagnostics, repairs);
    examples_of_bodies::declare(&mut document, repairs);
    let spec = Spec::read(&document, diagnostics);
    if spec.operations.is_empty() {
        let place = document.place(&Pointer::from_tokens(["paths"]));
        let message = "the document describes no operation, so that the client has nothing to call";
        let help = "add the operations to `paths`, in the document or in an overlay";
        diagnostics.push(Diagnostic::new(Code::NoOperations, place, message).help(help));
    }
    let documentation = Documentation::read(&input.docs, &spec, diagnostics);
    let (mut inferences, contradictions) = infer::conclude_with(&spec, &documentation, input.certainty);
    contradictions::report(&contradictions, diagnostics);
    let mut earlier = earlier_lock(input, diagnostics);
    if let Some(locked) = earlier.inferences.take().filter(|_| !input.accept_inferences) {
        let changes = locked::keep(&spec, &locked, &mut inferences);
        lock::report_changes(&spec, &changes, diagnostics);
    }
    let sources = input.documents.iter().map(|text| name_without_directories(&text.name)).collect();
    Analysis { sources, author, declared, document, spec, inferences, earlier }
}

/// Reads all inputs as one document, in the author's dialect; returns `None` if there are errors.
fn load_document(input: &Input, diagnostics: &mut Diagnostics, repairs: &mut Repairs) -> Option<Document> {
    let documents: Vec<_> = input.documents.iter().flat_map(|text| load::documents(text, diagnostics)).collect();
    let files =
        bundle::ReferencedFiles { texts: &input.files, unreadable: &input.unreadable, documents: &input.documents };
    let documents = documents.into_iter().map(|document| bundle::bundle(document, files, diagnostics)).collect();
    let catalog = input.catalog.as_ref().and_then(|text| catalog::read(text, diagnostics));
    let overlays: Vec<_> = input.overlays.iter().filter_map(|text| overlay::read(text, diagnostics)).collect();
    if diagnostics.has_errors() {
        return None;
    }
    let mut document = merge::merge(documents, catalog.as_ref(), diagnostics, repairs)?;
    overlay::apply(&mut document, &overlays, diagnostics);
    if let Some(catalog) = &catalog {
        merge::check_coverage(&document, catalog, diagnostics);
    }
    (!diagnostics.has_errors()).then_some(document)
}

/// Counts how often the inference rules agree with the declared types of a text's API descriptions.
pub(crate) fn calibration_counts(text: &Text) -> Option<infer::calibration::calibrate::CalibrationCounts> {
    let counts =
        read_specs(text).into_iter().map(|spec| infer::calibration::calibrate::CalibrationCounts::from_document(&spec));
    counts.reduce(|mut sum, counts| {
        sum.add(counts);
        sum
    })
}

/// Infers every parameter that declares a type as if it did not.
pub(crate) fn evaluation_cases(text: &Text) -> Option<Vec<infer::calibration::evaluate::EvaluationCase>> {
    let specs = read_specs(text);
    (!specs.is_empty()).then(|| specs.iter().flat_map(infer::calibration::evaluate::cases).collect())
}

/// Returns the pagination of each operation of the API descriptions in a text.
pub(crate) fn paginated_operations(text: &Text) -> Option<Vec<paginated::OperationPagination>> {
    let specs = read_specs(text);
    let of_document = |spec: &Spec| {
        let mut diagnostics = Diagnostics::default();
        let inferences = infer::conclude(spec, infer::Certainty::default());
        let (api, _) = lower::lower("client", &[], spec, &inferences, &NameLock::default(), &mut diagnostics);
        paginated::operations(spec, &inferences, &api, &diagnostics)
    };
    (!specs.is_empty()).then(|| specs.iter().flat_map(of_document).collect())
}

/// Compares the types learned from the examples of a text's API descriptions with the declared types.
pub(crate) fn example_scores(text: &Text) -> Option<LearningScore> {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let documents = load::documents(text, &mut diagnostics);
    let scores = documents.into_iter().map(|document| {
        let document = upgrade::upgrade(document, &mut diagnostics, &mut repairs);
        let spec = Spec::read(&document, &mut diagnostics);
        score::of_examples(&document, &spec)
    });
    scores.reduce(|mut sum, score| {
        sum.add(score);
        sum
    })
}

/// Reads each API description of a text, without merging them.
fn read_specs(text: &Text) -> Vec<Spec> {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let documents = load::documents(text, &mut diagnostics).into_iter();
    let upgraded = documents.map(|document| upgrade::upgrade(document, &mut diagnostics, &mut repairs));
    upgraded.collect::<Vec<_>>().iter().map(|document| Spec::read(document, &mut diagnostics)).collect()
}

/// Returns a document's name as generated files show it: relative names as they are, of others the file name alone, so
/// that the name is the same on every machine.
fn name_without_directories(name: &str) -> String {
    let is_local = !name.starts_with(['/', '.']) && !name.contains(':');
    let name = if is_local { name } else { name.rsplit(['/', '\\']).next().unwrap_or(name) };
    escape_invisible(name).into_owned()
}
