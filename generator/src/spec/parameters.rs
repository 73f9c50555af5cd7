//! Reads the parameters of an operation and its path.

use std::collections::BTreeSet;

use openapiv3::{HeaderStyle, ParameterData, PathStyle, QueryStyle};
use serde_json::Value;

use super::extensions::separator;
use super::media_type::{essence, is_json};
use super::typed::Reader;
use super::{Location, Parameter, ParameterStyle, Schema, schemas};
use crate::diagnostic::Code;
use crate::document::is_header_name;
use crate::pointer::Pointer;

/// The extensions of path parameters whose values contain slashes that are not escaped.
const SEVERAL_SEGMENTS: [&str; 2] = ["x-reservedExpansion", "x-ms-skip-url-encoding"];

/// Reads the parameters of an operation, then those of its path. Of several with the same name and location, the first
/// is kept.
pub(super) fn read(reader: &mut Reader, path: &str, item: &Pointer, operation: &Pointer) -> Vec<Parameter> {
    let mut seen = BTreeSet::new();
    let mut parameters = Vec::new();
    for list in [operation.child("parameters"), item.child("parameters")] {
        let count = list.find(&reader.document.root).and_then(Value::as_array).map_or(0, Vec::len);
        for i in 0..count {
            let Some(parameter) = read_one(reader, &list.index(i)) else { continue };
            if parameter.location == Location::Path && !path.contains(&format!("{{{}}}", parameter.name)) {
                let message = format!("the path has no `{{{}}}`; the parameter is left out", parameter.name);
                let help = "add it to the path, or correct its `in`";
                reader.left_out(Code::ParameterNotInPath, &list.index(i), message, help);
            } else if parameter.location == Location::Header && !is_header_name(&parameter.name) {
                let message = format!("`{}` is not a valid header name; the parameter is left out", parameter.name);
                reader.left_out(Code::HeaderUnusable, &list.index(i), message, "use the name that the server reads");
            } else if seen.insert((parameter.location, comparable_name(&parameter))) {
                parameters.push(parameter);
            }
        }
    }
    parameters
}

/// Returns the name for comparisons: header names are case-insensitive.
fn comparable_name(parameter: &Parameter) -> String {
    if parameter.location == Location::Header { parameter.name.to_ascii_lowercase() } else { parameter.name.clone() }
}

fn read_one(reader: &mut Reader, pointer: &Pointer) -> Option<Parameter> {
    // A description next to `$ref` describes the parameter of this operation.
    let description_of_use =
        pointer.find(&reader.document.root)?.get("description").and_then(Value::as_str).map(str::to_owned);
    let (value, pointer) = reader.resolve(pointer)?;
    let members = value.as_object()?;
    let mut head = members.clone();
    let declared = head.insert("schema".into(), Value::Object(serde_json::Map::new()));
    let content = head.shift_remove("content");
    let parameter: openapiv3::Parameter = reader.typed(&Value::Object(head), &pointer)?;
    let (schema, schema_pointer) = match content.as_ref().and_then(Value::as_object).and_then(|c| c.iter().next()) {
        Some((media, value)) => (value.get("schema"), pointer.child("content").child(media).child("schema")),
        None => (declared.as_ref(), pointer.child("schema")),
    };
    let schema = match schema {
        Some(schema) => schemas::read(reader, schema, &schema_pointer),
        None => Schema::default().into(),
    };
    let location = location(&parameter);
    let media = content.as_ref().and_then(Value::as_object).and_then(|content| content.keys().next());
    let style = match media {
        Some(media) if is_json(&essence(media)) => ParameterStyle::Json,
        Some(_) => ParameterStyle::Text,
        None => style(&parameter),
    };
    let flag = |key: &str| members.get(key).and_then(Value::as_bool).unwrap_or(false);
    let allow_reserved = match location {
        Location::Path => flag("allowReserved") || SEVERAL_SEGMENTS.iter().any(|key| flag(key)),
        Location::Query => flag("allowReserved"),
        Location::Header | Location::Cookie | Location::Field(_) => false,
    };
    let allow_empty = flag("allowEmptyValue");
    let in_content = content.as_ref().and_then(Value::as_object).and_then(|content| content.values().next());
    let example = reader.example(value).or_else(|| reader.example(in_content?));
    let ParameterData { name, description, required, deprecated, extensions, .. } = parameter.parameter_data();
    Some(Parameter {
        name,
        location,
        description: description_of_use.or(description),
        required: required || location == Location::Path,
        optional: members.get("required") == Some(&Value::Bool(false)),
        deprecated: deprecated.unwrap_or(false),
        schema,
        example,
        style: separator(&extensions).map_or(style, ParameterStyle::Joined),
        allow_reserved,
        allow_empty: allow_empty && location == Location::Query,
        media: None,
        pointer,
        schema_pointer,
        extensions,
    })
}

fn location(parameter: &openapiv3::Parameter) -> Location {
    match parameter {
        openapiv3::Parameter::Query { .. } => Location::Query,
        openapiv3::Parameter::Header { .. } => Location::Header,
        openapiv3::Parameter::Path { .. } => Location::Path,
        openapiv3::Parameter::Cookie { .. } => Location::Cookie,
    }
}

/// Returns the serialization that `style`, `explode` and their defaults select.
fn style(parameter: &openapiv3::Parameter) -> ParameterStyle {
    let explode = parameter.parameter_data_ref().explode;
    match parameter {
        openapiv3::Parameter::Query { style: QueryStyle::Form, .. } => match explode {
            Some(false) => ParameterStyle::Joined(','),
            Some(true) | None => ParameterStyle::Exploded,
        },
        // With `explode`, these two are the same as `form`.
        openapiv3::Parameter::Query { style: QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited, .. }
            if explode == Some(true) =>
        {
            ParameterStyle::Exploded
        }
        openapiv3::Parameter::Query { style: QueryStyle::SpaceDelimited, .. } => ParameterStyle::Joined(' '),
        openapiv3::Parameter::Query { style: QueryStyle::PipeDelimited, .. } => ParameterStyle::Joined('|'),
        openapiv3::Parameter::Query { style: QueryStyle::DeepObject, .. } => ParameterStyle::DeepObject,
        openapiv3::Parameter::Header { style: HeaderStyle::Simple, .. }
        | openapiv3::Parameter::Path { style: PathStyle::Simple, .. } => {
            if explode == Some(true) {
                ParameterStyle::SimpleExploded
            } else {
                ParameterStyle::Joined(',')
            }
        }
        openapiv3::Parameter::Path { style: PathStyle::Label, .. } => {
            ParameterStyle::Label { explode: explode.unwrap_or(false) }
        }
        openapiv3::Parameter::Path { style: PathStyle::Matrix, .. } => {
            ParameterStyle::Matrix { explode: explode.unwrap_or(false) }
        }
        openapiv3::Parameter::Cookie { .. } => match explode {
            Some(false) => ParameterStyle::Joined(','),
            Some(true) | None => ParameterStyle::Exploded,
        },
    }
}
