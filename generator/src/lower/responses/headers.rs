//! The headers of an operation's answers: one struct for all statuses, since a header means the same with each.

use openapiv3::{ReferenceOr, Schema};

use crate::ir::{Header, Headers, Type};
use crate::lower::types::Hint;
use crate::lower::{Lowering, docs, statuses};
use crate::names::{Case, Scope, Wish};
use crate::spec::facts::{self, Kind};
use crate::spec::{self, Response};

impl Lowering<'_> {
    /// The headers that an operation's responses declare: those of success first, each once.
    pub(super) fn headers(&mut self, responses: &[Response], hint: &Hint) -> Option<Headers> {
        let mut responses: Vec<&Response> = responses.iter().collect();
        responses.sort_by_key(|response| !statuses::is_success(response.status));
        let mut declared: Vec<&spec::Header> = Vec::new();
        for header in responses.iter().flat_map(|response| &response.headers) {
            if !declared.iter().any(|other| other.name.eq_ignore_ascii_case(&header.name)) {
                declared.push(header);
            }
        }
        if declared.is_empty() {
            return None;
        }
        let wishes: Vec<Wish> = declared.iter().map(|header| Wish::given(&header.name)).collect();
        let names = Scope::new(Case::Snake).claim(&wishes);
        let fields = declared.into_iter().zip(names).map(|(header, name)| Header {
            name,
            ty: self.header_type(header, hint),
            is_json: header.is_json,
            deprecated: header.deprecated,
            docs: self.header_docs(header),
        });
        let fields = fields.collect();
        let wish = Wish::built("", &format!("{} headers", hint.text));
        Some(Headers { name: self.beside.claim_one(&wish), fields })
    }

    /// The type that a header declares, as far as text can carry it.
    fn header_type(&mut self, header: &spec::Header, hint: &Hint) -> Type {
        let hint = Hint { text: format!("{} {}", hint.text, header.name), pointer: header.pointer.clone() };
        if header.is_json {
            return without_null(self.lower_type(&header.schema, &hint));
        }
        if header.name.eq_ignore_ascii_case("set-cookie") {
            return Type::Secret;
        }
        if !self.is_text(&header.schema) {
            return Type::String;
        }
        let ty = without_null(self.lower_type(&header.schema, &hint));
        match self.as_header(&ty) {
            Some(Type::List(_)) if header.separator != ',' => Type::String,
            Some(Type::Timestamp(_)) if is_http_date(&header.name) => Type::String,
            Some(ty) => ty,
            None => Type::String,
        }
    }

    /// Whether a schema is of something that has a text form: no object, and none of several types.
    fn is_text(&self, schema: &ReferenceOr<Schema>) -> bool {
        let Some((_, schema)) = self.spec.resolve(schema) else { return false };
        let parts = facts::parts(schema);
        let is_plain = parts.all_of.is_empty() && parts.one_of.is_empty() && parts.any_of.is_empty();
        match facts::kind(schema) {
            Some(Kind::Object) => false,
            Some(Kind::Array) => facts::items(schema).is_none_or(|items| self.is_text(&items.clone().unbox())),
            Some(Kind::String | Kind::Integer | Kind::Number | Kind::Boolean) | None => is_plain,
        }
    }

    /// A type as a header's text carries it; `None` where text does not.
    fn as_header(&self, ty: &Type) -> Option<Type> {
        match self.types.behind(ty) {
            Type::Named(id) if self.types.is_enum(*id) => Some(ty.clone()),
            Type::List(item) => match self.as_header(item).unwrap_or(Type::String) {
                Type::List(_) => None,
                item => Some(Type::List(Box::new(item))),
            },
            Type::Nullable(inner) => self.as_header(inner),
            Type::Value | Type::Bytes | Type::Xml | Type::File | Type::Unit => None,
            Type::Map(_) | Type::Boxed(_) | Type::Named(_) => None,
            plain => Some(plain.clone()),
        }
    }

    fn header_docs(&self, header: &spec::Header) -> Vec<String> {
        let own = header.description.clone().filter(|text| !text.trim().is_empty());
        match (own, self.spec.resolve(&header.schema)) {
            (Some(text), _) => vec![text],
            (None, Some((_, schema))) => docs::of_schema(schema),
            (None, None) => Vec::new(),
        }
    }
}

fn without_null(ty: Type) -> Type {
    match ty {
        Type::Nullable(inner) => *inner,
        ty => ty,
    }
}

/// Whether HTTP itself says how a header's dates are written: in a form of its own, whatever a description says.
fn is_http_date(name: &str) -> bool {
    ["date", "expires", "last-modified", "retry-after"].iter().any(|known| name.eq_ignore_ascii_case(known))
}
