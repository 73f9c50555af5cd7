//! What the specification demands of each object, filled in, or the object left out where nothing can be.
//!
//! An object whose members are tidied comes in. A fill that says something the author did not is recorded.

use serde_json::{Map, Value, json};

use super::Tidy;
use crate::diagnostic::Code;
use crate::document::is_header_name;
use crate::upgrade::shape::{Shape, is_extension};
use crate::upgrade::trail::Trail;

impl Tidy<'_, '_> {
    /// Completes an object. False where it is of no use.
    pub(super) fn complete(&mut self, map: &mut Map<String, Value>, shape: Shape, trail: &Trail<'_>) -> bool {
        match shape {
            Shape::Root => self.complete_root(map, trail),
            Shape::Info => self.complete_info(map, trail),
            Shape::License => fill_text(map, "name", ""),
            Shape::ServerVariable => fill_text(map, "default", ""),
            Shape::Server => {
                self.complete_variables(map, trail);
                return self.needs(map, "url", shape, trail);
            }
            Shape::ExternalDocs => return self.needs(map, "url", shape, trail),
            Shape::Tag => return self.needs(map, "name", shape, trail),
            Shape::Discriminator => return self.needs(map, "propertyName", shape, trail),
            Shape::Operation => self.complete_operation(map, trail),
            Shape::Response => fill_text(map, "description", ""),
            Shape::Parameter => return self.complete_parameter(map, trail),
            Shape::Header => complete_value(map),
            Shape::MediaType => one_of_examples(map),
            Shape::RequestBody => {
                map.entry("content").or_insert_with(|| json!({}));
            }
            Shape::Schema => {
                // Parts that could not be read are gone, and a list without parts says nothing.
                map.retain(|key, value| !super::schema::COMPOSITIONS.contains(&key.as_str()) || *value != json!([]));
                self.settle_values(map, trail);
            }
            Shape::SecurityScheme => return self.complete_scheme(map, trail),
            Shape::Flow => self.complete_flow(map, trail),
            Shape::Link => return map.contains_key("operationId") || map.contains_key("operationRef"),
            Shape::Contact
            | Shape::Components
            | Shape::Paths
            | Shape::PathItem
            | Shape::Encoding
            | Shape::Responses
            | Shape::Callback
            | Shape::Example
            | Shape::Xml
            | Shape::Flows
            | Shape::SecurityRequirement => {}
        }
        true
    }

    fn complete_root(&mut self, root: &mut Map<String, Value>, trail: &Trail<'_>) {
        root.insert("openapi".to_owned(), "3.0.3".into());
        if !root.contains_key("info") {
            let mut info = Map::new();
            self.complete_info(&mut info, &trail.key("info"));
            root.insert("info".to_owned(), Value::Object(info));
        }
        if !root.contains_key("paths") {
            let at = trail.key("paths").pointer();
            self.stage.repair("missing-paths", &at, None, Some(json!({})));
            root.insert("paths".to_owned(), json!({}));
        }
        if let Some(Value::Array(tags)) = root.get_mut("tags") {
            let mut seen = std::collections::BTreeSet::new();
            tags.retain(|tag| tag.get("name").and_then(Value::as_str).is_some_and(|name| seen.insert(name.to_owned())));
        }
    }

    fn complete_info(&mut self, info: &mut Map<String, Value>, trail: &Trail<'_>) {
        for (key, rule, value) in [("title", "missing-title", "API"), ("version", "missing-version", "0.0.0")] {
            if !info.contains_key(key) {
                self.stage.repair(rule, &trail.key(key).pointer(), None, Some(value.into()));
                info.insert(key.to_owned(), value.into());
            }
        }
    }

    fn complete_operation(&mut self, operation: &mut Map<String, Value>, trail: &Trail<'_>) {
        let none =
            |responses: &Value| responses.as_object().is_none_or(|map| !map.keys().any(|key| !is_extension(key)));
        if operation.get("responses").is_none_or(none) {
            let at = trail.key("responses").pointer();
            let default = json!({"description": ""});
            self.stage.repair("missing-responses", &at, None, Some(json!({"default": default})));
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

    fn complete_parameter(&mut self, parameter: &mut Map<String, Value>, trail: &Trail<'_>) -> bool {
        if !self.needs(parameter, "name", Shape::Parameter, trail) {
            return false;
        }
        let location = parameter.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
        let known = match location.trim().to_ascii_lowercase().as_str() {
            "path" => "path",
            "query" | "querystring" | "" => "query",
            "header" | "headers" => "header",
            "cookie" | "cookies" => "cookie",
            _ => {
                let message = format!("a parameter cannot be sent in `{location}`; it is left out");
                let help = "give the parameter an `in` of path, query, header or cookie";
                self.stage.report(Code::UnusableParameter, &trail.pointer(), message, help);
                return false;
            }
        };
        if known != location {
            let was = parameter.insert("in".to_owned(), known.into());
            self.stage.repair("parameter-location", &trail.key("in").pointer(), was, Some(known.into()));
        }
        if known == "path" && parameter.get("required") != Some(&Value::Bool(true)) {
            let was = parameter.insert("required".to_owned(), true.into());
            let at = trail.key("required").pointer();
            self.stage.repair("path-parameter-required", &at, was, Some(true.into()));
        }
        self.settle_style(parameter, known, trail);
        complete_value(parameter);
        true
    }

    /// A style has its locations; elsewhere it says nothing.
    fn settle_style(&mut self, parameter: &mut Map<String, Value>, location: &str, trail: &Trail<'_>) {
        let styles: &[&str] = match location {
            "path" => &["simple", "label", "matrix"],
            "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            "header" => &["simple"],
            _ => &["form"],
        };
        let Some(style) = parameter.get("style").and_then(Value::as_str) else { return };
        if !styles.contains(&style) {
            let message = format!("the style `{style}` is not for parameters in `{location}`; it is left out");
            let help = format!("use one of {}", styles.join(", "));
            self.stage.report(Code::UnknownListFormat, &trail.key("style").pointer(), message, help);
            parameter.shift_remove("style");
        }
    }

    fn complete_scheme(&mut self, scheme: &mut Map<String, Value>, trail: &Trail<'_>) -> bool {
        let word = scheme.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let type_at = trail.key("type").pointer();
        let known = match word.to_ascii_lowercase().as_str() {
            "apikey" | "api_key" | "api-key" => "apiKey",
            "http" => "http",
            "oauth2" | "oauth" if scheme.contains_key("flows") => "oauth2",
            "openidconnect" if scheme.contains_key("openIdConnectUrl") => "openIdConnect",
            "basic" | "bearer" | "digest" => {
                scheme.insert("scheme".to_owned(), word.to_ascii_lowercase().into());
                "http"
            }
            // The certificate of the connection says who calls: a request carries nothing for it.
            "mutualtls" => {
                let message = "this scheme is the connection's, and calls carry nothing for it";
                let help = "give the builder a transport that has the client's certificate";
                self.stage.report(Code::SecurityOfTransport, &type_at, message, help);
                return false;
            }
            "jwt" | "token" | "oauth2" | "oauth" | "openidconnect" => {
                scheme.insert("scheme".to_owned(), "bearer".into());
                "http"
            }
            _ => {
                let message = format!(
                    "`{word}` is no kind of security scheme that is known; it is left out, and nothing is sent for it"
                );
                let help = "use apiKey, http, oauth2 or openIdConnect";
                self.stage.report(Code::UnknownSecurity, &type_at, message, help);
                return false;
            }
        };
        if known != word {
            scheme.insert("type".to_owned(), known.into());
            self.stage.repair("security-type", &type_at, Some(word.into()), Some(known.into()));
        }
        match known {
            "http" => fill_text(scheme, "scheme", "basic"),
            "apiKey" => return self.complete_api_key(scheme, trail),
            _ => {}
        }
        true
    }

    fn complete_api_key(&mut self, scheme: &mut Map<String, Value>, trail: &Trail<'_>) -> bool {
        let location = scheme.get("in").and_then(Value::as_str).map(str::to_ascii_lowercase);
        let known = location.as_deref().filter(|location| ["query", "header", "cookie"].contains(location));
        let known = known.unwrap_or("header").to_owned();
        for (key, value) in [("in", known), ("name", trail.last_key().to_owned())] {
            let was = scheme.get(key).cloned();
            if was.is_none() || (key == "in" && was.as_ref().and_then(Value::as_str) != Some(&value)) {
                self.stage.repair("api-key-place", &trail.key(key).pointer(), was, Some(value.as_str().into()));
                scheme.insert(key.to_owned(), value.into());
            }
        }
        scheme.get("in").and_then(Value::as_str) != Some("header") || self.settle_header(scheme, trail)
    }

    /// Blanks around the name of a header are none of it; what no header can be called is no place for a key.
    fn settle_header(&mut self, scheme: &mut Map<String, Value>, trail: &Trail<'_>) -> bool {
        let Some(name) = scheme.get("name").and_then(Value::as_str).map(str::to_owned) else { return true };
        let at = trail.key("name").pointer();
        if !is_header_name(name.trim()) {
            let message =
                format!("`{name}` cannot be the name of a header; the scheme is left out, and nothing is sent for it");
            self.stage.report(Code::HeaderUnusable, &at, message, "name it as the server reads it");
            return false;
        }
        if name.trim() != name {
            let trimmed = Value::from(name.trim());
            self.stage.repair("api-key-name", &at, Some(name.into()), Some(trimmed.clone()));
            scheme.insert("name".to_owned(), trimmed);
        }
        true
    }

    fn complete_flow(&mut self, flow: &mut Map<String, Value>, trail: &Trail<'_>) {
        let needed: &[&str] = match trail.last_key() {
            "implicit" => &["authorizationUrl"],
            "authorizationCode" => &["authorizationUrl", "tokenUrl"],
            _ => &["tokenUrl"],
        };
        for key in needed {
            if !flow.contains_key(*key) {
                let message = format!("the `{}` flow has no `{key}`; a token cannot be asked for", trail.last_key());
                self.stage.report(
                    Code::IncompleteFlow,
                    &trail.pointer(),
                    message,
                    format!("give the flow its `{key}`"),
                );
                flow.insert((*key).to_owned(), "".into());
            }
        }
        flow.entry("scopes").or_insert_with(|| json!({}));
    }

    /// Each variable in a server's URL is declared; its name shows best that nothing is known of it.
    fn complete_variables(&mut self, server: &mut Map<String, Value>, trail: &Trail<'_>) {
        let Some(url) = server.get("url").and_then(Value::as_str).map(single_braces) else { return };
        let parts = url.split('{').skip(1).filter_map(|part| part.split_once('}'));
        let names: Vec<String> = parts.map(|(name, _)| name.to_owned()).filter(|name| !name.is_empty()).collect();
        server.insert("url".to_owned(), url.into());
        if names.is_empty() {
            return;
        }
        let Value::Object(variables) = server.entry("variables").or_insert_with(|| json!({})) else { return };
        for name in names {
            if !variables.contains_key(&name) {
                let variable = json!({ "default": name });
                let at = trail.key("variables").key(&name).pointer();
                self.stage.repair("server-variable", &at, None, Some(variable.clone()));
                variables.insert(name, variable);
            }
        }
    }

    fn needs(&mut self, map: &Map<String, Value>, key: &str, shape: Shape, trail: &Trail<'_>) -> bool {
        if map.get(key).and_then(Value::as_str).is_some_and(|text| !text.is_empty()) {
            return true;
        }
        // What a dangling reference left behind has been reported.
        if !(map.is_empty() && shape == Shape::Parameter) {
            let message = format!("{} without a `{key}` is of no use; it is left out", super::coerce::article(shape));
            self.stage.report(Code::MissingMember, &trail.pointer(), message, format!("give it a `{key}`"));
        }
        false
    }
}

/// The value of a parameter or header is described by a schema or by content, and one of them must be there.
fn complete_value(owner: &mut Map<String, Value>) {
    one_of_examples(owner);
    let described = owner.get("content").and_then(Value::as_object).is_some_and(|content| !content.is_empty());
    if !described || owner.contains_key("schema") {
        owner.shift_remove("content");
        owner.entry("schema").or_insert_with(|| json!({}));
    }
}

/// `example` and `examples` exclude each other; the one that is not of the specification's choice is kept aside.
fn one_of_examples(owner: &mut Map<String, Value>) {
    if owner.contains_key("examples")
        && let Some(example) = owner.shift_remove("example")
    {
        owner.entry("x-example").or_insert(example);
    }
}

/// Templates of other tools write `{{name}}`.
fn single_braces(text: &str) -> String {
    text.replace("{{", "{").replace("}}", "}")
}

fn fill_text(map: &mut Map<String, Value>, key: &str, text: &str) {
    map.entry(key).or_insert_with(|| text.into());
}
