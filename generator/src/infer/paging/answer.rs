//! The answer of an operation, member by member, and the one list of items in it.
//!
//! Comes in: an operation. Goes out: [`Answer`]. What members mean for paging is not known here, except that what is
//! listed beside the items, such as links and errors, is none of them.

use openapiv3::{ReferenceOr, Schema};

use super::Path;
use crate::infer::answers::is_main;
use crate::infer::{Aspect, Fact, Inferences, words};
use crate::pointer::Pointer;
use crate::repair::Evidence;
use crate::spec::facts::Kind;
use crate::spec::{Operation, Response, Spec, component_name, facts};

/// The answer proper of an operation.
pub(super) struct Answer<'s> {
    pub(super) response: &'s Response,
    /// Whether it is a list itself.
    is_list: bool,
    pub(super) members: Vec<Member<'s>>,
}

/// A member of the answer, or of an object within it; nothing that is in a list.
#[derive(Debug)]
pub(super) struct Member<'s> {
    pub(super) path: Vec<&'s str>,
    pub(super) schema: &'s Schema,
    pub(super) pointer: Pointer,
    /// Whether it is a list of objects.
    lists_objects: bool,
}

/// The list of items: a member, or the answer itself.
pub(super) struct List<'a, 's> {
    pub(super) member: Option<&'a Member<'s>>,
}

/// Members that hold a page of things, whatever these are.
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

/// Lists that stand beside the items.
const BESIDE: &[&str] = &[
    "errors",
    "warnings",
    "messages",
    "links",
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

impl<'s> Answer<'s> {
    /// The answer that is declared for success, or concluded.
    pub(super) fn of(spec: &'s Spec, operation: &'s Operation, inferences: &'s Inferences) -> Option<Self> {
        let response = operation.responses.iter().find(|response| is_main(operation, response.status))?;
        let mut walk = Walk { spec, members: Vec::new(), within: Vec::new() };
        let declared = response.json().and_then(|media| Some((media.schema.as_ref()?, &media.pointer)));
        let concluded = inferences.get(&response.pointer).and_then(|answers| answers.get(&Aspect::Answer));
        let is_list = match (declared, concluded.map(|inference| &inference.chosen.fact)) {
            (Some((schema, pointer)), _) => walk.root(schema, pointer),
            (None, Some(Fact::Answer(Some(answer)))) if answer.listed => true,
            (None, Some(Fact::Answer(Some(answer)))) => {
                let (name, schema) = spec.schemas.get_key_value(&answer.schema)?;
                walk.root(schema, &Pointer::of(["components", "schemas", name]))
            }
            (None, _) => return None,
        };
        Some(Self { response, is_list, members: walk.members })
    }

    /// The list of items, where just one list can be it: the nearest one of objects, or one that is called so. Where these
    /// are two, only what the path is called after tells which.
    pub(super) fn list(&self, operation: &Operation) -> Option<List<'_, 's>> {
        if self.is_list {
            return Some(List { member: None });
        }
        let about = operation.path.rsplit('/').find(|segment| !segment.contains('{')).unwrap_or_default();
        let about = words::of_name(about.split('.').next().unwrap_or_default()).concat();
        let is_beside = |name: &str| name != about && BESIDE.contains(&name);
        let lists: Vec<&Member> =
            self.members.iter().filter(|member| member.is_list() && !is_beside(&member.joined())).collect();
        let depth = lists.iter().map(|member| member.path.len()).min()?;
        let (near, far): (Vec<&Member>, Vec<&Member>) = lists.into_iter().partition(|one| one.path.len() == depth);
        let is_own = |member: &Member| member.joined() == about;
        let is_called_so = |member: &Member| is_own(member) || ITEMS.contains(&member.joined().as_str());
        let called = || near.iter().copied().filter(|member| is_called_so(member));
        let member = match only(near.iter().copied().filter(|member| member.lists_objects)) {
            None => only(called())?,
            Some(one) if called().next().is_none() => {
                // What is called so stands deeper: this one is beside it.
                let is_aside =
                    |member: &Member| member.path.iter().any(|name| is_beside(&words::of_name(name).concat()));
                let is_it = !far.into_iter().any(|member| is_called_so(member) && !is_aside(member));
                is_it.then_some(one)?
            }
            Some(one) if called().all(|member| member.path == one.path) => one,
            Some(_) => only(near.iter().copied().filter(|member| is_own(member)))?,
        };
        Some(List { member: Some(member) })
    }
}

/// The only one of some.
fn only<T>(mut some: impl Iterator<Item = T>) -> Option<T> {
    match (some.next(), some.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

impl List<'_, '_> {
    /// The names on the way to it.
    pub(super) fn path(&self) -> Vec<String> {
        self.member.map(Member::names).unwrap_or_default()
    }

    /// The member of an item that is its id.
    pub(super) fn id(&self, spec: &Spec) -> Option<Path> {
        let items = facts::items(self.member?.schema)?;
        let mut parts = vec![spec.resolve_boxed(items)?];
        let all_of = facts::parts(parts.first()?).all_of.iter();
        parts.extend(all_of.filter_map(|part| spec.resolve(part)).map(|(_, part)| part));
        let has_id = parts.into_iter().filter_map(facts::properties).any(|properties| properties.contains_key("id"));
        has_id.then(|| vec!["id".to_owned()])
    }
}

impl Member<'_> {
    /// The words of its own name in one.
    pub(super) fn joined(&self) -> String {
        words::of_name(self.key()).concat()
    }

    fn key(&self) -> &str {
        self.path.last().copied().unwrap_or_default()
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.path.iter().map(|name| (*name).to_owned()).collect()
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        facts::kind(self.schema)
    }

    pub(super) fn evidence(&self, spec: &Spec) -> Evidence {
        Evidence { place: spec.place(&self.pointer), quote: self.path.join(".") }
    }

    fn is_list(&self) -> bool {
        self.kind() == Some(Kind::Array)
    }
}

struct Walk<'s> {
    spec: &'s Spec,
    members: Vec<Member<'s>>,
    /// The named schemas around.
    within: Vec<&'s str>,
}

/// How many objects within each other are looked into.
const DEEPEST: usize = 3;

/// How many members are looked at.
const MOST: usize = 400;

impl<'s> Walk<'s> {
    /// Looks at the answer itself, and says whether it is a list.
    fn root(&mut self, schema: &'s ReferenceOr<Schema>, at: &Pointer) -> bool {
        let is_list = self.spec.resolve(schema).is_some_and(|(_, schema)| facts::kind(schema) == Some(Kind::Array));
        if !is_list {
            self.schema(schema, at, &[]);
        }
        is_list
    }

    fn schema(&mut self, schema: &'s ReferenceOr<Schema>, at: &Pointer, path: &[&'s str]) {
        match schema {
            ReferenceOr::Item(schema) => self.object(schema, at, path),
            ReferenceOr::Reference { reference } => self.component(reference, path),
        }
    }

    fn component(&mut self, reference: &'s str, path: &[&'s str]) {
        let named = component_name(reference).and_then(|name| self.spec.schemas.get_key_value(name));
        let Some((name, schema)) = named.filter(|(name, _)| !self.within.contains(&name.as_str())) else { return };
        self.within.push(name);
        self.schema(schema, &Pointer::of(["components", "schemas", name]), path);
        self.within.pop();
    }

    fn object(&mut self, schema: &'s Schema, at: &Pointer, path: &[&'s str]) {
        if path.len() >= DEEPEST || self.members.len() >= MOST {
            return;
        }
        for (i, part) in facts::parts(schema).all_of.iter().enumerate() {
            self.schema(part, &at.child("allOf").index(i), path);
        }
        for (key, property) in facts::properties(schema).into_iter().flatten() {
            let path: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
            let Some(schema) = self.spec.resolve_boxed(property) else { continue };
            if self.members.iter().any(|member| member.path == path) {
                continue;
            }
            let pointer = at.child("properties").child(key);
            let lists_objects = facts::items(schema).is_some_and(|items| self.is_object(items));
            self.members.push(Member { path: path.clone(), schema, pointer: pointer.clone(), lists_objects });
            match property {
                ReferenceOr::Item(schema) => self.object(schema, &pointer, &path),
                ReferenceOr::Reference { reference } => self.component(reference, &path),
            }
        }
    }

    fn is_object(&self, items: &'s ReferenceOr<Box<Schema>>) -> bool {
        let Some(schema) = self.spec.resolve_boxed(items) else { return false };
        let parts = facts::parts(schema);
        let is_made_of_parts = !parts.all_of.is_empty() || !parts.one_of.is_empty() || !parts.any_of.is_empty();
        facts::kind(schema) == Some(Kind::Object) || facts::kind(schema).is_none() && is_made_of_parts
    }
}
