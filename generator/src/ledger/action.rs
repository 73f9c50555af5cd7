//! Overlay actions that make a conclusion a declaration, aimed at the document as its author wrote it.
//!
//! Comes in: an operation or an argument, and facts. Goes out: an action of an OpenAPI Overlay, ready to paste. In 2.0
//! the facts stand on the parameter itself, from 3.0 on in its `schema`. Parameters are found by name and location,
//! not by number: a list may grow.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::document::{Dialect, Document};
use crate::infer::{Answer, Fact, Inference, Scheme};
use crate::pin::{self, Keywords};
use crate::pointer::{Place, Pointer};
use crate::repair::Repair;
use crate::spec::{Argument, Location, Operation, Response, Spec};

/// The document as its author wrote it: how to find things there and what they are called.
#[derive(Debug)]
pub struct Author<'s> {
    pub(super) spec: &'s Spec,
    dialect: Dialect,
    /// The arguments by the places they were written at; one that several operations share is the first one's.
    written: BTreeMap<Place, (&'s Operation, &'s Argument)>,
}

impl<'s> Author<'s> {
    /// The author of a description in this dialect.
    #[must_use]
    pub fn new(spec: &'s Spec, dialect: Dialect) -> Self {
        let mut written = BTreeMap::new();
        for operation in &spec.operations {
            for argument in &operation.arguments {
                written.entry(spec.place(&argument.pointer)).or_insert((operation, argument));
            }
        }
        Self { spec, dialect, written }
    }

    /// Where an argument travels, in the author's word.
    pub(super) fn location(&self, argument: &Argument) -> &'static str {
        match argument.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
            Location::Field(_) if self.dialect == Dialect::Swagger2 => "formData",
            Location::Field(_) => "form field",
        }
    }

    /// The action that says how the answers of an operation come in pages.
    #[must_use]
    pub fn declare_paging(&self, operation: &Operation, paging: &Fact) -> Option<Value> {
        let Fact::Paging(Some(paging)) = paging else { return None };
        let update = json!({ "x-pagination": pin::paged(paging) });
        Some(json!({ "target": self.operation(operation), "update": update }))
    }

    /// The action that gives an operation an id.
    #[must_use]
    pub fn name_operation(&self, operation: &Operation, id: &Fact) -> Value {
        let Fact::OperationId(id) = id else { return Value::Null };
        json!({ "target": self.operation(operation), "update": { "operationId": id } })
    }

    /// The action that declares a way to authenticate.
    pub(super) fn declare_scheme(&self, name: &str, scheme: &Scheme) -> Value {
        let schemes = json!({ name: pin::scheme(scheme, self.dialect) });
        if self.dialect == Dialect::Swagger2 {
            return json!({ "target": "$", "update": { "securityDefinitions": schemes } });
        }
        json!({ "target": "$", "update": { "components": { "securitySchemes": schemes } } })
    }

    /// The action that declares the likeliest of what may have been concluded that a response gives.
    #[must_use]
    pub fn likeliest_answer(&self, operation: &Operation, response: &Response, about: &Inference) -> Option<Value> {
        let mut candidates = std::iter::once(&about.chosen).chain(&about.runners_up);
        let answer = candidates.find_map(|candidate| match &candidate.fact {
            Fact::Answer(answer) => answer.as_ref(),
            _ => None,
        })?;
        Some(self.answer(operation, response, answer))
    }

    /// The action that declares what a response gives.
    fn answer(&self, operation: &Operation, response: &Response, answer: &Answer) -> Value {
        let declared = pin::answer(pin::answered(answer, self.dialect), self.dialect);
        match response.pointer.below(&operation.pointer.child("responses")) {
            // A response that the document leaves out is added, and one that is there is completed.
            Some(status) => {
                let responses = Map::from_iter([(status.trim_start_matches('/').to_owned(), Value::Object(declared))]);
                json!({ "target": self.operation(operation), "update": { "responses": responses } })
            }
            None => {
                let place = self.spec.place(&response.pointer);
                json!({ "target": path(&steps(&place.pointer)), "update": declared })
            }
        }
    }

    /// The action that declares facts about an argument.
    #[must_use]
    pub fn pin<'f>(&self, operation: &Operation, argument: &Argument, facts: impl Iterator<Item = &'f Fact>) -> Value {
        let Keywords { mut outer, mut inner } = pin::keywords(facts, argument.location, self.dialect);
        let flat = self.dialect == Dialect::Swagger2 || matches!(argument.location, Location::Field(_));
        if flat {
            inner.extend(outer);
        } else {
            if !inner.is_empty() {
                outer.insert("schema".to_owned(), Value::Object(inner));
            }
            inner = outer;
        }
        let place = self.spec.place(&argument.pointer);
        if self.spec.place(&operation.pointer).pointer.below(&place.pointer).is_some() {
            // It stands where the path does, as only the path names it: the action declares it.
            let mut declared = Map::from_iter([
                ("name".to_owned(), json!(argument.name)),
                ("in".to_owned(), json!(self.location(argument))),
                ("required".to_owned(), json!(argument.required)),
            ]);
            declared.extend(inner);
            return json!({ "target": self.operation(operation), "update": { "parameters": [declared] } });
        }
        json!({ "target": self.argument(operation, argument), "update": inner })
    }

    /// The action that keeps a repair for good; `None` where the repair has no counterpart in the author's document.
    pub(super) fn keep(&self, repair: &Repair) -> Option<Value> {
        let pointer = &repair.place.pointer;
        let (parent, key) = pointer.split_last()?;
        let listed = key.parse::<usize>().is_ok();
        let holder = Place { source: repair.place.source.clone(), pointer: parent };
        self.own(&holder)?;
        let target = self.at(&holder).unwrap_or_else(|| path(&steps(&holder.pointer)));
        match &repair.now {
            None if repair.was.is_some() && !listed => {
                let key = if is_plain(&key) { format!(".{key}") } else { format!("[{}]", quoted(&key)) };
                Some(json!({ "target": format!("{target}{key}"), "remove": true }))
            }
            Some(now) if !now.is_object() && !now.is_array() && !listed => {
                Some(json!({ "target": target, "update": { key: now } }))
            }
            Some(_) | None => None,
        }
    }

    /// The action that changes what stands at a place of the document, with what can be changed there as it is.
    #[must_use]
    pub fn change(&self, document: &Document, pointer: &Pointer) -> Option<Value> {
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

    /// The path to the argument that was written at a place.
    fn at(&self, place: &Place) -> Option<String> {
        self.written.get(place).map(|(operation, argument)| self.argument(operation, argument))
    }

    fn operation(&self, operation: &Operation) -> String {
        match self.own(&self.spec.place(&operation.pointer)) {
            Some(pointer) => path(&steps(&pointer)),
            None => path(&["paths", &operation.path, operation.method].map(Step::key)),
        }
    }

    fn argument(&self, operation: &Operation, argument: &Argument) -> String {
        let place = self.own(&self.spec.place(&argument.pointer));
        let listed = place.as_ref().and_then(Pointer::split_last).and_then(|(list, index)| {
            index.parse::<usize>().ok()?;
            list.split_last().filter(|(_, key)| key == "parameters").map(|_| steps(&list))
        });
        match (listed, place) {
            (Some(list), _) => format!("{}{}", path(&list), self.by_name(argument)),
            (None, Some(pointer)) => path(&steps(&pointer)),
            (None, None) => {
                let list = ["paths", &operation.path, operation.method, "parameters"].map(Step::key);
                format!("{}{}", path(&list), self.by_name(argument))
            }
        }
    }

    /// A place in a description, not in an overlay that added it.
    fn own(&self, place: &Place) -> Option<Pointer> {
        let roots = ["paths", "parameters", "components", "x-ms-paths", "definitions"];
        let first = place.pointer.tokens().next()?;
        roots.contains(&first.as_str()).then(|| place.pointer.clone())
    }

    fn by_name(&self, argument: &Argument) -> String {
        named(&argument.name, self.location(argument))
    }
}

/// One step of a path into a document.
enum Step {
    Key(String),
    Index(usize),
}

impl Step {
    fn key(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

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

/// The path to a place of a document, parameters by name.
fn written_path(root: &Value, pointer: &Pointer) -> String {
    let mut text = "$".to_owned();
    let (mut at, mut here) = (Pointer::root(), Some(root));
    for token in pointer.tokens() {
        let in_list = here.is_some_and(Value::is_array);
        let of_parameters = at.split_last().is_some_and(|(_, key)| key == "parameters");
        at = at.child(&token);
        here = at.find(root);
        let word = |key: &str| here.and_then(|value| value.get(key)?.as_str());
        text.push_str(&match (in_list, word("name").zip(word("in"))) {
            (true, Some((name, location))) if of_parameters => named(name, location),
            (true, _) => format!("[{token}]"),
            (false, _) => path(&[Step::Key(token)]).trim_start_matches('$').to_owned(),
        });
    }
    text
}

/// The selector of a parameter in its list.
fn named(name: &str, location: &str) -> String {
    format!("[?@.name=={} && @.in=={}]", quoted(name), quoted(location))
}

/// A JSONPath (RFC 9535) to one value.
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

/// Whether a key needs no quotes.
fn is_plain(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A text in single quotes, as RFC 9535 escapes it.
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
    fn paths_are_quoted_where_they_must_be() {
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
