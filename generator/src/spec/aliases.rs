//! Chains of references: named schemas that only refer to another named schema.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::{SchemaRef, component_name};

/// The ends of chains, so that a reference is resolved in one step no matter how long its chain is.
#[derive(Debug, Clone, Default)]
pub(super) struct Aliases {
    /// The last name of each chain by the names before it; `None` if the chain is circular.
    ends: BTreeMap<String, Option<String>>,
}

impl Aliases {
    /// Follows all chains of a document.
    pub(super) fn new(schemas: &IndexMap<String, SchemaRef>) -> Self {
        let next = |name: &str| match schemas.get(name) {
            Some(SchemaRef::Reference(reference)) => Some(component_name(reference).unwrap_or_default()),
            Some(SchemaRef::Inline(_)) | None => None,
        };
        let mut ends: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for start in schemas.keys() {
            let (mut name, mut chain) = (start.as_str(), BTreeSet::new());
            let end = loop {
                if let Some(known) = ends.get(name) {
                    break *known;
                }
                match next(name) {
                    Some(_) if !chain.insert(name) => break None,
                    Some(target) => name = target,
                    None => break Some(name),
                }
            };
            ends.extend(chain.into_iter().map(|name| (name, end)));
        }
        let owned = |(name, end): (&str, Option<&str>)| (name.to_owned(), end.map(str::to_owned));
        Self { ends: ends.into_iter().map(owned).collect() }
    }

    /// Returns the last name of the chain that starts with a name; `None` if the chain is circular.
    pub(super) fn end<'n>(&'n self, name: &'n str) -> Option<&'n str> {
        self.ends.get(name).map_or(Some(name), Option::as_deref)
    }
}
