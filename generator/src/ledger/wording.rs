//! Answers in words that a person reads.

use serde_json::{Number, Value, json};

use crate::infer::{Answer, Fact, Role, Scalar, Shape, Supply, Way};
use crate::spec::Location;

/// An answer in words.
#[must_use]
pub fn words(fact: &Fact) -> String {
    match fact {
        Fact::Type(Shape::Scalar { kind, format }) => scalar(*kind, format.as_deref()),
        Fact::Type(Shape::List { kind, format, separator }) => {
            let items = format!("list of {}s", scalar(*kind, format.as_deref()));
            match separator {
                Some(' ') => format!("{items}, separated by spaces"),
                Some(separator) => format!("{items}, separated by `{separator}`"),
                None => format!("{items}, each given by name"),
            }
        }
        Fact::Required(true) => "required".to_owned(),
        Fact::Required(false) => "optional".to_owned(),
        Fact::Count(least, most) => match (least, most) {
            (Some(least), Some(most)) => format!("{least} to {most} items"),
            (Some(least), None) => format!("at least {least} items"),
            (None, Some(most)) => format!("at most {most} items"),
            (None, None) => "any number of items".to_owned(),
        },
        Fact::Bounds(least, most) => bounds(least.as_ref(), most.as_ref()),
        Fact::Enum(values) => format!("one of {}", values.join(", ")),
        Fact::Default(value) => format!("{value} where it is not given"),
        Fact::Secret(true) => "a secret".to_owned(),
        Fact::Secret(false) => "no secret".to_owned(),
        Fact::Role(role) => match role {
            Role::Auth => "a credential",
            Role::ContentNegotiation => "content negotiation",
            Role::Jsonp => "the callback of JSONP",
            Role::Page => "the number of a page",
            Role::PageSize => "the size of a page",
            Role::Offset => "how many items to skip",
            Role::Cursor => "where the next page starts",
        }
        .to_owned(),
        Fact::Supply(supply) => match supply {
            Supply::Credential(scheme) => format!("no argument of a call: the client has the credential `{scheme}`"),
            Supply::Fixed(value) => format!("no argument of a call: the client always sends `{value}`"),
            Supply::Nobody => "no argument of a call: it is never sent".to_owned(),
        },
        Fact::OperationId(id) => id.clone(),
        Fact::Paging(Some(paging)) => format!("in pages, {paging}"),
        Fact::Paging(None) => "not in pages".to_owned(),
        Fact::Answer(None) => "any value".to_owned(),
        Fact::Answer(Some(Answer { schema, listed: false })) => format!("`{schema}`"),
        Fact::Answer(Some(Answer { schema, listed: true })) => format!("list of `{schema}`"),
        Fact::Open(aspect) => format!("{}: left open", aspect.as_str()),
        Fact::Scheme(scheme) => match &scheme.way {
            Way::Key(location, name) => {
                format!("a credential of the client, sent as `{name}` in the {}", place(*location))
            }
            Way::Bearer => "a credential of the client, sent as `Authorization: Bearer`".to_owned(),
            Way::Basic => "a credential of the client, sent as `Authorization: Basic`".to_owned(),
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

/// A value as it is where it is short, else its JSON text, cut.
pub(super) fn short(value: &Value) -> Value {
    let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let cut = cut(&plain);
    if cut == plain { value.clone() } else { json!(cut) }
}

/// A text cut to a length that reads well.
pub(super) fn cut(text: &str) -> String {
    const LONGEST: usize = 160;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} ...", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}
