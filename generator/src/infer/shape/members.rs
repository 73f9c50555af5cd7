//! The members of what an operation answers with: those of the answer, of what is under its `paging`, and of the things
//! in its lists.
//!
//! Comes in: an operation. Goes out: its [`Member`]s, with how far from the answer each is. Decides nothing.

use openapiv3::{ReferenceOr, Schema};

use crate::infer::answers::is_main;
use crate::infer::site::Site;
use crate::infer::words;
use crate::pointer::Pointer;
use crate::spec::{Operation, Spec, component_name, facts};

/// A member of an object.
pub(super) struct Member<'s> {
    pub(super) key: &'s str,
    pub(super) schema: &'s Schema,
    pub(super) pointer: Pointer,
    /// How many objects it is away from the answer.
    pub(super) depth: usize,
    /// Whether it belongs to the things in a list.
    pub(super) in_items: bool,
}

impl Member<'_> {
    /// The words of its name in one.
    pub(super) fn joined(&self) -> String {
        words::of_name(self.key).concat()
    }
}

/// The members of a declared answer, or of one that was concluded.
pub(super) fn of_answer<'s>(site: &Site<'s>, operation: &'s Operation) -> Vec<Member<'s>> {
    let mut walk = Walk { spec: site.spec, found: Vec::new() };
    for response in operation.responses.iter().filter(|response| is_main(operation, response.status)) {
        let declared = response.json().and_then(|media| Some((media.schema.as_ref()?, &media.pointer)));
        match (declared, site.survey.answer(&response.pointer)) {
            (Some((schema, pointer)), _) => walk.schema(schema, pointer, 0, false),
            (None, Some(answer)) => walk.component(&answer.schema, 0, answer.listed),
            (None, None) => {}
        }
    }
    walk.found
}

/// The members of a named schema.
pub(super) fn of_component<'s>(spec: &'s Spec, name: &str) -> Vec<Member<'s>> {
    let mut walk = Walk { spec, found: Vec::new() };
    walk.component(name, 0, false);
    walk.found
}

struct Walk<'s> {
    spec: &'s Spec,
    found: Vec<Member<'s>>,
}

/// How many schemas within each other are looked into.
const DEEPEST: usize = 3;

impl<'s> Walk<'s> {
    fn component(&mut self, name: &str, depth: usize, in_items: bool) {
        if let Some((name, schema)) = self.spec.schemas.get_key_value(name) {
            self.schema(schema, &Pointer::of(["components", "schemas", name]), depth, in_items);
        }
    }

    fn schema(&mut self, schema: &'s ReferenceOr<Schema>, at: &Pointer, depth: usize, in_items: bool) {
        match schema {
            _ if depth > DEEPEST => {}
            ReferenceOr::Item(schema) => self.item(schema, at, depth, in_items),
            ReferenceOr::Reference { reference } => {
                if let Some(name) = component_name(reference) {
                    // A chain of references that leads back to itself ends by being deep.
                    self.component(name, depth + 1, in_items);
                }
            }
        }
    }

    fn item(&mut self, schema: &'s Schema, at: &Pointer, depth: usize, in_items: bool) {
        for (i, part) in facts::parts(schema).all_of.iter().enumerate() {
            self.schema(part, &at.child("allOf").index(i), depth + 1, in_items);
        }
        for (key, property) in facts::properties(schema).into_iter().flatten() {
            let pointer = at.child("properties").child(key);
            let Some(schema) = self.spec.resolve_boxed(property) else { continue };
            if !in_items {
                self.items(schema, &pointer, depth);
            }
            self.found.push(Member { key, schema, pointer, depth, in_items });
        }
        if !in_items {
            self.items(schema, at, depth);
        }
    }

    /// What is in a list.
    fn items(&mut self, list: &'s Schema, at: &Pointer, depth: usize) {
        match facts::items(list) {
            Some(ReferenceOr::Item(item)) if depth < DEEPEST => self.item(item, &at.child("items"), depth + 1, true),
            Some(ReferenceOr::Reference { reference }) => {
                if let Some(name) = component_name(reference).filter(|_| depth < DEEPEST) {
                    self.component(name, depth + 1, true);
                }
            }
            Some(ReferenceOr::Item(_)) | None => {}
        }
    }
}
