//! Arguments: their types, how they travel, what is checked, and their names.

use openapiv3::Schema;
use serde_json::{Number, Value};

use super::types::{Hint, texts};
use super::writing::{file, says_file};
use super::{Lowering, docs, limits, objects, scalars};
use crate::diagnostic::Code;
use crate::infer::{Aspect, Fact, Scalar, Shape, Supply};
use crate::ir::{Argument, Carriage, Check, Limit, Type};
use crate::names::{Case, Scope, Wish};
use crate::spec::facts::{self, Bound, Kind};
use crate::spec::{self, Form, Location, Style};

/// What every call has of its own; an argument of such a name gets another.
const CALL_METHODS: &[&str] = &[
    "base_url",
    "clone",
    "download",
    "events",
    "from",
    "header",
    "into",
    "items",
    "lines",
    "new",
    "operation",
    "pages",
    "query_pair",
    "retry",
    "send",
    "send_raw",
    "send_with_response",
    "served_by",
    "server",
    "timeout",
    "client",
    "request",
    "answer",
    "call",
];

/// What every form that is a struct has of its own.
const FORM_METHODS: &[&str] = &["clone", "default", "encode", "from", "into", "new"];

/// An argument whose name is not settled yet.
pub(super) struct Draft {
    pub(super) wish: Wish,
    pub(super) carriage: Carriage,
    pub(super) ty: Type,
    pub(super) required: bool,
    pub(super) reserved: bool,
    pub(super) empty: bool,
    pub(super) deprecated: bool,
    pub(super) checks: Vec<Check>,
    pub(super) docs: Vec<String>,
}

impl Lowering<'_> {
    /// The arguments of an operation in calling order: the required first, each part as the document orders it.
    pub(super) fn arguments(&mut self, operation: &spec::Operation, hint: &Hint) -> Vec<Argument> {
        let mut drafts = Vec::new();
        for argument in &operation.arguments {
            if !self.is_left_out(argument) {
                let mut draft = self.argument(argument, hint);
                draft.required &= !self.is_made(argument, operation);
                drafts.push(draft);
            }
        }
        if let Some(body) = &operation.body {
            drafts.push(self.body(body, hint));
        }
        named(drafts, CALL_METHODS)
    }

    /// The fields of a form, the required first.
    pub(super) fn form_fields(&mut self, fields: &[spec::Argument], hint: &Hint) -> Vec<Argument> {
        named(fields.iter().map(|field| self.argument(field, hint)).collect(), FORM_METHODS)
    }

    /// Whether no caller gives this: the client does, or it is never sent.
    fn is_left_out(&self, argument: &spec::Argument) -> bool {
        matches!(self.fact(&argument.pointer, Aspect::Supply), Some(Fact::Supply(_)))
    }

    /// The query parameters that every call of an operation has, and their values.
    pub(super) fn constants(&self, operation: &spec::Operation) -> Vec<(String, String)> {
        let queries = operation.arguments.iter().filter(|argument| argument.location == Location::Query);
        let fixed = queries.filter_map(|argument| match self.fact(&argument.pointer, Aspect::Supply) {
            Some(Fact::Supply(Supply::Fixed(value))) => Some((argument.name.clone(), value.clone())),
            _ => None,
        });
        fixed.collect()
    }

    fn argument(&mut self, argument: &spec::Argument, hint: &Hint) -> Draft {
        let (ty, separator) = self.argument_type(argument, hint);
        self.count_argument(argument, &ty);
        let ty = if self.is_secret(argument) { secret(ty) } else { ty };
        if objects::holds_secret(&ty) {
            self.secrets.insert(argument.name.clone());
        }
        let schema = self.spec.resolve(&argument.schema).map(|(_, schema)| schema);
        let checks = self.checks(argument, schema, &ty);
        let not_negative = checks.iter().any(is_not_negative);
        let ty = if not_negative { unsigned(ty) } else { ty };
        let place = argument.location.as_str();
        let chosen = argument.extensions.get("x-rust-name").and_then(Value::as_str);
        Draft {
            wish: Wish::given(&argument.name).qualified(place).chosen(chosen),
            carriage: self.carriage(argument, &ty, separator),
            required: self.is_required(argument),
            reserved: argument.allow_reserved,
            empty: argument.allow_empty && matches!(ty, Type::List(_)),
            deprecated: argument.deprecated,
            docs: docs::of_argument(argument, schema, &checks, self.inferences.get(&argument.pointer)),
            checks: checks.into_iter().filter_map(|check| fitted(check, &ty)).collect(),
            ty,
        }
    }

    fn is_required(&self, argument: &spec::Argument) -> bool {
        argument.required || matches!(self.fact(&argument.pointer, Aspect::Required), Some(Fact::Required(true)))
    }

    fn is_secret(&self, argument: &spec::Argument) -> bool {
        matches!(self.fact(&argument.pointer, Aspect::Secrecy), Some(Fact::Secret(true)))
    }

    /// The type of an argument, and the separator that inference found for a list.
    fn argument_type(&mut self, argument: &spec::Argument, hint: &Hint) -> (Type, Option<char>) {
        let hint = Hint { text: format!("{} {}", hint.text, argument.name), pointer: argument.schema_pointer.clone() };
        if let Some(Fact::Enum(values)) = self.fact(&argument.pointer, Aspect::Enum) {
            let values = values.clone();
            let docs = vec![format!("What `{}` takes.", argument.name)];
            return (self.define_enumeration(&values, &hint, docs), None);
        }
        let untyped =
            argument.schema.as_item().is_some_and(|schema| facts::is_untyped(schema) && texts(schema).is_none());
        match self.fact(&argument.pointer, Aspect::Type) {
            _ if untyped && says_file(argument) => (Type::File, None),
            // The values of a text are declared without the word for texts.
            Some(Fact::Type(Shape::Scalar { kind: Scalar::String, format: None })) if self.lists_texts(argument) => {
                (self.declared(argument, &hint), None)
            }
            Some(Fact::Type(shape)) => of_shape(&shape.clone()),
            _ if untyped && argument.style == Style::Json => (Type::Value, None),
            _ if untyped => (Type::String, None),
            _ => (self.declared(argument, &hint), None),
        }
    }

    /// Whether an argument declares the texts that it takes, and they may be shown.
    fn lists_texts(&self, argument: &spec::Argument) -> bool {
        let texts = self.spec.resolve(&argument.schema).and_then(|(_, schema)| texts(schema));
        texts.is_some() && !self.is_secret(argument)
    }

    /// The type that the document declares. Bytes are a file where a form takes files, and text elsewhere.
    fn declared(&mut self, argument: &spec::Argument, hint: &Hint) -> Type {
        let ty = match self.lower_type(&argument.schema, hint) {
            Type::Nullable(inner) => *inner,
            ty => ty,
        };
        let ty = self.of_text(&ty, argument.location == Location::Field(Form::Multipart));
        let ty = if says_file(argument) { file(ty) } else { ty };
        let one = !matches!(ty, Type::List(_)) && self.writing_of(&ty).is_some();
        if argument.style == Style::Text && !one {
            let message =
                format!("`{}` is text that the client does not write, and is taken as it stands", argument.name);
            let help = "pass it as the API writes it, or give it a simpler type in an overlay";
            self.report(Code::ArgumentUntyped, &argument.schema_pointer, message, help);
            return Type::String;
        }
        ty
    }

    /// What is checked before an argument is sent: the limits the document declares, else those it lets infer.
    fn checks(&self, argument: &spec::Argument, schema: Option<&Schema>, ty: &Type) -> Vec<Check> {
        let mut checks = Vec::new();
        let inferred = |aspect| self.fact(&argument.pointer, aspect);
        if let Type::List(_) = ty {
            let declared = schema.map(limits::item_count).unwrap_or_default();
            let count = match (declared, inferred(Aspect::Count)) {
                ((None, None), Some(Fact::Count(least, most))) => (*least, *most),
                (declared, _) => declared,
            };
            if count != (None, None) {
                checks.push(Check::Count(count.0, count.1));
            }
        }
        let item = match schema.and_then(facts::items).map(|items| self.spec.resolve_boxed(items)) {
            Some(item) => item,
            None => schema,
        };
        if matches!(inner(ty), Type::String | Type::Secret) {
            let length = item.map(limits::length).unwrap_or_default();
            if length != (None, None) {
                checks.push(Check::Length(length.0, length.1));
            }
        }
        if scalars::is_number(inner(ty)) {
            let declared = item.map(limits::bounds).unwrap_or_default();
            let (from, to) = match (declared, inferred(Aspect::Bounds)) {
                ((None, None), Some(Fact::Bounds(from, to))) => (from.as_ref().map(limit), to.as_ref().map(limit)),
                ((from, to), _) => (from.as_ref().map(bound), to.as_ref().map(bound)),
            };
            if from.is_some() || to.is_some() {
                checks.push(Check::Range(from, to));
            }
        }
        checks
    }
}

/// Names drafts, and puts the required first.
fn named(mut drafts: Vec<Draft>, methods: &[&str]) -> Vec<Argument> {
    drafts.sort_by_key(|draft| !draft.required);
    let wishes: Vec<Wish> = drafts.iter().map(|draft| draft.wish.clone()).collect();
    let names = Scope::reserving(Case::Snake, methods.iter().copied()).claim(&wishes);
    let named = drafts.into_iter().zip(names).map(|(draft, name)| Argument {
        name,
        carriage: draft.carriage,
        ty: draft.ty,
        required: draft.required,
        reserved: draft.reserved,
        empty: draft.empty,
        deprecated: draft.deprecated,
        checks: draft.checks,
        docs: draft.docs,
    });
    named.collect()
}

/// The type of a list's items, or the type itself.
pub(super) fn inner(ty: &Type) -> &Type {
    match ty {
        Type::List(item) => item,
        ty => ty,
    }
}

fn bound(bound: &Bound) -> Limit {
    Limit { value: bound.value.to_string(), exclusive: bound.exclusive }
}

fn limit(number: &Number) -> Limit {
    Limit { value: number.to_string(), exclusive: false }
}

fn is_not_negative(check: &Check) -> bool {
    matches!(check, Check::Range(Some(from), _) if from.value.parse().is_ok_and(|from: f64| from >= 0.0))
}

/// A check whose numbers are written as its type writes them. An end that the type cannot hold is no limit, and a check
/// without limits is none.
fn fitted(check: Check, ty: &Type) -> Option<Check> {
    let Check::Range(from, to) = check else { return Some(check) };
    let fit =
        |limit: Limit| Some(Limit { value: scalars::limit(inner(ty), &limit.value)?, exclusive: limit.exclusive });
    let (from, to) = (from.and_then(fit), to.and_then(fit));
    (from.is_some() || to.is_some()).then_some(Check::Range(from, to))
}

fn unsigned(ty: Type) -> Type {
    match ty {
        Type::List(item) => Type::List(Box::new(scalars::unsigned(*item))),
        ty => scalars::unsigned(ty),
    }
}

fn secret(ty: Type) -> Type {
    match ty {
        Type::String => Type::Secret,
        Type::List(item) if *item == Type::String => Type::List(Box::new(Type::Secret)),
        ty => ty,
    }
}

/// The type of an inferred shape, and its separator.
fn of_shape(shape: &Shape) -> (Type, Option<char>) {
    let one = |kind: &Scalar, format: &Option<String>| {
        let kind = match kind {
            Scalar::String => Kind::String,
            Scalar::Integer => Kind::Integer,
            Scalar::Number => Kind::Number,
            Scalar::Boolean => Kind::Boolean,
        };
        // Bytes stand in bodies; in any other place a binary text is text.
        match scalars::scalar(Some(kind), format.as_deref()) {
            Type::Bytes => Type::String,
            ty => ty,
        }
    };
    match shape {
        Shape::Scalar { kind, format } => (one(kind, format), None),
        Shape::List { kind, format, separator } => (Type::List(Box::new(one(kind, format))), *separator),
    }
}
