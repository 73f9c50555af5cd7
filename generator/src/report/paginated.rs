//! The pagination of every operation of a client, for comparison with labels.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostics};
use crate::infer::pagination::declaration;
use crate::infer::{Aspect, Claim, Inferences};
use crate::ir::Api;
use crate::pointer::Pointer;
use crate::spec::{Operation, Spec};

/// The pagination of an operation of a client.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationPagination {
    /// The HTTP method in upper case, and the path template.
    pub operation: String,
    /// The value of `x-pagination` that declares the pagination; `None` if the operation is not paginated.
    pub pagination: Option<Map<String, Value>>,
    /// True if a diagnostic states that the operation seems to be paginated.
    pub is_noted: bool,
}

/// Returns the pagination of each operation of a document, as its client has it.
pub(crate) fn operations(
    spec: &Spec,
    inferences: &Inferences,
    api: &Api,
    diagnostics: &Diagnostics,
) -> Vec<OperationPagination> {
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let paginated: BTreeMap<(&str, &str), bool> = operations
        .map(|operation| ((operation.http_method, operation.template.as_str()), operation.pagination.is_some()))
        .collect();
    let noted = diagnostics.iter().filter(|found| found.code == Code::PaginationIncomplete);
    let noted: BTreeSet<&Pointer> = noted.map(|found| &found.place.pointer).collect();
    let of_operation = |operation: &Operation| {
        let method = operation.method.to_ascii_uppercase();
        let is_paginated = paginated.get(&(method.as_str(), operation.path.as_str())).copied().unwrap_or_default();
        let inference = inferences.get(&operation.pointer).and_then(|facts| facts.get(&Aspect::Pagination));
        let pagination = match inference.filter(|_| is_paginated).map(|inference| &inference.chosen.fact) {
            Some(Claim::Pagination(Some(pagination))) => Some(declaration(pagination)),
            _ => None,
        };
        let is_noted = noted.contains(&spec.place(&operation.pointer).pointer);
        OperationPagination { operation: format!("{method} {}", operation.path), pagination, is_noted }
    };
    spec.operations.iter().map(of_operation).collect()
}
