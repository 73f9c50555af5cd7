//! From what is known of an operation's pages to the members and arguments of the client that turn them.
//!
//! Comes in: the settled operations and types, and what was concluded or declared about pages. Goes out: each
//! operation's [`Paging`]. What was concluded and does not fit the types after all is left out; what the document says
//! itself is reported.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::infer::paging::{Firsts, Named, Sign, declared, shown};
use crate::infer::{self, Aspect, Fact, Inferences};
use crate::ir::{
    Argument, Carriage, Field, Format, Group, More, Operation, Outcome, Paging, Reach, Slot, Step, Turning, Type,
    TypeBody, Types,
};
use crate::spec::{self, Location, Spec};

/// Gives every operation that answers in pages its way to turn them.
pub(super) fn settle(
    groups: &mut [Group],
    types: &Types,
    spec: &Spec,
    inferences: &Inferences,
    diagnostics: &mut Diagnostics,
) {
    let firsts = Firsts::of(spec, inferences);
    for operation in groups.iter_mut().flat_map(|group| &mut group.operations) {
        let is_it = |own: &&spec::Operation| {
            own.path == operation.template && own.method.eq_ignore_ascii_case(operation.http_method)
        };
        let Some(own) = spec.operations.iter().find(is_it) else { continue };
        let inference = inferences.get(&own.pointer).and_then(|answers| answers.get(&Aspect::Paging));
        let inferred = inference.map(|inference| &inference.chosen.fact);
        let declared = declared::read(spec, own, inferences, &firsts);
        let asked = Fit { operation, types };
        let fitted = match (&declared, inferred) {
            (Some(declared), _) => match &declared.said {
                Ok(Some(paging)) => asked.paging(paging, true).map_err(|problem| (declared.pointer.clone(), problem)),
                Ok(None) => continue,
                Err(fault) => Err((fault.pointer.clone(), fault.problem.clone())),
            },
            // What does not fit was a conclusion, and nothing is lost that the document speaks of.
            (None, Some(Fact::Paging(Some(paging)))) => match asked.paging(paging, false) {
                Ok(paging) => Ok(paging),
                Err(_) => continue,
            },
            (None, _) => continue,
        };
        match fitted {
            Ok(paging) => operation.paging = Some(paging),
            Err((pointer, problem)) => {
                let message = format!("the operation has no pages: {problem}");
                let help = "name its arguments and members as the document does, or write `x-pagination: false`";
                let place = spec.place(&pointer);
                diagnostics.push(Diagnostic::new(Code::PaginationUnusable, place, message).help(help));
            }
        }
    }
}

/// An operation, and the types that its answer is made of.
struct Fit<'f> {
    operation: &'f Operation,
    types: &'f Types,
}

/// A member, or why it is none that can be used: lower case, no full stop.
type Found<T> = Result<T, String>;

impl Fit<'_> {
    fn paging(&self, paging: &infer::Paging, is_declared: bool) -> Found<Paging> {
        let (items, ty) = self.reach(&paging.items)?;
        let Type::List(item) = self.types.behind(&ty) else {
            return Err(format!("{} is no list", shown(&paging.items)));
        };
        let docs = docs(paging, is_declared);
        Ok(Paging { items, item: (**item).clone(), turning: self.turning(&paging.turning, item)?, docs })
    }

    fn turning(&self, turning: &infer::paging::Turning, item: &Type) -> Found<Turning> {
        use infer::paging::Turning as From;
        Ok(match turning {
            From::Number { argument, first, more } => {
                Turning::Number { argument: self.slot(argument)?, first: *first, more: self.more(more)? }
            }
            From::Offset { argument, first, more } => {
                Turning::Offset { argument: self.slot(argument)?, first: *first, more: self.more(more)? }
            }
            From::Cursor { argument, next, more } => {
                Turning::Cursor { argument: self.slot(argument)?, next: self.mark(next)?, more: self.more(more)? }
            }
            From::After { argument, id, more } => {
                let (reach, ty) = self.within(item, id)?;
                if !is_mark(self.types.behind(&ty)) {
                    return Err(format!("{} of an item is neither a text nor a number", shown(id)));
                }
                Turning::After { argument: self.slot(argument)?, id: reach, more: self.more(more)? }
            }
            From::Url { next, more } => Turning::Url { next: self.url(next)?, more: self.more(more)? },
            From::Link => match self.operation.http_method {
                "GET" => Turning::Link,
                _ => return Err("only what is got can have the address of a next page".to_owned()),
            },
        })
    }

    fn more(&self, sign: &Sign) -> Found<More> {
        let said = |path: &[String]| self.of_type(path, "true or false", |ty| *ty == Type::Bool);
        let counts = |path: &[String]| self.of_type(path, "a number", is_number);
        Ok(match sign {
            Sign::More(path) => More::Said(said(path)?),
            Sign::Last(path) => More::Unless(said(path)?),
            Sign::Pages(path) => More::Pages(counts(path)?),
            Sign::Total(path) => More::Total(counts(path)?),
            Sign::Size(argument) => More::Asked(self.slot(argument)?),
            Sign::Open => More::Open,
        })
    }

    fn mark(&self, path: &[String]) -> Found<Reach> {
        self.of_type(path, "a text or a number", is_mark)
    }

    fn url(&self, path: &[String]) -> Found<Reach> {
        if self.operation.http_method != "GET" {
            return Err("only what is got can have the address of a next page".to_owned());
        }
        let is_text = |ty: &Type| matches!(ty, Type::String | Type::Secret | Type::Formatted(Format::Uri));
        self.of_type(path, "a text", is_text)
    }

    /// The way to a member of some type.
    fn of_type(&self, path: &[String], what: &str, is_it: impl Fn(&Type) -> bool) -> Found<Reach> {
        let (reach, ty) = self.reach(path)?;
        if is_it(self.types.behind(&ty)) { Ok(reach) } else { Err(format!("{} is not {what}", shown(path))) }
    }

    /// The way to a member of the answer, and its type.
    fn reach(&self, path: &[String]) -> Found<(Reach, Type)> {
        match &self.operation.output {
            Outcome::One(output) => self.within(output, path),
            Outcome::Several(_) => Err("its answers differ from status to status".to_owned()),
        }
    }

    /// The way to a member of something, and its type.
    fn within(&self, ty: &Type, path: &[String]) -> Found<(Reach, Type)> {
        let (mut options, mut ty) = self.bare(ty);
        let optional = options > 0;
        if options > 1 {
            return Err("what has the members may be missing in two ways".to_owned());
        }
        let mut steps = Vec::new();
        for name in path {
            let field = self.field(&ty, name).ok_or_else(|| format!("there is no member {}", shown(path)))?;
            (options, ty) = self.bare(&field.ty);
            options += match field.slot {
                Slot::Required => 0,
                Slot::Optional | Slot::Nullable => 1,
                Slot::OptionalNullable => 2,
            };
            steps.push(Step { name: field.name.clone(), options });
        }
        let is_boxed = matches!(ty, Type::Boxed(_));
        if is_boxed { Err(format!("{} is behind a pointer", shown(path))) } else { Ok((Reach { optional, steps }, ty)) }
    }

    fn field(&self, ty: &Type, name: &str) -> Option<&Field> {
        let Type::Named(id) = ty else { return None };
        let TypeBody::Struct(body) = &self.types.get(*id)?.body else { return None };
        body.fields.iter().find(|field| field.name.wire() == name)
    }

    /// A type without its names and without what says that it may be null, and how often that is said.
    fn bare(&self, ty: &Type) -> (usize, Type) {
        let (mut options, mut ty) = (0, self.types.behind(ty));
        while let Type::Nullable(inner) = ty {
            options += 1;
            ty = self.types.behind(inner);
        }
        // A pointer is looked through on the way to a member.
        match ty {
            Type::Boxed(inner) if matches!(self.types.behind(inner), Type::Named(_)) => {
                (options, self.types.behind(inner).clone())
            }
            ty => (options, ty.clone()),
        }
    }

    /// The index of an argument that can say which page is meant.
    fn slot(&self, named: &Named) -> Found<usize> {
        let is_it = |argument: &Argument| argument.name.wire() == named.name && travels(argument, named.location);
        let at = self.operation.arguments.iter().position(is_it);
        let at = at.ok_or_else(|| format!("`{}` is no argument of a call", named.name))?;
        let fits = self.operation.arguments.get(at).is_some_and(|argument| is_slot(self.types.behind(&argument.ty)));
        if fits { Ok(at) } else { Err(format!("`{}` takes neither a number nor a text", named.name)) }
    }
}

fn travels(argument: &Argument, location: Location) -> bool {
    match (&argument.carriage, location) {
        (Carriage::Query(_), Location::Query) => true,
        (Carriage::UrlEncodedField(_) | Carriage::MultipartField(_), Location::Field(_)) => true,
        (_, Location::Path | Location::Query | Location::Header | Location::Cookie | Location::Field(_)) => false,
    }
}

/// Whether an argument of a type can say which page is meant.
fn is_slot(ty: &Type) -> bool {
    matches!(ty, Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 | Type::String | Type::Secret)
}

fn is_number(ty: &Type) -> bool {
    let formatted = matches!(
        ty,
        Type::Formatted(Format::I8 | Format::I16 | Format::U8 | Format::U16 | Format::Quoted(_) | Format::Whole(_))
    );
    formatted || matches!(ty, Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64)
}

/// Whether what a type holds can call a page or an item by name.
fn is_mark(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Secret | Type::Formatted(Format::Uuid)) || is_number(ty)
}

/// What the client's documentation says of it.
fn docs(paging: &infer::Paging, is_declared: bool) -> Vec<String> {
    let said = format!("Pages: {paging}.");
    let inferred = "Inferred from the arguments and the answer, which both speak of it.".to_owned();
    std::iter::once(said).chain((!is_declared).then_some(inferred)).collect()
}
