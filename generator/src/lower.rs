//! Lowers a document and its inferences to the client's intermediate representation.
//!
//! [`lower`] takes a [`Spec`] and [`Inferences`] and returns an [`ir::Api`] in which every name and type is final.

mod context;
mod example;
mod lock_keys;
mod modules;
mod operations;
mod reports;
mod required;
mod schemas;
mod security;
mod servers;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::infer::Inferences;
use crate::ir;
use crate::names::Case;
use crate::names::lock::NameLock;
use crate::pointer::Pointer;
use crate::report::coverage::Typing;
use crate::spec::Spec;
use context::LoweringContext;
use lock_keys::LockKeys;
use schemas::arena::TypeDrafts;

pub use example::choose as choose_examples;
pub use operations::naming::accept_renames;
pub use required::{RequiredParameters, report_order, report_same_typed, use_setters};

/// Lowers a document to the client of a package. `sources` are the inputs as file headers name them; names in the lock
/// are kept. Also returns the type coverage.
#[must_use]
pub fn lower(
    package: &str,
    sources: &[String],
    spec: &Spec,
    inferences: &Inferences,
    lock: &NameLock,
    diagnostics: &mut Diagnostics,
) -> (ir::Api, Typing) {
    let base_url = servers::base_url(spec);
    let keys = LockKeys::new(spec, lock);
    let credentials = security::lower(spec, inferences, base_url.as_deref(), &keys);
    let families = schemas::inheritance::find(spec);
    let recursive_unions = schemas::flatten::recursive_unions(spec);
    let cx = LoweringContext {
        spec,
        inferences,
        schemas: schemas::context(spec, &keys, &families, &recursive_unions),
        credentials: &credentials,
        base_url: base_url.as_deref(),
    };
    let mut drafts = TypeDrafts::default();
    schemas::components::define(&cx.schemas, &mut drafts, diagnostics);
    let servers = servers::lower(spec, base_url.as_deref(), &keys, diagnostics);
    let rate_limit = operations::rate_limits::rate_limit(spec, diagnostics);
    let operations = operations::lower(&cx, &mut drafts, diagnostics);
    security::report_unused(&cx, diagnostics, &operations.iter().map(|lowered| &lowered.operation).collect::<Vec<_>>());
    let typing = drafts.coverage();
    let secrets = std::mem::take(&mut drafts.secrets);
    let mut types = name_types(spec, drafts, &keys, diagnostics);
    let mut modules = modules::group(operations, &keys);
    schemas::cycles::cut(&mut types);
    schemas::scalars::text_in_json(&mut types, &mut modules);
    schemas::unions::convert(&mut types);
    schemas::access::relax(&mut types, &modules);
    schemas::objects::keep_order(&mut types, &keys);
    operations::pagination::add(&mut modules, &types, spec, inferences, diagnostics);
    let api = ir::Api {
        package: package.to_owned(),
        package_version: ir::DEFAULT_VERSION.to_owned(),
        title: spec.info.title.clone(),
        description: spec.info.description.clone().filter(|text| !text.trim().is_empty()),
        version: spec.info.version.clone(),
        sources: sources.to_vec(),
        base_path: servers::base_path(spec),
        base_url,
        servers,
        credentials: security::sorted_by_name(credentials),
        example: None,
        paged_example: None,
        modules,
        types,
        secret_members: secrets.into_iter().collect(),
        rate_limit,
        examples: BTreeMap::new(),
    };
    (api, typing)
}

/// Names the types, and reports the named schemas whose names differ in Rust.
fn name_types(spec: &Spec, drafts: TypeDrafts, keys: &LockKeys, diagnostics: &mut Diagnostics) -> ir::TypeArena {
    let (types, name_requests) = drafts.finish(keys);
    for ((name, name_request), def) in spec.schemas.keys().zip(&name_requests).zip(&types.defs) {
        let pointer = Pointer::from_tokens(["components", "schemas", name]);
        reports::report_rename(spec, diagnostics, (name_request, &def.name, Case::Camel), &pointer);
    }
    types
}
