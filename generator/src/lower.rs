//! From a description and what was inferred about it to the client as it will be.
//!
//! Comes in: [`Spec`] and [`Inferences`]. Goes out: [`ir::Api`], with every name settled and every decision made.
//! Nothing here knows how Rust is printed.

mod arguments;
mod binary;
mod bodies;
mod choices;
mod contradictions;
mod credentials;
mod cycles;
mod directions;
mod docs;
mod enumerations;
mod example;
mod families;
mod groups;
mod limits;
mod objects;
mod operations;
mod pace;
mod paging;
mod paths;
mod profiles;
mod responses;
mod scalars;
mod servers;
mod statuses;
mod streams;
mod tuples;
mod types;
mod typing;
mod unions;
mod writing;

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::Typing;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::infer::Inferences;
use crate::ir;
use crate::names::{Case, Name, Scope, Wish};
use crate::pointer::Pointer;
use crate::spec::Spec;

pub use example::choose as choose_examples;

/// What lowering works on and reports into.
struct Lowering<'s> {
    spec: &'s Spec,
    inferences: &'s Inferences,
    diagnostics: &'s mut Diagnostics,
    types: types::Arena,
    /// Where the API is served.
    base_url: Option<String>,
    /// What a client can authenticate with.
    credentials: credentials::Credentials,
    /// Members and arguments that hold secrets, by their wire names.
    secrets: BTreeSet<String>,
    /// What became of schemas so far.
    counted: typing::Counted,
    /// The names that stand beside operations.
    beside: Scope,
    /// Objects that stand for themselves or any of their children, by name.
    families: BTreeMap<String, families::Family>,
    /// The named schemas whose parts are being brought together, outer ones first.
    merging: Vec<String>,
}

/// Decides the client of a package from a description; `sources` are the inputs as headers name them. Beside it comes
/// how much of the description has a type.
#[must_use]
pub fn lower(
    package: &str,
    sources: &[String],
    spec: &Spec,
    inferences: &Inferences,
    diagnostics: &mut Diagnostics,
) -> (ir::Api, Typing) {
    let base_url = servers::base_url(spec);
    let mut lowering = Lowering {
        spec,
        inferences,
        diagnostics,
        types: types::Arena::default(),
        credentials: credentials::lower(spec, inferences, base_url.as_deref()),
        base_url,
        secrets: BTreeSet::new(),
        counted: typing::Counted::default(),
        beside: Scope::new(Case::Camel),
        families: families::find(spec),
        merging: Vec::new(),
    };
    lowering.define_components();
    let servers = lowering.servers();
    let rate_limit = lowering.rate_limit();
    let operations = lowering.lower_operations();
    lowering.report_unused(&operations.iter().map(|lowered| &lowered.operation).collect::<Vec<_>>());
    let typing = std::mem::take(&mut lowering.counted).settle(&lowering.types);
    let (mut types, wishes) = std::mem::take(&mut lowering.types).settle();
    for ((name, wish), def) in spec.schemas.keys().zip(&wishes).zip(&types.defs) {
        let pointer = Pointer::of(["components", "schemas", name]);
        lowering.report_clash(wish, &def.name, Case::Camel, &pointer);
    }
    let secrets = std::mem::take(&mut lowering.secrets);
    cycles::cut(&mut types);
    unions::convert(&mut types);
    let mut groups = groups::gather(operations);
    binary::in_json(&mut types, &mut groups);
    directions::relax(&mut types, &groups);
    paging::settle(&mut groups, &types, spec, inferences, lowering.diagnostics);
    let api = ir::Api {
        package: package.to_owned(),
        title: spec.info.title.clone(),
        description: spec.info.description.clone().filter(|text| !text.trim().is_empty()),
        version: spec.info.version.clone(),
        sources: sources.to_vec(),
        base_path: servers::base_path(spec),
        base_url: lowering.base_url,
        servers,
        credentials: credentials::in_order(lowering.credentials),
        example: None,
        paged_example: None,
        groups,
        types,
        secret_members: secrets.into_iter().collect(),
        rate_limit,
        samples: BTreeMap::new(),
    };
    (api, typing)
}

impl Lowering<'_> {
    /// Says that a name the document gives is another in Rust.
    fn report_clash(&mut self, wish: &Wish, name: &Name, case: Case, pointer: &Pointer) {
        if wish.is_bent(name, case) {
            let message = format!("`{}` is `{}` in Rust, since its own name is taken there", wish.text, name.rust());
            self.report(Code::NameClash, pointer, message, "choose a name with `x-rust-name` in an overlay");
        }
    }

    /// Says that something of the document is not in the client as its author meant it.
    fn report(&mut self, code: Code, pointer: &Pointer, message: String, help: &str) {
        self.diagnostics.push(Diagnostic::new(code, self.spec.place(pointer), message).help(help));
    }
}
