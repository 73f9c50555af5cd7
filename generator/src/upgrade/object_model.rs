//! Object model of OpenAPI 3.0: the kinds of objects, their fields, and the type of each field.
//!
//! The tables follow the "fixed fields" of the specification. [`visit`] walks over a document by them.

mod fields;
mod newer_versions;
mod swagger2_fields;

use serde_json::{Map, Value};

use self::fields::{COMPONENTS, fields};
use crate::pointer::PathStack;
use crate::pointer::Pointer;

pub(super) use self::newer_versions::is_known as is_known_later;

/// The kind of an object in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ObjectKind {
    Root,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    Flows,
    Flow,
    SecurityRequirement,
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldType {
    /// Any value including null: an example or a default.
    Free,
    /// An array of any values.
    FreeList,
    Text,
    Flag,
    Number,
    /// A non-negative integer.
    Count,
    /// An array of strings.
    Texts,
    /// A map of strings.
    TextMap,
    One(ObjectKind),
    List(ObjectKind),
    Map(ObjectKind),
    /// A schema or a boolean.
    SchemaOrFlag,
}

use FieldType::{Count, Flag, Free, FreeList, List, Map as MapOf, Number, One, SchemaOrFlag, Text, TextMap, Texts};

/// Callback of [`visit`]: receives an object, its kind and its location.
pub(super) type Visitor<'v> = dyn FnMut(&mut Map<String, Value>, ObjectKind, &PathStack<'_>) + 'v;

/// The HTTP methods of a path item, in the order of the specification.
pub(super) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The keywords that apply next to the `$ref` of a schema: annotations, which do not change the type of values.
pub(super) const REFERENCE_SIBLINGS: &[&str] = &[
    "title",
    "description",
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "default",
    "example",
    "externalDocs",
    "xml",
];

/// Extensions with lists or maps of the names and descriptions of listed values.
pub(super) const ENUM_TEXTS: &[&str] = &[
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-names",
    "x-enum-descriptions",
    "x-enum-description",
    "x-enumDescriptions",
];

/// Returns the type of a field; `None` if the specification does not define the field.
pub(super) fn field_type(kind: ObjectKind, key: &str) -> Option<FieldType> {
    match kind {
        ObjectKind::Paths | ObjectKind::Callback => Some(One(ObjectKind::PathItem)),
        ObjectKind::Responses => Some(One(ObjectKind::Response)),
        ObjectKind::SecurityRequirement => Some(Texts),
        ObjectKind::PathItem if METHODS.contains(&key) => Some(One(ObjectKind::Operation)),
        _ => fields(kind).iter().find(|(name, _)| *name == key).map(|(_, field)| *field),
    }
}

/// Returns the type of a field in a document of any version.
pub(super) fn field_type_of_any_version(kind: ObjectKind, key: &str) -> Option<FieldType> {
    let newer = || newer_versions::field_type(kind, key);
    field_type(kind, key).or_else(newer).or_else(|| swagger2_fields::field_type(kind, key))
}

/// Returns true if the specification allows a reference object in place of the object.
pub(super) fn may_be_reference(kind: ObjectKind) -> bool {
    use ObjectKind::{Callback, Example, Header, Link, Parameter, RequestBody, Response, Schema, SecurityScheme};
    matches!(kind, Callback | Example | Header | Link | Parameter | RequestBody | Response | Schema | SecurityScheme)
}

/// Returns the section of `components` for a kind of object.
pub(super) fn section_of(kind: ObjectKind) -> Option<&'static str> {
    COMPONENTS.iter().find(|(_, field)| *field == MapOf(kind)).map(|(section, _)| *section)
}

/// Extension that holds the schemas of the positions of a tuple; the counterpart of `prefixItems` in 3.0.
pub(super) const PREFIX_ITEMS: &str = "x-prefix-items";

/// Returns true if a key is a specification extension.
pub(super) fn is_extension(key: &str) -> bool {
    key.starts_with("x-") && key != PREFIX_ITEMS
}

/// Returns the kind of the object at a pointer, by the pointer alone; `None` for other values.
pub(super) fn kind_at(pointer: &Pointer) -> Option<ObjectKind> {
    let mut field = One(ObjectKind::Root);
    for token in pointer.tokens() {
        field = match field {
            _ if is_extension(&token) && !matches!(field, MapOf(_)) => return None,
            One(kind) => field_type(kind, &token).or_else(|| newer_versions::field_type(kind, &token))?,
            MapOf(kind) | List(kind) => One(kind),
            SchemaOrFlag => field_type(ObjectKind::Schema, &token)
                .or_else(|| newer_versions::field_type(ObjectKind::Schema, &token))?,
            Free | FreeList | Text | Flag | Number | Count | Texts | TextMap => return None,
        };
    }
    match field {
        One(kind) => Some(kind),
        SchemaOrFlag => Some(ObjectKind::Schema),
        _ => None,
    }
}

/// Calls the visitor for every object of the specification, outer objects first.
///
/// Arrays and single objects are accepted in place of each other, and arrays in place of maps. Other values are skipped.
pub(super) fn visit(value: &mut Value, kind: ObjectKind, path: &PathStack<'_>, visitor: &mut Visitor<'_>) {
    match value {
        Value::Object(map) => {
            visitor(map, kind, path);
            for (key, member) in map.iter_mut().filter(|(key, _)| !is_extension(key)) {
                let path = path.key(key);
                match field_type(kind, key).or_else(|| newer_versions::field_type(kind, key)) {
                    Some(One(kind) | List(kind)) => visit(member, kind, &path, visitor),
                    Some(SchemaOrFlag) => visit(member, ObjectKind::Schema, &path, visitor),
                    Some(MapOf(kind)) => visit_map(member, kind, &path, visitor),
                    Some(Free | FreeList | Text | Flag | Number | Count | Texts | TextMap) | None => {}
                }
            }
        }
        Value::Array(list) => {
            for (index, element) in list.iter_mut().enumerate() {
                visit(element, kind, &path.index(index), visitor);
            }
        }
        _ => {}
    }
}

fn visit_map(value: &mut Value, kind: ObjectKind, path: &PathStack<'_>, visitor: &mut Visitor<'_>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                visit(member, kind, &path.key(key), visitor);
            }
        }
        other => visit(other, kind, path, visitor),
    }
}
