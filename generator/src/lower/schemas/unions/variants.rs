//! Variants of a union: their types, their names, and the rules by which they are distinguished.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostics;
use crate::ir::{JsonShape, JsonType, Literal, Type, TypeKind, Union, Variant, VariantRule};
use crate::lower::lock_keys::LockKeys;
use crate::lower::schemas::alternatives::Alternative;
use crate::lower::schemas::arena::{NameHint, TypeDrafts, not_nullable};
use crate::lower::schemas::context::SchemaContext;
use crate::lower::schemas::json_shapes::{self, Profile, intended_type};
use crate::lower::schemas::{inheritance, scalars};
use crate::names::{Case, NameRequest, lock};
use crate::spec::{Discriminator, Schema, SchemaRef, SchemaType, Spec};

/// A variant without its final name.
struct VariantDraft {
    ty: Type,
    name_request: NameRequest,
    profile: Profile,
    docs: Vec<String>,
    /// Discriminator values of the variant.
    tags: Vec<String>,
}

/// The base of a family: its name, its type, and its discriminator values.
pub(in crate::lower::schemas) type FamilyBase = (String, Type, Vec<String>);

/// Lowers alternatives to a union, or to their type if they have only one.
pub(in crate::lower::schemas) fn lower_variants(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    members: &[Alternative],
    discriminator: Option<&Discriminator>,
    base: Option<FamilyBase>,
    hint: &NameHint,
) -> TypeKind {
    // A union keeps unknown values, so that an alternative of any type is no variant.
    let mut any = false;
    let mut drafts: Vec<VariantDraft> = Vec::new();
    let profiles: Vec<Profile> = members.iter().map(|member| json_shapes::profile(cx.spec, &member.schema)).collect();
    for (i, member) in members.iter().enumerate() {
        let key = if member.name.is_none() { distinctive_key(&profiles, i) } else { None };
        let draft = draft_variant(cx, types, diagnostics, member, key, discriminator, hint);
        match drafts.iter_mut().find(|known| known.ty == draft.ty) {
            _ if draft.ty == Type::Json => any = true,
            Some(known) => known.absorb(draft),
            None => drafts.push(draft),
        }
    }
    drafts.extend(base.map(|base| base_draft(cx.spec, base)));
    match drafts.as_slice() {
        [] => return TypeKind::Alias(Type::Json),
        [only] if discriminator.is_none() && !any => return TypeKind::Alias(only.ty.clone()),
        _ => {}
    }
    let tag = discriminator.map(|discriminator| discriminator.property_name.as_str());
    let drafts = match tag {
        Some(tag) => split_by_tag(assign_tags(drafts), tag),
        None => drafts,
    };
    let can_overlap = members.iter().any(|member| member.can_overlap);
    let lock_scope = lock::variants(&cx.keys.ty(&hint.text, &hint.pointer));
    let union = build_union(cx.keys, lock_scope, drafts, tag, can_overlap);
    TypeKind::Union(Union { accepts_any: any, ..union })
}

fn draft_variant(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    member: &Alternative,
    key: Option<String>,
    discriminator: Option<&Discriminator>,
    hint: &NameHint,
) -> VariantDraft {
    let spec = cx.spec;
    let profile = json_shapes::profile(spec, &member.schema);
    let tags = match (discriminator, &member.name) {
        (Some(discriminator), Some(name)) => inheritance::values(spec, discriminator, name),
        (Some(discriminator), None) => inheritance::constants(spec, &member.schema, &discriminator.property_name),
        (None, _) => Vec::new(),
    };
    let item = spec.resolve(&member.schema).map(|(_, item)| item);
    let title = item.and_then(|item| item.title.as_deref()).filter(|title| title.len() <= 40);
    let word = item.map(|item| fallback_name(item, &profile)).unwrap_or_default();
    let given = member.name.clone().or(title.map(str::to_owned)).or(tags.first().cloned());
    let text = given.or(constant(&profile)).or(key.map(|key| format!("with {key}"))).unwrap_or(word);
    let chosen = item.and_then(Schema::rust_name);
    let scalar = item.and_then(|item| scalar_type(item, &profile));
    let owner = member.unions.last().unwrap_or(&hint.text);
    let place = NameHint { text: format!("{owner} {text}"), pointer: member.pointer.clone() };
    let ty = not_nullable(scalar.unwrap_or_else(|| lower_member(cx, types, diagnostics, member, &place)));
    let docs = item.and_then(|item| item.description.clone());
    let docs = docs.filter(|text| !text.trim().is_empty()).into_iter().collect();
    VariantDraft { ty, name_request: NameRequest::given(&text).chosen(chosen), profile, docs, tags }
}

/// Returns the type of an alternative. Unions share the types of inline alternatives of a named union.
fn lower_member(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    member: &Alternative,
    place: &NameHint,
) -> Type {
    if member.unions.is_empty() || member.name.is_some() {
        return cx.lower(types, diagnostics, &member.schema, place);
    }
    if let Some(known) = types.alternatives.get(&place.pointer) {
        // An alternative that consists of itself adds nothing.
        return known.clone().unwrap_or(Type::Json);
    }
    types.alternatives.insert(place.pointer.clone(), None);
    let open: Vec<String> = cx.open.iter().chain(&member.unions).cloned().collect();
    let cx = SchemaContext { open: &open, merging: &[], choices: 0, ..*cx };
    let ty = cx.lower(types, diagnostics, &member.schema, place);
    types.alternatives.insert(place.pointer.clone(), Some(ty.clone()));
    ty
}

fn base_draft(spec: &Spec, (name, ty, tags): FamilyBase) -> VariantDraft {
    let reference = SchemaRef::component(&name);
    let profile = json_shapes::profile(spec, &reference);
    let docs = vec![format!("A `{name}` that matches no other variant.")];
    VariantDraft { ty, name_request: NameRequest::given(&name), profile, docs, tags }
}

impl VariantDraft {
    /// Merges another alternative of the same type.
    fn absorb(&mut self, other: VariantDraft) {
        let tags: Vec<String> = other.tags.into_iter().filter(|tag| !self.tags.contains(tag)).collect();
        self.tags.extend(tags);
        if self.profile.values.is_empty() || other.profile.values.is_empty() {
            self.profile.values.clear();
        } else {
            self.profile.values.extend(other.profile.values);
        }
        self.profile.required.retain(|key| other.profile.required.contains(key));
        self.profile.constants.retain(|key, values| other.profile.constants.get(key) == Some(values));
        self.profile.optional_constants.retain(|key, values| other.profile.optional_constants.get(key) == Some(values));
        self.profile.kinds.extend(other.profile.kinds);
    }
}

/// Returns the Rust type of an unnamed scalar. Alternatives with the same type share a variant.
fn scalar_type(item: &Schema, profile: &Profile) -> Option<Type> {
    let kind = intended_type(item)?;
    let is_single = !matches!(kind, SchemaType::Object | SchemaType::Array) && profile.values.is_empty();
    is_single.then(|| scalars::declared_scalar(Some(kind), item))
}

/// Returns the name of a variant without a better one: its format, or else its JSON type.
fn fallback_name(item: &Schema, profile: &Profile) -> String {
    let kind = match profile.kinds.iter().next() {
        Some(JsonType::String) => "text",
        Some(JsonType::Integer) => "integer",
        Some(JsonType::Number) => "number",
        Some(JsonType::Boolean) => "flag",
        Some(JsonType::Array) => "list",
        Some(JsonType::Object) if profile.properties.is_empty() => "map",
        Some(JsonType::Object) => "object",
        None => "value",
    };
    match item.format.as_deref() {
        Some(format) if profile.kinds.first() == Some(&JsonType::String) && format.is_ascii() => format.to_owned(),
        _ => kind.to_owned(),
    }
}

/// Returns the constant of a profile with exactly one; it names an inline object.
fn constant(profile: &Profile) -> Option<String> {
    let mut single = profile.constants.values().filter_map(|values| match values.as_slice() {
        [Literal::Text(text)] => Some(text.clone()),
        _ => None,
    });
    single.next().filter(|_| single.next().is_none())
}

/// Returns the property that only this object has; it names a variant without a better name. Required properties are
/// preferred.
fn distinctive_key(profiles: &[Profile], i: usize) -> Option<String> {
    let profile = profiles.get(i).filter(|profile| profile.kinds.contains(&JsonType::Object))?;
    let others: Vec<&Profile> = profiles.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, other)| other).collect();
    let are_objects = others.iter().any(|other| other.kinds.contains(&JsonType::Object));
    let is_distinctive = |key: &&String| are_objects && !others.iter().any(|other| other.properties.contains(*key));
    profile.required.iter().find(is_distinctive).or_else(|| profile.properties.iter().find(is_distinctive)).cloned()
}

/// Assigns each discriminator value to one variant. If variants share a value, it belongs to a variant with no other
/// value or of that name, or else to the first.
fn assign_tags(mut drafts: Vec<VariantDraft>) -> Vec<VariantDraft> {
    let listed = |drafts: &[VariantDraft], tag: &String| drafts.iter().filter(|draft| draft.tags.contains(tag)).count();
    let shared: BTreeSet<String> =
        drafts.iter().flat_map(|draft| &draft.tags).filter(|tag| listed(&drafts, tag) > 1).cloned().collect();
    for draft in &mut drafts {
        if draft.tags.len() > 1 && draft.tags.iter().all(|tag| shared.contains(tag)) {
            let name = draft.name_request.wire.clone();
            let alike = draft.tags.iter().find(|tag| tag.eq_ignore_ascii_case(&name)).cloned();
            draft.tags = vec![alike.unwrap_or(name)];
        }
    }
    let mut seen = BTreeSet::new();
    for draft in &mut drafts {
        draft.tags.retain(|tag| seen.insert(tag.clone()));
    }
    drafts
}

/// Splits a variant by its discriminator values if its type lacks the discriminator field, since the value read would
/// be lost otherwise.
fn split_by_tag(drafts: Vec<VariantDraft>, tag: &str) -> Vec<VariantDraft> {
    let each = drafts.into_iter().flat_map(|draft| {
        if draft.tags.len() < 2 || draft.profile.properties.contains(tag) {
            return vec![draft];
        }
        let one = |value: &String| VariantDraft {
            ty: draft.ty.clone(),
            name_request: NameRequest::given(value),
            profile: draft.profile.clone(),
            docs: draft.docs.clone(),
            tags: vec![value.clone()],
        };
        draft.tags.iter().map(one).collect()
    });
    each.collect()
}

/// Builds the union: its order, its names and its rules. Several variants may apply to a value if they overlap.
fn build_union(
    keys: &LockKeys,
    lock_scope: String,
    mut drafts: Vec<VariantDraft>,
    tag: Option<&str>,
    can_overlap: bool,
) -> Union {
    let tag = tag.filter(|_| drafts.iter().all(|draft| !draft.tags.is_empty()));
    if tag.is_none() {
        drafts.sort_by_key(|draft| std::cmp::Reverse((specificity(&draft.profile), !is_any_text(&draft.ty))));
    }
    let name_requests: Vec<NameRequest> = drafts.iter().map(|draft| draft.name_request.clone()).collect();
    let mut scope = keys.scope(Case::Camel, [], &lock_scope);
    let names = scope.claim(&name_requests);
    let unknown = scope.claim_one(&NameRequest::built("", "Unknown").qualified("value"));
    let shared = required_by_all(&drafts);
    let mut rules: Vec<VariantRule> =
        (0..drafts.len()).filter_map(|i| variant_rule(&drafts, i, tag, &shared)).collect();
    distinguish_by_known_keys(&mut rules, &drafts, can_overlap);
    let variants = drafts.into_iter().zip(names).zip(rules).map(|((draft, name), rule)| {
        let docs = variant_docs(draft.docs, &rule, tag);
        Variant { name, ty: draft.ty, rule, converts: false, docs }
    });
    Union {
        discriminator: tag.map(str::to_owned),
        variants: variants.collect(),
        unknown,
        scope: lock_scope,
        accepts_any: false,
    }
}

/// Returns how specific a profile is. More specific variants are tried first.
fn specificity(profile: &Profile) -> usize {
    let listed = usize::from(!profile.values.is_empty()) * 2;
    let is_integer = usize::from(profile.kinds.contains(&JsonType::Integer));
    listed + is_integer + usize::from(profile.has_format) + profile.required.len()
}

/// Returns the properties that all objects require; they do not distinguish the variants.
fn required_by_all(drafts: &[VariantDraft]) -> BTreeSet<String> {
    let is_object = |profile: &&Profile| profile.kinds.is_empty() || profile.kinds.contains(&JsonType::Object);
    let required = drafts.iter().map(|draft| &draft.profile).filter(is_object).map(|profile| &profile.required);
    let mut required = required.collect::<Vec<_>>().into_iter();
    let first = required.next().cloned().unwrap_or_default();
    required.fold(first, |shared, more| shared.intersection(more).cloned().collect())
}

/// Returns true for a secret, which accepts any string and would hide later variants.
fn is_any_text(ty: &Type) -> bool {
    *ty == Type::Secret
}

fn variant_rule(
    drafts: &[VariantDraft],
    i: usize,
    tag: Option<&str>,
    shared: &BTreeSet<String>,
) -> Option<VariantRule> {
    let draft = drafts.get(i)?;
    if let Some(tag) = tag {
        return Some(VariantRule::Tag { values: draft.tags.clone(), inside: draft.profile.required.contains(tag) });
    }
    let profile = &draft.profile;
    let others = || drafts.iter().enumerate().filter(move |(j, _)| *j != i).map(|(_, other)| &other.profile);
    let alike = || others().filter(|other| other.kinds.is_empty() || !other.kinds.is_disjoint(&profile.kinds));
    let is_object = profile.kinds.iter().all(|kind| *kind == JsonType::Object);
    let is_shared = |key: &String| is_object && shared.contains(key);
    let has = |key: &&String| !is_shared(key) && alike().any(|other| !other.required.contains(*key));
    let members: Vec<(String, Vec<Literal>)> = profile
        .constants
        .iter()
        .filter(|(key, values)| alike().any(|other| other.constants.get(*key) != Some(*values)))
        .map(|(key, values)| (key.clone(), values.clone()))
        .collect();
    let is_member = |key: &String| members.iter().any(|(member, _)| member == key);
    Some(VariantRule::JsonShape(JsonShape {
        kinds: profile.kinds.iter().copied().collect(),
        values: if alike().next().is_some() { profile.values.clone() } else { Vec::new() },
        required_keys: profile.required.iter().filter(has).filter(|key| !is_member(key)).cloned().collect(),
        known_keys: Vec::new(),
        constant_keys: members,
        excluded_keys: excluded_keys(profile, alike()),
        keeps_all_keys: false,
    }))
}

/// Returns the optional properties of an object whose value can identify another variant, with these values.
fn excluded_keys<'p>(profile: &Profile, others: impl Iterator<Item = &'p Profile>) -> Vec<(String, Vec<Literal>)> {
    let others: Vec<&Profile> = others.collect();
    let excluded = profile.optional_constants.iter().map(|(key, listed)| {
        let of_others =
            others.iter().filter_map(|other| other.constants.get(key).or(other.optional_constants.get(key)));
        let foreign: BTreeSet<&Literal> = of_others.flatten().filter(|value| !listed.contains(value)).collect();
        (key.clone(), foreign.into_iter().cloned().collect())
    });
    excluded.filter(|(_, values): &(String, Vec<Literal>)| !values.is_empty()).collect()
}

/// Adds optional properties to the rules if variants overlap, or if several objects have no distinctive required
/// property.
fn distinguish_by_known_keys(rules: &mut [VariantRule], drafts: &[VariantDraft], can_overlap: bool) {
    let is_bare = |rule: &VariantRule| match rule {
        VariantRule::JsonShape(shape) => {
            shape.kinds.contains(&JsonType::Object) && shape.required_keys.is_empty() && shape.constant_keys.is_empty()
        }
        VariantRule::Tag { .. } => false,
    };
    let is_object = |rule: &VariantRule| match rule {
        VariantRule::JsonShape(shape) => shape.kinds.contains(&JsonType::Object),
        VariantRule::Tag { .. } => false,
    };
    let overlaps = can_overlap && rules.iter().filter(|rule| is_object(rule)).count() > 1;
    if !overlaps && rules.iter().filter(|rule| is_bare(rule)).count() < 2 {
        return;
    }
    let objects: Vec<&Profile> =
        drafts.iter().map(|draft| &draft.profile).filter(|profile| profile.kinds.contains(&JsonType::Object)).collect();
    let is_common = |key: &String| objects.iter().all(|profile| profile.properties.contains(key));
    for (rule, draft) in rules.iter_mut().zip(drafts) {
        if let VariantRule::JsonShape(shape) = rule
            && shape.kinds.contains(&JsonType::Object)
        {
            let Profile { properties, keeps_all_keys, .. } = &draft.profile;
            shape.known_keys = properties.iter().filter(|key| !is_common(key)).cloned().collect();
            shape.keeps_all_keys = *keeps_all_keys || properties.is_empty();
        }
    }
}

/// Returns the paragraphs about a variant: its description, or else its rule.
fn variant_docs(mut docs: Vec<String>, rule: &VariantRule, tag: Option<&str>) -> Vec<String> {
    match (rule, tag) {
        (VariantRule::Tag { values, .. }, Some(tag)) => {
            let values: Vec<String> = values.iter().map(|value| format!("`{}`", value.replace('`', "'"))).collect();
            docs.push(format!("`{}` is {}.", tag.replace('`', "'"), values.join(" or ")));
        }
        (VariantRule::Tag { .. } | VariantRule::JsonShape(_), _) if !docs.is_empty() => {}
        (VariantRule::Tag { .. }, None) => docs.push("An object.".to_owned()),
        (VariantRule::JsonShape(shape), _) => docs.push(shape_docs(shape)),
    }
    docs
}

fn shape_docs(shape: &JsonShape) -> String {
    let text = match shape.kinds.first() {
        Some(JsonType::String) => "A string",
        Some(JsonType::Integer) => "An integer",
        Some(JsonType::Number) => "A number",
        Some(JsonType::Boolean) => "A boolean",
        Some(JsonType::Array) => "A list",
        Some(JsonType::Object) => "An object",
        None => "A value",
    };
    let keys: Vec<String> = shape.required_keys.iter().map(|key| format!("`{}`", key.replace('`', "'"))).collect();
    if keys.is_empty() { format!("{text}.") } else { format!("{text} with {}.", keys.join(", ")) }
}
