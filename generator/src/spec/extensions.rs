//! Vendor extensions.

use indexmap::IndexMap;
use serde_json::Value;

/// Returns the separator of the extension `x-separator`, for arrays that OpenAPI 3.0 has no style for.
pub(super) fn separator(extensions: &IndexMap<String, Value>) -> Option<char> {
    let text = extensions.get("x-separator")?.as_str()?;
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Returns the vendor extensions of an object.
pub(super) fn read(value: &Value) -> IndexMap<String, Value> {
    let members = value.as_object().into_iter().flatten();
    members.filter(|(key, _)| key.starts_with("x-")).map(|(key, value)| (key.clone(), value.clone())).collect()
}
