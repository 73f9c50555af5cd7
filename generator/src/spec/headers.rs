//! Reads the headers of a response.

use serde_json::Value;

use super::typed::Reader;
use super::{Header, Schema, schemas};
use crate::diagnostic::Code;
use crate::document::is_header_name;
use crate::pointer::Pointer;

/// Reads the headers of a response, except `Content-Type`, which its media types declare.
pub(super) fn read(reader: &mut Reader, pointer: &Pointer) -> Vec<Header> {
    let Some(members) = pointer.find(&reader.document.root).and_then(Value::as_object) else { return Vec::new() };
    let mut headers: Vec<Header> = Vec::new();
    for name in members.keys().filter(|name| !name.eq_ignore_ascii_case("content-type")) {
        let at = pointer.child(name);
        if !is_header_name(name) {
            let message = format!("`{name}` is not a valid header name; the header is left out");
            reader.left_out(Code::HeaderUnusable, &at, message, "use the name that the server sends");
        } else if !headers.iter().any(|header| header.name.eq_ignore_ascii_case(name)) {
            headers.extend(read_one(reader, name, &at));
        }
    }
    headers
}

fn read_one(reader: &mut Reader, name: &str, pointer: &Pointer) -> Option<Header> {
    let (value, at) = reader.resolve(pointer)?;
    let content = value.get("content").and_then(Value::as_object).and_then(|content| content.iter().next());
    let (schema, pointer, is_json) = match content {
        Some((media, value)) => {
            let is_json = media.ends_with("json");
            (value.get("schema"), at.child("content").child(media).child("schema"), is_json)
        }
        None => (value.get("schema"), at.child("schema"), false),
    };
    Some(Header {
        name: name.to_owned(),
        description: value.get("description").and_then(Value::as_str).map(str::to_owned),
        deprecated: value.get("deprecated").and_then(Value::as_bool).unwrap_or(false),
        schema: match schema {
            Some(schema) => schemas::read(reader, schema, &pointer),
            None => Schema::default().into(),
        },
        example: value.get("example").cloned(),
        is_json,
        separator: separator(value),
        pointer,
    })
}

/// Returns the separator between the items of an array: that of the extension `x-separator`, or a comma.
fn separator(header: &Value) -> char {
    let text = header.get("x-separator").and_then(Value::as_str).unwrap_or_default();
    text.chars().next().unwrap_or(',')
}
