//! How arguments travel: which type a text carries, and how a value is written where its parameter stands.

use super::arguments::inner;
use super::{Lowering, scalars};
use crate::ir::{self, Carriage, Separator, Type, Writing};
use crate::spec::{self, Form, Location, Style};

impl Lowering<'_> {
    /// A type as it stands in a text: bytes are a file or text, and an item of a list is never null.
    pub(super) fn of_text(&self, ty: &Type, in_form: bool) -> Type {
        let item = match self.types.behind(ty) {
            Type::Bytes if in_form => return Type::File,
            Type::Bytes => return Type::String,
            Type::List(item) => (**item).clone(),
            _ => return scalars::alone(ty),
        };
        let item = match item {
            Type::Nullable(inner) => *inner,
            Type::Value => Type::String,
            item => item,
        };
        Type::List(Box::new(self.of_text(&item, in_form)))
    }

    /// How a type is written that has a plain text form, or is a list of such; `None` for any other.
    pub(super) fn writing_of(&self, ty: &Type) -> Option<Writing> {
        match self.types.behind(ty) {
            Type::List(item) => match self.types.behind(item) {
                Type::List(_) => None,
                _ => self.writing_of(item),
            },
            Type::Named(id) if self.types.is_enum(*id) => Some(Writing::Each),
            Type::Bool | Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 => Some(Writing::Each),
            Type::String | Type::Secret | Type::Xml | Type::Timestamp(_) | Type::Date => Some(Writing::Each),
            Type::Formatted(_) | Type::File => Some(Writing::Each),
            Type::Unit | Type::Value | Type::Bytes | Type::Map(_) | Type::Nullable(_) => None,
            Type::Boxed(_) | Type::Tuple(_) | Type::Named(_) => None,
        }
    }

    pub(super) fn carriage(&self, argument: &spec::Argument, ty: &Type, inferred: Option<char>) -> Carriage {
        let writing = self.writing(argument, ty, inferred);
        let media = argument.media.clone().filter(|media| is_one(media));
        match argument.location {
            Location::Path => Carriage::Path(writing),
            Location::Query => Carriage::Query(writing),
            Location::Header => Carriage::Header(writing),
            Location::Cookie => Carriage::Cookie(writing),
            Location::Field(Form::UrlEncoded) => Carriage::UrlEncodedField(writing),
            Location::Field(Form::Multipart) if *inner(ty) == Type::File => Carriage::MultipartFile(media),
            Location::Field(Form::Multipart) => match (argument.style, media, writing) {
                (Style::Content | Style::Json, Some(media), _) => Carriage::MultipartPart(media),
                (Style::Json, None, Writing::Styled(_)) => Carriage::MultipartPart("application/json".to_owned()),
                (_, _, writing) => Carriage::MultipartField(writing),
            },
        }
    }

    /// How an argument is written. What has a plain text form is written as that where its style adds nothing.
    fn writing(&self, argument: &spec::Argument, ty: &Type, inferred: Option<char>) -> Writing {
        let style = style(argument, inferred, matches!(self.types.behind(ty), Type::List(_)));
        let plain = self.writing_of(ty).is_some() && !argument.allow_reserved;
        match (style, ty) {
            (ir::Style::Joined(separator), Type::List(_)) if plain => Writing::Joined(separator),
            (ir::Style::Joined(_) | ir::Style::Exploded | ir::Style::Deep, ty)
                if plain && !matches!(ty, Type::List(_)) =>
            {
                Writing::Each
            }
            (ir::Style::Exploded, Type::List(_)) if plain => Writing::Each,
            (ir::Style::Natural, _) if plain => Writing::Each,
            (style, _) => Writing::Styled(style),
        }
    }
}

/// The style that an argument has in the place where it travels.
pub(super) fn style(argument: &spec::Argument, inferred: Option<char>, list: bool) -> ir::Style {
    let in_one = matches!(argument.location, Location::Path | Location::Header);
    match (argument.style, inferred) {
        (_, Some(c)) | (Style::Joined(c), None) => ir::Style::Joined(separator(c)),
        // A path and a header hold one text.
        (Style::Pairs, None) if list => ir::Style::Joined(Separator::Comma),
        (Style::Exploded | Style::Content, None) if in_one && list => ir::Style::Joined(Separator::Comma),
        (Style::Pairs | Style::Exploded | Style::Text, None) => ir::Style::Exploded,
        (Style::Label { explode }, None) => ir::Style::Label { explode },
        (Style::Matrix { explode }, None) => ir::Style::Matrix { explode },
        (Style::DeepObject, None) => ir::Style::Deep,
        (Style::Json, None) => ir::Style::Json,
        (Style::Content, None) => ir::Style::Natural,
    }
}

/// Whether the media type of a part is one that no text has.
pub(super) fn says_file(argument: &spec::Argument) -> bool {
    const WHOLE: &[&str] = &["application/octet-stream", "application/pdf", "application/zip", "application/gzip"];
    let first = argument.media.as_deref().and_then(|media| media.split(',').next()).unwrap_or_default().trim();
    let is_file = WHOLE.contains(&first) || ["image/", "audio/", "video/"].iter().any(|kind| first.starts_with(kind));
    is_file && first != "image/svg+xml" && argument.location == Location::Field(Form::Multipart)
}

/// A text as the file that it stands for.
pub(super) fn file(ty: Type) -> Type {
    match ty {
        Type::String => Type::File,
        Type::List(item) => Type::List(Box::new(file(*item))),
        ty => ty,
    }
}

/// Whether a text is one media type, and no list or range of them.
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
