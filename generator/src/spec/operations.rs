//! Reads the operations of all paths with their parameters, bodies and responses.

use indexmap::IndexMap;
use serde_json::Value;

use super::typed::Reader;
use super::{
    Body, Form, Media, Operation, Response, Status, fields, headers, media_type, metadata, parameters, schemas,
};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Reads every operation of the document.
pub(super) fn read(reader: &mut Reader, root: &Value) -> Vec<Operation> {
    let Some(paths) = root.get("paths").and_then(Value::as_object) else { return Vec::new() };
    let mut operations = Vec::new();
    for path in paths.keys().filter(|path| !path.starts_with("x-")) {
        let pointer = Pointer::from_tokens(["paths", path]);
        let Some((Value::Object(item), at)) = reader.resolve(&pointer) else { continue };
        for key in item.keys() {
            if let Some(method) = METHODS.into_iter().find(|method| method == key) {
                operations.extend(read_one(reader, path, method, &at));
            }
        }
    }
    operations
}

fn read_one(reader: &mut Reader, path: &str, method: &'static str, item: &Pointer) -> Option<Operation> {
    let (value, pointer) = reader.resolve(&item.child(method))?;
    let Value::Object(members) = value else {
        let message = "an operation must be an object; this one is left out".to_owned();
        reader.left_out(Code::Unreadable, &pointer, message, "declare the operation's parameters and responses");
        return None;
    };
    let mut head = members.clone();
    for key in ["parameters", "requestBody", "responses", "callbacks", "servers"] {
        head.shift_remove(key);
    }
    head.insert("responses".into(), Value::Object(serde_json::Map::new()));
    let head: openapiv3::Operation = reader.typed(&Value::Object(head), &pointer)?;
    let mut parameters = parameters::read(reader, path, item, &pointer);
    let body = read_body(reader, &pointer.child("requestBody"));
    let body = match body {
        Some(body) => body_or_fields(body, &mut parameters),
        None => None,
    };
    let responses = read_responses(reader, &pointer.child("responses"));
    let declared = metadata::read_servers(reader, &pointer.child("servers"));
    let (servers, servers_pointer) = match declared.as_slice() {
        [] => (metadata::read_servers(reader, &item.child("servers")), item.child("servers")),
        _ => (declared, pointer.child("servers")),
    };
    Some(Operation {
        path: path.to_owned(),
        method,
        pointer,
        operation_id: head.operation_id,
        tags: head.tags,
        summary: head.summary,
        description: head.description,
        deprecated: head.deprecated,
        security: head.security,
        extensions: head.extensions,
        parameters,
        body,
        responses,
        servers,
        servers_pointer,
    })
}

fn read_body(reader: &mut Reader, pointer: &Pointer) -> Option<Body> {
    pointer.find(&reader.document.root)?;
    let (value, pointer) = reader.resolve(pointer)?;
    let mut media = read_media(reader, &pointer.child("content"));
    for media in &mut media {
        media.fields = form(&media.name).and_then(|form| fields::read(reader, form, media));
    }
    Some(Body {
        name: text(value, "x-body-name"),
        description: text(value, "description"),
        required: value.get("required").and_then(Value::as_bool).unwrap_or(false),
        media,
        pointer,
    })
}

/// Moves the fields of a body that can only be a form to the parameters. Any other body is returned.
fn body_or_fields(mut body: Body, parameters: &mut Vec<super::Parameter>) -> Option<Body> {
    if let [only] = body.media.as_mut_slice()
        && let Some(fields) = only.fields.take()
    {
        parameters.extend(fields);
        return None;
    }
    Some(body)
}

fn form(media: &str) -> Option<Form> {
    match media {
        "multipart/form-data" => Some(Form::Multipart),
        "application/x-www-form-urlencoded" => Some(Form::UrlEncoded),
        _ => None,
    }
}

fn read_responses(reader: &mut Reader, pointer: &Pointer) -> Vec<Response> {
    let Some(members) = pointer.find(&reader.document.root).and_then(Value::as_object) else {
        return Vec::new();
    };
    let mut responses = Vec::new();
    for key in members.keys().filter(|key| !key.starts_with("x-")) {
        let Some(status) = status(key) else {
            let message = format!("`{key}` is not an HTTP status; the response is left out");
            let help = "use a code such as 200, a class such as 4XX, or `default`";
            reader.left_out(Code::StatusUnknown, &pointer.child(key), message, help);
            continue;
        };
        let Some((value, at)) = reader.resolve(&pointer.child(key)) else { continue };
        responses.push(Response {
            status,
            description: text(value, "description").unwrap_or_default(),
            media: read_media(reader, &at.child("content")),
            headers: headers::read(reader, &at.child("headers")),
            pointer: at,
        });
    }
    responses
}

fn status(key: &str) -> Option<Status> {
    if key == "default" {
        return Some(Status::Default);
    }
    if let Some(class) = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx")) {
        return class.parse().ok().filter(|class| (1..=5).contains(class)).map(Status::Class);
    }
    key.parse().ok().filter(|code| (100..=599).contains(code)).map(Status::Code)
}

fn read_media(reader: &mut Reader, pointer: &Pointer) -> Vec<Media> {
    let Some(members) = pointer.find(&reader.document.root).and_then(Value::as_object) else {
        return Vec::new();
    };
    let mut media = IndexMap::new();
    for (key, value) in members {
        let name = media_type::essence(key);
        let pointer = pointer.child(key);
        let example = reader.example(value);
        let pointer = pointer.child("schema");
        let schema = value.get("schema").map(|schema| schemas::read(reader, schema, &pointer));
        let written = key.trim().to_owned();
        media.entry((name.clone(), media_type::parameters(key))).or_insert(Media {
            name,
            written,
            schema,
            example,
            pointer,
            fields: None,
        });
    }
    media.into_values().collect()
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}
