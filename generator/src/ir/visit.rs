//! Traversal of all types that a client refers to.
//!
//! A new item of the IR that contains a type must be added here.

use super::{Api, Binding, BodyKind, BodyVariant, Operation, Parameter, Struct, Type, TypeArena, TypeKind, Union};

impl Api {
    /// Iterates over every type that an operation or another type refers to.
    pub fn named_types(&self) -> impl Iterator<Item = &Type> {
        let operations = self.modules.iter().flat_map(|group| &group.operations);
        let operations =
            operations.flat_map(|operation| operation.request_types().into_iter().chain(operation.response_types()));
        operations.chain(self.types.defs.iter().flat_map(|def| def.kind.children()))
    }
}

impl Operation {
    /// Returns the types of its parameters and bodies.
    #[must_use]
    pub fn request_types(&self) -> Vec<&Type> {
        self.parameters.iter().flat_map(Parameter::types).collect()
    }

    /// Returns the types of its responses.
    #[must_use]
    pub fn response_types(&self) -> Vec<&Type> {
        let headers = self.headers.iter().flat_map(|headers| &headers.fields).map(|header| &header.ty);
        let streams = self.streams.iter().map(|streaming| &streaming.ty);
        let outputs = self.outputs().flat_map(|(output, _)| output.types());
        outputs.chain(self.error.types()).chain(headers).chain(streams).collect()
    }

    /// Returns the types of its requests and responses, mutably.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        let headers = self.headers.iter_mut().flat_map(|headers| &mut headers.fields).map(|header| &mut header.ty);
        let parameters = self.parameters.iter_mut().flat_map(Parameter::types_mut);
        let streams = self.streams.iter_mut().map(|streaming| &mut streaming.ty);
        let responses = self.output.types_mut().chain(self.error.types_mut()).chain(headers);
        let alternatives = self.choices.iter_mut().filter_map(|choice| choice.alternative.as_mut());
        let alternatives = alternatives.flat_map(|alternative| alternative.output.types_mut());
        parameters.chain(responses).chain(streams).chain(alternatives).collect()
    }
}

impl Parameter {
    /// Returns the types of its values.
    #[must_use]
    pub fn types(&self) -> Vec<&Type> {
        match &self.binding {
            Binding::Body(BodyKind::Choice(choice)) => choice.variants.iter().flat_map(BodyVariant::types).collect(),
            Binding::Body(BodyKind::Multipart(parts)) => parts.parts.iter().flat_map(Self::types).collect(),
            _ => vec![&self.ty],
        }
    }

    fn types_mut(&mut self) -> Vec<&mut Type> {
        match &mut self.binding {
            Binding::Body(BodyKind::Choice(choice)) => {
                choice.variants.iter_mut().flat_map(BodyVariant::types_mut).collect()
            }
            Binding::Body(BodyKind::Multipart(parts)) => parts.parts.iter_mut().flat_map(Self::types_mut).collect(),
            _ => vec![&mut self.ty],
        }
    }
}

impl BodyVariant {
    fn types(&self) -> Vec<&Type> {
        match &self.binding {
            Binding::Body(BodyKind::Multipart(parts)) => parts.parts.iter().flat_map(Parameter::types).collect(),
            _ => vec![&self.ty],
        }
    }

    fn types_mut(&mut self) -> Vec<&mut Type> {
        match &mut self.binding {
            Binding::Body(BodyKind::Multipart(parts)) => {
                parts.parts.iter_mut().flat_map(Parameter::types_mut).collect()
            }
            _ => vec![&mut self.ty],
        }
    }
}

impl TypeArena {
    /// Resolves aliases.
    #[must_use]
    pub fn resolve_alias<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        // A chain of aliases has at most as many links as there are types.
        for _ in 0..=self.defs.len() {
            match ty {
                Type::Named(id) => match self.get(*id).map(|def| &def.kind) {
                    Some(TypeKind::Alias(target)) => ty = target,
                    _ => return ty,
                },
                ty => return ty,
            }
        }
        ty
    }
}

impl TypeKind {
    /// Returns the types that the definition refers to.
    #[must_use]
    pub fn children(&self) -> Vec<&Type> {
        match self {
            Self::Struct(Struct { fields, extra, scope: _ }) => {
                fields.iter().map(|field| &field.ty).chain(extra.iter().map(|(_, ty)| ty)).collect()
            }
            Self::Union(Union { variants, .. }) => variants.iter().map(|variant| &variant.ty).collect(),
            Self::Enum(_) | Self::LiteralEnum(_) => Vec::new(),
            Self::Newtype(ty) | Self::Alias(ty) => vec![ty],
        }
    }

    /// Returns the types that the definition refers to, mutably.
    pub fn children_mut(&mut self) -> Vec<&mut Type> {
        match self {
            Self::Struct(Struct { fields, extra, scope: _ }) => {
                fields.iter_mut().map(|field| &mut field.ty).chain(extra.iter_mut().map(|(_, ty)| ty)).collect()
            }
            Self::Union(Union { variants, .. }) => variants.iter_mut().map(|variant| &mut variant.ty).collect(),
            Self::Enum(_) | Self::LiteralEnum(_) => Vec::new(),
            Self::Newtype(ty) | Self::Alias(ty) => vec![ty],
        }
    }
}

impl Type {
    /// Returns the direct components of this type.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match self {
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => vec![inner],
            Self::Tuple(items) => items.iter().collect(),
            Self::Unit
            | Self::Json
            | Self::Primitive(_)
            | Self::Secret
            | Self::Timestamp(_)
            | Self::Date
            | Self::Bytes
            | Self::Xml
            | Self::File
            | Self::Scalar(_)
            | Self::Named(_) => Vec::new(),
        }
    }

    /// Returns the direct components of this type, mutably.
    pub fn children_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => vec![inner],
            Self::Tuple(items) => items.iter_mut().collect(),
            Self::Unit
            | Self::Json
            | Self::Primitive(_)
            | Self::Secret
            | Self::Timestamp(_)
            | Self::Date
            | Self::Bytes
            | Self::Xml
            | Self::File
            | Self::Scalar(_)
            | Self::Named(_) => Vec::new(),
        }
    }

    /// Calls `see` with this type and each of its components, outer types first. Named types are not expanded.
    pub fn visit<'t>(&'t self, see: &mut dyn FnMut(&'t Self)) {
        see(self);
        for part in self.children() {
            part.visit(see);
        }
    }
}
