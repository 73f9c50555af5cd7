//! Fields of response bodies, including those of nested objects and array items.

use std::collections::BTreeSet;

use crate::infer::parameter_context::ParameterContext;
use crate::infer::responses::is_main;
use crate::infer::text::tokens;
use crate::pointer::Pointer;
use crate::spec::{Operation, Schema, SchemaRef, Spec, component_name};

/// A field of an object in a response body.
pub(super) struct ResponseField<'s> {
    pub(super) key: &'s str,
    pub(super) schema: &'s Schema,
    pub(super) pointer: Pointer,
    /// The number of objects between the body and the field.
    pub(super) depth: usize,
    /// True for fields of array items.
    pub(super) in_items: bool,
}

impl ResponseField<'_> {
    /// Returns the joined words of the name.
    pub(super) fn joined(&self) -> String {
        tokens::of_name(self.key).concat()
    }
}

/// Returns the fields of the declared or inferred responses of an operation.
pub(super) fn response_fields<'s>(context: &ParameterContext<'s>, operation: &'s Operation) -> Vec<ResponseField<'s>> {
    let mut collector = FieldCollector { spec: context.spec, found: Vec::new(), seen: BTreeSet::new() };
    for response in operation.responses.iter().filter(|response| is_main(operation, response.status)) {
        let declared = response.json().and_then(|media| Some((media.schema.as_ref()?, &media.pointer)));
        match (declared, context.index.inferred_response(&response.pointer)) {
            (Some((schema, pointer)), _) => collector.schema(schema, pointer, 0, false),
            (None, Some(inferred)) => collector.component(&inferred.schema, 0, inferred.listed),
            (None, None) => {}
        }
    }
    collector.found
}

/// Returns the fields of a component schema.
pub(super) fn component_fields<'s>(spec: &'s Spec, name: &str) -> Vec<ResponseField<'s>> {
    let mut collector = FieldCollector { spec, found: Vec::new(), seen: BTreeSet::new() };
    collector.component(name, 0, false);
    collector.found
}

struct FieldCollector<'s> {
    spec: &'s Spec,
    found: Vec<ResponseField<'s>>,
    /// The named schemas collected at each depth, so that each is collected once.
    seen: BTreeSet<(&'s str, usize, bool)>,
}

/// The maximum depth of nested schemas.
const MAX_DEPTH: usize = 3;

impl<'s> FieldCollector<'s> {
    fn component(&mut self, name: &str, depth: usize, in_items: bool) {
        if let Some((name, schema)) = self.spec.schemas.get_key_value(name)
            && self.seen.insert((name, depth, in_items))
        {
            self.schema(schema, &Pointer::from_tokens(["components", "schemas", name]), depth, in_items);
        }
    }

    fn schema(&mut self, schema: &'s SchemaRef, at: &Pointer, depth: usize, in_items: bool) {
        match schema {
            _ if depth > MAX_DEPTH => {}
            SchemaRef::Inline(schema) => self.item(schema, at, depth, in_items),
            SchemaRef::Reference(reference) => {
                if let Some(name) = component_name(reference) {
                    // The depth limit ends reference cycles.
                    self.component(name, depth + 1, in_items);
                }
            }
        }
    }

    fn item(&mut self, schema: &'s Schema, at: &Pointer, depth: usize, in_items: bool) {
        for (i, part) in schema.all_of.iter().enumerate() {
            self.schema(part, &at.child("allOf").index(i), depth + 1, in_items);
        }
        for (key, property) in &schema.properties {
            let pointer = at.child("properties").child(key);
            let Some(schema) = self.spec.resolve_schema(property) else { continue };
            if !in_items {
                self.items(schema, &pointer, depth);
            }
            self.found.push(ResponseField { key, schema, pointer, depth, in_items });
        }
        if !in_items {
            self.items(schema, at, depth);
        }
    }

    /// Collects the fields of array items.
    fn items(&mut self, list: &'s Schema, at: &Pointer, depth: usize) {
        match list.items.as_ref() {
            Some(SchemaRef::Inline(item)) if depth < MAX_DEPTH => self.item(item, &at.child("items"), depth + 1, true),
            Some(SchemaRef::Reference(reference)) => {
                if let Some(name) = component_name(reference).filter(|_| depth < MAX_DEPTH) {
                    self.component(name, depth + 1, true);
                }
            }
            Some(SchemaRef::Inline(_)) | None => {}
        }
    }
}
