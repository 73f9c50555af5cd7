//! Operations that seem to be paginated, without enough evidence for a conclusion.

use serde_json::{Map, Value, json};

use super::display::{display_path, path_value};
use super::page_fields::PageFields;
use super::response::{ItemList, PageField, PageResponse};
use super::{FirstValues, PaginationContext, RoleParameter};
use crate::infer::text::tokens;
use crate::infer::{Inferences, Role};
use crate::spec::{Operation, Spec};

/// An operation that seems to be paginated.
#[derive(Debug, Clone, PartialEq)]
pub struct IncompletePagination {
    /// The reason why no pagination is concluded: lower case, no full stop.
    pub missing: String,
    /// The value of `x-pagination` that declares the pagination. `FIELD` and `PARAMETER` stand for unknown names.
    pub declaration: Map<String, Value>,
}

/// Returns the missing evidence of an operation without pagination, if it seems to be paginated.
#[must_use]
pub fn incomplete(
    spec: &Spec,
    operation: &Operation,
    inferences: &Inferences,
    first_values: &FirstValues,
) -> Option<IncompletePagination> {
    let context = PaginationContext { spec, operation, inferences, first_values };
    if operation.method != "get" {
        return None;
    }
    let parameter = context.forward().or_else(|| context.parameter(Role::Page));
    let parameter = parameter.or_else(|| context.parameter(Role::Offset));
    let response = PageResponse::find(spec, operation, inferences);
    let Some(response) = response.as_ref() else {
        if is_of_one(operation) {
            return None;
        }
        let mut declaration = declared(context, parameter.as_ref()?);
        declaration.insert("items".to_owned(), json!("FIELD"));
        let missing = seems(parameter.as_ref()?, "the document does not describe the response");
        return Some(IncompletePagination { missing, declaration });
    };
    let list = response.list(operation);
    let lists = response.lists();
    let (items, reason) = match &list {
        Some(list) => (list.field.map(|list| path_value(&list.names())), None),
        None if is_of_one(operation) => return None,
        None => {
            (Some(lists.first().map_or_else(|| json!("FIELD"), |list| path_value(list))), Some(without_list(&lists)))
        }
    };
    let fields = PageFields::new(response, &list.unwrap_or(ItemList { field: None }));
    let signs = Signs { context, fields, items };
    match parameter {
        Some(parameter) => Some(signs.of_parameter(&parameter, reason.as_deref())),
        None if reason.is_none() && !is_of_one(operation) => signs.of_response(),
        None => None,
    }
}

/// Returns true if the path ends with the id of one resource. Its parameters are often those of the collection.
fn is_of_one(operation: &Operation) -> bool {
    operation.path.ends_with('}')
}

/// The maximum number of lists that are named.
const MAX_LISTS: usize = 5;

/// Describes a response without an unambiguous list of items.
fn without_list(lists: &[Vec<String>]) -> String {
    if lists.is_empty() {
        return "the response has no list of items".to_owned();
    }
    let names: Vec<String> = lists.iter().take(MAX_LISTS).map(|list| display_path(list)).collect();
    let several = if names.len() == 1 { "the list of items may not be" } else { "the response has several lists:" };
    format!("{several} {}", names.join(", "))
}

/// The response of an operation.
struct Signs<'s, 'a> {
    context: PaginationContext<'s>,
    fields: PageFields<'a, 's>,
    /// The path of the items; `None` if the response is the list.
    items: Option<Value>,
}

impl Signs<'_, '_> {
    /// Describes an operation with a pagination parameter. `reason` precedes other reasons.
    fn of_parameter(&self, parameter: &RoleParameter, reason: Option<&str>) -> IncompletePagination {
        let mut declaration = declared(self.context, parameter);
        let end = self.end().filter(|(key, _)| parameter.role != Role::Offset || *key != "pages");
        let other_reason = match (&end, parameter.role) {
            (_, Role::Cursor) => "no response field contains the next cursor",
            (Some(_), Role::Page) => "the number of the first page is not documented",
            (_, _) => "no response field states the next page or the last one",
        };
        if parameter.role == Role::Cursor {
            let name = tokens::of_name(&parameter.parameter.name).concat();
            let next = self.fields.cursor(&name, true).map(|next| path_value(&next.names()));
            declaration.extend(next.map(|next| ("next".to_owned(), next)));
        } else {
            let size = || Some(("size", json!(self.context.parameter(Role::PageSize)?.parameter.name)));
            let end = end.map(|(key, field)| (key, path_value(&field.names()))).or_else(size);
            declaration.extend(end.map(|(key, value)| (key.to_owned(), value)));
        }
        let missing = seems(parameter, reason.unwrap_or(other_reason));
        IncompletePagination { missing, declaration: self.with_items(declaration) }
    }

    /// Describes an operation whose response has a field about the next page, but that has no parameter for it.
    fn of_response(&self) -> Option<IncompletePagination> {
        let mut declaration = Map::new();
        let missing = if let Some(next) = self.fields.url() {
            declaration.insert("next".to_owned(), path_value(&next.names()));
            let next = display_path(&next.names());
            format!("{next} may be the URL of the next page, but the operation has no parameter about pages")
        } else {
            let next = self.fields.next_page().or_else(|| self.fields.cursor("", false))?;
            declaration.insert("cursor".to_owned(), json!("PARAMETER"));
            declaration.insert("next".to_owned(), path_value(&next.names()));
            format!("{} leads to the next page, but the operation has no parameter for it", display_path(&next.names()))
        };
        Some(IncompletePagination { missing, declaration: self.with_items(declaration) })
    }

    /// Returns the key of `x-pagination` for the end of the pages, and its field.
    fn end(&self) -> Option<(&'static str, &PageField<'_>)> {
        let fields = &self.fields;
        let flag = fields.more().map(|field| ("more", field)).or_else(|| Some(("last", fields.last()?)));
        flag.or_else(|| Some(("pages", fields.pages()?))).or_else(|| Some(("total", fields.total()?)))
    }

    fn with_items(&self, mut declaration: Map<String, Value>) -> Map<String, Value> {
        declaration.extend(self.items.clone().map(|items| ("items".to_owned(), items)));
        declaration
    }
}

fn seems(parameter: &RoleParameter, reason: &str) -> String {
    format!("the operation seems to be paginated by `{}`, but {reason}", parameter.parameter.name)
}

/// Returns the keys of `x-pagination` that follow from a parameter.
fn declared(context: PaginationContext, parameter: &RoleParameter) -> Map<String, Value> {
    let name = json!(parameter.parameter.name);
    let first = || context.first_values.number(context, parameter.parameter).map(|first| first.number);
    let entries = match parameter.role {
        Role::Cursor => [("cursor", name), ("next", json!("FIELD"))],
        Role::Offset => [("offset", name), ("first", json!(first().unwrap_or(0)))],
        _ => [("page", name), ("first", json!(first().unwrap_or(1)))],
    };
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
