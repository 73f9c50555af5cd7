//! Several `in: body` parameters of one operation become one body: an object that has each of them as a member.
//!
//! An HTTP request has one body, so whoever names two means its members. The parameters come in as they are written;
//! what a single body becomes is not known here.

use serde_json::{Map, Value, json};

use super::parameters::take_schema;
use super::shared::Applied;
use super::{bodies, take_text};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::stage::Stage;

/// Upgrades several bodies to one at `now`. `None` where there are not several, or one of them has no name of its own.
pub(super) fn upgrade(all: &[Applied], consumes: &[String], now: &Pointer, stage: &mut Stage<'_>) -> Option<Value> {
    let (first, rest) = all.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    for body in all {
        let mut value = body.value.clone();
        let name = take_text(&mut value, "name").filter(|name| !bodies::is_placeholder(name))?;
        if value.get("required").and_then(Value::as_bool) == Some(true) {
            required.push(Value::from(name.as_str()));
        }
        let (mut schema, given) = take_schema(&mut value);
        if let Some(description) = take_text(&mut value, "description")
            && !schema.contains_key("$ref")
            && !schema.contains_key("description")
        {
            schema.insert("description".to_owned(), description.into());
            places
                .push(Place { now: vec![name.clone(), "description".to_owned()], was: body.was.child("description") });
        }
        let was = if given { body.was.child("schema") } else { body.was.clone() };
        places.push(Place { now: vec![name.clone()], was });
        if properties.insert(name, Value::Object(schema)).is_some() {
            return None;
        }
    }
    let mut schema = json!({"type": "object", "properties": properties});
    let needed = !required.is_empty();
    if needed && let Value::Object(schema) = &mut schema {
        schema.insert("required".to_owned(), Value::Array(required));
    }
    report(first, rest, &schema, stage);
    let mut parameter = Map::from_iter([("schema".to_owned(), schema)]);
    if needed {
        parameter.insert("required".to_owned(), true.into());
    }
    let body = bodies::upgrade(parameter, consumes, (now, &first.was), stage);
    for media_type in body.get("content").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
        let properties = now.child("content").child(media_type).child("schema").child("properties");
        for Place { now, was } in &places {
            stage.moved(now.iter().fold(properties.clone(), |at, token| at.child(token)), was.clone());
        }
    }
    Some(body)
}

/// Where a value will be, below the properties, and where it was.
struct Place {
    now: Vec<String>,
    was: Pointer,
}

fn report(first: &Applied, rest: &[Applied], schema: &Value, stage: &mut Stage<'_>) {
    let names = schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let message = format!("an operation has one body; {} are taken for members of one object", names.join(", "));
    let help = "describe the whole body by one `in: body` parameter, with an object schema for several fields";
    for body in rest {
        stage.report(Code::SecondBody, &body.was, message.clone(), help);
    }
    let was = Value::Array(std::iter::once(first).chain(rest).map(|body| Value::Object(body.value.clone())).collect());
    stage.repair("bodies-joined", &first.was, Some(was), Some(schema.clone()));
}
