//! Answers that no schema declares and prose does: they become declared ones before anything is decided about them.

use std::borrow::Cow;

use crate::infer::{Answer, Aspect, Fact, Inference};
use crate::lower::{Lowering, docs};
use crate::spec::{Media, Operation, Response};

impl Lowering<'_> {
    /// The responses of an operation, those without a schema with the one that was concluded.
    pub(super) fn with_concluded<'s>(&self, operation: &'s Operation) -> Cow<'s, [Response]> {
        if !operation.responses.iter().any(|response| self.answer(response).is_some()) {
            return Cow::Borrowed(&operation.responses);
        }
        let mut responses = operation.responses.clone();
        for response in &mut responses {
            if let Some((answer, _)) = self.answer(response) {
                declare(response, answer);
            }
        }
        Cow::Owned(responses)
    }

    /// What the docs of an operation say of the answers that were concluded.
    pub(in crate::lower) fn answer_docs(&self, operation: &Operation) -> Vec<String> {
        let concluded = operation.responses.iter().filter_map(|response| self.answer(response));
        concluded.map(|(answer, inference)| docs::of_answer(answer, inference)).collect()
    }

    fn answer(&self, response: &Response) -> Option<(&Answer, &Inference)> {
        let inference = self.inference(&response.pointer, Aspect::Answer)?;
        match &inference.chosen.fact {
            Fact::Answer(Some(answer)) if self.spec.schemas.contains_key(&answer.schema) => Some((answer, inference)),
            _ => None,
        }
    }
}

/// Gives a response's JSON a schema.
fn declare(response: &mut Response, answer: &Answer) {
    let schema = Some(answer.as_schema());
    match response.media.iter_mut().find(|media| media.is_json() || media.name == "*/*") {
        Some(media) => media.schema = schema,
        None => {
            let name = "application/json".to_owned();
            let pointer = response.pointer.child("content").child(&name).child("schema");
            response.media.push(Media { written: name.clone(), name, schema, example: None, pointer, fields: None });
        }
    }
}
