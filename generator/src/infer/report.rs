//! One line of JSON per argument: what is declared or concluded about it, and why.
//!
//! Comes in: a spec and its inferences. Goes out: lines for programs to read. Knows nothing of files or terminals.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::settle::{DECLARED, DEFAULT, location};
use super::{Aspect, Candidate, Fact, Inference, Inferences, Role, Shape, survey};
use crate::repair::{Evidence, Repair, Repairs};
use crate::spec::{Argument, Operation, Spec, facts};

/// A line for every argument of every operation, in document order, and for every header field of the protocol that
/// was taken out from among them.
#[must_use]
pub fn lines(document: &str, spec: &Spec, inferences: &Inferences, repairs: &Repairs) -> Vec<String> {
    let operations = spec.operations.iter();
    let arguments =
        operations.flat_map(|operation| operation.arguments.iter().map(move |argument| (operation, argument)));
    let arguments = arguments.map(|(operation, argument)| {
        let mut line = line(document, spec, operation, argument, inferences);
        as_written(&mut line, spec, operation, argument, repairs);
        line
    });
    let headers = repairs.iter().filter_map(|repair| header(document, repair));
    arguments.chain(headers).map(|line| line.to_string()).collect()
}

/// Puts in the author's path, method and location, where the upgrade changed them.
fn as_written(line: &mut Value, spec: &Spec, operation: &Operation, argument: &Argument, repairs: &Repairs) {
    let tokens: Vec<String> = spec.place(&operation.pointer).pointer.tokens().collect();
    if let [paths, path, method] = tokens.as_slice()
        && paths == "paths"
    {
        put(line, "path", json!(path));
        put(line, "method", json!(method.to_lowercase()));
    }
    let place = spec.place(&argument.pointer);
    let moved = repairs.iter().filter(|repair| repair.place == place);
    if let Some(written) = moved.filter_map(|repair| repair.was.as_ref()?.get("in")).find_map(Value::as_str) {
        put(line, "in", json!(written));
    }
}

fn put(line: &mut Value, key: &str, value: Value) {
    line.as_object_mut().map(|line| line.insert(key.to_owned(), value));
}

/// The line of a header field that the client sends by itself, and that is therefore no argument.
fn header(document: &str, repair: &Repair) -> Option<Value> {
    let was = repair.was.as_ref().filter(|_| repair.now.is_none())?;
    let (name, place) = (was.get("name")?.as_str()?, was.get("in")?.as_str()?);
    let role = match (place, name.to_ascii_lowercase().as_str()) {
        ("header", "accept" | "content-type") => Role::ContentNegotiation,
        ("header", "authorization") => Role::Auth,
        _ => return None,
    };
    let tokens: Vec<String> = repair.place.pointer.tokens().collect();
    let [paths, path, method, ..] = tokens.as_slice() else { return None };
    (paths == "paths").then(|| {
        json!({
            "document": document, "method": method, "path": path, "in": place, "name": name,
            "pointer": repair.place.to_string(), "type": "string", "origin": "inferred", "rule": repair.rule,
            "role": role.as_str(), "secret": role == Role::Auth,
        })
    })
}

fn line(document: &str, spec: &Spec, operation: &Operation, argument: &Argument, inferences: &Inferences) -> Value {
    let none = BTreeMap::new();
    let answers = inferences.get(&argument.pointer).unwrap_or(&none);
    let mut line = Map::new();
    let mut put = |key: &str, value: Value| line.insert(key.to_owned(), value);
    put("document", json!(document));
    put("method", json!(operation.method));
    put("path", json!(operation.path));
    put("in", json!(location(argument.location)));
    put("name", json!(argument.name));
    put("pointer", json!(spec.place(&argument.pointer).to_string()));
    put("required", json!(argument.required));
    declare(spec, argument, &mut line);
    for inference in answers.values() {
        conclude(&inference.chosen.fact, &mut line);
    }
    explain(answers.get(&Aspect::Type), &mut line);
    let others = answers.iter().filter(|(aspect, _)| **aspect != Aspect::Type);
    let others: Map<String, Value> =
        others.map(|(aspect, inference)| (key(*aspect).to_owned(), reasons(&inference.chosen))).collect();
    line.insert("because".to_owned(), Value::Object(others));
    Value::Object(line)
}

/// What the schema itself says.
fn declare(spec: &Spec, argument: &Argument, line: &mut Map<String, Value>) {
    if let Some(shape) = survey::declared(spec, argument) {
        conclude(&Fact::Type(shape), line);
    }
    let Some((_, schema)) = spec.resolve(&argument.schema) else { return };
    if let (None, Some(kind)) = (line.get("type"), facts::kind(schema)) {
        line.insert("type".to_owned(), json!(format!("{kind:?}").to_lowercase()));
    }
    let values = facts::enumeration(schema);
    if !values.is_empty() {
        line.insert("enum".to_owned(), json!(values));
    }
    let (least, most) = facts::bounds(schema);
    let ends = (least.map(|bound| bound.value), most.map(|bound| bound.value));
    conclude(&Fact::Bounds(ends.0, ends.1), line);
    if let Some(default) = &schema.schema_data.default {
        conclude(&Fact::Default(default.clone()), line);
    }
}

/// Writes an answer into a line.
fn conclude(fact: &Fact, line: &mut Map<String, Value>) {
    let mut put = |key: &str, value: Value| _ = line.insert(key.to_owned(), value);
    match fact {
        Fact::Type(Shape::Scalar { kind, format }) => {
            put("type", json!(kind.as_str()));
            format.iter().for_each(|format| put("format", json!(format)));
        }
        Fact::Type(Shape::List { kind, format, separator }) => {
            put("type", json!("array"));
            put("items", json!(kind.as_str()));
            format.iter().for_each(|format| put("format", json!(format)));
            put("delimiter", separator.map_or_else(|| json!("multi"), |separator| json!(separator.to_string())));
        }
        Fact::Required(required) => put("required", json!(required)),
        Fact::Count(least, most) => {
            least.iter().for_each(|least| put("minItems", json!(least)));
            most.iter().for_each(|most| put("maxItems", json!(most)));
        }
        Fact::Bounds(least, most) => {
            least.iter().for_each(|least| put("minimum", json!(least)));
            most.iter().for_each(|most| put("maximum", json!(most)));
        }
        Fact::Enum(values) => put("enum", json!(values)),
        Fact::Default(value) => put("default", value.clone()),
        Fact::Secret(secret) => put("secret", json!(secret)),
        Fact::Role(role) => put("role", json!(role.as_str())),
        Fact::OperationId(id) => put("operationId", json!(id)),
        Fact::Answer(answer) => put("answer", json!(answer.as_ref().map(|answer| &answer.schema))),
    }
}

/// Where the type comes from.
fn explain(answer: Option<&Inference>, line: &mut Map<String, Value>) {
    let Some(Inference { chosen, runners_up }) = answer else {
        line.insert("origin".to_owned(), json!(DECLARED));
        return;
    };
    let origin = if chosen.rule == DEFAULT { "default" } else { "inferred" };
    line.insert("origin".to_owned(), json!(origin));
    line.insert("rule".to_owned(), json!(chosen.rule));
    line.insert("confidence".to_owned(), json!(chosen.confidence));
    line.insert("evidence".to_owned(), quotes(&chosen.evidence));
    let runners_up = runners_up.iter().map(|candidate| {
        let mut runner_up = Map::new();
        conclude(&candidate.fact, &mut runner_up);
        runner_up.insert("rule".to_owned(), json!(candidate.rule));
        runner_up.insert("confidence".to_owned(), json!(candidate.confidence));
        Value::Object(runner_up)
    });
    line.insert("runners_up".to_owned(), runners_up.collect());
}

fn reasons(candidate: &Candidate) -> Value {
    json!({ "rule": candidate.rule, "confidence": candidate.confidence, "evidence": quotes(&candidate.evidence) })
}

fn quotes(evidence: &[Evidence]) -> Value {
    evidence.iter().map(|one| json!({ "pointer": one.place.to_string(), "text": one.quote })).collect()
}

/// The name of an aspect in a line.
fn key(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Type => "type",
        Aspect::Required => "required",
        Aspect::Count => "count",
        Aspect::Bounds => "bounds",
        Aspect::Enum => "enum",
        Aspect::Default => "default",
        Aspect::Secrecy => "secrecy",
        Aspect::Role => "role",
        Aspect::OperationId => "operationId",
        Aspect::Answer => "answer",
    }
}
