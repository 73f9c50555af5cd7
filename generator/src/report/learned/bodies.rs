//! Bodies that the document gives no schema, with the schemas that exchanges show.

use serde_json::{Map, Value, json};

use super::compare::{self, LearnedSchema};
use super::{LearnOptions, LearnedFacts, dialect, reason};
use crate::document::Dialect;
use crate::learn::samples::{BodySamples, ResponseKey};
use crate::learn::{Learned, Learner, subschemas};
use crate::pointer::Pointer;
use crate::report::declare;
use crate::report::ledger::Author;
use crate::spec::{Media, Operation, Response, Schema, SchemaRef, Spec, Status};

/// A body with a learned schema.
#[derive(Debug)]
pub(super) struct LearnedBody {
    /// The pointer to the operation.
    pub(super) operation: Pointer,
    /// The path of the operation.
    pub(super) path: String,
    /// The part of the operation that has it.
    pub(super) part: BodyPart,
    /// The media type.
    pub(super) media_type: String,
    /// The schema, in OpenAPI 3.0.
    pub(super) schema: Value,
    /// The reason.
    pub(super) reason: String,
}

/// The part of an operation with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BodyPart {
    /// The request.
    Request,
    /// The response with a status code; the pointer to it if the document declares it.
    Response(u16, Option<Pointer>),
}

/// Returns the bodies without a declared schema, and compares the others with their schemas.
pub(super) fn collect(learner: &Learner, options: &LearnOptions, facts: &mut LearnedFacts) -> Vec<LearnedBody> {
    let mut bodies = Vec::new();
    for (operation, samples) in learner.operations() {
        let spec = learner.spec();
        for (media_type, body) in &samples.requests {
            let declared = operation.body.as_ref().and_then(|body| find_media(&body.media, media_type));
            let learned = learn(spec, operation, body, declared, options, facts);
            facts.requests += usize::from(learned.is_some());
            bodies.extend(learned.map(|(schema, reason)| LearnedBody {
                operation: operation.pointer.clone(),
                path: operation.path.clone(),
                part: BodyPart::Request,
                media_type: declared.map_or(media_type, |media| &media.written).clone(),
                schema,
                reason,
            }));
        }
        for (key, body) in &samples.responses {
            bodies.extend(response(spec, operation, key, body, options, facts));
        }
    }
    bodies
}

/// Returns the learned schema of a response.
fn response(
    spec: &Spec,
    operation: &Operation,
    key: &ResponseKey,
    body: &BodySamples,
    options: &LearnOptions,
    facts: &mut LearnedFacts,
) -> Option<LearnedBody> {
    let media_type = key.media_type.as_ref()?;
    let exact = operation.responses.iter().find(|response| response.status == Status::Code(key.status));
    let declared = exact.or_else(|| class_or_default(operation, key.status));
    let media = declared.and_then(|response| find_media(&response.media, media_type).or_else(|| response.json()));
    let (schema, reason) = learn(spec, operation, body, media, options, facts)?;
    facts.responses += 1;
    let declared_media = exact.and_then(|response| find_media(&response.media, media_type));
    Some(LearnedBody {
        operation: operation.pointer.clone(),
        path: operation.path.clone(),
        part: BodyPart::Response(key.status, exact.map(|response| response.pointer.clone())),
        media_type: declared_media.map_or(media_type, |media| &media.written).clone(),
        schema,
        reason,
    })
}

fn class_or_default(operation: &Operation, status: u16) -> Option<&Response> {
    let with = |status: Status| operation.responses.iter().find(|response| response.status == status);
    with(Status::Class(status / 100)).or_else(|| with(Status::Default))
}

fn find_media<'m>(media: &'m [Media], media_type: &str) -> Option<&'m Media> {
    media.iter().find(|media| media.name == media_type)
}

/// Returns the schema of a body and its reason. A body with a schema is compared with it.
fn learn(
    spec: &Spec,
    operation: &Operation,
    body: &BodySamples,
    media: Option<&Media>,
    options: &LearnOptions,
    facts: &mut LearnedFacts,
) -> Option<(Value, String)> {
    let mut learned = Learned::new(body.shape.as_ref()?);
    if body.selections.len() == 1 && (selects_fields(operation) || !body.selections.contains_key(&0)) {
        // With other fields chosen, a response may lack any of these.
        subschemas::remove_keyword(&mut learned.schema, "required");
    }
    if options.no_values {
        subschemas::remove_keyword(&mut learned.schema, "enum");
    }
    let declared = media.and_then(|media| Some((media, media.schema.as_ref()?)));
    match declared.filter(|(_, schema)| !is_untyped(spec, schema)) {
        Some((media, schema)) => {
            let compared = LearnedSchema { spec, operation, learned: &learned, origins: &body.origins };
            facts.disagreements.extend(compare::compare(&compared, schema, &media.pointer));
            None
        }
        None if learned.schema.as_object().is_some_and(Map::is_empty) => None,
        None => {
            let reason = reason::body(&body.origins, &learned);
            Some((learned.schema, reason))
        }
    }
}

/// Returns true if a parameter of an operation chooses the fields of its responses.
fn selects_fields(operation: &Operation) -> bool {
    operation.parameters.iter().any(|parameter| crate::learn::samples::is_selector(&parameter.name))
}

fn is_untyped(spec: &Spec, schema: &SchemaRef) -> bool {
    matches!(schema, SchemaRef::Inline(schema) if schema.is_untyped())
        || spec.resolve_schema(schema).is_some_and(Schema::is_untyped)
}

impl LearnedBody {
    /// Returns the action that declares the schema in the author's document.
    pub(super) fn action(&self, author: &Author, operation: &Operation, dialect: Dialect) -> Option<Value> {
        let schema = dialect::written(&self.schema, dialect);
        let mut action = match &self.part {
            BodyPart::Request => author.declare_request(operation, &self.media_type, &schema)?,
            BodyPart::Response(status, declared) => {
                let mut content = match dialect {
                    Dialect::Swagger2 => declare::response_content(schema, dialect),
                    Dialect::OpenApi30 | Dialect::OpenApi31 => {
                        let media = json!({ self.media_type.as_str(): { "schema": schema } });
                        Map::from_iter([("content".to_owned(), media)])
                    }
                };
                if declared.is_none() {
                    content.shift_insert(0, "description".to_owned(), json!(format!("Status {status}")));
                }
                let place = operation.pointer.child("responses").child(&status.to_string());
                author.declare_content(operation, declared.as_ref().unwrap_or(&place), content)
            }
        };
        if let Value::Object(members) = &mut action {
            members.shift_insert(1, "x-reason".to_owned(), json!(self.reason));
        }
        Some(action)
    }
}
