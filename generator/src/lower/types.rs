//! Schemas into types: the arena of the crate's types, and which schema becomes which.

use std::collections::BTreeMap;

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use super::{Lowering, cycles, typing};
use crate::diagnostic::Code;
use crate::ir::{self, Type, TypeBody, TypeDef, TypeId};
use crate::names::{Case, Name, Scope, Wish};
use crate::pointer::Pointer;
use crate::spec::component_name;
use crate::spec::facts::{self, Kind};

/// Names that a type of the crate must not take: they mean something else where types are printed.
const TAKEN: &[&str] = &[
    "AsRef",
    "BTreeMap",
    "Box",
    "Bytes",
    "Client",
    "Clone",
    "Date",
    "Debug",
    "Decimal",
    "Default",
    "Display",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "File",
    "From",
    "Into",
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "IsoDuration",
    "Iterator",
    "Link",
    "Linked",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "Result",
    "Secret",
    "Self",
    "Some",
    "String",
    "TimeOfDay",
    "Timestamp",
    "ToString",
    "Unlisted",
    "Uri",
    "Uuid",
    "Value",
    "Vec",
    "Xml",
];

/// What a schema without a name of its own would be called, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Hint {
    /// The words of the name.
    pub(super) text: String,
    /// Where the schema stands.
    pub(super) pointer: Pointer,
}

impl Hint {
    /// The hint for a part of this schema.
    pub(super) fn part(&self, word: &str, path: &[&str]) -> Self {
        let pointer = path.iter().fold(self.pointer.clone(), |pointer, token| pointer.child(token));
        Self { text: format!("{} {word}", self.text), pointer }
    }

    /// The hint for a schema that takes this one's place.
    pub(super) fn at(&self, path: &[&str]) -> Self {
        let pointer = path.iter().fold(self.pointer.clone(), |pointer, token| pointer.child(token));
        Self { text: self.text.clone(), pointer }
    }
}

/// A type whose name is not settled yet.
#[derive(Debug)]
struct Draft {
    wish: Wish,
    docs: Vec<String>,
    deprecated: bool,
    body: TypeBody,
}

/// The types made so far; those of named schemas come first, in document order.
#[derive(Debug, Default)]
pub(super) struct Arena {
    drafts: Vec<Draft>,
}

impl Arena {
    fn add(&mut self, draft: Draft) -> TypeId {
        self.drafts.push(draft);
        TypeId(self.drafts.len() - 1)
    }

    /// What a type is behind its names: aliases looked through.
    pub(super) fn behind<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        // An alias chain is no longer than the arena.
        for _ in 0..=self.drafts.len() {
            match ty {
                Type::Named(id) => match self.drafts.get(id.0).map(|draft| &draft.body) {
                    Some(TypeBody::Alias(target)) => ty = target,
                    _ => return ty,
                },
                _ => return ty,
            }
        }
        ty
    }

    /// Whether a named type has known values: texts, numbers or booleans.
    pub(super) fn is_enum(&self, id: TypeId) -> bool {
        self.drafts.get(id.0).is_some_and(|draft| matches!(draft.body, TypeBody::Enum(_) | TypeBody::Values(_)))
    }

    /// Settles every name and puts the types in the order of their names; beside them, the names that were wished for.
    pub(super) fn settle(self) -> (ir::Types, Vec<Wish>) {
        let wishes: Vec<Wish> = self.drafts.iter().map(|draft| draft.wish.clone()).collect();
        let names = Scope::reserving(Case::Camel, TAKEN.iter().copied()).claim(&wishes);
        let defs: Vec<TypeDef> = self.drafts.into_iter().zip(names).map(|(draft, name)| draft.named(name)).collect();
        let mut order: Vec<TypeId> = (0..defs.len()).map(TypeId).collect();
        order.sort_by(|a, b| defs.get(a.0).map(|def| &def.name).cmp(&defs.get(b.0).map(|def| &def.name)));
        (ir::Types { defs, order, lead_far: false }, wishes)
    }
}

impl Draft {
    fn named(self, name: Name) -> TypeDef {
        TypeDef { name, docs: self.docs, deprecated: self.deprecated, body: self.body }
    }
}

impl Lowering<'_> {
    /// Makes a type of every named schema.
    pub(super) fn define_components(&mut self) {
        let spec = self.spec;
        let schemas = Pointer::of(["components", "schemas"]);
        for name in spec.schemas.keys() {
            // Its place in the arena is known to references before it is known what it is.
            let wish = Wish::given(name).qualified("type");
            self.types.add(Draft { wish, docs: Vec::new(), deprecated: false, body: TypeBody::Alias(Type::Value) });
        }
        for (i, (name, schema)) in spec.schemas.iter().enumerate() {
            let hint = Hint { text: name.clone(), pointer: schemas.child(name) };
            let (body, item) = match schema {
                ReferenceOr::Reference { .. } => (TypeBody::Alias(self.lower_type(schema, &hint)), None),
                ReferenceOr::Item(item) => {
                    self.report_limits(item, &hint.pointer);
                    (self.body_of(item, &hint), Some(item))
                }
            };
            // Null is said where the type is used: a type is a value that is there.
            let body = match body {
                TypeBody::Alias(Type::Nullable(inner)) => TypeBody::Alias(*inner),
                body => body,
            };
            self.count(typing::Kind::Type, schema, &Type::Named(TypeId(i)));
            let place = spec.place(&hint.pointer);
            let union = super::docs::of_union(&body);
            if let Some(draft) = self.types.drafts.get_mut(i) {
                draft.body = body;
                draft.docs = super::docs::or_place(Vec::new(), &place);
                if let Some(item) = item {
                    draft.wish = draft.wish.clone().chosen(facts::rust_name(item));
                    draft.docs = super::docs::or_place(super::docs::of_schema(item), &place);
                    draft.deprecated = item.schema_data.deprecated;
                }
                draft.docs.extend(union);
            }
        }
        self.break_alias_circles();
    }

    /// The type of a schema; one that needs a name of its own gets one from the hint.
    pub(super) fn lower_type(&mut self, schema: &ReferenceOr<Schema>, hint: &Hint) -> Type {
        let schema = match schema {
            ReferenceOr::Item(schema) => schema,
            ReferenceOr::Reference { reference } => return self.referred(reference, hint),
        };
        self.report_limits(schema, &hint.pointer);
        let body = self.body_of(schema, hint);
        let ty = match body {
            TypeBody::Alias(ty) => ty,
            TypeBody::Struct(_)
            | TypeBody::Enum(_)
            | TypeBody::Values(_)
            | TypeBody::Union(_)
            | TypeBody::Wrapper(_) => {
                let title = schema.schema_data.title.as_deref().filter(|title| title.len() <= 40);
                let wish = Wish::built(title.unwrap_or(&hint.text), &hint.text).chosen(facts::rust_name(schema));
                self.define(wish, schema, hint, body)
            }
        };
        if super::unions::is_nullable(self.spec, schema) { nullable(ty) } else { ty }
    }

    /// Adds a type that a schema becomes beside those of named schemas.
    pub(super) fn define(&mut self, wish: Wish, schema: &Schema, hint: &Hint, body: TypeBody) -> Type {
        let mut docs = super::docs::or_place(super::docs::of_schema(schema), &self.spec.place(&hint.pointer));
        docs.extend(super::docs::of_union(&body));
        let deprecated = schema.schema_data.deprecated;
        Type::Named(self.types.add(Draft { wish, docs, deprecated, body }))
    }

    fn referred(&mut self, reference: &str, hint: &Hint) -> Type {
        let spec = self.spec;
        let Some(id) = component_name(reference).and_then(|name| spec.schemas.get_index_of(name)) else {
            let message = format!("`$ref: {reference}` points to no schema; any value is accepted in its place");
            self.report(Code::DanglingReference, &hint.pointer, message, "correct the reference, or add the schema");
            return Type::Value;
        };
        let target = spec.schemas.get_index(id).map(|(_, schema)| schema);
        if target.is_some_and(|target| super::unions::takes_null(spec, target)) {
            nullable(Type::Named(TypeId(id)))
        } else {
            Type::Named(TypeId(id))
        }
    }

    /// What a schema is, leaving aside whether it may be null.
    pub(super) fn body_of(&mut self, schema: &Schema, hint: &Hint) -> TypeBody {
        match self.family(schema, hint) {
            Some(body) => body,
            None => self.body_without_family(schema, hint),
        }
    }

    /// As [`Lowering::body_of`], for a base without its children.
    pub(super) fn body_without_family(&mut self, schema: &Schema, hint: &Hint) -> TypeBody {
        let parts = facts::parts(schema);
        if !parts.all_of.is_empty() {
            return self.merged(schema, hint);
        }
        if !parts.one_of.is_empty() || !parts.any_of.is_empty() {
            return self.union(schema, hint);
        }
        self.report_contradiction(schema, hint);
        match super::contradictions::meant_kind(schema) {
            Some(Kind::Object) => self.object(schema, hint),
            Some(Kind::Array) => TypeBody::Alias(self.list(schema, hint)),
            kind @ (Some(Kind::String | Kind::Integer | Kind::Number | Kind::Boolean) | None) => {
                match super::profiles::constants(schema) {
                    Some(values) => super::enumerations::body(&values, &[]),
                    None => TypeBody::Alias(super::scalars::scalar(kind, facts::format(schema))),
                }
            }
        }
    }

    fn list(&mut self, schema: &Schema, hint: &Hint) -> Type {
        if let Some(tuple) = self.tuple(schema, hint) {
            return tuple;
        }
        let item = match facts::items(schema) {
            Some(items) if self.says_type(items) => {
                self.lower_type(&items.clone().unbox(), &hint.part("item", &["items"]))
            }
            _ if facts::properties(schema).is_some_and(|properties| !properties.is_empty()) => {
                self.misplaced_item(schema, &hint.part("item", &[]))
            }
            Some(items) => self.lower_type(&items.clone().unbox(), &hint.part("item", &["items"])),
            None => Type::Value,
        };
        Type::List(Box::new(item))
    }

    /// Aliases that lead back to themselves are no types in Rust. Where lists, maps or tuples lie between, one of each
    /// circle becomes a struct; one that stands for itself alone is any value.
    fn break_alias_circles(&mut self) {
        let in_place = self.alias_graph(in_place);
        for TypeId(start) in cycles::circular(&in_place) {
            if let Some(draft) = self.types.drafts.get_mut(start) {
                draft.body = TypeBody::Alias(Type::Value);
            }
            if let Some((name, _)) = self.spec.schemas.get_index(start) {
                let pointer = Pointer::of(["components", "schemas", name]);
                let message = format!("`{name}` is defined by itself alone; any value is accepted in its place");
                self.report(Code::AliasCircle, &pointer, message, "give it properties, or another type");
            }
        }
        let anywhere = self.alias_graph(named_in);
        for TypeId(goal) in cycles::closed(&self.in_order_of_names(), &anywhere) {
            if let Some(draft) = self.types.drafts.get_mut(goal)
                && let TypeBody::Alias(ty) = &draft.body
            {
                draft.body = TypeBody::Wrapper(ty.clone());
            }
        }
    }

    /// The named schemas by their places in the arena, in an order that does not hang on the document's.
    fn in_order_of_names(&self) -> Vec<TypeId> {
        let mut places: Vec<(&String, usize)> =
            self.spec.schemas.keys().enumerate().map(|(i, name)| (name, i)).collect();
        places.sort_unstable();
        places.into_iter().map(|(_, i)| TypeId(i)).collect()
    }

    /// Which types each alias leads to.
    fn alias_graph(&self, find: fn(&Type) -> Vec<TypeId>) -> BTreeMap<TypeId, Vec<TypeId>> {
        let alias = |(i, draft): (usize, &Draft)| match &draft.body {
            TypeBody::Alias(ty) => Some((TypeId(i), find(ty))),
            TypeBody::Struct(_)
            | TypeBody::Enum(_)
            | TypeBody::Values(_)
            | TypeBody::Union(_)
            | TypeBody::Wrapper(_) => None,
        };
        self.types.drafts.iter().enumerate().filter_map(alias).collect()
    }
}

/// The named types that a type stands for, leaving aside lists and whatever else is a type of its own.
fn in_place(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Nullable(inner) | Type::Boxed(inner) => in_place(inner),
        _ => Vec::new(),
    }
}

/// The named types that a type mentions.
fn named_in(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => named_in(inner),
        Type::Tuple(items) => items.iter().flat_map(named_in).collect(),
        _ => Vec::new(),
    }
}

/// A type that may be null; null once is enough.
pub(super) fn nullable(ty: Type) -> Type {
    match ty {
        Type::Nullable(_) | Type::Value => ty,
        ty => Type::Nullable(Box::new(ty)),
    }
}

/// The values of an enumeration of texts, each once; `None` where it is none. Where the schema says `string`, numbers
/// and booleans are texts whose quotes YAML does without.
pub(super) fn texts(schema: &Schema) -> Option<Vec<String>> {
    let is_string = facts::kind(schema) == Some(Kind::String);
    let mut texts: Vec<String> = Vec::new();
    for value in facts::enumeration(schema) {
        let text = match value {
            Value::String(text) => text,
            Value::Number(_) | Value::Bool(_) if is_string => value.to_string(),
            _ => return None,
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    (!texts.is_empty()).then_some(texts)
}

impl Lowering<'_> {
    /// A type for a list of known texts that stands nowhere as a schema.
    pub(super) fn define_enumeration(&mut self, values: &[String], hint: &Hint, docs: Vec<String>) -> Type {
        let values: Vec<ir::Constant> = values.iter().cloned().map(ir::Constant::Text).collect();
        let body = super::enumerations::body(&values, &[]);
        let wish = Wish::built(&hint.text, &hint.text);
        Type::Named(self.types.add(Draft { wish, docs, deprecated: false, body }))
    }
}
