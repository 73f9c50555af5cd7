//! Documentation of types without a description: a sentence about the position of the schema in the document.

use crate::pointer::Pointer;
use crate::spec::Spec;

/// Describes the position of a schema, such as "Request body of `createPet`." or "Value of `status` in `Pet`."
pub(super) fn describe(spec: &Spec, pointer: &Pointer) -> String {
    let tokens: Vec<String> = pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match find_owner(spec, &tokens) {
        Some((owner, [])) => root(&owner),
        Some((owner, steps)) => within(&owner, steps),
        None => format!("Declared at {}.", code(pointer.as_str())),
    }
}

/// Returns the named schema, body, response, header or parameter that contains a schema, and the steps from its schema
/// to the contained one.
fn find_owner<'t>(spec: &Spec, tokens: &'t [&'t str]) -> Option<(String, &'t [&'t str])> {
    Some(match tokens {
        ["components", "schemas", name, steps @ ..] => (code(name), steps),
        ["components", "requestBodies", name, "content", _, "schema", steps @ ..] => {
            (format!("the request body {}", code(name)), steps)
        }
        ["components", "responses", name, "content", _, "schema", steps @ ..] => {
            (format!("the response {}", code(name)), steps)
        }
        ["components", "headers", name, "schema", steps @ ..]
        | ["components", "responses", _, "headers", name, "schema", steps @ ..] => {
            (format!("the header {}", code(name)), steps)
        }
        ["components", "parameters", name, "schema", steps @ ..] => (format!("the parameter {}", code(name)), steps),
        ["paths", path, "parameters", index, "schema", steps @ ..] => {
            let pointer = Pointer::from_tokens(["paths", path, "parameters", index]);
            (format!("the parameter {}", parameter_name(spec, path, &pointer)?), steps)
        }
        ["paths", path, method, inner @ ..] => in_operation(spec, path, method, inner)?,
        _ => return None,
    })
}

fn in_operation<'t>(spec: &Spec, path: &str, method: &str, tokens: &'t [&'t str]) -> Option<(String, &'t [&'t str])> {
    let pointer = Pointer::from_tokens(["paths", path, method]);
    let operation = spec.operations_at(path).find(|operation| operation.pointer == pointer)?;
    let name = match &operation.operation_id {
        Some(id) => code(id),
        None => code(&format!("{} {path}", method.to_uppercase())),
    };
    Some(match tokens {
        ["requestBody", "content", _, "schema", steps @ ..] => (format!("the request body of {name}"), steps),
        ["responses", status, "content", _, "schema", steps @ ..] => (response(status, &name), steps),
        ["responses", _, "headers", header, "schema", steps @ ..] => {
            (format!("the response header {} of {name}", code(header)), steps)
        }
        ["parameters", index, "schema", steps @ ..] => {
            let parameter = parameter_name(spec, path, &pointer.child("parameters").child(index))?;
            (format!("the parameter {parameter} of {name}"), steps)
        }
        _ => return None,
    })
}

fn response(status: &str, operation: &str) -> String {
    match status {
        "default" => format!("the default response of {operation}"),
        success if success.starts_with('2') => format!("the response of {operation}"),
        status => format!("the response of {operation} with status {status}"),
    }
}

fn parameter_name(spec: &Spec, path: &str, pointer: &Pointer) -> Option<String> {
    let mut parameters = spec.operations_at(path).flat_map(|operation| &operation.parameters);
    parameters.find(|parameter| parameter.pointer == *pointer).map(|parameter| code(&parameter.name))
}

fn root(owner: &str) -> String {
    let Some(text) = owner.strip_prefix("the ") else { return format!("Schema {owner}.") };
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    format!("{}{}.", first.into_iter().flatten().collect::<String>(), letters.as_str())
}

/// Describes a schema within another one by the last of its steps.
fn within(owner: &str, steps: &[&str]) -> String {
    let mut path = String::new();
    let mut rest = steps;
    let mut text = String::new();
    loop {
        let base = if path.is_empty() { owner.to_owned() } else { format!("{} in {owner}", code(&path)) };
        rest = match rest {
            ["properties", name, rest @ ..] => {
                path = if path.is_empty() { (*name).to_owned() } else { format!("{path}.{name}") };
                text = format!("Value of {} in {owner}.", code(&path));
                rest
            }
            ["items", rest @ ..] => {
                path.push_str("[]");
                text = format!("Item of {base}.");
                rest
            }
            ["additionalProperties", rest @ ..] => {
                path.push_str(".*");
                text = format!("Map value of {base}.");
                rest
            }
            ["x-prefix-items", index, rest @ ..] => {
                path.push_str(&format!("[{index}]"));
                text = format!("Item {} of {base}.", ordinal(index));
                rest
            }
            ["oneOf" | "anyOf", index, rest @ ..] => {
                text = format!("Variant {} of {base}.", ordinal(index));
                rest
            }
            ["allOf", index, rest @ ..] => {
                text = format!("Part {} of {base}.", ordinal(index));
                rest
            }
            [_, rest @ ..] => rest,
            [] => break,
        };
    }
    if text.is_empty() { root(owner) } else { text }
}

/// Converts an index to a number that starts at one.
fn ordinal(index: &str) -> String {
    index.parse::<usize>().map_or_else(|_| index.to_owned(), |index| (index + 1).to_string())
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_step_is_described() {
        let table: [(&[&str], &str); 7] = [
            (&["properties", "status"], "Value of `status` in `Pet`."),
            (&["properties", "tags", "items"], "Item of `tags` in `Pet`."),
            (&["items"], "Item of `Pet`."),
            (&["properties", "owner", "properties", "name"], "Value of `owner.name` in `Pet`."),
            (&["properties", "tags", "items", "properties", "id"], "Value of `tags[].id` in `Pet`."),
            (&["oneOf", "1"], "Variant 2 of `Pet`."),
            (&["additionalProperties"], "Map value of `Pet`."),
        ];
        for (steps, expected) in table {
            assert_eq!(within("`Pet`", steps), expected);
        }
    }

    #[test]
    fn owner_without_steps_is_described() {
        assert_eq!(root("`Pet`"), "Schema `Pet`.");
        assert_eq!(root(&response("404", "`getPet`")), "Response of `getPet` with status 404.");
    }
}
