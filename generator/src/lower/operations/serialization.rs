//! Parameter serialization: the type of a value in text form, and its encoding at the parameter's location.

use crate::ir::{self, Binding, FieldKind, FormEncoding, ParamIn, Primitive, Separator, Serialization, Type};
use crate::lower::context::LoweringContext;
use crate::lower::schemas::arena::TypeDrafts;
use crate::lower::schemas::scalars;
use crate::spec::{self, Form, Location, ParameterStyle, SchemaRef, SchemaType};

/// Returns a type as text represents it: bytes become a file or a string, and list items are not nullable.
pub(super) fn as_text(types: &TypeDrafts, ty: &Type, in_form: bool) -> Type {
    let item = match types.resolve_alias(ty) {
        Type::Bytes if in_form => return Type::File,
        Type::Bytes => return Type::Primitive(Primitive::String),
        Type::Array(item) => (**item).clone(),
        _ => return scalars::as_text(ty),
    };
    let item = match item {
        Type::Nullable(inner) => *inner,
        Type::Json => Type::Primitive(Primitive::String),
        item => item,
    };
    Type::Array(Box::new(as_text(types, &item, in_form)))
}

/// Returns the serialization of a type with a text form or a list of these; `None` for any other.
pub(super) fn text_serialization(types: &TypeDrafts, ty: &Type) -> Option<Serialization> {
    match types.resolve_alias(ty) {
        Type::Array(item) => match types.resolve_alias(item) {
            Type::Array(_) => None,
            _ => text_serialization(types, item),
        },
        Type::Named(id) if types.is_enum(*id) => Some(Serialization::Repeated),
        Type::Primitive(_) | Type::Secret | Type::Xml | Type::Timestamp(_) | Type::Date => {
            Some(Serialization::Repeated)
        }
        Type::Scalar(_) | Type::File => Some(Serialization::Repeated),
        Type::Unit | Type::Json | Type::Bytes | Type::Map(_) | Type::Nullable(_) => None,
        Type::Boxed(_) | Type::Tuple(_) | Type::Named(_) => None,
    }
}

/// Returns the binding of a parameter of a type, with the inferred separator of a list.
pub(super) fn binding(
    cx: &LoweringContext,
    types: &TypeDrafts,
    parameter: &spec::Parameter,
    ty: &Type,
    inferred: Option<char>,
) -> Binding {
    let serialization = serialization(cx, types, parameter, ty, inferred);
    let media = parameter.media.clone().filter(|media| is_one(media));
    match parameter.location {
        Location::Path => Binding::Param(ParamIn::Path, serialization),
        Location::Query => Binding::Param(ParamIn::Query, serialization),
        Location::Header => Binding::Param(ParamIn::Header, serialization),
        Location::Cookie => Binding::Param(ParamIn::Cookie, serialization),
        Location::Field(Form::UrlEncoded) => {
            Binding::FormField(FormEncoding::UrlEncoded, FieldKind::Value(serialization))
        }
        Location::Field(Form::Multipart) if *inner(ty) == Type::File => {
            Binding::FormField(FormEncoding::Multipart, FieldKind::File(media))
        }
        Location::Field(Form::Multipart) => match (parameter.style, media, serialization) {
            (ParameterStyle::FormDefault | ParameterStyle::Json, Some(media), _) => {
                Binding::FormField(FormEncoding::Multipart, FieldKind::Part(in_utf8(&media)))
            }
            (ParameterStyle::Json, None, Serialization::Styled(_)) => {
                Binding::FormField(FormEncoding::Multipart, FieldKind::Part("application/json".to_owned()))
            }
            (_, _, serialization) => Binding::FormField(FormEncoding::Multipart, FieldKind::Value(serialization)),
        },
    }
}

/// Returns the serialization of a parameter: the plain text form if the style does not change it.
fn serialization(
    cx: &LoweringContext,
    types: &TypeDrafts,
    parameter: &spec::Parameter,
    ty: &Type,
    inferred: Option<char>,
) -> Serialization {
    let is_list = matches!(types.resolve_alias(ty), Type::Array(_));
    let style = style(cx, parameter, inferred, is_list);
    let plain = text_serialization(types, ty).is_some() && !parameter.allow_reserved;
    match (style, ty) {
        (ir::Style::Joined(separator), Type::Array(_)) if plain => Serialization::Joined(separator),
        (ir::Style::Joined(_) | ir::Style::Exploded | ir::Style::DeepObject, ty)
            if plain && !matches!(ty, Type::Array(_)) =>
        {
            Serialization::Repeated
        }
        (ir::Style::Exploded, Type::Array(_)) if plain => Serialization::Repeated,
        (ir::Style::ContentDefault, _) if plain => Serialization::Repeated,
        (style, _) => Serialization::Styled(style),
    }
}

/// Returns the style of a parameter at its location, also that of the lists in a list.
pub(super) fn style(
    cx: &LoweringContext,
    parameter: &spec::Parameter,
    inferred: Option<char>,
    list: bool,
) -> ir::Style {
    let style = outer_style(parameter, inferred, list);
    match (style, inner_separator(cx, &parameter.schema)) {
        (ir::Style::Joined(outer), Some(inner)) => ir::Style::Nested { outer: Some(outer), inner },
        (ir::Style::Exploded | ir::Style::ContentDefault, Some(inner)) => ir::Style::Nested { outer: None, inner },
        (style, _) => style,
    }
}

/// Returns the separator of the lists in a list, which `x-separator` declares.
fn inner_separator(cx: &LoweringContext, schema: &SchemaRef) -> Option<Separator> {
    let items = cx.spec.resolve_schema(cx.spec.resolve_schema(schema)?.items.as_ref()?)?;
    let declared = items.extensions.get("x-separator")?.as_str()?.chars().next()?;
    items.items.is_some().then(|| separator(declared))
}

/// Returns the style of a parameter at its location.
fn outer_style(parameter: &spec::Parameter, inferred: Option<char>, list: bool) -> ir::Style {
    let in_one = matches!(parameter.location, Location::Path | Location::Header);
    match (parameter.style, inferred) {
        (_, Some(c)) | (ParameterStyle::Joined(c), None) => ir::Style::Joined(separator(c)),
        // A path segment and a header contain one text.
        (ParameterStyle::SimpleExploded, None) if list => ir::Style::Joined(Separator::Comma),
        (ParameterStyle::Exploded | ParameterStyle::FormDefault, None) if in_one && list => {
            ir::Style::Joined(Separator::Comma)
        }
        (ParameterStyle::SimpleExploded | ParameterStyle::Exploded | ParameterStyle::Text, None) => ir::Style::Exploded,
        (ParameterStyle::Label { explode }, None) => ir::Style::Label { explode },
        (ParameterStyle::Matrix { explode }, None) => ir::Style::Matrix { explode },
        (ParameterStyle::DeepObject, None) => ir::Style::DeepObject,
        (ParameterStyle::Json, None) => ir::Style::Json,
        (ParameterStyle::FormDefault, None) => ir::Style::ContentDefault,
    }
}

/// Returns true if a part's media type is binary.
pub(super) fn is_file_part(parameter: &spec::Parameter) -> bool {
    const BINARY: &[&str] = &["application/octet-stream", "application/pdf", "application/zip", "application/gzip"];
    let first = parameter.media.as_deref().and_then(|media| media.split([',', ';']).next()).unwrap_or_default().trim();
    let is_file = BINARY.contains(&first) || ["image/", "audio/", "video/"].iter().any(|kind| first.starts_with(kind));
    is_file && first != "image/svg+xml" && parameter.location == Location::Field(Form::Multipart)
}

/// Returns the type of a part that is a file, a list of files, or a union with one of them: a file can also be a text.
pub(super) fn file_type(cx: &LoweringContext, schema: &SchemaRef) -> Option<Type> {
    let schema = cx.spec.resolve_schema(schema)?;
    if schema.has_alternatives() {
        let alternatives = schema.one_of.iter().chain(&schema.any_of);
        return alternatives.filter_map(|schema| plain_file_type(cx, schema)).max_by_key(|ty| *ty != Type::File);
    }
    plain_file_type(cx, &SchemaRef::from(schema.clone()))
}

fn plain_file_type(cx: &LoweringContext, schema: &SchemaRef) -> Option<Type> {
    let schema = cx.spec.resolve_schema(schema)?;
    let items = schema.items.as_ref().and_then(|items| cx.spec.resolve_schema(items));
    let item = items.unwrap_or(schema);
    let is_binary = item.schema_type == Some(SchemaType::String) && item.format.as_deref() == Some("binary");
    let file = if items.is_some() { Type::Array(Box::new(Type::File)) } else { Type::File };
    is_binary.then_some(file)
}

/// Replaces strings by files.
pub(super) fn file(ty: Type) -> Type {
    match ty {
        Type::Primitive(Primitive::String) => Type::File,
        Type::Array(item) => Type::Array(Box::new(file(*item))),
        ty => ty,
    }
}

/// Returns true if a text is one media type, rather than a list or range.
fn is_one(media: &str) -> bool {
    media.contains('/') && !media.contains(['*', ','])
}

fn separator(c: char) -> Separator {
    match c {
        ';' => Separator::Semicolon,
        ' ' => Separator::Space,
        '|' => Separator::Pipe,
        '\t' => Separator::Tab,
        _ => Separator::Comma,
    }
}

/// Returns the type of a list's items, or the type itself.
pub(super) fn inner(ty: &Type) -> &Type {
    match ty {
        Type::Array(item) => item,
        ty => ty,
    }
}

/// Returns true if HTTP defines the date format of a header, whatever the document declares.
pub(super) fn is_http_date(name: &str) -> bool {
    const DATES: [&str; 7] =
        ["date", "expires", "if-modified-since", "if-range", "if-unmodified-since", "last-modified", "retry-after"];
    DATES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Returns a media type as documented, but with `charset=utf-8`, which is the encoding of the client.
pub(super) fn in_utf8(media: &str) -> String {
    let mut parts = media.split(';').map(str::trim).filter(|part| !part.is_empty());
    let mut sent = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_charset = part.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("charset="));
        sent.push_str("; ");
        sent.push_str(if is_charset { "charset=utf-8" } else { part });
    }
    sent
}
