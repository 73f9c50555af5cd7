//! Every type that the client names, for passes that ask what is used and from where.
//!
//! The one place that knows where types stand: whoever adds a place to the IR adds it here.

use super::{Api, Argument, Carriage, Operation, Struct, Type, TypeBody, Types, Union, Way};

impl Api {
    /// Every type that an operation or another type names.
    pub fn named_types(&self) -> impl Iterator<Item = &Type> {
        let operations = self.groups.iter().flat_map(|group| &group.operations);
        let operations = operations.flat_map(|operation| operation.sent().into_iter().chain(operation.received()));
        operations.chain(self.types.defs.iter().flat_map(|def| def.body.parts()))
    }
}

impl Operation {
    /// The types of what it sends.
    #[must_use]
    pub fn sent(&self) -> Vec<&Type> {
        self.arguments.iter().flat_map(Argument::types).collect()
    }

    /// The types of what it is answered with.
    #[must_use]
    pub fn received(&self) -> Vec<&Type> {
        let headers = self.headers.iter().flat_map(|headers| &headers.fields).map(|header| &header.ty);
        let streams = self.streams.iter().map(|streaming| &streaming.ty);
        self.output.types().chain(self.error.types()).chain(headers).chain(streams).collect()
    }

    /// All of them, to be changed.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        let headers = self.headers.iter_mut().flat_map(|headers| &mut headers.fields).map(|header| &mut header.ty);
        let arguments = self.arguments.iter_mut().flat_map(Argument::types_mut);
        let streams = self.streams.iter_mut().map(|streaming| &mut streaming.ty);
        let answers = self.output.types_mut().chain(self.error.types_mut()).chain(headers);
        arguments.chain(answers).chain(streams).collect()
    }
}

impl Argument {
    /// The types that it takes.
    #[must_use]
    pub fn types(&self) -> Vec<&Type> {
        match &self.carriage {
            Carriage::Choice(choice) => choice.variants.iter().flat_map(Way::types).collect(),
            Carriage::Parts(parts) => parts.fields.iter().flat_map(Self::types).collect(),
            _ => vec![&self.ty],
        }
    }

    fn types_mut(&mut self) -> Vec<&mut Type> {
        match &mut self.carriage {
            Carriage::Choice(choice) => choice.variants.iter_mut().flat_map(Way::types_mut).collect(),
            Carriage::Parts(parts) => parts.fields.iter_mut().flat_map(Self::types_mut).collect(),
            _ => vec![&mut self.ty],
        }
    }
}

impl Way {
    fn types(&self) -> Vec<&Type> {
        match &self.carriage {
            Carriage::Parts(parts) => parts.fields.iter().flat_map(Argument::types).collect(),
            _ => vec![&self.ty],
        }
    }

    fn types_mut(&mut self) -> Vec<&mut Type> {
        match &mut self.carriage {
            Carriage::Parts(parts) => parts.fields.iter_mut().flat_map(Argument::types_mut).collect(),
            _ => vec![&mut self.ty],
        }
    }
}

impl Types {
    /// What a type is behind its names: aliases looked through.
    #[must_use]
    pub fn behind<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        // A chain of aliases is no longer than there are types.
        for _ in 0..=self.defs.len() {
            match ty {
                Type::Named(id) => match self.get(*id).map(|def| &def.body) {
                    Some(TypeBody::Alias(target)) => ty = target,
                    _ => return ty,
                },
                ty => return ty,
            }
        }
        ty
    }
}

impl TypeBody {
    /// The types that this one is made of.
    #[must_use]
    pub fn parts(&self) -> Vec<&Type> {
        match self {
            Self::Struct(Struct { fields, extra }) => {
                fields.iter().map(|field| &field.ty).chain(extra.iter().map(|(_, ty)| ty)).collect()
            }
            Self::Union(Union { variants, .. }) => variants.iter().map(|variant| &variant.ty).collect(),
            Self::Enum(_) | Self::Values(_) => Vec::new(),
            Self::Wrapper(ty) | Self::Alias(ty) => vec![ty],
        }
    }

    /// As [`TypeBody::parts`], to be changed.
    pub fn parts_mut(&mut self) -> Vec<&mut Type> {
        match self {
            Self::Struct(Struct { fields, extra }) => {
                fields.iter_mut().map(|field| &mut field.ty).chain(extra.iter_mut().map(|(_, ty)| ty)).collect()
            }
            Self::Union(Union { variants, .. }) => variants.iter_mut().map(|variant| &mut variant.ty).collect(),
            Self::Enum(_) | Self::Values(_) => Vec::new(),
            Self::Wrapper(ty) | Self::Alias(ty) => vec![ty],
        }
    }
}

impl Type {
    /// The types directly inside of this one.
    #[must_use]
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => vec![inner],
            Self::Tuple(items) => items.iter().collect(),
            Self::Unit
            | Self::Value
            | Self::Bool
            | Self::I32
            | Self::I64
            | Self::U32
            | Self::U64
            | Self::F32
            | Self::F64
            | Self::String
            | Self::Secret
            | Self::Timestamp(_)
            | Self::Date
            | Self::Bytes
            | Self::Xml
            | Self::File
            | Self::Formatted(_)
            | Self::Named(_) => Vec::new(),
        }
    }

    /// As [`Type::parts`], to be changed.
    pub fn parts_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => vec![inner],
            Self::Tuple(items) => items.iter_mut().collect(),
            Self::Unit
            | Self::Value
            | Self::Bool
            | Self::I32
            | Self::I64
            | Self::U32
            | Self::U64
            | Self::F32
            | Self::F64
            | Self::String
            | Self::Secret
            | Self::Timestamp(_)
            | Self::Date
            | Self::Bytes
            | Self::Xml
            | Self::File
            | Self::Formatted(_)
            | Self::Named(_) => Vec::new(),
        }
    }

    /// Shows this type and every type inside of it, the outer first; named types are not looked into.
    pub fn visit<'t>(&'t self, see: &mut dyn FnMut(&'t Self)) {
        see(self);
        for part in self.parts() {
            part.visit(see);
        }
    }
}
