//! Objects: their members, and those that `allOf` brings together from several schemas.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use super::Lowering;
use super::types::Hint;
use super::typing;
use crate::diagnostic::Code;
use crate::ir::{Field, Slot, Struct, Travels, Type, TypeBody};
use crate::names::{Case, Name, Scope, Wish};
use crate::pointer::Pointer;
use crate::spec::Spec;
use crate::spec::facts::{self, Kind};

/// The members of an object, wherever they were declared.
#[derive(Default)]
struct Members<'s> {
    properties: IndexMap<String, (ReferenceOr<Schema>, Pointer)>,
    required: BTreeSet<String>,
    additional: Option<(&'s AdditionalProperties, Pointer)>,
    /// Parts that are no objects.
    others: Vec<(ReferenceOr<Schema>, Pointer)>,
}

impl Lowering<'_> {
    /// An object: a struct where it has properties, else a map.
    pub(super) fn object(&mut self, schema: &Schema, hint: &Hint) -> TypeBody {
        let mut members = Members::default();
        members.take_own(schema, &hint.pointer);
        self.struct_or_map(&members, hint)
    }

    /// `allOf`: the members of all parts; where only one part says anything, that part.
    pub(super) fn merged(&mut self, schema: &Schema, hint: &Hint) -> TypeBody {
        let spec = self.spec;
        let mut members = Members::default();
        members.take(spec, schema, &hint.pointer, &mut BTreeSet::new());
        if members.properties.is_empty()
            && members.additional.is_none()
            && let [(part, pointer)] = members.others.as_slice()
        {
            let hint = Hint { text: hint.text.clone(), pointer: pointer.clone() };
            return match part {
                ReferenceOr::Item(item) => self.body_of(item, &hint),
                ReferenceOr::Reference { .. } => TypeBody::Alias(self.lower_type(part, &hint)),
            };
        }
        if !members.others.is_empty() {
            let message = "`allOf` brings together parts that are not all objects; any value is accepted".to_owned();
            self.report(Code::PartsUntyped, &hint.pointer, message, "describe the value as one schema in an overlay");
            return TypeBody::Alias(Type::Value);
        }
        self.struct_or_map(&members, hint)
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
        let extra = extra.map(|ty| (scope.claim_one(&Wish::built("", "additional_properties")), ty));
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

impl<'s> Members<'s> {
    /// Takes a schema's own members and those of all its parts; the first to declare a member has it.
    fn take(&mut self, spec: &'s Spec, schema: &'s Schema, at: &Pointer, seen: &mut BTreeSet<String>) {
        self.take_own(schema, at);
        for (i, part) in facts::parts(schema).all_of.iter().enumerate() {
            let at = at.child("allOf").index(i);
            let (name, item) = match part {
                ReferenceOr::Item(item) => (None, item),
                ReferenceOr::Reference { .. } => match spec.resolve(part) {
                    Some((name, item)) => (name, item),
                    None => continue,
                },
            };
            let at = match name {
                Some(name) if !seen.insert(name.to_owned()) => continue,
                Some(name) => Pointer::of(["components", "schemas", name]),
                None => at,
            };
            let parts = facts::parts(item);
            let is_object = facts::kind(item) == Some(Kind::Object) || !parts.all_of.is_empty();
            if is_object {
                self.take(spec, item, &at, seen);
            } else if !facts::required(item).is_empty() && facts::is_untyped(item) {
                self.required.extend(facts::required(item).iter().cloned());
            } else if !facts::is_untyped(item) || !facts::enumeration(item).is_empty() {
                self.others.push((part.clone(), at));
            }
        }
    }

    fn take_own(&mut self, schema: &'s Schema, at: &Pointer) {
        self.required.extend(facts::required(schema).iter().cloned());
        for (name, property) in facts::properties(schema).into_iter().flatten() {
            let at = at.child("properties").child(name);
            self.properties.entry(name.clone()).or_insert_with(|| (property.clone().unbox(), at));
        }
        if let Some(additional) = facts::additional(schema) {
            self.additional.get_or_insert_with(|| (additional, at.child("additionalProperties")));
        }
    }
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
