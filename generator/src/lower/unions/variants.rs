//! The variants of a union: their payloads, their names, and what tells them apart.

use std::collections::BTreeSet;

use openapiv3::{Discriminator, ReferenceOr};

use super::Member;
use crate::ir::{Constant, JsonKind, Shape, Sign, Type, TypeBody, Union, Variant};
use crate::lower::contradictions::meant_kind;
use crate::lower::profiles::{self, Profile};
use crate::lower::types::Hint;
use crate::lower::{Lowering, families, scalars};
use crate::names::{Case, Scope, Wish};
use crate::spec::facts::{self, Kind};

/// A variant whose name is not settled yet.
struct Draft {
    ty: Type,
    wish: Wish,
    profile: Profile,
    docs: Vec<String>,
    /// The values of the tag that name it.
    tags: Vec<String>,
}

/// The base of a family: its name, its own type, and the values of the tag that name it.
pub(super) type Base = (String, Type, Vec<String>);

impl Lowering<'_> {
    /// A union of these members; their one type, where they have one.
    pub(super) fn variants(
        &mut self,
        members: &[Member],
        discriminator: Option<&Discriminator>,
        base: Option<Base>,
        hint: &Hint,
    ) -> TypeBody {
        // A member of any type is what a union keeps anyway.
        let mut any = false;
        let mut drafts: Vec<Draft> = Vec::new();
        let profiles: Vec<Profile> = members.iter().map(|member| profiles::of(self.spec, &member.schema)).collect();
        for (i, member) in members.iter().enumerate() {
            let own = if member.name.is_none() { own(&profiles, i) } else { None };
            let draft = self.draft(member, own, discriminator, hint);
            match drafts.iter_mut().find(|known| known.ty == draft.ty) {
                _ if draft.ty == Type::Value => any = true,
                Some(known) => known.absorb(draft),
                None => drafts.push(draft),
            }
        }
        drafts.extend(base.map(|base| self.base_draft(base)));
        match drafts.as_slice() {
            [] => return TypeBody::Alias(Type::Value),
            [only] if discriminator.is_none() && !any => return TypeBody::Alias(only.ty.clone()),
            _ => {}
        }
        let tag = discriminator.map(|discriminator| discriminator.property_name.as_str());
        let drafts = match tag {
            Some(tag) => split(told_apart(drafts), tag),
            None => drafts,
        };
        TypeBody::Union(settled(drafts, tag))
    }

    fn draft(
        &mut self,
        member: &Member,
        own: Option<String>,
        discriminator: Option<&Discriminator>,
        hint: &Hint,
    ) -> Draft {
        let spec = self.spec;
        let profile = profiles::of(spec, &member.schema);
        let tags = match (discriminator, &member.name) {
            (Some(discriminator), Some(name)) => families::values(spec, discriminator, name),
            (Some(discriminator), None) => families::constants(spec, &member.schema, &discriminator.property_name),
            (None, _) => Vec::new(),
        };
        let item = spec.resolve(&member.schema).map(|(_, item)| item);
        let title = item.and_then(|item| item.schema_data.title.as_deref()).filter(|title| title.len() <= 40);
        let word = item.map(|item| word(item, &profile)).unwrap_or_default();
        let given = member.name.clone().or(title.map(str::to_owned)).or(tags.first().cloned());
        let text = given.or(constant(&profile)).or(own.map(|key| format!("with {key}"))).unwrap_or(word);
        let chosen = item.and_then(facts::rust_name);
        let place = Hint { text: format!("{} {text}", hint.text), pointer: member.pointer.clone() };
        let plain = item.and_then(|item| plain(item, &profile));
        let ty = match plain.unwrap_or_else(|| self.lower_type(&member.schema, &place)) {
            Type::Nullable(inner) => *inner,
            ty => ty,
        };
        let docs = item.and_then(|item| item.schema_data.description.clone());
        let docs = docs.filter(|text| !text.trim().is_empty()).into_iter().collect();
        Draft { ty, wish: Wish::given(&text).chosen(chosen), profile, docs, tags }
    }

    fn base_draft(&self, (name, ty, tags): Base) -> Draft {
        let reference = ReferenceOr::Reference { reference: format!("#/components/schemas/{name}") };
        let profile = profiles::of(self.spec, &reference);
        let docs = vec![format!("A `{name}` that is none of the others.")];
        Draft { ty, wish: Wish::given(&name), profile, docs, tags }
    }
}

impl Draft {
    /// Takes up another member of the same type.
    fn absorb(&mut self, other: Draft) {
        let tags: Vec<String> = other.tags.into_iter().filter(|tag| !self.tags.contains(tag)).collect();
        self.tags.extend(tags);
        if self.profile.values.is_empty() || other.profile.values.is_empty() {
            self.profile.values.clear();
        } else {
            self.profile.values.extend(other.profile.values);
        }
        self.profile.required.retain(|key| other.profile.required.contains(key));
        self.profile.constants.retain(|key, values| other.profile.constants.get(key) == Some(values));
        self.profile.kinds.extend(other.profile.kinds);
    }
}

/// The Rust type of a single value without a name of its own: members that have the same share a variant.
fn plain(item: &openapiv3::Schema, profile: &Profile) -> Option<Type> {
    let kind = meant_kind(item)?;
    let is_single = !matches!(kind, Kind::Object | Kind::Array) && profile.values.is_empty();
    is_single.then(|| scalars::scalar(Some(kind), facts::format(item)))
}

/// What a variant is called that nothing names: after its format, else after its JSON type.
fn word(item: &openapiv3::Schema, profile: &Profile) -> String {
    let kind = match profile.kinds.iter().next() {
        Some(JsonKind::Text) => "text",
        Some(JsonKind::Whole) => "integer",
        Some(JsonKind::Number) => "number",
        Some(JsonKind::Bool) => "flag",
        Some(JsonKind::List) => "list",
        Some(JsonKind::Object) if profile.properties.is_empty() => "map",
        Some(JsonKind::Object) => "object",
        None => "value",
    };
    match facts::format(item) {
        Some(format) if profile.kinds.first() == Some(&JsonKind::Text) && format.is_ascii() => format.to_owned(),
        _ => kind.to_owned(),
    }
}

/// The only constant of a profile that has one value: what an inline object is best called by.
fn constant(profile: &Profile) -> Option<String> {
    let mut single = profile.constants.values().filter_map(|values| match values.as_slice() {
        [Constant::Text(text)] => Some(text.clone()),
        _ => None,
    });
    single.next().filter(|_| single.next().is_none())
}

/// The member that an object has, or may have, and no other of the profiles: what it is called by if nothing names it.
fn own(profiles: &[Profile], i: usize) -> Option<String> {
    let profile = profiles.get(i).filter(|profile| profile.kinds.contains(&JsonKind::Object))?;
    let others: Vec<&Profile> = profiles.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, other)| other).collect();
    let are_objects = others.iter().any(|other| other.kinds.contains(&JsonKind::Object));
    let is_own = |key: &&String| are_objects && !others.iter().any(|other| other.properties.contains(*key));
    profile.required.iter().find(is_own).or_else(|| profile.properties.iter().find(is_own)).cloned()
}

/// Each value of the tag names one variant: where several lists overlap, what only one variant has or what its name
/// is stays with it, and the first keeps the rest.
fn told_apart(mut drafts: Vec<Draft>) -> Vec<Draft> {
    let listed = |drafts: &[Draft], tag: &String| drafts.iter().filter(|draft| draft.tags.contains(tag)).count();
    let shared: BTreeSet<String> =
        drafts.iter().flat_map(|draft| &draft.tags).filter(|tag| listed(&drafts, tag) > 1).cloned().collect();
    for draft in &mut drafts {
        if draft.tags.len() > 1 && draft.tags.iter().all(|tag| shared.contains(tag)) {
            let name = draft.wish.wire.clone();
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

/// A variant whose type does not have the tag is one for each of its values: else it is not known which was read.
fn split(drafts: Vec<Draft>, tag: &str) -> Vec<Draft> {
    let each = drafts.into_iter().flat_map(|draft| {
        if draft.tags.len() < 2 || draft.profile.properties.contains(tag) {
            return vec![draft];
        }
        let one = |value: &String| Draft {
            ty: draft.ty.clone(),
            wish: Wish::given(value),
            profile: draft.profile.clone(),
            docs: draft.docs.clone(),
            tags: vec![value.clone()],
        };
        draft.tags.iter().map(one).collect()
    });
    each.collect()
}

/// The union of some drafts: its order, its names, and what tells the variants apart.
fn settled(mut drafts: Vec<Draft>, tag: Option<&str>) -> Union {
    let tag = tag.filter(|_| drafts.iter().all(|draft| !draft.tags.is_empty()));
    if tag.is_none() {
        drafts.sort_by_key(|draft| std::cmp::Reverse((closeness(&draft.profile), !is_any_text(&draft.ty))));
    }
    let wishes: Vec<Wish> = drafts.iter().map(|draft| draft.wish.clone()).collect();
    let mut scope = Scope::new(Case::Camel);
    let names = scope.claim(&wishes);
    let unknown = scope.claim_one(&Wish::built("", "Unknown").qualified("value"));
    let shared = required_by_all(&drafts);
    let mut signs: Vec<Sign> = (0..drafts.len()).filter_map(|i| sign(&drafts, i, tag, &shared)).collect();
    tell_by_members(&mut signs, &drafts);
    let variants = drafts.into_iter().zip(names).zip(signs).map(|((draft, name), sign)| {
        let docs = documented(draft.docs, &sign, tag);
        Variant { name, ty: draft.ty, sign, converts: false, docs }
    });
    Union { tag: tag.map(str::to_owned), variants: variants.collect(), unknown }
}

/// How much a profile asks of a value: those that ask more are tried first.
fn closeness(profile: &Profile) -> usize {
    let listed = usize::from(!profile.values.is_empty()) * 2;
    let whole = usize::from(profile.kinds.contains(&JsonKind::Whole));
    listed + whole + usize::from(profile.has_format) + profile.required.len()
}

/// The members that all objects among some drafts ask for, so that they tell none of them apart.
fn required_by_all(drafts: &[Draft]) -> BTreeSet<String> {
    let is_object = |profile: &&Profile| profile.kinds.is_empty() || profile.kinds.contains(&JsonKind::Object);
    let asked = drafts.iter().map(|draft| &draft.profile).filter(is_object).map(|profile| &profile.required);
    let mut asked = asked.collect::<Vec<_>>().into_iter();
    let first = asked.next().cloned().unwrap_or_default();
    asked.fold(first, |shared, more| shared.intersection(more).cloned().collect())
}

/// A secret is any text, and hides what is tried after it.
fn is_any_text(ty: &Type) -> bool {
    *ty == Type::Secret
}

fn sign(drafts: &[Draft], i: usize, tag: Option<&str>, shared: &BTreeSet<String>) -> Option<Sign> {
    let draft = drafts.get(i)?;
    if let Some(tag) = tag {
        return Some(Sign::Tag { values: draft.tags.clone(), inside: draft.profile.required.contains(tag) });
    }
    let profile = &draft.profile;
    let others = || drafts.iter().enumerate().filter(move |(j, _)| *j != i).map(|(_, other)| &other.profile);
    let alike = || others().filter(|other| other.kinds.is_empty() || !other.kinds.is_disjoint(&profile.kinds));
    let is_object = profile.kinds.iter().all(|kind| *kind == JsonKind::Object);
    let is_shared = |key: &String| is_object && shared.contains(key);
    let has = |key: &&String| !is_shared(key) && alike().any(|other| !other.required.contains(*key));
    let members: Vec<(String, Vec<Constant>)> = profile
        .constants
        .iter()
        .filter(|(key, values)| alike().any(|other| other.constants.get(*key) != Some(*values)))
        .map(|(key, values)| (key.clone(), values.clone()))
        .collect();
    let is_member = |key: &String| members.iter().any(|(member, _)| member == key);
    Some(Sign::Shape(Shape {
        kinds: profile.kinds.iter().copied().collect(),
        values: if alike().next().is_some() { profile.values.clone() } else { Vec::new() },
        has: profile.required.iter().filter(has).filter(|key| !is_member(key)).cloned().collect(),
        knows: Vec::new(),
        members,
    }))
}

/// Where several objects ask for nothing of their own, what each may have is what is left to tell them apart.
fn tell_by_members(signs: &mut [Sign], drafts: &[Draft]) {
    let is_bare = |sign: &Sign| match sign {
        Sign::Shape(shape) => {
            shape.kinds.contains(&JsonKind::Object) && shape.has.is_empty() && shape.members.is_empty()
        }
        Sign::Tag { .. } => false,
    };
    if signs.iter().filter(|sign| is_bare(sign)).count() < 2 {
        return;
    }
    let objects: Vec<&Profile> =
        drafts.iter().map(|draft| &draft.profile).filter(|profile| profile.kinds.contains(&JsonKind::Object)).collect();
    let is_common = |key: &String| objects.iter().all(|profile| profile.properties.contains(key));
    for (sign, draft) in signs.iter_mut().zip(drafts) {
        if let Sign::Shape(shape) = sign
            && shape.kinds.contains(&JsonKind::Object)
        {
            shape.knows = draft.profile.properties.iter().filter(|key| !is_common(key)).cloned().collect();
        }
    }
}

/// The paragraphs about a variant: its own, and what it is known by.
fn documented(mut docs: Vec<String>, sign: &Sign, tag: Option<&str>) -> Vec<String> {
    match (sign, tag) {
        (Sign::Tag { values, .. }, Some(tag)) => {
            let values: Vec<String> = values.iter().map(|value| format!("`{}`", value.replace('`', "'"))).collect();
            docs.push(format!("`{}` is {}.", tag.replace('`', "'"), values.join(" or ")));
        }
        (Sign::Tag { .. } | Sign::Shape(_), _) if !docs.is_empty() => {}
        (Sign::Tag { .. }, None) => docs.push("An object.".to_owned()),
        (Sign::Shape(shape), _) => docs.push(in_words(shape)),
    }
    docs
}

fn in_words(shape: &Shape) -> String {
    let text = match shape.kinds.first() {
        Some(JsonKind::Text) => "A text",
        Some(JsonKind::Whole) => "A whole number",
        Some(JsonKind::Number) => "A number",
        Some(JsonKind::Bool) => "`true` or `false`",
        Some(JsonKind::List) => "A list",
        Some(JsonKind::Object) => "An object",
        None => "A value",
    };
    let keys: Vec<String> = shape.has.iter().map(|key| format!("`{}`", key.replace('`', "'"))).collect();
    if keys.is_empty() { format!("{text}.") } else { format!("{text} with {}.", keys.join(", ")) }
}
