//! Fields of an operation's main response, and its single list of items.
//!
//! Lists next to the items, such as links and errors, are not candidates for the items.

use std::collections::BTreeSet;

use super::FieldNames;
use crate::infer::responses::is_main;
use crate::infer::text::tokens::{self, TokenizedText};
use crate::infer::{Aspect, Claim, Inferences};
use crate::pointer::Pointer;
use crate::repairs::Evidence;
use crate::spec::{Operation, Response, Schema, SchemaRef, SchemaType, Spec};

/// The main response of an operation.
pub(super) struct PageResponse<'s> {
    pub(super) response: &'s Response,
    /// True if the response itself is a list.
    is_list: bool,
    pub(super) fields: Vec<PageField<'s>>,
}

/// A field of the response, or of an object nested in it. Fields of list items are not included.
#[derive(Debug)]
pub(super) struct PageField<'s> {
    pub(super) path: Vec<&'s str>,
    pub(super) schema: &'s Schema,
    /// The schema with the type: `schema`, or the only schema of its `allOf`.
    pub(super) typed: &'s Schema,
    pub(super) pointer: Pointer,
    /// True if the field is a list of objects.
    pub(super) lists_objects: bool,
}

/// The list of items: a field, or the response itself.
pub(super) struct ItemList<'a, 's> {
    pub(super) field: Option<&'a PageField<'s>>,
}

/// Common names of fields that contain a page of items.
const ITEMS: &[&str] = &[
    "items",
    "data",
    "results",
    "result",
    "records",
    "entries",
    "list",
    "rows",
    "values",
    "content",
    "contents",
    "elements",
    "hits",
    "objects",
    "collection",
    "resources",
    "members",
    "value",
    "docs",
    "documents",
    "matches",
];

/// Names of lists that are never the items, unless the operation is about them.
const NEVER_ITEMS: &[&str] =
    &["errors", "warnings", "links", "meta", "metadata", "responsemetadata", "pagination", "paging"];

/// Names of lists that appear next to the items.
const BESIDE: &[&str] = &[
    "messages",
    "facets",
    "aggregations",
    "included",
    "sort",
    "sorts",
    "columns",
    "headers",
    "fields",
    "filters",
    "breadcrumbs",
    "suggestions",
    "notes",
    "notices",
];

impl<'s> PageResponse<'s> {
    /// Reads the declared or inferred response for success.
    pub(super) fn find(spec: &'s Spec, operation: &'s Operation, inferences: &'s Inferences) -> Option<Self> {
        let response = operation.responses.iter().find(|response| is_main(operation, response.status))?;
        let mut collector = PageFieldCollector { spec, fields: Vec::new(), seen: BTreeSet::new(), within: Vec::new() };
        let declared = response.json().and_then(|media| Some((media.schema.as_ref()?, &media.pointer)));
        let concluded = inferences.get(&response.pointer).and_then(|inferences| inferences.get(&Aspect::Response));
        let is_list = match (declared, concluded.map(|inference| &inference.chosen.fact)) {
            (Some((schema, pointer)), _) => collector.root(schema, pointer),
            (None, Some(Claim::Response(Some(schema)))) if schema.listed => true,
            (None, Some(Claim::Response(Some(schema)))) => {
                let (name, schema) = spec.schemas.get_key_value(&schema.schema)?;
                collector.root(schema, &Pointer::from_tokens(["components", "schemas", name]))
            }
            (None, _) => return None,
        };
        Some(Self { response, is_list, fields: collector.fields })
    }

    /// Returns the paths of the lists that can contain the items, the nearest first.
    pub(super) fn lists(&self) -> Vec<FieldNames> {
        let lists =
            self.fields.iter().filter(|field| field.is_list() && !NEVER_ITEMS.contains(&field.joined().as_str()));
        let mut lists: Vec<FieldNames> = lists.map(PageField::names).collect();
        lists.sort_by_key(Vec::len);
        lists
    }

    /// Returns the list of items if it is unambiguous: the nearest list of objects, the one with a common name for
    /// items, or the only one. Two candidates are resolved by the last name in the path.
    pub(super) fn list(&self, operation: &Operation) -> Option<ItemList<'_, 's>> {
        if self.is_list {
            return Some(ItemList { field: None });
        }
        let subject = operation.path.rsplit('/').find(|segment| !segment.contains('{')).unwrap_or_default();
        let subject = tokens::of_name(subject.split('.').next().unwrap_or_default()).concat();
        let is_beside = |name: &str| name != subject && (BESIDE.contains(&name) || NEVER_ITEMS.contains(&name));
        let lists = self.fields.iter().filter(|field| field.is_list());
        let lists = lists.filter(|field| field.joined() == subject || !NEVER_ITEMS.contains(&field.joined().as_str()));
        let (beside, mut lists): (Vec<&PageField>, Vec<&PageField>) =
            lists.partition(|field| is_beside(&field.joined()));
        if lists.is_empty() {
            // Next to no other list, these can be the items.
            lists = beside;
        }
        let depth = lists.iter().map(|field| field.path.len()).min()?;
        let (near, far): (Vec<&PageField>, Vec<&PageField>) =
            lists.into_iter().partition(|one| one.path.len() == depth);
        let is_subject = |field: &PageField| field.joined() == subject;
        let has_items_name = |field: &PageField| is_subject(field) || ITEMS.contains(&field.joined().as_str());
        let common = || near.iter().copied().filter(|field| has_items_name(field));
        let field = match only(near.iter().copied().filter(|field| field.lists_objects)) {
            None => only(common()).or_else(|| only(near.iter().copied()))?,
            Some(one) if common().next().is_none() => {
                // A deeper list has a common name for items, so this one is next to it.
                let is_aside =
                    |field: &PageField| field.path.iter().any(|name| is_beside(&tokens::of_name(name).concat()));
                let is_it = !far.into_iter().any(|field| has_items_name(field) && !is_aside(field));
                is_it.then_some(one)?
            }
            Some(one) if common().all(|field| field.path == one.path) => one,
            Some(_) => only(near.iter().copied().filter(|field| is_subject(field)))?,
        };
        Some(ItemList { field: Some(field) })
    }
}

/// Returns the only item of an iterator.
fn only<T>(mut some: impl Iterator<Item = T>) -> Option<T> {
    match (some.next(), some.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

impl ItemList<'_, '_> {
    /// Returns the path of the list.
    pub(super) fn path(&self) -> Vec<String> {
        self.field.map(PageField::names).unwrap_or_default()
    }

    /// Returns the path of an item's id.
    pub(super) fn id(&self, spec: &Spec) -> Option<FieldNames> {
        let items = self.field?.typed.items.as_ref()?;
        let mut parts = vec![spec.resolve_schema(items)?];
        let all_of = parts.first()?.all_of.iter();
        parts.extend(all_of.filter_map(|part| spec.resolve(part)).map(|(_, part)| part));
        let has_id = parts.into_iter().any(|part| part.properties.contains_key("id"));
        has_id.then(|| vec!["id".to_owned()])
    }
}

impl<'s> PageField<'s> {
    /// Returns the words of the field's name, joined.
    pub(super) fn joined(&self) -> String {
        tokens::of_name(self.key()).concat()
    }

    fn key(&self) -> &str {
        self.path.last().copied().unwrap_or_default()
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.path.iter().map(|name| (*name).to_owned()).collect()
    }

    pub(super) fn kind(&self) -> Option<SchemaType> {
        self.typed.schema_type
    }

    /// Returns the words of the name of the object that contains the field, joined; empty for fields of the response.
    pub(super) fn holder(&self) -> String {
        self.parents().last().map(|name| tokens::of_name(name).concat()).unwrap_or_default()
    }

    /// Returns the path of the object that contains the field.
    pub(super) fn parents(&self) -> &[&'s str] {
        self.path.split_last().map_or(&[], |(_, parents)| parents)
    }

    /// Returns true if a phrase occurs in the description.
    pub(super) fn says(&self, phrases: &[&str]) -> bool {
        let texts = [self.schema, self.typed].map(|schema| schema.description.as_deref().unwrap_or_default());
        texts.into_iter().any(|text| TokenizedText::read(text).find_any(phrases).is_some())
    }

    pub(super) fn evidence(&self, spec: &Spec) -> Evidence {
        Evidence { place: spec.place(&self.pointer), quote: self.path.join(".") }
    }

    fn is_list(&self) -> bool {
        self.kind() == Some(SchemaType::Array)
    }
}

struct PageFieldCollector<'s> {
    spec: &'s Spec,
    fields: Vec<PageField<'s>>,
    /// The named schemas and the paths at which they are collected, so that each is collected once.
    seen: BTreeSet<(&'s str, Vec<&'s str>)>,
    /// The named schemas that contain the current one.
    within: Vec<&'s str>,
}

/// The maximum nesting depth of fields.
const MAX_DEPTH: usize = 3;

/// The maximum number of fields.
const MAX_FIELDS: usize = 400;

impl<'s> PageFieldCollector<'s> {
    /// Collects the fields of a response. Returns true if the response is a list.
    fn root(&mut self, schema: &'s SchemaRef, at: &Pointer) -> bool {
        let is_list =
            self.spec.resolve(schema).is_some_and(|(_, schema)| schema.schema_type == Some(SchemaType::Array));
        if !is_list {
            self.schema(schema, at, &[]);
        }
        is_list
    }

    fn schema(&mut self, schema: &'s SchemaRef, at: &Pointer, path: &[&'s str]) {
        match schema {
            SchemaRef::Inline(schema) => self.object(schema, at, path),
            SchemaRef::Reference(reference) => self.component(reference, path),
        }
    }

    fn component(&mut self, reference: &'s str, path: &[&'s str]) {
        let named = self.spec.resolve_component(reference);
        let Some((name, schema)) = named.filter(|(name, _)| !self.within.contains(name)) else { return };
        if !self.seen.insert((name, path.to_vec())) {
            return;
        }
        self.within.push(name);
        self.object(schema, &Pointer::from_tokens(["components", "schemas", name]), path);
        self.within.pop();
    }

    fn object(&mut self, schema: &'s Schema, at: &Pointer, path: &[&'s str]) {
        if path.len() >= MAX_DEPTH || self.fields.len() >= MAX_FIELDS {
            return;
        }
        for (i, part) in schema.all_of.iter().enumerate() {
            self.schema(part, &at.child("allOf").index(i), path);
        }
        for (key, property) in &schema.properties {
            let path: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
            let Some(schema) = self.spec.resolve_schema(property) else { continue };
            if self.fields.iter().any(|field| field.path == path) {
                continue;
            }
            let pointer = at.child("properties").child(key);
            let typed = self.typed(schema);
            let lists_objects = typed.items.as_ref().is_some_and(|items| self.is_object(items));
            self.fields.push(PageField { path: path.clone(), schema, typed, pointer: pointer.clone(), lists_objects });
            match property {
                SchemaRef::Inline(schema) => self.object(schema, &pointer, &path),
                SchemaRef::Reference(reference) => self.component(reference, &path),
            }
        }
    }

    /// Returns the only schema of an `allOf` that adds a description to a reference.
    fn typed(&self, schema: &'s Schema) -> &'s Schema {
        match (schema.schema_type, schema.all_of.as_slice()) {
            (None, [only]) if schema.properties.is_empty() => self.spec.resolve_schema(only).unwrap_or(schema),
            _ => schema,
        }
    }

    fn is_object(&self, items: &'s SchemaRef) -> bool {
        let Some(schema) = self.spec.resolve_schema(items) else { return false };
        let is_made_of_parts = schema.is_composed();
        schema.schema_type == Some(SchemaType::Object) || schema.schema_type.is_none() && is_made_of_parts
    }
}
