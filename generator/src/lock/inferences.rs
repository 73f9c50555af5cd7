//! The section of the lock with the conclusions that shape a client, and the notes about those that changed.

use serde_json::{Map, Value};

use super::reader::LockReader;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::infer::locked::{
    self, CREDENTIALS, InferenceChange, InvalidFact, LockedFacts, LockedInferences, LockedOperation, PAGINATION,
};
use crate::infer::pagination::declared;
use crate::infer::{Aspect, Claim};
use crate::names::lock::{self, NameLock};
use crate::pointer::Pointer;
use crate::report::ledger;
use crate::spec::Spec;

/// Reads the section. The names of the lock contain the operations and parameters of the client.
pub(super) fn read(
    reader: &mut LockReader,
    at: &Pointer,
    section: &Map<String, Value>,
    names: &NameLock,
) -> LockedInferences {
    let mut known = known(names);
    known.source = Some(reader.source.clone());
    for (scope, items) in section {
        let at = at.child(scope);
        for (item, facts) in reader.mapping(&at, items) {
            let at = at.child(&item);
            let facts = reader.mapping(&at, &facts);
            if let Err(error) = read_item(&mut known, scope, &item, &facts) {
                let at = error.key.map_or(at.clone(), |key| at.child(&key));
                reader.report(&at, error.message);
            }
        }
    }
    known
}

/// Returns the operations and parameters of a client, without conclusions.
fn known(names: &NameLock) -> LockedInferences {
    let operations = names.scope(lock::OPERATIONS).into_iter().flat_map(|scope| scope.names.keys());
    let operations = operations.map(|key| {
        let scopes = [lock::parameters(key), lock::parameters(&lock::operation_type(key, "parts"))];
        let parameters = scopes.iter().filter_map(|scope| names.scope(scope)).flat_map(|scope| scope.names.keys());
        let parameters = parameters.map(|parameter| (parameter.clone(), Default::default())).collect();
        (key.clone(), LockedOperation { parameters, ..LockedOperation::default() })
    });
    LockedInferences { operations: operations.collect(), ..LockedInferences::default() }
}

fn read_item(known: &mut LockedInferences, scope: &str, item: &str, facts: &LockedFacts) -> Result<(), InvalidFact> {
    if scope == CREDENTIALS {
        known.schemes.insert(item.to_owned(), locked::scheme(facts)?);
        return Ok(());
    }
    let operation = known.operations.entry(scope.to_owned()).or_default();
    let (kind, name) = item.split_once(' ').unwrap_or((item, ""));
    match kind {
        PAGINATION if name.is_empty() => {
            declared::check(&Pointer::root(), facts).map_err(|error| {
                let key = error.pointer.split_last().map(|(_, key)| key);
                InvalidFact { key, message: error.message }
            })?;
            let mut facts = facts.clone();
            facts.sort_keys();
            operation.pagination = Some(facts);
        }
        "response" => _ = operation.responses.insert(name.to_owned(), locked::response(facts)?),
        "path" | "query" | "header" | "cookie" | "field" => {
            operation.parameters.insert(item.to_owned(), locked::parameter(facts)?);
        }
        _ => {
            let message = format!("`{item}` is neither a parameter, a response nor `{PAGINATION}`");
            return Err(InvalidFact { key: None, message });
        }
    }
    Ok(())
}

/// Reports the conclusions that differ from the locked ones.
pub fn report_changes(spec: &Spec, changes: &[InferenceChange], diagnostics: &mut Diagnostics) {
    for InferenceChange { subject, name, locked, concluded } in changes {
        let words = |fact: &Claim| match fact {
            Claim::Open(_) => "nothing".to_owned(),
            fact => ledger::words(fact),
        };
        let new = concluded.as_ref().map_or_else(|| "nothing".to_owned(), |new| words(&new.fact));
        let (aspect, kept) = (locked.aspect(), words(locked));
        let aspect = if aspect == Aspect::Required { "requirement" } else { aspect.as_str() };
        let message = format!("the lock keeps the inferred {aspect} of `{name}`: {kept} instead of {new}");
        let place = spec.place(subject);
        let rule = concluded.as_ref().map_or_else(
            || "no rule concludes the locked fact any more".to_owned(),
            |new| {
                let quotes = ledger::quotes(new, &place);
                let evidence = if quotes.is_empty() { "no other evidence".to_owned() } else { quotes.join("; ") };
                format!("rule `{}`, confidence {} %: {evidence}", new.rule, new.confidence)
            },
        );
        let help = format!(
            "{rule}\nrun codegen with --accept-inference to take over all new conclusions, or declare the locked fact in an overlay"
        );
        diagnostics.push(Diagnostic::new(Code::InferenceChanged, place, message).help(help));
    }
}
