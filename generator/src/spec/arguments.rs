//! Parameters and form fields into arguments: one list per operation, the operation's own before its path's.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::{HeaderStyle, Parameter, ParameterData, PathStyle, QueryStyle, ReferenceOr};
use serde_json::Value;

use super::operations::media_name;
use super::typed::Reader;
use super::{Argument, Location, Style, is_json, schemas};
use crate::diagnostic::Code;
use crate::document::is_header_name;
use crate::pointer::Pointer;

/// The arguments that an operation's parameters and those of its path declare. The same name in the same place is
/// kept once: the operation's before the path's, the first before the later.
pub(super) fn read(reader: &mut Reader, path: &str, item: &Pointer, operation: &Pointer) -> Vec<Argument> {
    let mut seen = BTreeSet::new();
    let mut arguments = Vec::new();
    for list in [operation.child("parameters"), item.child("parameters")] {
        let count = list.find(&reader.document.root).and_then(Value::as_array).map_or(0, Vec::len);
        for i in 0..count {
            let Some(argument) = read_one(reader, &list.index(i)) else { continue };
            if argument.location == Location::Path && !path.contains(&format!("{{{}}}", argument.name)) {
                let message = format!("the path has no `{{{}}}`; this parameter is left out", argument.name);
                let help = "put it into the path, or give it the location it travels in";
                reader.left_out(Code::ParameterNotInPath, &list.index(i), message, help);
            } else if argument.location == Location::Header && !is_header_name(&argument.name) {
                let message = format!("`{}` cannot be the name of a header; it is left out", argument.name);
                reader.left_out(Code::HeaderUnusable, &list.index(i), message, "name it as the server reads it");
            } else if seen.insert((argument.location, same_name(&argument))) {
                arguments.push(argument);
            }
        }
    }
    arguments
}

/// The name by which an argument is the same as another in its place: to HTTP, the case of a header's name is nothing.
fn same_name(argument: &Argument) -> String {
    if argument.location == Location::Header { argument.name.to_ascii_lowercase() } else { argument.name.clone() }
}

fn read_one(reader: &mut Reader, pointer: &Pointer) -> Option<Argument> {
    // What is said beside a reference is said of its use here.
    let words = pointer.find(&reader.document.root)?.get("description").and_then(Value::as_str).map(str::to_owned);
    let (value, pointer) = reader.resolve(pointer)?;
    let members = value.as_object()?;
    let mut head = members.clone();
    let declared = head.insert("schema".into(), Value::Object(serde_json::Map::new()));
    let content = head.shift_remove("content");
    let parameter: Parameter = reader.typed(&Value::Object(head), &pointer)?;
    let (schema, schema_pointer) = match content.as_ref().and_then(Value::as_object).and_then(|c| c.iter().next()) {
        Some((media, value)) => (value.get("schema"), pointer.child("content").child(media).child("schema")),
        None => (declared.as_ref(), pointer.child("schema")),
    };
    let schema = match schema {
        Some(schema) => schemas::read(reader, schema, &schema_pointer),
        None => ReferenceOr::Item(schemas::untyped()),
    };
    let location = location(&parameter);
    let media = content.as_ref().and_then(Value::as_object).and_then(|content| content.keys().next());
    let style = match media {
        Some(media) if is_json(&media_name(media)) => Style::Json,
        Some(_) => Style::Text,
        None => style(&parameter),
    };
    let flag = |key: &str| members.get(key).and_then(Value::as_bool).unwrap_or(false);
    let (allow_reserved, allow_empty) = (flag("allowReserved"), flag("allowEmptyValue"));
    let in_content = content.as_ref().and_then(Value::as_object).and_then(|content| content.values().next());
    let example = reader.example(value).or_else(|| reader.example(in_content?));
    let ParameterData { name, description, required, deprecated, extensions, .. } = parameter.parameter_data();
    Some(Argument {
        name,
        location,
        description: words.or(description),
        required: required || location == Location::Path,
        optional: members.get("required") == Some(&Value::Bool(false)),
        deprecated: deprecated.unwrap_or(false),
        schema,
        example,
        style: separator(&extensions).map_or(style, Style::Joined),
        allow_reserved: allow_reserved && location == Location::Query,
        allow_empty: allow_empty && location == Location::Query,
        media: None,
        pointer,
        schema_pointer,
        extensions,
    })
}

fn location(parameter: &Parameter) -> Location {
    match parameter {
        Parameter::Query { .. } => Location::Query,
        Parameter::Header { .. } => Location::Header,
        Parameter::Path { .. } => Location::Path,
        Parameter::Cookie { .. } => Location::Cookie,
    }
}

/// How a parameter writes lists and objects, by its `style` and `explode` and their defaults.
fn style(parameter: &Parameter) -> Style {
    let explode = parameter.parameter_data_ref().explode;
    match parameter {
        Parameter::Query { style: QueryStyle::Form, .. } => match explode {
            Some(false) => Style::Joined(','),
            Some(true) | None => Style::Exploded,
        },
        // Exploded, these two are written as `form` is.
        Parameter::Query { style: QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited, .. }
            if explode == Some(true) =>
        {
            Style::Exploded
        }
        Parameter::Query { style: QueryStyle::SpaceDelimited, .. } => Style::Joined(' '),
        Parameter::Query { style: QueryStyle::PipeDelimited, .. } => Style::Joined('|'),
        Parameter::Query { style: QueryStyle::DeepObject, .. } => Style::DeepObject,
        Parameter::Header { style: HeaderStyle::Simple, .. } | Parameter::Path { style: PathStyle::Simple, .. } => {
            if explode == Some(true) {
                Style::Pairs
            } else {
                Style::Joined(',')
            }
        }
        Parameter::Path { style: PathStyle::Label, .. } => Style::Label { explode: explode.unwrap_or(false) },
        Parameter::Path { style: PathStyle::Matrix, .. } => Style::Matrix { explode: explode.unwrap_or(false) },
        Parameter::Cookie { .. } => match explode {
            Some(false) => Style::Joined(','),
            Some(true) | None => Style::Exploded,
        },
    }
}

/// The separator that an `x-separator` extension names: lists that OpenAPI 3.0 has no style for.
pub(super) fn separator(extensions: &IndexMap<String, Value>) -> Option<char> {
    let text = extensions.get("x-separator")?.as_str()?;
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

pub(super) fn extensions(value: &Value) -> IndexMap<String, Value> {
    let members = value.as_object().into_iter().flatten();
    members.filter(|(key, _)| key.starts_with("x-")).map(|(key, value)| (key.clone(), value.clone())).collect()
}
