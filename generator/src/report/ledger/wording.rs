//! Formats facts and values as text.

use serde_json::{Number, Value, json};

use crate::infer::{AuthMethod, Claim, InferredType, ResponseSchema, Role, Scalar, Supply};
use crate::spec::Location;

/// Formats a fact as text.
#[must_use]
pub fn words(fact: &Claim) -> String {
    match fact {
        Claim::Type(InferredType::Scalar { kind, format }) => scalar(*kind, format.as_deref()),
        Claim::Type(InferredType::List { kind, format, separator }) => {
            let items = format!("list of {}s", scalar(*kind, format.as_deref()));
            match separator {
                Some(' ') => format!("{items}, separated by spaces"),
                Some(separator) => format!("{items}, separated by `{separator}`"),
                None => format!("{items}, as repeated parameters"),
            }
        }
        Claim::Required(true) => "required".to_owned(),
        Claim::Required(false) => "optional".to_owned(),
        Claim::Count(least, most) => match (least, most) {
            (Some(least), Some(most)) => format!("{least} to {most} items"),
            (Some(least), None) => format!("at least {least} items"),
            (None, Some(most)) => format!("at most {most} items"),
            (None, None) => "any number of items".to_owned(),
        },
        Claim::Bounds(least, most) => bounds(least.as_ref(), most.as_ref()),
        Claim::Enum(values) => format!("one of {}", values.join(", ")),
        Claim::Default(value) => format!("{value} by default"),
        Claim::Secret(true) => "a secret".to_owned(),
        Claim::Secret(false) => "not a secret".to_owned(),
        Claim::Role(role) => match role {
            Role::Auth => "a credential",
            Role::ContentNegotiation => "content negotiation",
            Role::Jsonp => "the JSONP callback",
            Role::Page => "the page number",
            Role::PageSize => "the page size",
            Role::Offset => "the number of items to skip",
            Role::Cursor => "the cursor of the next page",
        }
        .to_owned(),
        Claim::Supply(supply) => match supply {
            Supply::Credential(scheme) => format!("omitted from calls: set by the client's credential `{scheme}`"),
            Supply::Repeated(schemes) => {
                format!("optional where the client sends its credential `{}`", schemes.join("` or `"))
            }
            Supply::Fixed(value) => format!("omitted from calls: the client always sends `{value}`"),
            Supply::Nobody => "omitted from calls: never sent".to_owned(),
        },
        Claim::OperationId(id) => id.clone(),
        Claim::Pagination(Some(pagination)) => format!("paginated, {pagination}"),
        Claim::Pagination(None) => "not paginated".to_owned(),
        Claim::Response(None) => "any value".to_owned(),
        Claim::Response(Some(ResponseSchema { schema, listed: false })) => format!("`{schema}`"),
        Claim::Response(Some(ResponseSchema { schema, listed: true })) => format!("list of `{schema}`"),
        Claim::Open(aspect) => format!("{}: not inferred", aspect.as_str()),
        Claim::Scheme(scheme) => match &scheme.method {
            AuthMethod::Key(location, name) => {
                format!("a credential of the client, sent as `{name}` in the {}", place(*location))
            }
            AuthMethod::Bearer => "a credential of the client, sent as `Authorization: Bearer`".to_owned(),
            AuthMethod::Basic => "a credential of the client, sent as `Authorization: Basic`".to_owned(),
        },
    }
}

fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "headers",
        Location::Cookie => "cookies",
        Location::Field(_) => "form",
    }
}

fn scalar(kind: Scalar, format: Option<&str>) -> String {
    let kind = kind.as_str();
    format.map_or_else(|| kind.to_owned(), |format| format!("{kind} ({format})"))
}

fn bounds(least: Option<&Number>, most: Option<&Number>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("{least} or more"),
        (None, Some(most)) => format!("{most} or less"),
        (None, None) => "any number".to_owned(),
    }
}

/// Returns a short value unchanged, and a long one as shortened JSON text.
pub(super) fn short(value: &Value) -> Value {
    let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let cut = cut(&plain);
    if cut == plain { value.clone() } else { json!(cut) }
}

/// Shortens a long text.
pub(super) fn cut(text: &str) -> String {
    const LONGEST: usize = 160;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} ...", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}
