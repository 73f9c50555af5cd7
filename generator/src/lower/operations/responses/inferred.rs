//! Inferred response schemas. They are added to the declared responses before any of them is lowered.

use std::borrow::Cow;

use crate::infer::{Aspect, Claim, Inference, ResponseSchema};
use crate::lower::context::LoweringContext;
use crate::lower::operations::docs;
use crate::spec::{Media, Operation, Response};

/// Returns the responses of an operation, with inferred schemas for those without a declared one.
pub(super) fn with_inferred<'s>(cx: &LoweringContext, operation: &'s Operation) -> Cow<'s, [Response]> {
    if !operation.responses.iter().any(|response| inferred_response(cx, response).is_some()) {
        return Cow::Borrowed(&operation.responses);
    }
    let mut responses = operation.responses.clone();
    for response in &mut responses {
        if let Some((inferred, _)) = inferred_response(cx, response) {
            declare(response, inferred);
        }
    }
    Cow::Owned(responses)
}

/// Returns the paragraphs about an operation's inferred responses.
pub(in crate::lower::operations) fn response_docs(cx: &LoweringContext, operation: &Operation) -> Vec<String> {
    let inferred = operation.responses.iter().filter_map(|response| inferred_response(cx, response));
    inferred.map(|(inferred, inference)| docs::response_docs(inferred, inference)).collect()
}

fn inferred_response<'s>(cx: &LoweringContext<'s>, response: &Response) -> Option<(&'s ResponseSchema, &'s Inference)> {
    let inference = cx.inference(&response.pointer, Aspect::Response)?;
    match &inference.chosen.fact {
        Claim::Response(Some(inferred)) if cx.spec.schemas.contains_key(&inferred.schema) => {
            Some((inferred, inference))
        }
        _ => None,
    }
}

/// Adds a schema to a response's JSON.
fn declare(response: &mut Response, inferred: &ResponseSchema) {
    let schema = Some(inferred.as_schema());
    match response.media.iter_mut().find(|media| media.is_json() || media.name == "*/*") {
        Some(media) => media.schema = schema,
        None => {
            let name = "application/json".to_owned();
            let pointer = response.pointer.child("content").child(&name).child("schema");
            response.media.push(Media { written: name.clone(), name, schema, example: None, pointer, fields: None });
        }
    }
}
