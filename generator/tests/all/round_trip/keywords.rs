//! The keywords that apply to one random value: those of a schema, of its references and parts, and of randomly chosen
//! alternatives.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// The keywords of one value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keywords<'d> {
    /// The schemas that apply, without references.
    pub(crate) schemas: Vec<&'d Map<String, Value>>,
    /// The discriminator properties with the value of the chosen alternative.
    pub(crate) tags: BTreeMap<&'d str, String>,
    /// The references that apply.
    references: BTreeSet<&'d str>,
}

impl<'d> Keywords<'d> {
    /// Returns the values of a keyword.
    pub(crate) fn all(&self, keyword: &str) -> impl Iterator<Item = &'d Value> + use<'d> {
        let keyword = keyword.to_owned();
        self.schemas.clone().into_iter().filter_map(move |schema| schema.get(&keyword))
    }

    /// Returns the first value of a keyword.
    pub(crate) fn first(&self, keyword: &str) -> Option<&'d Value> {
        self.all(keyword).next()
    }

    /// Returns the types that all schemas allow, with `null`.
    pub(crate) fn types(&self) -> BTreeSet<&'static str> {
        let mut types = BTreeSet::from(TYPES);
        for schema in &self.schemas {
            let allowed = types_of(schema);
            types.retain(|ty| allowed.contains(ty) || *ty == "integer" && allowed.contains("number"));
        }
        if types.contains("number") {
            types.remove("integer");
        }
        types
    }
}

/// The types of JSON values.
const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];

/// Returns the types that a schema allows. `nullable` adds null to a declared type.
fn types_of(schema: &Map<String, Value>) -> BTreeSet<&'static str> {
    let named = |name: &str| TYPES.into_iter().find(|ty| *ty == name);
    let is_nullable = schema.get("nullable") == Some(&Value::Bool(true));
    match schema.get("type") {
        Some(Value::String(name)) => named(name).into_iter().chain(is_nullable.then_some("null")).collect(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).filter_map(named).collect(),
        // Keywords about the content of strings imply strings.
        _ if schema.contains_key("contentMediaType") => BTreeSet::from(["string"]),
        _ => BTreeSet::from(TYPES),
    }
}

/// Chooses keywords in a document.
pub(crate) struct Chooser<'d> {
    root: &'d Value,
    /// The references to schemas whose `allOf` contains a schema, by the reference to that schema.
    children: BTreeMap<&'d str, Vec<&'d str>>,
    pub(crate) random: fastrand::Rng,
    /// The remaining number of schemas of the current value.
    pub(crate) budget: usize,
}

impl<'d> Chooser<'d> {
    pub(crate) fn new(root: &'d Value, references: &'d [String], seed: u64) -> Self {
        let mut children: BTreeMap<&'d str, Vec<&'d str>> = BTreeMap::new();
        for reference in references {
            let parts = lookup(root, reference).and_then(|schema| schema.get("allOf")?.as_array());
            for part in parts.into_iter().flatten().filter_map(reference_of) {
                children.entry(part).or_default().push(reference);
            }
        }
        Self { root, children, random: fastrand::Rng::with_seed(seed), budget: 0 }
    }

    /// Returns the keywords of a value that all of these schemas allow; `None` if the choice is not possible.
    pub(crate) fn keywords(&mut self, schemas: &[&'d Value]) -> Option<Keywords<'d>> {
        let mut keywords = Keywords::default();
        for schema in schemas {
            self.add(schema, &mut keywords, true)?;
        }
        Some(keywords)
    }

    /// Adds a schema. One that is not a part of a child can be replaced by a child with its discriminator value.
    fn add(&mut self, schema: &'d Value, keywords: &mut Keywords<'d>, with_children: bool) -> Option<()> {
        self.budget = self.budget.checked_sub(1)?;
        let schema = match schema {
            Value::Bool(is_any) => return is_any.then_some(()),
            Value::Object(schema) => schema,
            _ => return None,
        };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            self.add_reference(reference, keywords, with_children)?;
            let is_alone = self.root.get("openapi").and_then(Value::as_str).is_none_or(|version| version < "3.1");
            if is_alone {
                return Some(());
            }
        }
        if schema.contains_key("$dynamicRef") {
            return None;
        }
        keywords.schemas.push(schema);
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.add(part, keywords, false)?;
        }
        self.add_alternative("oneOf", schema, keywords, with_children)?;
        self.add_alternative("anyOf", schema, keywords, with_children)
    }

    fn add_reference(&mut self, reference: &'d str, keywords: &mut Keywords<'d>, with_children: bool) -> Option<()> {
        if !keywords.references.insert(reference) {
            return Some(());
        }
        let target = lookup(self.root, reference)?;
        let family: Vec<&'d str> = self.descendants(reference);
        let discriminator = property_name(target).filter(|_| !has_alternatives(target));
        if let Some(tag) = discriminator.filter(|_| with_children && !family.is_empty()) {
            let name = family.get(self.random.usize(..family.len() + 1)).copied().unwrap_or(reference);
            keywords.tags.insert(tag, self.tag(target.get("discriminator"), name));
            if name != reference {
                // The schema is a part of the child.
                keywords.references.remove(reference);
                keywords.references.insert(name);
                return self.add(lookup(self.root, name)?, keywords, false);
            }
        }
        self.add(target, keywords, with_children)
    }

    /// Returns the children of a schema, and theirs.
    fn descendants(&self, reference: &str) -> Vec<&'d str> {
        let mut found: Vec<&'d str> = self.children.get(reference).cloned().unwrap_or_default();
        let mut next = 0;
        while let Some(child) = found.get(next).copied() {
            let more = self.children.get(child).into_iter().flatten();
            let more: Vec<&'d str> = more.filter(|more| !found.contains(more)).copied().collect();
            found.extend(more);
            next += 1;
        }
        found
    }

    /// Adds one alternative, or several objects of `anyOf`.
    fn add_alternative(
        &mut self,
        keyword: &str,
        schema: &'d Map<String, Value>,
        keywords: &mut Keywords<'d>,
        with_children: bool,
    ) -> Option<()> {
        let Some(declared) = schema.get(keyword).and_then(Value::as_array) else { return Some(()) };
        let discriminator = schema.get("discriminator");
        let tag = discriminator.and_then(|one| one.get("propertyName")?.as_str());
        let is_open =
            |member: &&'d Value| reference_of(member).is_some_and(|reference| keywords.references.contains(reference));
        if let Some(child) = declared.iter().find(is_open).and_then(reference_of).filter(|_| !with_children) {
            // The schema is a part of one of its alternatives.
            let tag = tag.map(|tag| (tag, self.tag(discriminator, child)));
            keywords.tags.extend(tag);
            return Some(());
        }
        let mut members: Vec<&'d Value> = declared.iter().filter(|member| !is_open(member)).collect();
        self.random.shuffle(&mut members);
        let several = if keyword == "anyOf" && self.random.u8(..4) == 0 { 2 } else { 1 };
        let mut added = 0;
        for member in members {
            let mut chosen = keywords.clone();
            if self.add(member, &mut chosen, true).is_none() || (added > 0 && !is_object(&chosen)) {
                continue;
            }
            if let Some((tag, reference)) = tag.zip(reference_of(member)) {
                chosen.tags.insert(tag, self.tag(discriminator, reference));
            }
            *keywords = chosen;
            added += 1;
            if added == several || !is_object(keywords) {
                break;
            }
        }
        (added > 0).then_some(())
    }

    /// Returns a value of a discriminator for a schema.
    fn tag(&mut self, discriminator: Option<&Value>, reference: &str) -> String {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        let mapping = discriminator.and_then(|one| one.get("mapping")?.as_object());
        let names = |target: &Value| target.as_str().is_some_and(|target| target == reference || target == name);
        let mapped: Vec<&String> =
            mapping.into_iter().flatten().filter(|(_, target)| names(target)).map(|(value, _)| value).collect();
        self.random.choice(mapped).cloned().unwrap_or_else(|| name.to_owned())
    }
}

fn is_object(keywords: &Keywords) -> bool {
    let types = keywords.types();
    types.contains("object") && types.len() == 1
}

fn property_name(schema: &Value) -> Option<&str> {
    schema.get("discriminator")?.get("propertyName").or(schema.get("discriminator"))?.as_str()
}

fn has_alternatives(schema: &Value) -> bool {
    schema.get("oneOf").is_some() || schema.get("anyOf").is_some()
}

fn reference_of(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()
}

/// Returns the target of a reference within the document.
fn lookup<'d>(root: &'d Value, reference: &str) -> Option<&'d Value> {
    root.pointer(reference.strip_prefix('#')?)
}
