//! Objects: their members, and those that `allOf` brings together from several schemas.

mod members;

use std::collections::BTreeSet;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use super::types::Hint;
use super::unions::component_at;
use super::{Lowering, profiles, typing, unions};
use crate::diagnostic::Code;
use crate::ir::{Field, JsonKind, Slot, Struct, Travels, Type, TypeBody};
use crate::names::{Case, Name, Scope, Wish};
use crate::pointer::Pointer;
use crate::spec::facts;
use members::{Choice, DEEPEST_PARTS, Members, detail};

impl Lowering<'_> {
    /// An object: a struct where it has properties, else a map.
    pub(super) fn object(&mut self, schema: &Schema, hint: &Hint) -> TypeBody {
        let mut members = Members::default();
        members.take_own(self.spec, schema, &hint.pointer);
        self.struct_or_map(&members, hint)
    }

    /// An object whose alternatives can hold together: its own members, and theirs, which may be missing.
    pub(super) fn object_of_any(&mut self, schema: &Schema, hint: &Hint) -> TypeBody {
        let mut members = Members::default();
        members.take_own(self.spec, schema, &hint.pointer);
        for (i, part) in facts::parts(schema).any_of.iter().enumerate() {
            members.take_optional(self.spec, part, &hint.pointer.child("anyOf").index(i));
        }
        self.struct_or_map(&members, hint)
    }

    /// `allOf`: the members of all parts; where only one part says anything, that part.
    pub(super) fn merged(&mut self, schema: &Schema, hint: &Hint) -> TypeBody {
        if let Some((part, pointer)) = self.only_reference(schema, &hint.pointer) {
            return TypeBody::Alias(self.lower_type(&part, &Hint { text: hint.text.clone(), pointer }));
        }
        let own = component_at(&hint.pointer);
        self.merging.extend(own.clone());
        let mut members = Members::default();
        members.take(self.spec, schema, &hint.pointer, &mut BTreeSet::new(), &self.merging);
        members.take_single(schema, &hint.pointer);
        let body = self.brought_together(members, hint);
        if own.is_some() {
            self.merging.pop();
        }
        body
    }

    fn brought_together(&mut self, mut members: Members, hint: &Hint) -> TypeBody {
        if members.is_cut {
            let message =
                format!("parts of `allOf` stand more than {DEEPEST_PARTS} deep in one another; any value is accepted");
            return self.untyped_parts(hint, message);
        }
        let is_object = !members.properties.is_empty() || members.additional.is_some();
        let choices = std::mem::take(&mut members.choices);
        match choices.as_slice() {
            [] => {}
            [only] if !is_object && members.others.is_empty() && members.required.is_empty() => {
                let hint = Hint { text: hint.text.clone(), pointer: only.pointer.clone() };
                return match &only.part {
                    ReferenceOr::Item(item) => self.body_of(item, &hint),
                    ReferenceOr::Reference { .. } => TypeBody::Alias(self.lower_type(&only.part, &hint)),
                };
            }
            [only] if members.others.is_empty() => return self.spread(&members, only, hint),
            several => {
                for choice in several {
                    let parts = facts::parts(&choice.schema);
                    for (i, part) in parts.one_of.iter().chain(parts.any_of).enumerate() {
                        members.take_optional(self.spec, part, &choice.pointer.index(i));
                    }
                }
            }
        }
        if members.properties.is_empty() && members.additional.is_none() && !members.others.is_empty() {
            return self.narrowest(&members.others, hint);
        }
        if !members.others.is_empty() {
            return self.contradiction(hint);
        }
        self.struct_or_map(&members, hint)
    }

    /// Each of the alternatives of a part, with what all parts share.
    fn spread(&mut self, members: &Members, choice: &Choice, hint: &Hint) -> TypeBody {
        let spec = self.spec;
        let shared = members.as_schema();
        self.merging.extend(choice.name.clone());
        let each = unions::flat(spec, &choice.schema, &choice.pointer);
        let each: Vec<_> = each.into_iter().map(|member| unions::with_shared(spec, &shared, member)).collect();
        let body = self.union_of(&each, choice.schema.schema_data.discriminator.as_ref(), hint);
        if choice.name.is_some() {
            self.merging.pop();
        }
        body
    }

    /// The reference that is all there is to an `allOf`, and where it stands. A child whose base says it all is not it.
    fn only_reference(&self, schema: &Schema, at: &Pointer) -> Option<(ReferenceOr<Schema>, Pointer)> {
        let parts = facts::parts(schema);
        let mut telling = parts.all_of.iter().enumerate().filter(|(_, part)| !says_nothing(part));
        let (Some((i, part @ ReferenceOr::Reference { .. })), None) = (telling.next(), telling.next()) else {
            return None;
        };
        let (name, target) = self.spec.resolve(part)?;
        let says_more = facts::properties(schema).is_some_and(|properties| !properties.is_empty())
            || !facts::required(schema).is_empty()
            || facts::additional(schema).is_some()
            || !facts::enumeration(schema).is_empty()
            || !parts.one_of.is_empty()
            || !parts.any_of.is_empty()
            || facts::kind(schema).is_some_and(|kind| facts::kind(target).is_some_and(|target| target != kind));
        let is_choice = name.is_some_and(|name| self.families.contains_key(name))
            || !facts::parts(target).one_of.is_empty()
            || !facts::parts(target).any_of.is_empty();
        // A named schema whose base says it all is a child of that base.
        let leads_back = is_choice && component_at(at).is_some();
        (!says_more && !leads_back).then(|| (part.clone(), at.child("allOf").index(i)))
    }

    /// Of parts that are said of one value and are no objects, the one that says most.
    fn narrowest(&mut self, others: &[(ReferenceOr<Schema>, Pointer)], hint: &Hint) -> TypeBody {
        let spec = self.spec;
        let kinds: BTreeSet<_> = others.iter().flat_map(|(part, _)| profiles::of(spec, part).kinds).collect();
        let fits = match kinds.iter().collect::<Vec<_>>().as_slice() {
            [] | [_] => true,
            [one, other] => **one == JsonKind::Whole && **other == JsonKind::Number,
            _ => false,
        };
        // The first of those that say most: `max_by_key` alone would give the last.
        let best = others.iter().rev().max_by_key(|(part, _)| detail(spec, part));
        let Some((part, pointer)) = best.filter(|_| fits) else { return self.contradiction(hint) };
        let hint = Hint { text: hint.text.clone(), pointer: pointer.clone() };
        match part {
            ReferenceOr::Item(item) => self.body_of(item, &hint),
            ReferenceOr::Reference { .. } => TypeBody::Alias(self.lower_type(part, &hint)),
        }
    }

    fn contradiction(&mut self, hint: &Hint) -> TypeBody {
        let message = "`allOf` brings together parts that no value can be all of; any value is accepted";
        self.untyped_parts(hint, message.to_owned())
    }

    fn untyped_parts(&mut self, hint: &Hint, message: String) -> TypeBody {
        self.report(Code::PartsUntyped, &hint.pointer, message, "describe the value as one schema in an overlay");
        TypeBody::Alias(Type::Value)
    }

    fn struct_or_map(&mut self, members: &Members, hint: &Hint) -> TypeBody {
        let extra = members.additional.as_ref().and_then(|(additional, pointer)| match additional {
            AdditionalProperties::Any(true) => Some(Type::Value),
            AdditionalProperties::Any(false) => None,
            AdditionalProperties::Schema(schema) => {
                let hint = Hint { text: format!("{} value", hint.text), pointer: pointer.clone() };
                Some(self.lower_type(schema, &hint))
            }
        });
        if members.properties.is_empty() {
            return TypeBody::Alias(Type::Map(Box::new(extra.unwrap_or(Type::Value))));
        }
        let wishes: Vec<Wish> = members
            .properties
            .iter()
            .map(|(wire, (schema, _))| Wish::given(wire).chosen(schema.as_item().and_then(facts::rust_name)))
            .collect();
        let mut scope = Scope::new(Case::Snake);
        let names = scope.claim(&wishes);
        let fields = members.properties.iter().zip(names).map(|((wire, (schema, pointer)), name)| {
            self.field(name, schema, members.required.contains(wire), &hint.part(wire, &[]).moved(pointer))
        });
        let fields = fields.collect();
        let extra = extra.map(|ty| (scope.claim_one(&Wish::built("", "additional properties").qualified("map")), ty));
        TypeBody::Struct(Struct { fields, extra })
    }

    fn field(&mut self, name: Name, schema: &ReferenceOr<Schema>, required: bool, hint: &Hint) -> Field {
        let item = schema.as_item();
        let (ty, null) = match self.lower_type(schema, hint) {
            Type::Nullable(inner) => (*inner, true),
            ty => (ty, false),
        };
        let slot = match (required, null) {
            (true, false) => Slot::Required,
            (true, true) => Slot::Nullable,
            (false, false) => Slot::Optional,
            (false, true) => Slot::OptionalNullable,
        };
        self.count(typing::Kind::Field, schema, &ty);
        if holds_secret(&ty) {
            self.secrets.insert(name.wire().to_owned());
        }
        Field {
            ty,
            slot,
            travels: item.map_or(Travels::BothWays, super::directions::of),
            deprecated: item.is_some_and(|item| item.schema_data.deprecated),
            docs: item.map(super::docs::of_member).unwrap_or_default(),
            name,
        }
    }
}

/// Whether a part of `allOf` only has words about the value, or limits of it.
fn says_nothing(part: &ReferenceOr<Schema>) -> bool {
    part.as_item().is_some_and(|item| {
        let parts = facts::parts(item);
        facts::is_untyped(item)
            && facts::enumeration(item).is_empty()
            && facts::required(item).is_empty()
            && [parts.all_of, parts.one_of, parts.any_of].iter().all(|parts| parts.is_empty())
    })
}

impl Hint {
    fn moved(self, pointer: &Pointer) -> Self {
        Self { pointer: pointer.clone(), ..self }
    }
}

/// Whether a value of this type is a secret, or a list of them.
pub(super) fn holds_secret(ty: &Type) -> bool {
    match ty {
        Type::Secret => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => holds_secret(inner),
        _ => false,
    }
}
