//! Required fields of each object of the specification.
//!
//! [`Conformer::complete`] fills in the fields that the specification requires, and rejects an object if a field cannot
//! be filled in. A value that adds information to the document is recorded as a repair.

use serde_json::{Map, Value, json};

use super::Conformer;
use crate::diagnostic::Code;
use crate::document::is_header_name;
use crate::pointer::PathStack;
use crate::upgrade::object_model::{ObjectKind, is_extension};
use crate::upgrade::paths::{single_braces, variable_names};

impl Conformer<'_, '_> {
    /// Fills in the required fields of an object whose fields conform; returns false if the object is unusable.
    pub(super) fn complete(&mut self, map: &mut Map<String, Value>, kind: ObjectKind, path: &PathStack<'_>) -> bool {
        match kind {
            ObjectKind::Root => self.complete_root(map, path),
            ObjectKind::Info => self.complete_info(map, path),
            ObjectKind::License => fill_text(map, "name", ""),
            ObjectKind::ServerVariable => fill_text(map, "default", ""),
            ObjectKind::Server => {
                self.complete_variables(map, path);
                return self.require(map, "url", kind, path);
            }
            ObjectKind::ExternalDocs => return self.require(map, "url", kind, path),
            ObjectKind::Tag => return self.require(map, "name", kind, path),
            ObjectKind::Discriminator => return self.require(map, "propertyName", kind, path),
            ObjectKind::Operation => self.complete_operation(map, path),
            ObjectKind::Response => fill_text(map, "description", ""),
            ObjectKind::Parameter => return self.complete_parameter(map, path),
            ObjectKind::Header => complete_value(map),
            ObjectKind::MediaType => keep_one_of_examples(map),
            ObjectKind::RequestBody => {
                map.entry("content").or_insert_with(|| json!({}));
            }
            ObjectKind::Schema => {
                // Invalid parts have been removed; an empty composition has no meaning.
                map.retain(|key, value| !super::schema::COMPOSITIONS.contains(&key.as_str()) || *value != json!([]));
                self.coerce_values(map, path);
            }
            ObjectKind::SecurityScheme => return self.complete_scheme(map, path),
            ObjectKind::Flow => self.complete_flow(map, path),
            ObjectKind::Link => return map.contains_key("operationId") || map.contains_key("operationRef"),
            ObjectKind::Contact
            | ObjectKind::Components
            | ObjectKind::Paths
            | ObjectKind::PathItem
            | ObjectKind::Encoding
            | ObjectKind::Responses
            | ObjectKind::Callback
            | ObjectKind::Example
            | ObjectKind::Xml
            | ObjectKind::Flows
            | ObjectKind::SecurityRequirement => {}
        }
        true
    }

    fn complete_root(&mut self, root: &mut Map<String, Value>, path: &PathStack<'_>) {
        root.insert("openapi".to_owned(), "3.0.3".into());
        if !root.contains_key("info") {
            let mut info = Map::new();
            self.complete_info(&mut info, &path.key("info"));
            root.insert("info".to_owned(), Value::Object(info));
        }
        if !root.contains_key("paths") {
            let at = path.key("paths").pointer();
            self.context.repair("missing-paths", &at, None, Some(json!({})));
            root.insert("paths".to_owned(), json!({}));
        }
        if let Some(Value::Array(tags)) = root.get_mut("tags") {
            let mut seen = std::collections::BTreeSet::new();
            tags.retain(|tag| tag.get("name").and_then(Value::as_str).is_some_and(|name| seen.insert(name.to_owned())));
        }
    }

    fn complete_info(&mut self, info: &mut Map<String, Value>, path: &PathStack<'_>) {
        for (key, rule, value) in [("title", "missing-title", "API"), ("version", "missing-version", "0.0.0")] {
            if !info.contains_key(key) {
                self.context.repair(rule, &path.key(key).pointer(), None, Some(value.into()));
                info.insert(key.to_owned(), value.into());
            }
        }
    }

    fn complete_operation(&mut self, operation: &mut Map<String, Value>, path: &PathStack<'_>) {
        let none =
            |responses: &Value| responses.as_object().is_none_or(|map| !map.keys().any(|key| !is_extension(key)));
        if operation.get("responses").is_none_or(none) {
            let at = path.key("responses").pointer();
            let default = json!({"description": ""});
            self.context.repair("missing-responses", &at, None, Some(json!({"default": default})));
            match operation.get_mut("responses") {
                Some(Value::Object(responses)) => {
                    responses.insert("default".to_owned(), default);
                }
                _ => {
                    operation.insert("responses".to_owned(), json!({ "default": default }));
                }
            }
        }
    }

    fn complete_parameter(&mut self, parameter: &mut Map<String, Value>, path: &PathStack<'_>) -> bool {
        if !self.require(parameter, "name", ObjectKind::Parameter, path) {
            return false;
        }
        let location = parameter.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
        let known = match location.trim().to_ascii_lowercase().as_str() {
            "path" => "path",
            "query" | "querystring" | "" => "query",
            "header" | "headers" => "header",
            "cookie" | "cookies" => "cookie",
            _ => {
                let message = format!("`{location}` is not a parameter location; the parameter is ignored");
                let help = "set `in` to path, query, header or cookie";
                self.context.report(Code::UnusableParameter, &path.pointer(), message, help);
                return false;
            }
        };
        if known != location {
            let was = parameter.insert("in".to_owned(), known.into());
            self.context.repair("parameter-location", &path.key("in").pointer(), was, Some(known.into()));
        }
        if known == "path" && parameter.get("required") != Some(&Value::Bool(true)) {
            let was = parameter.insert("required".to_owned(), true.into());
            let at = path.key("required").pointer();
            self.context.repair("path-parameter-required", &at, was, Some(true.into()));
        }
        self.check_style(parameter, known, path);
        complete_value(parameter);
        true
    }

    /// Removes a `style` that the parameter's location does not allow.
    fn check_style(&mut self, parameter: &mut Map<String, Value>, location: &str, path: &PathStack<'_>) {
        let styles: &[&str] = match location {
            "path" => &["simple", "label", "matrix"],
            "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            "header" => &["simple"],
            _ => &["form"],
        };
        let Some(style) = parameter.get("style").and_then(Value::as_str) else { return };
        if !styles.contains(&style) {
            let message = format!("style `{style}` is not allowed for {location} parameters; ignored");
            let help = format!("use one of {}", styles.join(", "));
            self.context.report(Code::UnknownListFormat, &path.key("style").pointer(), message, help);
            parameter.shift_remove("style");
        }
    }

    fn complete_scheme(&mut self, scheme: &mut Map<String, Value>, path: &PathStack<'_>) -> bool {
        let word = scheme.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let type_at = path.key("type").pointer();
        let known = match word.to_ascii_lowercase().as_str() {
            "apikey" | "api_key" | "api-key" => "apiKey",
            "http" => "http",
            "oauth2" | "oauth" if scheme.contains_key("flows") => "oauth2",
            "openidconnect" if scheme.contains_key("openIdConnectUrl") => "openIdConnect",
            "basic" | "bearer" | "digest" => {
                scheme.insert("scheme".to_owned(), word.to_ascii_lowercase().into());
                "http"
            }
            // The client certificate of the connection authenticates the caller; requests carry no credential.
            "mutualtls" => {
                let message = "`mutualTLS` authenticates the connection; requests carry no credential for it";
                let help = "configure the client certificate in the transport that the client is built with";
                self.context.report(Code::SecurityOfTransport, &type_at, message, help);
                return false;
            }
            "jwt" | "token" | "oauth2" | "oauth" | "openidconnect" => {
                scheme.insert("scheme".to_owned(), "bearer".into());
                "http"
            }
            _ => {
                let message = format!("unknown security scheme type `{word}`; ignored, no credential is sent for it");
                let help = "use apiKey, http, oauth2 or openIdConnect";
                self.context.report(Code::UnknownSecurity, &type_at, message, help);
                return false;
            }
        };
        if known != word {
            scheme.insert("type".to_owned(), known.into());
            self.context.repair("security-type", &type_at, Some(word.into()), Some(known.into()));
        }
        match known {
            "http" => fill_text(scheme, "scheme", "basic"),
            "apiKey" => return self.complete_api_key(scheme, path),
            _ => {}
        }
        true
    }

    fn complete_api_key(&mut self, scheme: &mut Map<String, Value>, path: &PathStack<'_>) -> bool {
        let location = scheme.get("in").and_then(Value::as_str).map(str::to_ascii_lowercase);
        let known = location.as_deref().filter(|location| ["query", "header", "cookie"].contains(location));
        let known = known.unwrap_or("header").to_owned();
        for (key, value) in [("in", known), ("name", path.last_key().to_owned())] {
            let was = scheme.get(key).cloned();
            if was.is_none() || (key == "in" && was.as_ref().and_then(Value::as_str) != Some(&value)) {
                self.context.repair("api-key-place", &path.key(key).pointer(), was, Some(value.as_str().into()));
                scheme.insert(key.to_owned(), value.into());
            }
        }
        scheme.get("in").and_then(Value::as_str) != Some("header") || self.check_header_name(scheme, path)
    }

    /// Trims the header name of an API key; returns false if it is not a valid header name.
    fn check_header_name(&mut self, scheme: &mut Map<String, Value>, path: &PathStack<'_>) -> bool {
        let Some(name) = scheme.get("name").and_then(Value::as_str).map(str::to_owned) else { return true };
        let at = path.key("name").pointer();
        if !is_header_name(name.trim()) {
            let message =
                format!("`{name}` is not a valid header name; the scheme is ignored, no credential is sent for it");
            self.context.report(
                Code::HeaderUnusable,
                &at,
                message,
                "write the name of the header that the server reads",
            );
            return false;
        }
        if name.trim() != name {
            let trimmed = Value::from(name.trim());
            self.context.repair("api-key-name", &at, Some(name.into()), Some(trimmed.clone()));
            scheme.insert("name".to_owned(), trimmed);
        }
        true
    }

    fn complete_flow(&mut self, flow: &mut Map<String, Value>, path: &PathStack<'_>) {
        let needed: &[&str] = match path.last_key() {
            "implicit" => &["authorizationUrl"],
            "authorizationCode" => &["authorizationUrl", "tokenUrl"],
            _ => &["tokenUrl"],
        };
        for key in needed {
            if !flow.contains_key(*key) {
                let message = format!("the `{}` flow has no `{key}`; tokens cannot be requested", path.last_key());
                self.context.report(Code::IncompleteFlow, &path.pointer(), message, format!("add `{key}` to the flow"));
                flow.insert((*key).to_owned(), "".into());
            }
        }
        flow.entry("scopes").or_insert_with(|| json!({}));
    }

    /// Declares the undeclared variables of a server URL. The required default is the variable's name.
    fn complete_variables(&mut self, server: &mut Map<String, Value>, path: &PathStack<'_>) {
        let Some(url) = server.get("url").and_then(Value::as_str).map(single_braces) else { return };
        let names = variable_names(&url);
        server.insert("url".to_owned(), url.into());
        if names.is_empty() {
            return;
        }
        let Value::Object(variables) = server.entry("variables").or_insert_with(|| json!({})) else { return };
        for name in names {
            if !variables.contains_key(&name) {
                let variable = json!({ "default": name });
                let at = path.key("variables").key(&name).pointer();
                self.context.repair("server-variable", &at, None, Some(variable.clone()));
                variables.insert(name, variable);
            }
        }
    }

    /// Returns true if a required string is present; reports it as missing otherwise.
    fn require(&mut self, map: &Map<String, Value>, key: &str, kind: ObjectKind, path: &PathStack<'_>) -> bool {
        if map.get(key).and_then(Value::as_str).is_some_and(|text| !text.is_empty()) {
            return true;
        }
        // An empty parameter is the remainder of an unresolved reference, which has been reported.
        if !(map.is_empty() && kind == ObjectKind::Parameter) {
            let message = format!("{} has no `{key}`; ignored", super::coerce::describe(kind));
            self.context.report(Code::MissingMember, &path.pointer(), message, format!("add `{key}`"));
        }
        false
    }
}

/// Ensures that a parameter or header has either a `schema` or `content`.
fn complete_value(owner: &mut Map<String, Value>) {
    keep_one_of_examples(owner);
    let described = owner.get("content").and_then(Value::as_object).is_some_and(|content| !content.is_empty());
    if !described || owner.contains_key("schema") {
        owner.shift_remove("content");
        owner.entry("schema").or_insert_with(|| json!({}));
    }
}

/// Moves `example` to `x-example` if there are `examples`: the two are mutually exclusive.
fn keep_one_of_examples(owner: &mut Map<String, Value>) {
    if owner.contains_key("examples")
        && let Some(example) = owner.shift_remove("example")
    {
        owner.entry("x-example").or_insert(example);
    }
}

/// Inserts a string if the field is absent.
fn fill_text(map: &mut Map<String, Value>, key: &str, text: &str) {
    map.entry(key).or_insert_with(|| text.into());
}
