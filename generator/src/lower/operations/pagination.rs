//! Pagination: the fields and parameters of the client by which a caller requests the next page.
//!
//! The declared or inferred pagination of each operation becomes a [`Pagination`]. An inference or a declaration that
//! does not fit the types is dropped and reported, and so is the missing evidence of operations that seem to be paginated.

use serde_json::Map;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::infer::pagination::declared::{self, DeclaredPagination};
use crate::infer::pagination::{
    FirstPage, FirstValues, IncompletePagination, MorePages, ParameterKey, display_path, incomplete,
};
use crate::infer::{self, Aspect, Claim, Inferences};
use crate::ir::{
    Binding, Field, FieldKind, FieldPath, FieldPathSegment, FirstPageNumber, HasMore, Module, Operation, Pagination,
    PaginationStrategy, ParamIn, Parameter, Presence, Primitive, ResponseType, ScalarFormat, Type, TypeArena, TypeKind,
};
use crate::pointer::Pointer;
use crate::spec::{self, Location, Spec};

/// Adds the pagination of every paginated operation.
pub(in crate::lower) fn add(
    groups: &mut [Module],
    types: &TypeArena,
    spec: &Spec,
    inferences: &Inferences,
    diagnostics: &mut Diagnostics,
) {
    let first_values = FirstValues::new(spec, inferences);
    for operation in groups.iter_mut().flat_map(|group| &mut group.operations) {
        let matches = |described: &&spec::Operation| described.method.eq_ignore_ascii_case(operation.http_method);
        let Some(described) = spec.operations_at(&operation.template).find(matches) else { continue };
        let fit = Fit { operation, types };
        let fitted = match declared::read(spec, described, inferences, &first_values) {
            Some(declared) => fit.declared(&declared).map_err(|(pointer, problem)| {
                let message = format!("pagination ignored: {problem}");
                let help = "name parameters and fields as the document does, or set `x-pagination: false`";
                Diagnostic::new(Code::PaginationUnusable, spec.place(&pointer), message).help(help)
            }),
            None => match fit.inferred(inferences, described) {
                Some(fitted) => fitted.map(Some),
                None if is_excluded(inferences, described) => Ok(None),
                None => incomplete(spec, described, inferences, &first_values).map_or(Ok(None), Err),
            }
            .map_err(|found| report_incomplete(spec, described, &found)),
        };
        match fitted {
            Ok(pagination) => operation.pagination = pagination,
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
}

/// Returns true if the lock excludes the pagination of an operation, which another note reports.
fn is_excluded(inferences: &Inferences, operation: &spec::Operation) -> bool {
    let inference = inferences.get(&operation.pointer).and_then(|facts| facts.get(&Aspect::Pagination));
    inference.is_some_and(|inference| matches!(inference.chosen.fact, Claim::Open(_)))
}

/// Returns the diagnostic of an operation that seems to be paginated.
fn report_incomplete(spec: &Spec, operation: &spec::Operation, found: &IncompletePagination) -> Diagnostic {
    let IncompletePagination { missing, declaration } = found;
    let declaration = (!declaration.is_empty()).then(|| serde_json::Value::from(declaration.clone()).to_string());
    let help = match declaration {
        None => "correct the response, or add `\"x-pagination\": false` to the operation".to_owned(),
        Some(declaration) => {
            let unknown = ["FIELD", "PARAMETER"].into_iter().find(|name| declaration.contains(&format!("\"{name}\"")));
            let unknown = unknown.map(|name| format!(" with the name instead of `{name}`")).unwrap_or_default();
            format!("add `\"x-pagination\": {declaration}` to the operation{unknown}, or `\"x-pagination\": false`")
        }
    };
    let place = spec.place(&operation.pointer);
    Diagnostic::new(Code::PaginationIncomplete, place, missing.clone()).help(help)
}

/// An operation with the types of its response.
struct Fit<'f> {
    operation: &'f Operation,
    types: &'f TypeArena,
}

/// A field, or the reason why it cannot be used: lower case, without a full stop.
type FitResult<T> = Result<T, String>;

impl Fit<'_> {
    /// Returns the declared pagination, or the location of the error and its reason.
    fn declared(&self, declared: &DeclaredPagination) -> Result<Option<Pagination>, (Pointer, String)> {
        match &declared.result {
            Ok(Some(paging)) => {
                self.paging(paging, true).map(Some).map_err(|problem| (declared.pointer.clone(), problem))
            }
            Ok(None) => Ok(None),
            Err(error) => Err((error.pointer.clone(), error.message.clone())),
        }
    }

    /// Returns the inferred pagination, or the reason why it does not fit the types; `None` if none is inferred.
    fn inferred(
        &self,
        inferences: &Inferences,
        described: &spec::Operation,
    ) -> Option<Result<Pagination, IncompletePagination>> {
        let inference = inferences.get(&described.pointer)?.get(&Aspect::Pagination)?;
        let Claim::Pagination(Some(paging)) = &inference.chosen.fact else { return None };
        Some(self.paging(paging, false).map_err(|problem| IncompletePagination {
            missing: format!("the operation seems to be paginated ({paging}), but {problem}"),
            declaration: Map::new(),
        }))
    }

    fn paging(&self, paging: &infer::InferredPagination, is_declared: bool) -> FitResult<Pagination> {
        let (items, ty) = self.response_field(&paging.items)?;
        let Type::Array(item) = self.types.resolve_alias(&ty) else {
            return Err(format!("{} is not a list", display_path(&paging.items)));
        };
        let docs = docs(paging, is_declared);
        Ok(Pagination { items, item: (**item).clone(), strategy: self.strategy(&paging.strategy, item)?, docs })
    }

    fn strategy(&self, strategy: &infer::pagination::PageStrategy, item: &Type) -> FitResult<PaginationStrategy> {
        use infer::pagination::PageStrategy as From;
        Ok(match strategy {
            From::Number { parameter, first, more } => PaginationStrategy::Number {
                parameter: self.parameter_index(parameter)?,
                first: self.first(first)?,
                more: self.more(more)?,
            },
            From::Offset { parameter, first, more } => PaginationStrategy::Offset {
                parameter: self.parameter_index(parameter)?,
                first: *first,
                more: self.more(more)?,
            },
            From::Cursor { parameter, next, more } => PaginationStrategy::Cursor {
                parameter: self.parameter_index(parameter)?,
                next: self.cursor(next)?,
                more: self.more(more)?,
            },
            From::LastItemId { parameter, id, more } => {
                let (response_field, ty) = self.field_path(item, id)?;
                if !is_cursor(self.types.resolve_alias(&ty)) {
                    return Err(format!("{} of an item is neither a string nor a number", display_path(id)));
                }
                PaginationStrategy::LastItemId {
                    parameter: self.parameter_index(parameter)?,
                    id: response_field,
                    more: self.more(more)?,
                }
            }
            From::Url { next, more } => PaginationStrategy::Url { next: self.url(next)?, more: self.more(more)? },
            From::Link => match self.operation.http_method {
                "GET" => PaginationStrategy::Link,
                _ => return Err("a next-page URL requires a GET operation".to_owned()),
            },
        })
    }

    fn first(&self, first: &FirstPage) -> FitResult<FirstPageNumber> {
        Ok(match first {
            FirstPage::Number(first) => FirstPageNumber::Known(*first),
            FirstPage::Response(current) => FirstPageNumber::Field(self.of_type(current, "a number", is_number)?),
        })
    }

    fn more(&self, sign: &MorePages) -> FitResult<HasMore> {
        let flag = |path: &[String]| self.of_type(path, "a boolean", |ty| *ty == Type::Primitive(Primitive::Bool));
        let counts = |path: &[String]| self.of_type(path, "a number", is_number);
        Ok(match sign {
            MorePages::WhileTrue(path) => HasMore::Flag(flag(path)?),
            MorePages::UntilTrue(path) => HasMore::LastFlag(flag(path)?),
            MorePages::PageCount(path) => HasMore::Pages(counts(path)?),
            MorePages::ItemCount(path) => HasMore::Total(counts(path)?),
            MorePages::PageSize(parameter) => HasMore::PageSize(self.parameter_index(parameter)?),
            MorePages::Unknown => HasMore::Unknown,
        })
    }

    fn cursor(&self, path: &[String]) -> FitResult<FieldPath> {
        self.of_type(path, "a string or number", is_cursor)
    }

    fn url(&self, path: &[String]) -> FitResult<FieldPath> {
        if self.operation.http_method != "GET" {
            return Err("a next-page URL requires a GET operation".to_owned());
        }
        let is_text = |ty: &Type| {
            matches!(ty, Type::Primitive(Primitive::String) | Type::Secret | Type::Scalar(ScalarFormat::Uri))
        };
        self.of_type(path, "a string", is_text)
    }

    /// Returns the path to a field whose type matches.
    fn of_type(&self, path: &[String], what: &str, matches: impl Fn(&Type) -> bool) -> FitResult<FieldPath> {
        let (response_field, ty) = self.response_field(path)?;
        if matches(self.types.resolve_alias(&ty)) {
            Ok(response_field)
        } else {
            Err(format!("{} is not {what}", display_path(path)))
        }
    }

    /// Returns the path to a field of the response, and its type.
    fn response_field(&self, path: &[String]) -> FitResult<(FieldPath, Type)> {
        match &self.operation.output {
            ResponseType::Single(output) => self.field_path(output, path),
            ResponseType::PerStatus(_) => Err("its response type depends on the status".to_owned()),
        }
    }

    /// Returns the path to a field of a type, and the field's type.
    fn field_path(&self, ty: &Type, path: &[String]) -> FitResult<(FieldPath, Type)> {
        let (mut options, mut ty) = self.unwrapped(ty);
        let optional = options > 0;
        if options > 1 {
            return Err("the object is nullable in two respects".to_owned());
        }
        let mut steps = Vec::new();
        for name in path {
            let field = self.field(&ty, name).ok_or_else(|| format!("there is no field {}", display_path(path)))?;
            (options, ty) = self.unwrapped(&field.ty);
            options += match field.presence {
                Presence::Required => 0,
                Presence::Optional | Presence::Nullable | Presence::RequiredInRequests => 1,
                Presence::OptionalNullable => 2,
            };
            steps.push(FieldPathSegment { name: field.name.clone(), options });
        }
        let is_boxed = matches!(ty, Type::Boxed(_));
        if is_boxed { Err(format!("{} is boxed", display_path(path))) } else { Ok((FieldPath { optional, steps }, ty)) }
    }

    fn field(&self, ty: &Type, name: &str) -> Option<&Field> {
        let Type::Named(id) = ty else { return None };
        let TypeKind::Struct(body) = &self.types.get(*id)?.kind else { return None };
        body.fields.iter().find(|field| field.name.wire() == name)
    }

    /// Resolves aliases and removes nullability from a type; also returns how many times it is nullable.
    fn unwrapped(&self, ty: &Type) -> (usize, Type) {
        let (mut options, mut ty) = (0, self.types.resolve_alias(ty));
        while let Type::Nullable(inner) = ty {
            options += 1;
            ty = self.types.resolve_alias(inner);
        }
        // A box is transparent on the path to a field.
        match ty {
            Type::Boxed(inner) if matches!(self.types.resolve_alias(inner), Type::Named(_)) => {
                (options, self.types.resolve_alias(inner).clone())
            }
            ty => (options, ty.clone()),
        }
    }

    /// Returns the index of a parameter that can select a page.
    fn parameter_index(&self, named: &ParameterKey) -> FitResult<usize> {
        let matches = |parameter: &Parameter| parameter.name.wire() == named.name && is_at(parameter, named.location);
        let at = self.operation.parameters.iter().position(matches);
        let at = at.ok_or_else(|| format!("`{}` is not a parameter of the operation", named.name))?;
        let fits = self
            .operation
            .parameters
            .get(at)
            .is_some_and(|parameter| selects_page(self.types.resolve_alias(&parameter.ty)));
        if fits { Ok(at) } else { Err(format!("`{}` is neither a number nor a string", named.name)) }
    }
}

fn is_at(parameter: &Parameter, location: Location) -> bool {
    match (&parameter.binding, location) {
        (Binding::Param(ParamIn::Query, _), Location::Query) => true,
        (Binding::FormField(_, FieldKind::Value(_)), Location::Field(_)) => true,
        (_, Location::Path | Location::Query | Location::Header | Location::Cookie | Location::Field(_)) => false,
    }
}

/// Returns true if a parameter of this type can select a page.
fn selects_page(ty: &Type) -> bool {
    matches!(ty, Type::Primitive(_) | Type::Secret) && *ty != Type::Primitive(Primitive::Bool)
}

fn is_number(ty: &Type) -> bool {
    let formatted = matches!(
        ty,
        Type::Scalar(
            ScalarFormat::I8
                | ScalarFormat::I16
                | ScalarFormat::U8
                | ScalarFormat::U16
                | ScalarFormat::NumberString(_)
                | ScalarFormat::IntegralNumber(_)
        )
    );
    formatted || matches!(ty, Type::Primitive(primitive) if primitive.is_number())
}

/// Returns true if a value of this type can be a cursor or an item's id.
fn is_cursor(ty: &Type) -> bool {
    matches!(ty, Type::Primitive(Primitive::String) | Type::Secret | Type::Scalar(ScalarFormat::Uuid)) || is_number(ty)
}

/// Returns the paragraphs about an operation's pagination.
fn docs(paging: &infer::InferredPagination, is_declared: bool) -> Vec<String> {
    let summary = format!("Pagination: {paging}.");
    let inferred = "Inferred from the parameters and the response.".to_owned();
    std::iter::once(summary).chain((!is_declared).then_some(inferred)).collect()
}
