//! Overlay actions that declare inferred facts in the author's document.
//!
//! The actions are JSON objects of an OpenAPI Overlay. Facts are set on the parameter in Swagger 2.0, and in its `schema`
//! in OpenAPI 3. Targets select parameters by name and location, because indices change when a list grows.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::document::{Dialect, Document};
use crate::infer::pagination::declaration;
use crate::infer::{Claim, Inference, ResponseSchema, Scheme};
use crate::pointer::{Place, Pointer, Step};
use crate::repairs::Repair;
use crate::report::declare::{self, Keywords};
use crate::spec::{Body, Location, Operation, Parameter, Response, Spec};

/// The author's document: maps values of the spec to locations and names in it.
#[derive(Debug)]
pub struct Author<'s> {
    pub(super) spec: &'s Spec,
    dialect: Dialect,
    /// The parameters by their places in the document; a shared one has the first operation that uses it.
    written: BTreeMap<Place, (&'s Operation, &'s Parameter)>,
    /// The number of operations that use each parameter.
    uses: BTreeMap<&'s Pointer, usize>,
}

impl<'s> Author<'s> {
    /// Creates the mapping for a document of a dialect.
    #[must_use]
    pub fn new(spec: &'s Spec, dialect: Dialect) -> Self {
        let (mut written, mut uses) = (BTreeMap::new(), BTreeMap::new());
        for operation in &spec.operations {
            for parameter in &operation.parameters {
                written.entry(spec.place(&parameter.pointer)).or_insert((operation, parameter));
                *uses.entry(&parameter.pointer).or_default() += 1;
            }
        }
        Self { spec, dialect, written, uses }
    }

    /// Returns the number of operations that use a parameter.
    pub(super) fn uses(&self, parameter: &Parameter) -> usize {
        self.uses.get(&parameter.pointer).copied().unwrap_or_default()
    }

    /// Returns the location of a parameter in the terms of the author's dialect.
    pub(super) fn location(&self, parameter: &Parameter) -> &'static str {
        match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
            Location::Field(_) if self.dialect == Dialect::Swagger2 => "formData",
            Location::Field(_) => "form field",
        }
    }

    /// Returns the action that declares the pagination of an operation.
    #[must_use]
    pub fn declare_pagination(&self, operation: &Operation, fact: &Claim) -> Option<Value> {
        let Claim::Pagination(Some(pagination)) = fact else { return None };
        let update = json!({ "x-pagination": declaration(pagination) });
        Some(json!({ "target": self.operation(operation), "update": update }))
    }

    /// Returns the action that sets the id of an operation.
    #[must_use]
    pub fn name_operation(&self, operation: &Operation, id: &Claim) -> Value {
        let Claim::OperationId(id) = id else { return Value::Null };
        json!({ "target": self.operation(operation), "update": { "operationId": id } })
    }

    /// Returns the action that declares a security scheme.
    pub(super) fn declare_scheme(&self, name: &str, scheme: &Scheme) -> Value {
        let schemes = json!({ name: declare::scheme(scheme, self.dialect) });
        if self.dialect == Dialect::Swagger2 {
            return json!({ "target": "$", "update": { "securityDefinitions": schemes } });
        }
        json!({ "target": "$", "update": { "components": { "securitySchemes": schemes } } })
    }

    /// Returns the action that declares the schema of a response with the highest confidence, even if it was not chosen.
    #[must_use]
    pub fn likeliest_response(&self, operation: &Operation, response: &Response, about: &Inference) -> Option<Value> {
        let mut candidates = std::iter::once(&about.chosen).chain(&about.runners_up);
        let likeliest = candidates.find_map(|candidate| match &candidate.fact {
            Claim::Response(inferred) => inferred.as_ref(),
            _ => None,
        })?;
        Some(self.declare_response(operation, response, likeliest))
    }

    /// Returns an action to edit that declares a schema without keywords for a response.
    #[must_use]
    pub fn any_response(&self, operation: &Operation, response: &Response) -> Value {
        let declared = declare::response_content(json!({}), self.dialect);
        self.declare_content(operation, &response.pointer, declared)
    }

    /// Returns the action that declares the schema of a response.
    fn declare_response(&self, operation: &Operation, response: &Response, inferred: &ResponseSchema) -> Value {
        let declared = declare::response_content(declare::response_schema(inferred, self.dialect), self.dialect);
        self.declare_content(operation, &response.pointer, declared)
    }

    /// Returns the action that adds members to a response, or adds the response.
    #[must_use]
    pub fn declare_content(&self, operation: &Operation, response: &Pointer, declared: Map<String, Value>) -> Value {
        match response.below(&operation.pointer.child("responses")) {
            // The update adds a missing response, and completes an existing one.
            Some(status) => {
                let responses = Map::from_iter([(status.trim_start_matches('/').to_owned(), Value::Object(declared))]);
                json!({ "target": self.operation(operation), "update": { "responses": responses } })
            }
            None => json!({ "target": self.target(response), "update": declared }),
        }
    }

    /// Returns the action that declares the schema of a request body, or adds the body. Returns `None` if the body has a
    /// name in Swagger 2.0 that an update cannot select.
    #[must_use]
    pub fn declare_request(&self, operation: &Operation, media_type: &str, schema: &Value) -> Option<Value> {
        let body = operation.body.as_ref();
        if self.dialect != Dialect::Swagger2 {
            let content = json!({ "content": { media_type: { "schema": schema } } });
            let is_inside = |body: &Body| body.pointer.is_below(&operation.pointer);
            return Some(match body.filter(|body| !is_inside(body)) {
                Some(shared) => json!({ "target": self.target(&shared.pointer), "update": content }),
                None => json!({ "target": self.operation(operation), "update": { "requestBody": content } }),
            });
        }
        match body {
            None => {
                let parameter = json!({ "name": "body", "in": "body", "schema": schema });
                Some(json!({ "target": self.operation(operation), "update": { "parameters": [parameter] } }))
            }
            Some(body) => Some(json!({ "target": self.body(body)?, "update": { "schema": schema } })),
        }
    }

    /// Returns the path to a body parameter of Swagger 2.0.
    fn body(&self, body: &Body) -> Option<String> {
        let place = self.spec.place(&body.pointer).pointer;
        let (list, index) = place.split_last()?;
        if index.parse::<usize>().is_err() {
            return Some(path(&steps(&place)));
        }
        Some(format!("{}{}", path(&steps(&list)), named(body.name.as_deref()?, "body")))
    }

    /// Returns the path to a value of the author's document.
    #[must_use]
    pub fn target(&self, pointer: &Pointer) -> String {
        path(&steps(&self.spec.place(pointer).pointer))
    }

    /// Returns the action that declares facts about a parameter.
    #[must_use]
    pub fn declare_facts<'f>(
        &self,
        operation: &Operation,
        parameter: &Parameter,
        facts: impl Iterator<Item = &'f Claim>,
    ) -> Value {
        let Keywords { mut outer, mut inner } = declare::keywords(facts, parameter.location, self.dialect);
        let flat = self.dialect == Dialect::Swagger2 || matches!(parameter.location, Location::Field(_));
        if flat {
            inner.extend(outer);
        } else {
            if !inner.is_empty() {
                outer.insert("schema".to_owned(), Value::Object(inner));
            }
            inner = outer;
        }
        let place = self.spec.place(&parameter.pointer);
        if self.spec.place(&operation.pointer).pointer.below(&place.pointer).is_some() {
            // Only the path template names the parameter, so the action declares it completely.
            let mut declared = Map::from_iter([
                ("name".to_owned(), json!(parameter.name)),
                ("in".to_owned(), json!(self.location(parameter))),
                ("required".to_owned(), json!(parameter.required)),
            ]);
            declared.extend(inner);
            return json!({ "target": self.operation(operation), "update": { "parameters": [declared] } });
        }
        json!({ "target": self.parameter(operation, parameter), "update": inner })
    }

    /// Returns the action that applies a repair to the author's document, or `None` if it has no counterpart there.
    pub(super) fn keep_repair(&self, repair: &Repair) -> Option<Value> {
        let pointer = &repair.place.pointer;
        let (parent, key) = pointer.split_last()?;
        let listed = key.parse::<usize>().is_ok();
        let holder = Place::new(repair.place.source.clone(), parent);
        self.in_document(&holder)?;
        let target = self.parameter_at(&holder).unwrap_or_else(|| path(&steps(&holder.pointer)));
        match &repair.after {
            None if repair.before.is_some() && !listed => {
                let key = if is_plain(&key) { format!(".{key}") } else { format!("[{}]", quoted(&key)) };
                Some(json!({ "target": format!("{target}{key}"), "remove": true }))
            }
            Some(after) if !after.is_object() && !after.is_array() && !listed => {
                Some(json!({ "target": target, "update": { key: after } }))
            }
            Some(_) | None => None,
        }
    }

    /// Returns an action to edit that replaces the value at a location with itself.
    #[must_use]
    pub fn edit(&self, document: &Document, pointer: &Pointer) -> Option<Value> {
        let root = &document.root;
        let (parent, key) = pointer.split_last()?;
        match pointer.find(root)? {
            Value::Object(members) => {
                let is_single = |value: &Value| !value.is_object() && !value.is_array();
                let single = members.iter().filter(|(_, value)| is_single(value));
                let update: Map<_, _> = single.map(|(key, value)| (key.clone(), value.clone())).collect();
                Some(json!({ "target": written_path(root, pointer), "update": update }))
            }
            Value::Array(_) => Some(json!({ "target": written_path(root, pointer), "update": [] })),
            single if parent.find(root).is_some_and(Value::is_object) => {
                Some(json!({ "target": written_path(root, &parent), "update": { key: single } }))
            }
            single => Some(json!({ "target": written_path(root, pointer), "update": single })),
        }
    }

    /// Returns the path to the parameter at a place.
    fn parameter_at(&self, place: &Place) -> Option<String> {
        self.written.get(place).map(|(operation, parameter)| self.parameter(operation, parameter))
    }

    /// Returns the path to an operation.
    #[must_use]
    pub fn operation(&self, operation: &Operation) -> String {
        match self.in_document(&self.spec.place(&operation.pointer)) {
            Some(pointer) => path(&steps(&pointer)),
            None => path(&["paths", &operation.path, operation.method].map(|key| Step::Key(key.to_owned()))),
        }
    }

    fn parameter(&self, operation: &Operation, parameter: &Parameter) -> String {
        let place = self.in_document(&self.spec.place(&parameter.pointer));
        let listed = place.as_ref().and_then(Pointer::split_last).and_then(|(list, index)| {
            index.parse::<usize>().ok()?;
            list.split_last().filter(|(_, key)| key == "parameters").map(|_| steps(&list))
        });
        match (listed, place) {
            (Some(list), _) => format!("{}{}", path(&list), self.by_name(parameter)),
            (None, Some(pointer)) => path(&steps(&pointer)),
            (None, None) => {
                let list =
                    ["paths", &operation.path, operation.method, "parameters"].map(|key| Step::Key(key.to_owned()));
                format!("{}{}", path(&list), self.by_name(parameter))
            }
        }
    }

    /// Returns the pointer of a place in an API description, or `None` for one in an overlay.
    fn in_document(&self, place: &Place) -> Option<Pointer> {
        let roots = ["paths", "parameters", "components", "x-ms-paths", "definitions"];
        let first = place.pointer.tokens().next()?;
        roots.contains(&first.as_str()).then(|| place.pointer.clone())
    }

    fn by_name(&self, parameter: &Parameter) -> String {
        named(&parameter.name, self.location(parameter))
    }
}

/// Splits a pointer into steps; a number is an index in the lists of the specification.
fn steps(pointer: &Pointer) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let lists = ["parameters", "servers", "tags", "enum", "required", "allOf", "oneOf", "anyOf", "security", "schemes"];
    for token in pointer.tokens() {
        let in_list = matches!(steps.last(), Some(Step::Key(key)) if lists.contains(&key.as_str()));
        match token.parse::<usize>() {
            Ok(index) if in_list => steps.push(Step::Index(index)),
            _ => steps.push(Step::Key(token)),
        }
    }
    steps
}

/// Returns the path to a value of a document, with parameters selected by name.
fn written_path(root: &Value, pointer: &Pointer) -> String {
    let mut text = "$".to_owned();
    let (mut at, mut value) = (Pointer::root(), Some(root));
    for token in pointer.tokens() {
        let in_list = value.is_some_and(Value::is_array);
        let of_parameters = at.split_last().is_some_and(|(_, key)| key == "parameters");
        at = at.child(&token);
        value = at.find(root);
        let text_of = |key: &str| value.and_then(|value| value.get(key)?.as_str());
        text.push_str(&match (in_list, text_of("name").zip(text_of("in"))) {
            (true, Some((name, location))) if of_parameters => named(name, location),
            (true, _) => format!("[{token}]"),
            (false, _) => path(&[Step::Key(token)]).trim_start_matches('$').to_owned(),
        });
    }
    text
}

/// Returns the selector of a parameter in its list.
fn named(name: &str, location: &str) -> String {
    format!("[?@.name=={} && @.in=={}]", quoted(name), quoted(location))
}

/// Formats steps as a JSONPath (RFC 9535).
fn path(steps: &[Step]) -> String {
    let mut path = "$".to_owned();
    for step in steps {
        match step {
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Key(key) if is_plain(key) => path.push_str(&format!(".{key}")),
            Step::Key(key) => path.push_str(&format!("[{}]", quoted(key))),
        }
    }
    path
}

/// Returns `true` if a key needs no quotes.
fn is_plain(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Returns a text in single quotes, escaped as in RFC 9535.
fn quoted(text: &str) -> String {
    let mut quoted = "'".to_owned();
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            c if (c as u32) < 0x20 => quoted.push_str(&format!("\\u{:04x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_path_keys_are_quoted_if_necessary() {
        let table = [
            ("/paths/~1a~1{b}/get", "$.paths['/a/{b}'].get"),
            ("/paths/~1it's/get/parameters/2", "$.paths['/it\\'s'].get.parameters[2]"),
            ("/components/responses/404", "$.components.responses['404']"),
            ("/x-a~0b", "$['x-a~b']"),
            ("", "$"),
        ];
        for (pointer, expected) in table {
            let pointer = Pointer::parse(pointer).expect("a pointer");
            assert_eq!(path(&steps(&pointer)), expected);
        }
        assert_eq!(quoted("a\nb\\"), "'a\\u000ab\\\\'");
    }
}
