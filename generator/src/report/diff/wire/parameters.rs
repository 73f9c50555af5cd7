//! Changes of parameters and request bodies.

use std::collections::BTreeMap;

use super::types::TypeComparison;
use super::{PayloadDirection, WireEffect, method};
use crate::ir::{Binding, BodyKind, Bound, Constraint, FieldKind, Operation, ParamIn, Parameter, Type};

/// Compares the requests of an operation.
pub(super) fn effects<'a>(old: &'a Operation, new: &'a Operation, types: &mut TypeComparison<'a>) -> Vec<WireEffect> {
    let mut effects = parameter_lists((old, &old.parameters), (new, &new.parameters), types);
    if old.fixed_query != new.fixed_query {
        effects.push(WireEffect::major(method(new), "the fixed query parameters changed"));
    }
    effects
}

type ParameterList<'p> = (&'p Operation, &'p [Parameter]);

fn parameter_lists<'a>(
    (old_operation, old): ParameterList<'a>,
    (operation, new): ParameterList<'a>,
    types: &mut TypeComparison<'a>,
) -> Vec<WireEffect> {
    let before: BTreeMap<String, &Parameter> = old.iter().map(|parameter| (parameter.key(), parameter)).collect();
    let mut effects = Vec::new();
    for after in new {
        let at = item(operation, after);
        match before.get(&after.key()) {
            Some(before) => effects.extend(parameter(before, after, at, operation, types)),
            None if after.required && !is_path_variable(after) => {
                effects.push(WireEffect::major(at, format!("`{}` is required", after.name.wire())));
            }
            None => {}
        }
    }
    let after: BTreeMap<String, &Parameter> = new.iter().map(|parameter| (parameter.key(), parameter)).collect();
    let gone = old.iter().filter(|parameter| !after.contains_key(&parameter.key()) && !is_path_variable(parameter));
    effects.extend(gone.map(|parameter| {
        let reason = format!("the API no longer reads `{}`", parameter.name.wire());
        WireEffect::minor(item(old_operation, parameter), reason)
    }));
    effects
}

/// Returns true for a parameter of the path, which can be renamed.
fn is_path_variable(parameter: &Parameter) -> bool {
    matches!(parameter.binding, Binding::Param(ParamIn::Path, _))
}

/// Returns the path of the item that sets a parameter.
fn item(operation: &Operation, parameter: &Parameter) -> String {
    if parameter.required {
        return method(operation);
    }
    format!("Call<{}>::{}", operation.type_name.rust(), parameter.name.rust())
}

fn parameter<'a>(
    old: &'a Parameter,
    new: &'a Parameter,
    item: String,
    operation: &'a Operation,
    types: &mut TypeComparison<'a>,
) -> Vec<WireEffect> {
    let name = new.name.wire();
    let mut effects = Vec::new();
    if new.required && !old.required {
        effects.push(WireEffect::major(&*item, format!("`{name}` is required now")));
    }
    if is_tightened(&old.constraints, &new.constraints) {
        effects.push(WireEffect::major(&*item, format!("`{name}` accepts fewer values: its limits changed")));
    }
    match (&old.binding, &new.binding) {
        (Binding::Body(before), Binding::Body(after)) => {
            return [effects, body(before, after, (old, new), &item, operation, types)].concat();
        }
        (before, after) if is_list(&new.ty) && !has_equal_form(before, after) => {
            effects.push(WireEffect::major(&*item, format!("`{name}` is serialized differently")));
        }
        _ => {}
    }
    types.push(&old.ty, &new.ty, PayloadDirection::Request, item);
    effects
}

fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::Array(_) | Type::Map(_) | Type::Tuple(_) | Type::Named(_))
}

/// Returns true if two parameters have the same form in the request.
fn has_equal_form(old: &Binding, new: &Binding) -> bool {
    match (old, new) {
        (Binding::Param(_, old), Binding::Param(_, new)) => old == new,
        (Binding::FormField(old_form, old), Binding::FormField(new_form, new)) => {
            let is_same_kind = match (old, new) {
                (FieldKind::File(_), FieldKind::File(_)) => true,
                (old, new) => old == new,
            };
            old_form == new_form && is_same_kind
        }
        (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
}

/// Returns the media type of a body, or the name of its form.
fn media(body: &BodyKind) -> &str {
    match body {
        BodyKind::Json(media) | BodyKind::Text(media) | BodyKind::Bytes(media) | BodyKind::File(media) => media,
        BodyKind::Form(..) => "application/x-www-form-urlencoded",
        BodyKind::Files | BodyKind::Multipart(_) => "multipart/form-data",
        BodyKind::Choice(_) => "",
    }
}

/// Returns the possible bodies, with their types.
fn alternatives<'b>(body: &'b BodyKind, ty: &'b Type) -> Vec<(&'b BodyKind, &'b Type)> {
    let BodyKind::Choice(choice) = body else { return vec![(body, ty)] };
    let variants = choice.variants.iter().filter_map(|variant| match &variant.binding {
        Binding::Body(body) => Some((body, &variant.ty)),
        Binding::Param(..) | Binding::FormField(..) => None,
    });
    variants.collect()
}

fn body<'a>(
    old: &'a BodyKind,
    new: &'a BodyKind,
    (old_body, new_body): (&'a Parameter, &'a Parameter),
    item: &str,
    operation: &'a Operation,
    types: &mut TypeComparison<'a>,
) -> Vec<WireEffect> {
    let mut effects = Vec::new();
    let accepted = alternatives(new, &new_body.ty);
    for (before, before_ty) in alternatives(old, &old_body.ty) {
        let Some((after, after_ty)) = accepted.iter().find(|(after, _)| media(after) == media(before)) else {
            effects.push(WireEffect::major(item, format!("the API no longer accepts `{}`", media(before))));
            continue;
        };
        match (before, after) {
            (BodyKind::Multipart(before), BodyKind::Multipart(after)) => {
                let of_form = parameter_lists((operation, &before.parts), (operation, &after.parts), types);
                effects.extend(of_form.into_iter().map(|effect| WireEffect { item: item.to_owned(), ..effect }));
            }
            _ => types.push(before_ty, after_ty, PayloadDirection::Request, item.to_owned()),
        }
    }
    effects
}

/// Returns true if a limit excludes values that were allowed.
fn is_tightened(old: &[Constraint], new: &[Constraint]) -> bool {
    new.iter().any(|new| {
        let counterpart = old.iter().find(|old| std::mem::discriminant(*old) == std::mem::discriminant(new));
        match (counterpart, new) {
            (Some(Constraint::Items(low, high)), Constraint::Items(new_low, new_high))
            | (Some(Constraint::Length(low, high)), Constraint::Length(new_low, new_high)) => {
                // An empty value means none: the minimum 1 excludes no other.
                new_low.unwrap_or(0) > low.unwrap_or(0).max(1)
                    || new_high.unwrap_or(usize::MAX) < high.unwrap_or(usize::MAX)
            }
            (Some(Constraint::Range(low, high)), Constraint::Range(new_low, new_high)) => {
                let is_lower = new_high.is_some() && (high.is_none() || is_above(high.as_ref(), new_high.as_ref()));
                is_above(new_low.as_ref(), low.as_ref()) || is_lower
            }
            (None, Constraint::Items(low, None) | Constraint::Length(low, None)) => low.unwrap_or(0) > 1,
            (Some(_) | None, _) => true,
        }
    })
}

/// Returns true if a bound is above another; an absent one is below all others.
fn is_above(bound: Option<&Bound>, other: Option<&Bound>) -> bool {
    let number = |bound: &Bound| bound.value.parse::<f64>().ok();
    match (bound, other) {
        (Some(bound), Some(other)) => match (number(bound), number(other)) {
            (Some(one), Some(two)) => one > two || one == two && bound.exclusive != other.exclusive,
            _ => bound != other,
        },
        (Some(_), None) => true,
        (None, _) => false,
    }
}
