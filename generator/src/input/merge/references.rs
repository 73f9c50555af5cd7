//! Updates references and security requirements for renamed components.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::pointer::Pointer;

/// New names by section (`/definitions`) and old name.
pub(crate) type Renames = BTreeMap<(Pointer, String), String>;

/// Returns `true` if a value references a renamed component.
pub(crate) fn references_any(value: &Value, renames: &Renames) -> bool {
    let mut found = false;
    visit(&mut value.clone(), &mut |text| found |= rewritten(text, renames).is_some());
    found
}

/// Rewrites all references in a value.
pub(crate) fn rewrite(value: &mut Value, renames: &Renames) {
    visit(value, &mut |text| {
        if let Some(new) = rewritten(text, renames) {
            *text = new;
        }
    });
}

/// Makes the references to a merged file local.
pub(crate) fn make_local(value: &mut Value, file: &str, renames: &Renames) {
    visit(value, &mut |text| {
        let Some((path, fragment)) = text.split_once('#') else { return };
        let path = percent_decode_str(path).decode_utf8_lossy();
        if path.rsplit(['/', '\\']).next() == Some(file) && !path.contains("://") {
            let local = format!("#{fragment}");
            *text = rewritten(&local, renames).unwrap_or(local);
        }
    });
}

/// Calls a function for each reference: a `$ref`, or a value in the mapping of a discriminator.
fn visit(value: &mut Value, call: &mut impl FnMut(&mut String)) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|item| visit(item, call)),
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("$ref", Value::String(text)) => call(text),
                    ("mapping", Value::Object(targets)) => {
                        targets.values_mut().for_each(|target| match target {
                            Value::String(text) => call(text),
                            other => visit(other, call),
                        });
                    }
                    (_, value) => visit(value, call),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the new text of a reference to a renamed component or a value in it.
fn rewritten(text: &str, renames: &Renames) -> Option<String> {
    let fragment = percent_decode_str(text.strip_prefix('#')?).decode_utf8().ok()?;
    let target = Pointer::parse(&fragment)?;
    renames.iter().find_map(|((section, old), new)| {
        let rest = target.below(&section.child(old))?;
        Some(format!("#{}{rest}", section.child(new).as_str()))
    })
}

/// Renames the schemes in a list of security requirements.
pub(crate) fn rename_requirements(security: &mut Value, renames: &Renames) {
    for requirement in security.as_array_mut().into_iter().flatten() {
        let Value::Object(map) = requirement else { continue };
        let renamed = std::mem::take(map).into_iter().map(|(name, scopes)| {
            let new = renames.iter().find(|((section, old), _)| is_security(section) && *old == name);
            (new.map_or(name, |(_, new)| new.clone()), scopes)
        });
        *map = renamed.collect();
    }
}

fn is_security(section: &Pointer) -> bool {
    ["/securityDefinitions", "/components/securitySchemes"].contains(&section.as_str())
}
