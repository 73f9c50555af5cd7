//! Types from other occurrences of a name in the document, if they agree.

use crate::infer::document_index::Occurrence;
use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::{Claim, InferredType, Scalar};
use crate::repairs::Evidence;

/// Infers the type that all other parameters of this name declare.
pub(in crate::infer) fn same_name(context: &ParameterContext) -> Option<Finding> {
    let others = context.index.declared(&context.joined).iter().filter(|other| is_elsewhere(context, other));
    agreed(others)
}

/// Infers the type in descriptions of other parameters of this name, if this one has no description.
pub(in crate::infer) fn same_name_described(context: &ParameterContext) -> Option<Finding> {
    if !context.prose.is_empty() {
        return None;
    }
    let others = context.index.described(&context.joined).iter().filter(|other| is_elsewhere(context, other));
    // A path parameter is not a list, even if the name is a list in other operations.
    agreed(others).filter(|found| !context.in_path() || !matches!(found.fact, Claim::Type(InferredType::List { .. })))
}

/// Infers the type of schema properties of this name. Names of one word are ambiguous.
pub(in crate::infer) fn same_property(context: &ParameterContext) -> Option<Finding> {
    if context.name.len() < 2 || context.parameter.name.ends_with("[]") {
        return None;
    }
    agreed(context.index.properties(&context.joined).iter())
}

/// Infers an id if the document's `ids` are a list of integers.
pub(in crate::infer) fn singular(context: &ParameterContext) -> Option<Finding> {
    let plural = format!("{}s", context.joined);
    // `toId` is an id as well.
    let described = context.prose.find("^the|a|an? unique|numeric? id|identifier of|for");
    let is_id =
        described.is_some() || context.last_word() == "id" || context.in_path() && context.joined.ends_with("id");
    let plurals = if is_id { vec![plural, "ids".to_owned()] } else { vec![plural] };
    plurals.iter().find_map(|plural| {
        let lists = context.index.described(plural).iter().chain(context.index.declared(plural));
        let lists: Vec<&Occurrence> =
            lists.filter(|occurrence| matches!(occurrence.shape, InferredType::List { .. })).collect();
        let of_integers = |list: &&&Occurrence| matches!(list.shape, InferredType::List { kind: Scalar::Integer, .. });
        let first = lists.iter().find(of_integers)?;
        // A single list of another type does not matter.
        let nearly_all = lists.iter().filter(of_integers).count() * 10 >= lists.len() * 9;
        let description = described.as_ref().map(|hit| context.by_prose(hit));
        let evidence =
            description.into_iter().chain([Evidence { place: first.place.clone(), quote: first.quote.clone() }]);
        let evidence = evidence.collect();
        nearly_all.then(|| Finding { fact: Claim::Type(InferredType::scalar(Scalar::Integer)), evidence })
    })
}

/// Infers an integer if another id of the API is one.
pub(in crate::infer) fn other_id(context: &ParameterContext) -> Option<Finding> {
    if context.last_word() != "id" {
        return None;
    }
    let evidence = context.index.ids.other_number(context.operation, context.parameter)?;
    if context.says_several() {
        return None;
    }
    let evidence = vec![context.by_name(), evidence.clone()];
    Some(Finding { fact: Claim::Type(InferredType::scalar(Scalar::Integer)), evidence })
}

/// Returns true for occurrences in other operations and in schemas.
fn is_elsewhere(context: &ParameterContext, other: &Occurrence) -> bool {
    other.pointer != context.parameter.pointer && other.operation.as_ref() != Some(&context.operation.pointer)
}

/// Returns the type of the occurrences if they agree, with the first as evidence.
fn agreed<'w>(occurrences: impl Iterator<Item = &'w Occurrence>) -> Option<Finding> {
    let mut occurrences = occurrences.peekable();
    let first = occurrences.peek().copied()?;
    if !occurrences.all(|occurrence| same(&occurrence.shape, &first.shape)) {
        return None;
    }
    let evidence = vec![Evidence { place: first.place.clone(), quote: first.quote.clone() }];
    Some(Finding { fact: Claim::Type(first.shape.clone()), evidence })
}

fn same(one: &InferredType, other: &InferredType) -> bool {
    match (one, other) {
        (InferredType::Scalar { kind, .. }, InferredType::Scalar { kind: other, .. }) => kind == other,
        (InferredType::List { separator, .. }, InferredType::List { separator: other, .. }) => separator == other,
        (InferredType::Scalar { .. }, InferredType::List { .. })
        | (InferredType::List { .. }, InferredType::Scalar { .. }) => false,
    }
}
